"""Which wires of a workflow the web UI keeps when it loads the file.

The UI validates each wire in file order against the wires it has accepted so far and silently drops those
that fail (facts read from its validateWorkflow and validateConnection, in the order of whose checks the
functions here stand). Before InvokeAI 6.13.0 it kept every wire between fields that exist.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.graph.edges.cycles import acyclic, in_order, strongly_connected
from wflint.graph.edges.faults import Misfit, half_known
from wflint.graph.edges.ui_collectors import ItemTypes, single
from wflint.graph.edges.ui_connectors import Connectors
from wflint.graph.edges.verdict import EdgeVerdict, verdict
from wflint.graph.server.ports import is_dynamic_input
from wflint.graph.webui.profile import profile
from wflint.graph.webui.types import UiType, ui_alike, ui_connects, ui_equal, ui_input, ui_output

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from wflint.catalogue.model import Catalogue
    from wflint.graph.edges.faults import EdgeFaults
    from wflint.graph.ir import Edge, Graph, Node

_NONE: AbstractSet[int] = frozenset()
# The UI looks through all wires for each, and so does this loader. Beyond so many steps (a circle among two
# thousand wires) it keeps of a circle what fits to the order of the wires that are kept already.
_MOST_STEPS = 2_000_000
_BRANCHES = {"true_input": "false_input", "false_input": "true_input"}


class WireLoader:
    """The wires accepted so far, as the UI keeps them while it walks the file."""

    def __init__(self, graph: Graph, catalogue: Catalogue, faults: EdgeFaults) -> None:
        self.faults = faults
        ui = profile(catalogue)
        self.validates = ui.drops_misfits(graph)
        self.once = self.validates or ui.once
        self.nodes = graph.nodes
        self.wires = graph.wires
        self.connectors = Connectors(graph.connectors, graph.nodes)
        self.catalogue = catalogue
        self.memo: dict[tuple[str, str, str, str], EdgeVerdict | None] = catalogue.memo.setdefault(
            "verdicts", {}
        )
        self.into: dict[tuple[str, str], Edge] = {}  # first accepted wire into a field
        self.more: dict[tuple[str, str], list[Edge]] = {}  # the other accepted wires into it
        self.item_types = ItemTypes()
        self.seen: dict[tuple[str, str, str, str], Edge] = {}
        self.accepted: list[Edge] = []
        # The rules count a wire from a node that is not installed as one into its target: a second one is
        # worth a finding. The UI, to be exact, has dropped it by then.
        self.exact = False
        # The rules leave cycles to the search of the whole graph; view-only edges count in them too.
        self.drops_circles = False
        self.view_only: list[tuple[int, str, str]] = []  # place in the file, source, target
        self.steps = 0
        # After too many steps: the circle a node is in (or a number of its own), and its place.
        self.order: dict[str, tuple[int, int]] = {}

    def load(self) -> None:
        """Walk the wires; afterwards ``accepted`` holds those that the UI keeps."""
        if self.validates:
            self._load_validated()
        else:
            self._load_existing()

    def _load_existing(self) -> None:
        """Before 6.13.0: every wire stays whose nodes and fields exist. The faults are the server's then."""
        nodes = self.nodes
        for wire in self.wires:
            source, target = nodes.get(wire.source), nodes.get(wire.target)
            if source is None or target is None:
                self.faults.dangling.append(wire)
                continue
            judged = verdict(self.catalogue, source.type, wire.source_field, target.type, wire.target_field)
            if judged is None:
                self.unknown_node(wire, source, target)
            elif judged.ui_fault == "source-field":
                self.faults.bad_source.append(wire)
            elif judged.ui_fault == "target-field":
                self.faults.bad_target.append(wire)
            else:
                self.sort(wire, source, target, judged)
                self.accept(wire)

    def sort(self, wire: Edge, source: Node, target: Node, judged: EdgeVerdict) -> None:
        """What the server will say of a wire that the UI keeps unseen."""
        first = self.into.get((wire.target, wire.target_field))
        again = self.seen.get(wire.key)
        if source is target:
            self.faults.self_loops.append(wire)
        elif again is not None:
            self.faults.repeated.append((wire, again))
        elif judged.fault == "direct":
            self.faults.direct.append(wire)
        elif judged.fault == "type":
            draws = judged.ui_fault is None
            (self.faults.server_refuses if draws else self.faults.mistyped).append((wire, judged))
        elif first is not None and not self.gathers(target, wire.target_field):
            self.faults.duplicate.append((wire, first))

    def gathers(self, target: Node, field: str) -> bool:
        """Whether an input takes many wires that nobody checks before the server."""
        chained = self.catalogue.dialect == "chained"
        return _takes_many(target, field) or (chained and target.type == "collect" and field == "collection")

    def _load_validated(self) -> None:
        nodes, connectors, memo = self.nodes, self.connectors, self.memo
        for wire in self.wires:
            source, target = nodes.get(wire.source), nodes.get(wire.target)
            if source is None or target is None:
                if (source is None and wire.source not in connectors) or (
                    target is None and wire.target not in connectors
                ):
                    self.faults.dangling.append(wire)
                    continue
                if self._connector_wire(wire, source, target) and not self._closes_circle(wire):
                    self.accept(wire)
                continue
            key = (source.type, wire.source_field, target.type, wire.target_field)
            try:
                judged = memo[key]
            except KeyError:
                judged = verdict(self.catalogue, *key)
            if judged is None:
                self.unknown_node(wire, source, target)
            elif (
                (judged.plain and source is not target and (wire.target, wire.target_field) not in self.into)
                or self._keeps(wire, source, target, judged)
            ) and not self._closes_circle(wire):
                self.accept(wire)

    def accept(self, wire: Edge) -> None:
        self.accepted.append(wire)
        where = (wire.target, wire.target_field)
        if self.into.setdefault(where, wire) is not wire:
            self.more.setdefault(where, []).append(wire)
        self.seen.setdefault(wire.key, wire)
        target = self.nodes.get(wire.target)
        if target is None or wire.source not in self.nodes:
            self.connectors.accept(wire, self._ui_target(wire) if target is not None else None)
        if target is not None and target.type == "collect":
            if wire.target_field == "item":
                self.item_types.takes_item(wire.target, self._ui_source(wire))
            elif wire.target_field == "collection":
                source = self.nodes.get(wire.source)
                chained = source is not None and source.type == "collect"
                before = wire.source if chained and wire.source_field == "collection" else None
                self.item_types.takes_collection(wire.target, self._ui_source(wire), before)

    # -- cycles ------------------------------------------------------------------------------------

    def _closes_circle(self, wire: Edge) -> bool:
        """Whether the UI drops a wire because there is a circle with it, anywhere.

        A wire into a connector is asked for each invocation node that the connector reaches, without the
        wires on the way; a wire out of a connector that nothing feeds is not asked. A circle that such a
        wire closes stays, and every later wire is dropped for it.
        """
        if not self.drops_circles:
            return False
        if wire.source not in self.nodes and self.connectors.feed(wire.source) is None:
            return False
        if wire.target in self.nodes:
            return self._circle_with(wire, wire.target, _NONE)
        terminals = self.connectors.terminals(wire.target)
        return any(self._circle_with(wire, target, terminals.staged) for target in terminals.nodes)

    def _circle_with(self, wire: Edge, target: str, staged: AbstractSet[int]) -> bool:
        self.steps += len(self.accepted) + len(self.view_only)
        if self.steps > _MOST_STEPS:
            return self._is_out_of_order(wire)
        successors: dict[str, list[str]] = {wire.source: [target]}
        for each in self.accepted:
            if each.index not in staged:
                successors.setdefault(each.source, []).append(each.target)
        for index, begin, end in self.view_only:
            if index < wire.index:
                if begin == end:
                    return True
                successors.setdefault(begin, []).append(end)
        return not acyclic(successors)

    def _is_out_of_order(self, wire: Edge) -> bool:
        """Whether a wire within a circle runs against the order of the wires that were kept so far."""
        if not self.order:
            kept: dict[str, list[str]] = {}
            for each in self.accepted:
                kept.setdefault(each.source, []).append(each.target)
            everything: dict[str, list[str]] = {}
            for each in self.wires:
                everything.setdefault(each.source, []).append(each.target)
            for _, begin, end in self.view_only:
                everything.setdefault(begin, []).append(end)
            groups = strongly_connected(everything)
            circle = {node: number for number, group in enumerate(groups) for node in group}
            names = [*{*everything, *(t for targets in everything.values() for t in targets)}]
            names.sort()  # a set has no order of its own
            placed = {node: place for place, node in enumerate(in_order(kept)[0])}
            for number, node in enumerate(names):
                self.order[node] = circle.get(node, -1 - number), placed.get(node, len(placed) + number)
        one, other = self.order[wire.source], self.order[wire.target]
        return one[0] == other[0] and one[1] >= other[1]

    # -- wires between invocation nodes ------------------------------------------------------------

    def unknown_node(self, wire: Edge, source: Node, target: Node) -> None:
        """A wire at a node that is not installed: the node's own finding says that its wires go."""
        if self.exact:
            return
        first = self.into.get((wire.target, wire.target_field))
        if first is not None and target.type != "collect":
            same = first.key == wire.key
            (self.faults.repeated if same else self.faults.duplicate).append((wire, first))
            return
        before = len(self.faults.bad_source) + len(self.faults.bad_target)
        half_known(self.catalogue, self.faults, wire, source.type, target.type)
        if before == len(self.faults.bad_source) + len(self.faults.bad_target):
            self.into.setdefault((wire.target, wire.target_field), wire)

    def _keeps(self, wire: Edge, source: Node, target: Node, judged: EdgeVerdict) -> bool:
        """Whether the UI keeps a wire between two invocation nodes; a reason why not goes to the faults."""
        faults = self.faults
        if judged.ui_fault == "source-field":
            faults.bad_source.append(wire)
            return False
        if judged.ui_fault == "target-field":
            faults.bad_target.append(wire)
            return False
        if source is target:
            faults.self_loops.append(wire)
            return False
        if judged.ui_fault == "direct":
            faults.direct.append(wire)
            return False
        first = self.into.get((wire.target, wire.target_field))
        if first is not None:
            again = self.seen.get(wire.key)
            if again is not None:
                faults.repeated.append((wire, again))
                return False
            if not _takes_many(target, wire.target_field):
                faults.duplicate.append((wire, first))
                return False
        why = self._misfit(source, wire.source_field, target, wire.target_field, judged)
        return why is None or self._drop(wire, judged, why)

    def _drop(self, wire: Edge, judged: EdgeVerdict, why: Misfit) -> bool:
        """Types do not fit: the server refuses that too, or only the UI minds."""
        if judged.fault == "type":
            self.faults.mistyped.append((wire, judged))
        else:
            self.faults.ui_drops.append((wire, judged, why))
        return False

    def _misfit(
        self,
        source: Node,
        output: str,
        target: Node,
        field: str,
        judged: EdgeVerdict,
        staged: AbstractSet[int] = _NONE,
    ) -> Misfit | None:
        """Why types do not fit, among the other wires of collectors and ``if`` nodes (``staged`` aside)."""
        mine = self._output(source, output)
        if mine is not None and target.type == "collect":
            if field == "item":
                other = self._item_type(target.id, staged)
                if other is not None and not ui_equal(mine, other):
                    return Misfit("item", (mine, other))
            elif field == "collection" and source.type == "collect" and output == "collection":
                a, b = self.item_types[source.id], self._item_type(target.id, staged)
                if a is not None and b is not None and not ui_equal(a, b):
                    return Misfit("collection", (a, b))
        elif mine is not None and target.type == "if" and field in _BRANCHES:
            sibling = self.into.get((target.id, _BRANCHES[field]))
            if sibling is not None and sibling.index not in staged and not self._gone(sibling):
                brought = self._brought(sibling)
                if brought is None:
                    return Misfit("branch-unfed")
                if not ui_alike(mine, brought):
                    return Misfit("branch", (mine, brought))
        if source.type == "if" and output == "value":
            wires = [w for f in _BRANCHES if (w := self.into.get((source.id, f))) is not None]
            known = [t for w in wires if w.index not in staged and (t := self._brought(w)) is not None]
            wanted = self._input(target, field)
            if known and wanted is not None:
                unfit = [t for t in known if not ui_connects(t, wanted)]
                return Misfit("if", (unfit[0], wanted)) if unfit else None
        return None if judged.ui_fault is None else Misfit("types", (mine, self._input(target, field)))

    def _item_type(self, collector: str, staged: AbstractSet[int]) -> UiType | None:
        if not staged:
            return self.item_types[collector]
        for wire in self._wires_into(collector, "item"):
            if wire.index not in staged:
                return single(self._ui_source(wire))
        feed = self.into.get((collector, "collection"))
        source = self.nodes.get(feed.source) if feed is not None and feed.index not in staged else None
        if feed is None or source is None:
            return None
        chained = source.type == "collect" and feed.source_field == "collection"
        return self.item_types[source.id] if chained else single(self._ui_source(feed))

    def _wires_into(self, node: str, field: str) -> Iterator[Edge]:
        """All accepted wires into an input, in file order."""
        first = self.into.get((node, field))
        if first is not None:
            yield first
        yield from self.more.get((node, field), ())

    # -- types -------------------------------------------------------------------------------------

    def _output(self, node: Node, field: str) -> UiType | None:
        definition = self.catalogue.node(node.type)
        return ui_output(definition, field) if definition is not None else None

    def _input(self, node: Node, field: str) -> UiType | None:
        definition = self.catalogue.node(node.type)
        return ui_input(definition, field) if definition is not None else None

    def _ui_source(self, wire: Edge) -> UiType | None:
        """The UI's type of what a wire carries; None out of connectors."""
        node = self.nodes.get(wire.source)
        return self._output(node, wire.source_field) if node is not None else None

    def _ui_target(self, wire: Edge) -> UiType | None:
        node = self.nodes.get(wire.target)
        return self._input(node, wire.target_field) if node is not None else None

    def _brought(self, wire: Edge) -> UiType | None:
        """The UI's type of what a wire brings, seen through connectors; None when nothing feeds them."""
        feed = wire if wire.source in self.nodes else self.connectors.feed(wire.source)
        return self._ui_source(feed) if feed is not None else None

    # -- connectors --------------------------------------------------------------------------------

    def _connector_wire(self, wire: Edge, source: Node | None, target: Node | None) -> bool:
        """Whether the UI keeps a wire with a connector at one end or both."""
        faults = self.faults
        if wire.source == wire.target:
            faults.self_loops.append(wire)
            return False
        again = self.seen.get(wire.key)
        if again is not None:
            faults.repeated.append((wire, again))
            return False
        if self._unknown(source) or self._unknown(target):
            return False  # the finding about the node says that its wires go
        if source is None and wire.source_field != "out":
            faults.bad_source.append(wire)
            return False
        if source is not None and self._output(source, wire.source_field) is None:
            faults.bad_source.append(wire)
            return False
        first = self.into.get((wire.target, wire.target_field))
        if target is None:
            if wire.target_field != "in":
                faults.bad_target.append(wire)
                return False
            if first is not None:
                faults.duplicate.append((wire, first))
                return False
            return self._reaches_fitting(wire)
        return self._leaves_fitting(wire, target, first)

    def _unknown(self, node: Node | None) -> bool:
        return node is not None and self.catalogue.node(node.type) is None

    def _gone(self, wire: Edge) -> bool:
        """Whether it only counts for a second wire into its field: the UI has dropped it by now."""
        return self._unknown(self.nodes.get(wire.source))

    def _leaves_fitting(self, wire: Edge, target: Node, first: Edge | None) -> bool:
        """Whether the UI keeps a wire from a connector to an invocation node."""
        faults, field = self.faults, wire.target_field
        definition = self.catalogue.node(target.type)
        wanted = self._input(target, field)
        if definition is None or (wanted is None and not is_dynamic_input(target.type, field)):
            faults.bad_target.append(wire)
            return False
        if wanted is not None and definition.inputs[field].kind == "direct":
            faults.direct.append(wire)
            return False
        feed = self.connectors.feed(wire.source)
        if feed is None:
            return self._agrees(wire, wanted)
        if first is not None and not _takes_many(target, field):
            faults.duplicate.append((wire, first))
            return False
        origin = self.nodes[feed.source]
        judged = verdict(self.catalogue, origin.type, feed.source_field, target.type, field)
        if judged is None:
            return True
        why = self._misfit(origin, feed.source_field, target, field, judged)
        return why is None or self._drop(wire, judged, why)

    def _agrees(self, wire: Edge, wanted: UiType | None) -> bool:
        """Whether the inputs that a connector without a source reaches could all take one value."""
        for other in self.connectors.types(wire.source):
            if other is None or wanted is None or not ui_alike(other, wanted):
                self.faults.unfed.append((wire, None))
                return False
        return True

    def _reaches_fitting(self, wire: Edge) -> bool:
        """A new source of a connector is checked against every input that the connector reaches."""
        feed = wire if wire.source in self.nodes else self.connectors.feed(wire.source)
        if feed is None:
            return True
        origin = self.nodes[feed.source]
        terminals = self.connectors.terminals(wire.target)
        if origin.id in terminals.nodes:
            self.faults.self_loops.append(wire)
            return False
        for where in self.more.keys() & terminals.wires.keys():
            if _takes_many(self.nodes[where[0]], where[1]):
                continue
            for other in self._wires_into(*where):
                if other.index not in terminals.staged:
                    self.faults.unfed.append((wire, other))
                    return False
        output = feed.source_field
        for out in (*terminals.plain.values(), *terminals.special):
            target, field = self.nodes[out.target], out.target_field
            judged = verdict(self.catalogue, origin.type, output, target.type, field)
            if judged is None:
                continue
            why = self._misfit(origin, output, target, field, judged, terminals.staged)
            if why is not None:
                return self._drop(wire, judged, why)
        return True


def _takes_many(node: Node, field: str) -> bool:
    return node.type == "collect" and field == "item"
