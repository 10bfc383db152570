"""A server's life with a stand-in for InvokeAI: ports, crashes, time-outs, settings, clean-up."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from tests.live.serving import fake_python, gone
from wflint.live.serve.errors import PortTakenError, ServeError, SetupError
from wflint.live.serve.server import InvokeAIServer

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")


@pytest.fixture(autouse=True)
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WFLINT_INVOKEAI_6_14_2", str(fake_python(tmp_path)))
    monkeypatch.setenv("WFLINT_CACHE", str(tmp_path / "cache"))


def make(**options: Any) -> InvokeAIServer:
    return InvokeAIServer("6.14.2", device="cpu", **options)


def test_start_and_stop() -> None:
    lines: list[str] = []
    with make(progress=lines.append) as server:
        with closing(server.session()) as session:
            assert session.get("/api/v1/app/version") == {"version": "6.14.2"}
        root, pid = server.root, server.pid
        assert server.alive
        assert server.device == "CPU"
        assert root.is_dir()
    assert pid is not None
    assert gone(pid)
    assert not root.exists()
    assert not server.alive
    assert any(line.startswith("InvokeAI 6.14.2 answers at http://127.0.0.1:") for line in lines)


def test_given_root_and_log_are_kept(tmp_path: Path) -> None:
    with make(root=tmp_path / "root", log=tmp_path / "server.log") as server:
        assert server.root == tmp_path / "root"
    assert {path.name for path in (tmp_path / "root").iterdir()} == {"invokeai.yaml", "seen.json"}
    assert "Invoke running on" in (tmp_path / "server.log").read_text()


def test_settings_reach_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INVOKEAI_DEVICE", "cuda")
    monkeypatch.setenv("INVOKEAI_MODELS_DIR", "/elsewhere")
    with make(memory_db=True, settings={"node_cache_size": 0}) as server:
        seen = json.loads((server.root / "seen.json").read_text())
        written = (server.root / "invokeai.yaml").read_text()
    assert seen["INVOKEAI_DEVICE"] == "cpu"
    assert seen["INVOKEAI_USE_MEMORY_DB"] == "true"
    assert seen["INVOKEAI_NODE_CACHE_SIZE"] == "0"
    assert "INVOKEAI_MODELS_DIR" not in seen
    assert "use_memory_db: true\n" in written


def test_own_settings_file_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "invokeai.yaml").write_text("schema_version: 4.0.2\nlog_level: debug\n")
    with make(root=tmp_path):
        pass
    assert (tmp_path / "invokeai.yaml").read_text() == "schema_version: 4.0.2\nlog_level: debug\n"


def test_several_side_by_side() -> None:
    with make() as first, make() as second:
        assert first.url != second.url
        assert first.root != second.root


def test_restart_keeps_port_and_root() -> None:
    with make() as server:
        url, root, pid = server.url, server.root, server.pid
        (root / "mine").touch()
        server.restart()
        assert (server.url, server.root) == (url, root)
        assert (root / "mine").exists()
        assert server.pid != pid


def test_taken_port() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTakenError, match=f"port {port} is taken"), make(port=port):
            pass


def test_port_that_was_taken_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAKE_INVOKEAI", "moves")
    server = make()
    with pytest.raises(PortTakenError, match="moved on to"):
        server.start()
    assert not server.root.exists()


def test_crash_at_the_start_shows_the_end_of_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAKE_INVOKEAI", "crash")
    server = make()
    with pytest.raises(ServeError, match=r"(?s)exit code 3.*the sky has fallen"):
        server.start()
    assert not server.root.exists()


def test_never_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAKE_INVOKEAI", "silent")
    server = make(start_seconds=1.0)
    with pytest.raises(ServeError, match=r"(?s)not ready after 1 s.*torch device"):
        server.start()
    assert not server.alive


def test_end_during_the_run_is_seen() -> None:
    with make() as server:
        assert server.pid is not None
        os.kill(server.pid, signal.SIGKILL)
        assert server.process.wait(20)
        assert server.process.exit_code == -9
        assert not server.alive


def test_environment_of_another_release(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAKE_RELEASE", "6.0.0")
    with pytest.raises(SetupError, match=r"has InvokeAI 6\.0\.0, not 6\.14\.2"):
        make().start()


def test_models_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no such file or directory"):
        make(models=tmp_path / "none").start()


def test_unknown_device() -> None:
    with pytest.raises(ValueError, match="unknown device 'gpu'"):
        InvokeAIServer("6.14.2", device="gpu")


def test_what_is_known_before_the_start() -> None:
    server = make()
    for name in ("url", "root", "log_path", "process"):
        with pytest.raises(ServeError):
            getattr(server, name)
    assert server.pid is None
    server.stop()
