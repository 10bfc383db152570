"""The server would take this edge, but the web UI drops it when it loads the workflow.

What it does: reports edges of a workflow that suit InvokeAI's server and not its editor: a list into an input
for a single value, a generator node into a node that is not a batch node, branches of an If node of
different types, edges of connectors that do not go together.

Why it is bad: the edge disappears when the file is opened in the editor, with a warning that is easily
missed, and the input falls back to its default or is missing. The same edge in an API graph works, and so it
does up to InvokeAI 6.12, whose web UI keeps it.

How to fix: connect an output of the same type, one value to one value and a list to a list, or send the
graph through the API. `--fix` removes the edge where nothing then lacks it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Related, Severity, Stage
from wflint.graph.edges.wording import Wording, mismatch, short_words, ui_type_expr
from wflint.rules.base import Context, Rule, silent
from wflint.rules.edges._fixes import without
from wflint.rules.edges._words import DROPPED, Told, comes_from, cure, target_words
from wflint.rules.shared.edges import edge_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.edges.faults import Misfit
    from wflint.graph.edges.verdict import EdgeVerdict
    from wflint.graph.ir import Edge
    from wflint.graph.webui.types import UiType

RULE = Rule(
    "ED111",
    "the web UI drops an edge that the server would take",
    workflow=silent(Stage.LOAD, Severity.ERROR),
    when="shared.edges:edge_faults.ui_drops,unfed",
)


_OTHER_BRANCH = {"true_input": "false_input", "false_input": "true_input"}


def check(ctx: Context) -> Iterator[Finding]:
    """One finding an edge."""
    faults = ctx.analysis(edge_faults)
    told = Told(ctx)
    for edge, judged, why in faults.ui_drops:
        words = _wording(ctx, edge, judged, why)
        yield _finding(ctx, edge, told.once(words.message, edge), words, comes_from(ctx, edge))
    for edge, other in faults.unfed:
        if other is None:
            where = ctx.names.end(edge.source, edge.source_field)
            message = f"{target_words(ctx, edge)} and another input behind {where} take different types"
            cured = f"use a connector for each type, or move the edge into {where} to the top"
            place = Related(edge.pointer("source"), "nothing feeds this connector yet")
        else:
            where = ctx.names.end(edge.target, edge.target_field)
            message = f"an input behind {where} has another edge already"
            cured = "remove one of the two edges"
            place = Related(
                other.path, f"the other edge, into {ctx.names.end(other.target, other.target_field)}"
            )
        yield _finding(ctx, edge, told.once(message, edge), Wording(message, cured), place)


def _wording(ctx: Context, edge: Edge, judged: EdgeVerdict, why: Misfit) -> Wording:
    """Why the editor drops an edge that the server would take."""
    where = target_words(ctx, edge)
    brings, meets = (*why.types, None, None)[:2]
    detail = " -> ".join(str(t) for t in why.types if t is not None)
    if why.reason == "branch-unfed":
        message = f"{where} is read before the connector of the other branch is fed"
        return Wording(message, "move the edges into that connector to the top of the edges")
    if brings is None or meets is None:
        assert judged.source is not None and judged.target is not None  # noqa: PT018
        return mismatch(where, judged.source, judged.target, cure(ctx, edge, judged.source, judged.target))
    gives = _words(brings)
    if why.reason in ("item", "collection"):
        message = f"{where} gets {gives}, but gathers {_words(meets)} already"
        return Wording(message, "use one collect node for each type", detail)
    if why.reason == "branch":
        other = _OTHER_BRANCH.get(edge.target_field, "the other branch")
        message = f'{where} gets {gives}, but "{other}" gets {_words(meets)}'
        return Wording(message, "feed both branches with the same type", detail)
    if why.reason == "if":
        message = f"{where} takes {_words(meets)}, but a branch of the If node gives {gives}"
        return Wording(message, "feed both branches with what that input takes", detail)
    if brings.batch != meets.batch:
        if meets.batch:
            message = f"{where} takes a generator node only, but gets {gives}"
            return Wording(message, "connect a generator, or set the list in the batch node", detail)
        message = f"{where} does not take the values of a generator node"
        return Wording(message, "connect the generator to a batch node, and that to the input", detail)
    takes = ui_type_expr(meets)
    return mismatch(where, ui_type_expr(brings), takes, cure(ctx, edge, ui_type_expr(brings), takes))


def _words(found: UiType) -> str:
    return short_words(ui_type_expr(found))


def _finding(ctx: Context, edge: Edge, message: str, words: Wording, place: Related) -> Finding:
    target = ctx.graph.nodes.get(edge.target)
    return Finding(
        message,
        edge.pointer("target_field"),
        node=edge.target,
        node_type=target.type if target else None,
        field=edge.target_field,
        related=(place,),
        help=words.help,
        then=DROPPED,
        fix=partial(without, ctx, edge, dropped=True),
        detail=words.detail,
    )
