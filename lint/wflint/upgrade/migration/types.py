"""Node types that the newer release lacks become their successors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.catalogue.history import field_names
from wflint.catalogue.renames import SIZED, gone, successor
from wflint.diagnostics.words import listed, quoted
from wflint.upgrade.migration.draft import UNSET
from wflint.upgrade.migration.log import are_apart, worst
from wflint.upgrade.migration.order import sources_first
from wflint.upgrade.migration.resolution import RESOLUTIONS, resolutions, sized
from wflint.upgrade.migration.special import WAYS
from wflint.upgrade.migration.step import StepKind
from wflint.upgrade.migration.unknown import is_old_default, unknown_inputs

if TYPE_CHECKING:
    from collections.abc import Collection

    from wflint.catalogue.model import Catalogue, NodeDef
    from wflint.catalogue.renames import NodeRename, NoSuccessor
    from wflint.upgrade.migration.draft import Draft, DraftEdge, DraftNode
    from wflint.upgrade.migration.log import StepLog

_BESIDE = frozenset({"metadata", "board", "workflow"})  # what nodes that save an image have beside their own


def migrate_types(draft: Draft, new: Catalogue, old: Catalogue | None, log: StepLog) -> set[str]:
    """Give nodes that are gone their successors; the ids of those that became one are returned.

    ``old`` says the defaults of what a file leaves unset, where it is known.
    """
    changed = set()
    nodes, circles = sources_first(draft, (n for n in draft.nodes.values() if n.type not in new.node_types))
    # Those that want to know the size of an image come last: its node may be one that gets a successor.
    nodes.sort(key=lambda node: not set(RESOLUTIONS).isdisjoint(draft.mentioned(node)))
    for node in nodes:
        known = successor(node.type, new)
        if known is not None:
            definition = new.node(known.new)
            assert definition is not None
            before = old.node(node.type) if old is not None else None
            if (
                _one_each(draft, node, _read_as_one(known), log)
                and are_apart(node, {**dict.fromkeys(known.dropped), **known.former, **known.inputs}, log)
                and _becomes(draft, node, known, before, definition, new, log)
            ):
                changed.add(node.id)
            continue
        row = gone(node.type)
        if row is None:
            continue
        way = WAYS.get(row.way)
        if way is None:
            log.leave(f"{node.type} is gone, and no node takes its place", _help(row), node.id)
        elif node.id in circles:
            log.leave(
                f"{node.type} is gone, and it had its image from itself", "give it another image", node.id
            )
        elif _one_each(draft, node, None, log) and _may_lose_strays(draft, node, log):
            changed |= way(draft, node, new, log)
    return changed


def _may_lose_strays(draft: Draft, node: DraftNode, log: StepLog) -> bool:
    """Whether what was given to inputs that no release of a node had may go with it."""
    known = field_names(node.type, "inputs")
    strays = unknown_inputs(draft, node, [n for n in draft.mentioned(node) if n not in known], node.version)
    if not strays:
        return True
    names = listed([quoted(name) for name in sorted(strays)])
    return log.take(StepKind.FIELD, "similar", f"what was given to {names} of {node.type} goes", node.id)


def _help(row: NoSuccessor) -> str:
    return f"use {listed(row.instead, last='or')}: {row.why}" if row.instead else f"{row.why}; build it anew"


def _read_as_one(row: NodeRename) -> set[str]:
    """The inputs of which a migration leads one edge elsewhere; those into others keep their places."""
    return {*RESOLUTIONS, *row.also, *(("image",) if "detect_resolution" in row.dropped else ())}


def _one_each(draft: Draft, node: DraftNode, names: Collection[str] | None, log: StepLog) -> bool:
    """Whether one edge at most leads to each of some inputs (None: of all); of several none is chosen."""
    fed: dict[str, DraftEdge] = {}
    for edge in draft.into(node.id):
        name = edge.target_field
        other = fed.setdefault(name, edge)
        same = (other.source, other.source_field) == (edge.source, edge.source_field)
        if same or (names is not None and name not in names):
            continue
        log.leave(
            f"{node.type} is gone, and several edges lead to its {quoted(name)}",
            f"take out all edges into {quoted(name)} but one",
            node.id,
            name,
        )
        return False
    return True


def _becomes(
    draft: Draft,
    node: DraftNode,
    row: NodeRename,
    before: NodeDef | None,
    definition: NodeDef,
    new: Catalogue,
    log: StepLog,
) -> bool:
    fed = draft.fed(node.id)
    present = draft.mentioned(node)
    inputs: dict[str, str | None] = {}
    lost: list[str] = []
    extra: dict[str, None] = {}  # what not even the old node had, or what the table forgot
    for name in present:
        to = row.inputs.get(name, row.former.get(name))
        if to is not None:
            inputs[name] = to
        elif name in row.dropped or name not in definition.inputs:
            inputs[name] = None
            given = name not in _BESIDE and node.value(name) not in (UNSET, None)
            if name in fed or given or draft.names.swept(node.id, name):
                lost.append(name)
            if name not in row.dropped and (name in fed or (given and not _is_default(node, before, name))):
                extra[name] = None
    resize = resolutions(draft, node, row, new)
    result, loss = row.result, row.loss
    if loss == SIZED and "detect_resolution" in resize:
        loss = ""  # the new nodes see to that
    swept = [name for name in lost if name not in resize and draft.names.swept(node.id, name) > 1]
    if swept:
        result, loss = "other", f"the batch values of {listed([quoted(n) for n in swept])} go"
    elif extra:
        result = worst((result, "similar"))
        loss = loss or f"what was given to {listed([quoted(n) for n in extra])} goes"
    shown = [name for name in lost if name not in resize and (name in row.dropped or name in extra)]
    without = f", without {listed([quoted(name) for name in shown])}" if shown else ""
    text = f"{node.type} becomes {row.new}{without}"
    if not log.take(StepKind.NODE, result, text, node.id, loss=loss):
        return False
    written = _to_write(node, fed, row, before, definition)
    for name, second in row.also.items():
        value = node.value(name)
        if value is not UNSET and second not in fed:
            written.setdefault(second, value)
        if name in fed:
            draft.connect(fed[name].source, fed[name].source_field, node.id, second)
    if resize:
        sized(draft, node, resize, row, new, log)
    node.remap(inputs)
    for edge in draft.out_of(node.id):
        to = row.outputs.get(edge.source_field)
        if to is not None:
            draft.plug(edge, output=to)
    node.become(row.new, definition.version)
    for name, value in written.items():
        node.set(name, value)
    return True


def _is_default(node: DraftNode, before: NodeDef | None, name: str) -> bool:
    """Whether an input has the default that the old node had for it."""
    known = before.inputs.get(name) if before is not None else None
    value = node.value(name)
    if known is not None and known.has_default and type(value) is type(known.default):
        return bool(value == known.default)
    return is_old_default(node, name, node.version)


def _to_write(
    node: DraftNode,
    fed: dict[str, DraftEdge],
    row: NodeRename,
    before: NodeDef | None,
    definition: NodeDef,
) -> dict[str, Any]:
    """Constants of the successor, and defaults of the old node that are others now, by new name."""
    written: dict[str, Any] = dict(row.writes)
    defaults = dict(row.defaults)
    for name, to in row.inputs.items():
        was = before.inputs.get(name) if before is not None else None
        now = definition.inputs.get(to)
        if was is not None and now is not None and was.has_default and was.default is not None:
            if now.has_default and type(now.default) is type(was.default) and now.default == was.default:
                continue
            defaults[name] = was.default
    for name, value in defaults.items():
        if node.value(name) is UNSET and name not in fed:
            written[row.inputs[name]] = value
            if name in row.also:
                written[row.also[name]] = value
    return written
