"""What is wrong with the shape of a graph or enqueue body: what the server's models refuse.

Each case was observed on InvokeAI 6.14.2 (``Batch.model_validate``); see tests/graph/test_read_graph.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Finding
from wflint.graph.reading.faults import missing, shown, wrong_type
from wflint.graph.server.literal_scalars import read_bool, read_int

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Pointer

THEN = "InvokeAI refuses the graph"
_BATCH_THEN = "InvokeAI refuses the batch"
_ABSENT = object()


def top_faults(data: dict[str, Any], base: Pointer) -> Iterator[Finding]:
    """Faults of the graph's own members."""
    nodes, edges = data.get("nodes", {}), data.get("edges", [])
    if type(nodes) is not dict:
        wanted = "an object that maps node ids to nodes"
        yield wrong_type("the graph", "nodes", wanted, nodes, (*base, "nodes"), THEN)
    if type(edges) is not list:
        yield wrong_type("the graph", "edges", "a list", edges, (*base, "edges"), THEN)
    if type(data.get("id", "")) is not str:
        yield wrong_type("the graph", "id", "a text, or left out", data["id"], (*base, "id"), THEN)


def node_faults(raw: Any, key: str, at: Pointer) -> Iterator[Finding]:
    """Faults of one member of ``nodes``."""
    what = f"node {shown(key)}"
    if type(raw) is not dict:
        yield wrong_type(what, "", 'an object with "type" and "id"', raw, at, THEN, node=key)
        return
    kind = raw.get("type", _ABSENT)
    node_type = kind if type(kind) is str else None
    if node_type:
        what = f"{node_type} ({key})" if len(key) <= 24 and key != node_type else node_type
    if kind is _ABSENT:
        yield missing(what, "type", at, THEN, node=key)
        return  # without a type the server looks at nothing else
    if node_type is None:
        yield wrong_type(what, "type", "the name of a node type", kind, (*at, "type"), THEN, node=key)
        return
    node_id = raw.get("id", _ABSENT)
    if node_id is _ABSENT:
        then = (
            f"InvokeAI then makes one up, finds that it differs from the key and refuses the graph. "
            f'Add "id": {shown(key)}'
        )
        yield missing(what, "id", at, then, node=key, node_type=node_type)
    elif type(node_id) not in (str, int, float):
        wanted = f"the node's key in {shown('nodes')}"
        yield wrong_type(what, "id", wanted, node_id, (*at, "id"), THEN, node=key, node_type=node_type)
    elif str(node_id) != key:
        yield Finding(
            f"{what} says that its id is {shown(node_id)}, but its key is {shown(key)}: InvokeAI refuses "
            "the graph. Make them equal",
            (*at, "id"),
            node=key,
            node_type=node_type,
            rule="node-id-mismatch",
        )
    for member in ("is_intermediate", "use_cache"):
        if member in raw and read_bool(raw[member]) is None:
            where = (*at, member)
            wanted = "true or false"
            yield wrong_type(what, member, wanted, raw[member], where, THEN, node=key, node_type=node_type)


def edge_faults(raw: Any, i: int, at: Pointer) -> Iterator[Finding]:
    """Faults of one entry of ``edges``."""
    what = f"edge {i + 1}"
    if type(raw) is not dict:
        yield wrong_type(what, "", 'an object with "source" and "destination"', raw, at, THEN)
        return
    for side in ("source", "destination"):
        end = raw.get(side, _ABSENT)
        if end is _ABSENT:
            hint = '. Graphs write "destination" where workflows write "target"' if "target" in raw else ""
            yield missing(what, side, at, THEN + hint)
            continue
        if type(end) is not dict:
            wanted = 'an object {"node_id": ..., "field": ...}'
            yield wrong_type(what, side, wanted, end, (*at, side), THEN)
            continue
        for member in ("node_id", "field"):
            if member not in end:
                yield missing(f'"{side}" of {what}', member, (*at, side), THEN)
            elif type(end[member]) is not str:
                where = (*at, side, member)
                yield wrong_type(f'"{side}" of {what}', member, "a text", end[member], where, THEN)


def batch_faults(batch: dict[str, Any]) -> Iterator[Finding]:
    """Faults of an enqueue body's batch beside its graph (of the items only that they are lists)."""
    what = "the batch"
    graph = batch.get("graph", _ABSENT)
    if graph is _ABSENT:
        yield missing(what, "graph", (), _BATCH_THEN)
    elif type(graph) is not dict:
        yield wrong_type(what, "graph", "an object", graph, ("graph",), _BATCH_THEN)
    runs = batch.get("runs", 1)
    count = read_int(runs)
    if count is None or count < 1:
        yield wrong_type(what, "runs", "a whole number from 1", runs, ("runs",), _BATCH_THEN)
    for member in ("origin", "destination"):
        value = batch.get(member)
        if value is not None and type(value) is not str:
            yield wrong_type(what, member, "a text or null", value, (member,), _BATCH_THEN)
    if type(batch.get("batch_id", "")) is not str:
        wanted = "a text, or left out"
        yield wrong_type(what, "batch_id", wanted, batch["batch_id"], ("batch_id",), _BATCH_THEN)
    if batch.get("data") is not None:
        yield from _data_faults(batch["data"])
    if batch.get("workflow") is not None:
        from wflint.graph.reading.record_faults import record_faults

        yield from record_faults(batch["workflow"], ("workflow",), _BATCH_THEN)


def _data_faults(data: Any) -> Iterator[Finding]:
    if type(data) is not list:
        yield wrong_type("the batch", "data", "a list of lists, or null", data, ("data",), _BATCH_THEN)
        return
    for g, group in enumerate(data):
        if type(group) is not list:
            what = f"group {g + 1} of the batch data"
            hint = f"{_BATCH_THEN}. Each group is a list, of one entry per field that is filled"
            yield wrong_type(what, "", "a list", group, ("data", g), hint)
            continue
        for i, datum in enumerate(group):
            at = ("data", g, i)
            what = f"entry {i + 1} of batch group {g + 1}"
            if type(datum) is not dict:
                yield wrong_type(what, "", "an object", datum, at, _BATCH_THEN)
                continue
            for member in ("node_path", "field_name"):
                if member not in datum:
                    yield missing(what, member, at, _BATCH_THEN)
                elif type(datum[member]) is not str:
                    yield wrong_type(what, member, "a text", datum[member], (*at, member), _BATCH_THEN)
            if "items" in datum and type(datum["items"]) is not list:
                yield wrong_type(what, "items", "a list", datum["items"], (*at, "items"), _BATCH_THEN)
