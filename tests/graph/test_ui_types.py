"""What the web UI takes collectors and connectors for, one step at a time."""

from __future__ import annotations

import pytest

from wflint.graph.edges.ui_collectors import ItemTypes, single
from wflint.graph.edges.ui_connectors import Connectors
from wflint.graph.ir import Edge, Node
from wflint.graph.webui.types import COLLECTION, EITHER, SINGLE, UiType
from wflint.graph.webui.values import Lost, lost_value

INT, TEXT = UiType("IntegerField", SINGLE), UiType("StringField", SINGLE)
INTS = UiType("IntegerField", COLLECTION)


@pytest.mark.parametrize(
    ("given", "item"),
    [
        (INT, INT),
        (INTS, INT),
        (UiType("IntegerField", EITHER), INT),
        (UiType("CollectionField", COLLECTION), None),
        (None, None),
    ],
)
def test_the_item_of_a_collection(given: UiType | None, item: UiType | None) -> None:
    assert single(given) == item


def test_the_first_item_counts() -> None:
    types = ItemTypes()
    types.takes_item("c", INT)
    types.takes_item("c", TEXT)
    types.takes_collection("c", UiType("StringField", COLLECTION), None)
    assert types["c"] == INT


def test_a_collection_counts_until_there_is_an_item() -> None:
    types = ItemTypes()
    types.takes_collection("c", INTS, None)
    assert types["c"] == INT
    types.takes_collection("c", UiType("StringField", COLLECTION), None)
    assert types["c"] == INT
    types.takes_item("c", TEXT)
    assert types["c"] == TEXT


def test_a_collector_after_another_has_its_type_now_and_later() -> None:
    types = ItemTypes()
    types.takes_collection("later", None, "c")
    types.takes_collection("last", None, "later")
    assert (types["later"], types["last"]) == (None, None)
    types.takes_item("c", INT)
    assert (types["later"], types["last"]) == (INT, INT)
    types.takes_collection("after", TEXT, "c")
    assert types["after"] == INT
    types.takes_item("last", TEXT)
    assert (types["later"], types["last"]) == (INT, TEXT)


@pytest.mark.parametrize(("kind", "together"), [("collect", True), ("if", True), ("add", False)])
def test_where_connectors_lead(kind: str, together: bool) -> None:
    """Inputs of collectors and of ``if`` are judged each for itself, others once for a type and field."""
    nodes = {name: Node(name, kind, (), {}, {}, {}, ()) for name in ("n", "m")}
    connectors = Connectors({"c": ("nodes", 0)}, nodes)
    for index, name in enumerate(nodes):
        connectors.accept(Edge("c", "out", name, "a", (), "workflow", index), INT)
    found = connectors.terminals("c")
    assert found.nodes == {"n", "m"}
    assert [wire.target for wire in found.special] == (["n", "m"] if together else [])
    assert list(found.plain) == ([] if together else [(kind, "a")])


@pytest.mark.parametrize("extras", [False, True])
def test_what_only_extra_inputs_keep(extras: bool) -> None:
    """``core_metadata`` keeps any value that is no object in inputs that it does not declare."""
    for value in (None, [1, "a"], [[1]]):
        assert lost_value(value, extras) == (None if extras else Lost(value, None))
    for value in ("a", 1, [1, 2], True):
        assert lost_value(value, extras) is None
