"""What is said of a node type that a catalogue does not have: what ``check`` says of a node of that type."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue
    from wflint.diagnostics import Diagnostic

_RULE = "unknown-node-type"


def why_unknown(catalogue: Catalogue, node_type: str) -> str:
    """Why there is no such node, in one line, and which there is for its purpose."""
    from wflint.catalogue.describe import unknown_node

    said = unknown_node(catalogue, node_type)
    found = _found(catalogue, node_type)
    if found is None or not found.help or "a node pack has" in said:
        return said
    if "is a name from ComfyUI" in found.message:
        lacks, _, cure = said.partition("; ")
        cure = found.help if found.help.startswith("use ") else cure
        return f"{lacks}, that is a name from ComfyUI; {cure}"
    if not found.help.startswith("use "):
        return said
    dated = said.endswith(" have it")
    return f"{said if dated else said.partition('; ')[0]}; {found.help}"


def _found(catalogue: Catalogue, node_type: str) -> Diagnostic | None:
    from wflint.engine.check import Checker
    from wflint.engine.examine import examine
    from wflint.engine.selection import Selectors, select_rules
    from wflint.engine.settle import Showing

    graph = {"id": "graph", "nodes": {"node": {"id": "node", "type": node_type}}, "edges": []}
    checker = Checker((catalogue,), select_rules((Selectors(select=(_RULE,)),)))
    raw = json.dumps(graph).encode()
    found = examine(raw, "graph", checker, lenient=False, showing=Showing(fixes=False)).diagnostics
    return found[0] if found and found[0].slug == _RULE else None
