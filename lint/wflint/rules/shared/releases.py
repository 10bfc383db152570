"""What messages call the InvokeAI that a document is checked against."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics.words import elide

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue


def release(catalogue: Catalogue) -> str:
    """``InvokeAI 6.14.2``; of a server or a file also where it is: ``InvokeAI 6.14.2 (http://...)``."""
    name, version = catalogue.name, catalogue.version
    if name == version:
        return f"InvokeAI {version}"
    where = f"({elide(name)})"
    return f"InvokeAI {where}" if version == "unknown" else f"InvokeAI {version} {where}"
