"""``wflint check``: options to a request, the report to a format, the outcome to an exit code."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from wflint.cli.check_options import Options, check_options
from wflint.cli.errors import DEBUG, FINDINGS, OK, USAGE, Failure

if TYPE_CHECKING:
    from wflint.diagnostics import Report

_KINDS = {"json": "json", "github": "github"}  # how a format is cleaned, other than by lines
EPILOG = """\b
Examples:
  wflint check a.json b.json             files by name
  wflint check .                         every InvokeAI document under this folder
  wflint check --images gallery/         workflows inside images too
  wflint check --write-baseline .        from now on only what is new (docs/adoption.md)
  wflint check --target '>=5.12,<7' .    against every release of a range
  wflint check --select ED,IN --ignore IN105 .
  wflint check --models models.lock.json .   with the models of your server, exactly
  wflint check --vram 8GB .              does it fit the graphics card?
  wflint check --format json --output report.json .
  curl -s $URL | wflint check -

\b
A directory is searched for *.json files; those that are not an InvokeAI document are skipped, and
.gitignore is respected. A named file that is not one is reported, unless --skip-unknown is given. What
`exclude` in the configuration names is not checked, also where the command line names it.

\b
A rule is selected by code (ED101), prefix (ED), name (dangling-edge) or ALL; the more specific wins.
Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage or a path that cannot be read;
130, 143 and 129 when Ctrl-C, SIGTERM or SIGHUP ended it.
"""


@click.command(epilog=EPILOG)
@click.argument("paths", nargs=-1, type=click.Path())
@check_options
def check(**options: Any) -> int:
    """Find faults in InvokeAI workflows, API graphs and enqueue bodies.

    PATHS are files, directories, or - for standard input; without any, this directory.
    """
    return _check(Options(**options))


def _check(options: Options) -> int:
    from wflint.cli.output import complain, note
    from wflint.engine.check_files import CheckRequest, check_files
    from wflint.engine.inventories import InventoryError
    from wflint.engine.selection import UnknownSelectorError
    from wflint.engine.settings import ConfigError
    from wflint.engine.targets import TargetError

    request = CheckRequest(
        paths=options.paths or (".",),
        wanted=options.wanted(),
        images=options.images,
        skip_unknown=options.skip_unknown,
        force_exclude=options.force_exclude,
        jobs=options.jobs,
        stdin=_read_stdin,
        stdin_name=options.stdin_filename,
        debug=DEBUG,
        showing=options.showing(),
        baseline=options.baselines(),
    )
    _spare_the_collector()
    progress = None
    if not options.quiet and sys.stderr.isatty():
        from wflint.cli.progress import ProgressLine

        progress = ProgressLine()
    try:
        result = check_files(request, progress)
    except UnknownSelectorError as error:
        raise click.UsageError(str(error)) from None
    except (ConfigError, TargetError, InventoryError) as error:
        raise Failure(str(error)) from None
    finally:
        if progress is not None:
            progress.close()
    _write(result.report, options)
    for said in () if options.quiet else result.notes:
        note(said)
    for problem in result.problems:
        # With WFLINT_DEBUG a traceback stands below an internal error.
        said, *details = problem.split("\n") if DEBUG else [problem]
        complain(said, details)
    if result.problems:
        return USAGE
    if not options.quiet and (why := _why_nothing(result.report, request.paths)):
        note(f"nothing to check: {why}")
    return FINDINGS if result.failed else OK


def _why_nothing(report: Report, paths: tuple[str, ...]) -> str | None:
    """Why no file was even looked at; None where one was."""
    from wflint.engine.files import EXCLUDED

    if not report.files:
        return f"no JSON files under {', '.join(paths)}"
    first = report.files[0].reason or ""
    if not all((file.reason or "").startswith(EXCLUDED) for file in report.files):
        return None
    every, them = ("every named file", "them") if len(report.files) > 1 else (report.files[0].file, "it")
    return f"{every} is {first}; --no-force-exclude checks {them}"


def _read_stdin() -> bytes:
    from wflint.cli.streams import read_stdin

    return read_stdin()


def _spare_the_collector() -> None:
    """Let the cyclic garbage collector look at files' data rarely, and at the program itself never.

    Parsed JSON makes many containers and no cycles: the collector's walks over them were a sixth of the time
    of a large file or of one with findings (measured; the process ends with the command).
    """
    import gc

    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


def _write(report: Report, options: Options) -> None:
    from wflint.cli.output import cleaned, painter, write, write_text
    from wflint.report.formats import FOR_PEOPLE, Look, plain, render

    output = options.output
    look = Look(
        paint=painter(sys.stdout) if output is None else plain,
        summary=not options.quiet,
        verbose=options.verbose,
    )
    pieces = render(report, options.output_format, look)
    kind = _KINDS.get(options.output_format, "lines")
    if output is None or output == "-":
        write(pieces, kind=kind)
    else:
        from wflint.writing import write_file

        try:
            write_file(output, cleaned(pieces, kind))
        except OSError as error:
            raise Failure(f"cannot write {os.fspath(output)}: {error.strerror or error}") from None
    if options.statistics:
        from wflint.report.summary import statistics

        in_report = output is None and options.output_format in FOR_PEOPLE
        write_text([statistics(report)], sys.stdout if in_report else sys.stderr)
