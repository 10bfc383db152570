"""Which nodes came from InvokeAI's node cache: what is certain is said, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
import responses

from tests.live.recorded import URL, Recorded
from wflint import Server
from wflint.live.client.items import Timings, item_result
from wflint.live.client.node_cache import CacheCounts, mark_cached, may_be_cached
from wflint.live.client.results import ItemResult, NodeRun, RunResult

STATUS = f"{URL}/api/v1/app/invocation_cache/status"


def run_of(*nodes: NodeRun, status: str = "completed") -> RunResult:
    return RunResult("b", [ItemResult(1, status, nodes=list(nodes))])


def asked(name: str, steps: int = 0, error: str | None = None) -> NodeRun:
    """A node that InvokeAI looked for in its cache."""
    return NodeRun(name, "compel", name, 0.001, steps=steps, error=error, cacheable=True, cached=None)


def sent_without(name: str) -> NodeRun:
    return NodeRun(name, "save_image", name, 0.001)


def counts(hits: int, misses: int, *, enabled: bool = True) -> CacheCounts:
    return CacheCounts(hits, misses, enabled)


@pytest.mark.parametrize(
    ("nodes", "before", "after", "wanted"),
    [
        # no hit: everything was executed, whoever else looked things up
        ((asked("a"), asked("b")), counts(7, 3), counts(7, 9), (False, False)),
        # each of ours was looked up and hit
        ((asked("a"), sent_without("s"), asked("b")), counts(7, 3), counts(9, 3), (True, False, True)),
        # progress is proof of execution; the other is the hit
        ((asked("a"), asked("b", steps=4)), counts(0, 0), counts(1, 1), (True, False)),
        # one of two: nobody knows which
        ((asked("a"), asked("b")), counts(0, 0), counts(1, 1), (None, None)),
        # somebody else's run was counted too
        ((asked("a"), asked("b")), counts(0, 0), counts(2, 5), (None, None)),
        # cleared, or restarted, in between
        ((asked("a"),), counts(9, 9), counts(1, 0), (None,)),
        # switched off
        ((asked("a"),), counts(1, 1, enabled=False), counts(1, 1, enabled=False), (False,)),
        ((asked("a"),), None, counts(1, 1), (None,)),
        ((asked("a"),), counts(1, 1), None, (None,)),
        ((sent_without("s"),), None, None, (False,)),
    ],
)
def test_counts_decide_only_what_is_certain(
    nodes: tuple[NodeRun, ...],
    before: CacheCounts | None,
    after: CacheCounts | None,
    wanted: tuple[bool | None, ...],
) -> None:
    fresh = tuple(
        NodeRun(n.node, n.node_type, n.prepared, n.seconds, 0.0, n.steps, n.error, n.cacheable, n.cached)
        for n in nodes
    )
    mark_cached(run_of(*fresh), before, after)
    assert tuple(n.cached for n in fresh) == wanted


def test_a_run_that_failed_leaves_hits_open() -> None:
    """A node that failed may have been looked up or not."""
    one, other = asked("a"), asked("b", error="ValueError")
    mark_cached(run_of(one, other, status="failed"), counts(0, 0), counts(1, 1))
    assert (one.cached, other.cached) == (None, False)


@pytest.mark.parametrize(
    ("graph", "wanted"),
    [
        ({"nodes": {"a": {"use_cache": False}, "b": {"use_cache": False}}}, False),
        ({"nodes": {"a": {"use_cache": False}, "b": {}}}, True),  # of a node itself it is true
        ({"nodes": {"a": {"use_cache": True}}}, True),
        ({"nodes": {}}, False),
        ({"nodes": [1]}, False),
        ("graph", False),
    ],
)
def test_what_may_come_from_the_cache(graph: Any, wanted: bool) -> None:
    assert may_be_cached({"batch": {"graph": graph}}) is wanted


def test_items_say_which_nodes_were_looked_up(recorded: Recorded) -> None:
    raw = recorded.json("item_completed")
    raw = raw.get("json", raw)
    assert {n.cached for n in item_result(raw, Timings()).nodes} == {False}
    for node in raw["session"]["execution_graph"]["nodes"].values():
        node["use_cache"] = node["type"] != "save_image"
    found = {n.node_type: (n.cacheable, n.cached) for n in item_result(raw, Timings()).nodes}
    assert found["img_blur"] == (True, None)
    assert found["save_image"] == (False, False)


def graph_with(use_cache: bool) -> dict[str, Any]:
    return {
        "id": "g",
        "nodes": {"canvas": {"id": "canvas", "type": "blank_image", "use_cache": use_cache}},
        "edges": [],
    }


@pytest.mark.usefixtures("mocked")
@pytest.mark.parametrize(("use_cache", "questions"), [(True, 2), (False, 0)])
def test_the_server_is_asked_only_where_a_node_may_be_cached(
    use_cache: bool, questions: int, newest: Recorded
) -> None:
    newest.serve_run()
    responses.add("GET", STATUS, json={"hits": 3, "misses": 4, "enabled": True, "size": 1, "max_size": 9})
    assert Server(URL, events=False).run(graph_with(use_cache)).ok
    assert sum(call.request.url == STATUS for call in responses.calls) == questions


@pytest.mark.usefixtures("mocked")
@pytest.mark.parametrize("answer", [[], {"hits": "3", "misses": True}, {"hits": 1}, None])
def test_an_answer_that_is_no_count_spoils_no_run(answer: Any, newest: Recorded) -> None:
    newest.serve_run()
    responses.add("GET", STATUS, json=answer)
    result = Server(URL, events=False).run(graph_with(True))
    assert result.ok
