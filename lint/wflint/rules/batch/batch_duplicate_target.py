"""Two members of the batch data fill the same input.

What it does: reports every member of an enqueue body's `data` whose node and field an earlier member, of the
same or another group, fills already.

Why it is bad: the server refuses the enqueue body ("Each batch data must have unique node_id and
field_name").

How to fix: remove one of them, or join their items into one list. `--fix` removes an equal repetition,
`--unsafe-fixes` any.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Related
from wflint.document import Kind
from wflint.rules.base import Context, Rule, rejected
from wflint.rules.batch._data import without

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import BatchItem

RULE = Rule(
    "BA104",
    "two members of the batch data fill the same input",
    graph=rejected(),
    kinds=frozenset({Kind.BATCH}),
    when="shared.plain:batch_data",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding for each member after the first."""
    times: dict[tuple[str, str], int] = {}
    seen: dict[tuple[str, str], BatchItem] = {}
    for group in ctx.graph.batch:
        for item in group:
            first = seen.setdefault((item.node, item.field), item)
            if first is item:
                continue
            node = ctx.graph.nodes.get(item.node)
            times[item.node, item.field] = count = times.get((item.node, item.field), 1) + 1
            often = "twice" if count == 2 else f"{count} times"
            yield Finding(
                f"batch data fills {ctx.names.end(item.node, item.field)} {often}",
                item.path,
                node=item.node,
                node_type=node.type if node else None,
                field=item.field,
                related=(Related(first.path, "the first time"),),
                help="remove one of them, or join their items into one list",
                error="Each batch data must have unique node_id and field_name",
                fix=partial(without, ctx, item, sure=item.items == first.items),
            )
