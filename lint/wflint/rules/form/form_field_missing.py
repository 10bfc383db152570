"""The form shows an input that does not exist.

What it does: reports `node-field` elements of the form whose node is missing from the workflow, or whose node
does not have the input once the web UI has updated it.

Why it is bad: the web UI deletes the element when it loads the workflow and shows a warning, but leaves its
id in the list of children. A workflow that is saved after that cannot be loaded again ("Form structure is
invalid"), and images made with it carry no workflow. That of InvokeAI 7 removes the element whole.

How to fix: remove the element, from its container's children too, or let it name an input that exists.
`--fix` removes the element; `--unsafe-fixes` writes the one near name that fits.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Severity, Stage
from wflint.diagnostics.words import quoted
from wflint.graph.webui.profile import profile
from wflint.graph.webui.updating import goes_with_update, is_updated
from wflint.rules.base import Context, Rule, silent
from wflint.rules.form._fixes import mended_entry, without_element
from wflint.rules.form._words import SUGGESTED, cure, missing_node
from wflint.rules.shared.exposed import renamed
from wflint.rules.shared.form import form_state

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics.fix import Fix
    from wflint.graph.ir import Node

RULE = Rule(
    "FM103",
    "the form shows an input that does not exist",
    workflow=silent(Stage.LOAD, Severity.ERROR),
    when="shared.form:form_state.fields",
)
_KEPT = silent(Stage.LOAD)
_REMOVED = "the web UI removes the element, with a warning, when it loads the workflow"
_EMPTY = "the web UI shows no input for the element"
_THEN = "the web UI deletes the element; a workflow saved after that cannot be loaded again"


def check(ctx: Context) -> Iterator[Finding]:
    """One finding an element."""
    nodes = ctx.graph.nodes
    said: set[tuple[str, str]] = set()
    count = 0
    tolerant = profile(ctx.catalogue).tolerant
    for node_id, name, element in ctx.analysis(form_state).fields:
        node = nodes.get(node_id)
        group = ""
        if node is None:
            holder = missing_node(ctx, node_id)
            message = f"the form shows {quoted(name)} of {holder}"
            group = f"the form shows inputs of {holder}"
            count += 1
            help_ = "remove the element"
        elif not _has_input(ctx, node, renamed(node.type, name)):
            count += 1
            message = f"the form shows {quoted(name)}, which does not exist in {ctx.describe(node)}"
            help_ = cure(ctx, node, name, "element", count <= SUGGESTED)
        else:
            continue
        gone = node is None or goes_with_update(node, name, ctx.catalogue)
        if (node_id, name) in said:
            message += f" (element {quoted(element)})"
        said.add((node_id, name))
        yield Finding(
            message,
            ("form", "elements", element, "data", "fieldIdentifier"),
            node=node_id,
            node_type=node.type if node is not None else None,
            field=name,
            outcome=_KEPT if tolerant else None,
            help=help_,
            then=_THEN if not tolerant else _REMOVED if gone else _EMPTY,
            group=group,
            fix=partial(_fix, ctx, node_id, name, element, count <= SUGGESTED),
        )


def _has_input(ctx: Context, node: Node, name: str) -> bool:
    """Whether the node has the input after the web UI has updated it to the catalogue's version.

    The UI updates a node of another version of the same major number: inputs that its template lacks go,
    new ones come. A node of the same version, or one that it cannot update, keeps the inputs of the file.
    """
    declared = name in node.declared
    definition = ctx.catalogue.node(node.type)
    if definition is None or name.startswith("saved_workflow_input::"):
        return True  # an unknown node has a finding of its own; a called workflow's inputs come at load
    if profile(ctx.catalogue).tolerant:
        return name in definition.inputs or (declared and not is_updated(node, ctx.catalogue))
    if node.version == definition.version or not _same_major(node.version, definition.version):
        return declared
    return name in definition.inputs or (declared and definition.extra)


def _same_major(one: str | None, other: str | None) -> bool:
    if one is None or other is None:
        return one is None  # without a version (old files) the UI takes the catalogue's
    return one.split(".", 1)[0] == other.split(".", 1)[0]


def _fix(ctx: Context, node_id: str, name: str, element: str, guess: bool) -> Fix:
    place = ("form", "elements", element, "data", "fieldIdentifier")
    node = ctx.graph.nodes.get(node_id)
    mended = mended_entry(ctx, node_id, name, place, node=node, guess=guess)
    return mended or without_element(ctx, element)
