"""Silent changes as changes between two catalogues, beside those that the schemas show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.upgrade.change import SILENT, CatalogueChange
from wflint.upgrade.silent.table import between, met_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wflint.catalogue.model import Catalogue
    from wflint.graph.ir import Graph


def silent_changes(old: Catalogue, new: Catalogue) -> list[CatalogueChange]:
    """Those of nodes that both releases have, with the inputs in question. ``member`` is the change's id."""
    found = []
    for change in between(old.version, new.version):
        nodes = tuple(
            node
            for node in change.nodes
            if all((has := side.node(node)) is not None and change.concerns(has) for side in (old, new))
        )
        if nodes:
            one = change._replace(nodes=nodes)
            node = nodes[0] if len(nodes) == 1 else ""
            used_by = tuple((each, "") for each in nodes) if not node else ()
            found.append(CatalogueChange(SILENT, node, one.id, None, None, one.sentence, used_by, one))
    return found


def those_met(
    changes: Iterable[CatalogueChange], graphs: Iterable[Graph], old: Catalogue
) -> Iterator[CatalogueChange]:
    """All that are not silent, and of the silent ones those that some of the graphs meet."""
    changes = list(changes)
    silent = [change.silent for change in changes if change.silent is not None]
    ids = {met.change.id for graph in graphs for met in met_of(silent, graph, old)} if silent else set()
    return (change for change in changes if change.silent is None or change.silent.id in ids)
