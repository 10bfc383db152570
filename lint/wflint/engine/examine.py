"""One file: from its bytes to checked documents and diagnostics."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wflint.diagnostics import CheckedFile
from wflint.document import Document, Kind, Source
from wflint.document.load import load_bytes
from wflint.engine.check import FOREIGN

if TYPE_CHECKING:
    from wflint.diagnostics import Diagnostic, Finding
    from wflint.document import Loaded
    from wflint.engine.check import Checker

_NO_DOCUMENT = "no InvokeAI document"


class Examined(NamedTuple):
    """What became of a file: its documents (a file without any counts as one), and its diagnostics."""

    checked: tuple[CheckedFile, ...]
    diagnostics: list[Diagnostic]


def examine(raw: bytes, name: str, checker: Checker, *, lenient: bool = False) -> Examined:
    """Check a file's bytes. ``name`` is what diagnostics call it.

    ``lenient`` is for files that nobody said were InvokeAI's: one that is no such document is skipped
    rather than reported, and so is text that does not parse, unless it looks like a broken one.
    """
    loaded = load_bytes(raw, name)
    if not loaded.documents:
        return _unparsed(loaded, name, raw, checker, lenient)
    if lenient and all(d.kind in FOREIGN for d in loaded.documents):
        return Examined((CheckedFile(name, None, None, "skipped", _reason(loaded.documents[0])),), [])
    checked = []
    diagnostics: list[Diagnostic] = []
    for document in loaded.documents:
        found = checker.check(document)
        foreign = document.kind in FOREIGN
        checked.append(
            CheckedFile(
                name,
                None if foreign else document.kind.value,
                document.part,
                "skipped" if foreign and not found else "checked",
                _reason(document) if foreign else None,
            )
        )
        if found:
            from wflint.engine.locate import locate

            diagnostics += locate(found, document)
    return Examined(tuple(checked), diagnostics)


def _reason(document: Document) -> str:
    return "a ComfyUI file" if document.kind is Kind.COMFYUI else _NO_DOCUMENT


def _unparsed(loaded: Loaded, name: str, raw: bytes, checker: Checker, lenient: bool) -> Examined:
    """A file that gave no document: broken JSON, no text, a picture without metadata.

    Its findings do not depend on ``--select``: whoever asks for edge rules only must still hear that the
    file could not be checked at all.
    """
    reason = loaded.reason or _NO_DOCUMENT
    findings = loaded.findings
    if lenient and not _looks_like_document(raw, loaded):
        findings = []
    elif not findings and not lenient:
        findings = [_foreign(reason)]
    targets = tuple(c.name for c in checker.catalogues)
    wanted = [(f, targets) for f in findings if f.rule not in checker.selection.ignored]
    if not wanted:
        return Examined((CheckedFile(name, None, None, "skipped", reason),), [])
    from wflint.engine.locate import locate

    text = loaded.source or Source(name, "")
    diagnostics = locate(wanted, Document(Kind.UNKNOWN, None, text))
    return Examined((CheckedFile(name, None, None, "checked", reason),), diagnostics)


def _looks_like_document(raw: bytes, loaded: Loaded) -> bool:
    from wflint.document.kinds import looks_like_document

    text = loaded.source.text if loaded.source else raw.replace(b"\0", b"").decode("utf-8", "replace")
    return looks_like_document(text)


def _foreign(reason: str) -> Finding:
    from wflint.diagnostics import Finding

    return Finding(f"this is no InvokeAI document: {reason}", (), rule="not-a-workflow")
