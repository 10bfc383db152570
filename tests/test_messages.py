"""How wflint speaks, measured on the expected findings of all rules: short, unique, in the field's words."""

from __future__ import annotations

import re
from statistics import median
from typing import TYPE_CHECKING

import pytest

from tests.golden import RULES
from tests.words import QUOTED, stumbles
from wflint.diagnostics.words import LONGEST_NAME, elide
from wflint.rules.registry import RegisteredRule, all_rules

if TYPE_CHECKING:
    from pathlib import Path

LONGEST = {"message": 140, "related": 100, "effect": 120, "help": 120}
MEDIAN = 100

_FINDING = re.compile(
    r"(?:\(\S+\) )?(?:-|\d+:\d+) (error|warning|info) \S+ (?P<slug>\S+) \[[^]]*\] (?P<message>.*)"
)
_PART = re.compile(r"    (?P<word>effect|help|detail|group|-|\d+:\d+) (?P<text>.*)")


def _elided(text: str) -> str:
    """Names that are longer than messages may show count as if they were cut."""
    return QUOTED.sub(lambda match: f'"{elide(match[0][1:-1], LONGEST_NAME)}"', text)


def _parts(path: Path) -> list[tuple[str, str]]:
    """Part and text of all findings in a file of expected findings."""
    found = []
    for line in path.read_text("utf-8").split("\n"):
        if (finding := _FINDING.fullmatch(line)) is not None:
            found.append(("message", finding["message"]))
        elif (part := _PART.fullmatch(line)) is not None:
            word = part["word"]
            found.append((word if word[0].isalpha() else "related", part["text"]))
    return found


GOLDENS = sorted(RULES.glob("*/*.out"))
golden = pytest.mark.parametrize("path", GOLDENS, ids=lambda p: f"{p.parent.name}/{p.stem}")


@golden
def test_each_part_is_short(path: Path) -> None:
    too_long = [
        (part, len(_elided(text)), text)
        for part, text in _parts(path)
        if len(_elided(text)) > LONGEST.get(part, 1000)
    ]
    assert too_long == []


@golden
def test_no_two_messages_of_a_file_are_the_same(path: Path) -> None:
    messages = [text for part, text in _parts(path) if part == "message"]
    assert messages
    assert sorted(messages) == sorted(set(messages))


@golden
def test_the_words_are_the_field_s(path: Path) -> None:
    for part, text in _parts(path):
        assert stumbles(text) == [], (part, text)


def test_the_median_message_is_read_at_a_glance() -> None:
    lengths = [len(text) for path in GOLDENS for part, text in _parts(path) if part == "message"]
    assert len(lengths) > len(all_rules())
    assert median(lengths) <= MEDIAN


@pytest.mark.parametrize("registered", all_rules().values(), ids=lambda r: r.slug)
def test_manual_pages_speak_so_too(registered: RegisteredRule) -> None:
    assert stumbles(registered.manual) == []
    assert stumbles(registered.rule.summary) == []
