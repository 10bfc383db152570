"""A history: results of cases in a SQLite file, written by several processes at once."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wflint.live.history.errors import HistoryError
from wflint.live.history.schema import bring_up, check

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

    ``unit`` is ``s`` or ``B``.
    """

    name: str
    unit: str
    value: float
    low: float
    high: float
    repeats: int
    limit: float | None


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
        )
        result = database.execute(
            'INSERT INTO result (run, "case", file, release, device, status, reason, seconds)'
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            values,
        ).lastrowid
        database.executemany(
            "INSERT OR REPLACE INTO figure VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (result, m.name, m.unit, m.value, min(m.values), max(m.values), len(m.values), m.limit)
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
            'SELECT name, unit, value, low, high, repeats, "limit" FROM figure'
            " WHERE result = ? ORDER BY name",
            (result,),
        )
        return {
            str(row[0]): Figure(str(row[0]), str(row[1]), *row[2:])
            for row in rows
            if all(isinstance(number, (int, float)) for number in row[2:6])
        }

    @contextmanager
    def _open(self, *, create: bool = True) -> Iterator[sqlite3.Connection]:
        """The database, with errors in our words."""
        if not create and not self.path.is_file():
            raise HistoryError(f"there is no history {self.path}; `wflint run --history FILE` writes one")
        try:
            with closing(sqlite3.connect(self.path, timeout=_WAIT, isolation_level=None)) as database:
                database.execute("PRAGMA trusted_schema = OFF")
                database.execute("PRAGMA foreign_keys = ON")
                yield database
        except sqlite3.Error as error:
            raise HistoryError(f"{self.path}: {_REASONS.get(str(error), str(error))}") from None


def _plain(value: object) -> str:
    """A value as text."""
    return value if isinstance(value, str) else str(value)


_REASONS: Final = {
    "file is not a database": "this is not a history of wflint",
    "database is locked": f"another process has been writing to it for {_WAIT:.0f} s",
    "unable to open database file": "it cannot be opened; is its folder there, and may you write to it?",
    "attempt to write a readonly database": "you may not write to it",
}
