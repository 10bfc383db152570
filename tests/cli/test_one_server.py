"""Every command reaches a server in the same way: address, credentials, certificates, errors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.catalogue.conftest import extract
from tests.cli.conftest import good_graph
from tests.live.fake_server import Connection, FakeServer, serving
from wflint.net.allowed import TOKEN, Allowed, keep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Ran

    Wflint = Callable[..., Ran]
    Put = Callable[..., Path]
    Keep = Callable[..., None]

SECRET = "s3cret-t0ken"
# Each command that talks to a server, and what it is told of where that is.
BY_OPTION = (
    ("run", "--dry-run", "fox.graph.json"),
    ("models", "pull", "-o", "-"),
    ("catalogue", "pull", "-o", "-"),
)
BY_TARGET = (
    ("check", "--fail-on", "never", "--target", "{url}", "fox.graph.json"),
    ("catalogue", "list", "--target", "{url}"),
    ("convert", "fox.graph.json", "--to", "batch", "--target", "{url}"),
    ("config", "fox.graph.json"),
    ("estimate", "--target", "{url}", "fox.graph.json"),
    ("diff", "--target", "{url}", "fox.graph.json", "fox.graph.json"),
    ("run", "--dry-run", "--target", "{url}", "fox.graph.json"),
)


class Gate:
    """A server that answers whoever has the token, and gives it to whoever logs in."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str | None]] = []
        self.logins: list[object] = []

    def handlers(self) -> dict[str, Callable[[Connection], None]]:
        answers = {
            "/api/v1/app/version": {"version": "6.14.2"},
            "/api/v2/models/": {"models": []},
            "/openapi.json": extract("6.14.2"),
        }
        return {path: self._answer(answer) for path, answer in answers.items()} | {
            "/api/v1/auth/login": self._login
        }

    def _answer(self, answer: object) -> Callable[[Connection], None]:
        def handle(connection: Connection) -> None:
            told = connection.headers.get("authorization")
            self.asked.append((connection.path, told))
            if told == f"Bearer {SECRET}":
                connection.json(answer)
            else:
                connection.json({"detail": "Authentication required"}, "401 Unauthorized")

        return handle

    def _login(self, connection: Connection) -> None:
        self.logins.append(json.loads(connection.body))
        connection.json({"token": SECRET})


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SERVER", "TOKEN", "EMAIL", "PASSWORD", "LAB"):
        monkeypatch.delenv(f"WFLINT_{name}", raising=False)


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Keep:
    """Allows a server, as `wflint login` and `wflint allow` do."""
    monkeypatch.setenv("WFLINT_CONFIG_DIR", str(tmp_path_factory.mktemp("user")))

    def run(url: str, token: str = SECRET) -> None:
        keep(Allowed(url, TOKEN if token else ""), token)

    return run


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def fake(gate: Gate) -> Iterator[FakeServer]:
    with serving(gate.handlers()) as server:
        yield server


def at(command: tuple[str, ...], url: str) -> list[str]:
    return [part.format(url=url) for part in command]


@pytest.mark.parametrize("command", [*BY_OPTION, *BY_TARGET], ids=" ".join)
def test_the_token_that_is_kept(
    command: tuple[str, ...], wflint: Wflint, put: Put, fake: FakeServer, gate: Gate, kept: Keep
) -> None:
    put("fox.graph.json", good_graph())
    target = f'target = "{fake.url}"\n' if command[0] == "config" else ""
    put("wflint.toml", f'{target}[server]\nurl = "{fake.url}"\n')
    kept(fake.url)
    ran = wflint(*at(command, fake.url))
    assert ran.code == 0, ran.err
    assert gate.asked
    assert {told for _, told in gate.asked} == {f"Bearer {SECRET}"}
    assert SECRET not in ran.out + ran.err


@pytest.mark.parametrize("command", [*BY_OPTION, *BY_TARGET], ids=" ".join)
def test_a_login_of_the_environment(
    command: tuple[str, ...],
    wflint: Wflint,
    put: Put,
    fake: FakeServer,
    gate: Gate,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put("fox.graph.json", good_graph())
    put("wflint.toml", f'target = "{fake.url}"\n' if command[0] == "config" else "")
    monkeypatch.setenv("WFLINT_EMAIL", "me@lab")
    monkeypatch.setenv("WFLINT_PASSWORD", "Correct-Horse-7")
    monkeypatch.setenv("WFLINT_SERVER", fake.url)
    ran = wflint(*at(command, fake.url))
    assert ran.code == 0, ran.err
    assert gate.logins == [{"email": "me@lab", "password": "Correct-Horse-7"}]


@pytest.mark.parametrize("command", [*BY_OPTION, *BY_TARGET], ids=" ".join)
def test_a_refusal_is_worded_alike(
    command: tuple[str, ...], wflint: Wflint, put: Put, fake: FakeServer, gate: Gate, kept: Keep
) -> None:
    put("fox.graph.json", good_graph())
    put(
        "wflint.toml",
        (f'target = "{fake.url}"\n' if command[0] == "config" else "") + f'[server]\nurl = "{fake.url}"\n',
    )
    kept(fake.url, token="")
    ran = wflint(*at(command, fake.url))
    assert ran.code == 2
    said = f"access denied (401); run `wflint login {fake.url}`, or set WFLINT_TOKEN to a token of the server"
    assert f"{said}: Authentication required" in ran.err
    assert {told for _, told in gate.asked} == {None}


@pytest.mark.parametrize("command", BY_TARGET, ids=" ".join)
def test_a_target_elsewhere_is_not_told_the_token(
    command: tuple[str, ...], wflint: Wflint, put: Put, fake: FakeServer, gate: Gate, kept: Keep
) -> None:
    put("fox.graph.json", good_graph())
    put(
        "wflint.toml",
        (f'target = "{fake.url}"\n' if command[0] == "config" else "")
        + '[server]\nurl = "http://lab.test:9090"\n',
    )
    kept("http://lab.test:9090")
    kept(fake.url, token="")
    assert wflint(*at(command, fake.url)).code == 2
    assert {told for _, told in gate.asked} == {None}


@pytest.mark.parametrize("command", BY_OPTION, ids=" ".join)
def test_an_option_goes_before_the_environment_and_that_before_the_configuration(
    command: tuple[str, ...],
    wflint: Wflint,
    put: Put,
    fake: FakeServer,
    gate: Gate,
    kept: Keep,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put("fox.graph.json", good_graph())
    monkeypatch.setenv("WFLINT_TOKEN", SECRET)
    put("wflint.toml", '[server]\nurl = "http://127.0.0.1:1"\n')
    kept("http://127.0.0.1:1", token="")
    assert "http://127.0.0.1:1: cannot connect" in wflint(*command).err
    monkeypatch.setenv("WFLINT_SERVER", "http://127.0.0.1:2")
    assert "http://127.0.0.1:2: cannot connect" in wflint(*command).err
    assert gate.asked == []
    ran = wflint(*command, "--server", fake.url)
    assert ran.code == 0, ran.err
    assert gate.asked


def test_the_address_of_the_document_is_that_of_the_server(
    wflint: Wflint, fake: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WFLINT_TOKEN", SECRET)
    for address in (fake.url, f"{fake.url}/", f"{fake.url}/openapi.json", fake.url.removeprefix("http://")):
        ran = wflint("catalogue", "pull", "--server", address, "-o", "-")
        assert ran.code == 0, ran.err
        assert json.loads(ran.out)["source"] == fake.url
