"""Which workflow format the web UI of a release writes and reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue
    from wflint.document import Document

CURRENT_FORMAT: Final = "4.0.0"


def format_of(catalogue: Catalogue) -> str:
    """The format that the release's UI writes, and the newest that it loads.

    1.0.0 up to InvokeAI 3.4, 2.0.0 up to 3.7, 3.0.0 from 4.0 to 6.12, 4.0.0 from 6.13 (the literals in the
    UI's features/nodes/types/workflow.ts by git tag). A UI migrates older formats and refuses newer ones.
    """
    release = catalogue.release
    if release.at_least(6, 13):
        return CURRENT_FORMAT
    if release.at_least(4):
        return "3.0.0"
    return "2.0.0" if release.at_least(3, 5) else "1.0.0"


def has_form(catalogue: Catalogue) -> bool:
    """Whether the release's UI knows the form builder (``form``): from 5.7.0."""
    return catalogue.release.at_least(5, 7)


def drops_wires(catalogue: Catalogue) -> bool:
    """Whether the release's UI validates wires when it loads a file, and drops those that fail: from 6.13.0.

    Before, it drops those only whose nodes or fields are not there, and sends the others to the server (read
    off the UI in the wheels of 5.0.2 to 6.14.2; 5.15.0 and 6.14.2 were run in a browser).
    """
    return catalogue.release.at_least(6, 13)


def edits_lora_lists(catalogue: Catalogue) -> bool:
    """Whether the release's UI edits lists of LoRAs as values of an input: from 6.14.0 (its wheels)."""
    return catalogue.release.at_least(6, 14)


def states_types(document: Document) -> bool:
    """Whether a workflow is of format 1.0.0 or 2.0.0, whose inputs state their types.

    A file without a format version, which the UI refuses, is judged by its looks.
    """
    if document.version is not None:
        return document.version in ("1.0.0", "2.0.0")
    data: Any = document.data
    nodes = data.get("nodes")
    for node in nodes if type(nodes) is list else ():
        body = node.get("data") if type(node) is dict else None
        if type(body) is dict and "outputs" in body:
            return True
    return False
