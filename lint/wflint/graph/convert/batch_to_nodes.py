"""Batch data as the batch nodes that make it: the way back from ``batch_nodes``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wflint.graph.convert.decisions import Decision
from wflint.graph.webui.template import template_of

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from wflint.catalogue.model import Catalogue

_GROUPS: Final = 5  # how many "Group n" the batch nodes offer
_OUTPUT: Final = {
    "integer_batch": ("integers", "value"),
    "float_batch": ("floats", "value"),
    "string_batch": ("strings", "value"),
    "image_batch": ("images", "image"),
}
_BY_FIELD: Final = {
    "IntegerField": "integer_batch",
    "FloatField": "float_batch",
    "ImageField": "image_batch",
}


class BatchNodes(NamedTuple):
    """``nodes`` are API nodes by id, ``edges`` (source, field, target, field), ``first`` are values for
    inputs whose list no batch node can hold: (node, field, first item), with the losses in ``decisions``.
    """

    nodes: dict[str, dict[str, Any]]
    edges: list[tuple[str, str, str, str]]
    first: list[tuple[str, str, Any]]
    decisions: list[Decision]


def batch_to_nodes(data: Any, catalogue: Catalogue, nodes: Mapping[str, Mapping[str, Any]]) -> BatchNodes:
    """The batch nodes for the ``data`` member of a batch of the graph with these nodes.

    Lists that no batch node can hold (switches, models, mixed kinds; more zipped groups than the UI has; or
    a release without batch nodes) are losses. Members of the wrong shape are passed over.
    """
    found = BatchNodes({}, [], [], [])
    groups = 0
    for group in data if type(data) is list else ():
        lists = [d for d in group if _readable(d)] if type(group) is list else []
        kinds = {id(d): _kind(d["items"]) or _empty(d, catalogue, nodes) for d in lists}
        by_items: dict[str, list[dict[str, Any]]] = {}
        for datum in lists:
            kind = kinds[id(datum)]
            if kind is None or kind not in catalogue.node_types:
                _lose(datum, found)
            else:
                by_items.setdefault(f"{kind} {json.dumps(datum['items'], sort_keys=True)}", []).append(datum)
        if len(by_items) > 1:
            groups += 1
            if groups > _GROUPS:
                for datum in (d for members in by_items.values() for d in members):
                    _lose(datum, found, f"the web UI zips at most {_GROUPS} groups of lists")
                continue
        name = f"Group {groups}" if len(by_items) > 1 else "None"
        for members in by_items.values():
            first = members[0]
            kind = kinds[id(first)] or ""
            field, output = _OUTPUT[kind]
            node_id = _free(f"{first['node_path']}.{first['field_name']}.batch", nodes, found.nodes)
            found.nodes[node_id] = {
                "id": node_id,
                "type": kind,
                "batch_group_id": name,
                field: first["items"],
                "is_intermediate": True,
                "use_cache": True,
            }
            found.edges.extend((node_id, output, d["node_path"], d["field_name"]) for d in members)
    return found


def _readable(datum: Any) -> bool:
    return (
        type(datum) is dict
        and type(datum.get("node_path")) is str
        and type(datum.get("field_name")) is str
        and type(datum.get("items")) is list
    )


def _kind(items: list[Any]) -> str | None:
    """The batch node for the items of a list; None when there is none, and for an empty list."""
    types = set(map(type, items))
    if types == {int}:
        return "integer_batch"
    if types and types <= {int, float}:
        return "float_batch"
    if types == {str}:
        return "string_batch"
    if types == {dict} and all(type(item.get("image_name")) is str for item in items):
        return "image_batch"
    return None


def _empty(datum: dict[str, Any], catalogue: Catalogue, nodes: Mapping[str, Mapping[str, Any]]) -> str | None:
    """The batch node for an empty list: by the input that it is for."""
    if datum["items"]:
        return None
    node = nodes.get(datum["node_path"])
    template = template_of(catalogue, node["type"]) if node is not None else None
    kind = template.types.get(datum["field_name"]) if template is not None else None
    return _BY_FIELD.get(kind.name, "string_batch") if kind is not None else "string_batch"


def _free(wanted: str, taken: Container[str], also: Container[str]) -> str:
    found, n = wanted, 1
    while found in taken or found in also:
        n += 1
        found = f"{wanted}.{n}"
    return found


def _lose(datum: dict[str, Any], found: BatchNodes, why: str = "") -> None:
    node, field, items = datum["node_path"], datum["field_name"], datum["items"]
    why = why or "the web UI has no batch node for such a list"
    text = f'the {len(items)} values of "{field}" are not swept in the workflow: {why}; the first one is set'
    if not items:
        text = f'the empty list for "{field}" is left out'
    else:
        found.first.append((node, field, items[0]))
    found.decisions.append(Decision("loss", text, node, field))
