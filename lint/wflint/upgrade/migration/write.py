"""A file's text with its documents migrated: every byte that no step is about stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.document.difference import edits_between
from wflint.document.edit import edit_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.document import Document


def migrated_text(text: str, migrated: Iterable[tuple[Document, Any]]) -> str:
    """The text of a file with other data for some of its documents.

    The documents are those of this text: what a picture holds, or what stands in it as text within JSON, has
    a source of its own and cannot be written here (see :func:`can_be_written`). Raises EditError.
    """
    edits = []
    for document, data in migrated:
        edits += edits_between(document.data, data, document.base)
    return edit_text(text, edits) if edits else text


def can_be_written(document: Document) -> bool:
    """Whether a document stands in its file as JSON itself."""
    return not document.source.piece
