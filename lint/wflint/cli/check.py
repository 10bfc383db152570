"""``wflint check``: options to a request, the report to a format, the outcome to an exit code."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from wflint.cli.errors import DEBUG, FINDINGS, OK, USAGE, Failure
from wflint.engine.configuration import FAIL_ON
from wflint.report.formats import FORMATS

if TYPE_CHECKING:
    from wflint.cli.outputs import Destination
    from wflint.diagnostics import Report, Severity
    from wflint.engine.configuration import Wanted
    from wflint.engine.settle import Showing

SEVERITIES = ("error", "warning", "info")
EPILOG = """\b
Examples:
  wflint check a.json b.json             files by name
  wflint check .                         every InvokeAI document under this folder
  wflint check --images gallery/         workflows inside images too
  wflint check --target '>=5.12,<7' .    against every release of a range
  wflint check --select ED,IN --ignore IN105 .
  wflint check --models models.lock.json .   with the models of your server, exactly
  wflint check --vram 8GB .              does it fit the graphics card?
  wflint check --format json --output report.json .
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
@click.option(
    "--target", "-t", metavar="T", help="Release (6.14.2, 6.14, latest), range, catalogue file or server URL."
)
@click.option(
    "--models",
    metavar="FILE",
    type=click.Path(),
    help="The models of the server (`wflint models pull` writes the file).",
)
@click.option("--vram", metavar="SIZE", help="Memory of the graphics card, such as 8GB, as a budget.")
@click.option(
    "--select", metavar="R", multiple=True, help="Run these rules only; comma-separated or repeated."
)
@click.option("--ignore", metavar="R", multiple=True, help="Leave out these rules.")
@click.option("--extend-select", metavar="R", multiple=True, help="Run these rules too.")
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    help="Least severity that makes exit code 1.  [default: error]",
)
@click.option(
    "--format",
    "-f",
    "output_format",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="How to print findings.",
)
@click.option(
    "--output",
    "-o",
    "outputs",
    metavar="[FORMAT:]FILE",
    multiple=True,
    help="Write the report to a file instead, or with FORMAT: in that format too; repeatable.",
)
@click.option("--images", is_flag=True, help="Search directories for PNG and WebP images too.")
@click.option("--skip-unknown", is_flag=True, help="Skip named files that are not an InvokeAI document.")
@click.option(
    "--force-exclude/--no-force-exclude",
    default=None,
    help="Whether exclude of the configuration holds for named files.  [default: it does]",
)
@click.option(
    "--stdin-filename", metavar="NAME", help="What to call standard input (-); its configuration applies."
)
@click.option(
    "--jobs",
    "-j",
    metavar="N",
    type=click.IntRange(1),
    help="Processes; default: one a core when there are many files.",
)
@click.option("--show-info", is_flag=True, help="List infos too, which text and concise only count.")
@click.option(
    "--min-severity",
    type=click.Choice(SEVERITIES),
    help="Leave out what is less than this, in every format.",
)
@click.option("--verbose", "-v", is_flag=True, help="Show details too, such as the schema's names of types.")
@click.option("--statistics", is_flag=True, help="Count findings by rule.")
@click.option(
    "--step-summary/--no-step-summary",
    default=True,
    help="Whether GitHub Actions shows a table.  [default: it does]",
)
@click.option("--quiet", "-q", is_flag=True, help="Print findings only: no summary, no notes.")
def check(**options: Any) -> int:
    """Find faults in InvokeAI workflows, API graphs and enqueue bodies.

    PATHS are files, directories, or - for standard input; without any, this directory.
    """
    return _check(_Options(**options))


class _Options:
    """What was given on the command line."""

    paths: tuple[str, ...]
    target: str | None
    models: str | None
    vram: str | None
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    extend_select: tuple[str, ...]
    fail_on: str | None
    output_format: str
    outputs: tuple[str, ...]
    images: bool
    skip_unknown: bool
    force_exclude: bool | None
    stdin_filename: str | None
    jobs: int | None
    show_info: bool
    min_severity: str | None
    verbose: bool
    statistics: bool
    step_summary: bool
    quiet: bool

    def __init__(self, **given: Any) -> None:
        self.__dict__.update(given)

    def wanted(self) -> Wanted:
        """The settings among the options. Raises click.UsageError."""
        from wflint.engine.configuration import Wanted
        from wflint.engine.selection import Selectors
        from wflint.rules.options import RuleOptions

        selectors = Selectors(
            select=_split(self.select) if self.select else None,
            ignore=_split(self.ignore),
            extend_select=_split(self.extend_select),
        )
        return Wanted(
            target=self.target,
            layers=(selectors,),
            models=self.models,
            fail_on=self.fail_on,
            rules=RuleOptions(vram=_memory(self.vram)),
            named=True,
        )

    def places(self) -> list[Destination]:
        """Where the report goes; empty for the screen alone. Raises click.UsageError."""
        if not self.outputs:
            return []
        from wflint.cli.outputs import parse_outputs

        source = click.get_current_context().get_parameter_source("output_format")
        asked = source is click.core.ParameterSource.COMMANDLINE
        return parse_outputs(self.outputs, self.output_format, screen_asked=asked)

    def listed(self) -> Severity:
        """What people are told one by one: infos they are told by their number, unless they ask."""
        from wflint.diagnostics import Severity

        if self.show_info or self.min_severity == "info":
            return Severity.INFO
        least = Severity(self.min_severity) if self.min_severity else Severity.INFO
        return max(least, Severity.WARNING, key=lambda severity: severity.rank)

    def showing(self, places: list[Destination]) -> Showing:
        """What is told: programs get everything."""
        from wflint.diagnostics import Severity
        from wflint.engine.settle import Showing
        from wflint.report.formats import FOR_PEOPLE

        least = Severity(self.min_severity) if self.min_severity else Severity.INFO
        formats = [place.format for place in places] or [self.output_format]
        for_people = all(name in FOR_PEOPLE for name in formats)
        return Showing(least, self.listed() if for_people else least)


def _check(options: _Options) -> int:
    from wflint.cli.output import complain, note
    from wflint.engine.check_files import CheckRequest, check_files
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
    _write(result.report, options, places)
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


def _memory(text: str | None) -> int | None:
    if text is None:
        return None
    from wflint.models.amounts import parse_memory

    try:
        return parse_memory(text)
    except ValueError as error:
        raise click.UsageError(f"--vram: {error}") from None


def _split(selectors: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(part.strip() for text in selectors for part in text.split(",") if part.strip())


def _write(report: Report, options: _Options, places: list[Destination]) -> None:
    from wflint.cli.output import painter, write
    from wflint.report.formats import Look, cleaning, render

    look = Look(summary=not options.quiet, verbose=options.verbose, statistics=options.statistics)
    if options.step_summary and os.environ.get("GITHUB_STEP_SUMMARY"):
        from wflint.cli.step_summary import add_step_summary

        add_step_summary(report.listing(options.listed()), [place.file for place in places])
    if places:
        from wflint.cli.outputs import write_outputs

        write_outputs(report, places, look, options.listed())
    else:
        pieces = render(report, options.output_format, look._replace(paint=painter(sys.stdout)))
        write(pieces, kind=cleaning(options.output_format))
    if options.statistics:
        from wflint.cli.outputs import SCREEN, Destination, write_statistics

        write_statistics(report, places or [Destination(options.output_format, SCREEN)])
