"""A comparison as JSON (``wflint diff --format json``, schema 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.graph.diff.compare import AttributeChange, Diff
    from wflint.graph.diff.view import NodeView, State


def diff_json(found: Diff, before: str, after: str) -> dict[str, Any]:
    """The comparison of two files as JSON members; ids are those of the file they are said of."""
    return {
        "before": before,
        "after": after,
        "kinds": [found.before.kind.value, found.after.kind.value],
        "equal": found.empty,
        "added": [_node(node) for node in found.added],
        "removed": [_node(node) for node in found.removed],
        "changed": [
            {
                "id_before": change.before.id,
                "id_after": change.after.id,
                "type": change.after.type,
                "label": change.after.label,
                "inputs": [
                    {
                        "field": each.field,
                        "rewired": each.rewired,
                        "before": _state(each.before),
                        "after": _state(each.after),
                    }
                    for each in change.inputs
                ],
                "attributes": _attributes(change.attributes),
            }
            for change in found.changed
        ],
        "renamed": {mine: theirs for mine, theirs in found.matched.items() if mine != theirs},
        "texts": _attributes(found.texts),
        "form": {
            "added": [{"node": node, "field": field} for node, field in found.fields_added],
            "removed": [{"node": node, "field": field} for node, field in found.fields_removed],
            "changed": found.form,
        },
        "notes": _attributes(found.notes),
        "batch": [each._asdict() for each in found.batch],
    }


def _node(node: NodeView) -> dict[str, Any]:
    return {
        "id": node.id,
        "type": node.type,
        "label": node.label,
        "inputs": {field: _state(state) for field, state in node.inputs.items()},
        "attributes": node.attributes,
    }


def _state(state: State | None) -> dict[str, Any] | None:
    if state is None:
        return None
    if state.wires:
        return {"edges": [{"node": wire.node, "output": wire.output} for wire in state.wires]}
    return {"value": state.value}


def _attributes(changes: Iterable[AttributeChange]) -> list[dict[str, Any]]:
    return [change._asdict() for change in changes]
