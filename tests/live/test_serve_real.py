"""What the stand-in cannot show: a real InvokeAI that is killed, crowded out, or refuses to start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psutil
import pytest

from tests.live.serving import gone, until
from wflint.live.serve.chosen_settings import choose_settings
from wflint.live.serve.environment import invokeai_environment
from wflint.live.serve.errors import PortTakenError, ServeError, SettingError
from wflint.live.serve.models import installed_models
from wflint.live.serve.presets import PRESETS
from wflint.live.serve.server import InvokeAIServer
from wflint.live.serve.tiny import tiny_models

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.live
WFLINT = [sys.executable, "-c", "from wflint.cli.main import main; main()"]


def test_it_is_the_release_that_was_asked_for(server: InvokeAIServer) -> None:
    with closing(server.session()) as session:
        assert session.get("/api/v1/app/version")["version"] == server.release


def test_tiny_models_say_what_they_are(server: InvokeAIServer) -> None:
    with closing(server.session()) as session:
        models = session.get("/api/v2/models/")["models"]
    bases = {model["name"]: model["base"] for model in models}
    assert bases["tiny-sdxl-refiner"] == "sdxl-refiner"
    assert bases["tiny-flux-vae"] == "flux"
    assert bases["tiny-vae-sdxl"] == "sdxl"
    assert {model["type"] for model in models} >= {
        "main",
        "vae",
        "controlnet",
        "t2i_adapter",
        "ip_adapter",
        "clip_vision",
        "clip_embed",
        "t5_encoder",
        "lora",
        "embedding",
    }
    assert "unknown" not in bases.values()


def test_second_server_on_the_same_port(server: InvokeAIServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """InvokeAI moves to the next port without failing; wflint notices and stops it."""
    monkeypatch.setattr("wflint.live.serve.server.is_free", lambda *_: True)
    other = InvokeAIServer(server.release, device="cpu", port=urlsplit(server.url).port)
    with pytest.raises(PortTakenError, match="moved on to"):
        other.start()
    assert not other.alive
    assert server.alive


def test_settings_that_invokeai_refuses(server: InvokeAIServer) -> None:
    """Its own class is asked, before anything is started."""
    other = InvokeAIServer(server.release, settings={"precision": "float7"})
    with pytest.raises(SettingError, match=r'refuses precision = "float7": Input should be .*float16'):
        other.start()
    with pytest.raises(ServeError, match="was not started"):
        _ = other.root


def test_every_preset_is_taken_by_the_release(server: InvokeAIServer) -> None:
    """Nothing of it is refused or left out, and --set goes before it."""
    python = invokeai_environment(server.release).python
    for preset in PRESETS:
        lines: list[str] = []
        chosen = choose_settings(server.release, python, preset, {"node_cache_size": 1}, lines.append)
        assert not [line for line in lines if "left out" in line]
        assert len(chosen.values) == len(PRESETS[preset]) + 1


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_killed_wflint_takes_its_server_along(server: InvokeAIServer, tmp_path: Path) -> None:
    command = subprocess.Popen(
        [*WFLINT, "serve", "--release", server.release, "--device", "cpu"],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert command.stdout is not None
    assert command.stdout.readline().startswith("http://127.0.0.1:")
    family = [process.pid for process in psutil.Process(command.pid).children(recursive=True)]
    assert len(family) >= 2
    os.kill(family[-1], signal.SIGSTOP)  # the hard case: the server does not even hear of it
    command.kill()
    command.communicate()
    started = time.monotonic()
    assert until(lambda: all(gone(pid) for pid in family), 40)
    assert time.monotonic() - started < 30
    assert until(lambda: not list(tmp_path.iterdir()))


def test_own_models_survive_a_kill_and_a_restart(server: InvokeAIServer, tmp_path: Path) -> None:
    python = invokeai_environment(server.release).python
    folder = tiny_models(server.release, python, print)[0].path.parent
    with InvokeAIServer(server.release, device="cpu", root=tmp_path, models=folder) as other:
        url, names = other.url, {path.name for path in folder.iterdir()}
        assert model_names(other) == names
        assert other.pid is not None
        os.kill(other.pid, signal.SIGKILL)
        assert other.process.wait(20)
        other.restart()
        assert other.url == url
        assert model_names(other) == names


def model_names(server: InvokeAIServer) -> set[str]:
    with closing(server.session()) as session:
        return {model["name"] for model in installed_models(session)}
