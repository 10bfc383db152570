"""A preset and a node pack on a real server: both take effect, and a case can ask for the preset."""

from __future__ import annotations

import os
import subprocess
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from tests.live.conftest import DEVICE, RELEASES
from tests.live.library import WORKFLOWS, case_with
from wflint import Server
from wflint.live.cases.runner import CaseRunner
from wflint.live.measure.host import describe_host
from wflint.live.serve.environment import invokeai_environment
from wflint.live.serve.errors import PackError
from wflint.live.serve.packs import check_packs
from wflint.live.serve.server import InvokeAIServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.live

RELEASE = RELEASES[0]
NODE = """
from invokeai.app.invocations.baseinvocation import BaseInvocation, invocation
from invokeai.app.invocations.primitives import IntegerOutput


@invocation("wflint_answer", title="Answer", version="1.0.0")
class AnswerInvocation(BaseInvocation):
    def invoke(self, context) -> IntegerOutput:
        return IntegerOutput(value=42)
"""
LOADER = """
import sys
from pathlib import Path
from invokeai.app.invocations.load_custom_nodes import load_custom_nodes
from invokeai.backend.util.logging import InvokeAILogger

load_custom_nodes(Path(sys.argv[1]), InvokeAILogger.get_logger("InvokeAI"))
"""
SHORT = {"golden": None, "effect": [], "time": {}, "repeats": 1}


@pytest.fixture(scope="module")
def low(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InvokeAIServer]:
    """One that was started for little video memory, with a node pack."""
    with InvokeAIServer(
        RELEASE,
        models="tiny",
        device=DEVICE,
        preset="low-vram",
        settings={"node_cache_size": 7},
        packs=[pack(tmp_path_factory.mktemp("packs") / "answers", NODE)],
    ) as running:
        yield running


def pack(folder: Path, code: str) -> Path:
    folder.mkdir()
    (folder / "__init__.py").write_text(code)
    return folder


def test_the_server_has_the_settings(low: InvokeAIServer) -> None:
    with closing(low.session()) as session:
        config = session.get("/api/v1/app/runtime_config")["config"]
    wanted = {
        "precision": "float16",
        "attention_type": "sliced",
        "attention_slice_size": "balanced",
        "enable_partial_loading": True,
        "max_cache_vram_gb": 0.0,
        "force_tiled_decode": True,
        "node_cache_size": 7,
    }
    assert {name: config[name] for name in wanted} == wanted


def test_cases_ask_for_a_preset(low: InvokeAIServer) -> None:
    """What the preset sets works: with slices of InvokeAI's own choice, runs of SD1.5 fail."""
    with Server(low.url) as client:
        managed = CaseRunner(client, describe_host(client, low))
        stranger = CaseRunner(client, describe_host(client))  # who goes by the server's own settings
        for runner in (managed, stranger):
            ran = runner.run(case("low-vram"))
            assert ran.status == "passed", ran.lines()
            assert runner.run(case("balanced")).status == "skipped"
        assert "this one has preset low-vram" in managed.run(case("balanced")).reason
        assert "this one has attention_type = sliced" in stranger.run(case("balanced")).reason


def case(preset: str) -> Any:
    return case_with(WORKFLOWS / "sd15_text_to_image.test.toml", {**SHORT, "server": {"preset": preset}})


def test_nodes_of_the_pack_run(low: InvokeAIServer) -> None:
    graph = {"id": "g", "nodes": {"a": {"id": "a", "type": "wflint_answer"}}, "edges": []}
    with Server(low.url) as client:
        result = client.run({"batch": {"graph": graph, "runs": 1}})
    assert result.ok
    [item] = result.items
    assert item.results["a"][0]["value"] == 42


def test_the_words_on_a_pack_that_cannot_be_imported(tmp_path: Path) -> None:
    """InvokeAI's own loader and log, without the server around them, which takes a minute."""
    python = invokeai_environment(RELEASE).python
    packs = [pack(tmp_path / "good", ""), pack(tmp_path / "broken", "import nothing_that_exists\n")]
    done = subprocess.run(
        [str(python), "-I", "-B", "-c", LOADER, str(tmp_path)],
        env={**os.environ, "INVOKEAI_LOG_FORMAT": "plain"},
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    log = (done.stdout + done.stderr).splitlines()
    check_packs(packs[:1], log, python)
    with pytest.raises(PackError, match=r"(?s)pack broken:.*No module named 'nothing_that_exists'"):
        check_packs(packs, log, python)
    with pytest.raises(PackError, match="did not load the node pack logging"):
        check_packs([pack(tmp_path / "logging", "")], log, python)
