"""From findings to diagnostics: rule, severity, place in the text, and a fingerprint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Confidence, Diagnostic, RelatedPlace, format_pointer
from wflint.diagnostics.effects import consequence
from wflint.document.positions import PositionIndex
from wflint.engine.fingerprints import fingerprints
from wflint.rules.registry import all_rules

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.diagnostics import Finding, Pointer, Span
    from wflint.diagnostics.fix import Fix
    from wflint.document import Document
    from wflint.engine.check import Crash
    from wflint.engine.settle import Settled


def locate(
    settled: Iterable[Settled], crashes: list[Crash] | None = None, *, fixes: bool = True
) -> list[Diagnostic]:
    """The diagnostics for a file's findings: by document, there in the order of their places in the text.

    ``crashes`` collects what a fix raised, which only costs the finding its fix; without it that is raised.
    ``fixes`` says whether anybody asks for them. They are made here or never: a diagnostic that could still
    make its own would keep the whole document, and cannot travel to another process.
    """
    rules = all_rules()
    indexes = _Indexes()
    seen: dict[tuple[object, ...], int] = {}
    by_document: dict[int, list[Diagnostic]] = {}
    for document, finding, targets, outcome, also, suppressed in settled:
        slug = finding.rule or ""
        index = indexes[document]
        span = _span(finding, document, index)
        related = [_related(document, index, other.pointer, other.message) for other in finding.related]
        for other, twin in also:
            related.append(_related(other, indexes[other], twin.pointer, f"the same in {_part(other)}"))
        fingerprint, alike = fingerprints(finding, document, seen)
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
                fingerprint=fingerprint,
                alike=alike,
                consequence=consequence(outcome, finding.then, finding.error),
                invokeai_error=finding.error,
                help=finding.help,
                detail=finding.detail,
                group=finding.group,
                suppressed=suppressed,
                ways=finding.ways,
                fix=_fix(finding, document, crashes) if fixes else None,
                source_line=index.line_text(span.line) if span else None,
            )
        )
    return [d for found in by_document.values() for d in sorted(found, key=lambda d: d.sort_key)]


def _fix(finding: Finding, document: Document, crashes: list[Crash] | None) -> Fix | None:
    """What mends it. Pieces of a file, such as the metadata of a picture, are never written to."""
    fix = finding.fix
    if fix is None:
        return None
    if callable(fix):
        try:
            fix = fix()
        except Exception as error:
            if crashes is None:
                raise
            from wflint.engine.check import Crash

            crashes.append(Crash(f"{finding.rule} (its fix)", error))
            return None
    if fix is None:
        return None
    if document.source.piece:
        from wflint.diagnostics.fix import Safety

        fix = fix._replace(safety=Safety.DISPLAY)
    return fix.under(document.base)


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
