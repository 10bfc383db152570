"""What the catalogue knows of a node or of a release, as plain data for people and scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.catalogue.history import Presence, field_presence, node_presence
from wflint.catalogue.model import CORE_PACK
from wflint.diagnostics.suggest import nearest
from wflint.diagnostics.words import quoted

if TYPE_CHECKING:
    from wflint.catalogue.history import Group
    from wflint.catalogue.model import Catalogue, InputDef, ModelDef, NodeDef


def node_summary(node: NodeDef) -> dict[str, Any]:
    """One line of a list of nodes."""
    return {
        "type": node.type,
        "title": node.title,
        "version": node.version,
        "category": node.category,
        "classification": node.classification,
        "node_pack": node.pack,
    }


def describe_node(catalogue: Catalogue, node: NodeDef) -> dict[str, Any]:
    """Everything about a node: its inputs, outputs, the models they name, and its history."""
    return {
        **node_summary(node),
        "use_cache": node.use_cache,
        "keeps_unknown_inputs": node.extra,
        "output_type": node.output_type,
        "releases": _span(node_presence(node.type)),
        "inputs": [_input(node, item) for item in node.inputs.values()],
        "outputs": [
            {
                "name": item.name,
                "title": item.title,
                "type": item.type.full,
                "ui_type": item.ui_type,
                "releases": _field_span(node, "outputs", item.name),
            }
            for item in node.outputs.values()
        ],
        "validators": {field: list(names) for field, names in node.validators.items()},
        "models": {model.name: _model(model) for model in _named_models(catalogue, node)},
    }


def _input(node: NodeDef, item: InputDef) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": item.name,
        "title": item.title,
        "type": item.type.full,
        "kind": item.kind,
        "required": item.required,
        "required_by_server": item.schema_required,
        "internal": item.internal,
        "hidden": item.hidden,
        "ui_type": item.ui_type,
        "releases": _field_span(node, "inputs", item.name),
    }
    if item.has_default:
        described["default"] = item.default
    for name in ("model_base", "model_type", "model_variant", "model_format"):
        if value := getattr(item, name):
            described[name] = list(value)
    return described


def _model(model: ModelDef) -> dict[str, Any]:
    if model.options:
        return {"options": list(model.options)}
    if model.root is not None:
        return {"value": model.root.full}
    return {
        "members": {name: type_.full for name, type_ in model.fields.items()},
        "required": list(model.required),
        "unknown_members": model.extra,
    }


def _named_models(catalogue: Catalogue, node: NodeDef) -> list[ModelDef]:
    names: dict[str, None] = {}
    for types in ([i.type for i in node.inputs.values()], [o.type for o in node.outputs.values()]):
        for type_ in types:
            names.update(dict.fromkeys(type_.references()))
    return [model for name in names if (model := catalogue.model(name))]


def _field_span(node: NodeDef, group: Group, name: str) -> dict[str, str] | None:
    return _span(field_presence(node.type, group, name)) if node.pack == CORE_PACK else None


def _span(presence: Presence | None) -> dict[str, str] | None:
    return {"first": presence.first, "last": presence.last} if presence else None


def unknown_node(catalogue: Catalogue, node_type: str) -> str:
    """Why a catalogue has no such node, in one line, with what is near."""
    from wflint.catalogue.packs.index import shipped_index

    lacks = f"{catalogue.called} has no node {quoted(node_type)}"
    presence = node_presence(node_type)
    if presence is not None and presence.releases != (catalogue.version,):
        return f"{lacks}; releases {presence.first} to {presence.last} have it"
    if shipped_index().find(node_type):
        return f"{lacks}, a node pack has: `wflint packs show {node_type}`"
    near = nearest(node_type, catalogue.node_types)
    hint = f'did you mean "{near[0]}"?' if near else "`wflint catalogue list` lists its nodes"
    return f"{lacks}; {hint}"
