"""Formatting a file: its InvokeAI documents in one canonical form, everything else of it left alone.

The form is that of a file which the web UI of the newest release saves (graph/convert/member_order.py), as
:func:`wflint.document.spelled.write_spelled` lays it out. Numbers stay as they are spelled, but for positions
on the canvas, which are whole. The text is UTF-8 without a byte order mark, with the line ends of the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.document import Kind
from wflint.document.kinds import DOCUMENTS, documents_in
from wflint.document.load import load_bytes
from wflint.document.model import Source
from wflint.document.spelled import UnspellableError, read_spelled, write_spelled
from wflint.engine.admit import admit
from wflint.engine.stripping import Stripped, Stripper
from wflint.graph.convert.member_order import ordered_document, ordered_enqueue
from wflint.reading import DOCUMENT, PICTURES
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.diagnostics import Finding, Pointer
    from wflint.document import Document

__all__ = ["FormattedBytes", "Stripped", "canonical_text", "format_bytes"]

_KINDS = (Kind.WORKFLOW, Kind.GRAPH, Kind.BATCH, Kind.SESSION, Kind.GUIDE)
_TOO_DEEP = "lists and objects are nested too deep to be formatted"
_AN_IMAGE = "an image, which is never written to"


class FormattedBytes(NamedTuple):
    """What became of a file's bytes: ``raw`` are the new ones, or the old where ``reason`` says in a few
    words why the file was left alone. ``stripped`` lists what was taken out.

    ``foreign`` tells that nothing is wrong with the file but that it holds no document of InvokeAI's.
    """

    raw: bytes
    reason: str | None = None
    stripped: tuple[Stripped, ...] = ()
    foreign: bool = False


def format_bytes(raw: bytes, name: str, *, strip: bool = False, lenient: bool = False) -> FormattedBytes:
    """The bytes of a file in canonical form. Never raises on what they hold.

    ``name`` is what the file is called. With ``strip`` what only the author's machine has is taken out.
    ``lenient`` is for files that nobody said were InvokeAI's: see :func:`wflint.engine.admit.admit`.
    """
    if raw[:4] in PICTURES:
        return FormattedBytes(raw, _AN_IMAGE, foreign=True)
    loaded = load_bytes(raw, name)
    admitted = admit(loaded, raw, name, lenient=lenient)
    documents = [one.document for one in admitted if one.refused is None and one.document.kind in _KINDS]
    if not documents:
        first = admitted[0]
        said = next(iter(first.findings), None)
        if loaded.documents:
            return FormattedBytes(raw, first.refused or "no InvokeAI document", foreign=True)
        reason = first.refused if said is None else _with_line(said, first.document.source.text)
        return FormattedBytes(raw, reason, foreign=said is None)
    source = documents[0].source
    if source is not loaded.source:
        return FormattedBytes(raw, "its documents are texts inside another one", foreign=True)
    if len(loaded.documents) >= DOCUMENTS:
        return FormattedBytes(raw, f"it holds {DOCUMENTS:,} documents or more")
    stripper = Stripper() if strip else None
    try:
        text = write_spelled(_formed(read_spelled(source.text), documents, stripper), DOCUMENT)
    except UnspellableError as error:
        return FormattedBytes(raw, str(error))
    except (RecursionError, ValueError):  # it was parsed before: only depth is left
        return FormattedBytes(raw, _TOO_DEEP)
    if _has_crlf(source.text):
        text = text.replace("\n", "\r\n")
    made = text.encode()
    if len(made) > DOCUMENT:
        return FormattedBytes(raw, "it would be too large when it is formatted")
    return FormattedBytes(made, None, tuple(stripper.told) if stripper is not None else ())


def canonical_text(value: Any) -> str:
    """The text of a workflow, graph or enqueue body that is in memory, as a formatted file holds it.

    Raises ValueError for what JSON cannot hold, and RecursionError.
    """
    documents = documents_in(value, Source("", ""))
    return write_spelled(_formed(value, [d for d in documents if d.kind in _KINDS], None), 1 << 62)


def _formed(root: Any, documents: Iterable[Document], stripper: Stripper | None) -> Any:
    """The value of a file with its documents in canonical order."""
    for document in documents:
        at = document.base
        data = _at(root, at)
        if stripper is not None:
            _strip(stripper, document, root)
        root = _put(root, at, ordered_document(document.kind, data))
        if document.kind is Kind.BATCH and at[-1:] == ("batch",):
            root = _put(root, at[:-1], ordered_enqueue(_at(root, at[:-1])))
    return root


def _strip(stripper: Stripper, document: Document, root: Any) -> None:
    """Strip a document, and what stands around it because of it."""
    kind, at = document.kind, document.base
    stripper.document(kind, _at(root, at), at)
    if kind is Kind.WORKFLOW and at[-1:] == ("workflow",):
        stripper.record(_at(root, at[:-1]), at[:-1])
    elif kind is Kind.SESSION and at[-1:] == ("graph",):
        stripper.session(_at(root, at[:-1]), at[:-1])
        if at[-2:] == ("session", "graph"):
            stripper.item(_at(root, at[:-2]), at[:-2])


def _at(root: Any, pointer: Pointer) -> Any:
    for part in pointer:
        root = root[part]
    return root


def _put(root: Any, pointer: Pointer, value: Any) -> Any:
    """The root with another value at a place; what is on the way there is copied, not changed."""
    if not pointer:
        return value
    copied: Any = list(root) if isinstance(root, list) else dict(root)
    copied[pointer[0]] = _put(root[pointer[0]], pointer[1:], value)
    return copied


def _has_crlf(text: str) -> bool:
    """Whether a file's first line ends as Windows ends lines: git and editors there expect all of them so."""
    end = text.find("\n")
    return end > 0 and text[end - 1] == "\r"


def _with_line(finding: Finding, text: str) -> str:
    if not finding.offset:
        return finding.message
    return f"{finding.message} (line {text.count(chr(10), 0, finding.offset) + 1})"
