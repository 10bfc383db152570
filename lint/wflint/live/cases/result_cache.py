"""Verdicts that passed, kept from one call of wflint to the next under what they follow from."""

from __future__ import annotations

import json
import os
import re
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wflint.cache import cache_dir, locked
from wflint.live.cases.verdict import Check
from wflint.reading import MIB, parse_json, read_bounded
from wflint.writing import write_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wflint.live.cases.verdict import CaseVerdict

FOLDER: Final = "results"
_MOST: Final = 5000  # verdicts
_KEPT: Final = 4500  # of them when some have to go: those that were used last
_LARGEST: Final = 1 * MIB  # of one verdict
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")


class KnownVerdict(NamedTuple):
    """A verdict that was kept: its checks, and when it was found (UTC, ISO 8601)."""

    checks: list[Check]
    date: str


class ResultCache:
    """A folder with a file for each verdict, under its key (:mod:`wflint.live.cases.result_key`).

    Several processes may use it at once, and one may be killed: every file is written whole or not at all.
    What cannot be read is not there. ``hits`` counts what was found.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """``folder`` is where it is (default: ``results`` in wflint's cache). Raises CacheError."""
        self.folder = folder if folder is not None else cache_dir() / FOLDER
        self._count: int | None = None

    def get(self, key: str) -> KnownVerdict | None:
        """The verdict of that key; None when there is none."""
        path = self._path(key)
        try:
            found: Any = parse_json(read_bounded(path, _LARGEST))
            kept = _kept(found, key)
        except (OSError, ValueError, TypeError, KeyError):
            return None
        with suppress(OSError):
            os.utime(path)  # what is used stays
        return kept

    def put(self, key: str, verdict: CaseVerdict) -> None:
        """Keep a verdict that passed; any other is not kept. Raises OSError."""
        if verdict.status != "passed" or verdict.cached:
            return
        found = {
            "schema": 1,
            "key": key,
            "date": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "case": verdict.case,  # for people who look
            "checks": [[check.name, check.status, check.message] for check in verdict.checks],
        }
        text = json.dumps(found, indent=1) + "\n"
        if len(text) > _LARGEST:
            return
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, text)
        self._bound()

    def clear(self) -> int:
        """Remove all of it; how many verdicts there were. Raises OSError."""
        count = 0
        for path in self._files():
            path.unlink(missing_ok=True)
            count += 1
        return count

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key[2:]}.json"

    def _files(self) -> Iterator[Path]:
        """Those of ours: nothing else in the folder is touched."""
        for folder in self.folder.glob("[0-9a-f][0-9a-f]"):
            yield from (path for path in folder.glob("*.json") if re.fullmatch(r"[0-9a-f]{62}", path.stem))

    def _bound(self) -> None:
        """Let go of what was not used for longest, when there is too much."""
        if self._count is None:
            self._count = sum(1 for _ in self._files())
        else:
            self._count += 1
        if self._count <= _MOST:
            return
        with locked(self.folder / "results.lock"):
            used = []
            for path in self._files():
                with suppress(OSError):  # another process was here
                    used.append((path.stat().st_mtime, path))
            for _, path in sorted(used)[: max(0, len(used) - _KEPT)]:
                with suppress(OSError):
                    path.unlink()
            self._count = min(len(used), _KEPT)


def _kept(found: Any, key: str) -> KnownVerdict:
    """Raises ValueError, TypeError or KeyError for what is no verdict of that key."""
    if found["schema"] != 1 or found["key"] != key or not _DATE.fullmatch(found["date"]):
        raise ValueError(key)
    checks = []
    for name, status, message in found["checks"]:
        if status not in ("passed", "skipped") or not isinstance(name, str) or not isinstance(message, str):
            raise ValueError(key)
        checks.append(Check(name, status, message))
    return KnownVerdict(checks, found["date"])
