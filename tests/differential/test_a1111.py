"""Prompts of Automatic1111, translated: compel reads every word with the weight that is meant there."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.differential.a1111_prompts import alike, heard, made
from tests.differential.oracle import Oracle, invokeai_python
from tests.differential.prompt_answers import is_slow
from tests.differential.prompt_texts import prompt
from tests.models.test_mended_prompts import alike as encoded_alike
from tests.models.test_mended_prompts import same
from wflint.models.prompts.a1111 import to_compel

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.invokeai

CASES = int(os.environ.get("WFLINT_DIFFERENTIAL_PROMPTS", "2000"))
FIRST = int(os.environ.get("WFLINT_DIFFERENTIAL_PROMPTS_FIRST", "0"))  # seed, to try others


@pytest.fixture(scope="module", params=["6.14.2", "5.15.0"])
def oracle(request: pytest.FixtureRequest) -> Iterator[Oracle]:
    running = Oracle(invokeai_python(str(request.param)), "prompt_oracle.py")
    yield running
    running.close()


def test_weights_mean_the_same(oracle: Oracle) -> None:
    """Of nearly all prompts there is a translation, and none says something else."""
    translated = 0
    for seed in range(FIRST, FIRST + CASES):
        prompt = made(seed)
        new = to_compel(prompt.text)
        if new is None or is_slow(new):
            continue
        translated += 1
        answer = oracle.ask(new)
        assert "error" not in answer, (prompt.text, new, answer)
        assert alike(heard(answer), prompt.words), (prompt.text, new, answer)
    assert translated > CASES * 0.98


def test_what_is_only_left_out_changes_nothing(oracle: Oracle) -> None:
    """Mended prompts that are to be encoded as they were."""
    seen = 0
    for seed in range(FIRST, FIRST + CASES // 2):
        text = prompt(seed)
        if is_slow(text):
            continue
        for new in same(text):
            assert encoded_alike(oracle.ask(text), oracle.ask(new)), (text, new)
            seen += 1
    assert seen > CASES // 40
