"""A guide's nodes and edges, by the role of each node."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from wflint.builders.guide.words import PREPROCESSORS, ROLES, Role, fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.catalogue.model import Catalogue
    from wflint.graph.ir import Graph, Node


class Feed(NamedTuple):
    """An edge into a node: the input's name as the guide has it, and where it comes from."""

    field: str
    source: str
    output: str


class Guide:
    """What a guide's JSON says.

    ``roles`` of all nodes; ``feeds`` are the edges into each, in order; ``used`` the nodes that were turned
    into something.
    """

    def __init__(self, graph: Graph, catalogue: Catalogue) -> None:
        self.nodes: dict[str, Node] = graph.nodes
        self.roles: dict[str, Role] = {}
        self.unknown: list[Node] = []
        for node_id, node in graph.nodes.items():
            role = _role(node.type, catalogue)
            if role is None:
                self.unknown.append(node)
            else:
                self.roles[node_id] = role
        self.feeds: dict[str, list[Feed]] = {}
        self.leads: dict[str, list[str]] = {}
        for edge in graph.edges:
            if edge.source in self.roles and edge.target in self.roles:
                feed = Feed(edge.target_field, edge.source, edge.source_field)
                self.feeds.setdefault(edge.target, []).append(feed)
                self.leads.setdefault(edge.source, []).append(edge.target)
        self.used: set[str] = set()

    def fed(self, node: str, *roles: Role) -> list[Feed]:
        """The edges into a node from nodes of some roles."""
        return [f for f in self.feeds.get(node, ()) if self.roles[f.source] in roles]

    def of(self, *roles: Role) -> list[str]:
        """The nodes of some roles, in the file's order."""
        return [node for node, role in self.roles.items() if role in roles]

    def loose(self, *roles: Role) -> list[str]:
        """Those of them from which no edge leads, and which nothing has taken yet."""
        return [n for n in self.of(*roles) if n not in self.leads and n not in self.used]

    def value(self, node: str, *names: str) -> Any:
        """The first value that a node gives under one of these names; None without one."""
        values = self.nodes[node].values
        return next((values[name] for name in names if values.get(name) is not None), None)

    def text(self, node: str, *names: str) -> str | None:
        """The same, if it is a text."""
        found = self.value(node, *names)
        return found if type(found) is str else None

    def number(self, node: str, *names: str) -> Any:
        """The same, if it is a number."""
        found = self.value(node, *names)
        return found if type(found) in (int, float) else None


def _role(node_type: str, catalogue: Catalogue) -> Role | None:
    folded = fold(node_type)
    if folded in PREPROCESSORS:
        return Role.PREPROCESS
    return ROLES.get(folded) or (Role.NATIVE if node_type in catalogue.node_types else None)


def is_negative(words: Iterable[str]) -> bool:
    """Whether names (of a field, a node, a label) speak of the negative prompt."""
    return any("neg" in w.lower() or "avoid" in w.lower() or "bad" in w.lower().split("_") for w in words)
