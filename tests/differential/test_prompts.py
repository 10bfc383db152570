"""Prompts: wflint reads compel's language as the compel of each InvokeAI release does."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.differential.oracle import HERE, Oracle, invokeai_python
from tests.differential.prompt_answers import answer, is_slow, reading, shortened
from tests.differential.prompt_texts import prompt
from wflint.models.prompts.meaning import A_TRY

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.invokeai

CASES = int(os.environ.get("WFLINT_DIFFERENTIAL_PROMPTS", "3000"))
FIRST = int(os.environ.get("WFLINT_DIFFERENTIAL_PROMPTS_FIRST", "0"))  # seed, to try others


@pytest.fixture(scope="module", params=["6.14.2", "5.15.0"])
def python(request: pytest.FixtureRequest) -> str:
    return invokeai_python(str(request.param))


@pytest.fixture(scope="module")
def oracle(python: str) -> Iterator[Oracle]:
    running = Oracle(python, "prompt_oracle.py")
    yield running
    running.close()


def test_prompts(oracle: Oracle) -> None:
    """Fails or not, and every piece of text with its weight."""
    tried = failed = 0
    seed = FIRST
    while tried < CASES:
        text = prompt(seed)
        seed += 1
        if is_slow(text):
            continue
        tried += 1
        theirs = shortened(oracle.ask(text))
        failed += "error" in theirs
        assert answer(text) == json.loads(json.dumps(theirs)), text
    assert failed > CASES // 20
    assert seed - FIRST < 2 * CASES


@pytest.mark.parametrize("text", ["(" * 100 + "cat", "(" * 60 + "cat" + ")" * 60, "x.swap(" * 100])
def test_what_is_too_deep_raises_at_once(oracle: Oracle, text: str) -> None:
    found = reading(text)
    assert found.too_deep
    assert found.seconds < 1
    assert shortened(oracle.ask(text)) == {"error": "RecursionError"}


COUNT = """
import sys
sys.path.insert(0, sys.argv[1])
import prompt_oracle, pyparsing
tried, rule = [0], pyparsing.ParserElement._parseNoCache
def counting(self, *rest, **named):
    tried[0] += 1
    return rule(self, *rest, **named)
parser = prompt_oracle.load().PromptParser()
parser.parse_conjunction("a")
pyparsing.ParserElement._parse = counting
for text in sys.argv[2:]:
    tried[0] = 0
    parser.parse_conjunction(text)
    print(tried[0])
"""
BUSY = ["(((cat", "((((cat", "((((cat))))", "(((cat)1.1)1.1)1.1", "(a (b (c (d", "a cat, (a dog) and (more"]


def test_the_time_grows_as_foreseen(python: str) -> None:
    """In rules that compel tries, for the seconds of a busy machine tell nothing."""
    done = subprocess.run(
        [python, "-c", COUNT, str(HERE), *BUSY], capture_output=True, text=True, check=True, timeout=300
    )
    for text, tried in zip(BUSY, done.stdout.split(), strict=True):
        foreseen = reading(text).seconds / A_TRY
        assert 0.7 < foreseen / int(tried) < 1.2, text
