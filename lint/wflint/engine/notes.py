"""What notes of a workflow and of its nodes say to wflint: ``wflint: ignore[dangling-edge] reason``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from wflint.document.traits import REMARK
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from wflint.diagnostics import Pointer
    from wflint.document import Document

MOST: Final = 1_000  # in one document; nobody writes more, and a file may be made of nothing else

# What stands in brackets is short: the search looks no further than that for the end of each.
SAID = r"wflint:[ \t]{0,20}+([a-z]{1,20}+)[ \t]{0,20}+(\[[^\]\[\n]{0,1000}+\])?"


class Remark(NamedTuple):
    """Words for wflint in a note. ``node`` is the node whose note it is, None: the workflow's.

    ``pointer`` leads to the text, ``text``. ``selectors`` None: it is meant as a suppression and names
    nothing.
    """

    node: str | None
    node_type: str | None
    pointer: Pointer
    selectors: tuple[str, ...] | None
    text: str


def remarks(document: Document) -> list[Remark]:
    """The remarks in a workflow, in the order of the file."""
    data: Any = document.data
    found: list[Remark] = []
    _read(data.get("notes"), None, None, ("notes",), found)
    nodes = data.get("nodes")
    for number, node in enumerate(nodes if type(nodes) is list else ()):
        inner = node.get("data") if type(node) is dict else None
        if type(inner) is dict and type(node_id := node.get("id")) is str and "notes" in inner:
            node_type = inner.get("type")
            node_type = node_type if type(node_type) is str else None
            if node_type is not None:  # the editor's own nodes, its sheets of notes, are no place of faults
                _read(inner["notes"], node_id, node_type, ("nodes", number, "data", "notes"), found)
    return found


def _read(text: Any, node: str | None, node_type: str | None, at: Pointer, found: list[Remark]) -> None:
    if type(text) is not str or REMARK not in text:
        return
    for match in re.finditer(SAID, text):
        word, named = match.groups()
        if len(found) >= MOST or (word != "ignore" and (named is None or word not in _MEANT)):
            continue
        selectors = tuple(part.strip() for part in (named or "")[1:-1].split(",") if part.strip())
        found.append(Remark(node, node_type, at, (selectors or None) if word == "ignore" else None, text))


# What other linters call it. Before brackets it is meant; elsewhere it may be any sentence.
_MEANT = frozenset({"disable", "ignored", "ignores", "noqa", "off", "skip", "suppress"})
