"""What fixes do to the text of a file, as stretches of it: for formats that know no JSON pointers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.diagnostics.diagnostic import Replacement
from wflint.diagnostics.fix import Safety
from wflint.document.edit import EditError, splices
from wflint.document.positions import PositionIndex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wflint.diagnostics import Diagnostic
    from wflint.document import Document

_MOST: Final = 20_000_000  # characters that are looked through for one file, for all its fixes together


def with_changes(diagnostics: Sequence[Diagnostic], documents: Sequence[Document]) -> list[Diagnostic]:
    """The diagnostics of a file, with what their fixes would do to its text.

    Nothing is said of pieces of a file, of fixes that nobody applies, and in a large file of those after the
    first ones.
    """
    sources = [document.source for document in documents if not document.source.piece]
    if not sources:
        return list(diagnostics)
    text = sources[0].text
    index = PositionIndex(text, True)
    left = _MOST
    told = []
    for d in diagnostics:
        changed = d
        if d.fix is not None and d.fix.safety is not Safety.DISPLAY and left >= len(text):
            left -= len(text)
            changed = d._replace(changes=_changes(d, text, index))
        told.append(changed)
    return told


def _changes(d: Diagnostic, text: str, index: PositionIndex) -> tuple[Replacement, ...]:
    assert d.fix is not None
    try:
        found = splices(text, d.fix.edits)
    except EditError:
        return ()
    return tuple(Replacement(index.span_at(start, end), new) for start, end, new in found)
