"""Mending one file: its fixes are applied round by round, each round checked anew, until none is left.

Fixes that touch the same place, or are of different rules and touch the same list or object, wait for
each other. A fix after which an error shows that was not there before is taken back, unless the fixes of that
error end it, or the mended fault only hid it; so is a safe one that changes what InvokeAI makes of the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.diagnostics import Effect
from wflint.diagnostics.fix import END, Op, Safety
from wflint.document.decode import decode, encode
from wflint.document.edit import EditError, edit_text
from wflint.engine.mended_errors import new_errors, not_hidden
from wflint.reading import PICTURES
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wflint.diagnostics import Diagnostic, Pointer
    from wflint.diagnostics.fix import Edit, Fix

    Look = Callable[[bytes], Sequence[Diagnostic]]
    # Whether InvokeAI makes the same of other bytes; the diagnostics are those of the first, then the mended.
    Same = Callable[[bytes, bytes, Sequence[Diagnostic], Sequence[Diagnostic]], bool]

_ROUNDS: Final = 200
_AHEAD: Final = 3  # rounds in which the consequences of fixes are mended
_CHECKS: Final = 300  # of one file: a hostile one could ask for a check of each of a thousand findings
_BYTES: Final = 100_000_000  # that are checked of one file, all its checks together


class Mended(NamedTuple):
    """The bytes of a mended file (the very same object where nothing was mended), and what was.

    ``applied`` are diagnostics of the rounds, with their fixes; ``left`` is what a check says of the result.
    Of those that have a fix still, it would have brought a new error or could not be made (``refused``), or
    it is called safe and would have changed what InvokeAI makes of the file (``doubted``).
    """

    raw: bytes
    applied: list[Diagnostic]
    left: Sequence[Diagnostic]
    doubted: Sequence[Diagnostic] = ()
    refused: Sequence[Diagnostic] = ()


def mend(raw: bytes, look: Look, *, unsafe: bool = False, same: Same | None = None) -> Mended:
    """Mend a file's bytes. ``look`` checks bytes: its diagnostics that count are mended, if they can be.

    ``same`` is asked before a safe fix is kept.
    """
    if raw[:4] in PICTURES:
        return Mended(raw, [], look(raw))
    text, fault = decode(raw)
    state = _State(raw, text, look, unsafe, same)
    if fault is None:
        state.run()
    return Mended(state.raw, state.applied, state.diagnostics, *state.left_alone())


def fixable(diagnostic: Diagnostic, *, unsafe: bool) -> bool:
    """Whether a run with these wishes would mend it."""
    fix = diagnostic.fix
    if fix is None or not fix.edits or not diagnostic.counts:
        return False
    return fix.safety is Safety.SAFE or (unsafe and fix.safety is Safety.UNSAFE)


class _SpentError(Exception):
    """A file asks for more checks than it gets."""


class _Tried(NamedTuple):
    """A text that was checked."""

    text: str
    raw: bytes
    diagnostics: Sequence[Diagnostic]


class _State:
    def __init__(self, raw: bytes, text: str, look: Look, unsafe: bool, same: Same | None) -> None:
        self.raw = raw
        self.text = text
        self.applied: list[Diagnostic] = []
        self.diagnostics = look(raw)
        self._look = look
        self._unsafe = unsafe
        self._same = same
        self._refused: set[tuple[str, str]] = set()
        self._doubted: set[tuple[str, str]] = set()
        self._seen = {text}
        self._checks = 0
        self._bytes = 0

    def run(self) -> None:
        """Rounds until nothing can be mended; what was refused is tried again when others were."""
        mended = False
        try:
            for _ in range(_ROUNDS):
                if self._round():
                    mended = True
                elif mended and self._refused:
                    self._refused.clear()
                    mended = False
                else:
                    return
        except _SpentError:
            return

    def left_alone(self) -> tuple[list[Diagnostic], list[Diagnostic]]:
        """What has a fix still: the safe ones that change a request, and the others."""
        left = [d for d in self.diagnostics if fixable(d, unsafe=self._unsafe)]
        doubted = [d for d in left if _key(d) in self._doubted]
        return doubted, [d for d in left if _key(d) not in self._doubted]

    def _round(self) -> bool:
        """Apply what can be applied together, what is safe first; whether anything was."""
        for safety in (Safety.SAFE, Safety.UNSAFE):
            while chosen := self._open(safety):  # what is not applied is refused then
                if self._try(chosen, safety):
                    return True
        return False

    def _open(self, safety: Safety) -> list[Diagnostic]:
        """What can be tried together next.

        What InvokeAI refuses comes first and by itself: its fix may change the request, and other faults may
        only follow from it, as edges that lead to a node without an id.
        """
        found = [d for d in self._fixable(self.diagnostics, safety) if _key(d) not in self._refused]
        if safety is Safety.SAFE:
            found = [d for d in found if d.effect is Effect.REJECTED] or found
        return _apart(found)

    def _fixable(self, diagnostics: Sequence[Diagnostic], safety: Safety) -> list[Diagnostic]:
        return [
            d
            for d in diagnostics
            if fixable(d, unsafe=self._unsafe) and d.fix is not None and d.fix.safety is safety
        ]

    def _try(self, chosen: list[Diagnostic], safety: Safety) -> bool:
        """Apply these fixes, or the halves of them, down to single ones, that do no harm."""
        if not chosen:
            return False
        if self._apply(chosen, safety):
            return True
        if len(chosen) == 1:
            self._refused.add(_key(chosen[0]))
            return False
        half = len(chosen) // 2
        # After the first half the places of the second are others: it waits for the next round.
        return self._try(chosen[:half], safety) or self._try(chosen[half:], safety)

    def _apply(self, chosen: list[Diagnostic], safety: Safety) -> bool:
        tried = self._tried(_Tried(self.text, self.raw, self.diagnostics), chosen)
        applied = list(chosen)
        for _ in range(_AHEAD):
            if tried is None:
                return False
            new = self._new(tried, applied)
            if not new:
                break
            cures = [d for d in new if fixable(d, unsafe=self._unsafe)]
            if safety is Safety.SAFE:
                cures = self._fixable(cures, safety)
            cures = _apart(cures)
            if not cures:
                return False
            applied += cures
            tried = self._tried(tried, cures)
        else:
            if tried is None or self._new(tried, applied):
                return False
        if (
            safety is Safety.SAFE
            and self._same is not None
            and not self._same(self.raw, tried.raw, self.diagnostics, applied)
        ):
            self._doubted.update(map(_key, chosen if len(chosen) == 1 else ()))
            return False
        self._seen.add(tried.text)
        self.text, self.raw, self.diagnostics = tried
        self.applied += applied
        return True

    def _new(self, tried: _Tried, applied: Sequence[Diagnostic]) -> list[Diagnostic]:
        """The errors that these fixes brought, but for old ones that they only brought to light."""
        new = new_errors(self.diagnostics, tried.diagnostics, self.text)
        return not_hidden(new, applied) if new else new

    def _tried(self, before: _Tried, chosen: list[Diagnostic]) -> _Tried | None:
        """What a check says after these fixes; None where they cannot be made."""
        edits: list[Edit] = [edit for d in chosen if d.fix is not None for edit in d.fix.edits]
        try:
            text = edit_text(before.text, edits)
            raw = encode(text, self.raw)
        except (EditError, UnicodeEncodeError):
            return None
        if text in self._seen:
            return None
        self._checks += 1
        self._bytes += len(raw)
        if self._checks > _CHECKS or self._bytes > max(_BYTES, 2 * len(raw)):
            raise _SpentError
        return _Tried(text, raw, self._look(raw))


def _key(diagnostic: Diagnostic) -> tuple[str, str]:
    title = diagnostic.fix.title if diagnostic.fix else ""
    return diagnostic.fingerprint, title


def _apart(diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Those that can be mended in one go."""
    taken = _Taken()
    return [d for d in diagnostics if d.fix is not None and taken.take(d.fix, d.slug)]


class _Taken:
    """The places that fixes of this round are about."""

    def __init__(self) -> None:
        self._edited: set[Pointer] = set()
        self._above: set[Pointer] = set()  # of what is edited, all that it lies in
        self._within: dict[Pointer, str] = {}  # lists and objects, with the rule that changes their members

    def take(self, fix: Fix, slug: str) -> bool:
        """Whether a fix touches nothing that others touch; it is then one of them."""
        for edit in fix.edits:
            place = edit.pointer
            if any(place[:n] in self._edited for n in range(len(place) + 1)):
                return False
            if edit.op is not Op.ADD and place in self._above:
                return False
            # Two rules may have two cures of one fault: each takes out another one of two equal edges.
            if self._within.get(place[:-1], slug) != slug:
                return False
        for edit in fix.edits:
            place = edit.pointer
            if edit.op is not Op.ADD or place[-1:] != (END,):
                self._edited.add(place)
            self._within[place[:-1]] = slug
            self._above.update(place[:n] for n in range(len(place)))
        return True
