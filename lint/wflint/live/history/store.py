"""A history: results of cases in a SQLite file, written by several processes at once."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wflint.live.history.errors import HistoryError
from wflint.live.history.schema import bring_up, check
from wflint.live.measure.statistics import median

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from wflint.live.cases.verdict import CaseVerdict

_WAIT: Final = 30.0  # seconds for another process that writes
_LONGEST: Final = 500  # characters of a reason that are kept


class Stamp(NamedTuple):
    """When and with what cases were run: seconds since 1970, wflint's version, the git revision or ``""``."""

    at: float
    wflint: str
    revision: str = ""


class Figure(NamedTuple):
    """A measurement that was kept: the median of its repeats (of memory the largest), their range and number.

    ``unit`` is ``s`` or ``B``. ``median`` is that of memory too (in a file from before it was kept, the
    value).
    """

    name: str
    unit: str
    value: float
    low: float
    high: float
    repeats: int
    limit: float | None
    median: float


class PastResult(NamedTuple):
    """What became of a case in a run. ``figures`` are by name."""

    number: int
    case: str
    file: str
    release: str
    device: str
    status: str
    reason: str
    seconds: float
    stamp: Stamp
    figures: dict[str, Figure]


class History:
    """The history in a file. Every method opens it, so that no process keeps another waiting.

    A process that is killed leaves what was complete before. Raises HistoryError.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, verdicts: Iterable[CaseVerdict], stamp: Stamp) -> None:
        """Keep the verdicts of a run; the file is made if there is none."""
        with self._open() as database:
            bring_up(database, str(self.path))
            database.execute("BEGIN IMMEDIATE")
            with database:
                run = database.execute("INSERT INTO run (at, wflint, revision) VALUES (?, ?, ?)", stamp)
                for verdict in verdicts:
                    self._insert(database, int(run.lastrowid or 0), verdict)

    @staticmethod
    def _insert(database: sqlite3.Connection, run: int, verdict: CaseVerdict) -> None:
        values = (
            run,
            verdict.shown,
            verdict.file,
            verdict.release,
            verdict.device,
            verdict.status,
            verdict.reason[:_LONGEST],
            verdict.seconds,
            _is_usable(verdict),
        )
        result = database.execute(
            'INSERT INTO result (run, "case", file, release, device, status, reason, seconds, usable)'
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            values,
        ).lastrowid
        database.executemany(
            'INSERT OR REPLACE INTO figure (result, name, unit, value, low, high, repeats, "limit", median)'
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    result,
                    m.name,
                    m.unit,
                    m.value,
                    min(m.values),
                    max(m.values),
                    len(m.values),
                    m.limit,
                    median(m.values),
                )
                for m in verdict.measurements
                if m.values
            ],
        )

    def latest(self) -> list[PastResult]:
        """Of each case, release and device the newest result, by case."""
        newest = 'SELECT max(id) FROM result GROUP BY "case", file, release, device'
        return self._select(f'WHERE result.id IN ({newest}) ORDER BY "case", release, device', ())

    def of(
        self, case: str, *, release: str | None = None, device: str | None = None, last: int = 50
    ) -> list[PastResult]:
        """The newest results of a case, the oldest of them first. ``case`` is its name or its file's path."""
        where, values = '("case" = ? OR file = ?)', [case, case]
        for column, wanted in (("release", release), ("device", device)):
            if wanted is not None:
                where, values = f"{where} AND {column} = ?", [*values, wanted]
        return self._select(f"WHERE {where} ORDER BY result.id DESC LIMIT ?", (*values, last))[::-1]

    def places(self, case: str) -> list[tuple[str, str]]:
        """The releases and devices that a case of this name has results of, the one with the newest first."""
        rows = self._rows(
            "SELECT release, device FROM result WHERE \"case\" = ? AND release <> ''"
            " GROUP BY release, device ORDER BY max(id) DESC",
            (case,),
        )
        return [(_plain(release), _plain(device)) for release, device in rows]

    def figures(self, case: str, release: str, device: str, name: str, last: int) -> list[Figure]:
        """A figure in the newest results that can make a baseline, the newest first.

        Those are results that passed, or in which budgets alone were missed, as they are while there is no
        baseline; an image that is wrong may have come quickly.
        """
        rows = self._rows(
            f"SELECT {_FIGURE} FROM result JOIN figure ON figure.result = result.id"
            ' WHERE "case" = ? AND release = ? AND device = ? AND name = ?'
            " AND (usable = 1 OR (usable IS NULL AND status = 'passed')) ORDER BY id DESC LIMIT ?",
            (case, release, device, name, last),
        )
        return [figure for row in rows if (figure := _figure(row)) is not None]

    def _rows(self, query: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        with self._open(create=False) as database:
            if not check(database, str(self.path)):
                return []
            bring_up(database, str(self.path))
            return database.execute(query, values).fetchall()

    def _select(self, where: str, values: tuple[object, ...]) -> list[PastResult]:
        columns = (
            'result.id, "case", file, release, device, status, reason, seconds, run.at, run.wflint, revision'
        )
        with self._open(create=False) as database:
            if not check(database, str(self.path)):
                return []
            bring_up(database, str(self.path))
            rows = database.execute(
                f"SELECT {columns} FROM result JOIN run ON run.id = result.run {where}",
                values,
            ).fetchall()
            return [self._result(row, self._figures(database, row[0])) for row in rows]

    def _result(self, row: tuple[Any, ...], figures: dict[str, Figure]) -> PastResult:
        number, case, file, release, device, status, reason, seconds, at, wflint, revision = map(_plain, row)
        try:  # SQLite keeps any kind of value in any column
            stamp = Stamp(float(at), wflint, revision)
            took = float(seconds)
        except ValueError:
            raise HistoryError(f"{self.path} is damaged: a result has no time") from None
        return PastResult(int(number), case, file, release, device, status, reason, took, stamp, figures)

    @staticmethod
    def _figures(database: sqlite3.Connection, result: int) -> dict[str, Figure]:
        rows = database.execute(
            f"SELECT {_FIGURE} FROM figure WHERE result = ? ORDER BY name",
            (result,),
        )
        return {figure.name: figure for row in rows if (figure := _figure(row)) is not None}

    @contextmanager
    def _open(self, *, create: bool = True) -> Iterator[sqlite3.Connection]:
        """The database, with errors in our words."""
        if not create and not self.path.is_file():
            raise HistoryError(f"there is no history {self.path}; `wflint run --history FILE` writes one")
        if _names_another_file(self.path):
            raise HistoryError(f"{self.path}-journal was not left by wflint; delete it")
        try:
            with closing(sqlite3.connect(self.path, timeout=_WAIT, isolation_level=None)) as database:
                database.execute("PRAGMA trusted_schema = OFF")
                database.execute("PRAGMA foreign_keys = ON")
                yield database
        except sqlite3.Error as error:
            raise HistoryError(f"{self.path}: {_REASONS.get(str(error), str(error))}") from None


_FIGURE: Final = 'name, unit, value, low, high, repeats, "limit", median'
# Checks of budgets; no other check begins like that (live/cases/spending.py names them).
_BUDGETS: Final = ("time.", "memory.")


def _figure(row: tuple[Any, ...]) -> Figure | None:
    """A row of ``_FIGURE``; None where numbers are none."""
    name, unit, *numbers, limit, middle = row
    if not all(isinstance(number, (int, float)) for number in numbers):
        return None
    value, low, high, repeats = numbers
    number = middle if isinstance(middle, (int, float)) else value
    known = limit if isinstance(limit, (int, float)) else None
    return Figure(str(name), str(unit), value, low, high, repeats, known, number)


def _is_usable(verdict: CaseVerdict) -> bool:
    """Whether figures of this result can make a baseline: all is well, but for budgets."""
    others = [check.status for check in verdict.checks if not check.name.startswith(_BUDGETS)]
    return "passed" in others and not {"failed", "error"} & set(others)


def _names_another_file(path: Path) -> bool:
    """Whether beside a database lies a rollback journal that ends in the name of another file.

    SQLite writes that where a transaction had several databases, and when it rolls back it deletes the file
    of that name, wherever it is (pager.c: readSuperJournal, pager_delsuper). wflint's never have several, so
    such a journal came with somebody's repository.
    """
    try:
        with open(f"{os.path.realpath(path)}-journal", "rb") as journal:
            journal.seek(-len(_JOURNAL_END), os.SEEK_END)
            return journal.read() == _JOURNAL_END
    except OSError:  # there is none, or it is empty
        return False


_JOURNAL_END: Final = bytes.fromhex("d9d505f920a163d7")  # SQLite's file format, 3: aJournalMagic


def _plain(value: object) -> str:
    """A value as text."""
    return value if isinstance(value, str) else str(value)


_REASONS: Final = {
    "file is not a database": "this is not a history of wflint",
    "database is locked": f"another process has been writing to it for {_WAIT:.0f} s",
    "unable to open database file": "it cannot be opened; is its folder there, and may you write to it?",
    "attempt to write a readonly database": "you may not write to it",
}
