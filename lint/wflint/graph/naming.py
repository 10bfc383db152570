"""What nodes, inputs and edges are called in messages: as their user sees them in that release's web UI."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics.words import elide, quoted, shorten_ids

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue
    from wflint.graph.ir import Edge, Graph, Node


class NodeNames:
    """NodeNames for one graph, against one catalogue.

    A node is called by its label, else by the title that the web UI shows in that release. Behind it stand in
    brackets, where that leaves a doubt, its type and its id. ``by_id`` is for graphs without a web UI, whose
    author calls nodes by their ids: there the id always follows the title. Long ids are shortened to what
    tells them apart in the file.
    """

    __slots__ = ("_by_id", "_catalogue", "_graph", "_ids", "_seen")

    def __init__(self, graph: Graph, catalogue: Catalogue, *, by_id: bool) -> None:
        self._graph = graph
        self._catalogue = catalogue
        self._by_id = by_id
        self._ids: dict[str, str] | None = None
        self._seen: dict[str, list[str]] | None = None  # what nodes are called -> the types of those nodes

    def node(self, node: Node) -> str:
        """``"Portrait" (denoise_latents)``, ``Denoise - SD1.5, SDXL (5f3a...)``, ``Collect``."""
        name = self._bare(node)
        if self._by_id:
            return name if node.id == name else f"{name} ({self.id(node.id)})"
        inside = []
        types = self._types(name)
        labelled = name[:1] == '"'
        if name != node.type and (labelled or len(set(types)) > 1):
            inside.append(node.type)
        if types.count(node.type) > 1:
            inside.append(self.id(node.id))
        return f"{name} ({', '.join(inside)})" if inside else name

    def title(self, node_type: str) -> str:
        """The title of a type, for nodes that a message recommends: ``FLUX Denoise (flux_denoise)``."""
        definition = self._catalogue.node(node_type)
        title = definition.title if definition is not None else node_type
        return node_type if title == node_type else f"{title} ({node_type})"

    def id(self, node_id: str) -> str:
        """An id, shortened if it is long."""
        if self._ids is None:
            graph = self._graph
            self._ids = shorten_ids([*graph.nodes, *graph.connectors])
        found = self._ids.get(node_id)
        return found if found is not None else elide(node_id, 24)

    def input(self, node: Node, field: str) -> str:
        """``"latents" of Denoise - SD1.5, SDXL``: an input or output of a node."""
        return f"{quoted(field)} of {self.node(node)}"

    def end(self, node_id: str, field: str) -> str:
        """An end of an edge: ``"latents" of Denoise - SD1.5, SDXL``, also where there is no such node."""
        node = self._graph.nodes.get(node_id)
        if node is not None:
            return self.input(node, field)
        if node_id in self._graph.connectors:
            return f"connector {self.id(node_id)}"
        return f"{quoted(field)} of {quoted(node_id, 24)}"

    def edge(self, edge: Edge) -> str:
        """``"noise" of Create Latent Noise -> "noise" of Denoise - SD1.5, SDXL``."""
        return f"{self.end(edge.source, edge.source_field)} -> {self.end(edge.target, edge.target_field)}"

    def _bare(self, node: Node) -> str:
        definition = self._catalogue.node(node.type)
        title = definition.title if definition is not None else node.type
        label = node.label.strip()
        return quoted(label) if label and label != title else elide(title)

    def _types(self, name: str) -> list[str]:
        seen = self._seen
        if seen is None:
            seen = self._seen = {}
            for node in self._graph.nodes.values():
                seen.setdefault(self._bare(node), []).append(node.type)
        return seen.get(name, [])
