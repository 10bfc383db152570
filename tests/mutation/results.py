"""What became of each change, one JSON line each: a run that was ended goes on from its file."""

from __future__ import annotations

import fcntl
import json
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from tests.mutation.changes import Change


class Result(NamedTuple):
    """One change: ``killed`` (a test noticed), ``survived``, or ``unreached`` (no test runs it).

    ``by`` is the test that noticed, or how: ``hang``, ``crash``, ``import``. ``tests`` were to judge it.
    """

    id: str
    file: str
    line: int
    change: str
    outcome: str
    by: str | None
    tests: int
    seconds: float

    @classmethod
    def of(cls, change: Change, outcome: str, by: str | None, tests: int, seconds: float) -> Result:
        """The result of a change."""
        return cls(change.id, change.file, change.line, change.label, outcome, by, tests, round(seconds, 2))

    @property
    def killed(self) -> bool:
        """Somebody would have noticed."""
        return self.outcome == "killed"


def results_in(path: Path) -> list[Result]:
    """All results in a file, whatever code they are of."""
    lines = path.read_text("utf-8").splitlines()[1:]
    return [Result(**json.loads(line)) for line in lines]


class Results:
    """The file of results. Its first line says what they are results of."""

    def __init__(self, path: Path, tree: str) -> None:
        self.path = path
        if not path.exists() or not path.stat().st_size:
            path.write_text(json.dumps({"tree": tree}) + "\n", "utf-8")
        elif json.loads(path.read_text("utf-8").splitlines()[0]) != {"tree": tree}:
            raise ValueError(f"{path} is of another state of the code or the tests; begin with a new file")
        else:
            text = path.read_text("utf-8")
            if not text.endswith("\n"):  # the last line was cut off, and is no result
                path.write_text(text[: text.rindex("\n") + 1], "utf-8")

    def read(self) -> dict[str, Result]:
        """The results so far, by the id of the change."""
        return {result.id: result for result in results_in(self.path)}

    def add(self, result: Result) -> None:
        """Append one, whole, whoever else appends."""
        with self.path.open("a", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.write(json.dumps(result._asdict()) + "\n")
