"""Which test runs which statements, and how long it takes: recorded once, with marked modules.

Each file of tests is run in a child of its own, forked when all is collected: what an earlier file left in
memory (caches, catalogues) hides nothing from the next.
"""

from __future__ import annotations

import os
import pickle
import re
import sys
import time
import traceback
from array import array
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.mutation.judge import Allowed, Watch
from tests.mutation.lines import HITS, Finder, marked, number_groups

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.mutation.project import Project

_SET = re.compile(rb"\x01")


class Test(NamedTuple):
    """One test as it ran unchanged. ``groups`` are the groups of statements that it ran."""

    id: str
    passed: bool
    cost: Allowed
    groups: array[int]


class Recording(NamedTuple):
    """All tests, the groups that ran before the first, and what was imported from elsewhere by then."""

    tests: list[Test]
    early: array[int]
    imported: list[str]


class Numbers:
    """The groups of all modules, numbered through: ``first[file]`` is the number of the file's first."""

    def __init__(self, project: Project) -> None:
        import ast

        self.first: dict[str, int] = {}
        self.count = 0
        for path in project.files():
            self.first[project.name(path)] = self.count
            self.count += number_groups(ast.parse(path.read_text("utf-8")))


def _new(hits: bytearray) -> array[int]:
    """The groups that are marked; the marks are taken away."""
    found = array("I", (m.start() for m in _SET.finditer(hits)))
    hits[:] = bytes(len(hits))
    return found


def hook(project: Project, numbers: Numbers) -> bytearray:
    """From now on modules of the package mark the statements that run, in the array."""
    hits = bytearray(numbers.count)

    def maker(first: int) -> Callable[[str], ast.Module]:
        return lambda source: marked(source, first)

    makers = {path: maker(numbers.first[project.name(path)]) for path in project.files()}
    sys.meta_path.insert(0, Finder(makers, **{HITS: hits}))
    return hits


def _spent() -> float:
    """Seconds of the processor, those of ended children as well."""
    children = os.times()
    return time.process_time() + children.children_user + children.children_system


class Recorder:
    """The plugin: in place of pytest's own loop, one child for each file of tests."""

    def __init__(self, hits: bytearray, target: Path, jobs: int) -> None:
        self.hits = hits
        self.target = target
        self.jobs = jobs
        self.before: set[str] = set(sys.modules)
        self.shared: dict[str, set[int]] = {}
        self.watch = Watch()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Record, file by file."""
        if session.testsfailed:
            return False
        early = _new(self.hits)
        imported = sorted(set(sys.modules) - self.before)
        files = [list(items) for _, items in groupby(session.items, key=lambda i: i.path)]
        running: dict[int, str] = {}
        for n, items in enumerate(files):
            if len(running) == self.jobs:
                self._wait(running)
            sys.stdout.flush()
            if (pid := os.fork()) == 0:
                code = 1
                try:
                    self._file(session, items, n)
                    code = 0
                except BaseException:
                    traceback.print_exc()
                finally:
                    os._exit(code)
            running[pid] = items[0].nodeid
        while running:
            self._wait(running)
        tests: list[Test] = []
        for n in range(len(files)):
            part = self.target.with_suffix(f".{n}")
            tests += pickle.loads(part.read_bytes())
            part.unlink()
        self.target.write_bytes(pickle.dumps(Recording(tests, early, imported)))
        return True

    def _wait(self, running: dict[int, str]) -> None:
        pid, status = os.wait()
        where = running.pop(pid)
        if status:
            raise RuntimeError(f"recording ended early: {where}")

    def _file(self, session: pytest.Session, items: list[pytest.Item], number: int) -> None:
        session.config.pluginmanager.register(self.watch)
        found = []
        for item, following in zip(items, [*items[1:], None], strict=True):
            _new(self.hits)
            self.watch.failed = self.watch.skipped = False
            cpu, wall = _spent(), time.monotonic()
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            cost = Allowed(_spent() - cpu, time.monotonic() - wall)
            groups = set(_new(self.hits))
            for name in getattr(item, "fixturenames", ()):
                groups |= self.shared.get(name, set())
            passed = not self.watch.failed and not self.watch.skipped
            found.append(Test(item.nodeid, passed, cost, array("I", sorted(groups))))
        self.target.with_suffix(f".{number}").write_bytes(pickle.dumps(found))

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Iterator[None]:
        """What a fixture of the module or session runs is run for every test that uses it."""
        if fixturedef.scope == "function":
            return (yield)
        outer = _new(self.hits)
        try:
            return (yield)
        finally:
            own = _new(self.hits)
            self.shared.setdefault(fixturedef.argname, set()).update(own)
            for group in (*outer, *own):
                self.hits[group] = 1
