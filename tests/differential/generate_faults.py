"""Faults put into a random graph: each function changes the graph in place, or leaves it where it cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.differential.generate import Generator


def _node(g: Generator, graph: dict[str, Any]) -> dict[str, Any] | None:
    nodes = (
        [n for n in graph["nodes"].values() if isinstance(n, dict)]
        if isinstance(graph.get("nodes"), dict)
        else []
    )
    return g.rng.choice(nodes) if nodes else None


def _edge_of(g: Generator, graph: dict[str, Any]) -> dict[str, Any] | None:
    edges = [
        e
        for e in (graph["edges"] if isinstance(graph.get("edges"), list) else ())
        if isinstance(e, dict)
        and isinstance(e.get("source"), dict)
        and isinstance(e.get("destination"), dict)
    ]
    return g.rng.choice(edges) if edges else None


def _bad_value(g: Generator, graph: dict[str, Any]) -> None:
    node = _node(g, graph)
    definition = g.catalogue.node(node["type"]) if node and isinstance(node.get("type"), str) else None
    if node is not None and definition is not None and definition.inputs:
        node[g.rng.choice(list(definition.inputs))] = g.odd_value()


def _attribute(g: Generator, graph: dict[str, Any]) -> None:
    node = _node(g, graph)
    if node is not None:
        node[g.rng.choice(("id", "is_intermediate", "use_cache", "type"))] = g.odd_value()


def _drop_member(g: Generator, graph: dict[str, Any]) -> None:
    node = _node(g, graph)
    if node:
        node.pop(g.rng.choice(list(node)))


def _unknown_type(g: Generator, graph: dict[str, Any]) -> None:
    node = _node(g, graph)
    if node is not None:
        node["type"] = g.rng.choice(("ksampler", "", "Noise", "l2i ", 5, None))


def _unknown_field(g: Generator, graph: dict[str, Any]) -> None:
    node = _node(g, graph)
    if node is not None:
        node[g.rng.choice(("cfg", "foo", "board_id"))] = g.odd_value()


def _random_edge(g: Generator, graph: dict[str, Any]) -> None:
    out, into = g._random_output(), g._random_input()
    if out is not None and into is not None:
        g._edge(*out, *into)


def _bend_edge(g: Generator, graph: dict[str, Any]) -> None:
    edge = _edge_of(g, graph)
    if edge is None:
        return
    end = edge[g.rng.choice(("source", "destination"))]
    end[g.rng.choice(("node_id", "field"))] = g.rng.choice(
        ("nowhere", "", "image", "value", "item", "collection", 3, None)
    )


def _break_edge(g: Generator, graph: dict[str, Any]) -> None:
    edge = _edge_of(g, graph)
    if edge is None:
        return
    choice = g.rng.randrange(4)
    if choice == 0:
        edge.pop(g.rng.choice(list(edge)))
    elif choice == 1:
        edge[g.rng.choice(("source", "destination"))].pop("field", None)
    elif choice == 2:
        edge[g.rng.choice(("source", "destination"))] = g.odd_value()
    elif isinstance(graph["edges"], list):
        graph["edges"].append(g.odd_value())


def _repeat_edge(g: Generator, graph: dict[str, Any]) -> None:
    edge = _edge_of(g, graph)
    if edge is not None:
        graph["edges"].append({k: dict(v) if isinstance(v, dict) else v for k, v in edge.items()})


def _reverse_edge(g: Generator, graph: dict[str, Any]) -> None:
    edge = _edge_of(g, graph)
    if edge is not None:
        edge["source"], edge["destination"] = edge["destination"], edge["source"]


def _second_edge(g: Generator, graph: dict[str, Any]) -> None:
    edge, out = _edge_of(g, graph), g._random_output()
    if edge is not None and out is not None:
        graph["edges"].append(
            {"source": {"node_id": out[0], "field": out[1]}, "destination": dict(edge["destination"])}
        )


def _rename_node(g: Generator, graph: dict[str, Any]) -> None:
    if isinstance(graph.get("nodes"), dict) and graph["nodes"]:
        key = g.rng.choice(list(graph["nodes"]))
        graph["nodes"][key + "x"] = graph["nodes"].pop(key)


def _drop_node(g: Generator, graph: dict[str, Any]) -> None:
    if isinstance(graph.get("nodes"), dict) and graph["nodes"]:
        graph["nodes"].pop(g.rng.choice(list(graph["nodes"])))


def _shape(g: Generator, graph: dict[str, Any]) -> None:
    choice = g.rng.randrange(6)
    if choice == 0:
        graph["edges"] = g.odd_value()
    elif choice == 1:
        graph.pop(g.rng.choice(("id", "edges")), None)
    elif choice == 2:
        graph["id"] = g.odd_value()
    elif choice == 3 and isinstance(graph.get("nodes"), dict):
        graph["nodes"]["odd"] = g.odd_value()
    elif choice == 4:
        graph["more"] = 1
    elif isinstance(graph.get("nodes"), dict) and graph["nodes"]:
        first = next(iter(graph["nodes"].values()))
        graph["nodes"]["copy"] = dict(first) if isinstance(first, dict) else first


FAULTS: tuple[Callable[[Generator, dict[str, Any]], None], ...] = (
    _bad_value, _bad_value, _bad_value, _bad_value, _attribute, _drop_member, _drop_member, _unknown_type,
    _unknown_field, _random_edge, _random_edge, _random_edge, _bend_edge, _break_edge, _repeat_edge,
    _reverse_edge, _second_edge, _rename_node, _drop_node, _shape,
)  # fmt: skip
