"""Random graphs of ``if``, iterate and collect nodes, many of which have branches that never run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random

Place = tuple[str, str]
_KINDS = ("integer", "add", "coll", "iterate", "collect", "if", "if", "boolean", "range")


def graph(rng: random.Random, *, conditions: bool) -> dict[str, Any]:
    """An API graph; without ``conditions`` it has no ``if``, which releases before 6.13 lack."""
    nodes: dict[str, dict[str, Any]] = {}
    edges: list[dict[str, Any]] = []
    numbers: list[Place] = []
    lists: list[Place] = []
    flags: list[Place] = []
    iterates = 0

    def draw(place: Place, name: str, field: str) -> None:
        source = {"node_id": place[0], "field": place[1]}
        edges.append({"source": source, "destination": {"node_id": name, "field": field}})

    for number in range(rng.choice([3, 5, 8, 12])):
        name = f"n{number}"
        kind = rng.choice(_KINDS)
        if kind == "if" and not conditions:
            kind = "add"
        if kind == "iterate" and (not lists or iterates == 2):
            kind = "coll"
        if kind == "collect" and not numbers:
            kind = "integer"
        made: dict[str, Any] = {"id": name, "type": kind}
        nodes[name] = made
        if kind == "integer":
            made["value"] = rng.choice([0, 1, 2])
            numbers.append((name, "value"))
        elif kind == "boolean":
            made["value"] = rng.random() < 0.5
            flags.append((name, "value"))
        elif kind == "add":
            for field in "ab":
                if numbers and rng.random() < 0.7:
                    draw(rng.choice(numbers), name, field)
            numbers.append((name, "value"))
        elif kind == "coll":
            made |= {"type": "integer_collection", "collection": rng.choice([[], [], [1], [1, 2]])}
            lists.append((name, "collection"))
        elif kind == "range":
            made |= {"type": "range_of_size", "size": rng.choice([1, 2])}
            if numbers and rng.random() < 0.3:
                draw(rng.choice(numbers), name, "start")
            lists.append((name, "collection"))
        elif kind == "iterate":
            iterates += 1
            draw(rng.choice(lists), name, "collection")
            numbers.append((name, "item"))
        elif kind == "collect":
            for place in rng.sample(numbers, min(len(numbers), rng.choice([1, 1, 2]))):
                draw(place, name, "item")
            lists.append((name, "collection"))
        else:
            made["condition"] = rng.random() < 0.5
            if flags and rng.random() < 0.6:
                draw(rng.choice(flags), name, "condition")
            pool = rng.choice([numbers, numbers, lists])
            for field in ("true_input", "false_input"):
                if pool and rng.random() < 0.8:
                    draw(rng.choice(pool), name, field)
            pool.append((name, "value"))
    return {"id": "g", "nodes": nodes, "edges": edges}
