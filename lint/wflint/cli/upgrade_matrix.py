"""``wflint upgrade --matrix``: workflows by releases."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from wflint.cli.errors import FINDINGS, OK, USAGE, Failure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wflint.upgrade.matrix import Matrix
    from wflint.upgrade.matrix_judge import Subject
    from wflint.upgrade.run import UpgradeRequest
    from wflint.upgrade.verdict import Strictness


def show_matrix(
    request: UpgradeRequest, spec: str, output_format: str, *, require: str, quiet: bool = False
) -> int:
    """Judge files by every release of a range, and tell of it in a format: text, markdown, json or html.

    The exit code is that of an upgrade to the newest release of the range. Raises Failure.
    """
    from wflint.catalogue.errors import TargetError
    from wflint.cli.output import complain, note
    from wflint.engine.settings import ConfigError
    from wflint.upgrade.matrix_files import read_subjects
    from wflint.upgrade.verdict import Strictness

    wanted = Strictness(require)
    try:
        releases = _releases(spec)
        found = read_subjects(request._replace(new=releases[-1]))
        for problem in found.problems:
            complain(problem)
        if not found.subjects and not found.problems:
            note(f"nothing to judge: no InvokeAI documents under {', '.join(request.paths)}")
        if not found.subjects and output_format == "text":
            return USAGE if found.problems else OK
        matrix = _built(found.subjects, releases, quiet=quiet)
    except (ConfigError, TargetError) as error:
        raise Failure(str(error)) from None
    _write(matrix, output_format, wanted)
    if found.problems:
        return USAGE
    return OK if matrix.survives(wanted) else FINDINGS


def _releases(spec: str) -> tuple[str, ...]:
    """The releases of a range, oldest first. Raises TargetError and Failure."""
    from wflint.catalogue.store import list_releases
    from wflint.catalogue.targets import names_file, resolve_target

    if names_file(spec) or "://" in spec:
        raise Failure(f"--matrix takes a range of releases such as '>=5.0', not {spec}")
    names = tuple(catalogue.name for catalogue in resolve_target(spec, named=True))
    if not set(names) <= set(list_releases()):
        raise Failure(f"--matrix takes a range of releases such as '>=5.0', not {spec}")
    return names


def _built(subjects: Sequence[Subject], releases: Sequence[str], *, quiet: bool) -> Matrix:
    from wflint.cli.progress import ProgressLine
    from wflint.upgrade.matrix_build import LostError, build

    progress = None if quiet or not sys.stderr.isatty() else ProgressLine()
    try:
        if progress is None:
            return build(subjects, releases)
        return build(subjects, releases, progress=progress)
    except LostError as error:
        raise Failure(str(error)) from None
    finally:
        if progress is not None:
            progress.close()


def _write(matrix: Matrix, output_format: str, wanted: Strictness) -> None:
    from wflint.cli.output import painter, write, write_json, write_text

    if output_format == "json":
        from wflint.report.matrix_json import matrix_json

        write_json(json.dumps(matrix_json(matrix, wanted), indent=1, ensure_ascii=False) + "\n")
    elif output_format == "markdown":
        from wflint.report.matrix_markdown import matrix_markdown

        write(matrix_markdown(matrix))
    elif output_format == "html":
        from wflint.report.matrix_html import matrix_html

        write_text(matrix_html(matrix))
    else:
        from wflint.report.matrix_text import matrix_text

        write(matrix_text(matrix, painter(sys.stdout), unicode=_takes_symbols()))


def _takes_symbols() -> bool:
    """Whether standard output can write the symbols."""
    from wflint.report.matrix_words import SYMBOLS

    try:
        "".join(SYMBOLS.values()).encode(sys.stdout.encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
