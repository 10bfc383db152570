"""``wflint serve`` from outside, with a stand-in for InvokeAI."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from tests.live.serving import fake_python, gone, until
from wflint.cache import locked
from wflint.net.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")
WFLINT = [sys.executable, "-c", "from wflint.cli.main import main; main()"]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {
        **os.environ,
        "WFLINT_INVOKEAI_6_14_2": str(fake_python(tmp_path)),
        "WFLINT_CACHE": str(tmp_path / "cache"),
        "TMPDIR": str(tmp_path),
    }


def wflint(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*WFLINT, *arguments], env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def roots(folder: Path) -> list[Path]:
    return list(folder.glob("wflint-invokeai-*"))


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 0), (signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGKILL, -9)],
)
def test_foreground(tmp_path: Path, environment: dict[str, str], number: signal.Signals, code: int) -> None:
    command = subprocess.Popen(
        [*WFLINT, "serve", "--release", "6.14.2"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert command.stdout is not None
    url = command.stdout.readline().strip()
    session = Session(url, token="")
    assert session.get("/api/v1/app/version") == {"version": "6.14.2"}
    session.close()
    assert len(roots(tmp_path)) == 1
    command.send_signal(number)
    _, told = command.communicate(timeout=60)
    assert command.returncode == code, told
    assert until(lambda: not roots(tmp_path)) if number == signal.SIGKILL else not roots(tmp_path)
    assert not listening(url)


EVERY = pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
UV = """#!/bin/sh
if [ "$1" = venv ]; then
  for folder; do :; done
  mkdir -p "$folder/bin"
else
  sleep 600 & wait
fi
"""


def in_the_middle(
    environment: dict[str, str], number: int, ready: Callable[[], bool], *arguments: str
) -> tuple[int, str]:
    """``wflint serve`` that gets a signal when something is so; its exit code and what it said."""
    command = subprocess.Popen(
        [*WFLINT, "serve", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert until(ready)
    family = psutil.Process(command.pid).children(recursive=True)
    assert family
    command.send_signal(number)
    _, told = command.communicate(timeout=60)
    assert until(lambda: all(gone(process.pid) for process in family))
    assert "Traceback" not in told
    return command.returncode, told


@EVERY
def test_while_it_starts(tmp_path: Path, environment: dict[str, str], number: int, code: int) -> None:
    def started() -> bool:
        return any((root / "seen.json").exists() for root in roots(tmp_path))

    silent = {**environment, "FAKE_INVOKEAI": "silent"}
    ended, told = in_the_middle(silent, number, started, "--release", "6.14.2")
    assert ended == code, told
    assert not roots(tmp_path)


@EVERY
def test_while_invokeai_is_installed(
    tmp_path: Path, environment: dict[str, str], number: int, code: int
) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "uv").write_text(UV)
    (tmp_path / "bin" / "uv").chmod(0o755)
    del environment["WFLINT_INVOKEAI_6_14_2"]
    environment["PATH"] = f"{tmp_path / 'bin'}{os.pathsep}{environment['PATH']}"
    folder = tmp_path / "cache" / "environments" / "invokeai-6.14.2"

    def installing() -> bool:
        return any("sleep" in p.name() for p in psutil.Process().children(recursive=True))

    ended, told = in_the_middle(environment, number, installing, "--release", "6.14.2")
    assert ended == code, told
    assert not folder.exists()
    with locked(folder.with_name(folder.name + ".lock")):  # nobody has it
        pass


@EVERY
def test_while_tiny_models_are_made(
    tmp_path: Path, environment: dict[str, str], number: int, code: int
) -> None:
    making = {**environment, "FAKE_INVOKEAI": "makes"}
    ended, told = in_the_middle(
        making, number, lambda: bool(list(tmp_path.glob("cache/tiny/*/half*"))), "--models", "tiny"
    )
    assert ended == code, told
    assert not [path for path in tmp_path.glob("cache/tiny/*") if path.is_dir()]
    assert not roots(tmp_path)


def test_a_detached_one_outlives_the_terminal(tmp_path: Path, environment: dict[str, str]) -> None:
    import fcntl
    import pty
    import termios

    leader, follower = pty.openpty()
    controlling: dict[str, Any] = {"preexec_fn": lambda: fcntl.ioctl(follower, termios.TIOCSCTTY, 0)}
    command = subprocess.Popen(
        [*WFLINT, "serve", "--release", "6.14.2", "--detach"],
        env=environment,
        stdin=follower,
        stdout=subprocess.PIPE,
        stderr=follower,
        text=True,
        start_new_session=True,
        **controlling,
    )
    url = command.communicate(timeout=60)[0].strip()
    assert command.returncode == 0
    os.close(follower)
    os.close(leader)
    assert listening(url)
    [server] = json.loads(wflint(environment, "serve", "status", "--format", "json").stdout)["servers"]
    os.kill(server["guard_pid"], signal.SIGHUP)  # meant for it, this one ends it like SIGTERM
    assert until(lambda: gone(server["guard_pid"]))
    assert gone(server["pid"])
    assert not roots(tmp_path)


def listening(url: str) -> bool:
    import socket

    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", int(url.rpartition(":")[2]))) == 0


def test_server_that_ends_by_itself(environment: dict[str, str]) -> None:
    done = wflint({**environment, "FAKE_INVOKEAI": "crash"}, "serve", "--release", "6.14.2")
    assert done.returncode == 2
    assert "the sky has fallen" in done.stderr
    assert "Traceback" not in done.stderr


def test_detached(tmp_path: Path, environment: dict[str, str]) -> None:
    started = wflint(environment, "serve", "--release", "6.14.2", "--detach")
    assert started.returncode == 0, started.stderr
    url = started.stdout.strip()
    port = url.rpartition(":")[2]
    assert len(roots(tmp_path)) == 1

    listed = json.loads(wflint(environment, "serve", "status", "--format", "json").stdout)["servers"]
    assert [server["url"] for server in listed] == [url]
    assert f"{port}  {url}  InvokeAI 6.14.2  CPU" in wflint(environment, "serve", "status").stdout
    assert wflint(environment, "serve", "stop", "1").returncode == 2

    stopped = wflint(environment, "serve", "stop", port)
    assert stopped.returncode == 0
    assert gone(listed[0]["pid"])
    assert not roots(tmp_path)
    assert "no detached server" in wflint(environment, "serve", "status").stderr
    assert wflint(environment, "serve", "stop").returncode == 0


def test_two_detached_are_told_apart(environment: dict[str, str]) -> None:
    urls = [wflint(environment, "serve", "--release", "6.14.2", "--detach").stdout.strip() for _ in range(2)]
    assert len(set(urls)) == 2
    unclear = wflint(environment, "serve", "stop")
    assert unclear.returncode == 2
    assert "2 servers are running" in unclear.stderr
    assert wflint(environment, "serve", "stop", urls[0]).returncode == 0
    assert not listening(urls[0])
    assert listening(urls[1])
    assert wflint(environment, "serve", "stop", "--all").returncode == 0
    assert not listening(urls[1])


def test_detached_server_that_died_is_not_listed(environment: dict[str, str]) -> None:
    wflint(environment, "serve", "--release", "6.14.2", "--detach")
    listed = json.loads(wflint(environment, "serve", "status", "--format", "json").stdout)["servers"]
    os.kill(listed[0]["pid"], signal.SIGKILL)
    assert until(lambda: gone(listed[0]["guard_pid"]))
    assert "no detached server" in wflint(environment, "serve", "status").stderr


def test_foreign_files_in_the_list_do_no_harm(tmp_path: Path, environment: dict[str, str]) -> None:
    folder = tmp_path / "cache" / "servers"
    folder.mkdir(parents=True)
    (folder / "a.json").write_text("[]")
    (folder / "b.json").write_text("{")
    assert wflint(environment, "serve", "status").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--release", "six"], "is not a release of InvokeAI"),
        (["--device", "gpu"], "unknown device"),
        (["--models", "nowhere"], "no such file or directory: nowhere"),
        (["--device", "cuda:x"], "unknown device"),
        (["--port", "0"], "0 is not in the range"),
        (["--preset", "low"], 'no preset "low"'),
        (["--set", "precision"], "is not KEY=VALUE"),
        (["--set", "precison=auto"], 'has no setting "precison" (did you mean "precision"?)'),
        (["--set", "precision=half"], "Input should be 'auto', 'float16' or 'float32'"),
        (["--pack", "nowhere"], "no such folder: nowhere"),
    ],
)
def test_wrong_usage(environment: dict[str, str], arguments: list[str], said: str) -> None:
    done = wflint(environment, "serve", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_presets_are_listed_and_status_shows_one(environment: dict[str, str]) -> None:
    listed = wflint(environment, "serve", "--list-presets").stdout
    assert "low-vram          precision fp16" in listed
    assert "enable_partial_loading=true, before 5.6 lazy_offload=false" in listed
    done = wflint(environment, "serve", "--release", "6.14.2", "--preset", "low-vram", "--detach")
    assert done.returncode == 0, done.stderr
    assert "wflint: preset low-vram: precision=float16, attention_type=sliced" in done.stderr
    assert "  low-vram  " in wflint(environment, "serve", "status").stdout
    assert wflint(environment, "serve", "stop").returncode == 0


def test_pytest_serves_with_a_preset_and_packs(tmp_path: Path, environment: dict[str, str]) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "__init__.py").write_text("")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "test_a.py").write_text(
        "import os\nos.chdir('elsewhere')\n\ndef test_a(invokeai_server):\n    assert invokeai_server.pid\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:cacheprovider", "test_a.py"]
    command += ["--wflint-serve", "6.14.2", "--wflint-models", "none", "--wflint-device", "cpu"]

    def run(*more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, *more],
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    done = run("--wflint-preset", "balanced", "--wflint-pack", "mine")
    assert done.returncode == 0, done.stdout
    assert "preset balanced: precision=float16" in done.stderr
    assert "node pack mine: its code runs in the server" in done.stderr
    for wrong, said in (
        ("--wflint-preset=x", 'no preset "x"'),
        ("--wflint-pack=x", f"no such folder: {tmp_path}"),
    ):
        done = run(wrong)
        assert done.returncode == 1
        assert f"InvokeAI 6.14.2 cannot be served: {said}" in done.stdout
