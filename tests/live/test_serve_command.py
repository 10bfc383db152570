"""``wflint serve`` from outside, with a stand-in for InvokeAI."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.live.serving import fake_python, gone, until
from wflint.net.session import Session

if TYPE_CHECKING:
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
        (["--port", "0"], "0 is not in the range"),
    ],
)
def test_wrong_usage(environment: dict[str, str], arguments: list[str], said: str) -> None:
    done = wflint(environment, "serve", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
