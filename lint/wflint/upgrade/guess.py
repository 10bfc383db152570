"""Which release a file was made for, where nobody says: by its nodes' versions and fields, and its format.

The releases that the node types and versions leave (:mod:`wflint.engine.adopt.target`) are narrowed by the
inputs and outputs that the file names, and by the format that a workflow states. Of what is left the newest
is taken that is no newer than the target.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.catalogue.history import field_presence, node_presence
from wflint.document import Kind
from wflint.engine.adopt.target import made_for
from wflint.graph.webui.profile import FORMATS
from wflint.records import NamedTuple
from wflint.release import release_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.catalogue.history import Group
    from wflint.document import Document
    from wflint.graph.ir import Graph
    from wflint.release import Release

_MOST_VERSIONS: Final = 8  # of one node type in one file; strangers may write many


class Guess(NamedTuple):
    """The release that is taken, and the first and last that it may be.

    ``newer`` says that all of them are newer than the target: then the one that is taken is the first.
    """

    release: str
    first: str
    last: str
    newer: bool = False


def guess(documents: Iterable[tuple[Document, Graph]], target: Release) -> Guess | None:
    """The release of a file with these documents. None where it uses no node of InvokeAI's own."""
    return taken(possible(documents), target)


def taken(found: list[str], target: Release) -> Guess | None:
    """Of the releases that a file may be of, oldest first, the one that is taken for a target."""
    if not found:
        return None
    fitting = [each for each in found if not target < release_of(each)]
    return Guess(fitting[-1] if fitting else found[0], found[0], found[-1], not fitting)


def possible(documents: Iterable[tuple[Document, Graph]]) -> list[str]:
    """The releases that a file with these documents may be of, oldest first."""
    documents = list(documents)
    needs: dict[str, set[str]] = {}
    for document, graph in documents:
        for node in graph.nodes.values():
            versions = needs.setdefault(node.type, set())
            if document.kind is Kind.WORKFLOW and node.version is not None and len(versions) < _MOST_VERSIONS:
                versions.add(node.version)
    found = made_for({name: frozenset(of) for name, of in needs.items()})
    if not found:
        return []
    found = _with_fields(found, [graph for _, graph in documents])
    for document, _ in documents:
        if document.kind is Kind.WORKFLOW and document.version is not None:
            found = [each for each in found if _writes(each, document.version)] or found
    return found


def _with_fields(releases: list[str], graphs: list[Graph]) -> list[str]:
    """Those of the releases that have the fields; a field that would leave none says nothing."""
    used: dict[tuple[str, Group, str], None] = {}
    for graph in graphs:
        for node in graph.nodes.values():
            if node_presence(node.type) is not None:
                used.update(dict.fromkeys((node.type, "inputs", name) for name in node.declared))
        for edge in graph.edges:
            source, target = graph.nodes.get(edge.source), graph.nodes.get(edge.target)
            if source is not None and node_presence(source.type) is not None:
                used[source.type, "outputs", edge.source_field] = None
            if target is not None and node_presence(target.type) is not None:
                used[target.type, "inputs", edge.target_field] = None
    for node_type, group, name in used:
        presence = field_presence(node_type, group, name)
        if presence is not None:
            having = set(presence.releases)
            releases = [each for each in releases if each in having] or releases
    return releases


def _writes(release: str, stated: str) -> bool:
    """Whether the web UI of a release writes the format that a file states."""
    number = release_of(release)
    format_ = max((f for f, since in FORMATS.items() if number.at_least(*since)), default="")
    return format_ == stated
