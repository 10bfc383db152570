"""From any workflow or graph to the Python that builds it.

The file is untrusted: nothing of it becomes code but as a literal, and names are made of the letters a to z,
digits and underscores (:mod:`wflint.builders.source_text`). The code is not run here; that it builds what the
file says is found out by making the same calls (:mod:`wflint.builders.decompile_plan`), and that it is code
by parsing it.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from wflint.builders.decompile_code import write_code
from wflint.builders.decompile_plan import rehearse
from wflint.builders.decompile_read import DecompileError, read_plan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wflint.catalogue.model import Catalogue
    from wflint.document import Document

__all__ = ["DecompileError", "decompile"]


def decompile(source: Document | Mapping[str, Any], catalogue: Catalogue, target: str | None = None) -> str:
    """The text of a Python module whose ``build()`` gives the workflow, or the graph, of a document.

    A mapping is taken for whatever document it looks like. ``target`` is what the code says to build for; the
    catalogue's name where it is None. For a workflow the result is what the web UI makes of the file when
    it loads it. What builders would refuse is built with ``strict=False``, and a comment says why. Raises
    DecompileError for what is no document, or not of the shape of one.
    """
    plan = read_plan(source, catalogue)
    rehearse(plan, catalogue)
    code = write_code(plan, catalogue, target or catalogue.name)
    try:
        ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise DecompileError(f"this cannot be written as code: {error}") from None
    return code
