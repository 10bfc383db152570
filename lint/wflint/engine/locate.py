"""From findings to diagnostics: rule, severity, place in the text, and a fingerprint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Confidence, Diagnostic, RelatedPlace, format_pointer
from wflint.document.positions import PositionIndex
from wflint.rules.registry import all_rules

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.diagnostics import Finding, Pointer, Span
    from wflint.document import Document


def locate(found: Iterable[tuple[Finding, tuple[str, ...]]], document: Document) -> list[Diagnostic]:
    """The diagnostics for a document's findings, in the order of their places in the text."""
    rules = all_rules()
    index = PositionIndex(document.source.text, bool(document.findings), document.data, document.base)
    seen: dict[tuple[object, ...], int] = {}
    diagnostics = []
    for finding, targets in found:
        slug = finding.rule or ""
        rule = rules[slug].rule
        outcome = finding.outcome or rule.outcome(document.kind) or rule.workflow or rule.graph
        if outcome is None:
            raise ValueError(f"rule {slug} states no outcome for a {document.kind} document")
        span = _span(finding, document, index)
        diagnostics.append(
            Diagnostic(
                code=rule.code,
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
                related=tuple(
                    RelatedPlace(
                        None,
                        format_pointer((*document.base, *related.pointer)),
                        index.span((*document.base, *related.pointer)),
                        related.message,
                    )
                    for related in finding.related
                ),
                targets=targets,
                fingerprint=_fingerprint(finding, document, seen),
                source_line=index.line_text(span.line) if span else None,
            )
        )
    diagnostics.sort(key=lambda d: d.sort_key)
    return diagnostics


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
