"""Why a result may be another: what is known to have changed silently between two releases."""

from __future__ import annotations

from typing import Any


def silent_between(graph: dict[str, Any], old: str, new: str) -> list[str]:
    """Sentences on the silent changes that a graph meets between two releases of the store.

    Nothing where a release is not in the store, or is the same. A downgrade is told as the upgrade is.
    """
    return _between(graph, old, new, silent_alone=True)


def changes_between(graph: dict[str, Any], old: str, new: str) -> list[str]:
    """Sentences on all that changed, silently or not, of what a graph uses."""
    return _between(graph, old, new, silent_alone=False)


def _between(graph: dict[str, Any], old: str, new: str, *, silent_alone: bool) -> list[str]:
    from wflint.catalogue.store import list_releases, open_release
    from wflint.document import Source
    from wflint.document.kinds import documents_in
    from wflint.graph.reading.read import read_document
    from wflint.release import release_of
    from wflint.upgrade.compare import changes
    from wflint.upgrade.silent.listed import silent_changes, those_met
    from wflint.upgrade.usage import Usage

    known = set(list_releases())
    if old == new or not {old, new} <= known:
        return []
    first, second = sorted((old, new), key=release_of)
    documents = documents_in(graph, Source("case", ""))
    if not documents:
        return []
    read, _ = read_document(documents[0])
    catalogue, newer = open_release(first), open_release(second)
    found = silent_changes(catalogue, newer)
    if not silent_alone:
        found = [*changes(catalogue, newer), *found]
    used = Usage([read])
    told = those_met([change for change in found if used.concerns(change)], used.graphs, catalogue)
    return [
        f"{change.node}: {change.sentence}" if change.silent is None else change.sentence for change in told
    ]
