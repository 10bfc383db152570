"""The process that records, forks and judges. It runs in a copy of the tree; ``__main__`` starts it there."""

from __future__ import annotations

import importlib
import math
import os
import pickle
import sys
import time
import traceback
import warnings
from multiprocessing import Pipe
from typing import TYPE_CHECKING

import pytest

from tests.mutation import fresh, install, judge, record
from tests.mutation.plan import Planner, Task
from tests.mutation.results import Result, Results

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from pathlib import Path

    from tests.mutation.changes import Change
    from tests.mutation.project import Project

FIRST_FILES = 3  # of tests, in a fresh process: to collect all takes longer than most changes live


def arguments(project: Project) -> list[str]:
    """What pytest is called with."""
    return [*fresh.QUIET, *(f"--ignore-glob={pattern}" for pattern in project.leave_out), *project.tests]


def recording(project: Project, numbers: record.Numbers, path: Path, jobs: int) -> record.Recording:
    """What tests run, from the file or made now, in a child."""
    if not path.exists():
        if (pid := os.fork()) == 0:
            recorder = record.Recorder(record.hook(project, numbers), path, jobs)
            _silence()
            os._exit(int(pytest.main(arguments(project), plugins=[recorder])))
        os.waitpid(pid, 0)
    if not path.exists():
        raise RuntimeError("the tests could not be recorded: is the suite green?")
    found: record.Recording = pickle.loads(path.read_bytes())
    return found


def _silence() -> None:
    """What pytest says goes nowhere; ours goes to standard error."""
    sys.stdout.flush()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def preload(names: list[str], package: str) -> None:
    """Import what the tests import from elsewhere, and nothing of the package."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in names:
            if name.partition(".")[0] not in {package, "tests", "conftest", "__main__"}:
                try:
                    importlib.import_module(name)
                except Exception:  # made by somebody, not to be found
                    continue


class Loop:
    """The plugin: in place of pytest's own loop, the changes, shared among the jobs."""

    def __init__(
        self, project: Project, found: record.Recording, tasks: list[Task], results: Results
    ) -> None:
        self.project = project
        self.tests = found.tests
        self.tasks = tasks
        self.results = results
        self.trusted: dict[int, bool] = {}
        self.proven: set[str] = set()
        self.servers: list[Connection] = []
        self.known: install.Functions = {}
        self.items: dict[str, pytest.Item] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Judge all changes, one share in each job."""
        if session.testsfailed:
            return False
        self.items = {item.nodeid: item for item in session.items}
        self.known = install.functions(self.project.root / self.project.source)
        self._prove(self.servers[0], [min(range(len(self.tests)), key=self._cost)])
        jobs = []
        for n, server in enumerate(self.servers):
            if (pid := os.fork()) == 0:
                code = 1
                try:
                    for m, task in enumerate(self.tasks[n :: len(self.servers)]):
                        self.results.add(self.judge(task, server))
                        if n == 0 and m % 20 == 19:
                            print(f"{m + 1} of {len(self.tasks)} changes in this job", file=sys.stderr)
                    code = 0
                except BaseException:
                    traceback.print_exc()
                finally:
                    os._exit(code)
            jobs.append(pid)
        for pid in jobs:
            os.waitpid(pid, 0)
        return True

    def _cost(self, number: int) -> float:
        test = self.tests[number]
        return test.cost.cpu if test.passed else math.inf

    def _prove(self, server: Connection, numbers: list[int]) -> None:
        """The files of these tests can be imported without a change: else importing them proves nothing."""
        quickest: dict[str, int] = {}
        for number in sorted(numbers, key=self._cost):
            file = self.tests[number].id.partition("::")[0]
            if file not in self.proven:
                quickest.setdefault(file, number)
        if not quickest:
            return
        tests = [self.tests[number] for number in quickest.values()]
        server.send(fresh.Order(None, None, [t.id for t in tests], [t.cost for t in tests]))
        if (verdict := server.recv()).outcome != "passed":
            raise RuntimeError(f"fail in a fresh process, without a change ({verdict}): {[*quickest]}")
        self.proven |= set(quickest)

    def judge(self, task: Task, server: Connection) -> Result:
        """The result of one change. A test that fails without the change as well is no witness."""
        spent = 0.0
        numbers = [n for n in task.tests if self.trusted.get(n, True)]
        while True:
            if not numbers:
                return Result.of(task.change, "unreached", None, 0, spent)
            verdict, at = self._run(task, numbers, server)
            spent += verdict.seconds
            if verdict.outcome == "passed":
                return Result.of(task.change, "survived", None, len(numbers), spent)
            by = None if at is None else self.tests[at].id
            how = "import" if verdict.outcome == "failed" and by is None else verdict.outcome
            if how != "failed":
                by = f"{how}: {by}" if by else how
            if at is not None and not self._trust(at):
                numbers.remove(at)
                continue
            if at is None:
                self._prove(server, numbers)
            return Result.of(task.change, "killed", by, len(numbers), spent)

    def _run(self, task: Task, numbers: list[int], server: Connection) -> tuple[judge.Verdict, int | None]:
        path = self.project.root / task.change.file
        if not task.fresh:
            verdict = judge.forked(self._work(task.change, path, numbers))
            if verdict.outcome != "unfit":
                return verdict, None if verdict.test is None else numbers[verdict.test]
        files = list(dict.fromkeys(self.tests[n].id.partition("::")[0] for n in numbers))
        soon = [n for n in numbers if self.tests[n].id.partition("::")[0] in files[:FIRST_FILES]]
        later = [n for n in numbers if self.tests[n].id.partition("::")[0] in files[FIRST_FILES:]]
        seconds = 0.0
        for share in filter(None, (soon, later)):
            ids = [self.tests[n].id for n in share]
            server.send(fresh.Order(task.change, path, ids, [self.tests[n].cost for n in share]))
            verdict = server.recv()
            seconds += verdict.seconds
            if verdict.outcome != "passed":
                break
        at = None if verdict.test is None else share[verdict.test]
        return verdict._replace(seconds=seconds), at

    def _work(
        self, change: Change | None, path: Path | None, numbers: list[int]
    ) -> Callable[[Callable[[int], None]], bool]:
        def work(note: Callable[[int], None]) -> bool:
            if change is not None and path is not None and not install.install(change, path, self.known):
                os._exit(judge.UNFIT)  # needs a fresh process
            tests = [self.tests[n] for n in numbers]
            return judge.run([self.items[t.id] for t in tests], [t.cost for t in tests], note)

        return work

    def _trust(self, test: int) -> bool:
        """The test passes on its own without any change."""
        if test not in self.trusted:
            self.trusted[test] = judge.forked(self._work(None, None, [test])).outcome == "passed"
        return self.trusted[test]


def work(
    project: Project, chosen: list[Change], results: Results, hits: Path, *, jobs: int, budget: float
) -> None:
    """Judge these changes, but for those that have a result."""
    done = results.read()
    left = [change for change in chosen if change.id not in done]
    if not left:
        return
    numbers = record.Numbers(project)
    start = time.monotonic()
    found = recording(project, numbers, hits, jobs)
    failing = [test.id for test in found.tests if not test.passed]
    print(f"{len(found.tests)} tests, {len(failing)} of them skipped or failing; recorded in "
          f"{(time.monotonic() - start) / 60:.1f} minutes", file=sys.stderr)  # fmt: skip
    planner = Planner(project, numbers, found)
    tasks = [planner.task(change, budget) for change in left]
    del planner
    preload(found.imported, project.package)
    loop = Loop(project, found, tasks, results)
    for _ in range(jobs):
        loop.servers.append(fresh.start(Pipe(), loop.servers))
    _silence()
    pytest.main(arguments(project), plugins=[loop])
