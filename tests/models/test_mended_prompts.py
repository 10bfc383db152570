"""Slips in prompts, mended: what is only left out or only a character goes without changing what is read."""

from __future__ import annotations

import pytest

from tests.counting import calls
from tests.differential.prompt_answers import answer, is_slow
from tests.differential.prompt_texts import prompt
from wflint.models.prompts import mended
from wflint.models.prompts.meaning import read
from wflint.rules.prompts.unpaired_bracket import unpaired


@pytest.mark.parametrize(
    ("name", "text", "new"),
    [
        ("without_loras", "a fox withLora(snow, 0.5) in snow", "a fox in snow"),
        ("without_loras", "withLora(snow)", None),
        ("without_swaps", 'a "red fox".swap("big wolf", s_start=0.1) in (snow)1.2', "a red fox in (snow)1.2"),
        ("without_swaps", "a (fox)1.2.swap(wolf)", None),
        ("without_rest", '("a", "b").and() at night', '("a", "b").and()'),
        ("without_counts", '("a", "b").blend(1)', '("a", "b").blend()'),
        ("without_blanks", "a\vfox", "a fox"),
        ("without_empty", 'a fox ""0.5', "a fox"),
        ("without_empty", '""0.5', None),
        ("with_no_normalize_last", '("a", "b").and(1, no_normalize, 2)', '("a", "b").and(1, 2)'),
        ("with_no_normalize", '("a", "b").blend(1, -1)', '("a", "b").blend(1, -1, no_normalize)'),
        ("with_escaped_signs", "a (red - blue)1.3 fox", "a (red \\- blue)1.3 fox"),
        ("with_escaped_signs", "a - b (c)1.3", None),
        ("plain", "a (red)1.4 fox++, (snow:1.3) (at dawn)", "a red fox, snow (at dawn)"),
        ("plain", '("a", "b").blend(1, 2)', None),
        ("plain", "a fox at 1:3", None),
    ],
)
def test_mended(name: str, text: str, new: str | None) -> None:
    assert getattr(mended, name)(text) == new


def test_numbers_of_words() -> None:
    assert mended.with_spaced_number("(close up)8k", 3.0) == "(close up) 8k"
    assert mended.with_spaced_number("(close up)8", 3.0) is None


@pytest.mark.parametrize("first", range(0, 600, 200))
def test_what_is_only_left_out_changes_nothing(first: int) -> None:
    """tests/differential/test_a1111.py asks compel itself."""
    seen = 0
    for seed in range(first, first + 200):
        text = prompt(seed)
        if is_slow(text):
            continue
        before = answer(text)
        for new in same(text):
            assert alike(before, answer(new)), (text, new)
            seen += 1
    assert seen > 5


def same(text: str) -> list[str]:
    """The prompt in other words that are encoded alike."""
    found = (
        mended.without_loras(text),
        mended.without_rest(text),
        mended.escaped(text, unpaired),
        mended.quicker(text, unpaired),
    )
    return [new for new in found if new is not None]


def alike(one: dict[str, object], other: dict[str, object]) -> bool:
    """Whether two answers are of prompts that are encoded alike: neighbours of one weight are one text."""
    return _fused(one) == _fused(other) and one["weights"] == other["weights"]


def _fused(found: object) -> object:
    if isinstance(found, dict):
        return {
            name: _fused(value) if name == "prompts" else value
            for name, value in found.items()
            if name != "loras"
        }
    if isinstance(found, str):
        return " ".join(found.split())
    if not isinstance(found, list):
        return found
    if not all(isinstance(piece, list) and len(piece) == 2 and isinstance(piece[0], str) for piece in found):
        return [_fused(piece) for piece in found]
    fused: list[list[object]] = []
    for text, weight in found:
        words = " ".join(text.split())
        if fused and fused[-1][1] == weight:
            fused[-1][0] = f"{fused[-1][0]} {words}".strip()
        elif words:
            fused.append([words, weight])
    return fused


def test_what_is_slow_is_quick_then() -> None:
    for text in ("((((((((fox))))))))", "(" * 60 + "fox" + ")" * 60, "a (((((((((fox"):
        new = mended.quicker(text, unpaired)
        assert new is not None
        found = read(new)
        assert found is not None
        assert found.seconds < mended.SLOW


@pytest.mark.parametrize(
    "piece", ["(", "(a)1.1 ", "()", '"', '""1', "x.swap(", "a++ ", "((a", "withLora(", ")"]
)
def test_time_grows_with_the_length(piece: str) -> None:
    def work(length: int) -> None:
        text = piece * (length // len(piece))
        for name in ("without_loras", "without_swaps", "without_empty", "with_escaped_signs", "plain"):
            getattr(mended, name)(text)
        mended.escaped(text, unpaired)

    assert calls(lambda: work(4000)) < 3 * calls(lambda: work(2000)) + 1000
