"""Which wires of a workflow the web UI of InvokeAI 7 keeps: all whose nodes it has read.

It checks none of them when it loads a file. Only an edge into an input that goes with the update of its node
goes too; the server judges the others, once connectors are seen through.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.graph.edges.ui_load import WireLoader
from wflint.graph.edges.verdict import verdict
from wflint.graph.webui.profile import ALL, profile
from wflint.graph.webui.updating import goes_with_update

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue
    from wflint.graph.edges.faults import EdgeFaults
    from wflint.graph.ir import Edge, Graph, Node


def wire_loader(graph: Graph, catalogue: Catalogue, faults: EdgeFaults) -> WireLoader:
    """The loader that walks the wires as the web UI of the release does."""
    kind = _AllLoader if profile(catalogue).wires == ALL else WireLoader
    return kind(graph, catalogue, faults)


class _AllLoader(WireLoader):
    """Keeps every wire; the faults are sorted by what the server says of them."""

    def load(self) -> None:
        """Walk the wires; afterwards ``accepted`` holds those that the UI keeps."""
        nodes, faults = self.nodes, self.faults
        for wire in self.wires:
            source, target = nodes.get(wire.source), nodes.get(wire.target)
            if source is None or target is None:
                if (source is None and wire.source not in self.connectors) or (
                    target is None and wire.target not in self.connectors
                ):
                    faults.dangling.append(wire)
                else:
                    self._at_connector(wire, source, target)
                continue
            if goes_with_update(target, wire.target_field, self.catalogue):
                faults.bad_target.append(wire)
                continue
            key = (source.type, wire.source_field, target.type, wire.target_field)
            judged = verdict(self.catalogue, *key)
            if judged is None:
                self.unknown_node(wire, source, target)
            elif judged.fault == "source-field":
                faults.bad_source.append(wire)
            elif judged.fault == "target-field":
                faults.bad_target.append(wire)
            else:
                self.sort(wire, source, target, judged)
            self.accept(wire)

    def _at_connector(self, wire: Edge, source: Node | None, target: Node | None) -> None:
        """A wire with a connector at one end or both. By another name than its own it carries nothing."""
        faults = self.faults
        if source is None and wire.source_field != "out":
            faults.bad_source.append(wire)
            return
        if target is None and wire.target_field != "in":
            faults.bad_target.append(wire)
            return
        if target is not None and goes_with_update(target, wire.target_field, self.catalogue):
            faults.bad_target.append(wire)
            return
        first = self.into.get((wire.target, wire.target_field))
        again = self.seen.get(wire.key)
        if wire.source == wire.target:
            faults.self_loops.append(wire)
        elif again is not None:
            faults.repeated.append((wire, again))
        elif first is not None and not (target is not None and self.gathers(target, wire.target_field)):
            faults.duplicate.append((wire, first))
        self.accept(wire)
