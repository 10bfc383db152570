"""Telling what a parsed JSON value is."""

from __future__ import annotations

from typing import Any

from wflint.document.model import Kind


def classify(data: Any) -> Kind:
    """The kind of a parsed JSON value, from its outermost members only."""
    if not isinstance(data, dict):
        return Kind.UNKNOWN
    if isinstance(data.get("batch"), dict):
        return Kind.BATCH
    nodes, edges = data.get("nodes"), data.get("edges")
    if isinstance(nodes, dict):
        return Kind.GRAPH
    if isinstance(nodes, list):
        if isinstance(edges, list) and any(
            isinstance(e, dict) and isinstance(e.get("source"), dict) for e in edges[:5]
        ):
            return Kind.GUIDE
        return Kind.WORKFLOW
    return Kind.UNKNOWN
