"""Finding what is odd in JSON that does parse: repeated keys, numbers JSON lacks, halves of characters."""

from __future__ import annotations

import json
import re
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Effect, Finding, Outcome, Severity, Stage
from wflint.diagnostics.words import quoted
from wflint.document.model import Document, Kind
from wflint.document.positions import PositionIndex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Pointer
    from wflint.diagnostics.fix import Fix

_LONGEST_WAY = 60  # characters
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
    whole: PositionIndex | None = None  # of what lies in none
    by_base = {d.base: i for i, d in reversed([*enumerate(documents)])}
    lengths = sorted({len(base) for base in by_base})
    for finding in find_oddities(text, documents[0].kind):
        inside = [i for n in lengths if (i := by_base.get(finding.pointer[:n])) is not None]
        if inside:
            finding.pointer = finding.pointer[len(documents[min(inside)].base) :]
        else:
            whole = whole or PositionIndex(text, True)
            finding.offset = whole.offset(finding.pointer, finding.on_key, finding.occurrence)
            finding.pointer = ()
        held.setdefault(min(inside, default=0), []).append(finding)
    for i, findings in held.items():
        documents[i].findings = tuple(findings)


def find_oddities(text: str, kind: Kind) -> list[Finding]:
    """The faults of the rules ``duplicate-key``, ``non-standard-number`` and ``bad-encoding`` in a text
    that parses, in the order of the file. ``kind`` is that of its first document."""
    root = json.JSONDecoder(
        object_pairs_hook=_members, parse_constant=_constant, parse_int=_integer, strict=True
    ).decode(text)
    findings: list[Finding] = []
    # The way to a value is one list that grows and shrinks: a tuple for each would be as long as its depth.
    way: list[str | int] = []
    stack: list[Iterator[tuple[str | int, Any]]] = [iter((("", root),))]
    while stack and len(findings) < _LIMIT:
        for part, value in stack[-1]:
            if len(stack) > 1:
                way[len(stack) - 2 :] = (part,)
            if isinstance(value, dict):
                _look_at_keys(way, value, kind, findings)
                stack.append(iter(value.items()))
            elif type(value) is list:
                stack.append(enumerate(value))
            elif type(value) is _Constant:
                findings.append(_number(tuple(way), value, kind))
            elif type(value) is str and not value.isascii() and _SURROGATE.search(value):
                findings.append(_half_character(value, tuple(way), False, kind))
            else:
                continue
            break
        else:
            stack.pop()
    return findings[:_LIMIT]


def _look_at_keys(way: list[str | int], value: dict[str, Any], kind: Kind, findings: list[Finding]) -> None:
    if type(value) is _Repeated:
        findings += islice(_repeated(tuple(way), value), _LIMIT - len(findings))
    for key in value:
        if not key.isascii() and _SURROGATE.search(key) and len(findings) < _LIMIT:
            findings.append(_half_character(key, (*way, key), True, kind))


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


def _repeated(pointer: Pointer, value: _Repeated) -> Iterator[Finding]:
    for key, count in value.counts.items():
        for occurrence in range(1, count):
            nodes = pointer[-1:] == ("nodes",)
            times = "twice" if count == 2 else f"{count} times (repetition {occurrence})"
            name = _plain(quoted(key))
            message = f"{'node id' if nodes else 'key'} {name} occurs {times}"
            kept = "node" if nodes else "value"
            yield Finding(
                f"{message} {_in(pointer)}",
                (*pointer, key),
                on_key=True,
                occurrence=occurrence,
                rule="duplicate-key",
                help="give each node its own id" if nodes else "remove or rename one of them",
                then=f"JSON readers keep the last {kept} and silently drop the others",
                group="" if nodes else f"key {name} occurs more than once in several objects",
                fix=partial(_without_dropped, (*pointer, key), count)
                if occurrence == 1 or count < 9
                else None,
            )


def _without_dropped(pointer: Pointer, count: int) -> Fix:
    """Readers keep the last of equal keys: the others go, together."""
    from wflint.diagnostics.fix import Edit, Op, safe

    edits = [Edit(Op.REMOVE, pointer, None, occurrence) for occurrence in range(count - 1)]
    name = _plain(quoted(str(pointer[-1])))
    what = f"the first {name}" if count == 2 else f"all {name} but the last"
    return safe(f"remove {what}, which readers drop", *edits)


def _plain(text: str) -> str:
    """The text with halves of characters written out, which no terminal can show."""
    return text.encode("utf-8", "backslashreplace").decode()


def _in(pointer: Pointer) -> str:
    """Where something is: ``in /nodes/3/data``; a long way is cut at its beginning."""
    if not pointer:
        return "at the top of the file"
    parts = [str(part)[-_LONGEST_WAY - 1 :] for part in pointer[-_LONGEST_WAY:]]
    way = _plain("/" + "/".join(parts))
    if len(way) <= _LONGEST_WAY and len(parts) == len(pointer):
        return f"in {way}"
    return f"in \u2026{way[-_LONGEST_WAY:]}"


def _number(pointer: Pointer, value: _Constant, kind: Kind) -> Finding:
    if value.word[-1] == ")":
        if kind is Kind.WORKFLOW:
            outcome = Outcome(Effect.SILENT, Stage.LOAD, Severity.WARNING)
            then = "the web UI reads it as Infinity and silently drops the value"
        else:
            outcome = Outcome(Effect.REJECTED, Stage.ENQUEUE, Severity.ERROR)
            then = "the server cannot parse it; nothing runs"
        return Finding(
            f"the number {value.word} {_in(pointer)} is too large",
            pointer,
            outcome=outcome,
            rule="non-standard-number",
            help="write a smaller number; inputs take no number of that size",
            then=then,
            fix=partial(_without_number, pointer, safe=True) if kind is Kind.WORKFLOW else None,
        )
    workflow = kind is Kind.WORKFLOW
    return Finding(
        f"{value.word} {_in(pointer)} is not valid JSON",
        pointer,
        rule="non-standard-number",
        help="write a number, or null" if workflow else "write a number",
        then="" if workflow else "InvokeAI's server reads it; most other JSON tools do not",
        group=f"{value.word} is not valid JSON",
        fix=partial(_without_number, pointer, safe=False) if workflow else None,
    )


def _without_number(pointer: Pointer, *, safe: bool) -> Fix | None:
    """A position is free; a value without a number is one that is not set, as which the editor reads one
    that is too large."""
    from wflint.diagnostics.fix import Fix, Safety, remove, replace

    safety = Safety.SAFE if safe else Safety.UNSAFE
    if len(pointer) == 4 and pointer[2] == "position":
        return Fix(Safety.SAFE, "write 0", (replace(*pointer, value=0),))
    if len(pointer) == 6 and pointer[2:4] == ("data", "inputs") and pointer[5] == "value":
        return Fix(safety, 'remove the "value"', (remove(*pointer),))
    return None


def _half_character(text: str, pointer: Pointer, on_key: bool, kind: Kind) -> Finding:
    match = _SURROGATE.search(text)
    code = ord(match.group()) if match else 0
    return Finding(
        f"escape \\u{code:04x} {_in(pointer)} is half a character (a lone surrogate)",
        pointer,
        help="write the character itself, or both halves",
        group=f"escape \\u{code:04x} is half a character (a lone surrogate)",
        on_key=on_key,
        rule="bad-encoding",
        outcome=Outcome(Effect.STALLS, Stage.DEQUEUE, Severity.ERROR),
    )
