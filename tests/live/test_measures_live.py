"""Memory, repeats and InvokeAI's node cache on real servers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.live.test_client_live import SLOW, graph, node
from wflint import Server
from wflint.live.cases.load import load_cases
from wflint.live.cases.runner import CaseOptions, CaseRunner
from wflint.live.measure.host import describe_host

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wflint.live.cases.verdict import CaseVerdict
    from wflint.live.serve.server import InvokeAIServer

pytestmark = pytest.mark.live


@pytest.fixture
def client(server: InvokeAIServer) -> Iterator[Server]:
    with Server(server.url) as connection:
        yield connection
        connection.clean_up()


def blurred(side: int) -> dict[str, Any]:
    return graph(
        node("canvas", "blank_image", width=side, height=side),
        node("blur", "img_blur", radius=2),
        node("save", "save_image", is_intermediate=False),
        edges=(("canvas.image", "blur.image"), ("blur.image", "save.image")),
    )


class Case:
    """A case of a graph, in a folder of its own."""

    def __init__(self, folder: Path, client: Server, server: InvokeAIServer) -> None:
        self._folder = folder
        self._client, self._host = client, describe_host(client, server)

    def run(self, content: dict[str, Any], text: str, **options: bool) -> CaseVerdict:
        (self._folder / "it.graph.json").write_text(json.dumps(content))
        file = self._folder / "it.test.toml"
        file.write_text(f'lint = false\n{text}\n[outputs]\nallow = ["black", "blank"]\n')
        (case,) = load_cases(file)
        return CaseRunner(self._client, self._host, CaseOptions(**options)).run(case)


@pytest.fixture
def case(tmp_path: Path, client: Server, server: InvokeAIServer) -> Case:
    return Case(tmp_path, client, server)


GROWTH = 'repeats = 3\n[memory]\nram_growth = "+10%"'


def test_growth_is_the_same_whatever_ran_before(case: Case, client: Server) -> None:
    stored = case.run(blurred(1024), GROWTH, update_baselines=True)
    assert stored.status == "passed", stored.lines()
    assert client.run({**SLOW, "nodes": dict(list(SLOW["nodes"].items())[:2])}).ok  # others' work
    client.clean_up()
    again = case.run(blurred(1024), GROWTH)
    assert again.status == "passed", again.lines()
    larger = case.run(blurred(1400), GROWTH)
    assert larger.status == "failed", larger.lines()
    assert "memory.ram_growth" in larger.reason


def test_repeats_that_differ_are_caught(case: Case) -> None:
    random = graph(
        node("width", "rand_int", low=64, high=4096),
        node("canvas", "blank_image", height=64),
        node("save", "save_image", is_intermediate=False),
        edges=(("width.value", "canvas.width"), ("canvas.image", "save.image")),
    )
    verdict = case.run(random, "repeats = 3")
    assert verdict.status == "failed", verdict.lines()
    assert "not reproducible: run 2 of 3: image 1 differs: the size is" in verdict.reason
    assert "rand_int gave " in verdict.reason
    assert case.run(blurred(64), "repeats = 3").status == "passed"


def test_nodes_from_the_node_cache_are_marked(client: Server) -> None:
    cached = blurred(64)
    for name in ("canvas", "blur"):
        cached["nodes"][name]["use_cache"] = True
    client.session.call("DELETE", "/api/v1/app/invocation_cache")

    def marks(content: dict[str, Any]) -> dict[str, bool | None]:
        return {run.node: run.cached for item in client.run(content).require().items for run in item.nodes}

    assert marks(cached) == {"canvas": False, "blur": False, "save": False}
    assert marks(cached) == {"canvas": True, "blur": True, "save": False}
    assert marks(blurred(64)) == {"canvas": False, "blur": False, "save": False}
    sums = {name: {**node(name, "add", a=1, b=2), "use_cache": True} for name in ("one", "two")}
    client.session.call("DELETE", "/api/v1/app/invocation_cache")
    assert marks(graph(sums["one"])) == {"one": False}
    sums["two"]["b"] = 3  # one of two is served, and nothing tells which
    assert marks(graph(*sums.values())) == {"one": None, "two": None}
