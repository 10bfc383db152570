"""An exposed input does not exist.

What it does: reports entries of `exposedFields` whose node is missing from the workflow, and entries that
name an input which the node's type does not have.

Why it is bad: the web UI silently keeps such an entry, but shows nothing for it: the user of the workflow
does not find the input there. Most often the node was deleted, or pasted from another workflow.

How to fix: remove the entry, or let it name an input that exists. `--fix` removes the entry;
`--unsafe-fixes` writes the one near name that fits.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Stage
from wflint.diagnostics.fix import remove, safe
from wflint.diagnostics.words import quoted
from wflint.graph.webui.profile import profile
from wflint.rules.base import Context, Rule, silent
from wflint.rules.form._fixes import mended_entry
from wflint.rules.form._words import SUGGESTED, cure, missing_node
from wflint.rules.shared.exposed import exposed_fields, renamed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics.fix import Fix
    from wflint.rules.shared.exposed import Exposure

RULE = Rule(
    "FM101",
    "an exposed input does not exist",
    workflow=silent(Stage.LOAD),
    when="shared.exposed:exposed_fields",
)
_THEN = "the web UI keeps the entry and shows nothing for it"
_SHOWS_NONE = "the web UI shows nothing for it"


def check(ctx: Context) -> Iterator[Finding]:
    """One finding an entry."""
    nodes = ctx.graph.nodes
    said: set[tuple[str, str]] = set()
    count = 0
    for exposure in ctx.analysis(exposed_fields):
        node_id, field = exposure.node, exposure.field
        node = nodes.get(node_id)
        group = ""
        if node is None:
            holder = missing_node(ctx, node_id)
            message = f"exposed input {quoted(field)} belongs to {holder}"
            group = f"exposed inputs belong to {holder}"
            count += 1
            help_ = "remove the entry"
        else:
            definition = ctx.catalogue.node(node.type)
            if definition is None or renamed(node.type, field) in definition.inputs:
                continue
            if definition.extra or field.startswith("saved_workflow_input::"):
                continue
            count += 1
            message = f"exposed input {quoted(field)} does not exist in {ctx.describe(node)}"
            help_ = cure(ctx, node, field, "entry", count <= SUGGESTED)
        if (node_id, field) in said:
            message += f" (entry {exposure.path[-1] + 1})" if type(exposure.path[-1]) is int else ""
        said.add((node_id, field))
        yield Finding(
            message,
            exposure.path,
            node=node_id,
            node_type=node.type if node is not None else None,
            field=field,
            help=help_,
            then=_SHOWS_NONE if profile(ctx.catalogue).tolerant else _THEN,
            group=group,
            fix=partial(_fix, ctx, exposure, count <= SUGGESTED),
        )


def _fix(ctx: Context, exposure: Exposure, guess: bool) -> Fix:
    node = ctx.graph.nodes.get(exposure.node)
    mended = mended_entry(ctx, exposure.node, exposure.field, exposure.path, node=node, guess=guess)
    return mended or safe("remove the entry", remove(*exposure.path))
