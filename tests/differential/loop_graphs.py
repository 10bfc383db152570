"""Random graphs with `for` loops, nested and iterated, some of them with a fault or two."""

from __future__ import annotations

import random
from typing import Any

Ends = tuple[str, str]
OUTPUTS = {
    "integer_collection": ["collection"],
    "for": ["item", "index", "total", "state", "output_collection", "final_state"],
    "add": ["value"],
    "for_return": ["output", "state"],
    "iterate": ["item", "index", "total"],
    "collect": ["collection"],
    "if": ["value"],
    "range": ["collection"],
}
INPUTS = {
    "integer_collection": ["collection"],
    "for": ["collection", "state"],
    "add": ["a", "b"],
    "for_return": ["output", "state", "continue_condition"],
    "iterate": ["collection"],
    "collect": ["item", "collection"],
    "if": ["condition", "true_input", "false_input"],
    "range": ["start", "stop"],
}
ADDED = ["add", "collect", "iterate", "if", "for", "for_return"]


class Growing:
    """A graph that is being made: node types by id, and edges."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.nodes = {"source": "range"}
        self.edges: list[dict[str, Any]] = []

    def join(self, source: Ends, target: Ends, sort: str | None = None) -> None:
        edge: dict[str, Any] = {
            "source": {"node_id": source[0], "field": source[1]},
            "destination": {"node_id": target[0], "field": target[1]},
        }
        self.edges.append(edge if sort is None else {**edge, "type": sort})

    def add(self, node_type: str) -> str:
        name = f"n{len(self.nodes)}"
        self.nodes[name] = node_type
        return name

    def loop(self, source: Ends, depth: int) -> str:
        """A loop over a list, with others in it up to that depth; the id of its `for`."""
        rng, loop, end = self.rng, self.add("for"), self.add("for_return")
        self.join(source, (loop, "collection"))
        self.join((loop, "loop_linkage"), (end, "loop_linkage"), "loop_linkage")
        kind = rng.random()
        if depth and kind < 0.5:
            before = self.add("integer_collection")
            self.join((loop, "item"), (before, "collection"))
            inner = [self.loop((before, "collection"), depth - 1) for _ in range(rng.choice([1, 1, 2]))]
            last = inner[0], "output_collection"
            if len(inner) > 1 or rng.random() < 0.5:
                last = self.add("collect"), "collection"
                for one in inner:
                    self.join((one, "output_collection"), last)
        elif kind < 0.75:
            before, each, work, last_node = map(self.add, ("integer_collection", "iterate", "add", "collect"))
            self.join((loop, "item"), (before, "collection"))
            self.join((before, "collection"), (each, "collection"))
            self.join((each, "item"), (work, "a"))
            self.join((work, "value"), (last_node, "item"))
            last = last_node, "collection"
        else:
            last = self.add("add"), "value"
            self.join((loop, "item"), (last[0], "a"))
            if rng.random() < 0.4:
                self.join((loop, "index"), (last[0], "b"))
        self.join(last, (end, "output"))
        if rng.random() < 0.3:
            self.join((loop, "state"), (end, "state"))
        return loop

    def spoil(self) -> None:
        """One change, which may be a fault."""
        rng, chance, names = self.rng, self.rng.random(), list(self.nodes)
        one, other = rng.choice(names), rng.choice(names)
        if chance < 0.35:
            self.edges.pop(rng.randrange(len(self.edges)))
        elif chance < 0.85:
            if one != other:
                output, field = rng.choice(OUTPUTS[self.nodes[one]]), rng.choice(INPUTS[self.nodes[other]])
                self.join((one, output), (other, field))
        elif chance < 0.9:
            self.add(rng.choice(ADDED))
        else:
            sort = rng.choice(["loop_linkage", None])
            self.join((one, "loop_linkage"), (other, "loop_linkage"), sort)


def loop_graph(seed: int) -> dict[str, Any]:
    """The graph of that seed."""
    rng = random.Random(seed)
    growing = Growing(rng)
    loop = growing.loop(("source", "collection"), rng.choice([0, 1, 2]))
    if rng.random() < 0.3:
        growing.join((loop, "output_collection"), (growing.add("integer_collection"), "collection"))
    for _ in range(rng.choice([0, 0, 1, 1, 2, 3])):
        growing.spoil()
    rng.shuffle(growing.edges)
    names = list(growing.nodes)
    rng.shuffle(names)
    return {
        "id": "g",
        "nodes": {n: {"id": n, "type": growing.nodes[n]} for n in names},
        "edges": growing.edges,
    }
