"""What was last in step: a small file beside the workflows, a line a workflow.

Without it a file and a record that differ merely differ; with it wflint can tell which of them changed. JSON
Lines, sorted, so that merges of git touch what they are about. The first line is ``{"wflint_library": 1}``;
each other names a ``server`` (its address), a ``record`` there, the ``base`` (the hash of what both were)
and, where the file has another id than the record, the file's ``id``.
"""

from __future__ import annotations

import json
import os
import re
from collections import defaultdict
from typing import NamedTuple

from wflint.engine.project import leads_out
from wflint.errors import Error
from wflint.reading import RECORDED, parse_json, read_bounded
from wflint.writing import write_file

NAME = "library.lock.jsonl"
_SCHEMA = 1
_MARKS = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")
_HASH = re.compile(r"([0-9a-f]{64})?")


class LibraryError(Error):
    """A folder that cannot be kept in step; the text says why and what to do."""


class Line(NamedTuple):
    """What is known of one record. ``base`` is empty where two lines contradict each other: not known."""

    server: str
    record: str
    base: str
    id: str


class Ledger:
    """The lines of a folder's file. Reading raises LibraryError."""

    def __init__(self, folder: str, server: str) -> None:
        self.path = os.path.join(folder, NAME)
        self.server = server
        self._lines: dict[tuple[str, str], Line] = {}
        self._records: defaultdict[str, dict[str, str]] = defaultdict(dict)  # file id -> server -> record
        self._text = ""
        if (reason := leads_out(self.path, folder)) is not None:
            raise LibraryError(f"{self.path} {reason}")
        try:
            raw = read_bounded(self.path, RECORDED)
        except FileNotFoundError:
            return
        except OSError as error:
            raise LibraryError(f"cannot read {self.path}: {error.strerror or error}") from None
        self._text = raw.decode("utf-8", "replace")
        for number, text in enumerate(self._text.splitlines(), 1):
            if text.strip():
                self._take(text, number)

    def _take(self, text: str, number: int) -> None:
        cure = "repair it (a merge?), or delete the file: then what changed on which side is not known"
        try:
            data = parse_json(text.encode("utf-8", "replace"))
        except ValueError:
            data = None
        if text.startswith(_MARKS):
            raise LibraryError(
                f"{self.path}: git left a merge conflict in line {number}; remove the lines that begin with "
                "<<<<<<<, |||||||, ======= and >>>>>>>, and keep all others"
            )
        if not isinstance(data, dict):
            raise LibraryError(f"{self.path}: line {number} is not a JSON object; {cure}")
        if "wflint_library" in data:
            if data["wflint_library"] != _SCHEMA:
                raise LibraryError(f"{self.path} was written by a newer wflint; update wflint")
            return
        server, record, base = (data.get(name) for name in ("server", "record", "base"))
        own = data.get("id", record)
        if not (
            isinstance(server, str)
            and isinstance(record, str)
            and isinstance(own, str)
            and isinstance(base, str)
            and _HASH.fullmatch(base)
        ):
            raise LibraryError(f"{self.path}: line {number} is not a line of wflint's; {cure}")
        key = (server, record)
        before = self._lines.get(key)
        if before is not None and before.base != base:  # both sides of a merge
            base = ""
        self._add(Line(server, record, base, own))

    def of_record(self, record: str) -> Line | None:
        """What is known of a record of this server."""
        return self._lines.get((self.server, record))

    def of_file(self, identity: str) -> Line | None:
        """What is known of the file with an id: which record of this server it is."""
        record = self._records.get(identity, {}).get(self.server)
        return None if record is None else self.of_record(record)

    def identities(self) -> dict[str, str]:
        """The ids of the files that are records of this server, by the records."""
        return {record: line.id for (server, record), line in self._lines.items() if server == self.server}

    def elsewhere(self, identity: str) -> bool:
        """Whether the file with that id belongs to a record of another server too: then its id stays."""
        return any(server != self.server for server in self._records.get(identity, ()))

    def put(self, record: str, base: str, identity: str) -> None:
        """Note that a file and a record are the same now."""
        before = self.of_file(identity)
        if before is not None:
            self.forget(before.record)
        self.forget(record)
        self._add(Line(self.server, record, base, identity))

    def forget(self, record: str) -> None:
        """Note that there is no such record, or no file of it, any more."""
        line = self._lines.pop((self.server, record), None)
        if line is not None and self._records[line.id].get(self.server) == record:
            del self._records[line.id][self.server]

    def _add(self, line: Line) -> None:
        self._lines[line.server, line.record] = line
        self._records[line.id][line.server] = line.record

    def save(self) -> None:
        """Write the file if it says something else now. Raises OSError."""
        text = json.dumps({"wflint_library": _SCHEMA}) + "\n"
        for key in sorted(self._lines):
            line = self._lines[key]
            data = {"server": line.server, "record": line.record, "base": line.base}
            if line.id != line.record:
                data["id"] = line.id
            text += json.dumps(data, ensure_ascii=False) + "\n"
        if text != self._text and (self._lines or self._text):
            write_file(self.path, text, follow=False)
            self._text = text
