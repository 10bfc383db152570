"""At the door: which documents of a file are InvokeAI's, and what is said of those that are not.

Nothing behind the door asks again: rules see documents of InvokeAI's only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.document import Document, Kind, Source
from wflint.document.traits import graph_of, has_trait, is_shaped_as_graph
from wflint.graph.reading.read import read_document
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wflint.diagnostics import Finding
    from wflint.document import Loaded

_COMFYUI, _UNKNOWN = Kind.COMFYUI, Kind.UNKNOWN  # no documents of InvokeAI's: no rules for graphs
NO_DOCUMENT = "no InvokeAI document"


class Admitted(NamedTuple):
    """A document, and whether rules look at it.

    ``refused`` says in a few words why they do not, None where they do. ``findings`` are then all that is
    said. They do not depend on ``--select``: whoever asks for edge rules only must still hear that the file
    could not be checked at all.
    """

    document: Document
    refused: str | None = None
    findings: Sequence[Finding] = ()


def admit(loaded: Loaded, raw: bytes, name: str, *, lenient: bool) -> list[Admitted]:
    """The documents of a file; one that has none counts as one that is refused.

    ``lenient`` is for files that nobody said were InvokeAI's: nothing is said of one that is no such
    document, nor of text that does not parse, unless it looks like a broken one.
    """
    documents = loaded.documents
    if not documents:
        return [_unparsed(loaded, raw, name, lenient)]
    for document in documents:
        if _is_own(document, lenient):
            return [admit_document(document) for document in documents]
    reason = _reason(documents[0])
    if lenient:
        return [Admitted(_no_document(loaded, name), reason)]
    return [Admitted(document, reason, _not_ours(document)) for document in documents]


def admit_document(document: Document) -> Admitted:
    """One document that somebody said was InvokeAI's."""
    if (kind := document.kind) is not _UNKNOWN and kind is not _COMFYUI:
        return Admitted(document)
    return Admitted(document, _reason(document), _not_ours(document))


def holds_own(documents: Iterable[Document]) -> bool:
    """Whether any of the documents of a file that nobody named is InvokeAI's."""
    return any(_is_own(document, lenient=True) for document in documents)


def _is_own(document: Document, lenient: bool) -> bool:
    """Whether rules look at a document: in doubt not, unless the user named it and nothing else is known."""
    if (kind := document.kind) is _UNKNOWN or kind is _COMFYUI:
        return document.vouched and bool(document.findings)  # a broken piece of an image of InvokeAI's
    if has_trait(document) or (not lenient and is_shaped_as_graph(graph_of(document))):
        return True  # nodes that nobody knows are still to be told so, one by one
    from wflint.engine.origin import is_own, may_be_own

    return is_own(document) if lenient else may_be_own(document)


def _not_ours(document: Document) -> list[Finding]:
    """What is said of a document of another program's."""
    if document.kind in (_UNKNOWN, _COMFYUI):
        return read_document(document)[1]
    from wflint.graph.reading.foreign import foreign_faults

    return foreign_faults(document)


def _reason(document: Document) -> str:
    return "a ComfyUI file" if document.kind is Kind.COMFYUI else NO_DOCUMENT


def _unparsed(loaded: Loaded, raw: bytes, name: str, lenient: bool) -> Admitted:
    """A file that gave no document: broken JSON, no text, an image without metadata."""
    from wflint.document.pointers import NOT_FETCHED

    reason = loaded.reason or NO_DOCUMENT
    findings = loaded.findings
    if lenient and reason not in NOT_FETCHED and not _looks_like_document(raw, loaded):
        findings = []
    elif not findings and not lenient:
        from wflint.diagnostics import Finding

        message = f"this is {'not an InvokeAI workflow or graph' if reason == NO_DOCUMENT else reason}"
        cure = "check another file; --skip-unknown leaves such files out"
        findings = [Finding(message, (), rule="not-a-workflow", help=cure)]
    return Admitted(_no_document(loaded, name), reason, findings)


def _no_document(loaded: Loaded, name: str) -> Document:
    return Document(Kind.UNKNOWN, None, loaded.source or Source(name, ""))


def _looks_like_document(raw: bytes, loaded: Loaded) -> bool:
    from wflint.engine.origin import was_meant_as_own

    return was_meant_as_own(
        loaded.source.text if loaded.source else raw.replace(b"\0", b"").decode("utf-8", "replace")
    )
