"""What stands where in a picture, and which marks."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest

from tests.picture.drawing import edge, node, other, scene, workflow
from wflint.picture import Mark

if TYPE_CHECKING:
    from wflint.picture.scene import Box

NOT_A_NUMBER = float("nan")


def corner(box: Box) -> tuple[float, float]:
    return box.x, box.y


def apart(one: Box, two: Box) -> bool:
    return (
        one.x + one.width <= two.x
        or two.x + two.width <= one.x
        or one.y + one.height <= two.y
        or two.y + two.height <= one.y
    )


def test_nodes_stand_where_the_file_says() -> None:
    places = {"a": (0, 0), "b": (500, -120), "c": (80, 700)}
    found = scene(workflow(*(node(n, "add", at) for n, at in places.items())))
    assert not found.laid_out
    assert {n: corner(b) for n, b in found.boxes.items()} == places


def test_a_node_is_called_as_in_the_ui() -> None:
    found = scene(
        workflow(
            node("a", "denoise_latents", (0, 0)),
            node("b", "denoise_latents", (500, 0), label="Fine", steps=30),
        )
    )
    assert (found.boxes["a"].title, found.boxes["a"].subtitle) == ("Denoise - SD1.5, SDXL", "")
    assert (found.boxes["b"].title, found.boxes["b"].subtitle) == ("Fine", "Denoise - SD1.5, SDXL")
    row = found.boxes["b"].inputs["steps"]
    assert (row.title, row.value, row.connected) == ("Steps", "30", False)


def test_a_graph_is_laid_out_from_left_to_right() -> None:
    nodes = {i: {"id": i, "type": "add", "a": 1} for i in "abcd"}
    ends = [("a", "b"), ("b", "c"), ("a", "d"), ("d", "c"), ("a", "c")]
    edges = [
        {"source": {"node_id": a, "field": "value"}, "destination": {"node_id": b, "field": "b"}}
        for a, b in ends
    ]
    found = scene({"id": "g", "nodes": nodes, "edges": edges})
    assert found.laid_out
    assert found.boxes["a"].x < found.boxes["b"].x < found.boxes["c"].x
    assert all(apart(one, two) for one, two in combinations(found.boxes.values(), 2))
    # The edge past the middle layer goes round the nodes in it.
    (left, right, y) = next(w for w in found.wires if (w.source, w.target) == ("a", "c")).way[0]
    for name in ("b", "d"):
        box = found.boxes[name]
        assert left <= box.x
        assert right >= box.x + box.width
        assert not box.y < y < box.y + box.height


@pytest.mark.parametrize(
    "places",
    [
        [(0, 0)] * 3,
        [(NOT_A_NUMBER, 0), ("1", 2), (None, None)],
        [(float("inf"), 0), (10**400, 0), (1e300, -1e300)],
    ],
    ids=["all the same", "no numbers", "too far"],
)
def test_places_that_say_nothing_are_laid_out(places: list[tuple[Any, Any]]) -> None:
    nodes = [node(f"n{i}", "add", at) for i, at in enumerate(places)]
    found = scene(workflow(*nodes, edges=[edge("n0", "value", "n1", "a")]))
    assert found.laid_out
    assert found.boxes["n0"].x < found.boxes["n1"].x
    assert all(apart(one, two) for one, two in combinations(found.boxes.values(), 2))


def test_what_has_no_place_stands_below_the_rest() -> None:
    there = node("a", "add", (0, 0)), node("b", "add", (500, 90))
    found = scene(workflow(*there, node("c", "add", (NOT_A_NUMBER, 3))))
    assert not found.laid_out
    assert found.boxes["c"].y > max(found.boxes[n].y + found.boxes[n].height for n in "ab")


def test_a_node_that_would_cover_another_is_moved_down() -> None:
    found = scene(workflow(node("a", "add", (0, 0)), node("b", "add", (20, 10)), node("c", "add", (900, 0))))
    assert corner(found.boxes["a"]) == (0, 0)
    assert found.boxes["b"].x == 20
    assert apart(found.boxes["a"], found.boxes["b"])
    assert corner(found.boxes["c"]) == (900, 0)


def test_a_stripe_without_anything_is_narrowed() -> None:
    far = node("b", "add", (5e6, 0)), node("c", "add", (5e6 + 400, 0))
    found = scene(workflow(node("a", "add", (0, 0)), *far))
    a, b, c = (found.boxes[n].x for n in "abc")
    assert 0 == a < b < 2000
    assert c - b == 400


def test_what_is_far_off_is_moved_to_the_origin() -> None:
    """Programs that count in 32 bits, as resvg, draw nothing straight at nine million pixels."""
    places = {"a": (9e6, -9e6), "b": (9e6 + 500, -9e6 + 40)}
    found = scene(workflow(*(node(n, "add", at) for n, at in places.items())))
    assert {n: corner(b) for n, b in found.boxes.items()} == {"a": (0, 0), "b": (500, 40)}


def test_the_bounds_hold_the_edges_that_go_round() -> None:
    """Where many edges pass few nodes, some run above or below all nodes."""
    found = scene(
        workflow(node("a", "add"), node("b", "add", (900, 0)), edges=[edge("a", "value", "b", "a")])
    )
    left, top, right, bottom = found.bounds()
    found.wires[0] = found.wires[0]._replace(way=((400, 800, top - 60),))
    assert found.bounds() == (left, top - 60, right, bottom)
    found.wires[0] = found.wires[0]._replace(way=((400, 800, bottom + 60),))
    assert found.bounds() == (left, top, right, bottom + 60)


def test_a_picture_does_not_tell_where_its_file_lay() -> None:
    import json

    from wflint.document.load import load_bytes
    from wflint.engine.targets import open_targets
    from wflint.graph.reading.read import read_document
    from wflint.picture import scene_of

    for path in ("/home/somebody/secret/flow.json", "C:\\Users\\somebody\\flow.json", "flow.json"):
        document = load_bytes(json.dumps(workflow(node("a", "add"))).encode(), path).documents[0]
        found = scene_of(document, read_document(document)[0], open_targets("6.14.2")[-1])
        assert found.name == "flow.json"


def test_a_pile_that_no_person_made_is_laid_out() -> None:
    found = scene(workflow(node("far", "add", (4000, 0)), *(node(f"n{i}", "add", (1, 1)) for i in range(60))))
    assert found.boxes["far"].x == 4000
    assert all(apart(one, two) for one, two in combinations(found.boxes.values(), 2))


def test_closed_nodes_notes_connectors_and_unknown_nodes() -> None:
    found = scene(
        workflow(
            node("a", "add", (0, 0), is_open=False),
            other("note", "notes", (400, 0), notes="Use a light LoRA here.\nOr none.", label="Hint"),
            other("via", "connector", (800, 0)),
            node("b", "from_a_pack", (1200, 0), strength=2),
            edges=[edge("a", "value", "via", "in"), edge("via", "out", "b", "strength")],
        )
    )
    kinds = {n: b.kind for n, b in found.boxes.items()}
    assert kinds == {"a": "node", "b": "unknown", "via": "connector", "note": "notes"}
    closed = found.boxes["a"]
    assert closed.height == 42
    assert closed.output_at("value") == (320, 21)
    assert found.boxes["note"].title == "Hint"
    assert found.boxes["note"].text == ["Use a light LoRA here.", "Or none."]
    assert "not in InvokeAI 6.14.2" in found.boxes["b"].subtitle
    # Both wires have the colour of what the connector passes on.
    assert [str(wire.type) for wire in found.wires] == ["IntegerField", "IntegerField"]


def test_a_ring_of_connectors_ends() -> None:
    found = scene(
        workflow(
            other("x", "connector", (0, 0)),
            other("y", "connector", (100, 0)),
            node("a", "add", (300, 0)),
            edges=[edge("x", "out", "y", "in"), edge("y", "out", "x", "in"), edge("y", "out", "a", "a")],
        )
    )
    assert [wire.type for wire in found.wires] == [None, None, None]


def test_an_edge_to_nowhere_is_drawn_as_a_stub() -> None:
    wires = [edge("a", "value", "gone", "x"), edge("p", "q", "r", "s")]
    found = scene(workflow(node("a", "add", (0, 0)), edges=wires))
    assert [(wire.start is None, wire.end is None) for wire in found.wires] == [(False, True)]


def test_marks_stand_at_what_their_pointers_lead_to() -> None:
    nodes = node("a", "add", (0, 0), a=1), node("b", "add", (500, 0), b="x")
    data = workflow(*nodes, edges=[edge("a", "value", "b", "a")])
    found = scene(
        data,
        [
            Mark("/nodes/1", "error", "A1", "the node"),
            Mark("/nodes/1/data/inputs/b/value", "error", "A2", "its input"),
            Mark("/edges/0/targetHandle", "warning", "A3", "the edge"),
            Mark("/meta/version", "info", "A4", "the file"),
            Mark("/nodes/0", "error", "A5", "an input that is missing", field="b"),
            Mark("no pointer", "error", "A6", "nothing"),
            Mark("/nodes/99/data", "error", "A7", "no such node"),
        ],
    )
    places = [(m.number, m.place.kind, m.place.node, m.place.field, m.place.edge) for m in found.marks]
    assert places == [
        (1, "node", "b", "", -1),
        (2, "input", "b", "b", -1),
        (3, "edge", "", "", 0),
        (4, "document", "", "", -1),
        (5, "input", "a", "b", -1),
        (6, "document", "", "", -1),
        (7, "document", "", "", -1),
    ]


def test_marks_of_a_document_inside_another_are_found() -> None:
    record = {"workflow_id": "w", "name": "n", "workflow": workflow(node("a", "add", (0, 0), a=1), id="w")}
    found = scene(record, [Mark("/workflow/nodes/0/data/inputs/a/value", "error", "A1", "m")])
    assert found.marks[0].place.field == "a"


def test_the_form_is_told() -> None:
    data = workflow(node("a", "add", (0, 0), a=1, b=2), exposedFields=[{"nodeId": "a", "fieldName": "b"}])
    rows = scene(data).boxes["a"].inputs
    assert (rows["a"].exposed, rows["b"].exposed) == (False, True)


def test_an_input_that_the_release_lacks_is_told() -> None:
    rows = scene(workflow(node("a", "add", (0, 0), a=1, strange=2))).boxes["a"].inputs
    assert (rows["a"].odd, rows["strange"].odd) == (False, True)
