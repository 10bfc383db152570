"""The texts that reach an input, literally or along edges from nodes that only put texts together.

:func:`text_at` is the one question that rules about prompts ask of the values of a graph.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wflint.diagnostics import Pointer
    from wflint.graph.ir import Edge, Node
    from wflint.rules.base import Context

MOST = 20  # texts of one input that are looked at (of a batch, or of a collection)
_LONGEST = 20_000  # characters of a text that is carried along edges
_LONGEST_SEARCH = 200
_DEEPEST = 40  # nodes that a text passes through

Texts = list[str]


class TextPlace(NamedTuple):
    """A text that an input reads, and where it stands."""

    text: str
    pointer: Pointer


def text_at(ctx: Context, node: Node, field: str) -> Texts | None:
    """The texts that an input gets, one for each run or batch item; None where they are not known."""
    return _at(ctx, node, field, 0)


def places_at(ctx: Context, node: Node, field: str) -> list[TextPlace]:
    """The texts with the places to point at: their own where they are literals, else the input's."""
    edge = _edge(ctx, node, field)
    if edge is None:
        for group in ctx.graph.batch:
            for item in group:
                if item.node == node.id and item.field == field:
                    items = enumerate(item.items[:MOST])
                    return [TextPlace(t, (*item.path, "items", i)) for i, t in items if type(t) is str]
    else:
        source = ctx.graph.nodes.get(edge.source)
        if source is not None and source.type == "string" and (source.id, "value") not in ctx.graph.into:
            return places_at(ctx, source, "value")
    texts = text_at(ctx, node, field) or ()
    pointer = node.input_pointer(field) if edge is None else node.declared_pointer(field)
    return [TextPlace(text, pointer) for text in dict.fromkeys(texts)]


def _edge(ctx: Context, node: Node, field: str) -> Edge | None:
    """The edge that counts: of several the web UI keeps the first, the server the last."""
    edges = ctx.graph.into.get((node.id, field))
    return edges[0 if ctx.drops_wires else -1] if edges else None


def _at(ctx: Context, node: Node, field: str, depth: int) -> Texts | None:
    if depth > _DEEPEST or ctx.graph.unread_edges:
        return None
    edge = _edge(ctx, node, field)
    if edge is not None:
        return _made(ctx, edge, depth)
    for group in ctx.graph.batch:
        for item in group:
            if item.node == node.id and item.field == field:
                return _short([text for text in item.items[:MOST] if type(text) is str])
    if field in node.lost:
        return None
    if field in node.values:
        value = node.values[field]
    else:
        definition = ctx.catalogue.node(node.type)
        declared = definition.inputs.get(field) if definition is not None else None
        value = declared.default if declared is not None else None
    return _short([value]) if type(value) is str else None


def _known(ctx: Context) -> dict[tuple[str, str], Texts | None]:
    """What outputs are known to give; call it through ``ctx.analysis(_known)``."""
    return {}


def _made(ctx: Context, edge: Edge, depth: int) -> Texts | None:
    """What an edge brings; asked for once, for a text may reach an input by very many ways."""
    known = ctx.analysis(_known)
    key = (edge.source, edge.source_field)
    if key not in known:
        known[key] = None  # in a cycle
        source = ctx.graph.nodes.get(edge.source)
        make = _MAKERS.get((source.type, edge.source_field)) if source is not None else None
        if make is not None and source is not None:
            known[key] = make(ctx, source, depth + 1)
    return known[key]


def _short(texts: Texts) -> Texts | None:
    return texts if all(len(text) <= _LONGEST for text in texts) else None


def _operands(ctx: Context, node: Node, fields: tuple[str, ...], depth: int) -> list[tuple[str, ...]] | None:
    """The values of several inputs, run by run. Two that vary are not known to vary together."""
    found = [_at(ctx, node, field, depth) for field in fields]
    runs = 1
    for texts in found:
        if texts is None or (len(texts) != 1 and runs != 1):
            return None
        runs = len(texts) if len(texts) != 1 else runs
    return [
        tuple(texts[run if len(texts) != 1 else 0] for texts in found if texts is not None)
        for run in range(runs)
    ]


def _value(ctx: Context, node: Node, depth: int) -> Texts | None:
    return _at(ctx, node, "value", depth)


def _join(*fields: str) -> Callable[[Context, Node, int], Texts | None]:
    def make(ctx: Context, node: Node, depth: int) -> Texts | None:
        found = _operands(ctx, node, fields, depth)
        return _short(["".join(parts) for parts in found]) if found is not None else None

    return make


def _replace(ctx: Context, node: Node, depth: int) -> Texts | None:
    """Without a regular expression: capitals do not matter, and the replacement is a template of ``re``."""
    if node.values.get("use_regex", False) is not False or (node.id, "use_regex") in ctx.graph.into:
        return None  # how long a stranger's pattern takes is not known
    found = _operands(ctx, node, ("string", "search_string", "replace_string"), depth)
    if found is None:
        return None
    made = []
    for text, search, replacement in found:
        if not search:
            made.append(text)
            continue
        if len(search) > _LONGEST_SEARCH or len(replacement) * (text.count(search[0]) + 1) > _LONGEST:
            return None
        try:
            made.append(re.sub("(?i)" + re.escape(search), replacement, text))
        except (re.error, IndexError):
            return None  # the node fails, and rule unusable-value says so
    return _short(made)


def _split(which: int) -> Callable[[Context, Node, int], Texts | None]:
    def make(ctx: Context, node: Node, depth: int) -> Texts | None:
        found = _operands(ctx, node, ("string", "delimiter"), depth)
        if found is None or any(not delimiter for _, delimiter in found):
            return None
        return [([*text.split(delimiter, 1), ""])[which] for text, delimiter in found]

    return make


def _negated(which: int) -> Callable[[Context, Node, int], Texts | None]:
    """``string_split_neg``: what stands in square brackets is the negative prompt."""

    def make(ctx: Context, node: Node, depth: int) -> Texts | None:
        texts = _at(ctx, node, "string", depth)
        return [_sides(text)[which] for text in texts] if texts is not None else None

    return make


def _sides(text: str) -> tuple[str, str]:
    sides: tuple[list[str], list[str]] = ([], [])
    open_brackets, escaped = 0, False
    for character in text:
        if character == "[" and not escaped:
            sides[1].append(" ")
            open_brackets += 1
        elif character == "]" and not escaped:
            open_brackets -= 1
        else:
            sides[open_brackets > 0].append(character)
        escaped = character == "\\" and not escaped
    return "".join(sides[0]), "".join(sides[1])


def _iterated(ctx: Context, node: Node, depth: int) -> Texts | None:
    return _collection(ctx, node, "collection", depth)


def _collection(ctx: Context, node: Node, field: str, depth: int) -> Texts | None:
    """The items of a collection of texts."""
    edge = _edge(ctx, node, field)
    if edge is not None:
        source = ctx.graph.nodes.get(edge.source)
        if source is None or depth > _DEEPEST:
            return None
        if source.type == "string_collection" and edge.source_field == "collection":
            return _collection(ctx, source, "collection", depth + 1)
        if source.type != "collect" or edge.source_field != "collection":
            return None
        items: Texts = []
        for one in ctx.graph.into.get((source.id, "item"), ()):
            found = _made(ctx, one, depth)
            if found is None or len(items) > MOST:
                return None
            items += found
        return items[:MOST] or None
    value = node.values.get(field)
    if type(value) is not list:
        return None
    return _short([text for text in value[:MOST] if type(text) is str])


def _batched(ctx: Context, node: Node, depth: int) -> Texts | None:
    return _collection(ctx, node, "strings", depth)


_MAKERS: Mapping[tuple[str, str], Callable[[Context, Node, int], Texts | None]] = {
    ("string", "value"): _value,
    ("string_join", "value"): _join("string_left", "string_right"),
    ("string_join_three", "value"): _join("string_left", "string_middle", "string_right"),
    ("string_replace", "value"): _replace,
    ("string_split", "string_1"): _split(0),
    ("string_split", "string_2"): _split(1),
    ("string_split_neg", "positive_string"): _negated(0),
    ("string_split_neg", "negative_string"): _negated(1),
    ("iterate", "item"): _iterated,
    ("string_batch", "value"): _batched,
}
