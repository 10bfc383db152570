"""Changes of what runs on import: judged in a child of a process that has not imported the package.

That process has imported what the tests import from elsewhere, so that a child starts quickly.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.mutation import install, judge

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from multiprocessing.connection import Connection
    from pathlib import Path

    from tests.mutation.changes import Change

# Output goes nowhere; no assertion is explained, no cache written; plugins were imported before.
QUIET = (
    *("-q", "-s", "--assert=plain", "--tb=native", "-p", "no:cacheprovider"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),
)


class Order(NamedTuple):
    """What to judge: a change (None for none) of the file, by these tests in this order."""

    change: Change | None
    path: Path | None
    tests: list[str]
    allowed: list[judge.Allowed]


class Chosen:
    """The plugin that runs just these tests of those that were collected, in this order."""

    def __init__(self, order: Order, note: Callable[[int], None]) -> None:
        self.order = order
        self.note = note
        self.passed = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run them; a test that is no longer collected has noticed the change."""
        items = {item.nodeid: item for item in session.items}
        if session.testsfailed or any(test not in items for test in self.order.tests):
            return True
        self.passed = judge.run([items[t] for t in self.order.tests], self.order.allowed, self.note)
        return True


def judged(order: Order) -> judge.Verdict:
    """The verdict of a forked child."""

    def work(note: Callable[[int], None]) -> bool:
        if order.change is not None and order.path is not None:
            install.hook(order.change, order.path)
        chosen = Chosen(order, note)
        files = list(dict.fromkeys(test.partition("::")[0] for test in order.tests))
        pytest.main([*QUIET, *files], plugins=[chosen])
        return chosen.passed

    return judge.forked(work)


def serve(orders: Connection) -> None:
    """Answer orders until there are no more."""
    while True:
        try:
            order: Order = orders.recv()
        except EOFError:
            return
        orders.send(judged(order))


def start(connection: tuple[Connection, Connection], others: Sequence[Connection]) -> Connection:
    """Fork the process that answers; returns the end to ask at."""
    ours, theirs = connection
    if os.fork() == 0:
        try:
            for other in (ours, *others):
                other.close()
            serve(theirs)
        finally:
            os._exit(0)
    theirs.close()
    return ours
