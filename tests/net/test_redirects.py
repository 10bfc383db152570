"""A redirect leads no credential, no header and no body to another scheme, host or port."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.live.fake_server import Connection, FakeServer, serving
from tests.live.test_client_sockets import GRAPH, Replay
from wflint import Server
from wflint.net.http import AnswerError
from wflint.net.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

STATUS = [301, 302, 303, 307, 308]


@pytest.fixture
def elsewhere() -> Iterator[FakeServer]:
    """Another server on the same host, which takes whatever it gets."""
    with serving({"/": lambda c: c.json({"token": "x", "version": "6.14.2"})}) as fake:
        yield fake


def to(location: str, status: int = 302) -> Callable[[Connection], None]:
    def redirect(connection: Connection) -> None:
        head = f"HTTP/1.1 {status} Elsewhere\r\nLocation: {location}\r\nConnection: close\r\n"
        connection.raw.sendall(f"{head}Content-Length: 0\r\n\r\n".encode())

    return redirect


@pytest.mark.parametrize("status", STATUS)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_another_port_is_named_and_not_asked(elsewhere: FakeServer, status: int, method: str) -> None:
    for there in (elsewhere.url, elsewhere.url.replace("127.0.0.1", "localhost")):
        with serving({"/": to(f"{there}/x?token=hunter2", status)}) as fake:
            session = Session(fake.url, token="secret-token")
            with pytest.raises(AnswerError) as raised:
                session.call(method, "/x", body={"a": "secret"})
            session.close()
        said = f"redirects to {there} ({status}), which is not followed; give that address if you trust it"
        assert said in str(raised.value)
        assert "hunter2" not in str(raised.value)
        assert len(fake.seen) == 1
    assert elsewhere.seen == []


@pytest.mark.parametrize("status", [307, 308])
def test_a_login_goes_nowhere_else(elsewhere: FakeServer, status: int) -> None:
    with serving({"/": to(f"{elsewhere.url}/api/v1/auth/login", status)}) as fake:
        session = Session(fake.url, token="")
        with pytest.raises(AnswerError, match="redirects"):
            session.login("me@lab", "Correct-Horse-7")
        session.close()
    assert elsewhere.seen == []


def test_a_user_name_in_the_address_goes_nowhere_else(elsewhere: FakeServer) -> None:
    told = []

    def redirect(connection: Connection) -> None:
        told.append(connection.headers.get("authorization"))
        to(elsewhere.url)(connection)

    with serving({"/": redirect}) as fake:
        session = Session(fake.url.replace("//", "//fox:hunter2@"), token="")
        with pytest.raises(AnswerError) as raised:
            session.get("/x")
        session.close()
    assert told == ["Basic Zm94Omh1bnRlcjI="]
    assert "hunter2" not in str(raised.value)
    assert elsewhere.seen == []


@pytest.mark.parametrize(
    "location",
    ["file:///etc/passwd", "https://127.0.0.1/x", "//evil.test/x", "gopher://x", "http://[", "x:y"],
)
def test_odd_places(location: str) -> None:
    with serving({"/": to(location)}) as fake:
        session = Session(fake.url, token="secret-token")
        with pytest.raises(AnswerError, match=r"the server redirects to .*\(302\)") as raised:
            session.get("/y")
        session.close()
        assert len(fake.seen) == 1
    assert "\n" not in str(raised.value)


def test_on_the_same_server_a_question_may_be_sent_on() -> None:
    told = []

    def answer(connection: Connection) -> None:
        told.append((connection.path, connection.headers["authorization"], connection.body))
        connection.json({"here": 1})

    with serving({"/old": to("/new?a=1", 307), "/new": answer}) as fake:
        session = Session(fake.url, token="secret-token")
        assert session.get("/old", params={"b": "2"}) == {"here": 1}
        assert session.call("POST", "/old", body={"c": 3}) == {"here": 1}
        session.close()
    assert told == [
        ("/new?a=1", "Bearer secret-token", b""),
        ("/new?a=1", "Bearer secret-token", b'{"c": 3}'),
    ]


@pytest.mark.parametrize("status", [301, 302, 303])
def test_a_request_with_a_body_does_not_become_a_question(status: int) -> None:
    with serving({"/old": to("/new", status), "/new": lambda c: c.json({})}) as fake:
        session = Session(fake.url)
        with pytest.raises(AnswerError, match=rf"the server redirects to /new \({status}\)$"):
            session.call("POST", "/old", body={})
        session.close()
        assert len(fake.seen) == 1


def test_a_circle_ends() -> None:
    with serving({"/": to("/x")}) as fake:
        session = Session(fake.url)
        with pytest.raises(AnswerError, match="redirects in a cycle"):
            session.get("/x")
        session.close()
        assert len(fake.seen) == 5


def test_the_body_of_a_redirect_is_bounded_as_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """requests reads it whole, unpacked, before it asks whether to follow."""
    monkeypatch.setattr("wflint.net.session.answers.MOST_JSON", 100_000)

    def flood(connection: Connection) -> None:
        connection.raw.sendall(b"HTTP/1.1 302 F\r\nLocation: /y\r\n\r\n")
        while True:
            connection.raw.sendall(bytes(65536))

    with serving({"/": flood}) as fake:
        session = Session(fake.url, retries=0)
        with pytest.raises(AnswerError, match="too large"):
            session.get("/x")
        session.close()


def test_events_go_nowhere_else(elsewhere: FakeServer) -> None:
    replay = Replay("6.14.2")
    asked = []

    def redirect(connection: Connection) -> None:
        asked.append(connection.headers["authorization"])
        to(elsewhere.url.replace("http", "ws") + "/ws/socket.io/")(connection)

    with serving(replay.handlers(redirect)) as fake, Server(fake.url, token="secret-token") as server:
        assert server.run(GRAPH, seconds=20).ok  # polled
    assert asked[0] == "Bearer secret-token"
    assert elsewhere.seen == []


def test_what_netrc_says_of_a_host_is_not_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login fox password hunter2\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    told: list[Any] = []

    def answer(connection: Connection) -> None:
        told.append(connection.headers.get("authorization"))
        connection.json({})

    with serving({"/": answer}) as fake:
        session = Session(fake.url, token="")
        session.get("/x")
        session.close()
    assert told == [None]


def test_cookies_are_not_kept() -> None:
    told: list[Any] = []

    def answer(connection: Connection) -> None:
        told.append(connection.headers.get("cookie"))
        head = b"HTTP/1.1 200 OK\r\nConnection: close\r\nSet-Cookie: a=b; Path=/\r\nContent-Length: 2\r\n\r\n"
        connection.raw.sendall(head + b"{}")

    with serving({"/": answer}) as fake:
        session = Session(fake.url, token="")
        session.get("/x")
        session.get("/x")
        session.close()
    assert told == [None, None]
