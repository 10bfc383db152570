"""Habits of other programs, and of compel's own language, found in a text by how they look."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wflint.records import NamedTuple
from wflint.rules.shared.texts import is_a_name

if TYPE_CHECKING:
    from collections.abc import Iterator


class Habit(NamedTuple):
    """A way of writing: of what kind it is, and the text itself."""

    kind: str
    text: str


# Each takes time in the length of the text: what repeats without end is stopped by what it may not hold.
# Automatic1111's (words:1.2); not a ratio or a time, whose colon follows a digit, nor a large number.
_COLON = re.compile(r"(?<![\d\\\s:]):[ ]{0,3}[+-]?(?:[0-4](?:\.\d{0,6})?|\.\d{1,6})[ ]{0,3}\)")
_LORA = re.compile(r"<(?:lora|lyco|hypernet|lycoris):[^<>\n]{1,200}>", re.IGNORECASE)
_LORA_CALL = re.compile(r"\b(?:with|use)Lora\s{0,3}\(")
_CHOICE = re.compile(r"\{[^{}|]*\|[^{}]*\}")
_SQUARE = re.compile(r"(?<![\\\w])\[[^\[\]\n]{1,300}\]")
_BREAK = re.compile(r"(?<![A-Z])(?:^|(?<=[\s,.]))BREAK(?=[\s,.]|\Z)(?![\s,.]{1,3}[A-Z]{2})")
_TRIGGER = re.compile(r"<(?=[^<>]{0,80}[a-zA-Z])[a-zA-Z0-9._-]{2,80}>")
# compel's weights: behind a bracket, or several + behind a word of more than one letter.
_WEIGHT = re.compile(
    r"(?<!\\)\)(?:\d{0,3}\.\d{1,6}|\+{1,20}|-{1,20})(?![\w(])|(?<=\w\w)\+\+{1,20}(?=[\s,.)]|\Z)"
)
_MOST = 20  # names that are looked at
_OPERATOR = re.compile(r"""(?<=[\w)"])\.(?:blend|and|add|swap|attend)\(""")


def foreign(text: str) -> Iterator[Habit]:
    """What other programs would understand and compel does not."""
    if ")" in text and (found := _COLON.search(text)) is not None:
        begin = max(text.rfind("(", 0, found.start()), 0)
        yield Habit("weight", text[begin : found.end()])
    if "<" in text and (found := _LORA.search(text)) is not None:
        yield Habit("lora", found[0])
    if "Lora" in text and (found := _LORA_CALL.search(text)) is not None:
        yield Habit("call", found[0])
    if "{" in text and (found := _CHOICE.search(text)) is not None:
        yield Habit("choice", found[0])
    if "[" in text and (found := _SQUARE.search(text)) is not None:
        yield Habit("square", found[0])
    if "BREAK" in text and (found := _BREAK.search(text)) is not None:
        yield Habit("break", found[0])


def compels(text: str) -> Iterator[Habit]:
    """What compel would understand."""
    found = _WEIGHT.search(text) or _OPERATOR.search(text)
    if found is not None:
        begin = max(text.rfind(" ", 0, found.start()) + 1, found.start() - 30)
        yield Habit("compel", text[begin : found.end()])
    if "<" in text:
        for trigger in _TRIGGER.findall(text)[:_MOST]:
            if is_a_name(trigger[1:-1], text):
                yield Habit("trigger", trigger)
                break
