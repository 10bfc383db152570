"""Which file is which record, and how the two stand.

A file knows its record by its ``id``, or by the line in the ledger that names another id there. Files and
records that nobody linked yet, but which hold the same, belong together: a push whose answer was lost left
them so, and a folder that was filled by hand.
"""

from __future__ import annotations

import os
from collections import defaultdict
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from wflint.live.library.ledger import LibraryError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wflint.live.library.folder import LocalFile
    from wflint.live.library.ledger import Ledger
    from wflint.live.library.records import SavedRecord


class Standing(StrEnum):
    """How a file and its record stand to each other."""

    SAME = "same"
    CHANGED_HERE = "changed here"
    CHANGED_THERE = "changed there"
    BOTH_CHANGED = "both changed"
    DIFFERENT = "differs"  # and nobody knows which of them changed
    ONLY_HERE = "only here"
    ONLY_THERE = "only there"
    DELETED_HERE = "deleted here"
    DELETED_THERE = "deleted there"
    NOT_YOURS = "not yours"  # a record that this user of the server must not see
    NOT_READ = "not read"  # one side cannot be read, or its file is left out: it is not gone


class SyncEntry(NamedTuple):
    """A workflow: its file, its record, or both. ``base`` is the hash of what they were when last the same.

    ``copied`` lists further files of the same id, for which it is not known which of them is the record's.
    """

    standing: Standing
    file: LocalFile | None
    record: SavedRecord | None
    base: str | None = None
    copied: tuple[LocalFile, ...] = ()

    @property
    def name(self) -> str:
        """What its user calls it."""
        return self.record.name if self.record is not None else self.file.name if self.file else ""

    @property
    def changed(self) -> bool:
        """Of one that was deleted on one side: whether the other side changed since."""
        there = self.file or self.record
        return there is not None and there.fingerprint != self.base


def match(
    files: Sequence[LocalFile],
    records: Iterable[SavedRecord],
    ledger: Ledger,
    hidden: frozenset[str] = frozenset(),
    unread: frozenset[str] = frozenset(),
) -> list[SyncEntry]:
    """Every file and every record once, in the order of their paths, then of their names.

    ``hidden`` are ids of records that are there, but not for this user, ``unread`` those of files and records
    that are there, but were not read.
    """
    left = {record.id: record for record in records}
    found: list[SyncEntry] = []
    by_id: defaultdict[str, list[LocalFile]] = defaultdict(list)
    single: list[LocalFile] = []  # files without a record
    for file in files:
        if file.id is None:
            single.append(file)
        else:
            by_id[file.id].append(file)
    for identity, same in by_id.items():
        line = ledger.of_file(identity)
        wanted = line.record if line is not None else identity
        record = left.pop(wanted, None)
        base = (line.base or None) if line is not None else None
        if len(same) > 1:
            found.append(SyncEntry(Standing.DIFFERENT, same[0], record, base, tuple(same[1:])))
        elif record is not None:
            found.append(SyncEntry(_standing(same[0], record, base), same[0], record, base))
        elif wanted in hidden:
            found.append(SyncEntry(Standing.NOT_YOURS, same[0], None, base))
        elif wanted in unread:
            found.append(SyncEntry(Standing.NOT_READ, same[0], None, base))
        elif line is not None:
            found.append(SyncEntry(Standing.DELETED_THERE, same[0], None, base))
        else:
            single.append(same[0])
    by_content: defaultdict[str, list[SavedRecord]] = defaultdict(list)
    for record in left.values():
        by_content[record.fingerprint].append(record)
    for file in single:
        equal = by_content[file.fingerprint]
        if equal:
            record = equal.pop(0)
            del left[record.id]
            found.append(SyncEntry(Standing.SAME, file, record))
        else:
            found.append(SyncEntry(Standing.ONLY_HERE, file, None))
    found.sort(key=lambda entry: entry.file.path if entry.file is not None else "")
    for record in sorted(left.values(), key=lambda r: (r.name.casefold(), r.id)):
        line = ledger.of_record(record.id)
        if (record.id if line is None else line.id) in unread:
            found.append(SyncEntry(Standing.NOT_READ, None, record))
        elif line is None:
            found.append(SyncEntry(Standing.ONLY_THERE, None, record))
        else:
            found.append(SyncEntry(Standing.DELETED_HERE, None, record, line.base or None))
    return found


def _standing(file: LocalFile, record: SavedRecord, base: str | None) -> Standing:
    if file.fingerprint == record.fingerprint:
        return Standing.SAME
    if base is None:
        return Standing.DIFFERENT
    if file.fingerprint == base:
        return Standing.CHANGED_THERE
    return Standing.CHANGED_HERE if record.fingerprint == base else Standing.BOTH_CHANGED


def chosen(entries: Sequence[SyncEntry], names: Iterable[str]) -> list[SyncEntry]:
    """The entries that names stand for: paths of files, ids or names of records. Raises LibraryError."""
    found: list[SyncEntry] = []
    for name in names:
        path = os.path.normcase(os.path.abspath(name))
        meant = [entry for entry in entries if path in _paths(entry) or _is_called(entry, name)]
        if not meant:
            said = f'"{name}" is neither a workflow file of the folder nor a workflow there'
            raise LibraryError(said + _meant(entries, name))
        found += [entry for entry in meant if entry not in found]
    return found


def _meant(entries: Iterable[SyncEntry], name: str) -> str:
    """Files are named by the path from where one is, not from the folder: easily forgotten."""
    paths = [file.path for entry in entries for file in (entry.file, *entry.copied) if file is not None]
    like = next((path for path in paths if os.path.basename(path) == os.path.basename(name)), None)
    return "" if like is None else f"; do you mean {like}?"


def _paths(entry: SyncEntry) -> list[str]:
    files = (entry.file, *entry.copied)
    return [os.path.normcase(os.path.abspath(file.path)) for file in files if file is not None]


def _is_called(entry: SyncEntry, name: str) -> bool:
    return entry.record is not None and name in (entry.record.id, entry.record.name)
