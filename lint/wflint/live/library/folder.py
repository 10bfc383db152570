"""The workflow files of a folder: found, read, written."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from wflint.diagnostics.fix import add, replace
from wflint.document import Document, Kind
from wflint.document.edit import EditError, edit_text
from wflint.document.load import load_bytes
from wflint.endings import JSON
from wflint.engine.admit import holds_own
from wflint.engine.files import discover
from wflint.engine.formatting import format_bytes
from wflint.file_names import safe_name
from wflint.live.library.content import DEFAULT, category_of, identity_of
from wflint.live.library.ledger import LibraryError
from wflint.reading import parse_json, read_document_file
from wflint.writing import write_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

ENDING = ".workflow.json"
_MOST_TRIED = 1_000  # names
_NAMED = re.compile(rb'"id"\s*:\s*"([A-Za-z0-9_-]{1,100})"')


class LocalFile(NamedTuple):
    """A workflow file. ``raw`` is a hash of its bytes: whether it is still what was read."""

    path: str
    id: str | None
    name: str
    fingerprint: str
    raw: int
    default: bool


def read_folder(
    folder: str, hashed: Callable[[Mapping[str, Any]], str], excluded: Callable[[str], bool] | None = None
) -> tuple[list[LocalFile], list[str]]:
    """The workflow files below a folder, and what is wrong with files that may be some, a line for each.

    Files that hold something else (graphs, records, images) are passed over. ``hashed`` gives the
    fingerprint of a workflow.
    """
    discovery = discover([folder], excluded=excluded)
    found: list[LocalFile] = []
    problems = [f"{path}: {reason}" for path, reason in (*discovery.problems, *discovery.left_out)]
    for path, _ in discovery.files:
        try:
            raw = read_document_file(path)
        except OSError as error:
            problems.append(f"{path}: {error.strerror or error}")
            continue
        document = workflow_in(raw, path)
        if isinstance(document, str):
            problems.append(f"{path}: {document}")
        elif document is not None:
            workflow: Any = document.data
            name = workflow.get("name")
            try:
                file = LocalFile(
                    path,
                    identity_of(workflow),
                    name if isinstance(name, str) else "",
                    hashed(workflow),
                    hash(raw),
                    category_of(workflow) == DEFAULT,
                )
            except ValueError as error:
                problems.append(f"{path}: {error}")
            else:
                found.append(file)
    return found, problems


def workflow_in(raw: bytes, path: str) -> Document | str | None:
    """The workflow that a file is; None where it is something else, a text where it cannot be read."""
    loaded = load_bytes(raw, path)
    ours = path.lower().endswith(ENDING)
    if not loaded.documents:
        reason = loaded.findings[0].message if loaded.findings else loaded.reason
        return reason or "cannot be read" if ours else None
    document = loaded.documents[0]
    if document.kind is not Kind.WORKFLOW or document.base or len(loaded.documents) != 1:
        return None
    return document if ours or holds_own(loaded.documents) else None


def left_out(folder: str, wanted: set[str], read: Iterable[str]) -> set[str]:
    """Of these ids of workflows, those of files that were not read: excluded, ignored, or broken by a merge.

    All files below the folder count, hidden folders excepted. In one that is no JSON any more, ids are looked
    for as text.
    """
    known = {os.path.abspath(path) for path in read}
    found: set[str] = set()
    for place, folders, names in os.walk(folder) if wanted else ():
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = os.path.join(place, name)
            if not name.lower().endswith(JSON) or os.path.abspath(path) in known:
                continue
            try:
                raw = read_document_file(path)
            except OSError:
                continue
            document = workflow_in(raw, path)
            if isinstance(document, Document):
                found.add(identity_of(document.data) or "")
            elif not _is_json(raw):
                found |= {match[1].decode() for match in _NAMED.finditer(raw)}
    return found & wanted


def _is_json(raw: bytes) -> bool:
    try:
        parse_json(raw)
    except ValueError:
        return False
    return True


def reread(file: LocalFile) -> Document:
    """The workflow of a file that was read before. Raises LibraryError when it is another one now."""
    try:
        raw = read_document_file(file.path)
    except OSError as error:
        raise LibraryError(f"{file.path}: {error.strerror or error}") from None
    document = workflow_in(raw, file.path)
    if hash(raw) != file.raw or not isinstance(document, Document):
        raise LibraryError(f"{file.path} changed meanwhile; run the command again")
    return document


def with_id(file: LocalFile, identity: str) -> str:
    """The text of a file with another id and nothing else changed: a formatted file stays one.

    Raises LibraryError.
    """
    document = reread(file)
    data: Any = document.data
    edit = (replace if "id" in data else add)("id", value=identity)
    before = document.source.text
    try:
        after = edit_text(before, [edit])
    except EditError as error:
        raise LibraryError(f"{file.path}: its id cannot be changed: {error}") from None
    if format_bytes(before.encode(), file.path).raw == before.encode():
        return format_bytes(after.encode(), file.path).raw.decode()
    return after


class FreeNames:
    """Paths for new files in a folder, unlike all that are there or were given out."""

    def __init__(self, folder: str, paths: Iterable[str]) -> None:
        self._folder = folder
        self._taken = {_key(path) for path in paths}
        self._next: dict[str, int] = {}  # the first number to try, by the stem

    def new(self, name: str) -> str:
        """A path for a workflow of that name. Raises LibraryError."""
        stem = safe_name(name).lstrip(".") or "_"
        first = self._next.get(stem, 1)
        for number in range(first, first + _MOST_TRIED):
            suffix = "" if number == 1 else f"-{number}"
            path = os.path.join(self._folder, f"{stem}{suffix}{ENDING}")
            if _key(path) not in self._taken and not os.path.lexists(path):
                self._taken.add(_key(path))
                self._next[stem] = number + 1
                return path
        raise LibraryError(f'there are too many files of the name "{stem}"')


def _key(path: str) -> str:
    """What two paths have in common that are one file on some file system."""
    return os.path.normcase(os.path.abspath(path)).casefold()


def write_new(path: str, text: str) -> None:
    """Write a file that is not there yet, in a folder that may not be either. Raises OSError."""
    os.makedirs(os.path.dirname(path) or os.curdir, exist_ok=True)
    write_file(path, text, replace=False, follow=False)
