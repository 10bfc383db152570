"""The tables of a history, made in steps: a new file takes them all, an older one those that it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.live.history.errors import HistoryError

if TYPE_CHECKING:
    import sqlite3

APPLICATION: Final = 0x77664C48  # "wfLH", SQLite's application_id: whose file it is

# Never change a step that was released; add one.
STEPS: Final[tuple[tuple[str, ...], ...]] = (
    (
        "CREATE TABLE run (id INTEGER PRIMARY KEY, at REAL NOT NULL, wflint TEXT NOT NULL)",
        """CREATE TABLE result (
            id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run (id), "case" TEXT NOT NULL,
            file TEXT NOT NULL, release TEXT NOT NULL, device TEXT NOT NULL, status TEXT NOT NULL,
            reason TEXT NOT NULL, seconds REAL NOT NULL)""",
        """CREATE TABLE figure (
            result INTEGER NOT NULL REFERENCES result (id), name TEXT NOT NULL, unit TEXT NOT NULL,
            value REAL NOT NULL, low REAL NOT NULL, high REAL NOT NULL, repeats INTEGER NOT NULL,
            "limit" REAL, PRIMARY KEY (result, name)) WITHOUT ROWID""",
    ),
    (
        "ALTER TABLE run ADD COLUMN revision TEXT NOT NULL DEFAULT ''",
        'CREATE INDEX result_case ON result ("case", id)',
    ),
    (
        # Whether its figures may become a baseline; NULL of results from before this was noted.
        "ALTER TABLE result ADD COLUMN usable INTEGER",
        # Of memory, ``value`` is the largest of the repeats; NULL as above.
        "ALTER TABLE figure ADD COLUMN median REAL",
    ),
)


def bring_up(database: sqlite3.Connection, name: str) -> None:
    """Make the tables, or what they lack of the newest schema. Raises HistoryError, sqlite3.Error.

    All within one transaction, which waits for other processes that write.
    """
    database.execute("BEGIN IMMEDIATE")
    with database:
        version = check(database, name)
        if version == len(STEPS):
            return
        for step in STEPS[version:]:
            for statement in step:
                database.execute(statement)
        database.execute(f"PRAGMA application_id = {APPLICATION}")
        database.execute(f"PRAGMA user_version = {len(STEPS)}")


def check(database: sqlite3.Connection, name: str) -> int:
    """The schema number of a file of ours, 0 of an empty one. Raises HistoryError for others."""
    (owner,), (version,) = (
        database.execute(f"PRAGMA {member}").fetchone() for member in ("application_id", "user_version")
    )
    things = database.execute("SELECT type, name FROM sqlite_master").fetchall()
    if not things and not owner and not version:
        return 0
    # A trigger or view in a file that somebody sent would run its SQL with ours.
    if owner != APPLICATION or any(kind in ("trigger", "view") for kind, _ in things):
        raise HistoryError(f"{name} is not a history of wflint; name another file")
    if not 0 < version <= len(STEPS):
        raise HistoryError(f"{name} was written by a newer wflint; update wflint, or name another file")
    return int(version)
