"""One walk over the nodes of a document, shared by the rules that judge nodes by their type alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.graph.ir import UI_ONLY_NODES

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue
    from wflint.graph.ir import Node
    from wflint.rules.base import Context

# Node types that some rule looks for by name, beside those with a telling classification.
_NAMED = frozenset({"collect", "iterate", "workflow_return"}) | UI_ONLY_NODES
_CLASSES = frozenset({"deprecated", "prototype", "internal"})


class Survey:
    """The nodes of one document that stand out; all lists are in the order of the document.

    ``unknown``: the catalogue does not have their type. ``other_version``: a workflow states a node
    version that is not the catalogue's. ``named``: nodes by type, for ``collect``, ``iterate``,
    ``workflow_return`` and the batch and generator nodes. ``classified``: nodes by classification, for
    ``deprecated``, ``prototype`` and ``internal``.
    """

    __slots__ = ("classified", "named", "other_version", "unknown")

    def __init__(self) -> None:
        self.unknown: list[Node] = []
        self.other_version: list[Node] = []
        self.named: dict[str, list[Node]] = {}
        self.classified: dict[str, list[Node]] = {}


def survey(ctx: Context) -> Survey:
    """The analysis itself; call it through ``ctx.analysis(survey)``."""
    found = Survey()
    catalogue = ctx.catalogue
    facts: dict[str, tuple[str | None, str] | None] = catalogue.cached("survey", _no_facts)
    for node in ctx.graph.nodes.values():
        node_type = node.type
        try:
            fact = facts[node_type]
        except KeyError:
            fact = facts[node_type] = _fact(catalogue, node_type)
        if fact is None:
            found.unknown.append(node)
            continue
        version, mark = fact
        if node.version != version and node.version is not None:
            found.other_version.append(node)
        if mark:
            if node_type in _NAMED:
                found.named.setdefault(node_type, []).append(node)
            if mark in _CLASSES:
                found.classified.setdefault(mark, []).append(node)
    return found


def _no_facts(catalogue: Catalogue) -> dict[str, tuple[str | None, str] | None]:
    return {}


def _fact(catalogue: Catalogue, node_type: str) -> tuple[str | None, str] | None:
    """Version and mark of a node type; the mark is empty for a type that no rule looks for."""
    definition = catalogue.node(node_type)
    if definition is None:
        return None
    mark = definition.classification if definition.classification in _CLASSES else ""
    return (definition.version, mark or ("named" if node_type in _NAMED else ""))
