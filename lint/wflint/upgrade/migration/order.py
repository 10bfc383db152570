"""In which order nodes that gave an image on are led past, and which of them cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.catalogue.renames import gone

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.upgrade.migration.draft import Draft, DraftNode

_PASSING: Final = frozenset({"passed on", "scale"})  # ways of :class:`wflint.catalogue.renames.NoSuccessor`


def sources_first(draft: Draft, nodes: Iterable[DraftNode]) -> tuple[list[DraftNode], set[str]]:
    """The nodes with those that give an image on behind those that they have it from, so that each edge is
    led past one node only; and the ids of such nodes in circles, which have it from nowhere."""
    nodes = list(nodes)
    passing = {node.id: node for node in nodes if _passes(node.type)}
    placed: set[str] = set()
    found: list[DraftNode] = []
    circles: set[str] = set()
    for first in nodes:
        way: dict[str, DraftNode] = {}
        node: DraftNode | None = first
        while node is not None and node.id not in placed:
            placed.add(node.id)
            way[node.id] = node
            image = draft.fed(node.id).get("image") if node.id in passing else None
            node = passing.get(image.source) if image is not None else None
        if node is not None and node.id in way:
            ids = list(way)
            circles.update(ids[ids.index(node.id) :])
        found += reversed(way.values())
    return found, circles


def _passes(node_type: str) -> bool:
    row = gone(node_type)
    return row is not None and row.way in _PASSING
