"""The page of findings: one file that needs no network.

Names, values and lines of text in it are strangers'. They stand in the page as text, never as markup; it
runs no script but its own, which its policy names by digest, and asks nothing of any network.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from wflint.plain import unicode_line
from wflint.report.findings_page.shown import ShownFiles, files_of
from wflint.report.summary import hidden_line, summary_line, suppressed_line
from wflint.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Report
    from wflint.report.formats import Look

SIGNS: Final = {"error": "✕", "warning": "▲", "info": "i"}


def render(report: Report, look: Look) -> Iterator[str]:
    """The page, line by line."""
    import jinja2

    folder = files("wflint.report.findings_page") / "parts"
    style = (folder / "findings.css").read_text("utf-8")
    script = (folder / "findings.js").read_text("utf-8").strip()
    engine = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    engine.filters["line"] = unicode_line
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
            line for line in (hidden_line(report) if report.hidden else "", suppressed_line(report)) if line
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


def _severities(shown: ShownFiles) -> list[tuple[str, int]]:
    """How many findings of each severity the page has, the worst first."""
    number = dict.fromkeys(SIGNS, 0)
    for file in shown.files:
        for finding in file.findings:
            number[finding.severity] += finding.count
    return [(name, n) for name, n in number.items() if n]


def _rules(shown: ShownFiles) -> list[tuple[str, int]]:
    """How many findings of each rule the page has, the most frequent first."""
    number: dict[str, int] = {}
    for file in shown.files:
        for finding in file.findings:
            number[finding.slug] = number.get(finding.slug, 0) + finding.count
    return sorted(number.items(), key=lambda row: (-row[1], row[0]))


def _manuals(shown: ShownFiles) -> list[dict[str, Any]]:
    """The manual page of each rule that has a finding: what ``wflint explain`` says, without the example."""
    from wflint.rules.manual import outcome_line, outcomes, sections, title
    from wflint.rules.registry import all_rules

    named = sorted({finding.slug for file in shown.files for finding in file.findings})
    rules = all_rules()
    return [
        {
            "slug": slug,
            "title": title(rules[slug]),
            "sections": sections(rules[slug]),
            "outcomes": [(who, outcome_line(how)) for who, how in outcomes(rules[slug].rule)],
        }
        for slug in named
        if slug in rules
    ]
