"""Which tests judge a change, in which order."""

from __future__ import annotations

from itertools import accumulate, groupby
from typing import TYPE_CHECKING, NamedTuple

from tests.mutation.readers import Readers
from tests.mutation.uses import Uses

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.mutation.changes import Change
    from tests.mutation.project import Project
    from tests.mutation.record import Numbers, Recording


class Task(NamedTuple):
    """A change and the numbers of its tests; ``fresh`` if it must be in place before anything is imported."""

    change: Change
    tests: list[int]
    fresh: bool


class Planner:
    """Finds the tests of a change in what was recorded."""

    def __init__(self, project: Project, numbers: Numbers, recording: Recording) -> None:
        self.numbers = numbers
        self.recording = recording
        self.early = frozenset(recording.early)
        self.uses = Uses(project, numbers.first, self.early)
        self.readers = Readers(project)
        self.of_file: dict[str, set[int]] = {}
        for number, test in enumerate(recording.tests):
            if test.passed:
                self.of_file.setdefault(test.id.partition("::")[0], set()).add(number)
        self.running: dict[int, list[int]] = {}
        for number, test in enumerate(recording.tests):
            if test.passed:
                for group in test.groups:
                    self.running.setdefault(group, []).append(number)
        order = sorted(numbers.first.items(), key=lambda item: item[1])
        ends = [first for _, first in order[1:]] + [numbers.count]
        self.own = {file: range(first, end) for (file, first), end in zip(order, ends, strict=True)}

    def task(self, change: Change, budget: float) -> Task:
        """The tests that run the changed statement, or what was made of it, as far as the budget goes."""
        early = False
        if change.group is not None:
            group = self.numbers.first[change.file] + change.group
            statement = self.uses.statements[change.file, change.statement]
            early = not statement.groups.isdisjoint(self.early)
            tests = self._tests([group])
            if early:
                tests |= self._tests(self.uses.of(change.file, change.statement))
        else:
            statement = self.uses.statements[change.file, change.statement]
            tests = self._tests(statement.groups | self.uses.of(change.file, change.statement))
            for file in self.readers.of(self.uses.names(change.file, change.statement)):
                tests |= self.of_file.get(file, set())
            if not tests:  # found by other ways than its name
                tests = self._tests({*self.own[change.file], *self.uses.of_all(change.file)})
        return Task(change, self._ordered(tests, budget, change.file), early or change.group is None)

    def _tests(self, groups: Iterable[int]) -> set[int]:
        return {test for group in groups for test in self.running.get(group, ())}

    def _ordered(self, numbers: set[int], budget: float, file: str) -> list[int]:
        """Quick and near tests first, but not all cases of one quick function before the next one's turn.

        Of each function the cases stand in the order of their cost, each under the cost of all up to it. What
        is near counts for less: a budget shall reach those who know the file before thousands that pass by.
        """
        tests = self.recording.tests

        def function(number: int) -> str:
            return tests[number].id.partition("[")[0]

        found: list[tuple[float, int]] = []
        for _, same in groupby(sorted(numbers, key=function), key=function):
            cases = sorted(same, key=lambda n: tests[n].cost.cpu)
            distance = _distance(tests[cases[0]].id, file)
            found += zip(
                (distance * c for c in accumulate(tests[n].cost.cpu for n in cases)), cases, strict=True
            )
        ordered: list[int] = []
        cost = 0.0
        for _, number in sorted(found):
            cost += tests[number].cost.cpu
            if ordered and cost > budget:
                break
            ordered.append(number)
        return ordered


def _distance(test: str, file: str) -> float:
    """From 1 for tests of something else down to those of the file's own room, and of its name."""
    there = set(test.partition("::")[0].removesuffix(".py").replace("_", "/").split("/")) - {"test", "tests"}
    here = file.removesuffix(".py").split("/")[2:]
    words = {part for name in here[-2:] for part in (name, f"{name}s", *name.split("_"))}
    return (0.2 if here[0] in there else 1.0) * (0.2 if words & there else 1.0)
