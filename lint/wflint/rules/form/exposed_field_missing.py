"""An input is exposed that is not there.

What it does: reports entries of `exposedFields` whose node the workflow does not have, once for each such
node, and entries that name an input which the node's type does not have.

Why it is bad: the web UI keeps such an entry without a word, but shows nothing for it: a slot that the
workflow promises its user does not exist. Most often the node was deleted, or pasted from another workflow.

How to fix: remove the entry, or let it name an input that exists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Related, Severity, Stage
from wflint.rules.base import Context, Rule, silent
from wflint.rules.form._words import SUGGESTED, missing_input, missing_node
from wflint.rules.shared.exposed import Exposure, exposed_fields, renamed

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "FM101",
    "an input is exposed that is not there",
    workflow=silent(Stage.LOAD, Severity.ERROR),
    when="shared.exposed:exposed_fields",
)
_EFFECT = "The web UI keeps the entry and shows nothing for it"


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a node that is missing, at its first entry; one for each input that is missing."""
    nodes = ctx.graph.nodes
    without_node: dict[str, list[Exposure]] = {}
    count = 0
    for exposure in ctx.analysis(exposed_fields):
        node = nodes.get(exposure.node)
        if node is None:
            without_node.setdefault(exposure.node, []).append(exposure)
            continue
        definition = ctx.catalogue.node(node.type)
        if definition is None or renamed(node.type, exposure.field) in definition.inputs:
            continue
        if definition.extra or exposure.field.startswith("saved_workflow_input::"):
            continue
        count += 1
        yield Finding(
            f"exposedFields names {missing_input(ctx, node, exposure.field, count <= SUGGESTED)}. {_EFFECT}",
            exposure.path,
            node=node.id,
            node_type=node.type,
            field=exposure.field,
        )
    for node_id, entries in without_node.items():
        yield Finding(
            f"exposedFields names {missing_node(ctx, node_id, [e.field for e in entries])}. {_EFFECT}",
            entries[0].path,
            node=node_id,
            field=entries[0].field,
            related=tuple(Related(e.path, "the same node") for e in entries[1:]),
        )
