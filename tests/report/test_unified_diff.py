"""A diff of a file that is one line: people see the pieces that differ, programs the whole line."""

from __future__ import annotations

import json

import pytest

from wflint.report.unified_diff import _pieces, unified_diff

NODES = {f"n{i}": {"id": f"n{i}", "type": "noise", "seed": i} for i in range(40)}
BEFORE = json.dumps({"id": "g", "nodes": {**NODES, "t": {"id": "t", "type": "t2l"}}, "edges": []})
AFTER = BEFORE.replace('"t2l"', '"denoise_latents"')


def shown(before: str, after: str, *, pieces: bool = True) -> list[str]:
    return "".join(unified_diff("a.json", before, after, pieces=pieces)).splitlines()


def test_the_pieces_that_differ() -> None:
    lines = shown(BEFORE, AFTER)
    assert all(len(line) < 100 for line in lines)
    (hunk,) = [line for line in lines if line.startswith("@@")]
    assert hunk.startswith("@@ line 1, character ")
    place = int(hunk.split()[4])
    assert BEFORE[place - 1 :].startswith(lines[3].removeprefix(" "))
    changed = [line for line in lines[2:] if line[0] in "-+"]
    assert [line.replace(" ", "") for line in changed] == ['-"type":"t2l"}},', '+"type":"denoise_latents"}},']


def test_a_program_gets_the_whole_line() -> None:
    assert f"-{BEFORE}" in shown(BEFORE, AFTER, pieces=False)
    assert f"+{AFTER}" in shown(BEFORE, AFTER, pieces=False)


def test_short_lines_are_as_they_were() -> None:
    one, other = (json.dumps(json.loads(text), indent=2) for text in (BEFORE, AFTER))
    assert shown(one, other) == shown(one, other, pieces=False)


def test_a_long_text_is_cut_in_the_middle() -> None:
    line = max(shown(BEFORE, BEFORE.replace('"t2l"', f'"{"a" * 5_000}"')), key=len)
    assert len(line) < 310
    assert "\u2026" in line


@pytest.mark.parametrize(
    "text", ['"' + "a" * 4000, "\\" * 4000, "[" * 4000, '"\\' * 2000, "x" * 400, "}" * 999, BEFORE]
)
def test_nothing_of_a_line_is_lost(text: str) -> None:
    pieces = list(_pieces(text))
    assert "".join(piece for _, piece in pieces) == text
    assert all(text.startswith(piece, start) for start, piece in pieces)
