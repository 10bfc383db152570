"""Each row of the table of successors: what was valid at the old release is accepted by the new."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.upgrade.migration.made import (
    become,
    document,
    graph,
    release,
    structural,
    workflow,
)
from wflint.catalogue.history import node_presence
from wflint.catalogue.renames import GONE, NODES, NodeRename
from wflint.upgrade.migration.migrate import migrate
from wflint.upgrade.migration.resolution import RESOLUTIONS

if TYPE_CHECKING:
    from wflint.catalogue.model import InputDef
    from wflint.catalogue.types import TypeExpr

IMAGE = {"image_name": "a.png"}


def number(t: TypeExpr) -> Any:
    """A number that a type takes, and that is no default."""
    whole = t.kind == "int"
    low = t.bounds.get("ge", t.bounds.get("gt", 0))
    high = t.bounds.get("le", t.bounds.get("lt", low + 98))
    step = t.bounds.get("mult", 1)
    middle = (int(low) + (int(high) - int(low)) // (2 * step) * step) or step
    return middle if whole else (low + high) / 2 + 0.0625


def literal(field: InputDef) -> Any:
    """A value for an input that is not its default; None where only an edge brings one."""
    if field.kind == "connection":
        return None
    kinds = [field.type] if field.type.kind != "union" else list(field.type.args)
    for t in kinds:
        if t.kind in ("int", "float"):
            return number(t)
        if t.kind == "bool":
            return not field.default
        if t.kind == "str":
            return "some words"
        if t.kind == "enum":
            return t.options[-1]
        if t.kind == "ref" and t.name == "ImageField":
            return IMAGE
    return None


def old_node(row: NodeRename) -> dict[str, Any]:
    node: dict[str, Any] = {"type": row.old}
    definition = release(row.last).node(row.old)
    assert definition is not None
    for name, field in definition.inputs.items():
        value = field.default if name in RESOLUTIONS else literal(field)  # test_resolutions has those
        if value is not None and (name in row.inputs or name in row.dropped):
            node[name] = value
    return node


@pytest.mark.parametrize("row", NODES, ids=lambda row: row.old)
def test_a_graph(row: NodeRename) -> None:
    node = old_node(row)
    before = graph({"n": node})
    assert structural(before, row.last) == []
    found = become(before, old=row.last)
    after = found.data["nodes"]["n"]
    assert after["type"] == row.new
    assert structural(found.data) == []
    assert found.left == []
    for name, value in node.items():
        if name in row.inputs and name != "generation_mode":  # metadata keep one of a few
            assert after[row.inputs[name]] == value, name
    for name, value in row.writes.items():
        assert after[name] == value
    assert [step.result for step in found.steps if step.kind == "node"] == [row.result]


@pytest.mark.parametrize("row", NODES, ids=lambda row: row.old)
def test_a_workflow(row: NodeRename) -> None:
    """Labels and values, and what a form shows, follow; old formats are written anew in the same pass."""
    node = old_node(row)
    shown = [name for name in node if name in row.inputs]
    exposed = [{"nodeId": "n", "fieldName": name} for name in shown]
    before = workflow({"n": node}, at=row.last, exposedFields=exposed)
    found = become(before, old=None)
    body = found.data["nodes"][0]["data"]
    assert body["type"] == row.new
    assert structural(found.data) == []
    for name in shown:
        held = body["inputs"][row.inputs[name]]
        assert held["label"] == f"my {name}"
        if name != "generation_mode":
            assert held["value"] == node[name]
    names = [entry["fieldName"] for entry in found.data["exposedFields"]]
    assert names == [row.inputs[name] for name in shown]


@pytest.mark.parametrize("row", [row for row in NODES if row.result != "same"], ids=lambda row: row.old)
def test_what_is_not_the_same_waits(row: NodeRename) -> None:
    """Without leave for it the node stays as it is, and its wires stay, to be repaired later."""
    nodes = {"i": {"type": "image", "image": IMAGE}, "n": old_node(row), "o": {"type": "image"}}
    edges = ["i.image>n.image"] if "image" in row.inputs else []
    edges += ["n.image>o.image"] if "image" in row.outputs else []
    before = workflow(nodes, *edges, at=row.last)
    found = become(before, old=row.last, unsafe=False)
    assert [(step.kind, step.node) for step in found.withheld] == [("node", "n")]
    assert found.data["nodes"][1] == before["nodes"][1]
    assert found.data["edges"] == before["edges"]
    then = become(found.data, old=row.last)
    assert then.data["nodes"][1]["data"]["type"] == row.new
    assert len(then.data["edges"]) == len(edges)


def test_every_gone_node_is_migrated_or_explained() -> None:
    for row in GONE:
        at = node_presence(row.old)
        assert at is not None
        found = migrate(
            document(graph({"n": {"type": row.old}})), release("6.14.2"), release(at.last), unsafe=True
        )
        told = [step.node for step in found.steps] + [left.node for left in found.left]
        assert set(told) == {"n"}, row.old
        assert all(left.text and left.help for left in found.left)


def test_defaults_of_the_old_release() -> None:
    """The default of the old node at the file's own release, where its successor has another."""
    node = graph({"n": {"type": "depth_anything_image_processor", "image": IMAGE}})
    assert become(node, old="4.2.7").data["nodes"]["n"]["model_size"] == "small"
    assert "model_size" not in become(node, old="5.9.1").data["nodes"]["n"]
    mlsd = graph({"n": {"type": "mlsd_image_processor", "image": IMAGE}})
    assert become(mlsd, old=None).data["nodes"]["n"]["distance_threshold"] == 0.1


def test_one_input_becomes_two() -> None:
    node = {"type": "openpose_image_processor", "image": IMAGE, "hand_and_face": True}
    after = become(graph({"n": node}), old="3.6.3").data["nodes"]["n"]
    assert (after["draw_body"], after["draw_face"], after["draw_hands"]) == (True, True, True)
    wired = {**node, "hand_and_face": False}
    before = graph({"b": {"type": "boolean", "value": True}, "n": wired}, "b.value>n.hand_and_face")
    found = become(before, old="3.6.3").data
    assert {edge["destination"]["field"] for edge in found["edges"]} == {"draw_face", "draw_hands"}
    assert structural(found) == []


def test_an_input_of_an_earlier_release_of_the_node() -> None:
    node = {"type": "metadata_accumulator", "refiner_aesthetic_store": 6.0}
    after = become(graph({"n": node}), old="3.0.2").data["nodes"]["n"]
    assert after["refiner_positive_aesthetic_score"] == 6.0
