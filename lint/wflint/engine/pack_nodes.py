"""Nodes of community packs, judged by what the index knows of them.

A node whose type the target's catalogue does not have, but one pack has in the very version, is judged by
that pack's facts: its inputs' names and values, and its edges. The rules that do it are those for InvokeAI's
own nodes, run once more over a small graph (these nodes, and what they are joined to) against the catalogue
with the packs' definitions in it. Nothing is said of what may be missing there, and nothing is certain: the
server may have other code of the pack.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from wflint.catalogue.model import Catalogue
from wflint.diagnostics import Confidence
from wflint.diagnostics.words import listed
from wflint.graph.ir import Graph
from wflint.graph.server.literal_fast import SCALAR_CHECKS
from wflint.graph.server.validators import may_be_checked
from wflint.rules.base import Context

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from wflint.catalogue.model import InputDef, NodeDef, OutputDef
    from wflint.catalogue.packs.index import PackIndex
    from wflint.catalogue.packs.model import PackNode
    from wflint.diagnostics import Finding
    from wflint.graph.ir import Edge, Node

# Rules that judge what is there. Those that miss something are not among them.
JUDGING: Final = frozenset(
    {
        "direct-input-connected",
        "invalid-value",
        "type-mismatch",
        "ui-accepts-server-refuses",
        "ui-drops-edge",
        "unknown-input",
        "unknown-source-field",
        "unknown-target-field",
    }
)
# The judgement of these needs all that they are joined to.
_LOOK_FURTHER: Final = frozenset({"collect", "iterate", "if"})
_NUMBERS: Final = frozenset({"int", "float"})
_OTHER_BOUNDS: Final = frozenset({"gt", "lt", "min_length", "max_length"})  # than least, most and step
_MOST_CATALOGUES: Final = 100  # kept for a target; documents mostly have the same packs


class PackCatalogue(Catalogue):
    """A release's catalogue with the definitions of some packs' nodes, made when somebody asks for them."""

    def __init__(self, base: Catalogue, extra: Mapping[str, PackNode]) -> None:
        packs = base.packs | {n.pack.name for n in extra.values()}
        super().__init__(base.definitions, base.name, packs, web_legacy=base.web_legacy)
        self._base = base
        self._extra = extra
        self._made: dict[str, NodeDef] = {}

    def node(self, node_type: str) -> NodeDef | None:
        """The release's own definition, else the pack's."""
        found = self._base.node(node_type) or self._made.get(node_type)
        if found is None and node_type in self._extra:
            from wflint.catalogue.packs.facts import definition

            found = self._made[node_type] = definition(self._extra[node_type], self._base)
        return found


def pack_findings(
    ctx: Context, unknown: Iterable[Node], told: Iterable[Finding], run: Callable[[Context], list[Finding]]
) -> list[Finding]:
    """What the facts of packs say against nodes of unknown types, and against edges at them.

    ``told`` are the findings that stand already, ``run`` gives those of the rules in ``JUDGING``.
    """
    judged = _judged(ctx, unknown)
    joined = {end for e in (*ctx.graph.edges, *ctx.graph.wires) for end in (e.source, e.target)}
    nodes = ctx.graph.nodes
    asked = {i: node for i, node in judged.items() if i in joined or not _fits(nodes[i], node.facts)}
    if not asked:
        return []
    unjudged = {node.id for node in unknown} - judged.keys()
    graph = _around(ctx.graph, asked, unjudged)
    catalogue = _with_packs(ctx.catalogue, {node.type: node for node in judged.values()})
    inner = Context(ctx.document, graph, catalogue, ctx.options, whole=ctx.graph)
    at_edges = {e.path: e for e in (*graph.edges, *graph.wires) if e.source in judged or e.target in judged}
    lengths = {len(path) for path in at_edges}
    known = {(f.rule, f.pointer, f.field) for f in told}
    names = dict.fromkeys(node.pack.name for node in judged.values())
    basis = f"by the index of node packs: {listed(list(names))}"
    found = []
    for finding in run(inner):
        places = [finding.pointer[:length] for length in lengths]
        edge = next((at_edges[place] for place in places if place in at_edges), None)
        if not (finding.node in judged if edge is None else _ends_known(graph, edge, catalogue)):
            continue
        if (finding.rule, finding.pointer, finding.field) in known:
            continue
        finding.confidence = Confidence.LIKELY
        finding.detail = "; ".join(filter(None, (finding.detail, basis)))
        found.append(finding)
    return found


def _fits(node: Node, facts: Mapping[str, Any]) -> bool:
    """Whether it is plain to see that a pack's node has the inputs that a file's sets, and takes the values.

    False only means that the rules have to look.
    """
    inputs = facts.get("inputs", {})
    return (
        node.declared.keys() <= inputs.keys()
        and all(name in inputs and _takes(inputs[name], value) for name, value in node.values.items())
        and not may_be_checked(node.type)
    )


def _takes(facts: Mapping[str, Any], value: Any) -> bool:
    expected = facts["type"]
    if expected == "enum":
        return type(value) is str and value in facts.get("options", ())
    check = SCALAR_CHECKS.get(expected)
    if check is None or not check(value) or not _OTHER_BOUNDS.isdisjoint(facts):
        return False
    if expected not in _NUMBERS:
        return True
    step = facts.get("multiple_of")
    in_step = step is None or (expected == "int" and value % step == 0)
    return in_step and bool(facts.get("ge", value) <= value <= facts.get("le", value))


def _ends_known(graph: Graph, edge: Edge, catalogue: Catalogue) -> bool:
    """Whether nothing is unknown of the types of an edge's output and input."""
    from wflint.catalogue.packs.facts import is_known

    source, target = graph.nodes.get(edge.source), graph.nodes.get(edge.target)
    fields = (
        _definition(catalogue, source, "outputs", edge.source_field),
        _definition(catalogue, target, "inputs", edge.target_field),
    )
    return all(is_known(field.type) for field in fields if field is not None)


def _definition(
    catalogue: Catalogue, node: Node | None, group: Literal["inputs", "outputs"], name: str
) -> InputDef | OutputDef | None:
    definition = catalogue.node(node.type) if node is not None else None
    return getattr(definition, group).get(name) if definition is not None else None


def _judged(ctx: Context, unknown: Iterable[Node]) -> dict[str, PackNode]:
    """The nodes that can be judged, by id, each with the pack's node whose facts hold for it."""
    from wflint.catalogue.packs.index import shipped_index
    from wflint.catalogue.packs.whose import owner

    index: PackIndex = ctx.options.packs or shipped_index()
    found: dict[str, PackNode] = {}
    by_type: dict[str, PackNode] = {}
    for node in unknown:
        stated = node.raw.get("nodePack") if ctx.is_workflow else None
        whose = owner(index, node.type, stated if type(stated) is str else None, node.version).judged
        if whose is None or not whose.complete:
            continue
        # Of two packs in one file that have the type only one can be installed: the first that is met.
        if by_type.setdefault(node.type, whose) is whose:
            found[node.id] = whose
    return found


def _around(graph: Graph, judged: Mapping[str, Any], left_out: set[str]) -> Graph:
    """The nodes that are judged, all that is joined to them, and whatever decides on the types there."""
    small = Graph()
    nodes = graph.nodes
    connectors = graph.connectors
    into: dict[str, list[Edge]] = {}
    out_of: dict[str, list[Edge]] = {}
    for edge in (*graph.edges, *graph.wires) if connectors else graph.edges:
        into.setdefault(edge.target, []).append(edge)
        out_of.setdefault(edge.source, []).append(edge)
    taken: set[int] = set()
    reached = set(judged)
    pending = list(judged)
    while pending:
        here = pending.pop()
        for edge in (*into.get(here, ()), *out_of.get(here, ())):
            if edge.source in left_out or edge.target in left_out:
                continue
            taken.add(id(edge))
            for end in (edge.source, edge.target):
                if end not in reached:
                    reached.add(end)
                    node = nodes.get(end)
                    if end in connectors or (node is not None and node.type in _LOOK_FURTHER):
                        pending.append(end)
    small.nodes = {i: node for i, node in nodes.items() if i in reached}
    small.edges = [edge for edge in graph.edges if id(edge) in taken]
    small.wires = [edge for edge in graph.wires if id(edge) in taken]
    small.connectors = {i: at for i, at in connectors.items() if i in reached}
    small.index()
    return small


def _with_packs(base: Catalogue, nodes: Mapping[str, PackNode]) -> PackCatalogue:
    kept: dict[Any, PackCatalogue] = base.memo.setdefault("pack-catalogues", {})
    key = frozenset(nodes.values())
    found = kept.get(key)
    if found is None:
        if len(kept) >= _MOST_CATALOGUES:
            kept.clear()
        found = kept[key] = PackCatalogue(base, nodes)
    return found
