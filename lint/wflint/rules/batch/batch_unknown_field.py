"""Batch data names a node or an input that does not exist.

What it does: looks up `node_path` and `field_name` of every member of an enqueue body's `data`.

Why it is bad: the server refuses the enqueue body ("Node ... not found in graph", "Field ... not found in
node ...").

How to fix: correct the node id or the field. Batch data fills inputs of the graph's own nodes; nodes inside
called workflows cannot be reached. `--unsafe-fixes` writes the one near name that would do.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wflint.catalogue.model import NODE_ATTRIBUTES
from wflint.diagnostics import Finding
from wflint.diagnostics.suggest import nearest
from wflint.diagnostics.words import elide, quoted
from wflint.document import Kind
from wflint.rules.base import Context, Rule, rejected

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wflint.diagnostics.fix import Fix
    from wflint.graph.ir import BatchItem, Node

RULE = Rule(
    "BA102",
    "batch data names a node or an input that does not exist",
    graph=rejected(),
    kinds=frozenset({Kind.BATCH}),
    when="shared.plain:batch_data",
)

_SUGGESTED = 10  # names that a near one is looked for, which costs time in proportion to the graph


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a member of the batch data."""
    near = _Near()
    seen: dict[tuple[str, str], int] = {}
    for group in ctx.graph.batch:
        for item in group:
            node = ctx.graph.nodes.get(item.node)
            definition = ctx.catalogue.node(node.type) if node is not None else None
            known = definition is None or item.field in definition.inputs
            if node is not None and (known or item.field in NODE_ATTRIBUTES or item.field == "type"):
                continue
            count = seen[item.node, item.field] = seen.get((item.node, item.field), 0) + 1
            again = f" ({count} times)" if count > 1 else ""
            where = ctx.names.end(item.node, item.field)
            if node is None:
                yield Finding(
                    f"batch data fills {where}, a node that does not exist{again}",
                    (*item.path, "node_path"),
                    node=item.node,
                    field=item.field,
                    help=near.cure("", item.node, ctx.graph.nodes),
                    error=f"Node {elide(item.node)} not found in graph",
                    group=f"batch data fills {quoted(item.node)}, a node that does not exist",
                    fix=partial(_use, ctx, item, "node_path", near),
                )
                continue
            assert definition is not None
            yield Finding(
                f"batch data fills {where}, which has no such input{again}",
                (*item.path, "field_name"),
                node=node.id,
                node_type=node.type,
                field=item.field,
                help=near.cure(node.type, item.field, definition.inputs),
                error=f"Field {elide(item.field)} not found in node {elide(item.node)}",
                fix=partial(_use, ctx, item, "field_name", near),
            )


def _use(ctx: Context, item: BatchItem, member: str, near: _Near) -> Fix | None:
    """The one near name that would do: a node with that input, or an input of the node."""
    from wflint.diagnostics.fix import display, replace, unsafe

    nodes = ctx.graph.nodes
    node = nodes.get(item.node)
    if not near.known("" if node is None else node.type, item.node if node is None else item.field):
        return None
    if node is None:
        found = [n for n in nearest(item.node, nodes, count=4) if _takes(ctx, nodes[n], item.field)]
    else:
        definition = ctx.catalogue.node(node.type)
        found = nearest(item.field, definition.inputs, count=2) if definition is not None else []
    if len(found) != 1:
        return None
    suits = _suits(
        ctx, item, nodes[found[0]] if node is None else node, item.field if node is None else found[0]
    )
    return (unsafe if suits else display)(
        f"use {quoted(found[0])}", replace(*item.path, member, value=found[0])
    )


def _suits(ctx: Context, item: BatchItem, node: Node, field: str) -> bool:
    """Whether the items would do there, and nothing else fills that input."""
    from wflint.rules.batch.batch_invalid_item import fits_all

    return (node.id, field) not in ctx.analysis(_filled) and fits_all(ctx, item.items, node, field)


def _filled(ctx: Context) -> set[tuple[str, str]]:
    return {(item.node, item.field) for group in ctx.graph.batch for item in group}


def _takes(ctx: Context, node: Node, field: str) -> bool:
    definition = ctx.catalogue.node(node.type)
    return definition is None or field in definition.inputs


class _Near:
    """What was probably meant, for the first few names."""

    def __init__(self) -> None:
        self._asked: dict[tuple[str, str], str] = {}

    def cure(self, node_type: str, name: str, candidates: Iterable[str]) -> str:
        """The input of that type of node (of none: the node) that was meant, or that the name is wrong."""
        found = self._asked.get((node_type, name))
        if found is None:
            near = nearest(name, candidates) if len(self._asked) < _SUGGESTED else []
            what = "field_name" if node_type else "node_path"
            found = f'use "{near[0]}"' if near else f'correct "{what}", or remove this part of the data'
            self._asked[node_type, name] = found
        return found

    def known(self, node_type: str, name: str) -> bool:
        """Whether something near was found for it."""
        return self._asked.get((node_type, name), "").startswith("use ")
