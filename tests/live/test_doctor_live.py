"""The doctor and a comparison on a real server."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from tests.live.library import WORKFLOWS
from wflint.cli.compare import compare
from wflint.cli.doctor import doctor

if TYPE_CHECKING:
    from pathlib import Path

    from wflint.live.serve.server import InvokeAIServer

pytestmark = pytest.mark.live


def test_the_doctor_knows_what_the_server_has(server: InvokeAIServer, tmp_path: Path) -> None:
    file = str(shutil.copy(WORKFLOWS / "sd15_lora.workflow.json", tmp_path))  # its case stays behind
    result = CliRunner().invoke(doctor, ["--server", server.url, "-f", "json", file], standalone_mode=False)
    assert result.exception is None
    found = json.loads(result.stdout)
    assert found["server"]["problems"] == 0
    topics = {line["topic"]: line for line in found["server"]["lines"]}
    assert topics["server"]["text"].startswith(f"{server.url}: InvokeAI {server.release}")
    assert "of RAM" in topics["memory"]["text"]
    models = [line for line in found["files"][0]["lines"] if line["topic"] == "models"]
    assert [line["state"] for line in models] == ["bad", "ok"]  # which main model is open, the LoRA is there
    assert "tiny-lora-sd15" in models[1]["text"]


def test_a_server_gives_what_it_gives(server: InvokeAIServer) -> None:
    case = str(WORKFLOWS / "sd15_text_to_image.test.toml")
    arguments = [server.url, server.url, case, "--repeats", "1", "-f", "json", "-q"]
    result = CliRunner().invoke(compare, arguments, standalone_mode=False)
    assert (result.exception, result.return_value) == (None, 0)
    (found,) = json.loads(result.stdout)["cases"]
    assert (found["verdict"], found["reasons"], found["because"]) == ("same", [], [])
    assert all(side["seconds"] and side["nodes"] for side in found["sides"])
