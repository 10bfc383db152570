"""The page of findings: one file that needs no network.

Names, values and lines of text in it are strangers'. They stand in the page as text, never as markup; it
runs no script but its own, which its policy names by digest, and asks nothing of any network.
"""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from wflint.plain import unicode_line
from wflint.report.findings_page.colours import light_style
from wflint.report.findings_page.shown import ShownFiles, files_of
from wflint.report.summary import hidden_line, summary_line, suppressed_line
from wflint.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markupsafe import Markup

    from wflint.diagnostics import Report
    from wflint.report.formats import Look

SIGNS: Final = {"error": "✕", "warning": "▲", "info": "i"}
_TICKED: Final = re.compile(r"`([^`\n]+)`")


def render(report: Report, look: Look) -> Iterator[str]:
    """The page, line by line."""
    import jinja2

    folder = files("wflint.report.findings_page") / "parts"
    style = (folder / "findings.css").read_text("utf-8") + light_style()
    script = (folder / "findings.js").read_text("utf-8").strip()
    engine = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    engine.filters["line"] = unicode_line
    engine.filters["prose"] = _prose
    shown = files_of(report)
    page = engine.from_string((folder / "findings.html.j2").read_text("utf-8")).render(
        policy=(
            f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)}; "
            "base-uri 'none'; form-action 'none'"
        ),
        style=style,
        script=script,
        version=__version__,
        summary=summary_line(report),
        notes=[
            line
            for line in (
                hidden_line(report) if report.hidden else "",
                suppressed_line(report),
                _left_out_line(report, shown),
            )
            if line
        ],
        unreadable=[(f.file, f.reason or "") for f in report.unreadable],
        rules=_rules(shown),
        severities=_severities(shown),
        signs=SIGNS,
        files=shown.files,
        left_out=shown.left_out,
        undrawn=shown.undrawn,
        manuals=(manuals := _manuals(shown)),
        explained={manual["slug"] for manual in manuals},
    )
    yield from f"{page}\n".splitlines(keepends=True)


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _left_out_line(report: Report, shown: ShownFiles) -> str:
    """That the page does not have all findings; empty where it has."""
    here = sum(finding.count for file in shown.files for finding in file.findings)
    there = len(report.live)
    return f"{here} of {there} findings are on this page" if here < there else ""


def _severities(shown: ShownFiles) -> list[tuple[str, int]]:
    """How many findings of each severity the page has, the worst first."""
    number = dict.fromkeys(SIGNS, 0)
    for file in shown.files:
        for finding in file.findings:
            number[finding.severity] += finding.count
    return [(name, n) for name, n in number.items() if n]


def _rules(shown: ShownFiles) -> list[dict[str, Any]]:
    """What the page has of each rule: its worst severity, findings, files. The worst, then the most frequent
    come first."""
    rows: dict[str, dict[str, Any]] = {}
    worst = list(SIGNS)
    for file in shown.files:
        for f in file.findings:
            row = rows.setdefault(
                f.slug,
                {"slug": f.slug, "code": f.code, "severity": f.severity, "findings": 0, "files": set()},
            )
            row["findings"] += f.count
            row["files"].add(file.number)
            row["severity"] = min(row["severity"], f.severity, key=worst.index)
    return sorted(
        rows.values(), key=lambda row: (worst.index(row["severity"]), -row["findings"], row["slug"])
    )


def _manuals(shown: ShownFiles) -> list[dict[str, Any]]:
    """The manual page of each rule that has a finding: what ``wflint explain`` says."""
    from wflint.rules.examples import example_text
    from wflint.rules.manual import outcome_line, outcomes, sections, title
    from wflint.rules.registry import all_rules
    from wflint.rules.shown import example_of, shown_fixes

    named = sorted({finding.slug for file in shown.files for finding in file.findings})
    rules = all_rules()
    return [
        {
            "slug": slug,
            "title": title(rules[slug]),
            "sections": sections(rules[slug]),
            "outcomes": [(who, outcome_line(how)) for who, how in outcomes(rules[slug].rule)],
            "fixes": shown_fixes(slug),
            "example": example_text(example) if (example := example_of(slug)) is not None else "",
        }
        for slug in named
        if slug in rules
    ]


def _prose(text: str) -> Markup:
    """A sentence as markup: what stands in backticks is code, all else text."""
    from markupsafe import Markup, escape

    return Markup(_TICKED.sub(r"<code>\1</code>", str(escape(unicode_line(text)))))
