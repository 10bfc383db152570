"""Comparisons speak of what changed in a graph, and of nothing else."""

from __future__ import annotations

import copy
import json
import random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.counting import growth
from tests.graph.workflows import Workflows
from wflint.catalogue.store import open_release
from wflint.document.load import load_bytes
from wflint.graph.convert.to_request import convert_workflow
from wflint.graph.convert.to_workflow import Details, graph_to_workflow
from wflint.graph.diff.compare import diff_documents

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.document import Document
    from wflint.graph.diff.compare import Diff

NEWEST = open_release("6.14.2")


def document(data: Any) -> Document:
    return load_bytes(json.dumps(data).encode(), "test.json").documents[0]


def diff(before: Any, after: Any) -> Diff:
    return diff_documents(document(before), document(after), NEWEST)


def graph(*edges: str, **nodes: dict[str, Any]) -> dict[str, Any]:
    found = []
    for edge in edges:
        (a, out), (b, into) = (end.split(".") for end in edge.split(" -> "))
        found.append({"source": {"node_id": a, "field": out}, "destination": {"node_id": b, "field": into}})
    return {"id": "g", "nodes": {i: {"id": i, **n} for i, n in nodes.items()}, "edges": found}


PROMPTS: dict[str, dict[str, Any]] = {
    "model": {"type": "main_model_loader"},
    "good": {"type": "compel", "prompt": "a fox"},
    "bad": {"type": "compel", "prompt": "blur"},
    "noise": {"type": "noise", "seed": 3},
    "paint": {"type": "denoise_latents", "steps": 20},
}
WIRES = (
    "model.clip -> good.clip", "model.clip -> bad.clip", "model.unet -> paint.unet",
    "good.conditioning -> paint.positive_conditioning", "bad.conditioning -> paint.negative_conditioning",
    "noise.noise -> paint.noise",
)  # fmt: skip


def renamed(data: dict[str, Any], seed: int) -> dict[str, Any]:
    """The same graph under other ids, in another order."""
    rng = random.Random(seed)
    ids = list(data["nodes"])
    rng.shuffle(ids)
    names = {i: f"n{rng.random()}" for i in ids}
    edges = copy.deepcopy(data["edges"])
    for edge in edges:
        for end in edge.values():
            end["node_id"] = names[end["node_id"]]
    return {"id": "x", "nodes": {names[i]: {**data["nodes"][i], "id": names[i]} for i in ids}, "edges": edges}


@given(st.integers(0, 100_000))
def test_nothing_changed(seed: int) -> None:
    workflow = Workflows(NEWEST, seed).workflow()
    moved = copy.deepcopy(workflow)
    for node in moved["nodes"]:
        node["position"] = {"x": 1, "y": 2}
    moved["nodes"].reverse()
    assert diff(workflow, moved).empty


@given(st.integers(0, 100_000), st.integers(0, 5))
@example(20174, 0)  # two nodes that differ in a flag only
def test_other_ids_are_no_change(seed: int, other: int) -> None:
    made = convert_workflow(document(Workflows(NEWEST, seed).workflow()), NEWEST).graph
    assert diff(made, renamed(made, other)).empty


@given(st.integers(0, 100_000))
def test_a_workflow_and_its_graph_are_alike(seed: int) -> None:
    workflow = Workflows(NEWEST, seed).workflow()
    converted = convert_workflow(document(workflow), NEWEST)
    assert diff(workflow, converted.body()).empty
    assert diff(converted.graph, graph_to_workflow(converted.graph, NEWEST).workflow).empty


def test_a_changed_value_in_a_renamed_graph() -> None:
    """Neither the symmetry of the two prompts nor the change itself hides which node is which."""
    before = graph(*WIRES, **PROMPTS)
    after = renamed(graph(*WIRES, **{**PROMPTS, "bad": {"type": "compel", "prompt": "ugly"}}), 1)
    found = diff(before, after)
    assert (found.added, found.removed) == ([], [])
    (change,) = found.changed
    assert change.before.id == "bad"
    (each,) = change.inputs
    assert (each.field, each.before and each.before.value, each.after and each.after.value) == (
        "prompt", "blur", "ugly",
    )  # fmt: skip
    assert not each.rewired


def test_a_node_put_between_others() -> None:
    wires = [w for w in WIRES if w != "model.unet -> paint.unet"]
    after = graph(
        *wires, "model.unet -> lora.unet", "lora.unet -> paint.unet", lora={"type": "lora_loader"}, **PROMPTS
    )
    found = diff(graph(*WIRES, **PROMPTS), renamed(after, 2))
    assert [n.type for n in found.added] == ["lora_loader"]
    assert found.removed == []
    (change,) = found.changed
    assert [(c.field, c.rewired) for c in change.inputs] == [("unet", True)]


def test_a_literal_that_becomes_an_edge() -> None:
    after = graph(*WIRES, "i.value -> noise.seed", i={"type": "integer", "value": 3}, **PROMPTS)
    found = diff(graph(*WIRES, **PROMPTS), after)
    (change,) = found.changed
    (each,) = change.inputs
    assert each.before is not None
    assert each.after is not None
    assert (each.before.value, each.after.wires[0]) == (3, ("i", "value"))


def test_an_id_that_another_node_took_over() -> None:
    before = graph("a.value -> n.seed", a={"type": "integer", "value": 1}, n={"type": "noise"})
    after = graph("a.value -> n.seed", a={"type": "rand_int"}, n={"type": "noise"})
    found = diff(before, after)
    assert ([n.type for n in found.added], [n.type for n in found.removed]) == (["rand_int"], ["integer"])
    assert [c.after.id for c in found.changed] == ["n"]


def test_labels_find_nodes_that_were_rewritten() -> None:
    def flow(node_id: str, prompt: str, steps: int) -> dict[str, Any]:
        nodes = {
            node_id: {"type": "string", "value": prompt},
            f"{node_id}-2": {"type": "integer", "value": steps},
        }
        details = Details(labels={node_id: "Prompt", f"{node_id}-2": "Steps"})
        return graph_to_workflow(graph(**nodes), NEWEST, details).workflow

    found = diff(flow("a", "a fox", 3), flow("b", "a wolf", 4))
    assert (found.added, found.removed, found.renamed) == ([], [], 2)
    assert [c.after.label for c in found.changed] == ["Prompt", "Steps"]


def test_texts_form_notes_and_versions_of_a_workflow() -> None:
    def named(name: str, field: str) -> dict[str, Any]:
        details = Details(texts={"name": name}, exposed=[("n", field)])
        return graph_to_workflow(graph(n={"type": "noise"}), NEWEST, details).workflow

    before, after = named("A", "seed"), named("B", "width")
    note = {"id": "t", "type": "notes", "label": "", "isOpen": True, "notes": "Read me."}
    after["nodes"].append({"id": "t", "type": "notes", "data": note, "position": {"x": 0, "y": 0}})
    after["nodes"][0]["data"]["version"] = "1.0.0"
    found = diff(before, after)
    assert [(t.name, t.before, t.after) for t in found.texts] == [("name", "A", "B")]
    assert (found.fields_added, found.fields_removed) == ([("n", "width")], [("n", "seed")])
    assert [(n.before, n.after) for n in found.notes] == [(None, "Read me.")]
    assert [a.name for c in found.changed for a in c.attributes] == ["version"]


def test_exposed_fields_count_where_there_is_no_form() -> None:
    """Formats before the form listed what a user edits; entries that name nothing are none."""

    def exposing(*fields: Any, form: Any = None) -> dict[str, Any]:
        flow = graph_to_workflow(graph(n={"type": "noise"}), NEWEST).workflow
        return {**flow, "exposedFields": list(fields), "form": form}

    seed, width = {"nodeId": "n", "fieldName": "seed"}, {"nodeId": "n", "fieldName": "width"}
    found = diff(exposing(seed), exposing(width))
    assert (found.fields_added, found.fields_removed) == ([("n", "width")], [("n", "seed")])
    for odd in ({"nodeId": "n"}, {"fieldName": "seed"}, {"nodeId": 1, "fieldName": "seed"}, "seed",
                {"nodeId": "n", "fieldName": None}):  # fmt: skip
        assert diff(exposing(seed), exposing(odd, seed)).empty
    form = graph_to_workflow(graph(n={"type": "noise"}), NEWEST, Details(exposed=[("n", "seed")])).workflow
    assert diff(exposing(seed), exposing(width, form=form["form"])).empty


def test_batch_data_and_runs() -> None:
    def body(items: list[int], runs: int) -> dict[str, Any]:
        data = [[{"node_path": "n", "field_name": "seed", "items": items}]]
        return {"batch": {"graph": graph(n={"type": "noise"}), "runs": runs, "data": data}}

    found = diff(body([1, 2], 1), body([1, 2, 3], 4))
    assert [(b.node, b.field, b.before, b.after) for b in found.batch] == [("n", "seed", [1, 2], [1, 2, 3])]
    assert [(t.name, t.before, t.after) for t in found.texts] == [("runs", 1, 4)]


def test_the_order_into_a_collector_is_a_change() -> None:
    nodes: dict[str, dict[str, Any]] = {
        "a": {"type": "integer", "value": 1}, "b": {"type": "integer", "value": 2}, "c": {"type": "collect"},
    }  # fmt: skip
    one = graph("a.value -> c.item", "b.value -> c.item", **nodes)
    other = graph("b.value -> c.item", "a.value -> c.item", **nodes)
    assert not diff(one, other).empty


def test_nodes_with_other_ids_cost_no_more_the_more_there_are() -> None:
    """Chains of equal nodes are the hard case: only a few of them stand apart."""

    def compare(count: int) -> Callable[[], Diff]:
        nodes: dict[str, dict[str, Any]] = {f"a{i}": {"type": "add", "b": i % 7} for i in range(count)}
        edges = [f"a{i}.value -> a{i + 1}.a" for i in range(count - 1)]
        before = graph(*edges, **nodes)
        after = renamed(before, 1)
        return lambda: diff(before, after)

    assert len(compare(400)().matched) > 400 * 0.9
    assert growth(compare, 400) < 2.6


@pytest.mark.parametrize(
    "odd",
    [
        {"nodes": {}, "edges": []}, {"nodes": 3, "edges": "x"},
        {"nodes": {"a": {"id": "a", "type": "noise", "seed": [{"x": [None]}], "\ud800": {}}}, "edges": [1]},
        {"nodes": [{"id": "a", "type": "invocation", "data": {"type": "noise", "inputs": 3}}], "edges": [],
         "meta": {"version": "4.0.0"}, "form": {"elements": {"a": [], "b": {"type": []}}},
         "exposedFields": [1]},
        {"nodes": [], "edges": [], "meta": {"version": "4.0.0"}, "exposedFields": 3},
    ],
)  # fmt: skip
def test_odd_documents_are_compared_as_far_as_they_go(odd: dict[str, Any]) -> None:
    other = graph(*WIRES, **PROMPTS)
    for one, two in ((odd, other), (other, odd), (odd, odd)):
        diff(one, two)
