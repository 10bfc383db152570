"""Every command that writes a file: whole or not at all, and one line that names it when it cannot."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.catalogue.conftest import extract
from tests.cli.conftest import COMMAND, good_graph
from tests.live.fake_server import Connection, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

POSIX = pytest.mark.skipif(os.name != "posix", reason="limits and permissions of POSIX")
WAYS = {
    "convert": ("convert", "a.graph.json", "--to", "workflow", "-q", "-o", "{out}"),
    "check": ("check", "a.graph.json", "-q", "-f", "json", "-o", "{out}"),
    "packs": ("packs", "check", "a.graph.json", "-f", "json", "-o", "{out}"),
    "catalogue": ("catalogue", "pull", "--server", "{url}", "-o", "{out}"),
    "models": ("models", "pull", "-q", "--server", "{url}", "-o", "{out}"),
    "stubs": ("stubs", "--target", "5.15.0", "-o", "{out}"),
    "new": ("new", "flux_text_to_image", "--force", "-o", "{out}"),
}
MODEL = {"key": "k" * 40, "hash": "h" * 40, "name": "Tiny" * 20, "base": "sd-1", "type": "main"}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    def says(answer: object) -> Callable[[Connection], None]:
        return lambda connection: connection.json(answer)

    with serving(
        {
            "/api/v1/app/version": says({"version": "6.14.2"}),
            "/api/v2/models/": says({"models": [MODEL]}),
            "/openapi.json": says(extract("6.14.2")),
        }
    ) as server:
        yield server.url


@pytest.fixture
def folder(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("WFLINT_TOKEN", "WFLINT_EMAIL", "WFLINT_PASSWORD", "WFLINT_SERVER"):
        monkeypatch.delenv(name, raising=False)
    (here / "a.graph.json").write_text(json.dumps(good_graph()))
    return here


def run(way: str, url: str, out: str, start: str = "") -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, after some code there."""
    given = [each.format(url=url, out=out) for each in WAYS[way]]
    command = [sys.executable, "-c", f"{start}\n{COMMAND[2]}", *given]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def is_one_line(done: subprocess.CompletedProcess[str], out: str) -> bool:
    """Exit code 2 and a line that names the file as the user did, and no other."""
    lines = [line for line in done.stderr.splitlines() if not line.startswith(("Usage:", "Try ")) and line]
    return done.returncode == 2 and len(lines) == 1 and out in lines[0] and ".wflint-" not in done.stderr


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


FULL = (
    "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))"
)


@POSIX
def test_a_full_disk_leaves_the_file_as_it_was(way: str, url: str, folder: Path) -> None:
    for old in (None, "old"):
        if old is not None:
            (folder / "out.py").write_text(old)
        before = sorted(path.name for path in folder.iterdir())
        done = run(way, url, "out.py", FULL)
        assert is_one_line(done, "out.py"), done.stderr
        assert sorted(path.name for path in folder.iterdir()) == before
        assert old is None or (folder / "out.py").read_text() == old


@POSIX
def test_permissions_and_links_stay(way: str, url: str, folder: Path) -> None:
    (folder / "deep").mkdir()
    real = folder / "deep" / "real.py"
    real.write_text("old")
    real.chmod(0o600)
    (folder / "out.py").symlink_to("deep/real.py")
    assert run(way, url, "out.py").returncode == 0
    assert (folder / "out.py").is_symlink()
    assert real.read_text() not in ("", "old")
    assert stat.S_IMODE(real.stat().st_mode) == 0o600


def test_a_folder_that_is_not_there(way: str, url: str, folder: Path) -> None:
    if way == "new":
        pytest.skip("it makes folders")
    done = run(way, url, "gone/out.py")
    assert is_one_line(done, os.path.join("gone", "out.py")), done.stderr
    assert not (folder / "gone").exists()


def test_a_folder_instead_of_a_file(way: str, url: str, folder: Path) -> None:
    if way == "new":
        pytest.skip("it writes into the folder")
    (folder / "out.py").mkdir()
    done = run(way, url, "out.py")
    assert is_one_line(done, "out.py"), done.stderr
    assert list((folder / "out.py").iterdir()) == []


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="Linux has it")
def test_a_full_device(way: str, url: str, folder: Path) -> None:
    if way in ("stubs", "new"):
        pytest.skip("it wants a name that ends in .py")
    done = run(way, url, "/dev/full")
    assert is_one_line(done, "/dev/full"), done.stderr
    assert "No space left" in done.stderr


@POSIX
def test_standard_output_by_its_name(way: str, url: str, folder: Path) -> None:
    if way in ("stubs", "new"):
        pytest.skip("it wants a name that ends in .py")
    done = run(way, url, "/dev/stdout")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)


def test_the_output_may_be_the_input(url: str, folder: Path) -> None:
    graph = folder / "a.graph.json"
    done = run("convert", url, "a.graph.json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(graph.read_text())["nodes"][0]["type"] == "invocation"
    assert sorted(path.name for path in folder.iterdir()) == ["a.graph.json"]


@POSIX
def test_stubs_are_both_written_or_neither(url: str, folder: Path) -> None:
    (folder / "out.py").write_text("old")
    (folder / "out.pyi").mkdir()
    done = run("stubs", url, "out.py")
    assert is_one_line(done, "out.pyi"), done.stderr
    assert (folder / "out.py").read_text() == "old"
    assert sorted(path.name for path in folder.iterdir()) == ["a.graph.json", "out.py", "out.pyi"]


@POSIX
def test_what_is_there_is_not_replaced_by_new(url: str, folder: Path) -> None:
    (folder / "out.py").symlink_to("gone.py")  # dangling: nobody's, and yet a name that is taken
    given = [sys.executable, *COMMAND[1:], "new", "flux_text_to_image", "-o", "out.py"]
    done = subprocess.run(given, capture_output=True, text=True, check=False)
    assert is_one_line(done, "out.py"), done.stderr
    assert not (folder / "gone.py").exists()


# -- files that a configuration names ------------------------------------------------------------------------

CONFIGURATIONS = {
    "models": 'models = "{}"',
    "catalogues": 'catalogues = ["{}"]',
    "target": 'target = "{}"',
}
COMMANDS = (
    ("check", "evil"),
    ("config", "evil/a.graph.json"),
    ("estimate", "evil/a.graph.json"),
    ("convert", "evil/a.graph.json", "--to", "workflow"),
)


@POSIX
@pytest.mark.parametrize("key", CONFIGURATIONS)
@pytest.mark.parametrize("name", ["../secret.json", "{here}/secret.json", "link.json", "link/secret.json"])
@pytest.mark.parametrize("command", COMMANDS, ids=lambda each: each[0])
def test_a_configuration_names_no_file_outside_of_its_project(
    folder: Path, wflint: Callable, key: str, name: str, command: tuple[str, ...]
) -> None:
    evil = folder / "evil"
    (evil / ".git").mkdir(parents=True)
    (folder / "a.graph.json").rename(evil / "a.graph.json")
    (folder / "secret.json").write_text('{"canary": "5f2e"}')
    (evil / "link.json").symlink_to("../secret.json")
    (evil / "link").symlink_to("..")
    name = name.format(here=folder)
    for text in (CONFIGURATIONS[key], f'[per-path."*"]\n{CONFIGURATIONS[key]}'):
        if key == "catalogues" and text.startswith("[per-path"):
            continue
        (evil / "wflint.toml").write_text(text.format(name))
        ran = wflint(*command)
        assert ran.code == 2
        assert ran.out == ""
        assert f"{name} is not a file of the project in {evil.resolve()}; what lies elsewhere" in ran.err
        assert f"{key}: " in ran.err
        assert os.path.join("evil", "wflint.toml") in ran.err
        assert ran.err.count("\n") == 1
        assert "5f2e" not in ran.err


def test_a_target_is_seen_from_its_configuration(
    folder: Path, wflint: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = wflint("catalogue", "list", "--target", "5.15.0", "-f", "json")
    assert ran.code == 0
    (folder / "deep").mkdir()
    (folder / "other.json").write_text('{"canary": 1}')
    (folder / "deep" / "openapi.json").write_text(json.dumps(extract("6.14.2")))
    (folder / "deep" / "wflint.toml").write_text('target = "openapi.json"')
    assert wflint("config", "deep").json["target"].endswith(os.path.join("deep", "openapi.json"))
    (folder / "deep" / "wflint.toml").write_text('target = "other.json"')
    ran = wflint("config", "deep")  # not the one that happens to lie where wflint runs
    assert ran.code == 2
    assert "no such release, range or file" in ran.err
    (folder / "deep" / "wflint.toml").write_text('target = "lates"')
    assert "did you mean 'latest'?" in wflint("config", "deep").err
