"""Inputs and outputs that have another name now, or none; and major versions, which bring such changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.catalogue.model import CORE_PACK
from wflint.catalogue.renames import WORKFLOW, field_steps, major_steps
from wflint.diagnostics.words import listed, quoted
from wflint.graph.server.annotations import compatible
from wflint.graph.server.literals import explain
from wflint.graph.server.ports import input_annotation, output_annotation
from wflint.upgrade.migration.draft import UNSET
from wflint.upgrade.migration.log import are_apart, worst
from wflint.upgrade.migration.step import StepKind

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue, NodeDef
    from wflint.catalogue.renames import FieldRename, MajorStep, Result
    from wflint.upgrade.migration.draft import Draft, DraftNode
    from wflint.upgrade.migration.log import StepLog

_NOTED = "core_metadata"


def migrate_fields(draft: Draft, new: Catalogue, became: set[str], log: StepLog) -> set[str]:
    """Rename what nodes have under another name now; the ids of those with another major version.

    ``became`` are the ids of nodes that got another type.
    """
    changed = set()
    for node in list(draft.nodes.values()):
        definition = new.node(node.type)
        if definition is None:
            continue
        if _major(draft, node, definition, new, log):
            changed.add(node.id)
        if node.type == _NOTED and (node.id in changed or node.id in became or not draft.is_workflow):
            _noted(node, definition, new, log, any_value=node.id in became)
        _outputs(draft, node, definition, new, log)
    for node in draft.nodes.values():
        definition = new.node(node.type)
        if node.type == _NOTED and definition is not None:
            _unfit(draft, node, definition, new, log)
    return changed


def _major(draft: Draft, node: DraftNode, definition: NodeDef, new: Catalogue, log: StepLog) -> bool:
    """The inputs of a node, with its major version where that is another; whether it got one."""
    names = _gone_inputs(draft, node, definition, new)
    stated, current = _number(node.version), _number(definition.version)
    if stated is None or current is None or stated >= current or not draft.is_workflow:
        if are_apart(node, {name: row.new for name, row in names.items()}, log):
            _renamed(draft, node, names, log)
        return False
    steps = major_steps(node.type, stated, current)
    if not steps:
        log.leave(
            f"{node.type} is of version {node.version}, which the web UI does not update to "
            f"{definition.version}",
            "delete the node and add it anew",
            node.id,
        )
        return False
    if not are_apart(node, {name: row.new for name, row in names.items()}, log):
        return False
    met = [step for step in steps if _meets(draft, node, definition, step)]
    result = worst([step.result for step in met])
    effects = {name: _effect(draft, node, row) for name, row in names.items()}
    result = worst([result, *effects.values()])
    told = [step.says for step in met if step.result != "same"]
    if not told:
        lost = [quoted(name) for name, effect in effects.items() if effect != "same"]
        told = [f"{listed(lost)} made another image"] if lost else []
    text = f"{node.type} goes from version {node.version} to {definition.version}"
    if not log.take(StepKind.VERSION, result, text, node.id, loss="; ".join(told)):
        return False
    node.remap({name: row.new for name, row in names.items()})
    node.state(definition.version)
    return True


def _effect(draft: Draft, node: DraftNode, row: FieldRename) -> Result:
    """What the image becomes without an input of an old name, or with it under its new one.

    Nothing comes of one that was not set, was set to do nothing, or did nothing without another input.
    """
    idle = bool(row.only_with) and not _given(draft, node, row.only_with)
    if row.new is None and row.old not in draft.fed(node.id) and not draft.names.swept(node.id, row.old):
        idle = idle or node.value(row.old) in (UNSET, None, row.idle)
    return "same" if idle else row.result


def _given(draft: Draft, node: DraftNode, name: str) -> bool:
    return name in draft.fed(node.id) or node.value(name) not in (UNSET, None)


def _number(version: str | None) -> int | None:
    first = (version or "").partition(".")[0]
    return int(first) if first.isascii() and first.isdigit() and len(first) < 6 else None


def _meets(draft: Draft, node: DraftNode, definition: NodeDef, step: MajorStep) -> bool:
    """Whether a step concerns this node: some do only if an input is used."""
    if not step.only_with:
        return True
    fed = draft.fed(node.id)
    for name in step.only_with:
        field, value = definition.inputs.get(name), node.value(name)
        if name in fed or (value is not UNSET and field is not None and value != field.default):
            return True
    return False


def _gone_inputs(
    draft: Draft, node: DraftNode, definition: NodeDef, new: Catalogue
) -> dict[str, FieldRename]:
    """The inputs that the node has under other names now, or not at all: by name the row that says it."""
    if definition.extra:
        return {}
    found = {}
    for name in draft.mentioned(node):
        if name in definition.inputs:
            continue
        if name == WORKFLOW.old and definition.pack == CORE_PACK:
            found[name] = WORKFLOW
            continue
        steps = list(field_steps(node.type, "inputs", name, new))
        if steps and (steps[-1].new is None or steps[-1].new in definition.inputs):
            results = worst([step.result for step in steps])
            found[name] = steps[-1]._replace(old=name, result=results)
    return found


def _renamed(draft: Draft, node: DraftNode, names: dict[str, FieldRename], log: StepLog) -> None:
    taken: dict[str, str | None] = {}
    for name, row in names.items():
        result = _effect(draft, node, row)
        loss = ""
        if row.new is None:
            text = f"{quoted(name)} of {node.type} is gone, and is taken out"
            if draft.names.swept(node.id, name) > 1:
                result, loss = "other", f"the batch values of {quoted(name)} go"
        else:
            text = f"{quoted(name)} of {node.type} becomes {quoted(row.new)}"
        if log.take(StepKind.FIELD, result, text, node.id, name, loss):
            taken[name] = row.new
    if taken:
        node.remap(taken)


def _noted(node: DraftNode, definition: NodeDef, new: Catalogue, log: StepLog, *, any_value: bool) -> None:
    """What an image's metadata say in the words of an old release goes: no image depends on it."""
    gone = []
    for name in node.names:
        known, value = definition.inputs.get(name), node.value(name)
        if known is None or value in (UNSET, None):
            continue
        if not any_value and type(value) not in (dict, list):
            continue  # somebody's own mistake
        if explain(value, known.type, new) is not None:
            gone.append(name)
    if gone and log.take(
        StepKind.VALUE,
        "same",
        f"{node.type} loses its old {listed([quoted(name) for name in gone])}",
        node.id,
        loss="the metadata of new images lack it",
    ):
        for name in gone:
            node.set(name, UNSET)


def _unfit(draft: Draft, node: DraftNode, definition: NodeDef, new: Catalogue, log: StepLog) -> None:
    """Edges that brought metadata something they do not take any more, such as an integer for a float."""
    for edge in draft.into(node.id):
        source = draft.nodes.get(edge.source)
        made = new.node(source.type) if source is not None else None
        brought = output_annotation(new, made, edge.source_field) if made is not None else None
        taken = input_annotation(definition, edge.target_field)
        if brought is None or taken is None or compatible(brought, taken, new):
            continue
        text = f"the edge into {quoted(edge.target_field)} of {node.type} does not fit, and is taken out"
        loss = "the metadata of new images lack it"
        if log.take(StepKind.FIELD, "same", text, node.id, edge.target_field, loss):
            draft.unplug(edge)


def _outputs(draft: Draft, node: DraftNode, definition: NodeDef, new: Catalogue, log: StepLog) -> None:
    for edge in draft.out_of(node.id):
        name = edge.source_field
        if name in definition.outputs:
            continue
        steps = list(field_steps(node.type, "outputs", name, new))
        if not steps:
            continue
        row = steps[-1]
        if row.new is None:
            end = draft.nodes.get(edge.target)
            # An edge into an input that is gone as well, or into nothing, brings nothing.
            result: Result = row.result if end is not None and edge.target_field else "same"
            text = f"the output {quoted(name)} of {node.type} is gone, and its edge is taken out"
            if log.take(StepKind.FIELD, result, text, node.id, name):
                draft.unplug(edge)
        elif row.new in definition.outputs:
            text = f"the output {quoted(name)} of {node.type} becomes {quoted(row.new)}"
            if log.take(StepKind.FIELD, worst([s.result for s in steps]), text, node.id, name):
                draft.plug(edge, output=row.new)
