"""How connection faults are put into words, for rules and builders alike: in parts, types in users' words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from wflint.catalogue.types import TypeExpr
from wflint.diagnostics.suggest import nearest
from wflint.diagnostics.words import listed, quoted
from wflint.graph.server.annotations import ANY, unwrap
from wflint.graph.type_words import type_words
from wflint.graph.webui.types import COLLECTION, EITHER, SINGLE
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wflint.graph.ir import Node
    from wflint.graph.server.collectors import SpecialFault
    from wflint.graph.webui.types import UiType

_MOST_NAMES = 6  # of inputs or outputs that a cure names
# The web UI's names of types that are no classes of the schema.
_KINDS = {
    "IntegerField": "int",
    "FloatField": "float",
    "StringField": "str",
    "BooleanField": "bool",
    "EnumField": "enum",
    "AnyField": "any",
}


class Wording(NamedTuple):
    """A fault in parts: what is wrong, what to do, and the schema's names of the types."""

    message: str
    help: str = ""
    detail: str = ""

    @property
    def line(self) -> str:
        """Both in one line, for errors that Python raises."""
        return f"{self.message}; {self.help}" if self.help else self.message


class Naming(Protocol):
    """What a reader calls nodes, the ends of edges, and types of nodes."""

    def node(self, node: Node, /) -> str:
        """A node."""

    def end(self, node_id: str, field: str, /) -> str:
        """An end of an edge: an input or output with its node."""

    def title(self, node_type: str, /) -> str:
        """A type of node, to recommend it."""


def mismatch(where: str, gives: TypeExpr, takes: TypeExpr, cure: str = "") -> Wording:
    """``"image" of Save Image takes an image, but gets latents``; ``where`` is the input."""
    given, taken = short_words(gives), short_words(takes)
    if given == taken:  # two classes that people call the same
        given, taken = f"{given} ({gives})", f"{taken} ({takes})"
    return Wording(f"{where} takes {taken}, but gets {given}", cure, f"{gives} -> {takes}")


def missing_field(
    node: str, side: str, field: str, known: Sequence[str], fitting: Sequence[str] = ()
) -> Wording:
    """``Save Image has no input "images"``, with the field that was meant, or those there are.

    ``side`` is ``input`` or ``output``; ``fitting`` are those whose types suit the other end.
    """
    message = f"{node} has no {side} {quoted(field)}"
    if field in known:  # the server's alone: the web UI leaves out iterate's index
        return Wording(message, f"remove the edge: the web UI has no such {side}")
    near = nearest(field, known)
    names = near or (list(fitting) if len(fitting) == 1 else sorted(known))
    if not names:
        return Wording(message, f"remove the edge: it has no {side}s")
    if len(names) == 1:
        return Wording(message, f"use {quoted(names[0])}")
    shown = listed([quoted(name, 24) for name in names], _MOST_NAMES, "or")
    return Wording(message, f"use one of its {side}s: {shown}")


TAKES_ANYTHING_CURE = "connect a node that gives a whole list, or use InvokeAI 5.6.1 or later"


def special_words(naming: Naming, fault: SpecialFault, cure: str = "") -> Wording:
    """What is wrong with an iterate or collect node that has edges; ``cure`` where a type does not fit."""
    edge, node = fault.edges[0], naming.node(fault.node)
    detail = " -> ".join(map(str, fault.types))
    if fault.reason == "many-inputs":
        return Wording(
            f'{node} has {len(fault.edges)} edges into "collection", but takes one', "keep one of them"
        )
    if fault.reason == "not-a-collection":
        where = naming.end(edge.target, edge.target_field)
        if fault.node.type == "collect":
            cure = 'connect it to "item"'
        elif not cure:
            cure = "connect it without the iterate node, or connect a list"
        message = f"{where} takes a list, but gets {short_words(fault.types[0])}"
        return Wording(message, cure, f"{fault.types[0]} -> list")
    if fault.reason == "mixed-items":
        kinds = listed(list(dict.fromkeys(short_words(t) for t in fault.types)))
        message = f"{node} gathers items of different types" + (f": {kinds}" if kinds else "")
        return Wording(message, "use one collect node for each type", ", ".join(map(str, fault.types)))
    gives, takes = fault.types
    where = naming.end(edge.target, edge.target_field)
    if fault.reason == "takes-anything":
        return Wording(f"{node} cannot feed {where} before InvokeAI 5.6.1", TAKES_ANYTHING_CURE, detail)
    return Wording(f"{where} takes {short_words(takes)}, but {node} gives {short_words(gives)}", cure, detail)


def ui_type_expr(found: UiType) -> TypeExpr:
    """A type of the web UI's as one of the catalogue's, to be put into words."""
    if found.name == "CollectionField":  # a list of what it is connected to
        return TypeExpr("list", (ANY,))
    kind = _KINDS.get(found.name)
    one = TypeExpr(kind) if kind else TypeExpr("ref", name=found.name)
    several = TypeExpr("list", (one,))
    return {SINGLE: one, COLLECTION: several, EITHER: TypeExpr("union", (one, several))}[found.cardinality]


def short_words(expr: TypeExpr) -> str:
    """The type in words; of a choice only that it is one."""
    expr = unwrap(expr)
    return "one of a set of values" if expr.kind == "enum" else type_words(expr)
