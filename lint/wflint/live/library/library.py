"""One folder and one server beside each other, and what can be told of them."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from wflint.document import Document, Kind, Source
from wflint.graph.diff.compare import diff_documents
from wflint.live.client.errors import AnswerError
from wflint.live.library.folder import left_out, read_folder, reread
from wflint.live.library.ledger import Ledger, LibraryError
from wflint.live.library.matching import Standing, SyncEntry, chosen, match
from wflint.live.library.records import Records, unreadable
from wflint.live.runs.request import node_types

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wflint.catalogue.model import Catalogue
    from wflint.diagnostics import Diagnostic
    from wflint.graph.diff.compare import Diff
    from wflint.live.client.client import Client
    from wflint.live.library.folder import LocalFile
    from wflint.live.library.records import SavedRecord


class Did(StrEnum):
    """What became of a workflow, or would become of it."""

    CREATED = "new"
    UPDATED = "updated"
    DELETED = "deleted"
    TO_DELETE = "to delete"  # listed; the user has not agreed yet
    LINKED = "linked"  # nothing but its id was written
    KEPT = "kept"  # left alone, and why
    CONFLICT = "conflict"
    REFUSED = "refused"  # the check found errors
    FAILED = "failed"


class SyncStep(NamedTuple):
    """What became of one workflow. ``path`` is its file; ``why`` says more where there is more to say."""

    did: Did
    entry: SyncEntry
    path: str | None
    why: str = ""
    diff: Diff | None = None
    findings: tuple[Diagnostic, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nobody has to see to it."""
        return self.did not in (Did.CONFLICT, Did.REFUSED, Did.FAILED)


class Library:
    """The workflows of a folder and of a server, read once.

    ``entries`` are those that were asked for, ``rest`` the others; ``named`` says that some were.
    ``problems`` are lines about what could not be read. ``emptied`` says that the server has none of the
    workflows that were in step with it. ``defaults``: with those that InvokeAI brings along.
    Raises ServerError and LibraryError.
    """

    def __init__(
        self,
        server: Client,
        folder: str,
        *,
        names: Sequence[str] = (),
        defaults: bool = False,
        excluded: Callable[[str], bool] | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        self.server = server
        self.folder = folder
        self.records = Records(server)
        self.ledger = Ledger(folder, self.records.server)
        files: list[LocalFile] = []
        self.problems: list[str] = []
        if os.path.isdir(folder):
            files, self.problems = read_folder(folder, self.records.fingerprint, excluded)
        theirs, more, unread = self.records.all(defaults=defaults, progress=progress)
        self.problems += more
        self.paths = [file.path for file in files]
        self.defaults = [file for file in files if file.default and not defaults]
        ours = [file for file in files if defaults or not file.default]
        hidden = self._unlisted(ours, theirs, unread)
        known = self.ledger.identities()
        # Also a file that is left out, or in which git left a conflict, is one that nobody deleted.
        without = {known.get(record.id, record.id) for record in theirs} - {file.id for file in files}
        unread |= left_out(folder, {identity for identity in without if identity}, self.paths)
        found = match(ours, theirs, self.ledger, hidden, frozenset(unread))
        self.emptied = known.keys().isdisjoint({record.id for record in theirs} | hidden | unread)
        self.named = bool(names)
        self._refuse_defaults(names)
        self.entries = chosen(found, names) if names else found
        self._asked = False

    def _unlisted(
        self, files: list[LocalFile], theirs: list[SavedRecord], unread: set[str]
    ) -> frozenset[str]:
        """Look for records that the list has not: with several users, it has only one's own.

        Those that others share are added to the list, the ids of those that cannot be read to ``unread``;
        those that this user must not see are given.
        """
        if not self.server.capabilities.users:
            return frozenset()
        listed, hidden = {record.id for record in theirs} | unread, set()
        for file in files:
            line = self.ledger.of_file(file.id or "")
            identity = line.record if line is not None else file.id
            if identity is None or identity in listed:
                continue
            listed.add(identity)
            try:
                fetched = self.records.get(identity)
            except AnswerError as error:
                if error.status == 403:
                    hidden.add(identity)
                    continue
                self.problems.append(unreadable(file.name[:200], identity, error))
                unread.add(identity)
            else:
                if fetched is not None and not fetched.record.default:
                    theirs.append(fetched.record)
        return frozenset(hidden)

    def _refuse_defaults(self, names: Sequence[str]) -> None:
        places = {os.path.normcase(os.path.abspath(name)) for name in names}
        for file in self.defaults:
            if os.path.normcase(os.path.abspath(file.path)) in places:
                raise LibraryError(
                    f"{file.path} is one of InvokeAI's own workflows, which no server takes; for a copy set "
                    'the category in its "meta" to "user" and remove its "id"'
                )

    def catalogue(self, *documents: Document) -> Catalogue:
        """The server's nodes; its own list is asked for at most once."""
        if self._asked:
            return self.server.catalogue()
        known = self.server.catalogue().node_types
        types = [t for document in documents for t in node_types(document.data)]
        if any(t not in known for t in types):
            self._asked = True
            return self.server.catalogue(types)
        return self.server.catalogue()

    def diff(self, before: Document, after: Document) -> Diff:
        """What changed from one to the other, by nodes and edges."""
        return diff_documents(before, after, self.catalogue(before, after))

    def changes(self, entry: SyncEntry) -> Diff | None:
        """What differs: from the side that stayed to the one that changed, else from here to there.

        None where there are not two sides. Raises ServerError and LibraryError.
        """
        if entry.file is None or entry.record is None or entry.copied or entry.standing is Standing.SAME:
            return None
        here = reread(entry.file)
        fetched = self.records.get(entry.record.id)
        if fetched is None:
            raise LibraryError(f'"{entry.name}" was deleted on the server meanwhile')
        there = as_document(fetched.workflow)
        return self.diff(there, here) if entry.standing is Standing.CHANGED_HERE else self.diff(here, there)


def as_document(workflow: dict[str, Any]) -> Document:
    """A record's workflow as a document."""
    meta = workflow.get("meta")
    version = meta.get("version") if isinstance(meta, dict) else None
    return Document(
        Kind.WORKFLOW,
        workflow,
        Source("", ""),
        version=version if isinstance(version, str) else None,
    )


NOT_YOURS = "it belongs to another user of the server, who does not share it"


def not_read(entry: SyncEntry) -> str:
    """Why a workflow is left alone of which one side was not read."""
    side = (
        "the file of this id is left out or cannot be read"
        if entry.file is None
        else "the server's is unreadable"
    )
    return f"{side}; it is left as it is"


def same_id(entry: SyncEntry) -> str:
    """What to do about copies of a file."""
    paths = [file.path for file in (entry.file, *entry.copied) if file is not None]
    return f'{", ".join(paths[:4])} have the same id; remove "id" from the copy: then it is a new workflow'
