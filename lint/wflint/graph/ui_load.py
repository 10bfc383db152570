"""Which wires of a workflow the web UI keeps when it loads the file.

The UI validates each wire in file order against the wires it has accepted so far and silently drops those
that fail (facts read from its validateWorkflow and validateConnection).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.graph.cycles import strongly_connected
from wflint.graph.edge_faults import half_known
from wflint.graph.ports import Verdict, verdict
from wflint.graph.ui_types import UiType, input_type, output_type, ui_connects, ui_equal

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue
    from wflint.graph.edge_faults import EdgeFaults
    from wflint.graph.ir import Edge, Graph, Node


class WireLoader:
    """The wires accepted so far, as the UI keeps them while it walks the file."""

    def __init__(self, graph: Graph, catalogue: Catalogue, faults: EdgeFaults) -> None:
        self.faults = faults
        self.nodes = graph.nodes
        self.wires = graph.wires
        self.connectors = graph.connectors
        self.catalogue = catalogue
        self.memo: dict[tuple[str, str, str, str], Verdict | None] = catalogue.memo.setdefault("verdicts", {})
        self.into: dict[tuple[str, str], Edge] = {}  # first accepted wire into a field
        self.seen: dict[tuple[str, str, str, str], Edge] = {}
        self.feeds: dict[str, Edge] = {}  # connector -> the wire into it
        self.fed: dict[str, list[Edge]] = {}  # connector -> wires out of it
        self.accepted: list[Edge] = []
        # The rules leave circles to the search of the whole graph; view-only edges count in them too.
        self.drops_circles = False
        self.view_only: list[tuple[int, str, str]] = []  # place in the file, source, target

    def load(self) -> None:
        """Walk the wires; afterwards ``accepted`` holds those that the UI keeps."""
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
                    self._accept(wire)
                continue
            key = (source.type, wire.source_field, target.type, wire.target_field)
            try:
                judged = memo[key]
            except KeyError:
                judged = verdict(self.catalogue, *key)
            if judged is None:
                self._unknown_node(wire, source, target)
            elif (
                (judged.plain and source is not target and (wire.target, wire.target_field) not in self.into)
                or self._keeps(wire, source, target, judged)
            ) and not self._closes_circle(wire):
                self._accept(wire)

    def _closes_circle(self, wire: Edge) -> bool:
        """Whether the UI drops a wire because there is a circle with it, anywhere.

        Wires into connectors, and out of those that nothing feeds, are not asked: a circle that they close
        stays, and every later wire is dropped for it.
        """
        if not self.drops_circles or wire.target in self.connectors:
            return False
        if wire.source in self.connectors and self._feed(wire.source) is None:
            return False
        successors: dict[str, list[str]] = {}
        for each in (*self.accepted, wire):
            successors.setdefault(each.source, []).append(each.target)
        for index, begin, end in self.view_only:
            if index < wire.index:
                successors.setdefault(begin, []).append(end)
        return bool(strongly_connected(successors))

    def _accept(self, wire: Edge) -> None:
        self.accepted.append(wire)
        self.into.setdefault((wire.target, wire.target_field), wire)
        self.seen.setdefault(wire.key, wire)
        if wire.target in self.connectors:
            self.feeds.setdefault(wire.target, wire)
        if wire.source in self.connectors:
            self.fed.setdefault(wire.source, []).append(wire)

    def _unknown_node(self, wire: Edge, source: Node, target: Node) -> None:
        """A wire at a node that is not installed: the node's own finding says that its wires go."""
        first = self.into.get((wire.target, wire.target_field))
        if first is not None and target.type != "collect":
            same = first.key == wire.key
            (self.faults.repeated if same else self.faults.duplicate).append((wire, first))
            return
        before = len(self.faults.bad_source) + len(self.faults.bad_target)
        half_known(self.catalogue, self.faults, wire, source.type, target.type)
        if before == len(self.faults.bad_source) + len(self.faults.bad_target):
            self.into.setdefault((wire.target, wire.target_field), wire)

    def _keeps(self, wire: Edge, source: Node, target: Node, judged: Verdict) -> bool:
        """Whether the UI keeps a wire between two invocation nodes; a reason why not goes to the faults."""
        faults = self.faults
        if judged.ui_fault is not None and judged.ui_fault != "type":
            if judged.ui_fault == "source-field":
                faults.bad_source.append(wire)
            elif judged.ui_fault == "target-field":
                faults.bad_target.append(wire)
            elif source is target:
                faults.self_loops.append(wire)
            else:
                faults.direct.append(wire)
            return False
        if source is target:
            faults.self_loops.append(wire)
            return False
        first = self.into.get((wire.target, wire.target_field))
        if first is not None:
            again = self.seen.get(wire.key)
            if again is not None:
                faults.repeated.append((wire, again))
                return False
            if not (target.type == "collect" and wire.target_field == "item"):
                faults.duplicate.append((wire, first))
                return False
        if target.type in ("collect", "if") and not self._siblings_fit(wire, target, judged):
            return False
        if not self._types_fit(wire, source, judged):
            (faults.mistyped if judged.fault == "type" else faults.ui_drops).append((wire, judged))
            return False
        return True

    def _types_fit(self, wire: Edge, source: Node, judged: Verdict) -> bool:
        if source.type == "if" and wire.source_field == "value":
            target = self._ui_target(wire)
            feeding = [
                self._ui_source(w)
                for f in ("true_input", "false_input")
                if (w := self.into.get((source.id, f))) is not None
            ]
            known = [t for t in feeding if t is not None]
            if known and target is not None:
                return all(ui_connects(t, target) for t in known)
        return judged.ui_fault is None

    def _siblings_fit(self, wire: Edge, target: Node, judged: Verdict) -> bool:
        """The UI's rules for collectors (items of one type) and for ``if`` (both branches alike)."""
        mine = self._ui_source(wire)
        if target.type == "collect" and wire.target_field == "item":
            first = self.into.get((target.id, "item"))
            other = self._ui_source(first) if first is not None else self._chain_type(target.id)
            if mine is not None and other is not None and not ui_equal(mine, other):
                self.faults.ui_drops.append((wire, judged))
                return False
        elif target.type == "collect" and wire.target_field == "collection":
            source = self.nodes.get(wire.source)
            if source is not None and source.type == "collect" and wire.source_field == "collection":
                a, b = self._item_type(source.id), self._item_type(target.id)
                if a is not None and b is not None and not ui_equal(a, b):
                    self.faults.ui_drops.append((wire, judged))
                    return False
        elif target.type == "if" and wire.target_field in ("true_input", "false_input"):
            sibling_field = "false_input" if wire.target_field == "true_input" else "true_input"
            sibling = self.into.get((target.id, sibling_field))
            other = self._ui_source(sibling) if sibling is not None else None
            if mine is not None and other is not None and not _alike(mine, other):
                self.faults.ui_drops.append((wire, judged))
                return False
        return True

    def _item_type(self, collector: str) -> UiType | None:
        first = self.into.get((collector, "item"))
        return self._ui_source(first) if first is not None else self._chain_type(collector)

    def _chain_type(self, collector: str) -> UiType | None:
        """The item type that a collector has from the collectors before it."""
        seen = {collector}
        feed = self.into.get((collector, "collection"))
        while feed is not None and feed.source not in seen:
            node = self.nodes.get(feed.source)
            if node is None or node.type != "collect":
                return None
            seen.add(feed.source)
            first = self.into.get((feed.source, "item"))
            if first is not None:
                return self._ui_source(first)
            feed = self.into.get((feed.source, "collection"))
        return None

    def _ui_source(self, wire: Edge) -> UiType | None:
        """The UI's type of what a wire carries; None through connectors, where the UI does not look."""
        node = self.nodes.get(wire.source)
        definition = self.catalogue.node(node.type) if node is not None else None
        field = definition.outputs.get(wire.source_field) if definition is not None else None
        return output_type(node.type, field) if node is not None and field is not None else None

    def _ui_target(self, wire: Edge) -> UiType | None:
        node = self.nodes.get(wire.target)
        definition = self.catalogue.node(node.type) if node is not None else None
        field = definition.inputs.get(wire.target_field) if definition is not None else None
        return input_type(node.type, field) if node is not None and field is not None else None

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
        if source is None and wire.source_field != "out":
            faults.bad_source.append(wire)
            return False
        if source is not None and self._missing_field(source, wire.source_field, output=True):
            faults.bad_source.append(wire)
            return False
        if target is None:
            if wire.target_field != "in":
                faults.bad_target.append(wire)
                return False
            first = self.into.get((wire.target, "in"))
            if first is not None:
                faults.duplicate.append((wire, first))
                return False
            return self._downstream_fits(wire)
        if self._missing_field(target, wire.target_field, output=False):
            faults.bad_target.append(wire)
            return False
        first = self.into.get((wire.target, wire.target_field))
        if first is not None and not (target.type == "collect" and wire.target_field == "item"):
            faults.duplicate.append((wire, first))
            return False
        feed = self._feed(wire.source)
        origin = self.nodes.get(feed.source) if feed is not None else None
        if feed is None or origin is None:
            return True  # leads nowhere yet: accepted unseen
        judged = verdict(self.catalogue, origin.type, feed.source_field, target.type, wire.target_field)
        return self._through(wire, judged)

    def _through(self, wire: Edge, judged: Verdict | None) -> bool:
        if judged is None or judged.ui_fault is None:
            return True
        if judged.ui_fault == "direct":
            self.faults.direct.append(wire)
        elif judged.fault == "type":
            self.faults.mistyped.append((wire, judged))
        else:
            self.faults.ui_drops.append((wire, judged))
        return False

    def _downstream_fits(self, wire: Edge) -> bool:
        """A new source of a connector is checked against every input that the connector already feeds."""
        feed = wire if wire.source in self.nodes else self._feed(wire.source)
        origin = self.nodes.get(feed.source) if feed is not None else None
        if feed is None or origin is None:
            return True
        pending, seen = [wire.target], {wire.target}
        while pending:
            for out in self.fed.get(pending.pop(), ()):
                target = self.nodes.get(out.target)
                if target is None:
                    if out.target not in seen:
                        seen.add(out.target)
                        pending.append(out.target)
                    continue
                judged = verdict(
                    self.catalogue, origin.type, feed.source_field, target.type, out.target_field
                )
                if not self._through(wire, judged):
                    return False
        return True

    def _feed(self, connector: str) -> Edge | None:
        """The wire by which an invocation node feeds a connector, through other connectors."""
        seen: set[str] = set()
        while connector not in seen:
            seen.add(connector)
            feed = self.feeds.get(connector)
            if feed is None or feed.source in self.nodes:
                return feed
            connector = feed.source
        return None

    def _missing_field(self, node: Node, field: str, *, output: bool) -> bool:
        definition = self.catalogue.node(node.type)
        if definition is None:
            return False
        return field not in (definition.outputs if output else definition.inputs)


def _alike(a: UiType, b: UiType) -> bool:
    return ui_connects(a, b) or ui_connects(b, a) or a.name == b.name
