"""Batch data from a workflow's batch and generator nodes, as the web UI puts it into the request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wflint.graph.ir import BATCH_NODES, GENERATOR_NODES
from wflint.graph.webui.generators import GeneratorError, generate, needs_server
from wflint.graph.webui.kept import DROPPED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from wflint.graph.ir import Edge

    Resolver = Callable[[Mapping[str, Any]], list[Any]]

# The groups that a user can choose.
BATCH_GROUPS: Final = ("Group 1", "Group 2", "Group 3", "Group 4", "Group 5")
ITEMS: Final = {
    "image_batch": ("images", "image"),
    "string_batch": ("strings", "value"),
    "integer_batch": ("integers", "value"),
    "float_batch": ("floats", "value"),
}


class BatchError(ValueError):
    """A batch node that the web UI cannot turn into batch data either; the text says which and why."""


def batch_data(
    nodes: Mapping[str, tuple[str, Mapping[str, Any]]],
    wires: Sequence[Edge],
    feed: Callable[[Edge], tuple[str, str] | None],
    resolve: Resolver | None,
) -> list[list[dict[str, Any]]]:
    """The ``data`` member of a batch.

    ``nodes`` are all invocation nodes of the workflow (type and input values, in file order), ``wires`` the
    accepted ones. ``feed`` gives the invocation node (and its output) behind a wire, through connectors.
    ``resolve`` asks a server for what only a server can generate. A batch node wired into a connector gets
    the connector as its target, as in the UI: the server then refuses the batch. Raises BatchError.
    """
    groups: dict[str, list[str]] = {}
    for node_id, (node_type, values) in nodes.items():
        if node_type in BATCH_NODES:
            groups.setdefault(_key(values.get("batch_group_id", DROPPED)), []).append(node_id)
    data: list[list[dict[str, Any]]] = []
    for group in sorted(groups, key=_place):
        members = groups[group]
        zipped: list[dict[str, Any]] = []
        for node_id in members:
            node_type = nodes[node_id][0]
            items = _items(node_id, nodes, wires, feed, resolve)
            targets = [
                {"node_path": w.target, "field_name": w.target_field, "items": items}
                for w in wires
                if w.source == node_id and w.source_field == ITEMS[node_type][1]
            ]
            if group != "None":
                zipped += targets
            elif targets:
                data.append(targets)
        if zipped:
            data.append(zipped)
    return data


def _key(group: Any) -> str:
    """A batch group as the name of a JavaScript object's member."""
    if type(group) is bool:
        return str(group).lower()
    return str(group) if type(group) in (str, int, float) else "undefined"


def _place(group: str) -> float:
    """JavaScript gives members that are named by whole numbers first, in the order of the numbers."""
    index = group.isascii() and group.isdigit() and (group == "0" or group[0] != "0")
    return int(group) if index and len(group) < 10 else float("inf")


def _items(
    node_id: str,
    nodes: Mapping[str, tuple[str, Mapping[str, Any]]],
    wires: Sequence[Edge],
    feed: Callable[[Edge], tuple[str, str] | None],
    resolve: Resolver | None,
) -> list[Any]:
    node_type, values = nodes[node_id]
    field = ITEMS[node_type][0]
    incoming = next((w for w in wires if w.target == node_id and w.target_field == field), None)
    own = values.get(field)
    if own is None or (own is not DROPPED and not _fits(node_type, own)):
        raise BatchError(f"{node_type} {node_id}: its {field} are not a list that the web UI can use")
    if incoming is None:
        return [] if own is DROPPED else own
    source = feed(incoming)
    if source is None or nodes[source[0]][0] not in GENERATOR_NODES:
        raise BatchError(f"{node_type} {node_id}: no generator node feeds its {field}")
    value = nodes[source[0]][1].get("generator")
    if type(value) is not dict or str(value.get("type")).split("_")[0] != node_type.split("_")[0]:
        raise BatchError(f"{nodes[source[0]][0]} {source[0]} has no settings for {node_type}")
    try:
        if not needs_server(value):
            return generate(value)
        if resolve is None:
            raise GeneratorError("only a server can work out its values")
        return resolve(value)
    except GeneratorError as error:
        raise BatchError(f"{nodes[source[0]][0]} {source[0]}: {error}") from None


def _fits(node_type: str, own: Any) -> bool:
    if type(own) is not list:
        return False
    if node_type == "string_batch":
        return all(type(v) is str for v in own)
    if node_type == "integer_batch":
        return all(type(v) is int for v in own)
    if node_type == "float_batch":
        return all(type(v) in (int, float) for v in own)
    return all(type(v) is dict and "image_name" in v for v in own)
