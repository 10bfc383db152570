"""From the folder to the server: checked first, and nothing that changed there is written over.

InvokeAI has no conditional update: each record is asked for once more right before it is written. It answers
some updates with the record as it was (one of another category), so what it answers is compared with what
was sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wflint.diagnostics import Severity
from wflint.engine.check import Checker
from wflint.engine.examine import diagnose
from wflint.live.client.errors import AnswerError
from wflint.live.library.folder import reread
from wflint.live.library.ledger import LibraryError
from wflint.live.library.library import NOT_YOURS, Did, SyncStep, as_document, not_read, same_id
from wflint.live.library.matching import Standing
from wflint.live.library.pull import linked, unlike
from wflint.stopping import held

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wflint.diagnostics import Diagnostic
    from wflint.document import Document
    from wflint.engine.selection import Selection
    from wflint.graph.diff.compare import Diff
    from wflint.live.library.folder import LocalFile
    from wflint.live.library.library import Library
    from wflint.live.library.matching import SyncEntry
    from wflint.live.library.records import SavedRecord

_KEPT_OTHER = "the server did not store what was sent"


class Rules(NamedTuple):
    """How a file is checked: the rules that run, and which findings nobody knew of before."""

    selection: Selection
    unknown: Callable[[list[Diagnostic]], list[Diagnostic]] = list


class PushWish(NamedTuple):
    """``force`` writes over what changed there, ``delete`` removes records whose file is gone; nothing is
    removed before the user saw the list (``yes``). ``rules`` gives those for a file; None checks nothing."""

    dry_run: bool = False
    force: bool = False
    delete: bool = False
    yes: bool = False
    rules: Callable[[str], Rules] | None = None


def push(library: Library, wish: PushWish) -> Iterator[SyncStep]:
    """What became of each workflow; those that are the same on both sides are passed over.

    The ledger is written at the end, whatever ends it. Raises UnreachableError, and OSError for the ledger.
    """
    try:
        for entry in library.entries:
            try:
                step = _one(library, entry, wish)
            except (AnswerError, LibraryError, OSError, ValueError, RecursionError) as error:
                said = (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
                step = SyncStep(Did.FAILED, entry, entry.file.path if entry.file else None, said)
            if step is not None:
                yield step
    finally:
        if not wish.dry_run:
            library.ledger.save()


def _one(library: Library, entry: SyncEntry, wish: PushWish) -> SyncStep | None:
    file, record, standing = entry.file, entry.record, entry.standing
    if entry.copied:
        return SyncStep(Did.CONFLICT, entry, file.path if file else None, same_id(entry))
    if entry.standing is Standing.NOT_YOURS:
        return SyncStep(Did.KEPT, entry, file.path if file else None, NOT_YOURS)
    if standing is Standing.NOT_READ:
        return SyncStep(Did.KEPT, entry, file.path if file else None, not_read(entry))
    if file is None:
        if record is None or standing is not Standing.DELETED_HERE:
            return None
        return _delete(library, entry, record, wish)
    if record is None:
        if standing is Standing.DELETED_THERE and not (library.named or wish.force):
            return _deleted_there(entry, file)
        return _create(library, entry, file, wish)
    if standing is Standing.SAME:
        return linked(library, entry, file, record, dry_run=wish.dry_run)
    if standing is Standing.CHANGED_THERE and not (library.named and wish.force):
        return SyncStep(Did.KEPT, entry, file.path, "changed there; `wflint library pull` takes it")
    if standing in (Standing.BOTH_CHANGED, Standing.DIFFERENT) and not wish.force:
        why = f"{unlike(entry)}; pull it by its name to take the server's, or --force writes over it"
        return SyncStep(Did.CONFLICT, entry, file.path, why, library.changes(entry))
    return _update(library, entry, file, record, wish)


def _deleted_there(entry: SyncEntry, file: LocalFile) -> SyncStep:
    if entry.changed:
        why = "deleted there, changed here since; name it to save it there as a new one"
        return SyncStep(Did.CONFLICT, entry, file.path, why)
    why = (
        "deleted there; `wflint library pull --delete` removes the file, naming it (or --force for all) "
        "saves it as a new one"
    )
    return SyncStep(Did.KEPT, entry, file.path, why)


def _create(library: Library, entry: SyncEntry, file: LocalFile, wish: PushWish) -> SyncStep:
    document = reread(file)
    if errors := _errors(library, document, file, wish):
        return _refused(entry, file, errors)
    if not wish.dry_run:
        with held():  # its id is the server's to give: the file has to learn it
            made = library.records.create(document.data)
            if (line := library.ledger.of_file(file.id or "")) is not None:
                library.ledger.forget(line.record)  # the one that was deleted there
            found = made.record._replace(fingerprint=file.fingerprint)
            linked(library, entry, file, found, dry_run=False)
        if made.record.fingerprint != file.fingerprint:
            # Which record it is stays known: the next push would save one more.
            library.ledger.put(made.record.id, "", library.ledger.identities()[made.record.id])
            diff = library.diff(document, as_document(made.workflow))
            return SyncStep(Did.FAILED, entry, file.path, _KEPT_OTHER, diff)
    return SyncStep(Did.CREATED, entry, file.path)


def _update(
    library: Library, entry: SyncEntry, file: LocalFile, record: SavedRecord, wish: PushWish
) -> SyncStep:
    document = reread(file)
    fetched = library.records.get(record.id)
    if fetched is None:
        raise LibraryError("it was deleted on the server meanwhile")
    diff = library.diff(as_document(fetched.workflow), document)
    if errors := _errors(library, document, file, wish):
        return _refused(entry, file, errors, diff)
    if fetched.record.fingerprint != record.fingerprint:
        return SyncStep(Did.CONFLICT, entry, file.path, "it changed on the server meanwhile", diff)
    if not wish.dry_run:
        made = library.records.update(record.id, document.data)
        if made.record.fingerprint != file.fingerprint:
            left = library.diff(document, as_document(made.workflow))
            return SyncStep(Did.FAILED, entry, file.path, _KEPT_OTHER, left)
        library.ledger.put(record.id, file.fingerprint, file.id or record.id)
    return SyncStep(Did.UPDATED, entry, file.path, diff=diff)


def _delete(library: Library, entry: SyncEntry, record: SavedRecord, wish: PushWish) -> SyncStep:
    if not wish.delete:
        why = "deleted here; --delete removes it there, pull it by its name to get it back"
        return SyncStep(Did.KEPT, entry, None, why)
    if entry.changed and not wish.force:
        return SyncStep(
            Did.CONFLICT, entry, None, "deleted here, changed there since; --force removes it there"
        )
    if not wish.yes:
        return SyncStep(Did.TO_DELETE, entry, None)
    if wish.dry_run:
        return SyncStep(Did.DELETED, entry, None)
    fetched = library.records.get(record.id)
    if fetched is not None:
        if fetched.record.fingerprint != record.fingerprint:
            return SyncStep(Did.CONFLICT, entry, None, "it changed on the server meanwhile")
        library.records.delete(record.id)
    library.ledger.forget(record.id)
    return SyncStep(Did.DELETED, entry, None)


def _errors(library: Library, document: Document, file: LocalFile, wish: PushWish) -> list[Diagnostic]:
    """What keeps a file from being sent: errors that nobody knew of."""
    if wish.rules is None:
        return []
    rules = wish.rules(file.path)
    found = diagnose(document, Checker((library.catalogue(document),), rules.selection))
    return [d for d in rules.unknown(found) if d.severity is Severity.ERROR]


def _refused(
    entry: SyncEntry, file: LocalFile, errors: list[Diagnostic], diff: Diff | None = None
) -> SyncStep:
    count = f"{len(errors)} error" + ("" if len(errors) == 1 else "s")
    why = f"not sent: the check found {count}; --no-check sends it all the same"
    return SyncStep(Did.REFUSED, entry, file.path, why, diff, tuple(errors))
