"""What the rules about models share: the families of the document's values, and their conflicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.judges.gate import clears
from wflint.records import NamedTuple
from wflint.rules.shared.computed import running

if TYPE_CHECKING:
    from wflint.models.flow.dataflow import Families
    from wflint.models.judges.conflict import Conflict
    from wflint.rules.base import Context


class Verdicts(NamedTuple):
    """``runs`` are the families of each different run (a batch may choose models); ``conflicts`` are
    those of all runs, each once. Both empty for a document that the quick look cleared.
    """

    runs: tuple[Families, ...]
    conflicts: tuple[Conflict, ...]


NOTHING = Verdicts((), ())


def verdicts(ctx: Context) -> Verdicts:
    """The analysis itself; call it through ``ctx.analysis(verdicts)``."""
    if ctx.options.inventory is None and clears(ctx.graph, ctx.catalogue):
        return NOTHING
    from wflint.models.flow.dataflow import Families
    from wflint.models.flow.runs import runs
    from wflint.models.judges.conflicts import conflicts

    graph = ctx.analysis(running)
    analysed = []
    found: dict[object, Conflict] = {}
    for given in runs(ctx.graph, ctx.options.inventory):
        families = Families(
            graph, ctx.catalogue, ctx.options.inventory, workflow=ctx.drops_wires, given=given
        )
        analysed.append(families)
        for conflict in conflicts(families):
            bases = conflict.against.bases if conflict.against is not None else None
            found.setdefault(
                (conflict.kind, conflict.place, conflict.other_place, conflict.bases, bases), conflict
            )
    return Verdicts(tuple(analysed), tuple(found.values()))


def all_families(ctx: Context) -> Families:
    """The families of the document's values, quick look or not, for rules that need them anyway."""
    done = ctx.analysis(verdicts).runs
    if done:
        return done[0]
    from wflint.models.flow.dataflow import Families

    return Families(ctx.analysis(running), ctx.catalogue, ctx.options.inventory, workflow=ctx.drops_wires)
