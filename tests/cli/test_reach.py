"""A server that a configuration names is contacted when the user allowed it, and by no command before."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from tests.catalogue.conftest import extract
from tests.cli.conftest import bad_graph, good_graph
from tests.cli.tap import Tap, tapped
from tests.live.fake_server import Connection, FakeServer, serving
from wflint.engine.configuration import Wanted
from wflint.engine.targets import TargetNotAllowedError, open_wanted
from wflint.net.connect import DEFAULT_URL

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Ran

    Wflint = Callable[..., Ran]
    Put = Callable[..., Path]
    Process = Callable[..., subprocess.CompletedProcess[bytes]]

TOKEN, PASSWORD = "t0ken-of-the-user", "Correct-Horse-7"
TARGET = 'target = "{url}"\n'
PER_PATH = '[per-path."*.json"]\ntarget = "{url}"\n'
SERVER = '[server]\nurl = "{url}"\n'
# Each command, with a configuration that names a server for it.
COMMANDS = [
    *(
        (command, config)
        for config in (TARGET, PER_PATH)
        for command in (
            ("check", "fox.graph.json"),
            ("check", "."),
            ("check", "--jobs", "2", "."),
            ("check", "-f", "json", "fox.graph.json"),
            ("convert", "fox.graph.json", "--to", "batch"),
            ("estimate", "fox.graph.json"),
            ("packs", "check"),
            ("packs", "check", "-f", "json", "fox.graph.json"),
        )
    ),
    *(
        (command, SERVER)
        for command in (
            ("run", "."),
            ("run", "fox.graph.json"),
            ("run", "fox.test.toml"),
            ("run", "--dry-run", "fox.graph.json"),
            ("models", "pull"),
            ("models", "pull", "-o", "-"),
            ("catalogue", "pull", "-o", "-"),
        )
    ),
]
# Those that take no server from a configuration at all.
INDIFFERENT = [
    ("stubs", "-o", "nodes.py"),
    ("diff", "fox.graph.json", "fox.graph.json"),
    ("catalogue", "list"),
    ("config",),
    ("config", "fox.graph.json"),
    ("explain", "ED101"),
]
every = pytest.mark.parametrize(("command", "config"), COMMANDS, ids=lambda v: v if v is str else " ".join(v))


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of a user who has some, and allowed nothing yet; the folder of the user's own files."""
    folder = tmp_path_factory.mktemp("user") / "wflint"
    monkeypatch.setenv("WFLINT_CONFIG_DIR", str(folder))
    monkeypatch.delenv("WFLINT_SERVER", raising=False)
    monkeypatch.setenv("WFLINT_TOKEN", TOKEN)
    monkeypatch.setenv("WFLINT_EMAIL", "me@lab")
    monkeypatch.setenv("WFLINT_PASSWORD", PASSWORD)
    return folder


@pytest.fixture
def tap() -> Iterator[Tap]:
    with tapped() as found:
        yield found


@pytest.fixture
def repository(put: Put) -> Callable[[str], None]:
    """A repository with a document, a case and a configuration."""

    def make(config: str) -> None:
        put("fox.graph.json", good_graph())
        put("fox.test.toml", "lint = false\n")
        put("wflint.toml", config)

    return make


class Asked:
    """A server that answers everybody and notes what it is told."""

    def __init__(self) -> None:
        self.told: list[str | None] = []
        self.logins: list[object] = []

    def handlers(self) -> dict[str, Callable[[Connection], None]]:
        answers = {
            "/api/v1/app/version": {"version": "6.14.2"},
            "/api/v1/queue/default/status": {},
            "/api/v2/models/": {"models": []},
            "/openapi.json": extract("6.14.2"),
        }
        return {path: self._answer(answer) for path, answer in answers.items()} | {
            "/api/v1/auth/login": self._login
        }

    def _answer(self, answer: object) -> Callable[[Connection], None]:
        def handle(connection: Connection) -> None:
            self.told.append(connection.headers.get("authorization"))
            connection.json(answer)

        return handle

    def _login(self, connection: Connection) -> None:
        self.logins.append(json.loads(connection.body))
        connection.json({"token": "given"})


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def server(asked: Asked) -> Iterator[FakeServer]:
    with serving(asked.handlers()) as found:
        yield found


@every
def test_nobody_is_contacted_and_the_command_to_run_is_named(
    command: tuple[str, ...],
    config: str,
    wflint: Wflint,
    repository: Callable[[str], None],
    tap: Tap,
    here: Path,
) -> None:
    repository(config.format(url=tap.url))
    before = sorted(os.listdir(here))
    ran = wflint(*command)
    assert tap.callers() == 0
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1
    assert f"{tap.url} is named by a configuration" in ran.err
    assert f"`wflint allow {tap.url}`" in ran.err
    assert f"`wflint login {tap.url}`" in ran.err
    assert sorted(os.listdir(here)) == before


@pytest.mark.parametrize("config", [TARGET, PER_PATH, SERVER])
@pytest.mark.parametrize("command", INDIFFERENT, ids=" ".join)
def test_commands_that_ask_no_server(
    command: tuple[str, ...], config: str, wflint: Wflint, repository: Callable[[str], None], tap: Tap
) -> None:
    repository(config.format(url=tap.url))
    ran = wflint(*command)
    assert ran.code == 0, ran.err
    assert tap.callers() == 0


@pytest.mark.parametrize("config", [TARGET, SERVER])
def test_standard_input_has_a_configuration_too(
    config: str, put: Put, process: Process, tap: Tap, repository: Callable[[str], None]
) -> None:
    repository(config.format(url=tap.url))
    ran = process("check", "-", stdin=json.dumps(good_graph()).encode())
    assert ran.returncode == (2 if config == TARGET else 0)
    assert tap.callers() == 0


@every
def test_an_address_that_is_allowed(
    command: tuple[str, ...],
    config: str,
    wflint: Wflint,
    repository: Callable[[str], None],
    server: FakeServer,
    asked: Asked,
) -> None:
    repository(config.format(url=server.url))
    assert wflint("allow", server.url).code == 0
    assert asked.told == []
    wflint(*command)
    assert asked.told
    assert set(asked.told) == {f"Bearer {TOKEN}"}  # allowed addresses get the user's token
    assert wflint("allow", "--remove", server.url).code == 0
    asked.told.clear()
    open_targets_anew()
    assert wflint(*command).code == 2
    assert asked.told == []


def open_targets_anew() -> None:
    """As in a new process: what a process has read it does not ask for again."""
    from wflint.engine.targets import open_targets

    open_targets.cache_clear()


@every
def test_an_address_that_the_environment_names_too(
    command: tuple[str, ...],
    config: str,
    wflint: Wflint,
    repository: Callable[[str], None],
    server: FakeServer,
    asked: Asked,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    repository(config.format(url=server.url))
    monkeypatch.setenv("WFLINT_SERVER", f"{server.url}/")
    wflint(*command)
    assert asked.told
    assert set(asked.told) == {f"Bearer {TOKEN}"}


@pytest.mark.parametrize("command", ["check", "convert", "estimate", "diff", "stubs"])
def test_the_command_line_is_the_users_own_word(
    command: str,
    wflint: Wflint,
    repository: Callable[[str], None],
    server: FakeServer,
    asked: Asked,
    tap: Tap,
) -> None:
    repository(TARGET.format(url=tap.url))
    more = {"convert": ["--to", "batch"], "diff": ["fox.graph.json"]}.get(command, [])
    if command == "stubs":
        ran = wflint("stubs", "-o", "nodes.py", "--target", server.url)
        assert "save them with `wflint catalogue pull`" in ran.err
    else:
        wflint(command, "fox.graph.json", *more, "--target", server.url)
    assert asked.told
    assert tap.callers() == 0, "what the configuration names is out of the game"


def test_other_files_keep_their_findings(wflint: Wflint, put: Put, tap: Tap) -> None:
    put("wflint.toml", f'[per-path."far/**"]\ntarget = "{tap.url}"\n')
    for name in ("far/a.json", "far/b.json", "near.json"):
        put(name, bad_graph())
    ran = wflint("check", "-f", "json", ".")
    assert ran.code == 2
    assert tap.callers() == 0
    assert [d["file"] for d in ran.json["diagnostics"]] == ["near.json"]
    assert {f["file"]: f["status"] for f in ran.json["files"]} == {
        os.path.join("far", "a.json"): "unreadable",
        os.path.join("far", "b.json"): "unreadable",
        "near.json": "checked",
    }
    assert ran.err.count("`wflint allow ") == 1  # once, not for each file


@pytest.mark.parametrize(
    "near",
    [
        "https://{place}",
        "http://localhost:{port}",
        "http://{place}/base",
        "http://127.0.0.1",
        "http://[::1]:{port}",
    ],
)
def test_another_scheme_host_port_or_path_is_another_address(
    near: str, wflint: Wflint, repository: Callable[[str], None], tap: Tap
) -> None:
    place = tap.url.removeprefix("http://")
    repository(TARGET.format(url=tap.url))
    assert wflint("allow", near.format(place=place, port=place.rpartition(":")[2])).code == 0
    assert wflint("check", "fox.graph.json").code == 2
    assert tap.callers() == 0


@pytest.mark.parametrize(
    "spelling",
    ["{url}/", "{url}/openapi.json", "HTTP://127.0.0.1:{port}", " {url} ", "{url}//", "{url}?x=1#y"],
)
def test_other_spellings_of_an_address_are_the_same(
    spelling: str,
    wflint: Wflint,
    repository: Callable[[str], None],
    server: FakeServer,
    asked: Asked,
) -> None:
    spelled = spelling.format(url=server.url, port=server.url.rpartition(":")[2])
    repository(TARGET.format(url=spelled))
    assert wflint("check", "fox.graph.json").code == 2
    assert asked.told == []
    assert wflint("allow", server.url).code == 0
    ran = wflint("check", "fox.graph.json")
    assert "named by a configuration" not in ran.err
    assert asked.told
    assert server.seen[0] == ("GET", "/openapi.json")


@pytest.mark.parametrize(
    "odd",
    [
        "http://{place}\\\\@evil.test/",
        "http://evil.test\\\\.{place}/",
        "http://{place}/a/../b",
        "http://{place}/%0d%0aX/..",
        "http://127.0.0.1:x",
        "http://",
        "https://a b",
        "http://evil.test;id",
    ],
)
def test_odd_addresses_are_none(
    odd: str, wflint: Wflint, repository: Callable[[str], None], tap: Tap
) -> None:
    repository(TARGET.format(url=odd.format(place=tap.url.removeprefix("http://"))))
    ran = wflint("check", "fox.graph.json")
    assert ran.code == 2
    assert ran.err.count("\n") == 1
    assert tap.callers() == 0


def test_the_named_command_can_be_pasted(wflint: Wflint, repository: Callable[[str], None]) -> None:
    repository(TARGET.format(url="http://gpu.test/a&touch$IFS'x'"))
    assert "run `wflint allow 'http://gpu.test/a&touch$IFS'\"'\"'x'\"'\"''`" in wflint("check", ".").err


@pytest.mark.parametrize("config", [TARGET, PER_PATH, SERVER])
def test_credentials_in_an_address_are_refused(
    config: str, wflint: Wflint, repository: Callable[[str], None], tap: Tap
) -> None:
    repository(config.format(url=tap.url.replace("//", "//fox:hunter2@")))
    for command in (("check", "."), ("run", "."), ("config",)):
        ran = wflint(*command)
        assert ran.code == 2
        assert "credentials do not belong into a configuration" in ran.err
        assert "wflint.toml:" in ran.err
        assert "hunter2" not in ran.out + ran.err
    assert tap.callers() == 0


@pytest.mark.parametrize(
    ("key", "pull"), [('models = "{url}"', "models pull"), ('catalogues = ["{url}"]', "catalogue pull")]
)
def test_models_and_catalogues_are_files(
    key: str, pull: str, wflint: Wflint, repository: Callable[[str], None], tap: Tap
) -> None:
    repository(key.format(url=tap.url) + "\n")
    ran = wflint("check", ".")
    assert ran.code == 2
    assert f"takes files, not addresses; `wflint {pull}` writes one" in ran.err
    assert tap.callers() == 0


def test_config_says_what_is_allowed(wflint: Wflint, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    put(
        "wflint.toml",
        'target = "http://one.test"\n[server]\nurl = "http://two.test/base/"\n'
        '[per-path."a/**"]\ntarget = "http://three.test"\n[per-path."b/**"]\ntarget = "http://four.test:80"\n',
    )
    wflint("allow", "http://two.test/base")
    wflint("allow", "http://three.test")
    monkeypatch.setenv("WFLINT_SERVER", "four.test")
    shown = wflint("config").json
    assert shown["releases"] == []
    assert shown["server"] == {"url": "http://two.test/base/"}
    assert shown["addresses"] == {
        "http://one.test": {"allowed": False, "allow-with": "wflint allow http://one.test"},
        "http://three.test": {"allowed": True, "by": "wflint allow"},
        "http://four.test": {"allowed": True, "by": "WFLINT_SERVER"},
        "http://two.test/base": {"allowed": True, "by": "wflint allow"},
    }


def test_the_address_of_invokeai_itself_needs_allowing_when_a_configuration_names_it(
    wflint: Wflint, repository: Callable[[str], None]
) -> None:
    repository(SERVER.format(url=DEFAULT_URL))
    assert f"`wflint allow {DEFAULT_URL}`" in wflint("run", "fox.graph.json").err


def test_where_nobody_names_a_server_the_users_credentials_stay_at_home(
    wflint: Wflint,
    repository: Callable[[str], None],
    server: FakeServer,
    asked: Asked,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("wflint.net.connect.DEFAULT_URL", server.url)  # the port is taken where one runs
    repository("")
    assert wflint("models", "pull", "-o", "-").code == 0
    assert set(asked.told) == {None}
    assert asked.logins == []
    assert wflint("allow", server.url).code == 0
    asked.told.clear()
    assert wflint("models", "pull", "-o", "-").code == 0
    assert set(asked.told) == {f"Bearer {TOKEN}"}


def test_a_plan_that_travels_keeps_whose_word_its_target_is(tap: Tap) -> None:
    """Workers open targets themselves where processes are not forked."""
    import pickle

    configured = pickle.loads(pickle.dumps(Wanted(target=tap.url)))
    with pytest.raises(TargetNotAllowedError):
        open_wanted(configured)
    assert not Wanted(fail_on="never", named=True).over(configured).named
    assert not Wanted(target=tap.url).over(Wanted(target="6.14.2", named=True)).named
    assert Wanted(target=tap.url, named=True).over(configured).named
    assert tap.callers() == 0


def test_a_program_of_the_users_own_names_what_it_likes(server: FakeServer, asked: Asked) -> None:
    from wflint import Server, Workflow
    from wflint.net.session import Session

    Session(server.url).get("/api/v1/app/version")
    with Server(server.url) as client:
        assert client.version == "6.14.2"
    Workflow(target=server.url)
    assert len(asked.told) >= 3
    assert set(asked.told) == {f"Bearer {TOKEN}"}
