"""``[tool.wflint.server]``: credentials reach the server they are for, and nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import good_graph
from tests.live.fake_server import Connection, FakeServer, serving
from wflint import Server
from wflint.net.allowed import TOKEN, Allowed, keep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Ran

    Wflint = Callable[..., Ran]
    Put = Callable[..., Path]

VERSION = "/api/v1/app/version"
SECRET = "s3cret-t0ken"


class Gate:
    """A server that notes what it is told of who asks."""

    def __init__(self) -> None:
        self.told: list[str | None] = []

    def version(self, connection: Connection) -> None:
        self.told.append(connection.headers.get("authorization"))
        connection.json({"version": "6.14.2"})


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SERVER", "TOKEN", "EMAIL", "PASSWORD", "LAB"):
        monkeypatch.delenv(f"WFLINT_{name}", raising=False)


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def fake(gate: Gate) -> Iterator[FakeServer]:
    with serving({VERSION: gate.version, "/api/v2/models/": lambda c: c.json({"models": []})}) as server:
        yield server


def dry_run(wflint: Wflint, put: Put, *options: str) -> Ran:
    put("fox.graph.json", good_graph())
    return wflint("run", "--dry-run", *options, "fox.graph.json")


def test_credentials_of_a_server_go_to_its_own_address_alone(
    wflint: Wflint,
    put: Put,
    fake: FakeServer,
    gate: Gate,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    monkeypatch.setenv("WFLINT_CONFIG_DIR", str(tmp_path_factory.mktemp("user")))
    keep(Allowed("http://lab.test:9090", TOKEN, insecure=True), SECRET)
    put("wflint.toml", '[server]\nurl = "http://lab.test:9090"\n')
    assert dry_run(wflint, put, "--server", fake.url).code == 0
    monkeypatch.setenv("WFLINT_SERVER", fake.url)
    assert dry_run(wflint, put).code == 0
    assert gate.told == [None, None]


def test_a_refusal_says_how_to_log_in(wflint: Wflint, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse = {VERSION: lambda c: c.json({"detail": "Invalid or expired token"}, "401 Unauthorized")}
    with serving(refuse) as locked:
        said = f"access denied (401); run `wflint login {locked.url}`"
        ran = dry_run(wflint, put, "--server", locked.url)
        assert ran.code == 2
        assert f"{said}, or set WFLINT_TOKEN to a token of the server: Invalid or expired token" in ran.err
        monkeypatch.setattr("wflint.net.connect.DEFAULT_URL", locked.url)
        assert f"{said}: Invalid" in dry_run(wflint, put).err, "where WFLINT_TOKEN would not go"


OLD_KEYS = [
    *(f'token{end} = "WFLINT_LAB"' for end in ("", "-env", "-file")),
    *(f'password{end} = "WFLINT_LAB"' for end in ("", "-env", "-file")),
    'email = "me@lab"',
    'ca = "lab.pem"',
    "insecure = true",
    "insecure = false",
    'token_env = "WFLINT_LAB"',
]


@pytest.mark.parametrize("url", ['url = "http://gpu.lab:80/"\n', ""])
@pytest.mark.parametrize("key", OLD_KEYS)
def test_what_is_the_users_business_is_not_in_a_configuration(
    wflint: Wflint, put: Put, key: str, url: str
) -> None:
    put("wflint.toml", f"[server]\n{url}{key}\n")
    put("fox.graph.json", good_graph())
    for command in (("config",), ("check", "."), ("run", "."), ("run", "-s", "http://127.0.0.1:1", ".")):
        ran = wflint(*command)
        assert ran.code == 2
        line = 3 if url else 2
        assert f"wflint.toml:{line}: server.{key.partition(' ')[0]}: " in ran.err
        assert f"run `wflint login {'http://gpu.lab' if url else 'URL'}" in ran.err
        assert "WFLINT_LAB" not in ran.err, "which may be the secret itself"


def test_the_option_of_login_is_named(wflint: Wflint, put: Put) -> None:
    options = {"insecure = true": "--insecure", 'ca = "a"': "--ca FILE", 'email = "a"': "--email EMAIL"}
    for key, option in options.items():
        put("wflint.toml", f'[server]\nurl = "https://x"\n{key}\n')
        assert f"`wflint login https://x {option}" in wflint("config").err


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("", "server.url is missing"),
        ("url = 7", "server.url must be a string"),
        ('url = ""', "server.url must be a string"),
        ('url = "http://x"\nurll = "http://x"', 'unknown key "server.urll"; known keys are url'),
    ],
)
def test_a_table_that_cannot_be_used(wflint: Wflint, put: Put, table: str, said: str) -> None:
    put("wflint.toml", f"[server]\n{table}\n")
    ran = wflint("config")
    assert ran.code == 2
    assert said in ran.err
    assert "wflint.toml" in ran.err


def test_a_password_in_netrc_does_not_replace_the_token(
    tmp_path: Path, fake: FakeServer, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login fox password hunter2\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with Server(fake.url, token=SECRET) as client:
        _ = client.version
    assert gate.told == [f"Bearer {SECRET}"]
