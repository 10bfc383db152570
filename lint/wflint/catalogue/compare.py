"""What changed from one catalogue to another, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue, InputDef, NodeDef, OutputDef


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that two definitions of a node say differently: ``what`` (``type``, ``required`` ...)."""

    what: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class DefinitionChange:
    """How one node differs. ``node`` are changes of the node itself; the rest is by member name."""

    type: str
    old_version: str | None
    new_version: str | None
    node: list[Change] = field(default_factory=list)
    inputs_added: list[str] = field(default_factory=list)
    inputs_removed: list[str] = field(default_factory=list)
    inputs_changed: dict[str, list[Change]] = field(default_factory=dict)
    outputs_added: list[str] = field(default_factory=list)
    outputs_removed: list[str] = field(default_factory=list)
    outputs_changed: dict[str, list[Change]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return any(
            (
                self.old_version != self.new_version,
                *(self.node, self.inputs_added, self.inputs_removed, self.inputs_changed),
                *(self.outputs_added, self.outputs_removed, self.outputs_changed),
            )
        )


@dataclass(frozen=True, slots=True)
class CatalogueDiff:
    """The differences between two catalogues; node types are sorted."""

    old: str
    new: str
    added: list[str]
    removed: list[str]
    changed: list[DefinitionChange]


def diff_catalogues(old: Catalogue, new: Catalogue) -> CatalogueDiff:
    """What ``new`` has, lacks and defines otherwise than ``old``."""
    shared = sorted(old.node_types.keys() & new.node_types.keys())
    changes = [_node_change(a, b) for t in shared if (a := old.node(t)) and (b := new.node(t))]
    return CatalogueDiff(
        old=old.name,
        new=new.name,
        added=sorted(new.node_types.keys() - old.node_types.keys()),
        removed=sorted(old.node_types.keys() - new.node_types.keys()),
        changed=[change for change in changes if change],
    )


def _node_change(old: NodeDef, new: NodeDef) -> DefinitionChange:
    return DefinitionChange(
        type=new.type,
        old_version=old.version,
        new_version=new.version,
        node=_changes(
            ("title", old.title, new.title),
            ("category", old.category, new.category),
            ("classification", old.classification, new.classification),
            ("use_cache", old.use_cache, new.use_cache),
            ("output_type", old.output_type, new.output_type),
        ),
        inputs_added=[n for n in new.inputs if n not in old.inputs],
        inputs_removed=[n for n in old.inputs if n not in new.inputs],
        inputs_changed=_members(old.inputs, new.inputs, _input_changes),
        outputs_added=[n for n in new.outputs if n not in old.outputs],
        outputs_removed=[n for n in old.outputs if n not in new.outputs],
        outputs_changed=_members(old.outputs, new.outputs, _output_changes),
    )


def _members(old: dict[str, Any], new: dict[str, Any], compare: Any) -> dict[str, list[Change]]:
    pairs = {name: compare(old[name], new[name]) for name in new if name in old}
    return {name: changes for name, changes in pairs.items() if changes}


def _input_changes(old: InputDef, new: InputDef) -> list[Change]:
    return _changes(
        ("type", old.type.full, new.type.full),
        ("required", old.required, new.required),
        ("required by the server", old.schema_required, new.schema_required),
        ("kind", old.kind, new.kind),
        ("default", _default(old), _default(new)),
        ("ui_type", old.ui_type, new.ui_type),
        ("hidden", old.hidden, new.hidden),
        ("model base", old.model_base, new.model_base),
        ("model type", old.model_type, new.model_type),
        ("model variant", old.model_variant, new.model_variant),
        ("model format", old.model_format, new.model_format),
    )


def _output_changes(old: OutputDef, new: OutputDef) -> list[Change]:
    return _changes(("type", old.type.full, new.type.full), ("ui_type", old.ui_type, new.ui_type))


def _default(item: InputDef) -> str | None:
    import json

    return json.dumps(item.default, ensure_ascii=False) if item.has_default else None


def _changes(*triples: tuple[str, Any, Any]) -> list[Change]:
    return [Change(what, _text(old), _text(new)) for what, old, new in triples if old != new]


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or None
    return str(value).lower() if isinstance(value, bool) else str(value)
