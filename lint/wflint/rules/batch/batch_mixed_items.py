"""The items of a batch are not all of one kind.

What it does: sorts the items of each member of an enqueue body's `data` into strings, numbers, images, videos
and lists. Integers, floats and booleans count as numbers.

Why it is bad: the server refuses the enqueue body ("All items in a batch must have the same type"), and
refuses items that are none of these, such as null or a board. Images came in InvokeAI 5.4.2, videos and
lists in 6.14.0.

How to fix: use items of one kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Finding, Related
from wflint.diagnostics.words import listed
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

_CALLED = {
    "string": "a string",
    "number": "a number",
    "image": "an image",
    "video": "a video",
    "list": "a list",
}

_PLURAL = {"string": "strings", "number": "numbers", "image": "images", "video": "videos", "list": "lists"}
_OBJECTS = {"image_name": "an image", "video_name": "a video", "board_id": "a board"}


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
    what = f"item {i + 1} of batch data for {ctx.names.end(item.node, item.field)} is"
    if kind is None:
        accepted = ["strings", "numbers", *(["images"] if kinds.images else [])]
        accepted += ["videos", "lists"] if kinds.lists else []
        message = f"{what} {_called(item.items[i])}, which a batch cannot hold"
        cure = f"use {listed(accepted, 5, 'or')}: InvokeAI {ctx.catalogue.name} takes nothing else"
    else:
        first = kinds.kind(item.items[0]) or kind
        message = f"{what} {_CALLED[kind]}, but the first is {_CALLED[first]}"
        cure = f"use {_PLURAL[first]} only, or {_PLURAL[kind]} only"
    return Finding(
        message,
        (*item.path, "items", i),
        node=item.node,
        node_type=node.type if node else None,
        field=item.field,
        related=(Related((*item.path, "items", 0), "the first item"),) if i and kind is not None else (),
        help=cure,
        error="All items in a batch must have the same type" if kind is not None else "",
    )


def _called(value: Any) -> str:
    """A value that is of none of these kinds, or of one that the release does not know."""
    if type(value) is dict:
        return next((word for key, word in _OBJECTS.items() if type(value.get(key)) is str), "an object")
    return "null" if value is None else "a list"
