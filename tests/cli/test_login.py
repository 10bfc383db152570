"""``wflint login``, ``logout`` and ``allow``: what is kept, where, and who gets it."""

from __future__ import annotations

import io
import json
import os
import shutil
import stat
import subprocess
import sys
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import good_graph
from tests.cli.gate import PASSWORD, SECRET, Gate, Keyring
from tests.live.fake_server import FakeServer, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Ran

    Wflint = Callable[..., Ran]
    Put = Callable[..., Path]
    Login = Callable[..., Ran]

OTHER = "t0ken-of-the-environment"
posix = pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The user's own folder, not there yet, and no keyring."""
    found = tmp_path_factory.mktemp("user") / "wflint"
    monkeypatch.setenv("WFLINT_CONFIG_DIR", str(found))
    for name in ("SERVER", "TOKEN", "EMAIL", "PASSWORD"):
        monkeypatch.delenv(f"WFLINT_{name}", raising=False)
    monkeypatch.setitem(sys.modules, "keyring", None)
    return found


@pytest.fixture
def login(wflint: Wflint, monkeypatch: pytest.MonkeyPatch) -> Login:
    """Runs ``wflint login`` with a secret on standard input."""

    def run(*args: str, secret: bytes = f"{SECRET}\n".encode()) -> Ran:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(secret)))
        return wflint("login", *args)

    return run


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def server(gate: Gate) -> Iterator[FakeServer]:
    with serving(gate.handlers()) as found:
        yield found


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> Keyring:
    """The system has a keyring."""
    module, backend = ModuleType("keyring"), Keyring()
    module.get_keyring = lambda: backend  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", module)
    return backend


def kept(folder: Path) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = json.loads((folder / "servers.json").read_text("utf-8"))["servers"]
    return found


def configure(put: Put, url: str) -> None:
    put("fox.graph.json", good_graph())
    put("wflint.toml", f'[server]\nurl = "{url}"\n')


def test_a_token_is_kept_for_one_address(
    login: Login, wflint: Wflint, put: Put, server: FakeServer, gate: Gate, folder: Path
) -> None:
    configure(put, server.url)
    ran = login(f"{server.url}/")
    assert ran.code == 0, ran.err
    assert gate.told == [f"Bearer {SECRET}"] * 2, "it was tried"
    gate.told.clear()
    assert wflint("models", "pull", "-o", "-").code == 0
    assert set(gate.told) == {f"Bearer {SECRET}"}
    listed = wflint("login", "--list")
    assert listed.out == f"{server.url}  token\n"
    assert wflint("allow", "--list").out == listed.out
    assert SECRET not in ran.out + ran.err + listed.out + listed.err + wflint("config").out
    other = Gate(users=False)
    with serving(other.handlers()) as elsewhere:
        assert wflint("models", "pull", "-o", "-", "--server", elsewhere.url).code == 0
        assert set(other.told) == {None}


def test_what_is_kept_goes_before_the_environment(
    login: Login, wflint: Wflint, put: Put, server: FakeServer, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(put, server.url)
    monkeypatch.setenv("WFLINT_TOKEN", OTHER)
    monkeypatch.setenv("WFLINT_EMAIL", "somebody@else")
    monkeypatch.setenv("WFLINT_PASSWORD", "of somebody else")
    assert login(server.url).code == 0
    for more in ((), ("--server", server.url)):
        assert wflint("models", "pull", "-o", "-", *more).code == 0
    assert set(gate.told) == {f"Bearer {SECRET}"}
    assert gate.logins == []


def test_an_e_mail_address_and_a_password(
    login: Login, wflint: Wflint, put: Put, server: FakeServer, gate: Gate, folder: Path
) -> None:
    configure(put, server.url)
    ran = login(server.url, "--email", "me@lab", secret=PASSWORD.encode())
    assert ran.code == 0, ran.err
    assert kept(folder)[server.url] == {"kind": "password", "email": "me@lab", "secret": PASSWORD}
    assert wflint("models", "pull", "-o", "-").code == 0
    assert gate.logins == [{"email": "me@lab", "password": PASSWORD}] * 2
    assert wflint("login", "-l").out == f"{server.url}  password of me@lab\n"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ((), "access denied (401); it does not take this token: Authentication required"),
        (("--email", "me@lab"), "Incorrect email or password"),
    ],
)
def test_credentials_that_do_not_work_are_not_kept(
    more: tuple[str, ...], said: str, login: Login, server: FakeServer, folder: Path
) -> None:
    ran = login(server.url, *more, secret=b"wrong-secret")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1
    assert said in ran.err
    assert "wrong-secret" not in ran.err
    assert not folder.exists()
    assert login(server.url, *more, "--no-check", secret=b"wrong-secret").code == 0
    assert server.url in kept(folder)


def test_a_server_without_users_has_no_such_question(login: Login) -> None:
    with serving(Gate(users=False).handlers()) as plain:
        assert login(plain.url).code == 0


def test_no_server_no_login(login: Login, folder: Path) -> None:
    ran = login("http://127.0.0.1:1")
    assert ran.code == 2
    assert "nothing kept: http://127.0.0.1:1: cannot connect" in ran.err
    assert "--no-check" in ran.err
    assert not folder.exists()


@pytest.mark.parametrize("secret", [b"", b"\n", b"one\ntwo\n", b"\xff\xfe", b"a\0b", b"x" * 20_000])
def test_a_secret_is_one_line(secret: bytes, login: Login, folder: Path) -> None:
    ran = login("http://x", "--no-check", secret=secret)
    assert ran.code == 2
    assert "must be one line of text" in ran.err
    assert not folder.exists()


def test_there_may_be_no_standard_input(
    wflint: Wflint, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    monkeypatch.setattr("sys.stdin", None)
    ran = wflint("login", "http://x", "--no-check")
    assert ran.code == 2
    assert "from a terminal or standard input" in ran.err
    assert not folder.exists()


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ((), "which server?"),
        (("http://x", "--token", SECRET), "a secret is asked for"),
        (("--token", SECRET, "http://x"), "a secret is asked for"),
        (("http://x", "--token", "--email", "me"), "exclude each other"),
        ((f"http://me:{SECRET}@x",), "without user name and password"),
        (("ftp://x",), "not a usable server address"),
    ],
)
def test_wrong_usage(args: tuple[str, ...], said: str, login: Login, folder: Path) -> None:
    ran = login(*args)
    assert ran.code == 2
    assert said in ran.err
    assert SECRET not in ran.err
    assert not folder.exists()


@posix
def test_who_may_read_it(login: Login, folder: Path) -> None:
    before = os.umask(0)
    try:
        assert login("http://x", "--no-check").code == 0
        assert login("http://y", "--no-check").code == 0
    finally:
        os.umask(before)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "servers.json").stat().st_mode) == 0o600
    assert os.listdir(folder) == ["servers.json"]


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o644])
def test_a_file_that_others_have_access_to_allows_nothing(
    mode: int, wflint: Wflint, put: Put, server: FakeServer, gate: Gate, folder: Path, login: Login
) -> None:
    configure(put, server.url)
    assert login(server.url).code == 0
    gate.told.clear()
    (folder / "servers.json").chmod(mode)
    for command in (
        ("models", "pull", "-o", "-"),
        ("allow", "--list"),
        ("allow", "http://x"),
        ("logout", "x"),
    ):
        ran = wflint(*command)
        assert ran.code == 2
        assert f"run `chmod 600 {folder / 'servers.json'}`" in ran.err
    assert gate.told == []


@posix
def test_a_folder_that_others_write_in_is_not_written_to(wflint: Wflint, folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o777)
    ran = wflint("allow", "http://x")
    assert ran.code == 2
    assert f"run `chmod 700 {folder}`" in ran.err
    assert os.listdir(folder) == []


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        "[]",
        "[" * 100_000,
        '{"servers": {"http://x": {"kind": 1}}}',
        '{"servers": {"http://X/": {}}}',
        '{"servers": {"no address": {}}}',
        '{"servers": {"http://x": 7}}',
    ],
)
def test_a_file_that_is_none_is_named(content: str, wflint: Wflint, folder: Path) -> None:
    folder.mkdir(mode=0o700)
    file = folder / "servers.json"
    file.write_text(content)
    file.chmod(0o600)
    for command in (("allow", "--list"), ("allow", "http://x"), ("run", "--server", "http://x", "x.json")):
        ran = wflint(*command)
        assert ran.code == 2
        if command[0] == "allow":
            assert f"{file}: this is not a list of allowed servers" in ran.err
    assert file.read_text() == content


@pytest.mark.parametrize("where", ["folder", "device"])
def test_a_file_that_is_no_file(where: str, wflint: Wflint, folder: Path) -> None:
    folder.mkdir(mode=0o700)
    if where == "folder":
        (folder / "servers.json").mkdir()
    else:
        (folder / "servers.json").symlink_to(os.devnull)
    ran = wflint("allow", "--list")
    assert ran.code == 2
    assert "this is not an ordinary file" in ran.err


@pytest.mark.parametrize("command", [("logout",), ("login", "--forget"), ("allow", "--remove")])
def test_forgetting(
    command: tuple[str, ...],
    login: Login,
    wflint: Wflint,
    put: Put,
    server: FakeServer,
    gate: Gate,
    folder: Path,
) -> None:
    configure(put, server.url)
    assert login(server.url).code == 0
    assert login("http://other", "--no-check").code == 0
    gate.told.clear()
    assert wflint(*command, server.url).code == 0
    assert list(kept(folder)) == ["http://other"]
    assert SECRET in (folder / "servers.json").read_text(), "of the other"
    assert wflint("models", "pull", "-o", "-").code == 2
    assert gate.told == []
    again = wflint(*command, server.url)
    assert again.code == 2
    assert "is not among the servers that are allowed" in again.err


@pytest.mark.parametrize("word", ["nope", "nope/sub", " nope", "a/my.repo"])
def test_a_word_is_no_server(wflint: Wflint, put: Callable[..., Path], word: str) -> None:
    """It may be a folder with a mistake in its name."""
    ran = wflint("allow", word)
    said = f"{word.strip()}: no such folder; if it is a server, write http://{word.strip()}"
    assert ran == (2, "", f"wflint: error: {said}\n")
    assert wflint("allow", "--list").out == ""
    for server in ("localhost", "gpu.lab", "gpu:9090", "[::1]", "http://nope"):
        assert wflint("allow", server).code == 0
    put("nope/a.json")
    assert wflint("allow", "nope").code == 0


def test_allowing_keeps_the_credentials_that_are_there(login: Login, wflint: Wflint, folder: Path) -> None:
    assert login("http://x", "--no-check").code == 0
    assert wflint("allow", "http://x").code == 0
    assert kept(folder)["http://x"] == {"kind": "token", "secret": SECRET}
    assert wflint("allow", "http://x", "--insecure").code == 0
    assert kept(folder)["http://x"] == {"kind": "token", "secret": SECRET, "insecure": True}
    assert wflint("allow", "--list").out == "http://x  token  any certificate\n"


def test_nothing_is_allowed_at_first(wflint: Wflint, folder: Path) -> None:
    ran = wflint("allow", "--list")
    assert (ran.code, ran.out) == (0, "")
    assert "no server is allowed" in ran.err
    assert not folder.exists()


def test_plain_http_is_told_of(login: Login) -> None:
    assert "without https, whoever is on the way can read the token" in login("gpu:9090", "--no-check").err
    assert "without https" not in login("http://127.0.0.1:9090", "--no-check").err
    assert "without https" not in login("https://gpu", "--no-check").err


# -- the keyring ---------------------------------------------------------------------------------------


def test_the_keyring_has_the_secret_where_there_is_one(
    login: Login, wflint: Wflint, put: Put, server: FakeServer, gate: Gate, folder: Path, keyring: Keyring
) -> None:
    configure(put, server.url)
    ran = login(server.url)
    assert "kept in the system's keyring" in ran.err
    assert keyring.kept == {("wflint", server.url): SECRET}
    assert SECRET not in (folder / "servers.json").read_text()
    gate.told.clear()
    assert wflint("models", "pull", "-o", "-").code == 0
    assert set(gate.told) == {f"Bearer {SECRET}"}
    assert wflint("login", "--list").out == f"{server.url}  token, in the keyring\n"
    keyring.locked = True
    refused = wflint("models", "pull", "-o", "-")
    assert refused.code == 2
    assert f"unlock the keyring, or run `wflint login {server.url}` again" in refused.err
    keyring.locked = False
    assert wflint("logout", server.url).code == 0
    assert keyring.kept == {}


def test_a_keyring_that_keeps_nothing_is_none(login: Login, folder: Path, keyring: Keyring) -> None:
    keyring.locked = True
    assert "servers.json" in login("http://x", "--no-check").err
    assert kept(folder)["http://x"]["secret"] == SECRET
    keyring.locked, Keyring.priority = False, 0  # what the library has where the system has none
    try:
        assert login("http://y", "--no-check").code == 0
    finally:
        Keyring.priority = 5
    assert kept(folder)["http://y"]["secret"] == SECRET
    assert keyring.kept == {}


def test_a_secret_that_the_keyring_does_not_let_go_of(
    login: Login, wflint: Wflint, folder: Path, keyring: Keyring
) -> None:
    login("http://x", "--no-check")
    keyring.locked = True
    assert "forgotten, but its secret is still in the keyring" in wflint("logout", "http://x").err
    assert kept(folder) == {}


def test_a_secret_moves_out_of_the_file(login: Login, wflint: Wflint, folder: Path, keyring: Keyring) -> None:
    keyring.locked = True
    login("http://x", "--no-check")
    keyring.locked = False
    login("http://x", "--no-check", secret=b"newer")
    assert kept(folder)["http://x"] == {"kind": "token", "keyring": True}
    assert keyring.kept == {("wflint", "http://x"): "newer"}


# -- where the folder is -------------------------------------------------------------------------------


def test_the_folder_of_the_platform(wflint: Wflint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WFLINT_CONFIG_DIR")
    for name in ("XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    assert wflint("allow", "http://x").code == 0
    assert (tmp_path / "home" / "wflint" / "servers.json").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="HOME and XDG_CONFIG_HOME are of POSIX")
@pytest.mark.parametrize("variables", [{"XDG_CONFIG_HOME": "."}, {"HOME": "~"}, {"HOME": "."}, {"HOME": ""}])
def test_a_repository_cannot_bring_the_list(
    variables: dict[str, str], wflint: Wflint, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the home folder is unknown or relative, names would lead into the folder that wflint runs in."""
    monkeypatch.delenv("WFLINT_CONFIG_DIR")
    monkeypatch.setenv("HOME", str(here / "home"))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    for planted in ("wflint", "~/.config/wflint", ".config/wflint"):
        (here / planted).mkdir(parents=True)
        (here / planted / "servers.json").write_text('{"servers": {"http://127.0.0.1:1": {}}}')
        (here / planted / "servers.json").chmod(0o600)
    (here / "wflint.toml").write_text('[server]\nurl = "http://127.0.0.1:1"\n')
    ran = wflint("models", "pull", "-o", "-")
    assert ran.code == 2
    assert "you have not allowed it" in ran.err


def test_the_variable_is_a_whole_path(wflint: Wflint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WFLINT_CONFIG_DIR", "here")
    ran = wflint("allow", "http://x")
    assert ran.code == 2
    assert "WFLINT_CONFIG_DIR must be an absolute path" in ran.err


# -- certificates --------------------------------------------------------------------------------------


def test_certificates_are_kept_as_a_copy(
    login: Login, wflint: Wflint, put: Put, here: Path, folder: Path
) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("certificates are made with openssl")
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=lab"]
    subprocess.run(
        [*command, "-keyout", str(here / "key"), "-out", str(here / "lab.pem")],
        check=True,
        capture_output=True,
    )
    original = (here / "lab.pem").read_bytes()
    assert wflint("allow", "https://lab.test", "--ca", "lab.pem").code == 0
    put("lab.pem", "another one, of the next commit")
    copy = str(kept(folder)["https://lab.test"]["ca"])
    assert os.path.dirname(copy) == str(folder)
    with open(copy, "rb") as file:
        assert file.read() == original
    assert wflint("allow", "-l").out == "https://lab.test  no credentials  certificate kept\n"
    assert wflint("allow", "--remove", "https://lab.test").code == 0
    assert not os.path.exists(copy)
    ran = wflint("allow", "https://lab.test", "--ca", "lab.pem")
    assert ran.code == 2
    assert "lab.pem: no certificates in PEM" in ran.err
