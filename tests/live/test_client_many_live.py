"""Builders' workflows, several connections at once, Ctrl-C and installations, on real servers."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from wflint import ModelInstallError, ModelRef, Server, Workflow, run_many
from wflint.live.client.release import capabilities
from wflint.live.client.results import RunResult

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.live.serve.server import InvokeAIServer

pytestmark = pytest.mark.live

WORKFLOWS = Path(__file__).parents[2] / "workflows"
MANY = """
import sys
import wflint

slow = {f"n{i}": {"id": f"n{i}", "type": "blank_image", "width": 3000, "height": 3000, "use_cache": False}
        for i in range(40)}
source = {"id": "slow", "nodes": slow, "edges": []}
with wflint.Server(sys.argv[1]) as first, wflint.Server(sys.argv[1]) as second:
    told = lambda *_: print("told", flush=True)
    wflint.run_many(["gone.json", *[source] * 4], [first, second], concurrent=2, callback=told)
"""


@pytest.fixture
def client(server: InvokeAIServer) -> Iterator[Server]:
    with Server(server.url) as connection:
        yield connection
        connection.clean_up()


def test_a_builders_workflow_runs_in_all_its_forms(client: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(WORKFLOWS))
    import sd15_text_to_image

    wf: Workflow = sd15_text_to_image.build(
        width=64, height=64, steps=2, model=ModelRef("sd-1", "main", "tiny-sd15")
    )
    forms: list[Any] = [wf, wf.to_graph(), wf.to_workflow(), wf.to_batch()]
    outcomes = client.run_many(forms)
    assert [getattr(each, "error", each) for each in outcomes] == [None] * 4
    assert [len(each.images) for each in outcomes if isinstance(each, RunResult)] == [1] * 4


def test_two_connections_run_many_and_each_result_is_in_its_place(client: Server) -> None:
    if not capabilities(client.version).item_ids:
        pytest.skip("enqueueing from two sides at once fails at random before 6.0")
    wf = Workflow(client.version)
    wf.integer(id="n", label="Number", value=0, use_cache=False)
    with Server(client.session.url) as other:
        outcomes = run_many(
            [(wf, {"Number": number}) for number in range(12)], [client, other], concurrent=[1, 3]
        )
    values = [each.items[0].results["n"][0]["value"] for each in outcomes if isinstance(each, RunResult)]
    assert values == list(range(12))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_ctrl_c_cancels_all_of_many(client: Server) -> None:
    if not capabilities(client.version).item_ids:
        pytest.skip("enqueueing from two sides at once fails at random before 6.0")
    process = subprocess.Popen(
        [sys.executable, "-c", MANY, client.session.url],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    with process:
        assert process.stdout.readline() == b"told\n"  # by then both have begun to fill their queues
        deadline = time.monotonic() + 60
        while _waiting(client) < 4 and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) != 0
    deadline = time.monotonic() + 60
    while _waiting(client) and time.monotonic() < deadline:
        time.sleep(0.1)  # a node that runs while its item is cancelled comes to its end
    assert _waiting(client) == 0


def _waiting(client: Server) -> int:
    status = client.session.get("/api/v1/queue/default/status")["queue"]
    return int(status["pending"]) + int(status["in_progress"])


def test_what_cannot_be_installed_is_one_line_in_the_servers_words(client: Server, tmp_path: Path) -> None:
    before = {model["key"] for model in client.models()}
    with pytest.raises(ModelInstallError) as raised:
        client.install_model("http://127.0.0.1:9/fox.safetensors?token=s3cret")
    said = str(raised.value)
    assert said.startswith("http://127.0.0.1:9/fox.safetensors: not installed: ")
    assert "Error" in said or "Exception" in said
    assert "\n" not in said
    with pytest.raises(ModelInstallError, match="Unsupported model source"):
        client.install_model(tmp_path / "gone.safetensors")
    assert {model["key"] for model in client.models()} == before
