"""Batch data from a workflow's batch and generator nodes, as the web UI of InvokeAI 7 sends it.

It looks through connectors, and blocks Invoke where a batch node cannot be used. (Read off its scripts, which
tests/differential/bundle_oracle.mjs runs.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wflint.graph.ir import BATCH_NODES, GENERATOR_NODES, UI_ONLY_NODES
from wflint.graph.webui.batch_nodes import BATCH_GROUPS, ITEMS, BatchError
from wflint.graph.webui.generators import GeneratorError, generate, mulberry, needs_server
from wflint.graph.webui.kept import GENERATOR_DEFAULTS, plain_number
from wflint.graph.webui.template import GENERATORS
from wflint.graph.webui.values import lost_value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from wflint.graph.webui.batch_nodes import Resolver

    Nodes = Mapping[str, tuple[str, Mapping[str, Any]]]
    Ends = tuple[str, str, str, str]

_FIELDS: Final = {
    "float_generator": "FloatGeneratorField",
    "integer_generator": "IntegerGeneratorField",
    "string_generator": "StringGeneratorField",
    "image_generator": "ImageGeneratorField",
}


def batch_data_through(
    nodes: Nodes, edges: Sequence[Ends], takes: Callable[[str, str], str | None], resolve: Resolver | None
) -> list[list[dict[str, Any]]]:
    """The ``data`` member of a batch.

    ``nodes`` are all invocation nodes of the workflow (type and input values, in file order), ``edges`` join
    them (source, output, target, input), connectors gone. ``takes`` gives the UI's name of an input's type.
    ``resolve`` asks a server for what only a server can generate. Raises BatchError.
    """
    into: dict[tuple[str, str], str] = {}  # the first node that feeds an input
    out_of: dict[str, list[Ends]] = {}
    for edge in edges:
        into.setdefault(edge[2:], edge[0])
        out_of.setdefault(edge[0], []).append(edge)
    alone: list[list[dict[str, Any]]] = []
    groups: dict[str, list[dict[str, Any]]] = {}
    sizes: dict[str, int] = {}
    filled: dict[tuple[str, str], str] = {}
    for node_id, (node_type, values) in nodes.items():
        if node_type not in BATCH_NODES:
            continue
        items = _items(node_id, nodes, into.get((node_id, ITEMS[node_type][0])), resolve)
        if not items:
            raise BatchError(f"{node_type} {node_id}: it has no items")
        targets = [
            {
                "node_path": target,
                "field_name": field,
                "items": _written(items, takes(nodes[target][0], field)),
            }
            for target, field in _targets(node_id, nodes, out_of.get(node_id, ()), takes)
        ]
        for each in targets:
            at = str(each["node_path"]), str(each["field_name"])
            if filled.setdefault(at, node_id) != node_id:
                raise BatchError(f"{node_type} {node_id}: another batch node fills {at[1]} of {at[0]}")
        group = values.get("batch_group_id")
        if type(group) is not str or group not in BATCH_GROUPS:
            alone += [targets] if targets else []
        else:
            if sizes.setdefault(group, len(items)) != len(items):
                raise BatchError(f"{node_type} {node_id}: {group} has lists of different lengths")
            groups.setdefault(group, []).extend(targets)
    return alone + [group for group in groups.values() if group]


def _targets(
    node_id: str, nodes: Nodes, edges: Sequence[Ends], takes: Callable[[str, str], str | None]
) -> list[tuple[str, str]]:
    """The inputs that a batch node fills; ``edges`` are those out of it."""
    node_type = nodes[node_id][0]
    found = []
    for _, output, target, field in edges:
        if output != ITEMS[node_type][1]:
            raise BatchError(f"{node_type} {node_id}: its {output} cannot be batched")
        if nodes[target][0] in UI_ONLY_NODES or takes(nodes[target][0], field) is None:
            raise BatchError(f"{node_type} {node_id}: it cannot fill {field} of {nodes[target][0]} {target}")
        found.append((target, field))
    if not found:
        raise BatchError(f"{node_type} {node_id}: it is not connected")
    return found


def _items(node_id: str, nodes: Nodes, source: str | None, resolve: Resolver | None) -> list[Any]:
    """What a batch node holds, or the node that feeds its list."""
    node_type, values = nodes[node_id]
    field = ITEMS[node_type][0]
    if source is None:
        own = values.get(field)
        return _texts(node_type, own) if type(own) is list else []
    if nodes[source][0] not in GENERATOR_NODES:
        raise BatchError(f"{node_type} {node_id}: no generator node feeds its {field}")
    value = nodes[source][1].get("generator")
    if type(value) is dict and "type" not in value:
        value = {"type": GENERATORS[_FIELDS[nodes[source][0]]], **value}
    if type(value) is not dict or str(value.get("type")).split("_")[0] != nodes[source][0].split("_")[0]:
        raise BatchError(f"{nodes[source][0]} {source} has no settings that the web UI can use")
    value = {**GENERATOR_DEFAULTS.get(str(value.get("type")), {}), **value}
    if lost_value(value, extras=False) is not None:
        raise BatchError(f"{nodes[source][0]} {source} has no settings that the web UI can use")
    try:
        if not needs_server(value):
            return _texts(node_type, generate(value, mulberry))
        if resolve is None:
            raise GeneratorError("only a server can work out its values")
        return _texts(node_type, resolve(value))
    except GeneratorError as error:
        raise BatchError(f"{nodes[source][0]} {source}: {error}") from None


def _texts(node_type: str, items: list[Any]) -> list[Any]:
    return _written(items, "StringField") if node_type == "string_batch" else items


def _written(items: list[Any], kind: str | None) -> list[Any]:
    """Items for an input of a type: numbers go into texts as JavaScript writes them."""
    if kind != "StringField":
        return items
    return [str(plain_number(v)) if type(v) in (int, float) else v for v in items]
