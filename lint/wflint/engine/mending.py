"""Mending one file: its fixes are applied round by round, each round checked anew, until none is left.

Of fixes that touch the same place one waits for the next round. A fix after which an error shows that was not
there before is taken back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.diagnostics import Severity
from wflint.diagnostics.fix import Op, Safety
from wflint.document.decode import decode, encode
from wflint.document.edit import EditError, edit_text
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wflint.diagnostics import Diagnostic, Pointer
    from wflint.diagnostics.fix import Fix

    Look = Callable[[bytes], Sequence[Diagnostic]]

_ROUNDS: Final = 50


class Mended(NamedTuple):
    """The bytes of a mended file (the very same object where nothing was mended), and what was.

    ``applied`` are diagnostics of the rounds, with their fixes; ``left`` is what a check says of the result.
    """

    raw: bytes
    applied: list[Diagnostic]
    left: Sequence[Diagnostic]


def mend(raw: bytes, look: Look, *, unsafe: bool = False) -> Mended:
    """Mend a file's bytes. ``look`` checks bytes: its diagnostics that count are mended, if they can be."""
    text, fault = decode(raw)
    state = _State(raw, text, look, unsafe)
    if fault is None:
        for _ in range(_ROUNDS):
            if not state.round():
                break
    return Mended(state.raw, state.applied, state.diagnostics)


def fixable(diagnostic: Diagnostic, *, unsafe: bool) -> bool:
    """Whether a run with these wishes would mend it."""
    fix = diagnostic.fix
    if fix is None or not diagnostic.counts:
        return False
    return fix.safety is Safety.SAFE or (unsafe and fix.safety is Safety.UNSAFE)


class _State:
    def __init__(self, raw: bytes, text: str, look: Look, unsafe: bool) -> None:
        self.raw = raw
        self.text = text
        self.applied: list[Diagnostic] = []
        self.diagnostics = look(raw)
        self._look = look
        self._unsafe = unsafe
        self._refused: set[tuple[str, str]] = set()
        self._seen = {text}

    def round(self) -> bool:
        """Apply what can be applied together; whether anything was."""
        chosen: list[Diagnostic] = []
        taken = _Taken()
        for diagnostic in self.diagnostics:
            if fixable(diagnostic, unsafe=self._unsafe) and _key(diagnostic) not in self._refused:
                assert diagnostic.fix is not None
                if taken.take(diagnostic.fix):
                    chosen.append(diagnostic)
        return self._try(chosen)

    def _try(self, chosen: list[Diagnostic]) -> bool:
        """Apply these fixes, or the halves of them, down to single ones, that do no harm."""
        if not chosen:
            return False
        if self._apply(chosen):
            return True
        if len(chosen) == 1:
            self._refused.add(_key(chosen[0]))
            return False
        half = len(chosen) // 2
        # After the first half the places of the second are others: it waits for the next round.
        return self._try(chosen[:half]) or self._try(chosen[half:])

    def _apply(self, chosen: list[Diagnostic]) -> bool:
        edits = [edit for d in chosen if d.fix is not None for edit in d.fix.edits]
        try:
            text = edit_text(self.text, edits)
            raw = encode(text, self.raw)
        except (EditError, UnicodeEncodeError):
            return False
        if text in self._seen:
            return False
        after = self._look(raw)
        if _errors(after) - _errors(self.diagnostics):
            return False
        self._seen.add(text)
        self.raw, self.text, self.diagnostics = raw, text, after
        self.applied += chosen
        return True


def _key(diagnostic: Diagnostic) -> tuple[str, str]:
    title = diagnostic.fix.title if diagnostic.fix else ""
    return diagnostic.fingerprint, title


def _errors(diagnostics: Sequence[Diagnostic]) -> set[tuple[object, ...]]:
    """Errors, known by what they say: places move with the edits."""
    return {
        (d.slug, d.part, d.node, d.field, d.message)
        for d in diagnostics
        if d.severity is Severity.ERROR and d.counts
    }


class _Taken:
    """The places that fixes of this round are about."""

    def __init__(self) -> None:
        self._edited: set[Pointer] = set()
        self._above: set[Pointer] = set()  # of what is edited, all that it lies in

    def take(self, fix: Fix) -> bool:
        """Whether a fix touches nothing that others touch; it is then one of them."""
        for edit in fix.edits:
            place = edit.pointer
            if any(place[:n] in self._edited for n in range(len(place) + 1)):
                return False
            if edit.op is not Op.ADD and place in self._above:
                return False
        for edit in fix.edits:
            self._edited.add(edit.pointer)
            self._above.update(edit.pointer[:n] for n in range(len(edit.pointer)))
        return True
