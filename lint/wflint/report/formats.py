"""The output formats by name."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wflint.diagnostics import Report

    # Colours a piece of text in a role: path, code, dim, error, warning, info.
    Paint = Callable[[str, str], str]


_MODULES = {
    "text": "text",
    "concise": "concise",
    "markdown": "markdown_report",
    "json": "json_report",
    "jsonl": "jsonl",
    "sarif": "sarif",
    "junit": "junit",
    "gitlab": "gitlab",
    "github": "github",
    "html": "findings_page",
}
FORMATS = tuple(_MODULES)
# Whose readers are told of infos by their number, unless they ask: programs get every finding.
FOR_PEOPLE = ("text", "concise", "markdown")
_OF_FIXES = ("json", "jsonl", "sarif", "html")  # formats that say of each finding what mends it
OF_CHANGES = frozenset({"sarif", "html"})  # and what a fix does to the text
# How pieces are cleaned before they are shown (`cli/output.py`), where not line by line.
_CLEANED = {"json": "json", "jsonl": "json", "sarif": "json", "gitlab": "json", "github": "github"}


def plain(text: str, _role: str) -> str:
    """No colours."""
    return text


class Look(NamedTuple):
    """How formats for people look: their colours, whether a summary ends them, whether they show details.

    ``statistics`` asks for the counts by rule, of the formats that have a place for them. ``unsafe`` says
    that unsafe fixes are wanted too, and ``mended`` that all fixes that are wanted were tried.
    """

    paint: Paint = plain
    summary: bool = True
    verbose: bool = False
    statistics: bool = False
    unsafe: bool = False
    mended: bool = False


def says_fixes(name: str, *, verbose: bool, summary: bool) -> bool:
    """Whether a format says what mends a finding, or how many can be mended: else no fix need be made."""
    return name in _OF_FIXES or (name == "text" and (verbose or summary))


def cleaning(name: str) -> str:
    """How the pieces of a format are cleaned before they are shown."""
    return _CLEANED.get(name, "lines")


def render(report: Report, name: str, look: Look) -> Iterator[str]:
    """The pieces of a report in one of ``FORMATS``. Raises KeyError for another name."""
    pieces: Iterator[str] = import_module(f"wflint.report.{_MODULES[name]}").render(report, look)
    return pieces
