"""What the web UI loses when it loads a workflow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.graph.convert.decisions import Decision
from wflint.graph.webui.old_values import lost_old_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.convert.opening import Opened


def losses_on_loading(opened: Opened) -> list[Decision]:
    """What the UI loses when it loads a workflow: nodes it does not have, values, wires."""
    release = f"InvokeAI {opened.catalogue.version}"
    told = [
        Decision(
            "loss",
            f'{release} has no node "{node.type}": nothing of it runs, and its wires go',
            node.id,
        )
        for node in opened.unknown
    ]
    told += _values(opened)
    gone = {node.id for node in opened.unknown}
    told += [
        Decision(
            "loss",
            f"the wire {w.source}.{w.source_field} -> {w.target}.{w.target_field} is dropped, as the web UI "
            "drops it on loading",
            w.target,
            w.target_field,
        )
        for w in opened.dropped
        if w.source not in gone and w.target not in gone
    ]
    return told


def _values(opened: Opened) -> Iterator[Decision]:
    for node in opened.graph.nodes.values():
        extras = node.type == "core_metadata"
        for name, instance in node.declared.items():
            raw = instance.get("value") if type(instance) is dict else None
            if raw is None or name not in opened.inputs[node.id]:
                continue
            lost = lost_old_value(instance, extras) if opened.old else node.lost.get(name)
            if lost is not None:
                yield Decision("loss", _lost_text(node.type, name, raw, lost.becomes), node.id, name)


def _lost_text(node_type: str, name: str, raw: Any, becomes: Any) -> str:
    model = raw.get("model_name", raw.get("name")) if type(raw) is dict else None
    what = f'the model "{model}"' if type(model) is str else "the value"
    if becomes is None:
        return f'{what} of "{name}" of {node_type} is not kept by the web UI: set it again'
    if type(becomes) is dict and "type" in becomes:
        return (
            f'{what} of "{name}" of {node_type} is not kept: the web UI reads it as settings of a '
            "number generator; set it again"
        )
    return f'{what} of "{name}" of {node_type} changes on loading'
