"""The endings of file names by which wflint tells documents and cases."""

from __future__ import annotations

WORKFLOW, GRAPH, BATCH = ".workflow.json", ".graph.json", ".batch.json"
BUILT = (WORKFLOW, GRAPH, BATCH)  # what `wflint build` writes
JSON = ".json"
PICTURES = (".png", ".webp")  # those whose metadata may hold documents
DOCUMENTS = (*BUILT, JSON, *PICTURES)  # the longer first: of several that a name has, the first counts
CASE = ".test.toml"


def case_beside(document: str) -> str | None:
    """The name that a document's case file has; None for a name that no document has."""
    for ending in DOCUMENTS:
        if document.endswith(ending):
            return document.removesuffix(ending) + CASE
    return None


BASELINE = ".wflint-baseline.json"  # known findings, beside a configuration (docs/adoption.md)
