"""The places that explain a conflict of models: both paths, from each loader to where they meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Related
from wflint.models.families.bases import type_label

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Pointer
    from wflint.models.flow.facts import Fact
    from wflint.models.judges.conflict import Conflict
    from wflint.rules.base import Context

_MOST_STEPS = 6  # of a path that are shown


def related(ctx: Context, conflict: Conflict, pointer: Pointer) -> Iterator[Related]:
    """Both paths, the node where they meet, then what goes wrong with it too."""
    shown = {pointer}
    facts = [fact for fact in (conflict.culprit, conflict.against) if fact is not None]
    # Two models of one type are told apart by what they are called.
    by_name = len(facts) == 2 and facts[0].type == facts[1].type
    for fact in facts:
        yield from _path(ctx, fact, shown, by_name=by_name)
    node = ctx.graph.nodes[conflict.node]
    own = conflict.model is not None and conflict.model.node == node.id
    if node.path not in shown and conflict.kind != "clip-vision" and not own:
        shown.add(node.path)
        word = "they meet here" if conflict.against is not None and conflict.kind == "family" else "used here"
        yield Related(node.path, f"{word}, at {ctx.names.input(node, conflict.field)}")
    for other in conflict.also[:_MOST_STEPS]:
        also = ctx.graph.nodes[other.node]
        if (place := also.input_pointer(other.field)) not in shown:
            shown.add(place)
            yield Related(place, f"same cause: {ctx.names.input(also, other.field)}")


def _path(ctx: Context, fact: Fact, shown: set[Pointer], *, by_name: bool) -> Iterator[Related]:
    ref = fact.model
    if ref is not None and ref.pointer and ref.pointer not in shown:
        shown.add(ref.pointer)
        kind = type_label(ref.type) if ref.type else "model"
        yield Related(ref.pointer, f"{ref.describe() if by_name else kind} chosen here")
    steps = fact.path()
    if len(steps) > _MOST_STEPS:
        steps = [*steps[: _MOST_STEPS // 2], *steps[-_MOST_STEPS // 2 :]]
    for step in steps:
        node = ctx.graph.nodes[step.node]
        if node.path in shown or (ref is not None and node.id == ref.node and ref.pointer):
            continue
        shown.add(node.path)
        yield Related(node.path, f"through {ctx.names.input(node, step.output)}")
