"""From the server into the folder: new and changed workflows are written, what changed here is not lost."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from wflint.live.client.errors import AnswerError
from wflint.live.library.content import file_text
from wflint.live.library.folder import FreeNames, reread, with_id, write_new
from wflint.live.library.ledger import LibraryError
from wflint.live.library.library import NOT_YOURS, Did, SyncStep, as_document, not_read, same_id
from wflint.live.library.matching import Standing
from wflint.writing import write_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.live.library.folder import LocalFile
    from wflint.live.library.library import Library
    from wflint.live.library.matching import SyncEntry
    from wflint.live.library.records import SavedRecord

_TAKE = "name the file to take the server's"


class PullWish(NamedTuple):
    """``force`` takes the server's where both changed, ``delete`` removes files whose record is gone."""

    dry_run: bool = False
    force: bool = False
    delete: bool = False


def pull(library: Library, wish: PullWish) -> Iterator[SyncStep]:
    """What became of each workflow; those that are the same on both sides are passed over.

    The ledger is written at the end, whatever ends it. Raises UnreachableError, and OSError for the ledger.
    """
    names = FreeNames(library.folder, library.paths)
    try:
        for entry in library.entries:
            try:
                step = _one(library, entry, wish, names)
            except (AnswerError, LibraryError, OSError, ValueError, RecursionError) as error:
                said = (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
                step = SyncStep(Did.FAILED, entry, entry.file.path if entry.file else None, said)
            if step is not None:
                yield step
    finally:
        if not wish.dry_run:
            library.ledger.save()


def _one(library: Library, entry: SyncEntry, wish: PullWish, names: FreeNames) -> SyncStep | None:
    file, record = entry.file, entry.record
    if entry.copied:
        return SyncStep(Did.CONFLICT, entry, file.path if file else None, same_id(entry))
    if entry.standing is Standing.NOT_YOURS:
        return SyncStep(Did.KEPT, entry, file.path if file else None, NOT_YOURS)
    if entry.standing is Standing.NOT_READ:
        return SyncStep(Did.KEPT, entry, file.path if file else None, not_read(entry))
    if file is None:
        if record is None or (entry.standing is Standing.DELETED_HERE and not (library.named or wish.force)):
            return _deleted_here(entry)
        return _new(library, entry, record, wish, names)
    if record is None:
        return _gone(library, entry, file, wish) if entry.standing is Standing.DELETED_THERE else None
    if entry.standing is Standing.SAME:
        return linked(library, entry, file, record, dry_run=wish.dry_run)
    if entry.standing is Standing.CHANGED_HERE and not library.named:
        return SyncStep(Did.KEPT, entry, file.path, f"changed here; {_TAKE}")
    if entry.standing in (Standing.BOTH_CHANGED, Standing.DIFFERENT) and not (library.named or wish.force):
        why = f"{unlike(entry)}; {_TAKE}, or --force for all"
        return SyncStep(Did.CONFLICT, entry, file.path, why, library.changes(entry))
    return _update(library, entry, file, record, wish)


def _deleted_here(entry: SyncEntry) -> SyncStep:
    why = "deleted here, changed there since" if entry.changed else "deleted here"
    why += "; name it to get it back, `wflint library push --delete` removes it there"
    return SyncStep(Did.KEPT, entry, None, why)


def _new(
    library: Library, entry: SyncEntry, record: SavedRecord, wish: PullWish, names: FreeNames
) -> SyncStep:
    path = names.new(record.name)
    if not wish.dry_run:
        fetched = library.records.get(record.id)
        if fetched is None:
            raise LibraryError("it was deleted on the server meanwhile")
        write_new(path, file_text(fetched.workflow, record.id))
        library.ledger.put(record.id, fetched.record.fingerprint, record.id)
    return SyncStep(Did.CREATED, entry, path)


def _update(
    library: Library, entry: SyncEntry, file: LocalFile, record: SavedRecord, wish: PullWish
) -> SyncStep:
    fetched = library.records.get(record.id)
    if fetched is None:
        raise LibraryError("it was deleted on the server meanwhile")
    here = reread(file)
    diff = library.diff(here, as_document(fetched.workflow))
    if not wish.dry_run:
        identity = file.id or record.id
        forms = library.records.forms
        write_file(file.path, file_text(fetched.workflow, identity, here.data, forms=forms))
        library.ledger.put(record.id, fetched.record.fingerprint, identity)
    return SyncStep(Did.UPDATED, entry, file.path, diff=diff)


def _gone(library: Library, entry: SyncEntry, file: LocalFile, wish: PullWish) -> SyncStep:
    if not wish.delete:
        return SyncStep(Did.KEPT, entry, file.path, "deleted there; --delete removes the file")
    if entry.changed and not wish.force:
        why = "deleted there, changed here since; push it by its name, or --force removes the file"
        return SyncStep(Did.CONFLICT, entry, file.path, why)
    if library.emptied and not (library.named or wish.force):
        why = (
            "deleted there, like all that was in step: is it another server now? Name the file (or --force "
            "for all) to remove it"
        )
        return SyncStep(Did.CONFLICT, entry, file.path, why)
    if not wish.dry_run:
        reread(file)
        os.unlink(file.path)
        line = library.ledger.of_file(file.id or "")
        if line is not None:
            library.ledger.forget(line.record)
    return SyncStep(Did.DELETED, entry, file.path)


def unlike(entry: SyncEntry) -> str:
    """Why nobody but the user can say which of two sides is the right one."""
    both = entry.standing is Standing.BOTH_CHANGED
    return "changed here and there" if both else "differs from the server's"


def linked(
    library: Library, entry: SyncEntry, file: LocalFile, record: SavedRecord, *, dry_run: bool
) -> SyncStep | None:
    """Note that a file is a record's. The file gets the record's id, unless its own leads to another server.

    None where it was known. Raises LibraryError and OSError.
    """
    line = library.ledger.of_file(file.id or "")
    mapped = line is not None and line.record == record.id
    other = file.id not in (None, record.id) and (mapped or library.ledger.elsewhere(file.id or ""))
    identity = file.id if other and file.id else record.id
    if not dry_run:
        if file.id != identity:
            write_file(file.path, with_id(file, identity))
        library.ledger.put(record.id, record.fingerprint, identity)
    return SyncStep(Did.LINKED, entry, file.path) if file.id != identity else None
