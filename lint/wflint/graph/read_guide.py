"""Reading the simplified dialect of guides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.graph.ir import Graph

if TYPE_CHECKING:
    from wflint.diagnostics import Finding
    from wflint.document import Document


def read_guide(document: Document) -> tuple[Graph, list[Finding]]:
    """The graph of a guide's JSON. (To be written.)"""
    return Graph(), []
