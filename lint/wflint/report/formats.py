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


class Format(NamedTuple):
    """A format: its module here, how its pieces are cleaned (``cli/output.py``), and who reads it.

    People are told of infos by their number unless they ask for them; programs get every finding.
    """

    module: str
    cleaned: str = "lines"
    people: bool = False


_KNOWN = {
    "text": Format("text", people=True),
    "concise": Format("concise", people=True),
    "markdown": Format("markdown_report", people=True),
    "json": Format("json_report", "json"),
    "jsonl": Format("jsonl", "json"),
    "sarif": Format("sarif", "json"),
    "junit": Format("junit"),
    "gitlab": Format("gitlab", "json"),
    "github": Format("github", "github"),
}
FORMATS = tuple(_KNOWN)
FOR_PEOPLE = tuple(name for name, known in _KNOWN.items() if known.people)


def plain(text: str, _role: str) -> str:
    """No colours."""
    return text


class Look(NamedTuple):
    """How formats for people look: their colours, whether a summary ends them, whether they show details.

    ``statistics`` asks for the counts by rule, of the formats that have a place for them.
    """

    paint: Paint = plain
    summary: bool = True
    verbose: bool = False
    statistics: bool = False


def cleaning(name: str) -> str:
    """How the pieces of a format are cleaned before they are shown."""
    return _KNOWN[name].cleaned


def render(report: Report, name: str, look: Look) -> Iterator[str]:
    """The pieces of a report in one of ``FORMATS``. Raises KeyError for another name."""
    pieces: Iterator[str] = import_module(f"wflint.report.{_KNOWN[name].module}").render(report, look)
    return pieces
