"""The client over real sockets: events, and connections that are slow, break, or lie."""

from __future__ import annotations

import itertools
import json
import struct
import threading
import time
from socket import SO_LINGER, SOL_SOCKET
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from tests.live.fake_server import Connection, FakeServer, drip, serving, silent
from tests.live.recorded import RELEASES, Recorded
from tests.live.serving import until
from wflint import Server
from wflint.live.client.errors import AnswerError, RunTimeoutError, UnreachableError
from wflint.net.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable

GRAPH = {"id": "g", "nodes": {"canvas": {"id": "canvas", "type": "blank_image"}}, "edges": []}
VERSION = "/api/v1/app/version"
QUEUE = "/api/v1/queue/default"


class Replay:
    """A server that replays a recorded run, events included, for the batch that it is sent."""

    def __init__(self, release: str) -> None:
        self.recorded = Recorded(release)
        self.batch_id = ""
        self.enqueued = threading.Event()
        self.subscribed = threading.Event()
        self.polls = 0
        self.fetched = 0

    def handlers(
        self, events: Callable[[Connection], None] | None = None
    ) -> dict[str, Callable[[Connection], None]]:
        found: dict[str, Callable[[Connection], None]] = {
            VERSION: lambda c: c.json(self.recorded.json("version")),
            f"{QUEUE}/enqueue_batch": self.enqueue,
            f"{QUEUE}/list": self.list_items,
            f"{QUEUE}/b/": self.status,
            f"{QUEUE}/i/": self.item,
            f"{QUEUE}/cancel_by_batch_ids": lambda c: c.json({"canceled": 1}),
        }
        if events is not None:
            found["/ws/socket.io/"] = events
        return found

    def enqueue(self, connection: Connection) -> None:
        self.batch_id = json.loads(connection.body)["batch"]["batch_id"]
        connection.json(self.recorded.json("enqueue"))
        self.enqueued.set()

    def list_items(self, connection: Connection) -> None:
        ours = self.recorded.json("enqueue")["batch"]["batch_id"]
        connection.answer(json.dumps(self.recorded.json("queue_list")).replace(ours, self.batch_id).encode())

    def status(self, connection: Connection) -> None:
        self.polls += 1
        connection.json(self.recorded.json("batch_status"))

    def item(self, connection: Connection) -> None:
        self.fetched += 1
        connection.json(self.recorded.json("item_completed"))

    def packets(self) -> list[str]:
        """The recorded events, as if they were of the batch that was sent."""
        ours = self.recorded.json("enqueue")["batch"]["batch_id"]
        found = [p for p in self.recorded.answers["events"]["packets"] if p.startswith("42")]
        return [p.replace(ours, self.batch_id) for p in found]

    def events(self, connection: Connection) -> None:
        assert connection.socket_io() == '42["subscribe_queue", {"queue_id": "default"}]'
        self.subscribed.set()
        while self.enqueued.wait(10):
            self.enqueued.clear()
            time.sleep(0.1)  # so that the client is waiting
            for packet in self.packets():
                connection.send(packet)
                time.sleep(0.005)


@pytest.mark.parametrize("release", RELEASES)
def test_events_bring_progress_and_the_times_of_nodes(release: str) -> None:
    replay = Replay(release)
    told = []
    with serving(replay.handlers(replay.events)) as fake, Server(fake.url) as server:
        result = server.run(GRAPH, progress=told.append)
    assert result.ok
    assert replay.polls == 0  # the events were enough
    assert replay.fetched == 1
    [item] = result.items
    assert {n.node: n.node_type for n in item.nodes} == {
        "canvas": "blank_image",
        "blur": "img_blur",
        "meta": "core_metadata",
        "save": "save_image",
    }
    assert all(n.seconds is not None and 0.001 < n.seconds < 1 for n in item.nodes)
    happened = [(p.what, p.node or p.status) for p in told]
    assert happened[0] == ("item", "in_progress")
    assert happened[-1] == ("item", "completed")
    assert happened.index(("started", "blur")) < happened.index(("complete", "blur"))
    assert (told[-1].done, told[-1].total) == (1, 1)


def test_without_events_runs_are_polled() -> None:
    replay = Replay("6.14.2")
    with serving(replay.handlers()) as fake, Server(fake.url) as server:
        result = server.run(GRAPH)
    assert result.ok
    assert replay.polls >= 1


def test_events_that_break_off_are_made_up_for_by_polling() -> None:
    replay = Replay("6.14.2")

    def cut(connection: Connection) -> None:
        connection.socket_io()
        replay.enqueued.wait(10)

    with serving(replay.handlers(cut)) as fake, Server(fake.url) as server:
        assert server.run(GRAPH, seconds=20).ok
    assert replay.polls >= 1


def test_the_stream_connects_anew() -> None:
    replay = Replay("6.14.2")
    connected = []

    def flaky(connection: Connection) -> None:
        connected.append(connection.path)
        if len(connected) == 1:
            connection.socket_io()
            return
        replay.events(connection)

    replay.status = lambda connection: connection.json({"total": 1, "in_progress": 1})  # type: ignore[method-assign]
    with serving(replay.handlers(flaky)) as fake, Server(fake.url) as server:
        result = server.run(GRAPH, seconds=20)
    assert result.ok
    assert len(connected) == 2


@pytest.mark.parametrize(
    "packets",
    [
        ["42[", "42", '42["x"]', "42[1,2]", '42["x",[]]', "nonsense", "2probe", "41{}"],
        ['42["queue_item_status_changed",{"batch_id":"BATCH","item_id":[],"status":{}}]'],
        ['42["invocation_started",{"batch_id":"BATCH","item_id":1,"invocation":7}]'],
        ['42["invocation_complete",{"batch_id":"BATCH","item_id":1,"invocation":{"id":{},"type":[]}}]'],
        ['42["invocation_progress",{"batch_id":["BATCH"]}]'],
        ['42["model_load_complete",{}]', '42["model_load_started",[]]'],
    ],
)
def test_odd_packets_do_no_harm(packets: list[str]) -> None:
    replay = Replay("6.14.2")

    def odd(connection: Connection) -> None:
        connection.socket_io()
        replay.enqueued.wait(10)
        time.sleep(0.05)
        for packet in packets:
            connection.send(packet.replace("BATCH", replay.batch_id))

    with serving(replay.handlers(odd)) as fake, Server(fake.url) as server:
        assert server.run(GRAPH, seconds=20).ok


def test_pings_are_answered_and_the_token_is_sent() -> None:
    got = []
    done = threading.Event()

    def ping(connection: Connection) -> None:
        connection.socket_io()
        got.append(connection.opening)
        got.append(connection.headers["authorization"])
        connection.send("2")
        got.append(connection.receive())
        done.set()

    replay = Replay("6.14.2")
    with serving(replay.handlers(ping)) as fake, Server(fake.url, token="t0ken") as server:
        assert server.run(GRAPH, seconds=20).ok
        assert done.wait(5)
    assert got == ['40{"token": "t0ken"}', "Bearer t0ken", "3"]


def test_closing_leaves_no_thread_behind() -> None:
    replay = Replay("6.14.2")
    with serving(replay.handlers(replay.events)) as fake:
        server = Server(fake.url)
        server.run(GRAPH)
        assert "wflint-events" in [t.name for t in threading.enumerate()]
        server.close()
    assert "wflint-events" not in [t.name for t in threading.enumerate()]


# -- connections that break -------------------------------------------------------------------------


def reset(connection: Connection) -> None:
    """Break the connection off without an answer."""
    connection.raw.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
    connection.raw.close()


def cut(connection: Connection) -> None:
    """Break off in the middle of the answer."""
    connection.answer(b'{"version": "6.1', length=500)


@pytest.mark.parametrize(
    ("handler", "said", "asked"),
    [
        (reset, "the connection broke", 2),  # tried again once, being a question
        (cut, "the connection broke in mid-answer", 2),
    ],
)
def test_one_clear_error(handler: Callable[[Connection], None], said: str, asked: int) -> None:
    with serving({VERSION: handler}) as fake:
        session = Session(fake.url, retries=1)
        with pytest.raises(UnreachableError, match=said):
            session.get(VERSION)
        assert len(fake.seen) == asked
        session.close()


def test_an_answer_that_drips_ends_with_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock goes on by a second whenever it is looked at: of an endless answer a few bytes are read."""
    looks = itertools.count()
    clock = SimpleNamespace(monotonic=lambda: float(next(looks)))
    monkeypatch.setattr("wflint.net.session.time", clock)
    monkeypatch.setattr("wflint.net.exchange.time", clock)
    with serving({VERSION: drip}) as fake:
        session = Session(fake.url, seconds=20, retries=0)
        with pytest.raises(UnreachableError, match="the answer took too long"):
            session.get(VERSION)
        session.close()
        assert len(fake.seen) == 1
    assert next(looks) < 30


def test_a_server_that_accepts_and_never_answers() -> None:
    with serving({VERSION: silent}) as fake:
        session = Session(fake.url, seconds=0.3, retries=0)
        with pytest.raises(UnreachableError, match=r"no answer within 0\.3 s"):
            session.get(VERSION)
        session.close()


def test_nobody_listens() -> None:
    with serving({}) as fake:
        url = fake.url
    session = Session(url, retries=1)
    with pytest.raises(UnreachableError, match="cannot connect; is the server running"):
        session.get(VERSION)
    session.close()


def test_a_server_that_goes_silent_in_a_run_does_not_outlast_the_time_out() -> None:
    """As one that was stopped with SIGSTOP: connections are accepted, nothing is answered."""
    replay = Replay("6.14.2")
    handlers = replay.handlers()
    handlers[f"{QUEUE}/b/"] = handlers[f"{QUEUE}/i/"] = handlers[f"{QUEUE}/cancel"] = silent
    handlers = {QUEUE + "/cancel_by_batch_ids": silent, **handlers}
    with serving(handlers) as fake, Server(fake.url, events=False, seconds=0.5) as server:
        server.session.retries = 0
        with pytest.raises((RunTimeoutError, UnreachableError)):
            server.run(GRAPH, seconds=1.0, waiting=1.0)
        asked = [path for _, path in fake.seen if "/b/" in path or "/i/" in path or "cancel" in path]
    assert 2 <= len(asked) <= 8, asked  # each takes half a second, and none is asked for ever


def test_a_request_is_not_made_twice_when_its_answer_breaks_off() -> None:
    posts = []

    def lost(connection: Connection) -> None:
        posts.append(connection.body)
        reset(connection)

    handlers: dict[str, Any] = {
        VERSION: lambda c: c.json({"version": "6.14.2"}),
        f"{QUEUE}/enqueue_batch": lost,
        f"{QUEUE}/b/": lambda c: c.json({"total": 0}),
    }
    with serving(handlers) as fake, Server(fake.url, events=False) as server, pytest.raises(UnreachableError):
        server.run(GRAPH)
    assert len(posts) == 1


def test_an_endless_answer_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wflint.net.session.answers.MOST_JSON", 100_000)
    with serving({VERSION: lambda c: c.answer(b" " * 300_000)}) as fake:
        session = Session(fake.url, retries=0)
        with pytest.raises(AnswerError, match="too large"):
            session.get(VERSION)
        session.close()


def test_a_fake_server_stops(capsys: pytest.CaptureFixture[str]) -> None:
    fake = FakeServer({})
    fake.close()
    assert capsys.readouterr().err == ""


def test_events_are_back_with_the_first_run_after_a_restart() -> None:
    """Nodes are timed by events, so a run does not begin without them where they can be had."""
    replay = Replay("6.14.2")
    with serving(replay.handlers(replay.events)) as fake, Server(fake.url) as server:
        assert server.run(GRAPH).ok
        stream = server.queue._stream
        assert stream is not None
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(
                "wflint.live.client.events._FIRST_PAUSE", 60.0
            )  # the next try would come much too late
            stream._socket.close()
            assert until(lambda: not stream.alive)
            result = server.run(GRAPH)
    assert all(node.seconds is not None for node in result.items[0].nodes)
