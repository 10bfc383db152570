"""The stable JSON of a report; ``docs/schema/report.schema.json`` is its schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from wflint.diagnostics import format_pointer
from wflint.diagnostics.fix import Op
from wflint.report.links import rule_url
from wflint.report.summary import counts, counts_by_rule
from wflint.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Diagnostic, RelatedPlace, Report
    from wflint.diagnostics.fix import Edit, Fix
    from wflint.report.formats import Look

SCHEMA = 1  # rises when a member changes its meaning or goes; new members may come without


def render(report: Report, look: Look) -> Iterator[str]:
    """The whole report as one JSON object, a file and a diagnostic a line.

    Pure ASCII, so that no console encoding can break it. Indenting every member would take Python's own
    encoder, which is ten times slower.
    """
    members = []
    whole = as_json(report)
    if look.statistics:
        whole["statistics"] = [
            {"code": code, "slug": slug, "count": number} for number, code, slug in counts_by_rule(report)
        ]
    for name, value in whole.items():
        if type(value) is list and value and type(value[0]) is dict:
            lines = ",\n".join("    " + json.dumps(item) for item in value)
            members.append(f'  "{name}": [\n{lines}\n  ]')
        else:
            members.append(f'  "{name}": {json.dumps(value)}')
    yield "{\n" + ",\n".join(members) + "\n}\n"


def as_json(report: Report) -> dict[str, Any]:
    """The report as plain values."""
    return {
        "schema": SCHEMA,
        "tool": "wflint",
        "version": __version__,
        "targets": list(report.targets),
        "files": [{"file": f.file, "kind": f.kind, "part": f.part, "status": f.status} for f in report.files],
        "summary": counts(report),
        "diagnostics": [diagnostic_members(d) for d in report.diagnostics],
    }


def diagnostic_members(d: Diagnostic) -> dict[str, Any]:
    """A diagnostic as plain values."""
    span = d.span
    return {
        "file": d.file,
        "part": d.part,
        "kind": d.kind,
        "code": d.code,
        "slug": d.slug,
        "severity": d.severity.value,
        "effect": d.effect.value,
        "stage": d.stage.value,
        "message": d.message,
        "consequence": d.consequence,
        "invokeai_error": d.invokeai_error or None,
        "help": d.help or None,
        "detail": d.detail or None,
        "group": d.group or None,
        "targets": list(d.targets),
        "pointer": d.pointer,
        "occurrence": d.occurrence,
        "node": d.node,
        "node_type": d.node_type,
        "field": d.field,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "end_line": span.end_line if span else None,
        "end_column": span.end_column if span else None,
        "confidence": d.confidence.value,
        "related": [_related(r) for r in d.related],
        "fix": None if d.fix is None else _fix(d.fix),
        "fingerprint": d.fingerprint,
        "suppressed": d.suppressed,
        "url": rule_url(d.slug),
    }


def _fix(fix: Fix) -> dict[str, Any]:
    return {"safety": fix.safety.value, "title": fix.title, "edits": [_edit(edit) for edit in fix.edits]}


def _edit(edit: Edit) -> dict[str, Any]:
    """One edit; ``value`` where its operation has one, ``occurrence`` where a key is there several times."""
    found: dict[str, Any] = {"op": edit.op.value, "pointer": format_pointer(edit.pointer)}
    if edit.op is not Op.REMOVE:
        found["value"] = edit.value
    if edit.occurrence is not None:
        found["occurrence"] = edit.occurrence
    return found


def _related(r: RelatedPlace) -> dict[str, Any]:
    return {
        "file": r.file,
        "pointer": r.pointer,
        "line": r.span.line if r.span else None,
        "column": r.span.column if r.span else None,
        "message": r.message,
    }
