"""The web UI's update of a node, written into the file: its version, inputs that come and inputs that go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics.fix import Edit, Fix, add, remove, replace, safe, unsafe
from wflint.graph.convert.opening import Opened, open_workflow, parsed_inputs
from wflint.graph.webui.kept import DROPPED, plain_number
from wflint.graph.webui.profile import profile, states_types
from wflint.graph.webui.template import template_of, updated_inputs
from wflint.rules.shared.exposed import exposed_inputs
from wflint.rules.shared.inputs import input_faults

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wflint.graph.ir import Node
    from wflint.rules.base import Context


def updating(
    ctx: Context, node: Node, version: str, *, surely: bool = True, by_itself: bool = True
) -> Fix | None:
    """Edits after which the web UI finds nothing to update: it sends what it sends of the file today.

    ``surely``: the node means what it meant; ``by_itself``: the UI does the same on loading. None while
    a value would be lost that somebody may have meant for another input: that is to be settled first. Nor for
    old formats, whose inputs state their types: the file has to be migrated as a whole.
    """
    if node.id in ctx.analysis(_unsettled):
        return None
    template = template_of(ctx.catalogue, node.type)
    tolerant = profile(ctx.catalogue).tolerant
    states = not tolerant and ctx.analysis(_states_types)
    if template is None or states or type(node.raw.get("inputs")) is not dict:
        return None
    extras = node.type == "core_metadata"
    if tolerant:
        before = {name: node.values.get(name, DROPPED) for name in node.declared}
        after: Mapping[str, Any] = ctx.analysis(_opened).inputs[node.id]
    else:
        before = parsed_inputs(node, ctx.catalogue, old=False)
        after = updated_inputs(template, before, extras)
    shown = ctx.analysis(exposed_inputs)
    if node.type == "image_collection" and surely:
        if (node.id, "collection") in shown:
            return None  # the UI moves its images, and what shows them with it
        after = after if tolerant else ctx.analysis(_opened).inputs[node.id]
    gone = [name for name in before if name not in after]
    if any((node.id, name) in shown for name in gone):
        return None  # the form is to be mended first
    at = (*node.path, "data")
    stated = "version" in node.raw
    edits: list[Edit] = [(replace if stated else add)(*at, "version", value=version)]
    edits += [remove(*at, "inputs", name) for name in gone]
    for name, value in after.items():
        if name not in before:
            edits.append(add(*at, "inputs", name, value=_instance(node, name, value)))
        elif value is not before[name] and value is not DROPPED and value != before[name]:
            instance = node.declared[name]
            if type(instance) is not dict:  # a bare value, which has a finding of its own
                edits.append(replace(*at, "inputs", name, value=_instance(node, name, value)))
                continue
            has = "value" in instance
            edits.append((replace if has else add)(*at, "inputs", name, "value", value=plain_number(value)))
    same = surely and (by_itself or _as_unset(ctx, node, {n: v for n, v in after.items() if n not in before}))
    return (safe if same else unsafe)(f"update the node to {version}", *edits)


def _as_unset(ctx: Context, node: Node, added: Mapping[str, Any]) -> bool:
    """Whether the server makes of these values what it assumes without them: 0 is not null."""
    definition = ctx.catalogue.node(node.type)
    inputs = definition.inputs if definition is not None else {}
    return all(
        value is DROPPED or value is None or (inputs[name].has_default and value == inputs[name].default)
        for name, value in added.items()
        if (node.id, name) not in ctx.graph.into
    )


def _instance(node: Node, name: str, value: Any) -> dict[str, Any]:
    """A new input as the file writes the others."""
    made: dict[str, Any] = {"name": name, "label": ""}
    if any(type(other) is dict and "description" in other for other in node.declared.values()):
        made["description"] = ""
    return made if value is DROPPED else {**made, "value": plain_number(value)}


def _opened(ctx: Context) -> Opened:
    return open_workflow(ctx.document, ctx.catalogue)


def _states_types(ctx: Context) -> bool:
    return states_types(ctx.document)


def _unsettled(ctx: Context) -> set[str]:
    """The nodes with inputs under names that they do not have."""
    faults = ctx.analysis(input_faults)
    return {node.id for node, _, _ in faults.unknown} | {node for node, _ in faults.slips}
