"""Prompts: what compel was seen to make of some hundred, and that no text costs more than its length."""

from __future__ import annotations

import contextlib
import json
from itertools import pairwise
from pathlib import Path

import pytest

from tests.differential.prompt_answers import answer
from tests.differential.prompt_texts import prompt
from wflint.models.prompts.grammar import LONGEST, Reader, parse
from wflint.models.prompts.meaning import read
from wflint.models.prompts.tree import NotReadError, TooDeepError

RECORDED = json.loads((Path(__file__).parents[2] / "fixtures/prompts/compel.json").read_text("utf-8"))


def test_the_answers_of_compel() -> None:
    assert len(RECORDED["answers"]) >= 400
    assert sum("error" in theirs for _, theirs in RECORDED["answers"]) > 20
    for text, theirs in RECORDED["answers"]:
        assert answer(text) == theirs, text


PATTERNS = [
    "(", "((a", "(a) ", "(a, ", "a.swap(", "\"", '"(', "(\"", ")", "a++", "a ", "a, ", "\\(", "\\", ".", ",",
    "-", "+", "(a)1.1", "1", " ", "\n", "\t", "\f", "\u00a0", "withLora(", "(a.attend(", "[", "{a|", "<", "a",
    "\"a\".blend(", "(a \" b", "\\\"", "(\"a - b\", ", "=", "\u0663",
]  # fmt: skip


def _rules_read(text: str) -> int:
    """How many places were looked at: our own work."""
    reader = Reader(text, 0)
    with contextlib.suppress(NotReadError, TooDeepError):
        parse(reader)
    return len(reader._known)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_no_pattern_costs_more_than_its_length(pattern: str) -> None:
    short, long = pattern * 100, pattern * 400
    assert _rules_read(long) <= 8 * len(long) + 20
    assert _rules_read(long) <= 5 * _rules_read(short) + 50


@pytest.mark.parametrize("pattern", PATTERNS)
def test_nothing_raises_however_long(pattern: str) -> None:
    assert read(pattern * (LONGEST // 4 // len(pattern))) is not None
    assert read(pattern * LONGEST + "a") is None


def test_chance_raises_nothing() -> None:
    for seed in range(2000):
        assert read(prompt(seed)) is not None


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_no_text_is_a_prompt(text: str) -> None:
    assert answer(text) == {"prompts": [[["", 1.0]]], "weights": [1.0], "loras": []}


def test_time_multiplies_with_every_bracket() -> None:
    times = [read("(" * n + "cat").seconds for n in range(1, 20)]  # type: ignore[union-attr]
    assert all(3.5 < later / before < 5 for before, later in pairwise(times))
    weighted = [read("(" * n + "cat" + ")1.1" * n).seconds for n in range(1, 10)]  # type: ignore[union-attr]
    assert weighted[-1] < times[5]
