"""Why a result may be another: what is known to have changed silently between two releases."""

from __future__ import annotations

from typing import Any


def silent_between(graph: dict[str, Any], old: str, new: str) -> list[str]:
    """Sentences on the silent changes that a graph meets between two releases of the store.

    Nothing where a release is not in the store, or is the same. A downgrade is told as the upgrade is.
    """
    from wflint.catalogue.store import list_releases, open_release
    from wflint.document import Source
    from wflint.document.kinds import documents_in
    from wflint.graph.reading.read import read_document
    from wflint.release import release_of
    from wflint.upgrade.silent.listed import silent_changes, those_met

    known = set(list_releases())
    if old == new or not {old, new} <= known:
        return []
    first, second = sorted((old, new), key=release_of)
    documents = documents_in(graph, Source("case", ""))
    if not documents:
        return []
    read, _ = read_document(documents[0])
    catalogue, newer = open_release(first), open_release(second)
    changes = silent_changes(catalogue, newer)
    return [change.sentence for change in those_met(changes, [read], catalogue)]
