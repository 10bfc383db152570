"""Values in the form of the newer release: what is no longer allowed, and defaults that are others now."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from wflint.catalogue.renames import value_step
from wflint.diagnostics.words import quoted
from wflint.graph.server.literals import explain
from wflint.models.flow.unresolved import UNRESOLVED
from wflint.upgrade.migration.draft import UNSET
from wflint.upgrade.migration.step import StepKind

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue, InputDef, NodeDef
    from wflint.models.inventory.inventory import Inventory
    from wflint.upgrade.migration.draft import Draft, DraftNode
    from wflint.upgrade.migration.log import Log


def migrate_values(draft: Draft, new: Catalogue, inventory: Inventory | None, log: Log) -> None:
    """Give values that are not allowed any more their one equivalent, and models their new identifiers."""
    for node in draft.nodes.values():
        definition = new.node(node.type)
        if definition is None:
            continue
        for name in node.names:
            field, value = definition.inputs.get(name), node.value(name)
            if field is None or value is UNSET or value is None:
                continue
            step = value_step(node.type, name, value)
            if step is not None and explain(value, field.type, new) is not None:
                text = f"{_shown(value)} of {quoted(name)} of {node.type} becomes {_shown(step.new)}"
                if log.take(StepKind.VALUE, step.result, text, node.id, name):
                    node.set(name, step.new)
            elif is_old_model(value) and explain(value, field.type, new) is not None:
                _model(node, name, field, new, inventory, log)


def _model(
    node: DraftNode,
    name: str,
    field: InputDef,
    new: Catalogue,
    inventory: Inventory | None,
    log: Log,
) -> None:
    """The identifier of a model as it is written since 4.0: by its key where a list of models has it."""
    value = node.value(name)
    title, base = value["model_name"], value["base_model"]
    called = f"{quoted(name)} of {node.type}"
    kind = _model_type(value, name, field)
    found = inventory.named(title, base, kind) if inventory is not None else ()
    key, digest = UNRESOLVED, UNRESOLVED
    if len(found) == 1:
        key, digest = found[0].key, found[0].hash or UNRESOLVED
    made = {"key": key, "hash": digest, "name": title, "base": base, "type": kind}
    if kind is None or not title or explain(made, field.type, new) is not None:
        log.leave(
            f"{called} names the model {quoted(title)} as InvokeAI 3 did",
            f"choose {quoted(title)} ({base}) again",
            node.id,
            name,
        )
        return
    loss = "" if key != UNRESOLVED else "its key is not known: choose it again, or let `wflint run` find it"
    text = f"{called} names the model {quoted(title)} by name, base and type"
    if log.take(StepKind.VALUE, "same", text, node.id, name, loss):
        node.set(name, made)


def _model_type(value: dict[str, Any], name: str, field: InputDef) -> str | None:
    stated = value.get("model_type")
    if type(stated) is str:
        return stated
    if name in _TYPES:
        return _TYPES[name]
    return field.model_type[0] if len(field.model_type) == 1 else None


# What 3.x left out where the input takes only one type.
_TYPES: Final = {
    "lora": "lora",
    "control_model": "controlnet",
    "vae_model": "vae",
    "ip_adapter_model": "ip_adapter",
    "t2i_adapter_model": "t2i_adapter",
}


def is_old_model(value: Any) -> bool:
    """Whether a value names a model as releases before 4.0 did: by name and base, without a key."""
    if type(value) is not dict or "key" in value:
        return False
    return type(value.get("model_name")) is str and type(value.get("base_model")) is str


def write_defaults(draft: Draft, new: Catalogue, old: Catalogue, changed: set[str], log: Log) -> None:
    """Write out the old defaults that are others now, where the file leaves the input unset."""
    for node in draft.nodes.values():
        if node.id in changed:
            continue
        before, after = old.node(node.type), new.node(node.type)
        if before is None or after is None:
            continue
        fields = _other_defaults(before, after, old, new)
        if not fields:
            continue
        fed = draft.fed(node.id)
        for name, default in fields:
            if node.value(name) is not UNSET or name in fed or draft.names.swept(node.id, name):
                continue
            text = f"{quoted(name)} of {node.type} gets the default that it had: {_shown(default)}"
            if log.take(StepKind.VALUE, "same", text, node.id, name):
                node.set(name, default)


def _other_defaults(before: NodeDef, after: NodeDef, old: Catalogue, new: Catalogue) -> list[tuple[str, Any]]:
    from wflint.upgrade.compare import of_machine

    found = []
    for name, field in after.inputs.items():
        was = before.inputs.get(name)
        if was is None or not was.has_default or not field.has_default or field.kind == "connection":
            continue
        if json.dumps(was.default, sort_keys=True) == json.dumps(field.default, sort_keys=True):
            continue
        if was.default is None or of_machine(name, after.type, old):
            continue  # null is how a file leaves it unset
        if _takes(field, was.default, new):
            found.append((name, was.default))
    return found


def _takes(field: InputDef, value: Any, new: Catalogue) -> bool:
    return explain(value, field.type, new) is None


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else text[:39] + "…"
