"""What a converted file keeps for a later upgrade, though the web UI makes nothing of it.

The UI passes over all of it when it loads the file, so that its request is the same with and without; but
``wflint upgrade`` can only give a node its successor while its wires and values are there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.catalogue.renames import field_steps, gone, major_steps, successor
from wflint.graph.webui.kept import DROPPED, kept_value
from wflint.graph.webui.template import template_of, updated_inputs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.catalogue.model import Catalogue
    from wflint.graph.convert.opening import Opened
    from wflint.graph.ir import Edge, Node

_EXTRAS = "core_metadata"


def wires_for_upgrades(opened: Opened) -> list[Edge]:
    """The wires that the UI drops because the release lacks a node or names one of its fields otherwise."""
    unknown = {node.id for node in opened.unknown}
    there = opened.graph.nodes.keys() | opened.graph.connectors.keys()
    return [
        wire
        for wire in opened.dropped
        if wire.source in there
        and wire.target in there
        and (
            wire.source in unknown
            or wire.target in unknown
            or _is_renamed(opened, wire.source, "outputs", wire.source_field)
            or _is_renamed(opened, wire.target, "inputs", wire.target_field)
        )
    ]


def _is_renamed(opened: Opened, node_id: str, group: str, name: str) -> bool:
    """Whether a field is one that the release has under another name, or that a node of another major had."""
    node = opened.graph.nodes.get(node_id)
    definition = opened.catalogue.node(node.type) if node is not None else None
    if node is None or definition is None or name in getattr(definition, group):
        return False
    steps = list(field_steps(node.type, group, name, opened.catalogue))
    if steps:
        return steps[-1].new is not None
    return _major(node.version) != _major(definition.version)


def raw_values(opened: Opened, node: Node) -> dict[str, Any]:
    """The values of a node that stay as the file has them: the UI makes the same of them on each load.

    All of a node that the release lacks, and those that it does not keep, such as models of InvokeAI 3.
    """
    known, extras = opened.catalogue.node(node.type) is not None, node.type == _EXTRAS
    held = opened.inputs[node.id]
    found = {}
    for name, instance in node.declared.items():
        raw = instance.get("value") if type(instance) is dict else None
        if raw is None or name not in held:
            continue
        if not known or (raw != held[name] and _equal(kept_value(raw, extras), held[name])):
            found[name] = raw
    return found


def _equal(one: Any, other: Any) -> bool:
    return one is other if DROPPED in (one, other) else bool(one == other)


def harmless_update(opened: Opened, node: Node) -> dict[str, Any] | None:
    """The inputs of a node as the release's version has them, where the table says that no image changes.

    The UI updates to no other major version, and blocks Invoke for an input that the release lacks. None for
    a node that has no such step, or needs none.
    """
    definition, template = opened.catalogue.node(node.type), template_of(opened.catalogue, node.type)
    if definition is None or template is None:
        return None
    mine, current = _major(node.version), _major(definition.version)
    held = opened.inputs[node.id]
    if mine == current:
        lacks = [name for name in held if name not in template and node.type != _EXTRAS]
        idle = [name for name in lacks if _did_nothing(node.type, name, opened.catalogue)]
        return {name: value for name, value in held.items() if name not in idle} if idle else None
    if mine is None or current is None:
        return None
    steps = major_steps(node.type, mine, current)
    if not steps or any(step.result != "same" for step in steps):
        return None
    updated = updated_inputs(template, held, node.type == _EXTRAS)
    for name, value in updated.items():
        # The UI's own default is often 0 where the server's is none: unset, the server takes its own.
        if held.get(name, DROPPED) is DROPPED and not _is_default(opened.catalogue, node.type, name, value):
            updated[name] = DROPPED
    return updated


def _did_nothing(node_type: str, name: str, catalogue: Catalogue) -> bool:
    steps = list(field_steps(node_type, "inputs", name, catalogue))
    return bool(steps) and steps[-1].new is None and all(step.result == "same" for step in steps)


def _is_default(catalogue: Catalogue, node_type: str, name: str, value: Any) -> bool:
    definition = catalogue.node(node_type)
    field = definition.inputs.get(name) if definition is not None else None
    return field is not None and field.has_default and bool(field.default == value)


def _major(version: str | None) -> int | None:
    major = version.split(".", maxsplit=1)[0] if version is not None else ""
    return int(major) if major.isascii() and major.isdigit() and len(major) < 10 else None


def successors(node_type: str, catalogue: Catalogue) -> Iterator[str]:
    """The nodes of the release that do the work of one that it lacks."""
    row, none = successor(node_type, catalogue), gone(node_type)
    if row is not None:
        yield row.new
    elif none is not None:
        yield from (name for name in none.instead if name in catalogue.node_types)
