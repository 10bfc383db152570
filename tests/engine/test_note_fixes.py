"""A name taken out of the notes of a workflow: the rest of the note stays as it is."""

from __future__ import annotations

import pytest

from tests.counting import calls
from wflint.engine.note_fixes import without


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("wflint: ignore[A]", ""),
        ("wflint: ignore[A] for a reason", ""),
        ("wflint: ignore[A] for a reason\n", ""),
        ("wflint: ignore[A, B] for a reason", "wflint: ignore[B] for a reason"),
        ("wflint: ignore[B,A]", "wflint: ignore[B]"),
        ("wflint: ignore[B, A ,C]", "wflint: ignore[B,C]"),
        ("Made at night.\nwflint: ignore[A]", "Made at night."),
        ("Made at night.\nwflint: ignore[A] why\nBy day too.", "Made at night.\nBy day too."),
        ("Made at night. wflint: ignore[A] why\nBy day.", "Made at night.\nBy day."),
        ("one\r\nwflint: ignore[A]\r\ntwo", "one\r\ntwo"),
        ("wflint: ignore[A]\nwflint: ignore[A, B]", "wflint: ignore[B]"),
        ("wflint: ignore[A] wflint: ignore[B]", "wflint: ignore[B]"),
        ("wflint: ignore[A, B] wflint: ignore[A]\nmore", "wflint: ignore[B]\nmore"),
        ("wflint: ignore[A]\nwflint: ignore[A]\nmore", "more"),
        ("wflint: ignore[B] A", "wflint: ignore[B] A"),
        ("wflint: ignore", "wflint: ignore"),
    ],
)
def test_without(text: str, left: str) -> None:
    assert without(text, "A") == left


def test_time_grows_with_the_length() -> None:
    def work(times: int) -> None:
        without("wflint: ignore[A] x\nwflint: ignore[A,B]" * times, "A")

    assert calls(lambda: work(1000)) < 3 * calls(lambda: work(500))
