"""The web UI's own type system, which differs from the server's.

The UI reduces each schema to a name and a cardinality and decides by these alone whether a connection
may be drawn (facts read from its parseFieldType, areTypesEqual and validateConnectionTypes). Several
connections that it draws are refused by the server, and the reverse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.graph.ir import BATCH_NODES, GENERATOR_NODES
from wflint.graph.server.annotations import unwrap
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from wflint.catalogue.model import InputDef, NodeDef, OutputDef
    from wflint.catalogue.types import TypeExpr

SINGLE, COLLECTION, EITHER = "SINGLE", "COLLECTION", "SINGLE_OR_COLLECTION"
_SCALARS = {"int": "IntegerField", "float": "FloatField", "str": "StringField", "bool": "BooleanField"}
_BATCH_FIELDS = frozenset({"images", "strings", "integers", "floats"})
_GENERATOR_OUTPUTS = _BATCH_FIELDS
_WIDENS = frozenset(
    {("IntegerField", "FloatField"), ("IntegerField", "StringField"), ("FloatField", "StringField")}
)


class UiType(NamedTuple):
    """A name such as ``IntegerField``, a cardinality, and whether it belongs to a batch node."""

    name: str
    cardinality: str
    batch: bool = False
    original: str | None = None  # the name that ui_type replaced, for types the UI edits

    def __str__(self) -> str:
        return {
            SINGLE: self.name,
            COLLECTION: f"{self.name} collection",
            EITHER: f"{self.name} or {self.name} collection",
        }[self.cardinality]


# Up to 3.0.2.post1 the schema gives these no type of the UI's, which makes them itself for these two nodes.
_BY_HAND = {
    ("collect", "item", "in"): UiType("CollectionItemField", SINGLE),
    ("collect", "collection", "out"): UiType("CollectionField", COLLECTION),
    ("iterate", "collection", "in"): UiType("CollectionField", COLLECTION),
    ("iterate", "item", "out"): UiType("CollectionItemField", SINGLE),
}


def input_type(node_type: str, field: InputDef) -> UiType | None:
    """The UI's type of an input; None where the UI cannot parse it and leaves the input out."""
    found = _named(field.type, field.ui_type) or _BY_HAND.get((node_type, field.name, "in"))
    if found is not None and node_type in BATCH_NODES and field.name in _BATCH_FIELDS:
        return found._replace(batch=True)
    return found


def output_type(node_type: str, field: OutputDef) -> UiType | None:
    """The UI's type of an output; None where the UI cannot parse it and leaves the output out."""
    found = _named(field.type, field.ui_type) or _BY_HAND.get((node_type, field.name, "out"))
    if found is not None and node_type in GENERATOR_NODES and field.name in _GENERATOR_OUTPUTS:
        return found._replace(batch=True)
    return found


def ui_output(node: NodeDef, field: str) -> UiType | None:
    """The UI's type of an output; None when it has no such output."""
    found = node.outputs.get(field)
    return output_type(node.type, found) if found is not None else None


def ui_input(node: NodeDef, field: str) -> UiType | None:
    """The UI's type of an input; None when it has no such input."""
    found = node.inputs.get(field)
    if found is None or (node.type == "iterate" and field == "index"):
        return None
    return input_type(node.type, found)


def _named(t: TypeExpr, ui_type: str | None) -> UiType | None:
    parsed = _parse(unwrap(t))
    if ui_type is None:
        return parsed
    original = parsed.name if parsed is not None and _edited_by_ui(ui_type) else None
    return UiType(ui_type, COLLECTION if ui_type == "CollectionField" else SINGLE, original=original)


def _edited_by_ui(ui_type: str) -> bool:
    """Whether the UI edits values of the type itself: only then it remembers the type that ui_type replaced.

    Up to 6.7 each kind of model had a type of its own (``ControlNetModelField``), replacing
    ``ModelIdentifierField``.
    """
    return ui_type in ("SchedulerField", "SavedWorkflowField") or ui_type.endswith("ModelField")


def _parse(t: TypeExpr) -> UiType | None:
    if t.kind == "enum":
        return UiType("EnumField", SINGLE)
    if t.kind == "ref":
        return UiType(t.name, SINGLE)
    if t.kind in _SCALARS:
        return UiType(_SCALARS[t.kind], SINGLE)
    if t.kind == "list":
        item = _parse(t.args[0]) if t.args[0].kind in _SCALARS or t.args[0].kind == "ref" else None
        return item._replace(cardinality=COLLECTION) if item is not None else None
    if t.kind == "union":
        members = [m for m in t.args if m.kind != "null"]
        if len(members) == 1:
            return _parse(members[0])
        if len(members) == 2:
            lists = [m for m in members if m.kind == "list"]
            others = [m for m in members if m.kind != "list"]
            if len(lists) == 1 and lists[0].args[0] == others[0]:
                item = _parse(others[0])
                return item._replace(cardinality=EITHER) if item is not None else None
    return None


def _fits(source: str, target: str) -> bool:
    return source == target or (target == EITHER and source in (SINGLE, COLLECTION))


def ui_equal(a: UiType, b: UiType) -> bool:
    """Whether the UI takes two types for the same; a scheduler and any enumeration are."""
    if a.cardinality == b.cardinality and a.batch == b.batch:
        if a.name == b.name:
            return True
        if a.original is not None and a.original in (b.name, b.original):
            return True
        return b.original is not None and b.original == a.name
    return False


def ui_connects(a: UiType, b: UiType) -> bool:
    """Whether the UI lets an output of type ``a`` be drawn to an input of type ``b``, other edges aside."""
    if ui_equal(a, b):
        return True
    if a.batch != b.batch:
        return False
    return (
        (a.name == "CollectionItemField" and b.cardinality != COLLECTION)
        or (b.name == "CollectionItemField" and a.cardinality == SINGLE)
        or (a.name == b.name and b.cardinality == EITHER)
        or (a.name == "CollectionField" and b.cardinality in (COLLECTION, EITHER))
        or (b.name == "CollectionField" and a.cardinality == COLLECTION)
        or ((a.name, b.name) in _WIDENS and _fits(a.cardinality, b.cardinality))
        or b.name == "AnyField"
        or (a.name == "AnyField" and _fits(a.cardinality, b.cardinality))
    )


_ONE_AND_SEVERAL = {SINGLE, COLLECTION}


def ui_alike(a: UiType, b: UiType) -> bool:
    """Whether the UI lets two types stand for one another: either way round, or one and several of it."""
    return (
        ui_connects(a, b)
        or ui_connects(b, a)
        or (
            a.name == b.name and a.batch == b.batch and {a.cardinality, b.cardinality} == {SINGLE, COLLECTION}
        )
    )
