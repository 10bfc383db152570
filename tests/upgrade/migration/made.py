"""Documents to be migrated, made of a few nodes, and what the newer release says of what becomes of them."""

from __future__ import annotations

import copy
from functools import cache
from typing import TYPE_CHECKING, Any

from wflint.catalogue.store import open_release
from wflint.document.kinds import documents_in
from wflint.document.model import Document, Source
from wflint.engine.check import Checker
from wflint.upgrade.migration.loading import as_document
from wflint.upgrade.migration.migrate import migrate

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue
    from wflint.upgrade.migration.step import Migration

NEW = "6.14.2"


@cache
def release(version: str) -> Catalogue:
    return open_release(version)


def graph(nodes: dict[str, dict[str, Any]], *edges: str) -> dict[str, Any]:
    """An API graph; an edge is spelled ``a.image>b.image``."""
    made = []
    for edge in edges:
        (source, output), (target, field) = (end.rsplit(".", 1) for end in edge.split(">"))
        ends = {"node_id": source, "field": output}, {"node_id": target, "field": field}
        made.append({"source": ends[0], "destination": ends[1]})
    return {"id": "g", "nodes": {i: {"id": i, **node} for i, node in nodes.items()}, "edges": made}


def workflow(
    nodes: dict[str, dict[str, Any]], *edges: str, version: str = "3.0.0", at: str = "5.9.1", **more: Any
) -> dict[str, Any]:
    """A workflow of the same nodes, each of the version that it has at a release."""
    cells = []
    for n, (node_id, node) in enumerate(nodes.items()):
        definition = release(at).node(node["type"])
        body = {
            "id": node_id,
            "type": node["type"],
            "version": node.get("version") or (definition.version if definition else None) or "1.0.0",
            "nodePack": "invokeai",
            "label": "",
            "notes": "",
            "isOpen": True,
            "isIntermediate": True,
            "useCache": True,
            "inputs": {
                k: {"name": k, "label": f"my {k}", "value": v}
                for k, v in node.items()
                if k not in ("type", "version")
            },
        }
        place = {"x": 500 * n, "y": 0}
        cells.append({"id": node_id, "type": "invocation", "data": body, "position": place})
    wires = []
    for edge in edges:
        (source, output), (target, field) = (end.rsplit(".", 1) for end in edge.split(">"))
        wires.append(
            {
                "id": f"e-{edge}",
                "type": "default",
                "source": source,
                "target": target,
                "sourceHandle": output,
                "targetHandle": field,
            }
        )
    texts = dict.fromkeys(("name", "author", "description", "version", "contact", "tags", "notes"), "")
    return {
        **texts,
        "exposedFields": [],
        "meta": {"category": "user", "version": version},
        "nodes": cells,
        "edges": wires,
        **more,
    }


def document(data: dict[str, Any]) -> Document:
    (found, *_) = documents_in(data, Source("made.json", ""))
    return found


def become(
    data: dict[str, Any], *, old: str | None = "5.9.1", new: str = NEW, unsafe: bool = True
) -> Migration:
    """The migration of a document, which it leaves as it was, and of which nothing is left to do."""
    kept = copy.deepcopy(data)
    found = migrate(document(data), release(new), release(old) if old else None, unsafe=unsafe)
    assert data == kept
    again = migrate(as_document(document(data), found.data), release(new), None, unsafe=unsafe)
    assert again.steps == [], "done twice"
    assert again.data is found.data
    return found


def structural(data: dict[str, Any], new: str = NEW) -> list[str]:
    """What the newer release refuses or drops of a document."""
    checker = Checker([release(new)])
    found = [f.finding.rule for f in checker.check(document(data))]
    assert checker.crashes == []
    return [rule for rule in found if rule in STRUCTURAL]


STRUCTURAL = frozenset(
    {
        *("unknown-node-type", "node-version-mismatch", "bad-node-version", "unknown-format-version"),
        *("dangling-edge", "direct-input-connected", "duplicate-input", "type-mismatch", "ui-drops-edge"),
        *("unknown-source-field", "unknown-target-field", "unknown-input", "invalid-value"),
        *("value-lost-on-load", "missing-member", "wrong-member-type", "duplicate-node-id"),
        *("exposed-field-missing", "form-field-missing", "form-structure", "form-reset"),
        *("batch-unknown-field", "batch-duplicate-target", "batch-length-mismatch", "syntax-error"),
    }
)
