"""Which errors of a mended file are new: places and numbers move with the edits, nodes get other names."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Final

from wflint.diagnostics import Effect, Severity, Stage
from wflint.diagnostics.fix import Op
from wflint.diagnostics.pointer import format_pointer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wflint.diagnostics import Diagnostic

_FORMAT: Final = "unknown-format-version"
_HIDING: Final = ("unknown-node-type", "missing-member", "wrong-member-type", _FORMAT)
_STAGES: Final = {stage: number for number, stage in enumerate(Stage)}
_MOST: Final = 100  # names that are looked for in the text


def new_errors(before: Sequence[Diagnostic], after: Sequence[Diagnostic], text: str) -> list[Diagnostic]:
    """The errors of ``after`` that were not there before, when the file had that text.

    An error is the same if its words are, else if it is about the same input of the same node, or has the
    same fingerprint, else if its node had another name: one that the old text does not have. Which document
    of the file tells of it does not matter: a fault that two of them hold is told of one.
    """
    left, found = _errors(before), _errors(after)
    for key in (_in_words, _by_input, _by_fingerprint):
        left, found = _without_equal(left, found, key)
    return _renamed_aside(left, found, text)


def not_hidden(new: Sequence[Diagnostic], mended: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Without the errors that were there all the time, and that a mended fault kept from being told.

    Of a node whose type nobody knows, of what has not the right shape, and of a file whose format nobody
    knows, nothing more can be told. What InvokeAI says of them later on its way was true of the file before.
    An error at something that a fix wrote is the fix's own.
    """
    hid = [d for d in mended if d.slug in _HIDING and d.effect is Effect.REJECTED]
    if not hid:
        return list(new)
    written = {
        format_pointer(edit.pointer)
        for d in mended
        if d.fix is not None
        for edit in d.fix.edits
        if edit.op is not Op.REMOVE
    }
    return [e for e in new if any(_at(e, w) for w in written) or not any(_hides(d, e) for d in hid)]


def _at(error: Diagnostic, written: str) -> bool:
    """Whether an error is at something that was written, or within it.

    Its pointer may start at a document within the file, that of an edit starts at the file.
    """
    if error.part is None:
        return f"{error.pointer}/".startswith(f"{written}/")
    parts = written.split("/")
    return any(f"{error.pointer}/".startswith(f"/{'/'.join(parts[n:])}/") for n in range(1, len(parts)))


def _hides(mended: Diagnostic, error: Diagnostic) -> bool:
    if (mended.file, mended.part) != (error.file, error.part):
        return False
    if mended.slug == _FORMAT:
        return _STAGES[error.stage] >= _STAGES[mended.stage]
    return _STAGES[error.stage] > _STAGES[mended.stage]


def _errors(diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    return [d for d in diagnostics if d.severity is Severity.ERROR and d.counts]


def _in_words(d: Diagnostic) -> tuple[object, ...]:
    return d.slug, d.node, d.field, d.message


def _by_input(d: Diagnostic) -> tuple[object, ...]:
    return d.slug, d.node, d.field


def _by_fingerprint(d: Diagnostic) -> object:
    return d.fingerprint  # of a cycle: it is told of at another edge where its edges are others


def _without_equal(
    left: list[Diagnostic], found: list[Diagnostic], key: Callable[[Diagnostic], object]
) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """What both lists have beyond what is equal in them, each counted."""
    common = Counter(map(key, left)) & Counter(map(key, found))
    rest = []
    for diagnostics in (left, found):
        number = common.copy()
        kept = []
        for d in diagnostics:
            if number[key(d)] > 0:
                number[key(d)] -= 1
            else:
                kept.append(d)
        rest.append(kept)
    return rest[0], rest[1]


def _renamed_aside(left: list[Diagnostic], found: list[Diagnostic], text: str) -> list[Diagnostic]:
    """Without the errors of nodes whose name is new, as many as there were of the rule and input."""
    if not left or not found:
        return found
    names = {d.node for d in found[:_MOST] if d.node is not None}
    fresh = {name for name in names if json.dumps(name) not in text and f'"{name}"' not in text}
    gone = Counter((d.slug, d.field) for d in left)
    new = []
    for d in found:
        if d.node in fresh and gone[(d.slug, d.field)] > 0:
            gone[(d.slug, d.field)] -= 1
        else:
            new.append(d)
    return new
