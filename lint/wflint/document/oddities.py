"""Finding what is odd in JSON that does parse: repeated keys, numbers JSON lacks, halves of characters."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Effect, Finding, Outcome, Severity, Stage
from wflint.document.model import Document, Kind
from wflint.document.positions import PositionIndex

if TYPE_CHECKING:
    from wflint.diagnostics import Pointer

_LIMIT = 1000  # findings of this kind in one file
_SURROGATE = re.compile("[\ud800-\udfff]")


class _Repeated(dict[str, Any]):
    """An object that had some key more than once; ``counts`` says which and how often."""

    counts: dict[str, int]


class _Constant(float):
    """A number that JSON has no word for; ``word`` is how the file spells it."""

    word: str


def attach_oddities(text: str, documents: list[Document]) -> None:
    """Find what is odd in a text and give each finding to the document it lies in.

    What lies in none of them goes to the first, placed by its offset.
    """
    held: dict[int, list[Finding]] = {}
    for finding in find_oddities(text, documents[0].kind):
        inside = [i for i, d in enumerate(documents) if finding.pointer[: len(d.base)] == d.base]
        if inside:
            finding.pointer = finding.pointer[len(documents[inside[0]].base) :]
        else:
            index = PositionIndex(text, True)
            finding.offset = index.offset(finding.pointer, finding.on_key, finding.occurrence)
            finding.pointer = ()
        held.setdefault(inside[0] if inside else 0, []).append(finding)
    for i, findings in held.items():
        documents[i].findings = tuple(findings)


def find_oddities(text: str, kind: Kind) -> list[Finding]:
    """The faults of the rules ``duplicate-key``, ``non-standard-number`` and ``bad-encoding`` in a text
    that parses, in the order of the file. ``kind`` is that of its first document."""
    root = json.JSONDecoder(
        object_pairs_hook=_members, parse_constant=_constant, parse_int=_integer, strict=True
    ).decode(text)
    findings: list[Finding] = []
    stack: list[tuple[Pointer, Any]] = [((), root)]
    while stack and len(findings) < _LIMIT:
        pointer, value = stack.pop()
        if isinstance(value, dict):
            if type(value) is _Repeated:
                findings += _repeated(pointer, value)
            for key in value:
                if _SURROGATE.search(key):
                    findings.append(_half_character(key, (*pointer, key), True, kind))
            stack += [((*pointer, k), v) for k, v in reversed(value.items())]
        elif type(value) is list:
            stack += [((*pointer, i), v) for i, v in reversed([*enumerate(value)])]
        elif type(value) is _Constant:
            findings.append(_number(pointer, value, kind))
        elif type(value) is str and _SURROGATE.search(value):
            findings.append(_half_character(value, pointer, False, kind))
    return findings[:_LIMIT]


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    repeated = _Repeated(found)
    repeated.counts = {}
    for key, _ in pairs:
        repeated.counts[key] = repeated.counts.get(key, 0) + 1
    return repeated


def _constant(word: str) -> float:
    number = _Constant(word)
    number.word = word
    return number


def _integer(digits: str) -> int | float:
    if len(digits) < 4000:
        return int(digits)
    number = _Constant(digits)
    number.word = f"{digits[:10]}... ({len(digits):,} digits)"
    return number


def _repeated(pointer: Pointer, value: _Repeated) -> list[Finding]:
    findings = []
    for key, count in value.counts.items():
        for occurrence in range(1, count):
            if pointer[-1:] == ("nodes",):
                message = (
                    f'the node id "{key}" occurs {_times(count)} in "nodes": every JSON reader keeps the '
                    "last and drops the node before it without a word. Give each node its own id"
                )
            else:
                message = (
                    f'the key "{key}" occurs {_times(count)} in one object: every JSON reader keeps the last '
                    "value and drops the one before it without a word. Remove one of them"
                )
            findings.append(
                Finding(message, (*pointer, key), on_key=True, occurrence=occurrence, rule="duplicate-key")
            )
    return findings


def _times(count: int) -> str:
    return "twice" if count == 2 else f"{count} times"


def _number(pointer: Pointer, value: _Constant, kind: Kind) -> Finding:
    if value.word[-1] == ")":
        if kind is Kind.WORKFLOW:
            outcome = Outcome(Effect.SILENT, Stage.LOAD, Severity.WARNING)
            then = "the web UI reads it as Infinity and drops the value"
        else:
            outcome = Outcome(Effect.REJECTED, Stage.ENQUEUE, Severity.ERROR)
            then = "InvokeAI's server refuses to parse it"
        message = f"the number {value.word} is too large: {then}. No input takes such a number"
        return Finding(message, pointer, outcome=outcome, rule="non-standard-number")
    if kind is Kind.WORKFLOW:
        then = "the web UI cannot read the file at all. Write a number, or null"
    else:
        then = "InvokeAI's server happens to read it, most JSON tools do not. Write a number"
    return Finding(f"{value.word} is no JSON: {then}", pointer, rule="non-standard-number")


def _half_character(text: str, pointer: Pointer, on_key: bool, kind: Kind) -> Finding:
    match = _SURROGATE.search(text)
    code = ord(match.group()) if match else 0
    return Finding(
        f"the escape \\u{code:04x} is half a character (a lone surrogate): InvokeAI's server queues it and "
        "cannot read it back, so the run fails. Write the character itself, or both halves",
        pointer,
        on_key=on_key,
        rule="bad-encoding",
        outcome=Outcome(Effect.FAILS, Stage.DEQUEUE, Severity.ERROR),
    )
