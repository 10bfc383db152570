"""How releases before 6.0 lose sight of what a collector gathers when a session is taken apart.

``GraphExecutionState._prepare`` pairs every copy of a collector's sources with a source node's id. Up to
5.15.0 it does so in generators that are read late, so that all are paired with one and the same source: the
one that happens to come last among them, in the order of a Python set of texts, which differs from one start
of the server to the next. Of the others only the edges' absence shows: their copies are joined by the edges
of the last. Where an output of that name is not there, ``add_edge`` raises InvalidEdgeError and the run
fails; where it is, its value is gathered.

Read from app/services/(shared/)graph.py of 3.0.2, 3.1.1, 3.4.0, 4.2.9, 5.4.3, 5.6.2, 5.8.0 and 5.15.0 (the
same lines in all) and 6.0.2 (gone); run on 5.15.0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.records import NamedTuple
from wflint.release import Release

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue
    from wflint.graph.ir import Edge, Graph, Node

_CURED: Final = Release((6, 0, 0))
_MOST: Final = 64  # sources of one collector that are compared


class Gathering(NamedTuple):
    """A collector that does not get what its edges bring.

    ``fails`` of the ``sources`` make the run fail if they come last, the rest gather other outputs.
    """

    node: Node
    edges: tuple[Edge, ...]
    fails: int
    sources: int


def confuses(catalogue: Catalogue) -> bool:
    """Whether the release has the fault."""
    return catalogue.release < _CURED


def confused(graph: Graph, catalogue: Catalogue, node: Node) -> Gathering | None:
    """What a release with the fault makes of a collector; None where all comes out as the edges say."""
    edges = [*graph.into.get((node.id, "item"), ()), *graph.into.get((node.id, "collection"), ())]
    ways: dict[str, set[tuple[str, str]]] = {}
    for edge in edges:
        ways.setdefault(edge.source, set()).add((edge.source_field, edge.target_field))
    if len(ways) < 2 or len(ways) > _MOST or len({frozenset(way) for way in ways.values()}) == 1:
        return None
    outputs: dict[str, frozenset[str]] = {}
    for source in ways:
        other = graph.nodes.get(source)
        definition = catalogue.node(other.type) if other is not None else None
        if definition is None:
            return None
        outputs[source] = frozenset(definition.outputs)
    fails = sum(
        any(field not in outputs[source] for source in ways for field, _ in ways[last]) for last in ways
    )
    return Gathering(node, tuple(edges), fails, len(ways))
