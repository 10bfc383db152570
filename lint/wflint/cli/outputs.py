"""``--output``: a report on the screen in one format, in files in others."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from wflint.cli.errors import Failure
from wflint.endings import BASELINE, CASE
from wflint.records import NamedTuple
from wflint.report.formats import FOR_PEOPLE, FORMATS, Look, cleaning, render

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from wflint.diagnostics import Report, Severity

SCREEN = "-"
_OWN = ("wflint.toml", "pyproject.toml", ".gitignore")  # files of the repository, which no report replaces
_NOWHERE = os.path.normcase(os.path.realpath(os.devnull))  # where any number of reports may go


class Destination(NamedTuple):
    """A report in one format, to a file or to the screen (``-``)."""

    format: str
    file: str


def parse_outputs(
    given: tuple[str, ...], screen_format: str, *, screen_asked: bool, read: Iterable[str | None] = ()
) -> list[Destination]:
    """What ``--output`` asks for: ``FORMAT:FILE``, or a file for the report of ``--format``.

    A prefix is one only if it is a format: ``C:\\report.txt`` is a file. The report of ``--format`` goes to
    the screen unless a file was named for it, or something else goes there. ``screen_asked`` says that the
    user wrote ``--format``; ``read`` are files that other options name. Raises click.UsageError, and Failure
    where a report would replace one of those, or a file that is the repository's by its name.
    """
    outputs = []
    on_screen = True
    for text in given:
        name, colon, file = text.partition(":")
        if not (colon and name in FORMATS):
            if not text:
                raise click.UsageError("--output names no file")
            outputs.append(Destination(screen_format, text))
            on_screen = False
        elif file:
            outputs.append(Destination(name, file))
        else:
            raise click.UsageError(f"--output {text} names no file; write --output {name}:FILE")
    if on_screen and (screen_asked or all(identity(output.file) != SCREEN for output in outputs)):
        outputs.insert(0, Destination(screen_format, SCREEN))
    seen: dict[str, Destination] = {}
    for output in outputs:
        place = identity(output.file)
        first = seen.setdefault(place, output)
        if first is not output and place != _NOWHERE:
            where = "standard output" if output.file == SCREEN else output.file
            raise click.UsageError(f"two reports go to {where} ({first.format} and {output.format})")
    kept = {identity(file) for file in read if file} - {SCREEN, _NOWHERE}
    for place, output in seen.items():
        name = os.path.basename(place).lower()
        if place in kept or name in (*_OWN, BASELINE) or name.endswith(CASE):
            raise Failure(f"--output {output.file} is a file that wflint reads; name another one")
    return outputs


def identity(file: str) -> str:
    """What tells files apart, whatever they are called by."""
    if file in (SCREEN, "/dev/stdout"):
        return SCREEN
    try:
        return os.path.normcase(os.path.realpath(file))
    except (OSError, ValueError):  # no name of a file: writing will say so
        return file


def write_outputs(
    report: Report,
    outputs: list[Destination],
    look: Look,
    listed: Severity,
    stream: TextIO | None = None,
) -> None:
    """Write the report everywhere; ``listed`` is the least severity that people are shown one by one,
    ``stream`` the screen where that is not standard output.

    The screen comes first: who cannot have the files has the findings at least. Raises Failure.
    """
    from wflint.cli.output import cleaned, painter, write

    brief = report.listing(listed)
    screen = []
    files: list[tuple[str, Iterable[str]]] = []
    for output in outputs:
        told = brief if output.format in FOR_PEOPLE else report
        if output.file == SCREEN:
            pieces = render(told, output.format, look._replace(paint=painter(stream or sys.stdout)))
            screen.append((pieces, cleaning(output.format)))
        else:
            _spare_documents(report, output)
            files.append((output.file, cleaned(render(told, output.format, look), cleaning(output.format))))
    for pieces, kind in screen:
        write(pieces, stream, kind)
    if not files:
        return
    from wflint.writing import write_files

    try:
        write_files(files)
    except OSError as error:
        name = error.filename if error.filename is not None else files[0][0]
        raise Failure(f"cannot write {os.fspath(name)}: {error.strerror or error}") from None


def _spare_documents(report: Report, output: Destination) -> None:
    """Raises Failure where a report would replace a document that it is about."""
    name, place = os.path.basename(output.file), identity(output.file)
    for file in report.files:
        if file.status == "checked" and os.path.basename(file.file) == name and identity(file.file) == place:
            raise Failure(f"--output {output.file} is a file that is checked; name another one")


def write_statistics(report: Report, outputs: list[Destination], stream: TextIO | None = None) -> None:
    """The counts by rule: below a text on the screen, else on standard error; JSON has them inside."""
    from wflint.cli.output import write_text
    from wflint.report.summary import statistics

    on_screen = [output.format for output in outputs if output.file == SCREEN]
    below = "text" in on_screen or "concise" in on_screen
    if below or all(output.format != "json" for output in outputs):
        write_text([statistics(report)], (stream or sys.stdout) if below else sys.stderr)
