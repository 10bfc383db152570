"""Every answer is bounded: a deadline for the whole of it, headers included, and a size when unpacked."""

from __future__ import annotations

import gzip
import itertools
import json
import threading
import time
import tracemalloc
import zlib
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from tests.live.fake_server import Connection, serving
from tests.live.test_client_sockets import GRAPH, Replay
from wflint import Server
from wflint.live.client.gallery import Gallery
from wflint.net.http import AnswerError, NetError, UnreachableError
from wflint.net.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
GZIP = HEAD + b"Content-Encoding: gzip\r\n"


def forever(first: bytes, then: bytes, pause: float = 0.005) -> Callable[[Connection], None]:
    """Sends something, and then something else for as long as the other side listens."""

    def send(connection: Connection) -> None:
        connection.raw.sendall(first)
        while True:
            connection.raw.sendall(then)
            time.sleep(pause)

    return send


SLOW = {
    "nothing": forever(b"", b""),
    "status": forever(b"HTTP/1.1 200", b" "),
    "headers": forever(HEAD, b"X: y\r\n", 0.02),
    "one header": forever(HEAD + b"X: ", b"y"),
    "not yet": forever(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "body": forever(HEAD + b"\r\n{", b" "),
    "chunks": forever(CHUNKED, b"1\r\n \r\n"),
    "length of a chunk": forever(CHUNKED, b"0"),
    "trailer": forever(CHUNKED + b"2\r\n{}\r\n0\r\n", b"X: y\r\n"),
    "packed": forever(GZIP + b"\r\n" + gzip.compress(b"")[:10], b"\x00\x00\x00\xff\xff"),
    "redirect": forever(b"HTTP/1.1 302 F\r\nLocation: /y\r\nContent-Length: 9999999\r\n\r\n", b" "),
    "refusal": forever(b"HTTP/1.1 404 F\r\nContent-Length: 9999999\r\n\r\n", b" "),
}


@pytest.mark.parametrize("kind", SLOW)
def test_an_answer_that_never_ends_ends_with_its_time(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock goes on by a second whenever it is looked at; where nothing comes, a real second passes."""
    looks = itertools.count()
    clock = SimpleNamespace(monotonic=lambda: float(next(looks)))
    if kind != "nothing":
        monkeypatch.setattr("wflint.net.session.time", clock)
        monkeypatch.setattr("wflint.net.exchange.time", clock)
    with serving({"/": SLOW[kind]}) as fake:
        session = Session(fake.url, seconds=1 if kind == "nothing" else 20, retries=0)
        with pytest.raises(UnreachableError, match=r"no answer within|the answer took too long"):
            session.get("/x")
        session.close()
        assert len(fake.seen) == 1
    assert next(looks) < 40


MANY = {
    "headers": forever(HEAD, b"X: y\r\n" * 1000, 0),
    "one header": forever(HEAD + b"X: ", b"y" * 1000, 0),
    "not yet": forever(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000, 0),
    "body": forever(HEAD + b"\r\n[", b"0," * 1000, 0),
    "chunks": forever(CHUNKED, b"1\r\n \r\n" * 1000, 0),
    "length of a chunk": forever(CHUNKED, b"0" * 1000, 0),
    "lengths": forever(CHUNKED, b"1;" + b"x" * 1000 + b"\r\n \r\n", 0),
    "trailer": forever(CHUNKED + b"2\r\n{}\r\n0\r\n", b"X: y\r\n" * 1000, 0),
    "packed": forever(GZIP + b"\r\n" + gzip.compress(b"")[:10], b"\x00\x00\x00\xff\xff" * 1000, 0),
    "unpacked": forever(GZIP + b"\r\n", gzip.compress(bytes(10**6))[:-8], 0),
}


@pytest.mark.parametrize("kind", MANY)
def test_no_more_is_taken_in_than_a_limit(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wflint.net.session.answers.MOST_JSON", 100_000)
    monkeypatch.setattr("wflint.net.exchange._HEAD", 100_000)
    with serving({"/": MANY[kind]}) as fake:
        session = Session(fake.url, retries=0)
        tracemalloc.start()
        try:
            with pytest.raises(NetError, match=r"too large|the connection broke|not valid gzip"):
                session.get("/x")
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
            session.close()
    assert most < 3_000_000


def test_a_bomb_is_unpacked_a_little_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wflint.net.session.answers.MOST_JSON", 100_000)
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(b"0," * 500_000) for _ in range(100)) + packer.flush()
    assert len(bomb) < 200_000  # of 100 MB
    answer = GZIP + b"Content-Length: %d\r\n\r\n" % len(bomb) + bomb
    with serving({"/": lambda c: c.raw.sendall(answer)}) as fake:
        session = Session(fake.url, retries=0)
        tracemalloc.start()
        try:
            with pytest.raises(AnswerError, match="too large"):
                session.get("/x")
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
            session.close()
    assert most < 3_000_000


def packed(body: bytes, encoding: str = "gzip") -> Callable[[Connection], None]:
    head = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Encoding: " + encoding.encode()
    return lambda c: c.raw.sendall(head + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body)


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "x-gzip", " gzip "])
@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 1_000_000])
def test_packed_answers_arrive_whole(encoding: str, size: int) -> None:
    value = {"a": "é" * size, "b": list(range(1000))}
    with serving({"/": packed(gzip.compress(json.dumps(value).encode()), encoding)}) as fake:
        session = Session(fake.url)
        assert session.get("/x") == value
        session.close()


@pytest.mark.parametrize(
    ("body", "encoding", "said"),
    [
        (b"{}", "gzip", "the answer is not valid gzip"),
        (gzip.compress(b"{}") + b"x", "gzip", "the answer goes on behind its end"),
        (gzip.compress(b"{}")[:-4], "gzip", "the connection broke in mid-answer"),
        (zlib.compress(b"{}"), "deflate", "the answer is packed in a way that was not asked for"),
        (b"{}", "br", "packed in a way"),
        (gzip.compress(gzip.compress(b"{}")), "gzip, gzip", "packed in a way"),
    ],
    ids=["not packed", "goes on", "cut short", "deflate", "br", "twice"],
)
def test_odd_packing(body: bytes, encoding: str, said: str) -> None:
    with serving({"/": packed(body, encoding)}) as fake:
        session = Session(fake.url, retries=0)
        with pytest.raises(NetError, match=said):
            session.get("/x")
        session.close()


ODD = {
    "deep": b"[" * 200_000,
    "deep and whole": b"[" * 500 + b"]" * 500,
    "deep objects": b'{"a":' * 200 + b"1" + b"}" * 200,
    "long number": b'{"version":' + b"9" * 100_000 + b"}",
    "rather long number": b"[" + b"9" * 41 + b"]",
    "many parts": b"[" + b"[]," * 3_000_000 + b"[]]",
    "wrong characters": b"\xff\xfe{",
    "another encoding": "{}".encode("utf-16"),
    "garbage": b"\xff" * 1000,
    "html": b"<html>",
}


@pytest.mark.parametrize("kind", ODD)
@pytest.mark.parametrize("status", ["200 OK", "500 No"])
def test_odd_json_is_one_line(kind: str, status: str) -> None:
    with serving({"/": lambda c: c.answer(ODD[kind], status)}) as fake:
        session = Session(fake.url, retries=0)
        with pytest.raises(AnswerError) as raised:
            session.get("/x")
        session.close()
    assert len(str(raised.value)) < 150
    assert "\n" not in str(raised.value)


def test_what_is_read_can_be_counted_with_and_written() -> None:
    raw = (
        b'{"a": NaN, "b": [Infinity, 1e999, 1.5, 12345678901234567890], "\\ud800c": "\\ud83d\\ude00\\udc00"}'
    )
    with serving({"/": lambda c: c.answer(raw)}) as fake:
        session = Session(fake.url)
        found = session.get("/x")
        session.close()
    assert found == {
        "a": None,
        "b": [None, None, 1.5, 12345678901234567890],
        "\ufffdc": "\U0001f600\ufffd",
    }
    json.dumps(found, ensure_ascii=False).encode()


HEADERS = [
    b"Content-Length: \xb2", b"Content-Length: -1", b"Content-Length: 1, 2", b"Content-Length: 2_0",
    b"Content-Length: " + b"9" * 30_000, b"Content-Type: x; charset=zzz", b"Content-Type: \xff",
    b"Transfer-Encoding: chunked, x", b"Transfer-Encoding: \xff", b"Set-Cookie: \xff=\xfe; Max-Age=\xb2",
    b"Connection: \xff", b"Location: \xff", b"Content-Encoding: \xff", b"no colon", b": empty", b" folded",
    b"X: \x00\x01", b"Content-Encoding: identity", b"Keep-Alive: timeout=-1",
]  # fmt: skip


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize(
    "status", [b"200 OK", b"302 F", b"429 F", b"204 F", b"304 F", b"103 F", b"999 F", b"700"]
)
def test_odd_headers_are_one_line_or_no_matter(header: bytes, status: bytes) -> None:
    answer = b"HTTP/1.1 " + status + b" X\r\n" + header + b"\r\n\r\n{}"
    with serving({"/": lambda c: c.raw.sendall(answer)}) as fake:
        session = Session(fake.url, retries=0)
        said = ""
        try:
            assert session.get("/x") in ({}, None)
        except NetError as error:
            said = str(error)
        session.close()
    assert len(said) < 200
    assert "\n" not in said


@pytest.mark.parametrize("told", ["\xb2", "-1", "1e9", "nan", "", "9" * 400, "Wed, 21 Oct 2015 07:28:00 GMT"])
def test_an_odd_wait_is_no_wait(told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("wflint.net.session.time.sleep", pauses.append)
    head = f"HTTP/1.1 429 F\r\nConnection: close\r\nRetry-After: {told}\r\nContent-Length: 0\r\n\r\n".encode(
        "latin-1"
    )
    with serving({"/": lambda c: c.raw.sendall(head)}) as fake:
        session = Session(fake.url, retries=2)
        with pytest.raises(AnswerError, match="too many requests"):
            session.get("/x")
        session.close()
    assert pauses == [0.2, 0.4]


def test_a_wait_longer_than_the_request_may_take_is_not_waited() -> None:
    head = b"HTTP/1.1 503 F\r\nRetry-After: 99999\r\nContent-Length: 0\r\n\r\n"
    with serving({"/": lambda c: c.raw.sendall(head)}) as fake:
        session = Session(fake.url)
        with pytest.raises(AnswerError, match="503"):
            session.get("/x")
        session.close()
        assert len(fake.seen) == 1


def test_pictures_have_a_limit_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wflint.net.session.answers.MOST_JSON", 1000)
    with serving({"/": lambda c: c.answer(b"RIFF" + bytes(10_000))}) as fake:
        session = Session(fake.url, retries=0)
        assert len(Gallery(session).content("x.webp")) == 10_004
        monkeypatch.setattr("wflint.net.session._MOST_CONTENT", 10_000)
        with pytest.raises(AnswerError, match="too large"):
            Gallery(session).content("x.webp")
        session.close()


def test_a_large_upload_is_not_bound_to_the_time_of_connecting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wflint.net.session._CONNECT_SECONDS", 0.3)

    def slowly(connection: Connection) -> None:
        connection.json({"size": len(connection.body)})

    with serving({"/": slowly}) as fake, pytest.MonkeyPatch.context() as patch:
        read = Connection._read

        def late(self: Connection, count: int) -> bytes:
            time.sleep(0.6)
            return read(self, count)

        patch.setattr(Connection, "_read", late)
        session = Session(fake.url, retries=0)
        body = {"a": "x" * 20_000_000}  # more than sockets hold for somebody who does not read
        assert session.call("POST", "/x", body=body)["size"] > 20_000_000
        session.close()


# -- events ------------------------------------------------------------------------------------------


def run_beside(events: Callable[[Connection], None], replay: Replay) -> tuple[Any, int]:
    """A run on a server whose events are odd: it is polled."""
    with serving(replay.handlers(events)) as fake, Server(fake.url) as server:
        result = server.run(GRAPH, seconds=20)
        return result, len([path for _, path in fake.seen if path.startswith("/ws/")])


@pytest.mark.parametrize(
    "events",
    [
        forever(b"HTTP/1.1 101 Switching Protocols\r\n", b"X: y\r\n"),
        forever(b"HTTP/1.1 101 Switching Protocols\r\nX: ", b"y"),
        forever(b"", b""),
        forever(b"HTTP/1.1 200 OK\r\n\r\n", b" "),
        lambda c: c.raw.sendall(b"\xff\xff\r\n\r\n"),
    ],
)
def test_an_opening_that_never_ends(
    events: Callable[[Connection], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wflint.live.client.events._HANDSHAKE_SECONDS", 0.3)
    replay = Replay("6.14.2")
    result, _ = run_beside(events, replay)
    assert result.ok
    assert replay.polls >= 1
    assert "wflint-events" not in [t.name for t in threading.enumerate()]


def test_a_message_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wflint.live.client.events._MOST_MESSAGE", 100_000)
    replay = Replay("6.14.2")
    taken = []

    def flood(connection: Connection) -> None:
        connection.socket_io()
        connection.raw.sendall(b"\x81\x7f" + (2**40).to_bytes(8, "big"))  # a terabyte announced
        sent = 0
        try:
            while True:
                sent += connection.raw.send(bytes(65536))
        finally:
            taken.append(sent)

    result, _ = run_beside(flood, replay)
    assert result.ok
    assert replay.polls >= 1
    assert taken[0] < 50_000_000  # what sockets hold on the way; without a limit it would go on


def test_a_message_in_pieces_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wflint.live.client.events._MOST_MESSAGE", 100_000)
    replay = Replay("6.14.2")
    ended = threading.Event()

    def pieces(connection: Connection) -> None:
        connection.socket_io()
        try:
            connection.raw.sendall(b"\x01\x01x")
            while True:
                connection.raw.sendall(b"\x00\x7e\xff\xff" + b"x" * 65535)
        finally:
            ended.set()

    result, _ = run_beside(pieces, replay)
    assert result.ok
    assert ended.is_set()


def test_events_that_nobody_takes_are_dropped_at_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wflint.live.client.events._MOST_WAITING", 5)
    replay = Replay("6.14.2")
    sent = threading.Event()

    def many(connection: Connection) -> None:
        connection.socket_io()
        replay.enqueued.wait(10)
        event = {"batch_id": replay.batch_id, "item_id": 1, "message": "x" * 100_000, "image": "y"}
        for _ in range(50):
            connection.send("42" + json.dumps(["invocation_progress", event]))
        connection.send("2")
        connection.receive()  # the pong: all before it were read
        sent.set()
        connection.raw.recv(1)

    with serving(replay.handlers(many)) as fake, Server(fake.url) as server:
        run = (
            server.submit(GRAPH) if hasattr(server, "submit") else server.enqueue({"batch": {"graph": GRAPH}})
        )
        assert sent.wait(10)
        waiting = run._events
        assert waiting.qsize() == 5
        event = waiting.get()
        assert len(event.data["message"]) == 2000
        assert "image" not in event.data
        run.close()
