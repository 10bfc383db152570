"""Secrets are planted and every command is run in a hostile repository, against hostile servers: no byte of
them reaches a server that they are not for, the output, or a file."""

from __future__ import annotations

import base64
import io
import json
import os
import socket
import subprocess
import sys
import threading
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from tests.cli.conftest import good_graph
from tests.cli.test_build import FOX
from tests.document.make_pictures import png
from tests.graph.test_convert import node, workflow
from tests.live.fake_server import Connection
from tests.net.test_canary import Echo
from tests.net.test_redirects import to
from wflint.cli.main import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Ran

    Wflint = Callable[..., Ran]
    Put = Callable[..., Path]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="symbolic links need rights elsewhere")

TOKEN, KEPT = "canary-0f-the-env1ronment", "canary-kept-f0r-one"
PASSWORD, HOME = "canary-passw0rd", "canary-0f-the-home"
GIT, NETRC = "canary-0f-git", "canary-0f-netrc"
SECRETS = (TOKEN, KEPT, PASSWORD, HOME, GIT, NETRC)

# What every command of wflint is run with; a word in capitals is the address of a server.
RUNS = {
    "check": [
        ["."],
        ["-v", "-f", "json", "."],
        ["-f", "github", "--images", "."],
        ["--images", "--jobs", "2", "."],
        ["--target", "NAMED", "flow.graph.json"],
        ["--target", "REDIRECTING", "."],
    ],
    "init": [["--dry-run"], ["--dry-run", "--target", "6.14.2"]],
    "explain": [["ED101"], [".ssh/id"]],
    "rules": [[]],
    "catalogue": [
        ["releases"],
        ["list"],
        ["show", "add"],
        ["diff", "6.13", "6.14"],
        ["update", "--release", "6.14.2"],
        ["update", "--remove", "all"],
        ["pull", "-o", "-"],
        ["pull", "--server", "REDIRECTING", "-o", "nodes.json"],
        ["pull", "--server", "KEPT", "-o", "nodes.json"],
    ],
    "schema": [["--list"], ["config"]],
    "packs": [
        ["list"],
        ["show", "XYGrid_nodes"],
        ["check"],
        ["check", "-f", "json", "--images", "-o", "needs.json", "."],
        ["check", "-f", "markdown", "--target", "NAMED", "flow.graph.json"],
        ["check", "--target", "REDIRECTING", "."],
    ],
    "models": [
        ["list"],
        ["list", "-f", "json"],
        ["show", "canary"],
        ["pull"],
        ["pull", "--server", "NAMED", "-o", "more.lock.json"],
        ["pull", "--server", "KEPT", "-o", "written.lock.json"],
        ["pull", "--server", "REDIRECTING", "-o", "-"],
        ["install", "flow.graph.json", "--server", "NAMED"],
    ],
    "estimate": [["flow.graph.json", "flow.workflow.json"], ["--target", "REDIRECTING", "flow.graph.json"]],
    "convert": [
        ["flow.workflow.json", "--to", "graph"],
        ["flow.workflow.json", "--to", "batch", "-o", "batch.json"],
        ["flow.graph.json", "--to", "python"],
    ],
    "graph": [
        ["flow.workflow.json", "-o", "-"],
        ["flow.graph.json", "-o", "drawn.html", "--highlight", "family"],
        ["flow.graph.json", "--format", "mermaid", "--target", "NAMED"],
        ["flow.graph.json", "--format", "dot", "--target", "REDIRECTING"],
    ],
    "diff": [
        ["-f", "svg", "flow.graph.json", "flow.workflow.json"],
        ["-f", "html", "-o", "drawn-diff.html", "flow.graph.json", "flow.workflow.json"],
        ["HEAD", "--", "."],
        ["-f", "markdown", "HEAD", "--", "."],
        ["-f", "json", "HEAD", "--", "."],
        ["flow.graph.json", "flow.workflow.json"],
    ],
    "upgrade": [
        ["."],
        ["-v", "-f", "json", "--images", "."],
        ["-f", "markdown", "--to", "NAMED", "flow.graph.json"],
        ["--to", "REDIRECTING", "."],
        ["--diff", "--unsafe-fixes", "--from", "5.0", "."],
        ["--matrix", ">=6.13,<7", "-f", "html", "."],
    ],
    "format": [["--diff", "."], ["--check", "--strip", "."], ["flow.graph.json"]],
    "new": [["--list"], ["sdxl_text_to_image", "-o", "out"]],
    "build": [["fox.py", "-o", "out"], ["--check", "."]],
    "stubs": [["-o", "nodes.py"], ["--target", "REDIRECTING", "-o", "nodes.py"]],
    "run": [
        ["."],
        ["flow.test.toml", "linked.test.toml"],
        ["--dry-run", "."],
        ["--dry-run", "--target", "6.14.2", "."],
        ["-s", "NAMED", "--no-check", "-o", "out", "flow.workflow.json", "."],
        ["-s", "KEPT", "-f", "json", "--no-cases", "flow.graph.json"],
        ["-s", "REDIRECTING", "."],
        ["-s", "NAMED", "--update-goldens", "--update-baselines", "--artifacts", "artifacts", "."],
        ["-s", "NAMED", "--cache", "--lf", "--shard", "1/1", "--max-failures", "9", "."],
        ["--coverage", "."],
        ["--coverage", "-f", "json", "."],
    ],
    "library": [
        ["status", "."],
        ["status", "--diff", "-f", "json", "--server", "NAMED", "."],
        ["pull", "--server", "KEPT", "--force", "--delete", "."],
        ["pull", "--server", "REDIRECTING", "out"],
        ["push", "--server", "NAMED", "--no-check", "--force", "--delete", "--yes", "."],
    ],
    "queue": [
        ["list"],
        ["list", "-f", "json", "--server", "KEPT"],
        ["list", "--server", "REDIRECTING"],
        ["clean", "--dry-run", "--server", "NAMED"],
        ["clean", "--all", "--server", "NAMED"],
    ],
    "compare": [
        ["http://127.0.0.1:1", "http://127.0.0.1:1", "flow.test.toml"],
        ["NAMED", "KEPT", "own.test.toml"],
        ["REDIRECTING", "NAMED", "own.test.toml", "--report", "page.html"],
        ["KEPT", "--against-baseline", "own.test.toml"],
    ],
    "bisect": [["linked.test.toml", "--good", "6.14.1", "--bad", "6.14.2"]],
    "doctor": [["."], ["--server", "KEPT", "-f", "json", "flow.graph.json"], ["--server", "REDIRECTING"]],
    "serve": [["status"], ["cache"], ["stop"]],
    "goldens": [["approve", ".", "--from", ".", "--yes"], ["approve", "flow.test.toml", "--from", "."]],
    "history": [[], ["--file", "flow.graph.json"], ["--file", ".ssh/id", "fox"]],
    "config": [[], ["flow.graph.json"], ["deep"]],
    "login": [["--list"], ["KEPT"], ["REDIRECTING"]],
    "logout": [["http://127.0.0.1:1"]],
    "allow": [["--list"], ["http://gpu.lab:9090"]],
}
# Of those, the ones that the configuration has no part in: they are run with one.
INDIFFERENT = ("explain", "rules", "schema", "new", "build", "stubs", "serve", "login", "logout", "allow")

CONFIGS = [
    "",
    'target = "STRANGER"\n',
    '[per-path."*.json"]\ntarget = "STRANGER"\n',
    '[server]\nurl = "STRANGER"\n',
    '[server]\nurl = "KEPT/other"\n',
    'models = "models.lock.json"\n',
    'models = "deep/.ssh/id"\n',
    'catalogues = ["nodes.catalogue.json"]\n',
    'packs = ["nodes.catalogue.json"]\n',
    'packs = ["deep/secret.json"]\n',
    'target = "nodes.catalogue.json"\n',
    'target = "~/.ssh/id"\n[per-path."**"]\nmodels = "HOME/secret.json"\n',
    ("wflint.toml", "secret.toml"),
    ("pyproject.toml", "secret.toml"),
    ("wflint.toml", ".netrc"),
]

CASE = """lint = false
[uploads]
"i.image" = "deep/.ssh/id"
[inputs]
"p.value" = "@deep/.ssh/id"
[golden]
mask = "picture.png"
[case.upload]
[case.text]
uploads = { "i.image" = "HOME/private.png" }
inputs = { "p.value" = "@HOME/.ssh/id" }
[[case.text.effect]]
set = { "p.value" = "@~/.ssh/id" }
"""


class Ear:
    """A socket that keeps every byte that it hears; its answer is a handler's."""

    def __init__(self, handler: Callable[[Connection], None]) -> None:
        self.heard = b""
        self.callers = 0
        self._handler = handler
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                raw, _ = self._listening.accept()
                self.callers += 1
                threading.Thread(target=self._serve, args=(raw,), daemon=True).start()

    def _serve(self, raw: socket.socket) -> None:
        with suppress(OSError, ValueError), raw:
            self._handler(Connection(_Taped(raw, self)))  # type: ignore[arg-type]

    def close(self) -> None:
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join()


class _Taped:
    def __init__(self, raw: socket.socket, ear: Ear) -> None:
        self._raw, self._ear = raw, ear

    def recv(self, most: int) -> bytes:
        piece = self._raw.recv(most)
        self._ear.heard += piece
        return piece

    def sendall(self, data: bytes) -> None:
        self._raw.sendall(data)


def found_in(text: bytes, allowed: tuple[str, ...] = ()) -> list[str]:
    """The secrets that are in a text, however they are spelled there."""
    return [
        secret
        for secret in SECRETS
        if secret not in allowed
        for spelled in (secret, quote(secret, safe=""), *map(encoded, (secret, f"fox:{secret}")))
        if spelled.encode() in text
    ]


def encoded(text: str) -> str:
    """Base64, but for the end that depends on what follows."""
    return base64.b64encode(text.encode()).decode()[: len(text) // 3 * 4]


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with secrets in files of every kind that a link could be mistaken for."""
    home = tmp_path_factory.mktemp("home")
    (home / ".ssh").mkdir()
    private = workflow([node("p", "string", value=HOME), node("gone", HOME)], "p.value -> gone.x", name=HOME)
    model = dict.fromkeys(("key", "hash", "name", "base", "type", "format"), HOME)
    files = {
        ".ssh/id": f"-----BEGIN {HOME}-----\n",
        ".netrc": f"machine 127.0.0.1\nlogin fox\npassword {NETRC}\n",
        "secret.json": json.dumps({HOME: HOME, "nodes": {HOME: HOME}, "edges": [HOME]}),
        "broken.json": f'{{"password": "{HOME}" "{HOME}"\n',
        "secret.toml": f'target = "{HOME}"\n{HOME} = 1\n[tool.wflint]\n{HOME} = "{HOME}"\n',
        "private.json": json.dumps(private),
        "models.json": json.dumps({"wflint_models": 1, "invokeai": "6.14.2", "models": [model]}),
        "nodes.json": json.dumps({HOME: HOME}),
    }
    for name, text in files.items():
        (home / name).write_text(text)
    (home / "private.png").write_bytes(png({"invokeai_workflow": json.dumps(private)}))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("NETRC", str(home / ".netrc"))
    return home


LINKS = {
    "id.json": ".ssh/id",
    "secret.json": "secret.json",
    "broken.json": "broken.json",
    "sub/private.workflow.json": "private.json",
    "sub/private.graph.json": "private.json",
    "changed.json": "private.json",
    "fox.workflow.json": "private.json",
    "netrc.json": ".netrc",
    "picture.png": "private.png",
    ".gitignore": ".netrc",
    "sub/.gitignore": "secret.toml",
    "linked.test.toml": "secret.toml",
    "flow.baseline.json": "secret.json",
    "models.lock.json": "models.json",
    "nodes.catalogue.json": "nodes.json",
    "deep": "",
    "goldens": ".ssh",
    "artifacts": "",
}


@pytest.fixture
def repository(here: Path, put: Put, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository that reaches for them in every way we know of."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    put("changed.json", good_graph())
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "flow"]):
        subprocess.run([*git, *words], check=True, capture_output=True)
    with (here / ".git" / "config").open("a") as file:
        file.write(f'[http]\n\textraheader = "{GIT}"\n')
    (here / "changed.json").unlink()
    reach = f"{home}/.ssh/id"
    graph = good_graph()
    graph["nodes"]["photo"]["image"]["image_name"] = reach
    graph["nodes"]["text"] = {"id": "text", "type": "string", "value": f"@{reach}"}
    put("flow.graph.json", graph)
    put("linked.graph.json", good_graph())
    nodes = [
        node("i", "image", image={"image_name": "deep/.ssh/id"}),
        node("s", "save_image"),
        node("p", "string", value="@deep/.ssh/id"),
    ]
    for each in nodes:
        each["data"]["label"] = reach
    put("flow.workflow.json", workflow(nodes, "i.image -> s.image", name="~/.ssh/id"))
    put("flow.test.toml", CASE.replace("HOME", str(home)))
    put("own.test.toml", 'workflow = "flow.workflow.json"\n')
    put("fox.py", FOX)
    for name, target in LINKS.items():
        (here / name).parent.mkdir(exist_ok=True)
        (here / name).symlink_to(home / target)
    return here


@pytest.fixture
def ears() -> Iterator[dict[str, Ear]]:
    """One that a repository names, one that nobody does, one that the user has a token for, and two that the
    user names."""
    with ExitStack() as stack:
        stranger = stack.enter_context(listening(lambda c: c.json({"version": "6.14.2"})))
        yield {
            "STRANGER": stranger,
            "DEFAULT": stack.enter_context(listening(Echo())),
            "KEPT": stack.enter_context(listening(Echo())),
            "NAMED": stack.enter_context(listening(Echo())),
            "REDIRECTING": stack.enter_context(listening(to(f"{stranger.url}/x", 307))),
        }


@contextmanager
def listening(handler: Callable[[Connection], None]) -> Iterator[Ear]:
    ear = Ear(handler)
    try:
        yield ear
    finally:
        ear.close()


@pytest.fixture
def user(
    ears: dict[str, Ear],
    wflint: Wflint,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., Ran]:
    """Runs wflint for somebody with all kinds of credentials; the one that is asked for is KEPT."""
    folder = tmp_path_factory.mktemp("user")
    monkeypatch.setenv("WFLINT_CONFIG_DIR", str(folder / "config"))
    monkeypatch.setenv("WFLINT_CACHE", str(folder / "cache"))
    monkeypatch.setitem(sys.modules, "keyring", None)
    monkeypatch.delenv("WFLINT_SERVER", raising=False)
    monkeypatch.setattr("wflint.net.connect.DEFAULT_URL", ears["DEFAULT"].url)

    def run(*words: str) -> Ran:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(f"{KEPT}\n".encode())))
        return wflint(*(ears[word].url if word in ears else word for word in words))

    assert run("login", "--no-check", "KEPT").code == 0
    monkeypatch.setenv("WFLINT_TOKEN", TOKEN)
    monkeypatch.setenv("WFLINT_EMAIL", "me@lab")
    monkeypatch.setenv("WFLINT_PASSWORD", PASSWORD)
    return run


def test_no_command_is_forgotten() -> None:
    assert list(RUNS) == list(COMMANDS)


@pytest.mark.parametrize("command", RUNS)
def test_nothing_planted_comes_out(
    command: str, repository: Path, home: Path, ears: dict[str, Ear], user: Callable[..., Ran]
) -> None:
    mine = contents(home)
    for config in CONFIGS[:1] if command in INDIFFERENT else CONFIGS:
        configure(repository, home, config, ears)
        for words in RUNS[command]:
            if config and any(word in ears for word in words):
                continue  # the servers that the user names, once
            ran = user(command, *words)
            said = f"{config!r}: wflint {command} {' '.join(words)}"
            assert not found_in(f"{ran.out}\n{ran.err}".encode()), f"{said}\n{ran.out}\n{ran.err}"
            assert "internal error" not in ran.err, said
            assert "Traceback" not in ran.err, said
            assert ears["STRANGER"].callers == 0, said
            for name, raw in contents(repository).items():
                assert name == ".git/config" or not found_in(raw), f"{said}: {name}"
            assert contents(home) == mine, said
    heard = {name: ear.heard for name, ear in ears.items()}
    assert not found_in(heard["DEFAULT"])
    assert not found_in(heard["NAMED"], (TOKEN,))
    assert not found_in(heard["REDIRECTING"], (KEPT,) if command == "login" else (TOKEN,))
    assert not found_in(heard["KEPT"], (KEPT,))
    assert b"/other" not in heard["KEPT"]
    for name in {word for words in RUNS[command] for word in words} & set(ears):
        assert found_in(heard[name]), f"{name} was to be asked, with what is for it"
    if command == "run":
        assert b"enqueue_batch" in heard["NAMED"]
        assert heard["DEFAULT"]


def test_nothing_planted_comes_out_of_pytest(repository: Path, home: Path, user: Callable[..., Ran]) -> None:
    mine = contents(home)
    words = ["--wflint", "-rs", "--continue-on-collection-errors", "-p", "no:cacheprovider", "-p", "no:xdist"]
    ran = pytest_run(*words)
    said = ran.stdout + ran.stderr
    assert not found_in(said), said.decode()
    assert b"id.json is a symbolic link to a file outside of" in said
    assert b"linked.test.toml is a symbolic link" in said
    assert b"private.json is a symbolic link" in said, "behind a link that is a folder"
    assert {name for name, raw in contents(repository).items() if found_in(raw)} == {".git/config"}
    assert contents(home) == mine
    (repository / "pytest.ini").write_text("[pytest]\ntestpaths = id.json deep sub/private.graph.json\n")
    assert not found_in(pytest_run(*words).stdout), "it is the repository that names them"
    named = pytest_run(*words, "sub/private.graph.json")
    assert HOME.encode() in named.stdout, "what the user names is read"


def pytest_run(*words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "pytest", *words], capture_output=True, check=False)


def statuses(ran: Ran) -> dict[str, str]:
    return {each["file"]: each["status"] for each in ran.json["files"]}


def test_what_is_read_of_links(wflint: Wflint, put: Put, here: Path) -> None:
    """Those that are named, and of those that a search finds, those that stay in their project, or, in
    none, in the folder that was searched."""
    for name in ("plain/a.json", "clone/a.json", "other/a.json", "top.json"):
        put(name)
    (here / "clone" / ".git").mkdir()
    (here / "clone" / "sub").mkdir()
    put("clone/.git/b.json")
    for link, target in {
        "plain/same.json": "a.json",
        "plain/other.json": "../other/a.json",
        "clone/sub/inner.json": "../a.json",
        "clone/git.json": ".git/b.json",
        "clone/outer.json": "../top.json",
        "clone/again.json": "outer.json",
    }.items():
        (here / link).symlink_to(target)
    read = {"plain/a.json", "plain/same.json", "other/a.json", "clone/a.json", "clone/sub/inner.json"}
    found = statuses(wflint("check", "-f", "json", "."))
    assert {name for name, status in found.items() if status == "checked"} == {
        *read, "plain/other.json", "top.json",
    }  # fmt: skip
    assert {name for name, status in found.items() if status == "skipped"} == {
        "clone/git.json", "clone/outer.json", "clone/again.json",
    }  # fmt: skip
    assert statuses(wflint("check", "-f", "json", "plain"))["plain/other.json"] == "skipped"
    ran = wflint("check", "-f", "json", "clone/outer.json", "clone")
    assert [each["status"] for each in ran.json["files"] if each["file"] == "clone/outer.json"] == ["checked"]


def configure(repository: Path, home: Path, config: Any, ears: dict[str, Ear]) -> None:
    for name in ("wflint.toml", "pyproject.toml"):
        (repository / name).unlink(missing_ok=True)
    if isinstance(config, str):
        for name, ear in ears.items():
            config = config.replace(name, ear.url)
        (repository / "wflint.toml").write_text(config.replace("HOME", str(home)))
    else:
        (repository / config[0]).symlink_to(home / config[1])


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a folder, but for its links."""
    found = {}
    for path, _, names in os.walk(folder):
        for name in names:
            file = os.path.join(path, name)
            if not os.path.islink(file):
                with open(file, "rb") as opened:
                    found[os.path.relpath(file, folder)] = opened.read()
    return found
