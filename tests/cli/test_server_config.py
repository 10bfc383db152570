"""``[tool.wflint.server]``: credentials reach the server they are for, and nobody else."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.conftest import good_graph
from tests.live.fake_server import Connection, FakeServer, serving
from wflint import Server
from wflint.engine.server_settings import read_server
from wflint.engine.settings import ConfigError, SettingsFinder
from wflint.live.client.errors import AnswerError
from wflint.net.connect import connect
from wflint.net.credentials import SecretError

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


def test_a_token_from_the_variable_that_is_named(
    wflint: Wflint, put: Put, fake: FakeServer, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("wflint.toml", f'[server]\nurl = "{fake.url}"\ntoken-env = "WFLINT_LAB"\n')
    monkeypatch.setenv("WFLINT_LAB", SECRET)
    monkeypatch.setenv("WFLINT_TOKEN", "another")  # the one that is named speaks louder
    ran = dry_run(wflint, put)
    assert ran.code == 0, ran.err
    assert gate.told == [f"Bearer {SECRET}"]
    assert SECRET not in ran.out + ran.err


@pytest.mark.parametrize("where", ["beside", "home"])
def test_a_token_from_a_file(
    wflint: Wflint, put: Put, fake: FakeServer, gate: Gate, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = put("home/wflint/lab", f"{SECRET}\n").parents[1]
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
    monkeypatch.setenv("APPDATA", str(home))
    name = "home/wflint/lab" if where == "beside" else (home / "wflint/lab").as_posix()
    folder = "." if where == "beside" else "deep"
    put(f"{folder}/wflint.toml", f'[server]\nurl = "{fake.url}/"\ntoken-file = "{name}"\n')
    put(f"{folder}/fox.graph.json", good_graph())
    monkeypatch.chdir(folder)
    ran = wflint("run", "--dry-run", "fox.graph.json")
    assert ran.code == 0, ran.err
    assert gate.told == [f"Bearer {SECRET}"]


def test_a_token_in_the_configuration_is_used_with_a_warning_and_never_shown(
    wflint: Wflint, put: Put, fake: FakeServer, gate: Gate
) -> None:
    put("pyproject.toml", f'[tool.wflint.server]\nurl = "{fake.url}"\ntoken = "{SECRET}"\n')
    ran = dry_run(wflint, put)
    assert ran.code == 0
    assert gate.told == [f"Bearer {SECRET}"]
    assert "warning: " in ran.err
    assert "the token of the server is in the file" in ran.err
    shown = wflint("config")
    assert shown.json["server"]["token"] == "(in the configuration)"
    assert SECRET not in ran.out + ran.err + shown.out + shown.err


def test_credentials_of_the_configuration_go_to_its_own_address_alone(
    wflint: Wflint, put: Put, fake: FakeServer, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("wflint.toml", '[server]\nurl = "http://lab.test:9090"\ntoken-env = "WFLINT_LAB"\n')
    monkeypatch.setenv("WFLINT_LAB", SECRET)
    assert dry_run(wflint, put, "--server", fake.url).code == 0
    monkeypatch.setenv("WFLINT_SERVER", fake.url)
    assert dry_run(wflint, put).code == 0
    assert gate.told == [None, None]


def test_a_refusal_says_where_the_token_belongs(
    wflint: Wflint, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse = {VERSION: lambda c: c.json({"detail": "Invalid or expired token"}, "401 Unauthorized")}
    with serving(refuse) as locked:
        put("wflint.toml", f'[server]\nurl = "{locked.url}"\ntoken-env = "WFLINT_LAB"\n')
        ran = dry_run(wflint, put)
        assert ran.code == 2
        assert "set WFLINT_LAB to a token of the server: Invalid or expired token" in ran.err
        file = put("lab.token", SECRET)
        put("wflint.toml", f'[server]\nurl = "{locked.url}"\ntoken-file = "lab.token"\n')
        ran = dry_run(wflint, put)
        assert f"put a token of the server into {os.path.realpath(file)}" in ran.err
        assert SECRET not in ran.err


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('token-env = "WFLINT_LAB"', "server.url is missing"),
        ('url = "http://x"\ntoken-env = "AWS_SECRET_ACCESS_KEY"', 'begins with "WFLINT_"'),
        ('url = "http://x"\ntoken-file = "../outside"', "must lie beside the configuration or in"),
        ('url = "http://x"\ntoken-file = "~/.ssh/id_rsa"', "must lie beside the configuration or in"),
        ('url = "http://x"\ntoken = 7', "server.token must be a string"),
        ('url = "http://x"\ninsecure = "yes"', "must be true or false"),
        ('url = "http://x"\ntoken_env = "WFLINT_LAB"', 'did you mean "token-env"?'),
        ('url = "http://x"\nemail = "a@b"', "email and password go together"),
        ('url = "http://x"\npassword-env = "WFLINT_LAB"', "email and password go together"),
    ],
)
def test_a_table_that_cannot_be_used(wflint: Wflint, put: Put, table: str, said: str) -> None:
    put("wflint.toml", f"[server]\n{table}\n")
    ran = wflint("config")
    assert ran.code == 2
    assert said in ran.err
    assert "wflint.toml" in ran.err


def test_a_link_does_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "repo").mkdir()
    (tmp_path / "key").write_text("private")
    (tmp_path / "repo/token").symlink_to(tmp_path / "key")

    def fail(message: str, key: str | None) -> ConfigError:
        return ConfigError(f"{key}: {message}")

    data = {"url": "http://x", "token-file": "token"}
    with pytest.raises(ConfigError, match="must lie beside the configuration"):
        read_server(data, str(tmp_path / "repo/wflint.toml"), fail)


@pytest.mark.parametrize("content", [b"BEGIN KEY\nabcdef\n", b"\xff\xfe\x00", b"x" * 20_000])
def test_a_file_that_holds_something_else_is_not_sent(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "token").write_bytes(content)
    (tmp_path / "wflint.toml").write_text('[server]\nurl = "http://x"\ntoken-file = "token"\n')
    settings = SettingsFinder().for_file(str(tmp_path / "any.json")).server
    with pytest.raises(SecretError, match="this is not a valid secret") as raised:
        connect(None, settings)
    assert "abcdef" not in str(raised.value)


def test_a_login_with_a_password_from_a_file(tmp_path: Path) -> None:
    asked: list[Any] = []

    def login(connection: Connection) -> None:
        asked.append(json.loads(connection.body))
        connection.json({"token": SECRET})

    def version(connection: Connection) -> None:
        if connection.headers.get("authorization") == f"Bearer {SECRET}":
            connection.json({"version": "6.14.2"})
        else:
            connection.json({"detail": "Authentication required"}, "401 Unauthorized")

    with serving({"/api/v1/auth/login": login, VERSION: version}) as fake:
        (tmp_path / "pw").write_text("Correct-Horse-7\n")
        (tmp_path / "wflint.toml").write_text(
            f'[server]\nurl = "{fake.url}"\nemail = "me@lab"\npassword-file = "pw"\n'
        )
        settings = SettingsFinder().for_file(str(tmp_path / "any.json")).server
        with Server(connect(None, settings)) as client:
            assert client.version == "6.14.2"
        (tmp_path / "pw").unlink()
        with Server(connect(None, settings)) as client, pytest.raises(AnswerError, match="401"):
            _ = client.version
    assert asked == [{"email": "me@lab", "password": "Correct-Horse-7"}]


def test_an_address_with_a_password_is_warned_about(tmp_path: Path) -> None:
    (tmp_path / "wflint.toml").write_text('[server]\nurl = "http://me:hunter2@lab/x@y"\n')
    settings = SettingsFinder().for_file(str(tmp_path / "any.json")).server
    assert settings is not None
    [warning] = settings.warnings
    assert "WFLINT_SERVER" in warning
    assert "hunter2" not in warning


def test_a_password_in_netrc_does_not_replace_the_token(
    tmp_path: Path, fake: FakeServer, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login fox password hunter2\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with Server(fake.url, token=SECRET) as client:
        _ = client.version
    assert gate.told == [f"Bearer {SECRET}"]
