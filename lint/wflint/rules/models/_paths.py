"""The places that explain a conflict of models: both paths, from each loader to where they meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Related
from wflint.models.families.bases import type_label

if TYPE_CHECKING:
    from wflint.diagnostics import Pointer
    from wflint.models.flow.facts import Fact
    from wflint.models.judges.conflict import Conflict
    from wflint.rules.base import Context

_MOST_STEPS = 6  # of a path that are shown


class Places:
    """The places that explain a conflict, each once, and the ways among them (``Finding.ways``)."""

    def __init__(self, ctx: Context, conflict: Conflict, pointer: Pointer) -> None:
        """Both paths, the node where they meet, then what goes wrong with it too."""
        self._ctx = ctx
        self._at = {pointer: -1}
        self.related: list[Related] = []
        facts = [fact for fact in (conflict.culprit, conflict.against) if fact is not None]
        # Two models of one type are told apart by what they are called.
        by_name = len(facts) == 2 and facts[0].type == facts[1].type
        ways = [self._path(fact, by_name=by_name) for fact in facts]
        node = ctx.graph.nodes[conflict.node]
        own = conflict.model is not None and conflict.model.node == node.id
        if node.path not in self._at and conflict.kind != "clip-vision" and not own:
            word = (
                "they meet here"
                if conflict.against is not None and conflict.kind == "family"
                else "used here"
            )
            self._add(node.path, f"{word}, at {ctx.names.input(node, conflict.field)}")
        meeting = self._at.get(node.path)
        for number, way in enumerate(ways):
            # What is wrong is told on the culprit's way: where the model is chosen, or where it is used.
            if number == 0 and -1 not in way and meeting != -1:
                way.append(-1)
            if meeting is not None and meeting not in way:
                way.append(meeting)
        self.ways = tuple(tuple(way) for way in ways if len(way) > 1)
        for other in conflict.also[:_MOST_STEPS]:
            also = ctx.graph.nodes[other.node]
            if (place := also.input_pointer(other.field)) not in self._at:
                self._add(place, f"same cause: {ctx.names.input(also, other.field)}")

    def _add(self, pointer: Pointer, message: str) -> int:
        number = self._at[pointer] = len(self.related)
        self.related.append(Related(pointer, message))
        return number

    def _path(self, fact: Fact, *, by_name: bool) -> list[int]:
        """Tell the path of a model, as far as it is not told yet; the numbers of its places."""
        way = []
        ref = fact.model
        if ref is not None and ref.pointer:
            number = self._at.get(ref.pointer)
            if number is None:
                kind = type_label(ref.type) if ref.type else "model"
                number = self._add(ref.pointer, f"{ref.describe() if by_name else kind} chosen here")
            way.append(number)
        steps = fact.path()
        if len(steps) > _MOST_STEPS:
            steps = [*steps[: _MOST_STEPS // 2], *steps[-_MOST_STEPS // 2 :]]
        for step in steps:
            node = self._ctx.graph.nodes[step.node]
            number = self._at.get(node.path)
            if number is None:
                if ref is not None and node.id == ref.node and ref.pointer:
                    continue
                number = self._add(node.path, f"through {self._ctx.names.input(node, step.output)}")
            if number not in way:
                way.append(number)
        return way
