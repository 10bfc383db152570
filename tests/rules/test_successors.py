"""ND101 and ND102 read the one table of successors: each row is told, and its repair is accepted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.differential.generate import Generator
from wflint.catalogue.renames import GONE, MAJORS, NODES, MajorStep, NodeRename, NoSuccessor
from wflint.catalogue.store import open_release
from wflint.engine.check import Checker
from wflint.engine.examine import examine
from wflint.engine.mending import mend

if TYPE_CHECKING:
    from wflint.diagnostics import Diagnostic

NEWEST = open_release("6.14.2")
CHECKER = Checker([NEWEST])


def found(data: Any, slug: str) -> list[Diagnostic]:
    return [d for d in examine(json.dumps(data).encode(), "x.json", CHECKER).diagnostics if d.slug == slug]


def alone(node_type: str) -> dict[str, Any]:
    return {"id": "g", "nodes": {"a": {"id": "a", "type": node_type}}, "edges": []}


@pytest.mark.parametrize("row", NODES, ids=lambda row: row.old)
def test_a_gone_node_is_told_its_successor(row: NodeRename) -> None:
    (error,) = found(alone(row.old), "unknown-node-type")
    assert f"({row.new})" in error.help
    assert error.help.endswith(f"or InvokeAI {row.last}")
    assert error.fix is not None
    assert error.fix.title.startswith(f"use {row.new}")


@pytest.mark.parametrize("row", GONE, ids=lambda row: row.old)
def test_a_node_without_one_is_told_so(row: NoSuccessor) -> None:
    (error,) = found(alone(row.old), "unknown-node-type")
    assert len(error.help) <= 110
    assert f"InvokeAI {row.last}" in error.help
    assert all(node_type in error.help for node_type in row.instead)
    assert row.why in error.help or row.instead[1:]
    assert error.fix is None


def refused(data: Any, node_id: str) -> list[str]:
    diagnostics = examine(json.dumps(data).encode(), "x.json", CHECKER).diagnostics
    return [d.message for d in diagnostics if d.effect.value == "rejected" and d.node == node_id]


def _as_it_was(row: NodeRename, seed: int) -> tuple[dict[str, Any], str] | None:
    """A right graph of today around the successor, which is then called by the old names; None: it is not."""
    definition = NEWEST.node(row.new)
    assert definition is not None
    made = Generator(NEWEST, seed)
    made.tidy = True
    node_id = made._add(definition, True, 0)
    if refused({"id": "g", "nodes": made.nodes, "edges": made.edges}, node_id):
        return None  # a cycle
    before = {new: old for old, new in row.inputs.items()}
    node = made.nodes[node_id]
    was = {name: node.get(name) for name in ("id", "is_intermediate") if name in node}
    was |= {before[name]: value for name, value in node.items() if name in before}
    made.nodes[node_id] = {**was, "type": row.old}
    edges = []
    for edge in made.edges:
        target = edge["destination"]
        if target["node_id"] != node_id:
            edges.append(edge)
        elif target["field"] in before:
            field = before[target["field"]]
            edges.append({**edge, "destination": {"node_id": node_id, "field": field}})
    return {"id": "g", "nodes": made.nodes, "edges": edges}, node_id


@pytest.mark.parametrize("row", NODES, ids=lambda row: row.old)
def test_its_repair_leaves_nothing_that_is_refused(row: NodeRename) -> None:
    repaired = 0
    for seed in range(8):
        old = _as_it_was(row, seed)
        if old is None:
            continue
        graph, node_id = old

        def look(raw: bytes, node_id: str = node_id) -> Any:
            diagnostics = examine(raw, "x.json", CHECKER).diagnostics
            return [d if d.node == node_id else d._replace(fix=None) for d in diagnostics]

        mended = json.loads(mend(json.dumps(graph).encode(), look, unsafe=True).raw)
        node = mended["nodes"][node_id]
        if node["type"] == row.old:
            continue
        repaired += 1
        assert node["type"] == row.new
        assert row.writes.items() <= node.items()
        assert refused(mended, node_id) == [], seed
    assert repaired >= 2


@pytest.mark.parametrize("row", MAJORS, ids=lambda row: f"{row.node}-{row.old}-{row.new}")
@pytest.mark.parametrize("patch", ["0.0", "2.1"])
def test_a_major_step_is_told_by_what_it_does(row: MajorStep, patch: str) -> None:
    """Against the release where it came, and against the newest: there with the steps after it."""
    body = {"id": "a", "type": row.node, "version": f"{row.old}.{patch}", "nodePack": "invokeai", "label": "",
            "notes": "", "isOpen": True, "isIntermediate": True, "useCache": True, "inputs": {}}  # fmt: skip
    texts = dict.fromkeys(("name", "author", "description", "version", "contact", "tags", "notes"), "")
    data = {**texts, "exposedFields": [], "meta": {"version": "3.0.0", "category": "user"}, "edges": []}
    data["nodes"] = [{"id": "a", "type": "invocation", "data": body, "position": {"x": 0, "y": 0}}]
    for release, rows in (
        (row.since, [row]),
        ("6.14.2", [each for each in MAJORS if each.node == row.node and each.old >= row.old]),
    ):
        catalogue = open_release(release)
        definition = catalogue.node(row.node)
        assert definition is not None
        raw = json.dumps(data).encode()
        diagnostics = examine(raw, "x.json", Checker([catalogue])).diagnostics
        (told,) = [d for d in diagnostics if d.slug == "node-version-mismatch"]
        assert all(each.says in told.consequence for each in rows)
        same = all(each.result == "same" for each in rows)
        wanted = f"write version {definition.version}" if same else "delete the node and add it again"
        assert told.help == wanted
        assert told.severity.value == "warning"
