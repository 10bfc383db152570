"""The walk of one file: bytes, documents, graphs, findings, diagnostics.

Each step takes what the last one made: :func:`load_bytes` (bytes to documents), :func:`admit` (which of them
are InvokeAI's), :meth:`Checker.check` (reading, rules, selection), :func:`settle` (what is told, and once),
:func:`locate` (places and fingerprints).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import CheckedFile
from wflint.document.load import load_bytes
from wflint.engine.admit import admit
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from wflint.diagnostics import Diagnostic
    from wflint.document import Document
    from wflint.engine.check import Checker
    from wflint.engine.settle import Showing


class Examined(NamedTuple):
    """What became of a file: its documents (a file without any counts as one), and its diagnostics.

    ``hidden`` is how many more there are that nobody asked to be told of.
    """

    checked: tuple[CheckedFile, ...]
    diagnostics: list[Diagnostic]
    hidden: int = 0


def diagnose(document: Document, checker: Checker) -> list[Diagnostic]:
    """The diagnostics of one document that is in memory; ``checker.crashes`` says what raised."""
    from wflint.engine.locate import locate
    from wflint.engine.settle import Showing, settle

    return locate(settle([(document, checker.check(document))], Showing()).settled)


def examine(
    raw: bytes, name: str, checker: Checker, *, lenient: bool = False, showing: Showing | None = None
) -> Examined:
    """Check a file's bytes. ``name`` is what diagnostics call it, ``lenient`` see :func:`admit`."""
    checked = []
    by_document = []
    any_found = False
    for document, refused, said in admit(load_bytes(raw, name), raw, name, lenient=lenient):
        if refused is None:
            found = checker.check(document)
            checked.append(CheckedFile(name, document.kind.value, document.part, "checked"))
        else:
            found = checker.pass_on(said)
            status = "checked" if found and not _not_fetched(refused) else "skipped"
            checked.append(CheckedFile(name, None, document.part, status, refused))
        by_document.append((document, found))
        any_found = any_found or bool(found)
    if not any_found:
        return Examined(tuple(checked), [])
    from wflint.engine.settle import Showing, settle

    told = settle(by_document, showing or Showing())
    if not told.settled:
        return Examined(tuple(checked), [], told.hidden)
    from wflint.engine.locate import locate

    return Examined(tuple(checked), locate(told.settled), told.hidden)


def _not_fetched(reason: str) -> bool:
    from wflint.document.pointers import NOT_FETCHED

    return reason in NOT_FETCHED
