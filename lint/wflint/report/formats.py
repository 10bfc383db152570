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

_MODULES = {"text": "text", "concise": "concise", "json": "json_report", "github": "github"}
FORMATS = tuple(_MODULES)
FOR_PEOPLE = ("text", "concise")


def plain(text: str, _role: str) -> str:
    """No colours."""
    return text


class Look(NamedTuple):
    """How formats for people look: their colours, whether a summary ends them, whether they show details."""

    paint: Paint = plain
    summary: bool = True
    verbose: bool = False


def render(report: Report, name: str, look: Look) -> Iterator[str]:
    """The pieces of a report in one of ``FORMATS``. Raises KeyError for another name."""
    pieces: Iterator[str] = import_module(f"wflint.report.{_MODULES[name]}").render(report, look)
    return pieces
