"""Environments: which pins, made once, waited for, half-made ones made again. With a stand-in for uv."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import psutil
import pytest

from tests.live.serving import FAKE, fake_python, until
from wflint.cache import cache_dir
from wflint.live.serve.environment import invokeai_environment, is_installed
from wflint.live.serve.environment_pins import Pins, UnknownReleaseError, pins_for, resolve_release
from wflint.live.serve.environment_python import find_python
from wflint.live.serve.errors import SetupError
from wflint.release import release_of

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")

UV = f"""#!/bin/sh
echo "$@" >> "$UV_CALLS"
pwd >> "$UV_CALLS.from"
if [ "$1" = venv ]; then
  for folder; do :; done
  mkdir -p "$folder/bin"
  printf '#!/bin/sh\\nexec "{sys.executable}" "{FAKE}" "$@"\\n' > "$folder/bin/python"
  chmod +x "$folder/bin/python"
else
  sleep "${{UV_SECONDS:-0}}"
  [ -z "$UV_FAILS" ] || {{ echo "no solution found"; exit 1; }}
fi
"""
MAKE = "from wflint.live.serve.environment import invokeai_environment as make; print(make('6.14.2').python)"


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that the stand-in for uv writes its command lines to."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "uv").write_text(UV)
    (tmp_path / "bin" / "uv").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("WFLINT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("UV_CALLS", str(tmp_path / "calls"))
    for name in ("WFLINT_INVOKEAI_6_14_2", "WFLINT_INVOKEAI_5_0_2", "WFLINT_TORCH_INDEX"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "calls"


@pytest.mark.parametrize(
    ("text", "release"),
    [
        *[("6.14.2", "6.14.2"), ("6.14", "6.14.2"), ("5.15", "5.15.0"), ("5", "5.15.0"), ("9.0.1", "9.0.1")],
        *[(text, "7.0.0a3") for text in ("7.0.0a3", "7.0.0-alpha.3", "v7.0.0A3", "7.0", "7")],
        *[("7.0.0a4", "7.0.0a4"), ("6.14.0-rc2", "6.14.0rc2"), ("7.0.0", "7.0.0")],
    ],
)
def test_resolve_release(text: str, release: str) -> None:
    assert resolve_release(text) == release


def test_latest_is_a_known_one() -> None:
    assert resolve_release("latest") == resolve_release(resolve_release("latest"))
    assert not release_of(resolve_release("latest")).is_pre


@pytest.mark.parametrize(
    "text", ["", "six", "4.2.9", "4.2.9rc1", "6.99", "8", "../6.14.2", "6.14.2; rm -rf /"]
)
def test_no_release(text: str) -> None:
    with pytest.raises(UnknownReleaseError):
        resolve_release(text)


def test_pins() -> None:
    newest = pins_for("6.14.2")
    assert newest.requirements == ("invokeai==6.14.2", "torch==2.7.1", "torchvision==0.22.1")
    assert newest.python == "3.11"
    coming = pins_for("7.0.0a3")
    assert (coming.python, coming.requirements) == ("3.12", ("invokeai==7.0.0a3",))
    assert str(coming.before) == "2026-10-23"
    older = pins_for("5.15.0")
    assert older.requirements == ("invokeai==5.15.0",)
    assert str(older.before) == "2025-06-20"
    assert str(pins_for("6.8.0").before) == "2025-10-11"  # not four days after it, when it broke


def test_made_once(calls: Path, tmp_path: Path) -> None:
    lines: list[str] = []
    first = invokeai_environment("6.14.2", lines.append)
    second = invokeai_environment("6.14", lines.append)
    assert first == second
    assert first.python == tmp_path / "cache" / "environments" / "invokeai-6.14.2" / "bin" / "python"
    assert len(calls.read_text().splitlines()) == 2
    assert "--exclude-newer 2026-10-01T00:00:00Z" in calls.read_text()
    assert "torch==2.7.1" in calls.read_text()
    assert lines[-1] == "installed InvokeAI 6.14.2"


def test_the_installer_does_not_run_where_we_are(
    calls: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stranger's repository may have a uv.toml with an index of packages, or a pip.py."""
    (tmp_path / "repository").mkdir()
    monkeypatch.chdir(tmp_path / "repository")
    invokeai_environment("6.14.2")
    places = calls.with_name("calls.from").read_text().splitlines()
    assert places == [str(tmp_path / "cache" / "environments")] * 2


def test_half_made_one_is_made_again(calls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_FAILS", "1")
    with pytest.raises(SetupError, match=r"(?s)exit code 1.*no solution found"):
        invokeai_environment("6.14.2")
    monkeypatch.delenv("UV_FAILS")
    folder = cache_dir() / "environments" / "invokeai-6.14.2"
    assert not folder.exists()  # it may be gigabytes, and the disk full of them
    (folder / "bin").mkdir(parents=True)  # as `kill -9` leaves it
    lines: list[str] = []
    assert invokeai_environment("6.14.2", lines.append).python.is_file()
    assert lines[0].startswith("removing a half-made environment")
    assert len(calls.read_text().splitlines()) == 4


def test_one_whose_python_is_gone_is_made_again(calls: Path) -> None:
    """The Python that a virtual environment links to was removed, or replaced by another release."""
    python = invokeai_environment("6.14.2").python
    python.unlink()
    python.symlink_to("/nowhere/python3.11")
    assert invokeai_environment("6.14.2").python.is_file()
    assert len(calls.read_text().splitlines()) == 4


def test_two_at_once_make_one(calls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_SECONDS", "1")
    both = [
        subprocess.Popen([sys.executable, "-c", MAKE], stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    answers = {process.communicate(timeout=60)[0] for process in both}
    assert len(answers) == 1
    assert len(calls.read_text().splitlines()) == 2


def test_installed_something_else(calls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAKE_RELEASE", "6.0.0")
    with pytest.raises(SetupError, match=r"has no InvokeAI 6\.14\.2"):
        invokeai_environment("6.14.2")


@pytest.mark.parametrize("variable", ["WFLINT_INVOKEAI_7_0_0A3", "WFLINT_INVOKEAI_7_0_0a3"])
@pytest.mark.parametrize("said", ["7.0.0a3", "7.0.0-alpha.3"])
def test_a_pre_release_that_a_variable_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, said: str
) -> None:
    """Its letters in either case; installed it is called as the index calls it, or as it calls itself."""
    monkeypatch.setenv("WFLINT_CACHE", str(tmp_path / "cache"))
    for name in ("WFLINT_INVOKEAI_7_0_0A3", "WFLINT_INVOKEAI_7_0_0a3"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FAKE_RELEASE", said)
    monkeypatch.setenv(variable, str(fake_python(tmp_path)))
    found = invokeai_environment("7.0.0-alpha.3")
    assert (found.release, found.python.parent) == ("7.0.0a3", tmp_path)
    assert is_installed("7.0.0a3")


def test_a_named_python_of_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """This one: it runs, and has no InvokeAI."""
    monkeypatch.delenv("WFLINT_INVOKEAI_7_0_0a3", raising=False)
    monkeypatch.setenv("WFLINT_INVOKEAI_7_0_0A3", sys.executable)
    has = "{}.{}".format(*sys.version_info)
    with pytest.raises(SetupError, match=rf"which is Python {has} without InvokeAI; .* with Python 3\.12"):
        invokeai_environment("7.0.0a3")


def script(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def test_a_python_that_does_not_run_is_not_taken(
    calls: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pyenv puts a python3.12 into the path that only fails, where it has one that is not chosen."""
    monkeypatch.setenv("FAKE_RELEASE", "7.0.0a3")
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    for name in ("WFLINT_INVOKEAI_7_0_0A3", "WFLINT_INVOKEAI_7_0_0a3"):
        monkeypatch.delenv(name, raising=False)
    script(tmp_path / "bin" / "python3.12", "exit 127")
    script(tmp_path / "pyenv" / "versions" / "3.12.9" / "bin" / "python", "echo 3.12")
    script(tmp_path / "pyenv" / "versions" / "3.12.10" / "bin" / "python", "echo 3.9")
    assert find_python("3.12") == str(tmp_path / "pyenv" / "versions" / "3.12.9" / "bin" / "python")
    assert invokeai_environment("7.0.0a3").release == "7.0.0a3"
    assert f"--python {tmp_path}/pyenv/versions/3.12.9/bin/python " in calls.read_text()


def test_uv_that_does_not_get_the_python(
    calls: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wflint.live.serve import environment

    monkeypatch.setattr(environment, "find_python", lambda _wanted: None)
    for name in ("WFLINT_INVOKEAI_7_0_0A3", "WFLINT_INVOKEAI_7_0_0a3"):
        monkeypatch.delenv(name, raising=False)
    script(tmp_path / "bin" / "uv", "echo error: no download; exit 2")
    needs = r"(?s)^InvokeAI 7\.0\.0a3 needs Python 3\.12, which is not on this machine.*no download"
    with pytest.raises(SetupError, match=needs):
        invokeai_environment("7.0.0a3")
    assert not calls.exists()


def test_named_environment_that_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WFLINT_INVOKEAI_6_14_2", str(tmp_path / "python"))
    with pytest.raises(SetupError, match="WFLINT_INVOKEAI_6_14_2 names"):
        invokeai_environment("6.14.2")


def test_cache_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WFLINT_CACHE", str(tmp_path))
    assert cache_dir() == tmp_path
    monkeypatch.delenv("WFLINT_CACHE")
    if sys.platform == "linux":
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
        assert cache_dir() == tmp_path / "xdg" / "wflint"


def test_without_uv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """venv and pip do it; the commands are those, and pip is told the date where it understands it."""
    from wflint.live.serve import environment

    commands: list[list[str]] = []
    monkeypatch.setattr(environment, "_run", lambda command, *_: commands.append(command))
    monkeypatch.setattr(environment, "find_uv", lambda: None)
    monkeypatch.setattr(environment, "find_python", lambda _wanted: sys.executable)
    monkeypatch.setattr(environment, "_pip_knows_dates", lambda _python: True)
    monkeypatch.delenv("WFLINT_INVOKEAI_5_15_0", raising=False)
    monkeypatch.setenv("WFLINT_CACHE", str(tmp_path))
    with pytest.raises(SetupError, match=r"has no InvokeAI 5\.15\.0"):
        invokeai_environment("5.15.0")
    folder = str(tmp_path / "environments" / "invokeai-5.15.0")
    assert commands[0] == [sys.executable, "-I", "-m", "venv", folder]
    assert commands[1][1:] == [
        "-I",
        "-m",
        "pip",
        "install",
        "--no-input",
        "invokeai==5.15.0",
        "--uploaded-prior-to",
        "2025-06-20",
    ]


def test_uv_beside_wflint_is_found(calls: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``pip install uv`` puts it beside the Python of wflint, which need not be on the PATH."""
    from wflint.live.serve import environment

    (tmp_path / "beside").mkdir()
    uv = tmp_path / "bin" / "uv"
    uv = uv.rename(tmp_path / "beside" / "uv")
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.setattr(environment.sysconfig, "get_path", lambda _name: str(tmp_path / "nowhere"))
    monkeypatch.setattr(environment.sys, "executable", str(tmp_path / "nowhere" / "python"))
    assert environment.find_uv() is None
    monkeypatch.setattr(environment.sysconfig, "get_path", lambda _name: str(tmp_path / "beside"))
    assert environment.find_uv() == str(uv)
    assert invokeai_environment("6.14.2").python.is_file()
    uv.chmod(0o644)
    assert environment.find_uv() is None


@pytest.mark.parametrize("kind", ["folder", "address", "name"])
def test_torch_from_an_index_of_its_own(
    calls: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """First and alone: the index has no dates, by which the rest is held back."""
    index = {"folder": str(tmp_path), "address": "http://wheels.lab/cpu", "name": "cpu"}[kind]
    monkeypatch.setenv("WFLINT_TORCH_INDEX", index)
    invokeai_environment("6.14.2")
    _make, torch, rest = calls.read_text().splitlines()
    where = {
        "folder": f"--no-index --no-deps --find-links {index}",
        "address": f"--index-url {index}",
        "name": "--torch-backend cpu",
    }[kind]
    assert torch.endswith(f"torch==2.7.1 torchvision==0.22.1 {where}")
    assert "exclude-newer" not in torch
    assert "invokeai==6.14.2 torch==2.7.1" in rest
    assert f"--index-url {index}" not in rest
    assert "--find-links" not in rest
    assert "--torch-backend" not in rest
    with pytest.raises(SetupError, match=r"WFLINT_TORCH_INDEX is for InvokeAI 6"):
        invokeai_environment("5.0.2")
    assert not (tmp_path / "cache" / "environments" / "invokeai-5.0.2").exists()


@pytest.mark.parametrize("uv", [True, False])
def test_torch_from_nowhere(calls: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, uv: bool) -> None:
    """A folder seen from the present one would be a stranger's."""
    from wflint.live.serve import environment

    monkeypatch.chdir(tmp_path)
    (tmp_path / "cpu").mkdir()
    if not uv:
        monkeypatch.setattr(environment, "find_uv", lambda: None)
    monkeypatch.setenv("WFLINT_TORCH_INDEX", "./cpu" if uv else "cpu")
    with pytest.raises(SetupError, match=r"is not the address of an index or the full path of a folder"):
        invokeai_environment("6.14.2")
    assert not calls.exists()


def test_torch_from_an_index_with_pip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from wflint.live.serve import environment

    commands: list[list[str]] = []
    monkeypatch.setattr(environment, "_run", lambda command, *_: commands.append(command))
    monkeypatch.setattr(environment, "find_uv", lambda: None)
    monkeypatch.setattr(environment, "find_python", lambda _wanted: sys.executable)
    monkeypatch.setattr(environment, "_pip_knows_dates", lambda _python: True)
    monkeypatch.setenv("WFLINT_TORCH_INDEX", "http://wheels.lab/cpu")
    monkeypatch.delenv("WFLINT_INVOKEAI_6_14_2", raising=False)
    monkeypatch.setenv("WFLINT_CACHE", str(tmp_path))
    with pytest.raises(SetupError, match=r"has no InvokeAI 6\.14\.2"):
        invokeai_environment("6.14.2")
    assert commands[1][1:] == ["-I", "-m", "pip", "install", "torch==2.7.1", "torchvision==0.22.1",
                               "--index-url", "http://wheels.lab/cpu"]  # fmt: skip
    assert "--uploaded-prior-to" in commands[2]


def test_killed_in_the_middle(calls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its installer goes on for a while. Who comes next waits for that, and then makes all of it anew."""
    monkeypatch.setenv("UV_SECONDS", "600")
    first = subprocess.Popen([sys.executable, "-c", MAKE], stdout=subprocess.DEVNULL)
    assert until(lambda: calls.exists() and len(calls.read_text().splitlines()) == 2)
    folder = cache_dir() / "environments" / "invokeai-6.14.2"
    installer = next(p for p in psutil.Process(first.pid).children() if "uv" in " ".join(p.cmdline()))
    first.kill()
    first.wait()
    assert installer.is_running()
    monkeypatch.setenv("UV_SECONDS", "0")
    (folder / "half").touch()
    told: list[str] = []

    def tell(line: str) -> None:
        told.append(line)
        if line.startswith("waiting"):
            os.killpg(installer.pid, signal.SIGKILL)

    assert invokeai_environment("6.14.2", tell).python.is_file()
    assert [line.split(" InvokeAI")[0] for line in told[:2]] == [
        "waiting for another wflint that installs",
        "removing a half-made environment for",
    ]
    assert not (folder / "half").exists()


def test_a_full_disk(calls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was made so far is what fills it."""
    from wflint.live.serve import environment

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "wflint-environment.json")

    with monkeypatch.context() as patch:
        patch.setattr(environment, "write_file", full)
        with pytest.raises(OSError, match="No space left"):
            invokeai_environment("6.14.2")
    assert not (cache_dir() / "environments" / "invokeai-6.14.2").exists()
    assert invokeai_environment("6.14.2").python.is_file()


def test_without_uv_and_without_the_right_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from wflint.live.serve import environment

    monkeypatch.setattr(environment, "find_uv", lambda: None)
    monkeypatch.setattr(environment, "pins_for", lambda release: Pins(release, "3.2", (), None))
    monkeypatch.setenv("WFLINT_CACHE", str(tmp_path))
    monkeypatch.delenv("WFLINT_INVOKEAI_5_15_0", raising=False)
    with pytest.raises(SetupError, match=r"needs Python 3\.2"):
        invokeai_environment("5.15.0")
