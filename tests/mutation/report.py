"""The table, the survivors, and whether the run is good enough."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.mutation.changes import Change
    from tests.mutation.project import Project, Survivor
    from tests.mutation.results import Result


class Row(NamedTuple):
    """How many changes of an area there were, and what became of them."""

    area: str
    changes: int
    killed: int
    equivalent: int

    @property
    def survived(self) -> int:
        """Those that a test could notice, and none did."""
        return self.changes - self.killed - self.equivalent

    @property
    def percent(self) -> float:
        """Killed of those that are not equivalent."""
        return 100 * self.killed / max(self.changes - self.equivalent, 1)

    def __str__(self) -> str:
        numbers = (self.changes, self.killed, self.survived, self.equivalent)
        return f"{self.area:12}" + "".join(f"{n:12}" for n in numbers) + f"{self.percent:11.1f}%"


class Outcome(NamedTuple):
    """The whole run."""

    rows: list[Row]
    survivors: list[Result]
    faults: list[str]

    def lines(self) -> Iterator[str]:
        """What is printed."""
        for result in self.survivors:
            how = "no test runs it" if result.outcome == "unreached" else f"{result.tests} tests"
            yield f"survived: {result.file}:{result.line} {result.change} ({how})"
        yield "area        " + "".join(
            f"{h:>12}" for h in ("changes", "killed", "survived", "equivalent", "percent")
        )
        yield from map(str, self.rows)
        for fault in self.faults:
            yield f"FAILED: {fault}"


def outcome(project: Project, every: Iterable[Change], results: Iterable[Result]) -> Outcome:
    """What the results come to. ``every`` is all changes of the code, with or without a result."""
    listed = {(s.file, s.change): s for s in project.survivors}
    found = list(results)
    names = {(change.file, change.label) for change in every}
    equivalent = {key for key, s in listed.items() if s.equivalent}
    alive = [r for r in found if not r.killed]
    rows = _rows(project, found, equivalent)
    faults = [*_untrue(listed, names, found)]
    if found and rows[-1].percent < project.percent:
        faults.append(f"{rows[-1].percent:.1f} % of the changes were noticed, {project.percent} % must be")
    return Outcome(rows, [r for r in alive if (r.file, r.change) not in listed], faults)


def _rows(project: Project, found: list[Result], equivalent: set[tuple[str, str]]) -> list[Row]:
    changes: Counter[str] = Counter()
    killed: Counter[str] = Counter()
    same: Counter[str] = Counter()
    for result in found:
        for area in (project.area(result.file) or "?", "all"):
            changes[area] += 1
            killed[area] += result.killed
            same[area] += not result.killed and (result.file, result.change) in equivalent
    return [Row(a, changes[a], killed[a], same[a]) for a in (*project.areas, "all") if changes[a]]


def _untrue(
    listed: dict[tuple[str, str], Survivor], names: set[tuple[str, str]], found: list[Result]
) -> Iterator[str]:
    """The list of survivors must stay true."""
    outcomes = {(r.file, r.change): r for r in found}
    for key, survivor in listed.items():
        where = f"{survivor.file} {survivor.change}"
        if key not in names:
            yield f"there is no such change any more, take it off the list: {where}"
        elif key in outcomes and outcomes[key].killed:
            yield f"it is noticed now ({outcomes[key].by}), take it off the list: {where}"
