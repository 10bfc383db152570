"""From findings to diagnostics: rule, severity, place in the text, and a fingerprint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Confidence, Diagnostic, RelatedPlace, format_pointer
from wflint.diagnostics.effects import consequence
from wflint.document.positions import PositionIndex
from wflint.rules.registry import all_rules

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.diagnostics import Finding, Pointer, Span
    from wflint.document import Document
    from wflint.engine.settle import Settled


def locate(settled: Iterable[Settled]) -> list[Diagnostic]:
    """The diagnostics for a file's findings: by document, there in the order of their places in the text."""
    rules = all_rules()
    indexes = _Indexes()
    seen: dict[tuple[object, ...], int] = {}
    by_document: dict[int, list[Diagnostic]] = {}
    for document, finding, targets, outcome, also in settled:
        slug = finding.rule or ""
        index = indexes[document]
        span = _span(finding, document, index)
        related = [_related(document, index, other.pointer, other.message) for other in finding.related]
        for other, twin in also:
            related.append(_related(other, indexes[other], twin.pointer, f"the same in {_part(other)}"))
        by_document.setdefault(id(document), []).append(
            Diagnostic(
                code=rules[slug].rule.code,
                slug=slug,
                severity=outcome.severity,
                effect=outcome.effect,
                stage=outcome.stage,
                message=finding.message,
                file=document.source.name,
                part=document.part,
                kind=document.kind.value,
                pointer=format_pointer((*document.base, *finding.pointer)),
                occurrence=finding.occurrence,
                node=finding.node,
                node_type=finding.node_type,
                field=finding.field,
                span=span,
                confidence=finding.confidence or Confidence.CERTAIN,
                related=tuple(related),
                targets=targets,
                fingerprint=_fingerprint(finding, document, seen),
                consequence=consequence(outcome, finding.then, finding.error),
                invokeai_error=finding.error,
                help=finding.help,
                detail=finding.detail,
                group=finding.group,
                ways=finding.ways,
                source_line=index.line_text(span.line) if span else None,
            )
        )
    return [d for found in by_document.values() for d in sorted(found, key=lambda d: d.sort_key)]


class _Indexes:
    """The index of positions of each text, made when it is first asked for.

    A file may hold a thousand documents: each index of its own would read the text from its beginning.
    """

    def __init__(self) -> None:
        self._made: dict[tuple[int, bool], PositionIndex] = {}

    def __getitem__(self, document: Document) -> PositionIndex:
        odd = bool(document.findings)
        key = id(document.source), odd
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = PositionIndex(document.source.text, odd, document.data, document.base)
        return found


def _related(document: Document, index: PositionIndex, pointer: Pointer, message: str) -> RelatedPlace:
    whole = (*document.base, *pointer)
    return RelatedPlace(None, format_pointer(whole), index.span(whole), message)


def _part(document: Document) -> str:
    """``the workflow``, ``the graph``: a document of a file that holds several."""
    return f"the {document.part or document.kind.value} of this file"


def _span(finding: Finding, document: Document, index: PositionIndex) -> Span | None:
    if finding.offset is not None:
        return index.span_at(finding.offset)
    if not document.source.text:
        return None  # the bytes could not be decoded
    return index.span((*document.base, *finding.pointer), finding.on_key, finding.occurrence)


def _fingerprint(finding: Finding, document: Document, seen: dict[tuple[object, ...], int]) -> str:
    """A name for the fault that survives moved lines, reordered nodes and edges, and reworded messages.

    Made of the rule, the part, the node, its type and the field, and of the edge where it is about one;
    where there is neither node nor edge, of the pointer without its indices. Equal ones are numbered.
    """
    try:
        from _blake2 import blake2b  # hashlib loads OpenSSL for it, which costs more than a file
    except ImportError:  # an interpreter that keeps it elsewhere
        from hashlib import blake2b

    key: tuple[object, ...] = (
        finding.rule,
        document.part,
        finding.node,
        finding.node_type,
        finding.field,
        _anchor(finding.pointer, document.data, finding.node),
    )
    number = seen[key] = seen.get(key, -1) + 1
    raw = repr((*key, number)).encode("utf-8", "backslashreplace")
    return blake2b(raw, digest_size=8).hexdigest()


def _anchor(pointer: Pointer, data: Any, node: str | None) -> str:
    if "edges" in pointer[:-1]:
        index = pointer.index("edges") + 2
        value = data
        try:
            for part in pointer[:index]:
                value = value[part]
            return repr(value)[:1000]
        except (KeyError, IndexError, TypeError):
            pass
    return "" if node is not None else repr([part for part in pointer if type(part) is str])
