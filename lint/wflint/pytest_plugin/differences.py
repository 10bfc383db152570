"""Differences of documents as lines of a failure: nodes and edges, not lines of JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wflint.catalogue.model import Catalogue

_MOST = 60  # lines; whoever changed more than that wants `wflint diff`


def differences(before: Mapping[str, Any], after: Mapping[str, Any], catalogue: Catalogue) -> list[str]:
    """What changed from one document to the other, indented; empty when nothing that counts did."""
    from wflint.document import Source
    from wflint.document.kinds import documents_in
    from wflint.graph.diff.compare import diff_documents
    from wflint.report.diff_text import diff_text

    (one, *_), (other, *_) = (documents_in(d, Source("", "")) for d in (before, after))
    found = diff_documents(one, other, catalogue)
    if found.empty:
        return []
    lines = "".join(diff_text(found, "stored", "built")).splitlines()[1:]  # without its title
    if len(lines) > _MOST:
        lines = [*lines[:_MOST], f"... and {len(lines) - _MOST} lines more"]
    return [f"  {line}" for line in lines]
