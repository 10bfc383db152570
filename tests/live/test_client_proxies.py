"""A server on this machine is reached directly, whatever proxy the environment names."""

from __future__ import annotations

import pytest

from tests.live.fake_server import Connection, serving
from tests.live.test_client_sockets import GRAPH, VERSION, Replay
from wflint import Server
from wflint.net.http import is_loopback


@pytest.fixture(autouse=True)
def proxied(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy that nobody runs, and exceptions that leave this machine out."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
        monkeypatch.setenv(name.upper(), "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "example.com")
    monkeypatch.setenv("NO_PROXY", "example.com")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_requests_and_events_go_straight_to_this_machine(host: str) -> None:
    replay = Replay("6.14.2")
    with serving(replay.handlers(replay.events)) as fake:
        url = fake.url.replace("127.0.0.1", host)
        with Server(url) as server:
            assert server.version == "6.14.2"
            assert server.run(GRAPH).ok
    assert replay.polls == 0  # the events came too


def test_other_machines_are_asked_for_through_the_proxy() -> None:
    asked = []

    def proxy(connection: Connection) -> None:
        asked.append(connection.path)
        connection.json({"version": "6.14.2"})

    with serving({"http://gpu.test": proxy}) as fake, pytest.MonkeyPatch.context() as patch:
        patch.setenv("http_proxy", fake.url)
        patch.setenv("HTTP_PROXY", fake.url)
        with Server("http://gpu.test:9090", events=False) as server:
            assert server.version == "6.14.2"
    assert asked == [f"http://gpu.test:9090{VERSION}"]


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("http://127.0.0.1:9090", True),
        ("http://127.1.2.3", True),
        ("http://localhost/x", True),
        ("https://[::1]:9090", True),
        ("http://invoke.localhost", True),
        ("http://127.0.0.1.example.com", False),
        ("http://localhost.example.com", False),
        ("http://10.0.0.1", False),
        ("nonsense", False),
        ("http://[", False),
    ],
)
def test_what_is_this_machine(url: str, own: bool) -> None:
    assert is_loopback(url) is own
