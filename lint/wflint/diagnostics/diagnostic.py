"""A finding as users see it: with rule, severity, file, line and column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.records import NamedTuple

if TYPE_CHECKING:
    from wflint.diagnostics.fix import Fix
    from wflint.diagnostics.levels import Confidence, Effect, Severity, Stage


class Span(NamedTuple):
    """A stretch of the source text. 1-based, columns count Unicode code points, the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class RelatedPlace(NamedTuple):
    """A second place of a diagnostic; ``file`` is None for the diagnostic's own file."""

    file: str | None
    pointer: str
    span: Span | None
    message: str


class Diagnostic(NamedTuple):
    """One fault, located. ``pointer`` is RFC 6901 text relative to the file's (or part's) root.

    ``consequence`` says what InvokeAI does, ``invokeai_error`` with which words of its own (empty where there
    are none); ``help``, ``detail``, ``group`` and ``ways`` are those of :class:`~wflint.diagnostics.Finding`.

    ``fingerprint`` names the fault within its file. ``alike`` is the fingerprint of the first of those that
    only their words and places tell apart, mostly its own. The pointers of ``fix`` start at the file's root.
    """

    code: str
    slug: str
    severity: Severity
    effect: Effect
    stage: Stage
    message: str
    file: str
    part: str | None
    kind: str
    pointer: str
    occurrence: int
    node: str | None
    node_type: str | None
    field: str | None
    span: Span | None
    confidence: Confidence
    related: tuple[RelatedPlace, ...]
    targets: tuple[str, ...]
    fingerprint: str
    consequence: str = ""
    invokeai_error: str = ""
    help: str = ""
    detail: str = ""
    group: str = ""
    suppressed: str | None = None
    alike: str = ""
    ways: tuple[tuple[int, ...], ...] = ()
    fix: Fix | None = None
    source_line: str | None = None  # the text of the line the span starts on, for human formats

    @property
    def counts(self) -> bool:
        """Whether it is told at all and may fail a run: everything that counts or shows asks here."""
        return self.suppressed is None

    @property
    def line(self) -> str:
        """What is wrong and what to do, for those who have one line for it."""
        return f"{self.message}; {self.help}" if self.help else self.message

    @property
    def sort_key(self) -> tuple[str, str, int, int, str, str, str]:
        """Stable order: file, part, place, code, pointer, message."""
        line, column = (self.span.line, self.span.column) if self.span else (0, 0)
        return (self.file, self.part or "", line, column, self.code, self.pointer, self.message)
