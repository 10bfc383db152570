"""The edges of one document, sorted by what is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.graph.server.ports import input_annotation, is_dynamic_input, output_annotation
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue
    from wflint.graph.edges.verdict import EdgeVerdict
    from wflint.graph.ir import Edge
    from wflint.graph.server.collectors import SpecialFault
    from wflint.graph.webui.types import UiType


class Misfit(NamedTuple):
    """Why the web UI takes no edge whose ends exist. ``types`` are what it brings and what it meets there.

    ``reason``: ``types`` (of output and input), ``item`` and ``collection`` (of a collector that gathers
    something else), ``branch`` (of an ``if`` node, against the other one), ``branch-unfed`` (the other one
    comes from a connector that nothing feeds yet), ``if`` (a branch, against what the node feeds).
    """

    reason: str
    types: tuple[UiType | None, ...] = ()


class EdgeFaults:
    """The edges of one document by what is wrong with them; an edge is in one list at most.

    Edges at nodes whose type the catalogue does not know are in none (those nodes have a finding). True when
    there is any fault.
    """

    __slots__ = (
        "bad_source",
        "bad_target",
        "dangling",
        "direct",
        "duplicate",
        "mistyped",
        "repeated",
        "self_loops",
        "server_refuses",
        "special",
        "ui_drops",
        "unfed",
    )

    def __init__(self) -> None:
        self.dangling: list[Edge] = []
        self.bad_source: list[Edge] = []
        self.bad_target: list[Edge] = []
        self.mistyped: list[tuple[Edge, EdgeVerdict]] = []
        self.direct: list[Edge] = []  # into an input that takes a literal only
        self.self_loops: list[Edge] = []
        self.repeated: list[tuple[Edge, Edge]] = []  # (again, first): the same four ends
        self.duplicate: list[tuple[Edge, Edge]] = []  # (second, first) into one input
        self.server_refuses: list[tuple[Edge, EdgeVerdict]] = []  # kept by the UI, refused by the server
        self.ui_drops: list[tuple[Edge, EdgeVerdict, Misfit]] = []  # the server would take it
        # Dropped by the UI because nothing fed the connector when wires out of it were read: inputs that
        # differ (None), or an input that has another wire (that one).
        self.unfed: list[tuple[Edge, Edge | None]] = []
        self.special: list[SpecialFault] = []

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.__slots__)


def half_known(catalogue: Catalogue, faults: EdgeFaults, edge: Edge, source: str, target: str) -> None:
    """An edge at a node of unknown type: the end at a known node can still be wrong."""
    source_def, target_def = catalogue.node(source), catalogue.node(target)
    if source_def is not None and output_annotation(catalogue, source_def, edge.source_field) is None:
        faults.bad_source.append(edge)
    elif (
        target_def is not None
        and input_annotation(target_def, edge.target_field) is None
        and not is_dynamic_input(target, edge.target_field)
    ):
        faults.bad_target.append(edge)
