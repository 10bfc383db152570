"""A run that mends files: a check of all, those with fixes mended and written, and a check of what is then.

A file is written when it is mended completely, whole or not at all; whatever ends the run between two files
leaves both as somebody meant them.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from wflint.engine.check_files import check_files
from wflint.engine.files import STDIN
from wflint.engine.mend_files import MendJob, mend_files
from wflint.engine.mending import fixable
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.engine.check_files import CheckRequest, Result
    from wflint.engine.mend_files import MendedFile


class FixWish(NamedTuple):
    """What is wanted: ``unsafe`` fixes too, and whether files are written or only shown."""

    unsafe: bool = False
    write: bool = True


class FixResult(NamedTuple):
    """The report of the files as they are after it, and the files that were mended, or would be.

    ``problems`` are one-line texts about files that could not be mended, ``left`` the files with fixes that
    were not applied; ``stdin`` is what became of standard input, if it was read.
    """

    result: Result
    fixed: list[MendedFile]
    problems: list[str]
    left: list[MendedFile]
    stdin: bytes | None = None


def fix_files(
    request: CheckRequest, wish: FixWish, progress: Callable[[int, int], None] | None = None
) -> FixResult:
    """Mend everything that a request names. Raises what :func:`check_files` raises.

    What a baseline, a note or the configuration hides stays as it is.
    """
    least = request.showing.least
    given = _Given(request.stdin)
    # Infos that are only counted are mended too.
    request = request._replace(
        showing=request.showing._replace(listed=least, fixes=True), stdin=given if request.stdin else None
    )
    result = check_files(request, progress)
    jobs = _jobs(result, unsafe=wish.unsafe)
    fixed, problems, left = [], [], []
    for mended in mend_files(jobs, request.jobs, request.stdin, debug=request.debug):
        name = mended.job.name
        if mended.left:
            left.append(mended)
        if mended.problem is not None:
            problems.append(f"{name}: {mended.problem}")
        elif mended.changed:
            why = _written(mended, given) if wish.write else None
            if why is None:
                fixed.append(mended)
            else:
                problems.append(f"{name}: not fixed: {why}")
    if fixed and wish.write:
        result = check_files(request, progress)
    return FixResult(result, fixed, problems, left, given.raw)


class _Given:
    """Standard input, read once; what it is after mending is what is checked then."""

    def __init__(self, read: Callable[[], bytes] | None) -> None:
        self.raw: bytes | None = None
        self._read = read

    def __call__(self) -> bytes:
        if self.raw is None:
            assert self._read is not None
            self.raw = self._read()
        return self.raw


def _jobs(result: Result, *, unsafe: bool) -> list[MendJob]:
    """The files that have something to mend, each once, whatever links lead to it."""
    worth: dict[str, None] = {}
    known: dict[str, set[str]] = {}
    by_name = {job.name: job for job in result.jobs}
    for d in result.report.diagnostics:
        if d.suppressed == "baseline":
            known.setdefault(d.file, set()).update((d.fingerprint, d.alike))
        if d.file in by_name and fixable(d, unsafe=unsafe):
            worth[d.file] = None
    seen: set[str] = set()
    found = []
    for name in worth:
        job = by_name[name]
        place = job.path if job.path == STDIN else os.path.realpath(job.path)
        if place not in seen:
            seen.add(place)
            found.append(MendJob(job, unsafe, frozenset(known.get(name, set()) - {""})))
    return found


def _written(mended: MendedFile, given: _Given) -> str | None:
    """Write a file; why it could not be."""
    from wflint.engine.project import leads_out
    from wflint.reading import read_document_file
    from wflint.writing import write_file

    path = mended.job.path
    if path == STDIN:
        given.raw = mended.after
        return None
    try:
        if reason := leads_out(path):
            return f"it {reason}"
        if read_document_file(path) != mended.before:
            return "it changed in the meantime"
        write_file(path, mended.after)
    except OSError as error:
        return f"it cannot be written: {error.strerror or error}"
    return None
