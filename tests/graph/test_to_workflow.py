"""A graph becomes a workflow that the web UI opens, and that makes the same graph again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.graph.workflows import Workflows, node_types
from wflint.catalogue.store import open_release
from wflint.document.load import load_bytes
from wflint.engine.check import Checker
from wflint.engine.examine import examine
from wflint.graph.convert.decisions import ConversionError
from wflint.graph.convert.to_request import Converted, convert_workflow
from wflint.graph.convert.to_workflow import Details, graph_to_workflow
from wflint.graph.diff.canonical import canonical_data, same_graph

if TYPE_CHECKING:
    from wflint.document import Document

NEWEST = open_release("6.14.2")
TYPES = node_types(NEWEST)
SAME: dict[str, str] = {}


def document(data: dict[str, Any]) -> Document:
    return load_bytes(json.dumps(data).encode(), "test.json").documents[0]


def convert(workflow: dict[str, Any], release: str = "6.14.2") -> Converted:
    return convert_workflow(document(workflow), open_release(release))


def graph(*edges: str, **nodes: dict[str, Any]) -> dict[str, Any]:
    found = []
    for edge in edges:
        (a, out), (b, into) = (end.split(".") for end in edge.split(" -> "))
        found.append({"source": {"node_id": a, "field": out}, "destination": {"node_id": b, "field": into}})
    return {"id": "g", "nodes": {i: {"id": i, **n} for i, n in nodes.items()}, "edges": found}


def refused_on_loading(workflow: dict[str, Any], release: str = "6.14.2") -> list[str]:
    """What wflint finds for which the UI would refuse or change the file."""
    found = examine(json.dumps(workflow).encode(), "test.json", Checker([open_release(release)])).diagnostics
    return [d.message for d in found if d.stage.value in ("read", "load") and d.effect.value != "advice"]


@given(st.integers(0, 100_000), st.sampled_from(("6.14.2", "5.15.0")))
def test_round_trip(seed: int, release: str) -> None:
    catalogue = open_release(release)
    first = convert(Workflows(catalogue, seed).workflow(), release)
    again, told = graph_to_workflow(first.graph, catalogue, Details(data=first.data))
    assert told == []
    assert refused_on_loading(again, release) == []
    second = convert(again, release)
    assert second.opened.dropped == []
    assert second.graph["nodes"] == first.graph["nodes"]
    assert second.graph["edges"] == first.graph["edges"]
    assert canonical_data(second.data, SAME) == canonical_data(first.data, SAME)


@pytest.mark.parametrize("start", range(0, len(TYPES), 30))
def test_round_trip_of_every_node_type(start: int) -> None:
    for number, node_type in enumerate(TYPES[start : start + 30]):
        first = convert(Workflows(NEWEST, number).workflow([node_type, *TYPES[:2]]))
        second = convert(graph_to_workflow(first.graph, NEWEST, Details(data=first.data)).workflow)
        assert second.graph["nodes"] == first.graph["nodes"], node_type
        assert second.graph["edges"] == first.graph["edges"], node_type


@given(st.integers(0, 100_000))
def test_defaults_written_out_run_the_same(seed: int) -> None:
    first = convert(Workflows(NEWEST, seed).workflow())
    second = convert(graph_to_workflow(first.graph, NEWEST, Details(data=first.data, defaults=True)).workflow)
    assert same_graph(first.graph, second.graph, NEWEST)


def test_the_file_is_complete() -> None:
    found = graph_to_workflow(
        graph(
            "i.value -> n.seed", i={"type": "integer", "value": 3}, n={"type": "noise", "use_cache": False}
        ),
        NEWEST,
        Details(
            texts={"name": "A name", "notes": "Notes."},
            labels={"n": "Grain"},
            exposed=[("i", "value"), ("n", "width")],
            positions={"i": (7, 8)},
        ),
    ).workflow
    assert found["name"] == "A name"
    assert found["notes"] == "Notes."
    assert found["meta"] == {"version": "4.0.0", "category": "user"}
    first, second = found["nodes"]
    assert first["position"] == {"x": 7, "y": 8}
    assert second["position"] != first["position"]
    noise = NEWEST.node("noise")
    assert noise is not None
    assert second["data"]["label"] == "Grain"
    assert second["data"]["version"] == noise.version
    assert second["data"]["useCache"] is False
    assert second["data"]["inputs"].keys() == noise.inputs.keys()
    assert second["data"]["inputs"]["width"] == {"name": "width", "label": "", "description": ""}
    shown = [e["data"]["fieldIdentifier"] for e in list(found["form"]["elements"].values())[1:]]
    assert shown == [{"nodeId": "i", "fieldName": "value"}, {"nodeId": "n", "fieldName": "width"}]
    assert shown == found["exposedFields"]
    assert refused_on_loading(found) == []


def test_defaults_give_the_editor_its_controls() -> None:
    made = graph_to_workflow(graph(n={"type": "noise"}), NEWEST, Details(defaults=True)).workflow
    found = made["nodes"][0]["data"]["inputs"]
    assert found["width"]["value"] == 512
    assert found["use_cpu"]["value"] is True


def test_a_default_that_the_server_would_refuse_is_not_written() -> None:
    """The UI gives a fresh node 0 where the default is null; 6.14.2 refuses 0 frames a second."""
    found = graph_to_workflow(graph(v={"type": "video_concat"}), NEWEST, Details(defaults=True)).workflow
    assert "value" not in found["nodes"][0]["data"]["inputs"]["fps"]


@pytest.mark.parametrize(
    ("release", "version", "form"),
    [
        ("6.14.2", "4.0.0", True),
        ("6.12.0", "3.0.0", True),
        ("5.6.2", "3.0.0", False),
        ("4.0.0", "3.0.0", False),
    ],
)
def test_the_format_is_the_releases(release: str, version: str, form: bool) -> None:
    found = graph_to_workflow(graph(n={"type": "noise", "seed": 1}), open_release(release)).workflow
    assert found["meta"]["version"] == version
    assert ("form" in found) is form
    assert ("dynamicInputTemplates" in found["nodes"][0]["data"]) is (version == "4.0.0")


def test_formats_before_4_0_are_no_longer_written() -> None:
    with pytest.raises(ConversionError, match=r"InvokeAI 3\.7\.0 reads workflow format 2\.0\.0"):
        graph_to_workflow(graph(n={"type": "noise"}), open_release("3.7.0"))


def losses(given_graph: dict[str, Any], **options: Any) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    found, told = graph_to_workflow(given_graph, NEWEST, Details(**options))
    return found, [(d.kind, d.text) for d in told]


def test_what_a_workflow_cannot_hold_is_told() -> None:
    found, told = losses(
        graph(
            "a.value -> gone.x",
            a={"type": "integer", "value": 3, "colour": 1},
            b={"type": "compel", "clip": {"any": "thing"}},
        ),
        exposed=[("a", "nothing")],
    )
    assert [kind for kind, _ in told] == ["loss", "decision", "loss", "loss"]
    texts = " | ".join(text for _, text in told)
    assert "a.value -> gone.x" in texts
    assert 'no input "colour"' in texts
    assert 'the value of "clip" of compel' in texts
    assert 'no input "nothing" to expose' in texts
    assert found["exposedFields"] == []


def test_null_is_unset() -> None:
    found, told = losses(graph(s={"type": "save_image", "board": None, "metadata": None}))
    assert told == []
    assert found["nodes"][0]["data"]["inputs"]["board"]["value"] == "auto"
    assert "value" not in found["nodes"][0]["data"]["inputs"]["metadata"]


def batch(*groups: list[tuple[str, str, list[Any]]]) -> list[list[dict[str, Any]]]:
    return [[{"node_path": n, "field_name": f, "items": i} for n, f, i in group] for group in groups]


def test_batch_data_becomes_batch_nodes() -> None:
    nodes = {i: {"type": "noise"} for i in ("n", "m")} | {"t": {"type": "compel"}}
    data = batch(
        [("n", "seed", [1, 2]), ("m", "seed", [1, 2])],
        [("t", "prompt", ["a", "b"]), ("n", "width", [64, 72])],
    )
    found, told = losses(graph(**nodes), data=data)
    assert told == []
    kinds = [n["data"]["type"] for n in found["nodes"]]
    assert kinds == ["noise", "noise", "compel", "integer_batch", "string_batch", "integer_batch"]
    groups = [n["data"]["inputs"]["batch_group_id"]["value"] for n in found["nodes"][3:]]
    assert groups == ["None", "Group 1", "Group 1"]
    assert canonical_data(convert(found).data, SAME) == canonical_data(data, SAME)


def test_lists_that_no_batch_node_holds_are_told_and_their_first_value_set() -> None:
    nodes = graph(b={"type": "boolean"}, n={"type": "noise"})
    found, told = losses(nodes, data=batch([("b", "value", [True, False])], [("gone", "x", [1])]))
    assert [kind for kind, _ in told] == ["loss", "loss"]
    assert 'the 2 values of "value" are not swept' in told[0][1]
    assert found["nodes"][0]["data"]["inputs"]["value"]["value"] is True
    many = batch(*[[("n", "seed", [1]), ("n", "width", [100 + i])] for i in range(6)])
    assert "at most 5 groups" in losses(nodes, data=many)[1][0][1]


@pytest.mark.parametrize(
    "odd",
    [
        {}, {"nodes": 3, "edges": "x"}, {"nodes": {"a": None, " ": {"type": "noise"}, "b": {"type": []}}},
        {"nodes": {"a": {"type": "nobody"}}, "edges": [1, {"source": {"node_id": {}, "field": 1}}]},
        {"nodes": {"a": {"type": "call_saved_workflow", "workflow_inputs": [1]}}},
    ],
)  # fmt: skip
def test_odd_graphs_become_what_can_be_read_of_them(odd: dict[str, Any]) -> None:
    for data in (None, 3, [[{"node_path": []}], 7], [[{"node_path": "a", "field_name": "x", "items": [{}]}]]):
        found = graph_to_workflow(odd, NEWEST, Details(data=data)).workflow
        json.dumps(found)
        convert(found)
