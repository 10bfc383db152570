"""What is wrong with the shape of a graph or enqueue body: what the server's models refuse.

Each case was observed on InvokeAI 6.14.2 (``Batch.model_validate``); see tests/graph/test_read_graph.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.graph.reading.faults import Place, shown
from wflint.graph.server.literal_scalars import read_bool, read_int

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wflint.diagnostics import Finding, Pointer

_REFUSES_GRAPH = "InvokeAI refuses the graph"
_REFUSES_BATCH = "InvokeAI refuses the batch"
_ABSENT = object()


def graph_faults(graph: Any, base: Pointer, odd: Iterable[tuple[str, Any]]) -> Iterator[Finding]:
    """What is wrong with the odd parts of a graph at ``base``: itself, and the nodes and edges met.

    ``odd`` holds pairs of a member of the graph and a key or index in it; ``("", None)`` is the graph itself.
    """
    for member, key in odd:
        if member == "nodes":
            yield from _node_faults(graph["nodes"][key], key, (*base, "nodes", key))
        elif member == "edges":
            place = Place(f"edge {key + 1}", (*base, "edges", key), _REFUSES_GRAPH)
            yield from _edge_faults(graph["edges"][key], place)
        else:
            yield from _top_faults(graph, Place("the graph", base, _REFUSES_GRAPH))


def _top_faults(data: dict[str, Any], place: Place) -> Iterator[Finding]:
    nodes, edges = data.get("nodes", {}), data.get("edges", [])
    if type(nodes) is not dict:
        yield place.wrong("nodes", "an object that maps node ids to nodes", nodes)
    if type(edges) is not list:
        yield place.wrong("edges", "a list", edges)
    if type(data.get("id", "")) is not str:
        yield place.wrong("id", "a text, or left out", data["id"])


def _node_faults(raw: Any, key: str, at: Pointer) -> Iterator[Finding]:
    place = Place(f"node {shown(key)}", at, _REFUSES_GRAPH, node=key)
    if type(raw) is not dict:
        yield place.unfit('an object with "type" and "id"', raw)
        return
    if "type" not in raw:
        yield place.missing("type")
        return  # without a type the server looks at nothing else
    node_type = raw["type"]
    if type(node_type) is not str:
        yield place.wrong("type", "the name of a node type", node_type)
        return
    if node_type:
        place.what = f"{node_type} ({key})" if len(key) <= 24 and key != node_type else node_type
    place.node_type = node_type
    node_id = raw.get("id", _ABSENT)
    if node_id is _ABSENT:
        then = "InvokeAI then makes one up, finds that it differs from the key and refuses the graph. "
        yield place.missing("id", then=f'{then}Add "id": {shown(key)}')
    elif type(node_id) not in (str, int, float):
        yield place.wrong("id", f"the node's key in {shown('nodes')}", node_id)
    elif str(node_id) != key:
        text = (
            f"{place.what} says that its id is {shown(node_id)}, but its key is {shown(key)}: InvokeAI "
            "refuses the graph. Make them equal"
        )
        yield place.finding("node-id-mismatch", text, "id")
    for member in ("is_intermediate", "use_cache"):
        if member in raw and read_bool(raw[member]) is None:
            yield place.wrong(member, "true or false", raw[member])


def _edge_faults(raw: Any, place: Place) -> Iterator[Finding]:
    if type(raw) is not dict:
        yield place.unfit('an object with "source" and "destination"', raw)
        return
    for side in ("source", "destination"):
        if side not in raw:
            hint = '. Graphs write "destination" where workflows write "target"' if "target" in raw else ""
            yield place.missing(side, hint)
            continue
        end = raw[side]
        if type(end) is not dict:
            yield place.wrong(side, 'an object {"node_id": ..., "field": ...}', end)
            continue
        inner = place.inner(side, what=f'"{side}" of {place.what}')
        for member in ("node_id", "field"):
            if member not in end:
                yield inner.missing(member)
            elif type(end[member]) is not str:
                yield inner.wrong(member, "a text", end[member])


def batch_faults(batch: dict[str, Any]) -> Iterator[Finding]:
    """Faults of an enqueue body's batch beside its graph (of the items only that they are lists)."""
    place = Place("the batch", (), _REFUSES_BATCH)
    if "graph" not in batch:
        yield place.missing("graph")
    elif type(batch["graph"]) is not dict:
        yield place.wrong("graph", "an object", batch["graph"])
    runs = batch.get("runs", 1)
    count = read_int(runs)
    if count is None or count < 1:
        yield place.wrong("runs", "a whole number from 1", runs)
    for member in ("origin", "destination"):
        value = batch.get(member)
        if value is not None and type(value) is not str:
            yield place.wrong(member, "a text or null", value)
    if type(batch.get("batch_id", "")) is not str:
        yield place.wrong("batch_id", "a text, or left out", batch["batch_id"])
    if batch.get("data") is not None:
        yield from _data_faults(batch["data"], place)
    if batch.get("workflow") is not None:
        from wflint.graph.reading.record_faults import record_faults

        sent = place.inner("workflow", what="the workflow that is sent along")
        yield from record_faults(batch["workflow"], sent)


def _data_faults(data: Any, place: Place) -> Iterator[Finding]:
    if type(data) is not list:
        yield place.wrong("data", "a list of lists, or null", data)
        return
    for g, group in enumerate(data):
        if type(group) is not list:
            here = place.inner("data", g, what=f"group {g + 1} of the batch data")
            yield here.unfit("a list", group, ". Each group is a list, of one entry per field that is filled")
            continue
        for i, datum in enumerate(group):
            here = place.inner("data", g, i, what=f"entry {i + 1} of batch group {g + 1}")
            if type(datum) is not dict:
                yield here.unfit("an object", datum)
                continue
            for member in ("node_path", "field_name"):
                if member not in datum:
                    yield here.missing(member)
                elif type(datum[member]) is not str:
                    yield here.wrong(member, "a text", datum[member])
            if "items" in datum and type(datum["items"]) is not list:
                yield here.wrong("items", "a list", datum["items"])
