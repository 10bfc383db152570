"""SARIF 2.1.0, as code scanning reads it: one run, the rules that fired with their manual, every finding.

Columns count Unicode code points, which the log says. Names of files are relative to the repository, so that
no log tells where it was checked out.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from wflint.plain import unicode_line
from wflint.report.links import PROJECT, rule_url
from wflint.report.repository import RepositoryPaths, has_lines
from wflint.rules.manual import sections
from wflint.rules.registry import all_rules
from wflint.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import CheckedFile, Diagnostic, Report, Span
    from wflint.report.formats import Look
    from wflint.rules.registry import RegisteredRule

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT: Final = "%SRCROOT%"
_FINGERPRINT: Final = "wflint/v1"
_LONGEST: Final = 1024  # characters of a description
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_PROBLEMS = {"error": "error", "warning": "warning", "info": "recommendation"}  # as code scanning calls them


def render(report: Report, look: Look) -> Iterator[str]:
    """The log as one JSON object, a rule and a result a line."""
    log = _Log(report)
    rules = [log.rule(slug) for slug in log.rules]
    results = [log.result(d) for d in report.diagnostics]
    head = {"name": "wflint", "semanticVersion": __version__, "informationUri": PROJECT}
    yield f'{{\n"$schema": {json.dumps(SCHEMA)},\n"version": "2.1.0",\n"runs": [{{\n'
    yield f'"tool": {{"driver": {json.dumps(head)[:-1]}, "rules": {_lines(rules)}}}}},\n'
    for name, value in log.run().items():
        yield f'"{name}": {json.dumps(value)},\n'
    yield f'"results": {_lines(results)}\n}}]\n}}\n'


def _lines(values: list[dict[str, Any]]) -> str:
    return "[\n" + ",\n".join(map(json.dumps, values)) + "\n]" if values else "[]"


class _Log:
    def __init__(self, report: Report) -> None:
        self._report = report
        self._paths = RepositoryPaths()
        self._known = all_rules()
        slugs = {d.slug: d.code for d in report.diagnostics}
        self.rules = {slug: number for number, slug in enumerate(sorted(slugs, key=lambda s: (slugs[s], s)))}
        self._codes = slugs
        # All results of a run say whether they are suppressed, or none does.
        self._suppressions = any(d.suppressed is not None for d in report.diagnostics)

    def run(self) -> dict[str, Any]:
        """The members of the run beside its tool and results."""
        unread = [file for file in self._report.files if file.status == "unreadable"]
        invocation: dict[str, Any] = {"executionSuccessful": not unread}
        if unread:
            invocation["toolExecutionNotifications"] = [self._notification(file) for file in unread]
        return {
            "invocations": [invocation],
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
            "properties": {"targets": [unicode_line(target) for target in self._report.targets]},
        }

    def _notification(self, file: CheckedFile) -> dict[str, Any]:
        reason = unicode_line(file.reason or file.status)
        return {
            "level": "error",
            "message": {"text": _escaped(_sentence(f"{unicode_line(file.file)} was not checked: {reason}"))},
            "locations": [{"physicalLocation": {"artifactLocation": self._artifact(file.file)}}],
        }

    def rule(self, slug: str) -> dict[str, Any]:
        """A rule with its manual; of one that is not wflint's own, its name and code."""
        found: dict[str, Any] = {"id": self._codes[slug], "name": slug}
        rule = self._known.get(slug)
        if rule is None:
            return found
        severities = [o.severity for o in (rule.rule.workflow, rule.rule.graph) if o is not None]
        worst = max(severities, key=lambda severity: severity.rank).value
        text, markdown = _manual(rule)
        return {
            **found,
            "shortDescription": {"text": _sentence(rule.rule.summary[:1].upper() + rule.rule.summary[1:])},
            "fullDescription": {"text": _description(rule)},
            "helpUri": rule_url(slug),
            "help": {"text": text, "markdown": markdown},
            "defaultConfiguration": {
                "level": _LEVELS[worst],
                "enabled": rule.rule.default and not rule.rule.preview,
            },
            "properties": {"tags": ["invokeai", rule.area], "problem.severity": _PROBLEMS[worst]},
        }

    def result(self, d: Diagnostic) -> dict[str, Any]:
        """A finding, with its other places and the ways that lead to it."""
        place = self._location(d, d.span, d.file, d.pointer)
        found: dict[str, Any] = {
            "ruleId": d.code,
            "ruleIndex": self.rules[d.slug],
            "level": _LEVELS[d.severity.value],
            "message": {"text": _message(d)},
            "locations": [place],
            "partialFingerprints": {_FINGERPRINT: d.fingerprint},
        }
        others = [
            {
                **self._location(d, r.span, r.file or d.file, r.pointer),
                "message": {"text": _escaped(unicode_line(r.message))},
            }
            for r in d.related
        ]
        if others:
            found["relatedLocations"] = [{"id": n, **other} for n, other in enumerate(others)]
        if d.ways:
            here = {**place, "message": {"text": _escaped(unicode_line(d.message))}}
            flows = [
                {"locations": [{"location": here if step < 0 else others[step]} for step in way]}
                for way in d.ways
            ]
            found["codeFlows"] = [{"threadFlows": [flow]} for flow in flows]
        if d.changes and d.fix is not None and has_lines(d.file):
            found["fixes"] = [self._fix(d, f"{d.fix.title} ({d.fix.safety.value})")]
        if self._suppressions:
            found["suppressions"] = [] if d.suppressed is None else [_suppression(d.suppressed)]
        found["properties"] = {
            "effect": d.effect.value,
            "stage": d.stage.value,
            "confidence": d.confidence.value,
            "targets": [unicode_line(target) for target in d.targets],
        }
        return found

    def _location(self, d: Diagnostic, span: Span | None, file: str, pointer: str) -> dict[str, Any]:
        physical: dict[str, Any] = {"artifactLocation": self._artifact(file)}
        if span is not None and has_lines(file):
            physical["region"] = _region(span)
        location: dict[str, Any] = {"physicalLocation": physical}
        if pointer:
            # A pointer starts with a slash; in front of it stands the document of a file that holds several.
            location["logicalLocations"] = [{"fullyQualifiedName": unicode_line((d.part or "") + pointer)}]
        return location

    def _fix(self, d: Diagnostic, title: str) -> dict[str, Any]:
        replacements = [
            {"deletedRegion": _region(change.span), "insertedContent": {"text": change.text}}
            for change in d.changes
        ]
        change = {"artifactLocation": self._artifact(d.file), "replacements": replacements}
        return {"description": {"text": _escaped(unicode_line(title))}, "artifactChanges": [change]}

    def _artifact(self, file: str) -> dict[str, str]:
        path = self._paths(file)
        if path.startswith("/"):
            return {"uri": "file://" + _percent(path)}
        if path[1:2] == ":":  # a drive
            return {"uri": "file:///" + path[:2] + _percent(path[2:])}
        return {"uri": _percent(path), "uriBaseId": _ROOT}


def _region(span: Span) -> dict[str, int]:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _percent(path: str) -> str:
    """The path in a URI, byte by byte: a name on disk need not be Unicode."""
    return quote(path.encode("utf-8", "surrogateescape" if _is_name(path) else "backslashreplace"))


def _is_name(path: str) -> bool:
    try:
        path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return False
    return True


def _message(d: Diagnostic) -> str:
    """The parts of a finding as sentences, the first of which is enough."""
    parts = [d.message, f"Effect: {d.consequence}", f"Help: {d.help}" if d.help else ""]
    return _escaped("\n".join(_sentence(unicode_line(part)) for part in parts if part))


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else text + "."


def _escaped(text: str) -> str:
    """Text of strangers in a message: braces are placeholders there, and brackets may be a link."""
    return text.replace("{", "{{").replace("}", "}}").replace("](", "\\](")


def _suppression(suppressed: str) -> dict[str, str]:
    kind = "inSource" if suppressed == "notes" else "external"
    return {"kind": kind, "justification": unicode_line(suppressed)}


def _description(rule: RegisteredRule) -> str:
    """What a rule does, in its manual's first paragraph about it; GitHub takes 1,024 characters."""
    parts = dict(sections(rule))
    text = " ".join((parts.get("What it does") or parts[""])[0].split())
    return _sentence(text) if len(text) < _LONGEST else _sentence(parts[""][0])


def _manual(rule: RegisteredRule) -> tuple[str, str]:
    """The manual page as plain text and as Markdown."""
    text, markdown = [], []
    for heading, paragraphs in sections(rule):
        if heading:
            text.append(f"{heading}:")
            markdown.append(f"## {heading}")
        text += paragraphs
        markdown += paragraphs
    return "\n\n".join(text), "\n\n".join(markdown)
