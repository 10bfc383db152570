"""Findings about edges: faults beside what was right before, what is only likely, and where they point."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.graph.test_web_ui_wires import workflow
from wflint.catalogue.model import Catalogue
from wflint.catalogue.store import StoredDefinitions, shipped
from wflint.engine.check import Checker, check_document
from wflint.engine.examine import examine

TYPES = {
    "p": "image",
    "q": "image",
    "n": "integer",
    "c": "collect",
    "i": "iterate",
    "pictures": "image_collection",
    "save": "save_image",
    "add": "add",
    "range": "range",
}


def fresh(release: str = "6.14.2") -> Catalogue:
    """A catalogue that remembers nothing of other files."""
    return Catalogue(StoredDefinitions(shipped(), release))


def graph(*edges: str) -> bytes:
    ends = [[end.split(".") for end in edge.split(" -> ")] for edge in edges]
    found = [
        {"source": {"node_id": a, "field": out}, "destination": {"node_id": b, "field": into}}
        for (a, out), (b, into) in ends
    ]
    names = dict.fromkeys(node for pair in ends for node, _ in pair)
    nodes: dict[str, dict[str, Any]] = {name: {"id": name, "type": TYPES[name]} for name in names}
    for name in nodes.keys() & {"p", "q"}:
        nodes[name]["image"] = {"image_name": "a.png"}
    return json.dumps({"id": "g", "nodes": nodes, "edges": found}).encode()


def about_edges(raw: bytes, catalogue: Catalogue) -> list[tuple[str, str | None, str]]:
    found = examine(raw, "g.json", Checker((catalogue,))).diagnostics
    return [(d.slug, d.field, str(d.confidence)) for d in found if d.code.startswith("ED")]


GOOD = ("p.image -> c.item", "q.image -> c.item", "c.collection -> pictures.collection")


@pytest.mark.parametrize(
    ("edges", "slug"),
    [
        (("p.image -> c.item", "p.image -> c.item", "c.collection -> pictures.collection"), "duplicate-edge"),
        ((*GOOD, "n.value -> c.item"), "mixed-collection"),
        (("p.image -> c.item", "c.collection -> pictures.collection", "p.image -> q.image",
          "p.image -> q.image"), "unknown-target-field"),
        ((*GOOD, "c.collection -> add.a"), "type-mismatch"),
        ((*GOOD, "p.image -> pictures.collection"), "duplicate-input"),
        ((*GOOD, "c.collection -> c.collection"), "self-loop"),
    ],
)  # fmt: skip
def test_a_fault_beside_what_was_right_in_another_file(edges: tuple[str, ...], slug: str) -> None:
    """Nodes that were right are remembered with what stood around them; a fault must still be seen."""
    catalogue = fresh()
    for good in (GOOD, ("p.image -> c.item", "c.collection -> pictures.collection")):
        assert about_edges(graph(*good), catalogue) == []
    alone = about_edges(graph(*edges), fresh())
    assert about_edges(graph(*edges), catalogue) == alone
    if slug != "unknown-target-field":
        assert slug in [found for found, _, _ in alone]


def test_two_edges_of_two_pictures_are_no_repetition() -> None:
    catalogue = fresh()
    for _ in range(2):
        assert about_edges(graph(*GOOD), catalogue) == []


@pytest.mark.parametrize("release", ["6.14.2", "6.12.0", "5.0.0", "4.2.9", "3.1.0"])
def test_rules_that_were_compared_with_the_release_are_certain(release: str) -> None:
    found = about_edges(graph("p.image -> c.item", "n.value -> c.item"), fresh(release))
    assert found == [("mixed-collection", "item", "certain")]


def test_rules_that_nothing_was_compared_with_are_likely() -> None:
    class Unknown(StoredDefinitions):
        overlay = {"graph_rules": "of a release to come"}  # type: ignore[assignment]  # noqa: RUF012

    mixed = graph("p.image -> c.item", "n.value -> c.item")
    assert about_edges(mixed, Catalogue(Unknown(shipped(), "6.12.0"))) == [
        ("mixed-collection", "item", "likely")
    ]


def test_a_field_of_a_connector() -> None:
    """A connector has one way in and one out; the finding has no node type."""
    document = workflow(
        {"n": "integer", "k": "connector", "add": "add"},
        [("n", "value", "k", "into"), ("k", "out", "add", "a")],
    )
    (found, *_) = [f for f in check_document(document, fresh()) if f.rule == "unknown-target-field"]
    assert (found.node, found.node_type, found.field) == ("k", None, "into")
    assert (found.message, found.help) == ('connector k has no input "into"', 'use "in"')


def test_an_edge_that_the_editor_drops_names_its_target() -> None:
    """Nothing feeds the connector before its edges are read, and what they lead to differs."""
    document = workflow(
        {"n": "integer", "k": "connector", "add": "add", "save": "save_image"},
        [("k", "out", "add", "a"), ("k", "out", "save", "image"), ("n", "value", "k", "in")],
    )
    found = [f for f in check_document(document, fresh()) if f.rule == "ui-drops-edge"]
    assert [(f.node, f.node_type, f.field) for f in found] == [("save", "save_image", "image")]
    assert (
        found[0].message == '"image" of Save Image and another input behind connector k take different types'
    )
    assert found[0].help == "use a connector for each type, or move the edge into connector k to the top"
    assert [place.message for place in found[0].related] == ["nothing feeds this connector yet"]
    twice = workflow(
        {"n": "integer", "m": "integer", "k": "connector", "add": "add"},
        [("m", "value", "add", "a"), ("k", "out", "add", "a"), ("n", "value", "k", "in")],
    )
    (second,) = [f for f in check_document(twice, fresh()) if f.rule == "ui-drops-edge"]
    assert second.message == "an input behind connector k has another edge already"
    assert [place.message for place in second.related] == ['the other edge, into "a" of Add Integers']
    assert (second.node, second.node_type) == ("k", None)
