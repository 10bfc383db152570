"""Small documents, written in a line, and what one rule finds in them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.golden import TARGET
from wflint.catalogue.store import open_release
from wflint.document.load import load_bytes
from wflint.engine.check import check_document

if TYPE_CHECKING:
    from wflint.diagnostics import Finding


def ends(edge: str) -> tuple[str, str, str, str]:
    """``a.image -> b.image`` in its four words."""
    source, target = edge.split(" -> ")
    return (*source.split("."), *target.split("."))  # type: ignore[return-value]


def graph(*edges: str, **nodes: dict[str, Any]) -> dict[str, Any]:
    """An API graph."""
    made = []
    for edge in edges:
        node, output, target, field = ends(edge)
        made.append(
            {"source": {"node_id": node, "field": output}, "destination": {"node_id": target, "field": field}}
        )
    return {"id": "g", "nodes": {i: {"id": i, **node} for i, node in nodes.items()}, "edges": made}


def batch(data: list[list[dict[str, Any]]], graph: dict[str, Any]) -> dict[str, Any]:
    """An enqueue body."""
    return {"batch": {"graph": graph, "data": data, "runs": 1}}


def items(node: str, field: str, *values: Any) -> dict[str, Any]:
    """A member of batch data."""
    return {"node_path": node, "field_name": field, "items": list(values)}


def workflow(*edges: str, meta: Any = None, **nodes: dict[str, Any]) -> dict[str, Any]:
    """A workflow file. What a node has beside its type, version, label and such are inputs."""
    made = []
    for node_id, given in nodes.items():
        inputs = dict(given)
        kind = inputs.pop("type")
        if kind in ("notes", "connector"):
            made.append(
                {
                    "id": node_id,
                    "type": kind,
                    "position": {"x": 0, "y": 0},
                    "data": {"id": node_id, "type": kind},
                }
            )
            continue
        known = open_release(TARGET).node(kind)
        data = {
            "id": node_id,
            "type": kind,
            "version": inputs.pop("version", known.version if known else "1.0.0"),
            "label": inputs.pop("label", ""),
            "notes": "",
            "isOpen": True,
            "isIntermediate": inputs.pop("is_intermediate", False),
            "useCache": True,
            "nodePack": inputs.pop("nodePack", "invokeai"),
        }
        data["inputs"] = {
            name: {"name": name, "label": "", "description": "", "value": value}
            for name, value in inputs.items()
        }
        made.append({"id": node_id, "type": "invocation", "position": {"x": 0, "y": 0}, "data": data})
    return {
        "name": "", "author": "", "description": "", "version": "", "contact": "", "tags": "", "notes": "",
        "exposedFields": [], "meta": {"version": "3.0.0", "category": "user"} if meta is None else meta,
        "nodes": made,
        "edges": [
            {
                "id": f"e{i}", "type": "default", "source": source, "target": target,
                "sourceHandle": output, "targetHandle": field,
            }
            for i, (source, output, target, field) in enumerate(map(ends, edges))
        ],
    }  # fmt: skip


def fire(slug: str, data: dict[str, Any], release: str = TARGET) -> list[Finding]:
    """What the rule finds in the first document."""
    document = load_bytes(json.dumps(data).encode(), "a.json").documents[0]
    return [f for f in check_document(document, open_release(release)) if f.rule == slug]
