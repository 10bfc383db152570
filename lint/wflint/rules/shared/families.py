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
    """``runs`` are the families of each different run (a batch or iteration may choose); ``conflicts`` are
    those of all runs, each once. Both empty for a document that the quick look cleared.
    """

    runs: tuple[Families, ...]
    conflicts: tuple[Conflict, ...]


NOTHING = Verdicts((), ())


def verdicts(ctx: Context) -> Verdicts:
    """The analysis itself; call it through ``ctx.analysis(verdicts)``."""
    if ctx.options.inventory is None and clears(ctx.graph, ctx.catalogue):
        return NOTHING
    from wflint.models.flow.runs import runs
    from wflint.models.judges.conflicts import conflicts

    graph = ctx.analysis(running)
    analysed = runs(graph, ctx.catalogue, ctx.options.inventory, workflow=ctx.drops_wires)
    found: dict[object, Conflict] = {}
    for families in analysed:
        for conflict in conflicts(families):
            bases = conflict.against.bases if conflict.against is not None else None
            found.setdefault(
                (conflict.kind, conflict.place, conflict.other_place, conflict.bases, bases), conflict
            )
    return Verdicts(tuple(analysed), tuple(found.values()))


def all_runs(ctx: Context) -> tuple[Families, ...]:
    """The families of each different run, quick look or not, for rules that need them anyway."""
    done = ctx.analysis(verdicts).runs
    if done:
        return done
    from wflint.models.flow.dataflow import Families

    graph = ctx.analysis(running)
    return (Families(graph, ctx.catalogue, ctx.options.inventory, workflow=ctx.drops_wires),)


def all_families(ctx: Context) -> Families:
    """The families of the document's values, those of the first run if there are several."""
    return ctx.analysis(all_runs)[0]
