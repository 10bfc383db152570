"""The items of a batch are not all of one kind.

What it does: sorts the items of each member of an enqueue body's `data` into text, numbers, images, videos
and lists. Integers, floats and truth values count as one kind.

Why it is bad: the server refuses the enqueue body ("All items in a batch must have the same type"), and
refuses items that are none of these, such as null or a board. Images came in InvokeAI 5.4.2, videos and
lists in 6.14.0.

How to fix: use items of one kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Related
from wflint.document import Kind
from wflint.rules.base import Context, Rule, rejected
from wflint.rules.batch._data import ItemKinds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import BatchItem

RULE = Rule(
    "BA103",
    "the items of a batch are not all of one kind",
    graph=rejected(),
    kinds=frozenset({Kind.BATCH}),
    when="shared.plain:batch_data",
)

_CALLED = {"string": "text", "number": "a number", "image": "an image", "video": "a video", "list": "a list"}


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a member of the batch data, at the first item that does not fit."""
    if not ctx.graph.batch:
        return
    kinds = ctx.catalogue.cached("batch-item-kinds", ItemKinds)
    for group in ctx.graph.batch:
        for item in group:
            found = kinds.odd_one(item.items)
            if found is not None:
                yield _finding(ctx, item, kinds, found)


def _finding(ctx: Context, item: BatchItem, kinds: ItemKinds, i: int) -> Finding:
    node = ctx.graph.nodes.get(item.node)
    kind = kinds.kind(item.items[i])
    what = f'item {i + 1} of the batch data of "{item.node}.{item.field}"'
    if kind is None:
        accepted = (
            "text, numbers"
            + (", images" if kinds.images else "")
            + (", videos and lists" if kinds.lists else "")
        )
        message = f"{what} is no value that a batch can hold (InvokeAI {ctx.catalogue.name} takes {accepted})"
    else:
        first = kinds.kind(item.items[0])
        message = f"{what} is {_CALLED[kind]}, the first one is {_CALLED[first or kind]}"
    return Finding(
        f"{message}: InvokeAI refuses the batch",
        (*item.path, "items", i),
        node=item.node,
        node_type=node.type if node else None,
        field=item.field,
        related=(Related((*item.path, "items", 0), "the first item"),) if i and kind is not None else (),
    )
