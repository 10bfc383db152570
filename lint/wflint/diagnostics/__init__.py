"""The vocabulary of findings: pointers, severities, effects, diagnostics and reports."""

from wflint.diagnostics.diagnostic import Diagnostic, RelatedPlace, Span
from wflint.diagnostics.finding import Finding, Outcome, Related
from wflint.diagnostics.levels import Confidence, Effect, Severity, Stage
from wflint.diagnostics.pointer import Pointer, format_pointer
from wflint.diagnostics.report import CheckedFile, Report

__all__ = [
    "CheckedFile",
    "Confidence",
    "Diagnostic",
    "Effect",
    "Finding",
    "Outcome",
    "Pointer",
    "Related",
    "RelatedPlace",
    "Report",
    "Severity",
    "Span",
    "Stage",
    "format_pointer",
]
