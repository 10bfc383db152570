"""The walk of one file: bytes, documents, graphs, findings, diagnostics.

Each step takes what the last one made: :func:`load_bytes` (bytes to documents), :func:`admit` (which of them
are InvokeAI's), :meth:`Checker.check` (reading, rules, selection), :func:`settle` (how severe, and once),
:func:`suppress` (what somebody wants hidden), :func:`tell` (what is listed), :func:`locate` (places and
fingerprints).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import CheckedFile
from wflint.document.load import load_bytes
from wflint.document.traits import may_speak
from wflint.engine.admit import admit
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from wflint.diagnostics import Diagnostic
    from wflint.document import Document
    from wflint.engine.check import Checker, Found
    from wflint.engine.configuration import Hiding
    from wflint.engine.selection import Severities
    from wflint.engine.settle import Showing
    from wflint.engine.suppress import Used


class Examined(NamedTuple):
    """What became of a file: its documents (a file without any counts as one), and its diagnostics.

    ``hidden`` is how many more there are that nobody asked to be told of, ``used`` which entries of the
    configuration hid something.
    """

    checked: tuple[CheckedFile, ...]
    diagnostics: list[Diagnostic]
    hidden: int = 0
    used: frozenset[Used] = frozenset()


def diagnose(document: Document, checker: Checker) -> list[Diagnostic]:
    """The diagnostics of one document that is in memory, without what its notes hide.

    ``checker.crashes`` says what raised. Of the notes themselves nothing is said: `wflint check` does.
    """
    found = _finish((), [(document, checker.check(document))], checker, None, (), None).diagnostics
    return [d for d in found if d.counts and d.slug not in ABOUT_NOTES]


ABOUT_NOTES = ("unused-suppression", "unknown-suppression")


def examine(
    raw: bytes,
    name: str,
    checker: Checker,
    *,
    lenient: bool = False,
    showing: Showing | None = None,
    severities: Severities = (),
    hiding: Hiding | None = None,
) -> Examined:
    """Check a file's bytes. ``name`` is what diagnostics call it, ``lenient`` see :func:`admit`."""
    checked = []
    by_document = []
    worth_telling = False
    for document, refused, said in admit(load_bytes(raw, name), raw, name, lenient=lenient):
        if refused is None:
            found = checker.check(document)
            checked.append(CheckedFile(name, document.kind.value, document.part, "checked"))
            worth_telling = worth_telling or bool(found) or may_speak(document)
        else:
            found = checker.pass_on(said)
            status = "checked" if found and not _not_fetched(refused) else "skipped"
            checked.append(CheckedFile(name, None, document.part, status, refused))
            worth_telling = worth_telling or bool(found)
        by_document.append((document, found))
    if not worth_telling:
        return Examined(tuple(checked), [])
    return _finish(tuple(checked), by_document, checker, showing, severities, hiding)


def _finish(
    checked: tuple[CheckedFile, ...],
    by_document: list[tuple[Document, list[Found]]],
    checker: Checker,
    showing: Showing | None,
    severities: Severities,
    hiding: Hiding | None,
) -> Examined:
    """From findings to diagnostics."""
    from wflint.engine.settle import Showing, running, settle, tell

    settled = settle(by_document, severities)
    used: frozenset[Used] = frozenset()
    if (hiding is not None and hiding.entries) or any(may_speak(document) for document, _ in by_document):
        from wflint.engine.configuration import Hiding
        from wflint.engine.suppress import Running, suppress

        slugs = running(checker.selection, severities, checker.options)
        ran = Running(slugs, bool(checker.crashes))
        documents = [document for document, _ in by_document]
        settled, said, used = suppress(settled, documents, hiding or Hiding(), ran)
        settled += settle([(document, checker.added(found)) for document, found in said], severities)
    showing = showing or Showing()
    told = tell(settled, showing)
    if not told.settled:
        return Examined(checked, [], told.hidden, used)
    from wflint.engine.locate import locate

    diagnostics = locate(told.settled, checker.crashes, fixes=showing.fixes)
    if showing.changes:
        from wflint.engine.fix_changes import with_changes

        diagnostics = with_changes(diagnostics, [document for document, _ in by_document])
    return Examined(checked, diagnostics, told.hidden, used)


def _not_fetched(reason: str) -> bool:
    from wflint.document.pointers import NOT_FETCHED

    return reason in NOT_FETCHED
