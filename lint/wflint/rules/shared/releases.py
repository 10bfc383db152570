"""What messages call the InvokeAI that a document is checked against."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.catalogue.model import CORE_PACK
from wflint.diagnostics.words import elide, quoted

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue


def release(catalogue: Catalogue) -> str:
    """``InvokeAI 6.14.2``; of a server or a file also where it is: ``InvokeAI 6.14.2 (http://...)``."""
    name, version = catalogue.name, catalogue.version
    if name.removesuffix("+web-legacy") == version:
        return f"InvokeAI {name}"
    where = f"({elide(name)})"
    return f"InvokeAI {where}" if version == "unknown" else f"InvokeAI {version} {where}"


def origin(catalogue: Catalogue, node_type: str) -> str:
    """Where a node type's definition is from: the release, or ``its pack "XYGrid_nodes"``."""
    definition = catalogue.node(node_type)
    if definition is None or definition.pack == CORE_PACK:
        return release(catalogue)
    return f"its pack {quoted(definition.pack, 24)}"
