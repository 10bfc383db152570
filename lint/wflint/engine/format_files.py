"""Formatting what a command line names: which files, and what became of each."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from wflint.endings import BASELINE
from wflint.engine.exclusion import why_excluded
from wflint.engine.files import STDIN, discover
from wflint.engine.formatting import FormattedBytes, format_bytes
from wflint.engine.settings import FOUND, Configured, SettingsFinder
from wflint.reading import read_document_file
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class FormatRequest(NamedTuple):
    """What a command line asks for; see :class:`wflint.engine.check_files.CheckRequest`."""

    paths: tuple[str, ...]
    strip: bool = False
    skip_unknown: bool = False
    stdin: Callable[[], bytes] | None = None
    stdin_name: str | None = None
    force_exclude: bool | None = None
    configured: Configured = FOUND


class FormattedFile(NamedTuple):
    """A file and what became of it. ``before`` are its bytes, None where ``problem`` says why there are none.

    ``skipped`` files are left alone without a word: excluded, or no document of InvokeAI's and only found by
    a search.
    """

    path: str
    name: str
    before: bytes | None
    made: FormattedBytes
    problem: str | None = None
    skipped: bool = False

    @property
    def changed(self) -> bool:
        """Whether other bytes belong into the file."""
        return self.problem is None and not self.skipped and self.made.raw != self.before


def format_files(request: FormatRequest) -> Iterator[FormattedFile]:
    """What becomes of each file that a request names, in stable order. Nothing is written.

    Raises ConfigError.
    """
    finder = SettingsFinder(request.configured)
    finder.default()
    discovery = discover(request.paths, excluded=lambda p: finder.for_file(p).leaves_out(p) is not None)
    for path, reason in discovery.problems:
        yield FormattedFile(path, path, None, FormattedBytes(b""), reason)
    for path, named in discovery.files:
        name = request.stdin_name or STDIN if path == STDIN else path
        place = request.stdin_name if path == STDIN else path
        left_out = named and place is not None and _is_left_out(finder, place, request.force_exclude)
        if left_out and path != STDIN:
            yield FormattedFile(path, name, None, FormattedBytes(b""), skipped=True)
            continue
        try:
            raw = request.stdin() if path == STDIN and request.stdin else read_document_file(path)
        except OSError as error:
            yield FormattedFile(path, name, None, FormattedBytes(b""), error.strerror or str(error))
            continue
        if left_out:
            yield FormattedFile(path, name, raw, FormattedBytes(raw), skipped=True)
            continue
        lenient = not named or request.skip_unknown
        made = format_bytes(raw, name, strip=request.strip, lenient=lenient)
        if made.reason is None:
            yield FormattedFile(path, name, raw, made)
        else:
            skipped = made.foreign and lenient
            problem = None if skipped else made.reason
            yield FormattedFile(path, name, raw, made, problem, skipped)


def _is_left_out(finder: SettingsFinder, place: str, forced: bool | None) -> bool:
    """Whether a named file is left alone: a configuration excludes it, or it is wflint's own."""
    if os.path.basename(place) == BASELINE:
        return True
    return why_excluded(finder, place, forced) is not None
