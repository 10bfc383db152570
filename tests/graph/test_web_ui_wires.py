"""wflint keeps exactly the edges that the web UI keeps, and says why of each that it does not keep.

The answers were recorded from the UI's own code; see fixtures/web-ui/README.md.
"""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.counting import growth
from wflint.catalogue.store import open_release
from wflint.document.kinds import documents_in
from wflint.document.model import Document, Source
from wflint.engine.check import check_document
from wflint.graph.convert.to_request import convert_workflow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

RECORDED = Path(__file__).parents[2] / "fixtures" / "web-ui" / "wires.jsonl"
CASES = [json.loads(line) for line in RECORDED.read_text("utf-8").splitlines()]
CATALOGUE = open_release("6.14.2")
Ends = tuple[str, str, str, str]


def workflow(types: dict[str, str], edges: Iterable[Iterable[str]]) -> Document:
    """A workflow of nodes that name all their inputs and set none."""
    nodes = []
    for node_id, kind in types.items():
        data: dict[str, Any] = {"id": node_id, "type": kind, "label": "", "isOpen": True}
        if kind != "connector":
            definition = CATALOGUE.node(kind)
            data |= {
                "version": (definition.version if definition else None) or "1.0.0",
                "nodePack": "invokeai",
                "notes": "",
                "isIntermediate": True,
                "useCache": True,
                "inputs": {n: {"name": n, "label": ""} for n in (definition.inputs if definition else ())},
            }
        shape = "connector" if kind == "connector" else "invocation"
        nodes.append({"id": node_id, "type": shape, "data": data, "position": {"x": 0, "y": 0}})
    ends = ("source", "sourceHandle", "target", "targetHandle")
    wires = [
        {"id": f"e{i}", "type": "default", **dict(zip(ends, edge, strict=True))}
        for i, edge in enumerate(edges)
    ]
    texts = ("name", "author", "description", "version", "contact", "tags", "notes")
    whole = {**dict.fromkeys(texts, ""), "nodes": nodes, "edges": wires, "exposedFields": []}
    whole["meta"] = {"version": "4.0.0", "category": "user"}
    [document] = documents_in(whole, Source("recorded", ""))
    return document


@pytest.mark.parametrize("case", CASES, ids=range(len(CASES)))
def test_the_edges_that_the_ui_keeps(case: dict[str, Any]) -> None:
    document = workflow(case["nodes"], case["edges"])
    kept = convert_workflow(document, CATALOGUE).graph["edges"]
    ends = [
        [e["source"]["node_id"], e["source"]["field"], e["destination"]["node_id"], e["destination"]["field"]]
        for e in kept
    ]
    assert ends == case["kept"]


@pytest.mark.parametrize("case", CASES, ids=range(len(CASES)))
def test_a_plain_edge_that_the_ui_drops_has_a_finding(case: dict[str, Any]) -> None:
    document = workflow(case["nodes"], case["edges"])
    findings = check_document(document, CATALOGUE)
    if any(f.rule == "cycle" for f in findings):
        return  # one finding speaks for the whole circle
    blamed = {f.pointer[1] for f in findings if f.pointer[:1] == ("edges",)}
    blamed |= {r.pointer[1] for f in findings for r in f.related if r.pointer[:1] == ("edges",)}
    known = {n for n, kind in case["nodes"].items() if CATALOGUE.node(kind) and "_batch" not in kind}
    kept = {tuple(ends) for ends in case["kept"]}
    for i, (source, output, target, field) in enumerate(case["edges"]):
        if source in known and target in known and (source, output, target, field) not in kept:
            assert i in blamed, (source, output, target, field)


def test_what_the_ui_drops_before_a_connector_is_not_reported_behind_it_again() -> None:
    types = {"a": "boolean", "c": "connector", "b": "scheduler"}
    edges = [("c", "out", "b", "scheduler"), ("a", "value", "c", "in")]
    for order in (edges, edges[::-1]):
        found = check_document(workflow(types, order), CATALOGUE)
        assert [f.rule for f in found if f.pointer[:1] == ("edges",)] == ["type-mismatch"]


@pytest.mark.parametrize(
    ("types", "edges", "last"),
    [
        # Of two collectors one after the other.
        (
            {"i": "integer", "b": "collect", "c": "collect"},
            ["i.value > b.item", "s.value > c.item"],
            "b.collection > c.collection",
        ),
        # Of a connector that is fed when the collector behind it has its collection already, ...
        (
            {"r": "range", "k": "connector", "c": "collect"},
            ["k.out > c.item", "r.collection > c.collection"],
            "s.value > k.in",
        ),
        # ... from a collector or not.
        (
            {"i": "integer", "b": "collect", "k": "connector", "c": "collect"},
            ["i.value > b.item", "k.out > c.item", "b.collection > c.collection"],
            "s.value > k.in",
        ),
    ],
    ids=["collectors", "connector", "both"],
)
@pytest.mark.parametrize("source", ["string", "integer"])
def test_what_a_collector_gathers_is_of_one_type(
    types: dict[str, str], edges: list[str], last: str, source: str
) -> None:
    wires = [[part for end in edge.split(" > ") for part in end.split(".")] for edge in (*edges, last)]
    document = workflow({**types, "s": source}, wires)
    found = [
        (f.rule, f.pointer[1]) for f in check_document(document, CATALOGUE) if f.pointer[:1] == ("edges",)
    ]
    assert found == ([("ui-drops-edge", len(edges))] if source == "string" else [])


@pytest.mark.parametrize("ends", ["fed", "unfed", "ring"])
@pytest.mark.parametrize("backwards", [False, True])
def test_long_rows_of_connectors_cost_no_more_than_short_ones(ends: str, backwards: bool) -> None:
    def check(size: int) -> Callable[[], object]:
        row = [f"c{i}" for i in range(size)]
        types = {"a": "integer", **{f"b{c}": "integer" for c in row}, **dict.fromkeys(row, "connector")}
        edges = [(c, "out", d, "in") for c, d in pairwise(row)]
        edges += [(c, "out", f"b{c}", "value") for c in row]
        edges += {"fed": [("a", "value", "c0", "in")], "ring": [(row[-1], "out", "c0", "in")]}.get(ends, [])
        document = workflow(types, reversed(edges) if backwards else edges)
        return lambda: check_document(document, CATALOGUE)

    assert growth(check, 300) < 2.3


@pytest.mark.parametrize("backwards", [False, True])
def test_long_chains_of_collectors_cost_no_more_than_short_ones(backwards: bool) -> None:
    def check(size: int) -> Callable[[], object]:
        chain = [f"c{i}" for i in range(size)]
        edges = [("a", "value", "c0", "item")]
        edges += [(c, "collection", d, "collection") for c, d in pairwise(chain)]
        edges += [("a", "value", c, "item") for c in reversed(chain)]
        types = {"a": "integer", **dict.fromkeys(chain, "collect")}
        document = workflow(types, reversed(edges) if backwards else edges)
        return lambda: check_document(document, CATALOGUE)

    assert growth(check, 300) < 2.3
