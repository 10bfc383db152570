"""``wflint check``: options to a request, the report to a format, the outcome to an exit code."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from wflint.cli.check_options import Options, check_options
from wflint.cli.errors import DEBUG, FINDINGS, OK, USAGE, Failure

if TYPE_CHECKING:
    from typing import TextIO

    from wflint.cli.outputs import Destination
    from wflint.diagnostics import Report
    from wflint.engine.check_files import CheckRequest
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
  wflint check --diff .                  what --fix would change
  wflint check --fix .                   mend what can be mended safely (docs/fixing.md)
  wflint check --format json --output report.json .
  wflint check --since origin/main .     what a branch changed, and what depends on that
  wflint check --output sarif:wflint.sarif .   text on the screen, SARIF in a file
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
    from wflint.engine.check_files import CheckRequest, SinceError, check_files
    from wflint.engine.inventories import InventoryError
    from wflint.engine.selection import UnknownSelectorError
    from wflint.engine.settings import ConfigError
    from wflint.engine.targets import TargetError

    places = options.places()
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
        showing=options.showing(places),
        configured=options.configured(),
        since=options.since,
        baseline=options.baselines(),
    )
    _spare_the_collector()
    progress = None
    if not options.quiet and sys.stderr.isatty():
        from wflint.cli.progress import ProgressLine

        progress = ProgressLine()
    wish = options.fixes()
    fixed = None
    try:
        if wish is None:
            result = check_files(request, progress)
        else:
            from wflint.engine.fix_files import fix_files

            fixed = fix_files(request, wish, progress)
            result = fixed.result
    except UnknownSelectorError as error:
        raise click.UsageError(str(error)) from None
    except (ConfigError, TargetError, InventoryError) as error:
        raise Failure(str(error)) from None
    except SinceError as error:
        raise Failure(f"--since: {error}") from None
    finally:
        if progress is not None:
            progress.close()
    if fixed is None:
        _write(result.report, options, places)
    else:
        from wflint.cli.fixing import show_fixed, tell_fixed

        show_fixed(fixed, diff=options.diff, listed=options.verbose)
        if not (options.diff or options.fix_only):
            _write(result.report, options, places, None if fixed.stdin is None else sys.stderr)
        tell_fixed(fixed, diff=options.diff, quiet=options.quiet)
    for said in () if options.quiet else result.notes:
        note(said)
    for problem in result.problems:
        # With WFLINT_DEBUG a traceback stands below an internal error.
        said, *details = problem.split("\n") if DEBUG else [problem]
        complain(said, details)
    if result.problems or (fixed is not None and fixed.problems):
        return USAGE
    if fixed is not None and (options.diff or options.fix_only):
        return FINDINGS if options.diff and fixed.fixed and not options.exit_zero else OK
    if not options.quiet:
        if options.unsafe_fixes and fixed is None:
            note("--unsafe-fixes alone fixes nothing; give it with --fix, --fix-only or --diff")
        if result.unchanged:
            note(_unchanged(result.unchanged, options.since or ""))
        elif why := _why_nothing(result.report, request):
            note(f"nothing to check: {why}")
    return FINDINGS if result.failed and not options.exit_zero else OK


def _unchanged(number: int, revision: str) -> str:
    files, them = ("1 file", "it") if number == 1 else (f"{number} files", "them")
    return f"{files} not checked: nothing about {them} changed since {revision}"


def _why_nothing(report: Report, request: CheckRequest) -> str | None:
    """Why no file was even looked at; None where one was."""
    from wflint.engine.files import EXCLUDED, discover

    if not report.files:
        from wflint.diagnostics.words import listed
        from wflint.engine.exclusion import who_excludes
        from wflint.engine.settings import SettingsFinder

        left_out = [file.path for file in discover(request.paths).files]  # whatever a configuration says
        if left_out:
            are = f"{left_out[0]} and {len(left_out) - 1} more are" if left_out[1:] else f"{left_out[0]} is"
            by = listed(who_excludes(SettingsFinder(request.configured), request.paths, left_out))
            return f"{are} {EXCLUDED} {by}; name a file with --no-force-exclude to check it"
        return f"no JSON files under {', '.join(request.paths)}"
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


def _write(report: Report, options: Options, places: list[Destination], screen: TextIO | None = None) -> None:
    """The report to where it goes; ``screen`` is another one where standard output is not free for it."""
    from wflint.cli.output import painter, write
    from wflint.report.formats import FOR_PEOPLE, Look, cleaning, render

    look = Look(
        summary=not options.quiet,
        verbose=options.verbose,
        statistics=options.statistics,
        unsafe=options.unsafe_fixes,
        mended=options.fix or options.fix_only,
    )
    if options.step_summary and os.environ.get("GITHUB_STEP_SUMMARY"):
        from wflint.cli.step_summary import add_step_summary

        add_step_summary(report.listing(options.listed()), [place.file for place in places])
    if places:
        from wflint.cli.outputs import write_outputs

        write_outputs(report, places, look, options.listed(), screen)
    else:
        told = report.listing(options.listed()) if options.output_format in FOR_PEOPLE else report
        pieces = render(told, options.output_format, look._replace(paint=painter(screen or sys.stdout)))
        write(pieces, screen, cleaning(options.output_format))
    if options.statistics:
        from wflint.cli.outputs import SCREEN, Destination, write_statistics

        write_statistics(report, places or [Destination(options.output_format, SCREEN)], screen)
