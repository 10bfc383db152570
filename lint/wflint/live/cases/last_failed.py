"""Which cases and documents failed when they were last run, from one call of wflint to the next."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from wflint.cache import cache_dir, locked
from wflint.engine.project import project_root
from wflint.reading import RECORDED, parse_json, read_bounded
from wflint.writing import write_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from wflint.live.cases.planned import Planned

FOLDER: Final = "last-failed"
_MOST: Final = 10_000  # remembered of one project
_PROJECTS: Final = 200  # of which something is remembered


class LastFailed:
    """The memory of all projects, in wflint's cache directory: a file for each project, in which every name
    is a path as seen from the project with the id of the case.

    Remembered is what failed or could not be judged, until it passes; what is skipped or not run stays as it
    was. Several processes may note at once. A memory that cannot be read is an empty one.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """``folder`` is where the files are (default: wflint's cache). Raises CacheError."""
        self._folder = folder if folder is not None else cache_dir() / FOLDER
        self._roots: dict[str, str] = {}

    def among(self, planned: Iterable[Planned]) -> list[Planned]:
        """Those that are remembered as failed, in the order given."""
        known: dict[str, set[str]] = {}
        found = []
        for each in planned:
            root, name = self._place(each)
            if root not in known:
                known[root] = self._read(self._file(root))
            # Of a file that could not be read as cases, all cases are due.
            if name in known[root] or (
                each.case is not None and self._name(root, each.file, "") in known[root]
            ):
                found.append(each)
        return found

    def note(self, each: Planned, *, ok: bool) -> None:
        """Remember how it went. Raises OSError."""
        root, name = self._place(each)
        file = self._file(root)
        gone = {name} if ok else set()
        if each.case is not None:
            gone.add(self._name(root, each.file, ""))  # it can be read now
        new = set() if ok else {name}
        before = self._read(file)
        if not (gone & before) and new <= before:
            return  # nothing to write, and so no lock: most cases pass that passed before
        with locked(self._folder / "last-failed.lock"):
            before = self._read(file)
            left = sorted((before - gone) | new)[:_MOST]
            write_file(file, json.dumps({"schema": 1, "project": root, "failed": left}, indent=1) + "\n")
        self._bound()

    def _bound(self) -> None:
        """Forget the projects that were not noted for longest, when there are too many."""
        files = list(self._folder.glob("*.json"))
        if len(files) <= _PROJECTS:
            return
        with suppress(OSError):  # another process does the same
            for file in sorted(files, key=lambda f: f.stat().st_mtime)[:-_PROJECTS]:
                file.unlink()

    def _place(self, each: Planned) -> tuple[str, str]:
        folder = os.path.dirname(os.path.abspath(each.file))
        if folder not in self._roots:
            self._roots[folder] = project_root(each.file)
        root = self._roots[folder]
        return root, self._name(root, each.file, each.id)

    def _name(self, root: str, file: Path, case_id: str) -> str:
        real = os.path.realpath(file)
        try:
            seen = os.path.relpath(real, root)
        except ValueError:  # on another drive
            seen = real
        return f"{seen.replace(os.sep, '/')}::{case_id}"

    def _file(self, root: str) -> Path:
        digest = hashlib.sha256(os.fsencode(root)).hexdigest()[:24]
        return self._folder / f"{digest}.json"

    @staticmethod
    def _read(file: Path) -> set[str]:
        try:
            found: Any = parse_json(read_bounded(file, RECORDED))
        except (OSError, ValueError):
            return set()
        names = found.get("failed") if isinstance(found, dict) else None
        return {name for name in names if isinstance(name, str)} if isinstance(names, list) else set()
