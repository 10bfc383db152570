"""What is wrong with the shape of a graph or enqueue body: what the server's models refuse.

Each case was observed on InvokeAI 6.14.2 (``Batch.model_validate``); see tests/graph/test_read_graph.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.graph.reading.editor_edges import editor_ends
from wflint.graph.reading.faults import BOOLEAN, Place, later, shown
from wflint.graph.reading.node_names import GraphNames
from wflint.graph.server.literal_scalars import read_bool, read_int

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wflint.diagnostics import Finding, Pointer

# What the server answers (pydantic's words, and those of InvokeAI's own validator).
_REQUIRED = "Field required"
_IDS = "Node ids must match"
_ABSENT = object()
_CONVERT = "run `wflint convert FILE --to {}`"
_END = '{"node_id": ..., "field": ...}'


def workflow_in_place(base: Pointer) -> Finding:
    """A whole workflow stands where the server wants a graph."""
    return Place('"graph"', base).finding(
        "wrong-member-type",
        '"graph" of the batch is a workflow, which only the web UI reads',
        help=_CONVERT.format("batch"),
    )


def _drawn_edges(edges: list[Any], indices: list[int], base: Pointer) -> Finding:
    count = f"{len(indices)} edges have" if len(indices) > 1 else "1 edge has"
    found = Place("the graph", base).finding(
        "wrong-member-type",
        f'{count} "sourceHandle" and "targetHandle" as in a workflow, not "source" and "destination" objects',
        "edges",
        indices[0],
        help=_CONVERT.format("batch" if base else "graph"),
        error=_REQUIRED,
        fix=later("as_server_edges", edges, indices, (*base, "edges")),
    )
    found.about = "edges of the editor"
    return found


def graph_faults(graph: Any, base: Pointer, odd: list[tuple[str, Any]]) -> Iterator[Finding]:
    """What is wrong with the odd parts of a graph at ``base``: itself, and the nodes and edges met.

    ``odd`` holds pairs of a member of the graph and a key or index in it; ``("", None)`` is the graph itself.
    """
    nodes = graph.get("nodes")
    names = GraphNames(nodes if type(nodes) is dict else {})
    ends: list[set[str]] = []  # what edges name, once somebody asked
    drawn = [key for member, key in odd if member == "edges" and editor_ends(graph["edges"][key])]
    if drawn:
        yield _drawn_edges(graph["edges"], drawn, base)
    for member, key in odd:
        if member == "nodes":
            yield from _node_faults(graph, key, base, names.of(key), ends)
        elif member == "edges" and editor_ends(graph["edges"][key]):
            continue
        elif member == "edges":
            place = Place(f"edge {key + 1}", (*base, "edges", key), several="edges")
            yield from _edge_faults(graph["edges"][key], place, nodes)
        else:
            yield from _top_faults(graph, Place("the graph", base))


def _top_faults(data: dict[str, Any], place: Place) -> Iterator[Finding]:
    nodes, edges = data.get("nodes", {}), data.get("edges", [])
    if type(nodes) is not dict:
        yield place.wrong("nodes", "an object that maps node ids to nodes", nodes)
    if type(edges) is not list:
        yield place.wrong("edges", "a list", edges)
    if type(data.get("id", "")) is not str:
        yield place.wrong("id", "a string", data["id"])


def _node_faults(
    graph: dict[str, Any], key: str, base: Pointer, name: Callable[[], str], ends: list[set[str]]
) -> Iterator[Finding]:
    raw = graph["nodes"][key]
    place = Place(name, (*base, "nodes", key), several="nodes", node=key)
    if type(raw) is not dict:
        yield place.unfit('an object with "type" and "id"', raw)
        return
    if "type" not in raw:
        yield place.missing("type", error="Unable to extract tag using discriminator 'type'")
        return  # without a type the server looks at nothing else
    node_type = raw["type"]
    if type(node_type) is not str:
        yield place.wrong("type", "the name of a node type", node_type)
        return
    place.node_type = node_type
    node_id = raw.get("id", _ABSENT)
    if node_id is _ABSENT:
        # The server makes one up, finds that it differs from the key, and refuses the graph.
        fix = later("added", place.pointer, "id", key)
        yield place.missing("id", add='add "id" with the same value as the key', error=_IDS, fix=fix)
    elif type(node_id) not in (str, int, float):
        fix = later("written", place.pointer, "id", key)
        yield place.wrong("id", "the key of the node", node_id, f'write "id": {shown(key)}', fix=fix)
    elif str(node_id) != key:
        text = f'{place.what} has the id {shown(node_id, 30)}, but stands under another key in "nodes"'
        cure = f'write "id": {shown(key)}, or rename the key'
        fix = later("one_id", graph, base, key, node_id, ends)
        yield place.finding("node-id-mismatch", text, "id", help=cure, error=_IDS, fix=fix)
    for member in ("is_intermediate", "use_cache"):
        if member in raw and read_bool(raw[member]) is None:
            unset = later("unset", place.pointer, member) if raw[member] is None else None
            yield place.wrong(member, BOOLEAN, raw[member], fix=unset)


def _edge_faults(raw: Any, place: Place, nodes: Any) -> Iterator[Finding]:
    if type(raw) is not dict:
        yield place.unfit('an object with "source" and "destination"', raw)
        return
    for side in ("source", "destination"):
        if side not in raw:
            renamed = side == "destination" and "target" in raw
            add = 'rename "target" to "destination"; "target" is for workflows' if renamed else ""
            fix = later("destination_of", place.pointer, raw) if renamed else None
            yield place.missing(side, _END, add=add, error=_REQUIRED, fix=fix)
            continue
        end = raw[side]
        if type(end) is not dict:
            yield place.wrong(side, "an object", end, f"write {_END}")
            continue
        inner = place.inner(side, part=f'"{side}"', several="edge ends")
        for member in ("node_id", "field"):
            if member not in end:
                yield inner.missing(member, error=_REQUIRED)
            elif type(end[member]) is not str:
                fix = later("end_as_text", inner.pointer, member, end[member], nodes or ())
                yield inner.wrong(member, "a string", end[member], fix=fix)


def batch_faults(batch: dict[str, Any]) -> Iterator[Finding]:
    """Faults of an enqueue body's batch beside its graph (of the items only that they are lists)."""
    place = Place("the batch", ())
    if "graph" not in batch:
        yield place.missing("graph", error=_REQUIRED)
    elif type(batch["graph"]) is not dict:
        yield place.wrong("graph", "an object", batch["graph"])
    runs = batch.get("runs", 1)
    count = read_int(runs)
    if count is None or count < 1:
        yield place.wrong("runs", "a whole number of at least 1", runs)
    for member in ("origin", "destination"):
        value = batch.get(member)
        if value is not None and type(value) is not str:
            yield place.wrong(member, "a string or null", value)
    if type(batch.get("batch_id", "")) is not str:
        yield place.wrong("batch_id", "a string", batch["batch_id"])
    if batch.get("data") is not None:
        yield from _data_faults(batch["data"], place)
    if batch.get("workflow") is not None:
        from wflint.graph.reading.record_faults import record_faults

        sent = Place("the workflow sent along", ("workflow",))
        yield from record_faults(batch["workflow"], sent)


def _data_faults(data: Any, place: Place) -> Iterator[Finding]:
    if type(data) is not list:
        yield place.wrong("data", "a list of lists, or null", data)
        return
    for g, group in enumerate(data):
        if type(group) is not list:
            here = Place(f'group {g + 1} of "data"', ("data", g))
            cure = "write a list, with an entry for each field that is filled"
            alone = type(group) is dict and type(group.get("node_path")) is str
            fix = later("written", ("data",), g, [group]) if alone else None
            yield here.unfit("a list", group, cure, fix=fix)
            continue
        for i, datum in enumerate(group):
            here = Place(f"entry {i + 1} of batch group {g + 1}", ("data", g, i), several="batch entries")
            if type(datum) is not dict:
                yield here.unfit("an object", datum)
                continue
            for member in ("node_path", "field_name"):
                if member not in datum:
                    yield here.missing(member, error=_REQUIRED)
                elif type(datum[member]) is not str:
                    yield here.wrong(member, "a string", datum[member])
            if "items" in datum and type(datum["items"]) is not list:
                yield here.wrong("items", "a list", datum["items"])
