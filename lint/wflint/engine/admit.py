"""At the door: which documents of a file are InvokeAI's, and what is said of those that are not.

Nothing behind the door asks again: rules see documents of InvokeAI's only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.document import Document, Kind, Source
from wflint.graph.reading.read import read_document
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wflint.diagnostics import Finding
    from wflint.document import Loaded

FOREIGN = frozenset({Kind.COMFYUI, Kind.UNKNOWN})  # no documents of InvokeAI's: no rules for graphs
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
    if lenient and all(d.kind in FOREIGN for d in documents):
        return [Admitted(_no_document(loaded, name), _reason(documents[0]))]
    return [admit_document(document) for document in documents]


def admit_document(document: Document) -> Admitted:
    """One document that somebody said was InvokeAI's."""
    if document.kind not in FOREIGN:
        return Admitted(document)
    _, findings = read_document(document)
    return Admitted(document, _reason(document), findings)


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
    from wflint.document.kinds import looks_like_document

    text = loaded.source.text if loaded.source else raw.replace(b"\0", b"").decode("utf-8", "replace")
    return looks_like_document(text)
