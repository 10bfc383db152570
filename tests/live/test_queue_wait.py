"""A run that waits in the queue has not started: its time counts from its start, and waiting has its own."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from tests.live.fake_server import serving
from tests.live.keeping import QUEUE, Keeper
from wflint import Server
from wflint.live.client.errors import AnswerError, QueueWaitError, RunTimeoutError

if TYPE_CHECKING:
    from collections.abc import Iterator

GRAPH = {"id": "g", "nodes": {"a": {"id": "a", "type": "blank_image"}}, "edges": []}
RELEASES = ("6.0.2", "6.7.0", "6.14.2")


@pytest.fixture(params=RELEASES)
def keeper(request: pytest.FixtureRequest) -> Keeper:
    return Keeper(request.param)


@pytest.fixture
def server(keeper: Keeper) -> Iterator[Server]:
    with serving(keeper.handlers()) as fake, Server(fake.url, events=False) as client:
        yield client


def test_one_that_does_not_start_says_what_is_before_it(keeper: Keeper, server: Server) -> None:
    for status in ("completed", "in_progress", "pending"):
        keeper.item("somebody's", status)
    run = server.submit(GRAPH)
    keeper.item("somebody's", "pending")  # behind it
    with pytest.raises(QueueWaitError, match=r"waited 0\.3 s in the queue .* 2 items are") as raised:
        server.wait(run, 0.001, waiting=0.3)
    assert raised.value.before == 2
    assert isinstance(raised.value, RunTimeoutError)  # who catches that one catches this one
    assert [i["status"] for i in keeper.items.values()] == [
        "completed", "in_progress", "pending", "canceled", "pending",
    ]  # fmt: skip


def test_one_that_went_first_is_before_it_too(keeper: Keeper, server: Server) -> None:
    """What somebody put at the front has a later number, and what runs is in the way in any case."""
    run = server.submit(GRAPH)
    keeper.item("somebody's", "in_progress")
    with pytest.raises(QueueWaitError, match="1 item is before it"):
        server.wait(run, waiting=0.1)


def test_one_that_does_not_start_says_that_the_queue_is_paused(keeper: Keeper, server: Server) -> None:
    keeper.started = False
    with pytest.raises(QueueWaitError, match="the queue is paused"):
        server.wait(server.submit(GRAPH), waiting=0.1)


def test_its_time_counts_from_its_start(keeper: Keeper, server: Server) -> None:
    """Longer in the queue than it may run, and then it runs longer than it may."""
    run = server.submit(GRAPH)
    started = threading.Timer(1.0, lambda: keeper.items[1].update(status="in_progress"))
    started.start()
    with pytest.raises(RunTimeoutError, match=r"took longer than 0\.5 s") as raised:
        server.wait(run, 0.5)
    started.join()
    assert not isinstance(raised.value, QueueWaitError)
    assert run.started_at is not None
    assert run.started_at - run.enqueued_at > 0.5


def test_one_that_started_unheard_has_not_waited(keeper: Keeper, server: Server) -> None:
    """The server is asked before a run is given up that nobody heard of."""
    run = server.submit(GRAPH)
    keeper.items[1]["status"] = "in_progress"
    run.expect([], 1)
    with pytest.raises(RunTimeoutError) as raised:
        server.wait(run, 0.2, waiting=0.0)
    assert not isinstance(raised.value, QueueWaitError)


def test_several_runs_wait_each(keeper: Keeper, server: Server) -> None:
    keeper.item("somebody's", "in_progress")
    outcomes = server.run_many([GRAPH, GRAPH], waiting=0.2)
    assert [type(each) for each in outcomes] == [QueueWaitError, QueueWaitError]


def test_waiting_is_not_tried_again(keeper: Keeper, server: Server) -> None:
    with pytest.raises(QueueWaitError):
        server.run(GRAPH, waiting=0.1, retries=3)
    assert len(keeper.items) == 1


def test_a_queue_that_was_emptied_ends_the_waiting(keeper: Keeper, server: Server) -> None:
    run = server.submit(GRAPH)
    keeper.items.clear()
    with pytest.raises(AnswerError, match="no longer in the queue"):
        server.wait(run, waiting=20.0)


def test_what_is_before_it_may_not_be_known(keeper: Keeper, server: Server) -> None:
    run = server.submit(GRAPH)
    keeper.broken |= {f"{QUEUE}/list", f"{QUEUE}/item_ids"}
    with pytest.raises(QueueWaitError, match="does not say") as raised:
        server.wait(run, waiting=0.1)
    assert raised.value.before is None
