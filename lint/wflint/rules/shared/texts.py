"""The texts that reach an input, literally, by batch data or along edges, and where each stands.

What an edge brings is the business of ``models/flow/computed``; a text in the file is looked at without it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from wflint.records import NamedTuple
from wflint.rules.shared.computed import computed

if TYPE_CHECKING:
    from wflint.diagnostics import Pointer
    from wflint.graph.ir import BatchItem, Edge, Node
    from wflint.rules.base import Context

MOST = 20  # texts of one input that are looked at (of a batch, or of a collection)
_LONGEST = 20_000  # characters of a text that is looked at
_NAME = re.compile(r"(?=[^a-zA-Z]*[a-zA-Z])[a-zA-Z0-9_][a-zA-Z0-9._-]*[a-zA-Z0-9_]")
_MARKUP = frozenset(("br", "hr", "li", "td", "tr", "em", "img", "div", "span"))  # often not closed


class TextPlace(NamedTuple):
    """A text that an input reads, and where it stands."""

    text: str
    pointer: Pointer


class Texts(NamedTuple):
    """The texts that are known, each once. ``whole``: the input never gets anything else."""

    places: list[TextPlace]
    whole: bool


_NOTHING = Texts([], False)


def texts_at(ctx: Context, node: Node, field: str) -> Texts:
    """The texts that an input gets in its runs."""
    if ctx.graph.unread_edges:
        return _NOTHING
    if (edge := _edge(ctx, node, field)) is not None:
        source = ctx.graph.nodes.get(edge.source)
        if (
            source is not None
            and (source.type, edge.source_field) == ("string", "value")
            and _edge(ctx, source, "value") is None
        ):  # the commonest way, and one with a place of its own
            return texts_at(ctx, source, "value")
        rows = ctx.analysis(computed).into(node, field)
        found = list(rows.rows.values())
        return _told(found, [node.declared_pointer(field)] * len(found), whole=rows.whole)
    item = ctx.analysis(_varied).get((node.id, field)) if ctx.graph.batch else None
    if item is not None:
        pointers = [(*item.path, "items", i) for i in range(len(item.items))]
        return _told(item.items, pointers, whole=True)
    if field in node.lost:
        return _NOTHING
    value = node.values[field] if field in node.values else _default(ctx, node, field)
    return _told([value], [node.input_pointer(field)], whole=True)


def places_at(ctx: Context, node: Node, field: str) -> list[TextPlace]:
    """The texts of an input that are known, with the places to point at."""
    return texts_at(ctx, node, field).places


def is_a_name(name: str, text: str) -> bool:
    """Whether what stands between ``<`` and ``>`` in a prompt is meant as a textual inversion.

    InvokeAI looks up whatever stands there, such as ``<3 and 5 >``, and is content to find nothing; what is
    meant is one word, and neither a sign nor markup.
    """
    if _NAME.fullmatch(name) is None or name.lower() in _MARKUP:
        return False
    return f"</{name}" not in text


def _told(values: list[Any], pointers: list[Pointer], *, whole: bool) -> Texts:
    found: dict[tuple[str, Pointer], TextPlace] = {}
    for value, pointer in zip(values, pointers, strict=True):
        if type(value) is not str or len(value) > _LONGEST or len(found) >= MOST:
            whole = False
        else:
            found.setdefault((value, pointer), TextPlace(value, pointer))
    return Texts(list(found.values()), whole)


def _edge(ctx: Context, node: Node, field: str) -> Edge | None:
    """The edge that counts: of several the web UI keeps the first, the server the last."""
    edges = ctx.graph.into.get((node.id, field))
    return edges[0 if ctx.drops_wires else -1] if edges else None


def _default(ctx: Context, node: Node, field: str) -> Any:
    definition = ctx.catalogue.node(node.type)
    declared = definition.inputs.get(field) if definition is not None else None
    return declared.default if declared is not None else None


def _varied(ctx: Context) -> dict[tuple[str, str], BatchItem]:
    """The inputs that batch data fill; call it through ``ctx.analysis(_varied)``."""
    return {(item.node, item.field): item for group in ctx.graph.batch for item in group}
