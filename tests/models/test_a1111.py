"""Prompts of Automatic1111 in compel's language, compared with what compel said of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.counting import calls
from tests.differential.a1111_prompts import alike, heard, made
from wflint.models.prompts.a1111 import only_weights, to_compel

RECORDED = json.loads((Path(__file__).parents[2] / "fixtures/prompts/a1111.json").read_text("utf-8"))


@pytest.mark.parametrize("row", RECORDED["answers"], ids=lambda row: f"seed{row[0]}")
def test_weights_mean_the_same(row: tuple[int, str, dict[str, Any]]) -> None:
    """tests/differential/test_a1111.py asks compel about thousands of others."""
    seed, new, answer = row
    prompt = made(seed)
    assert to_compel(prompt.text) == new
    assert alike(heard(answer), prompt.words)


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("a (fox:1.3) in snow", "a (fox)1.3 in snow"),
        ("((masterpiece)), [hat]", "(masterpiece)1.21, (hat)0.909"),
        ("(a, (best quality:1.2), sharp:1.1)", "(a, (best quality)1.2, sharp)1.1"),
        ("fox \\(series\\), (red:1.2)", "fox \\(series\\), (red)1.2"),
        ("(close up:1.2)8k", "(close up)1.2 8k"),
        ('one BREAK (two:1.2) "three"', '("one", "(two)1.2 \\"three\\"").and()'),
        ("(black - white:1.2)", "(black \\- white)1.2"),
        ("<lora:snow:0.8> (a:1.1)", "<lora:snow:0.8> (a)1.1"),
    ],
)
def test_as_people_write_it(text: str, new: str) -> None:
    assert to_compel(text) == new


@pytest.mark.parametrize(
    "text",
    [
        "a fox",
        "(a fox:1.2",
        "[a:b:0.5] (x:1.2)",
        "[a|b] (x:1.2)",
        "(12:30), (x:1.2)",
        "([a:1.2)",
        "(a:-1)",
        "",
    ],
)
def test_no_translation(text: str) -> None:
    """Nothing to translate, schedules, times, brackets that do not pair, what compel cannot say."""
    assert to_compel(text) is None


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("(cat)1.2 and (dog:1.3)", "(cat)1.2 and (dog)1.3"),
        ("(cat)++ (dog:1.3)x", "(cat)++ (dog)1.3 x"),
        ('("a (b:1.2)", "c").blend(1,2)', '("a (b)1.2", "c").blend(1,2)'),
    ],
)
def test_beside_compels_own_language(text: str, new: str) -> None:
    """Brackets without a weight stay what they are in InvokeAI."""
    assert only_weights(text) == new


@pytest.mark.parametrize("piece", ["(", "[", "(a:1.1) ", ":", "\\", "a BREAK ", "(((a)", '"', ":1.2)", "1:"])
def test_time_grows_with_the_length(piece: str) -> None:
    def work(length: int) -> None:
        to_compel(piece * (length // len(piece)))
        only_weights(piece * (length // len(piece)))

    assert calls(lambda: work(4000)) < 3 * calls(lambda: work(2000)) + 1000
