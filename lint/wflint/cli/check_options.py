"""The options of ``wflint check``, and what they want of the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from wflint.cli import completions, options
from wflint.engine.configuration import FAIL_ON
from wflint.report.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.cli.outputs import Destination
    from wflint.diagnostics import Severity
    from wflint.engine.baseline_places import BaselineWish
    from wflint.engine.configuration import Wanted
    from wflint.engine.fix_files import FixWish
    from wflint.engine.settings import Configured
    from wflint.engine.settle import Showing

SEVERITIES = ("error", "warning", "info")
_OPTIONS = (
    click.option(
        "--target",
        "-t",
        shell_complete=completions.targets,
        metavar="T",
        help="Release (6.14.2, 6.14, latest, newest), range, catalogue file or server URL; "
        "7.0.0a3+web-legacy for a server with --web-legacy.",
    ),
    click.option(
        "--models",
        metavar="FILE",
        type=click.Path(),
        help="The models of the server (`wflint models pull` writes the file).",
    ),
    click.option("--vram", metavar="SIZE", help="Memory of the graphics card, such as 8GB, as a budget."),
    click.option(
        "--select",
        metavar="R",
        multiple=True,
        shell_complete=completions.rule_list,
        help="Run these rules only; comma-separated or repeated.",
    ),
    click.option(
        "--ignore",
        metavar="R",
        multiple=True,
        shell_complete=completions.rule_list,
        help="Leave out these rules.",
    ),
    click.option(
        "--extend-select",
        metavar="R",
        multiple=True,
        shell_complete=completions.rule_list,
        help="Run these rules too.",
    ),
    click.option(
        "--fail-on",
        type=click.Choice(FAIL_ON),
        help="Least severity that makes exit code 1.  [default: error]",
    ),
    click.option("--exit-zero", is_flag=True, help="End with 0 whatever was found; 2 stays 2."),
    click.option(
        "--format",
        "-f",
        "output_format",
        type=click.Choice(FORMATS),
        default="text",
        show_default=True,
        help="How to print findings.",
    ),
    click.option(
        "--output",
        "-o",
        "outputs",
        metavar="[FORMAT:]FILE",
        multiple=True,
        help="Write the report to a file instead, or with FORMAT: in that format too; repeatable.",
    ),
    click.option("--images", is_flag=True, help="Search directories for PNG and WebP images too."),
    click.option(
        "--since",
        metavar="REV",
        help="Only files that differ from a git revision, those that depend on such files, and those of"
        " submodules and other repositories within.",
    ),
    options.skip_unknown,
    options.config,
    options.isolated,
    options.exclude,
    options.extend_exclude,
    options.force_exclude,
    click.option(
        "--baseline",
        metavar="FILE",
        type=click.Path(dir_okay=False),
        help="The known findings.  [default: .wflint-baseline.json beside the configuration]",
    ),
    click.option(
        "--write-baseline",
        is_flag=True,
        help="Write all that is found into the baseline: it is known then.",
    ),
    click.option("--prune-baseline", is_flag=True, help="Remove from the baseline what is gone."),
    click.option("--no-baseline", is_flag=True, help="Show what the baseline hides, too."),
    click.option("--fix", is_flag=True, help="Mend what can be mended safely, and report what is left."),
    click.option(
        "--unsafe-fixes",
        is_flag=True,
        help="With --fix: also what changes a run, or is one of several ways.",
    ),
    click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing."),
    click.option("--fix-only", is_flag=True, help="As --fix, without a report of what is left."),
    options.stdin_filename,
    click.option(
        "--jobs",
        "-j",
        metavar="N",
        type=click.IntRange(1),
        help="Processes; default: one a core when there are many files.",
    ),
    click.option("--show-info", is_flag=True, help="List infos too, which text and concise only count."),
    click.option(
        "--min-severity",
        type=click.Choice(SEVERITIES),
        help="Leave out what is less than this, in every format.",
    ),
    click.option(
        "--verbose", "-v", is_flag=True, help="Show details too, such as the schema's names of types."
    ),
    click.option("--statistics", is_flag=True, help="Count findings by rule."),
    click.option(
        "--step-summary/--no-step-summary",
        default=True,
        help="Whether GitHub Actions shows a table.  [default: it does]",
    ),
    click.option("--quiet", "-q", is_flag=True, help="Print findings only: no summary, no notes."),
)


def check_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The command with the options, in their order."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


class Options:
    """What was given on the command line."""

    paths: tuple[str, ...]
    target: str | None
    models: str | None
    vram: str | None
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    extend_select: tuple[str, ...]
    fail_on: str | None
    exit_zero: bool
    output_format: str
    outputs: tuple[str, ...]
    images: bool
    since: str | None
    skip_unknown: bool
    config_file: str | None
    isolated: bool
    exclude: tuple[str, ...]
    extend_exclude: tuple[str, ...]
    baseline: str | None
    write_baseline: bool
    prune_baseline: bool
    no_baseline: bool
    force_exclude: bool | None
    stdin_filename: str | None
    jobs: int | None
    show_info: bool
    min_severity: str | None
    verbose: bool
    statistics: bool
    step_summary: bool
    quiet: bool
    fix: bool
    unsafe_fixes: bool
    diff: bool
    fix_only: bool

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

    def configured(self) -> Configured:
        """Which configurations count. Raises click.UsageError."""
        return options.configured(self.config_file, self.isolated, self.exclude, self.extend_exclude)

    def places(self) -> list[Destination]:
        """Where the report goes; empty for the screen alone. Raises click.UsageError."""
        if not self.outputs:
            return []
        from wflint.cli.outputs import parse_outputs

        source = click.get_current_context().get_parameter_source("output_format")
        asked = source is click.core.ParameterSource.COMMANDLINE
        read = (self.config_file, self.baseline, self.models, self.target)
        return parse_outputs(self.outputs, self.output_format, screen_asked=asked, read=read)

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
        from wflint.report.formats import FOR_PEOPLE, OF_CHANGES, says_fixes

        least = Severity(self.min_severity) if self.min_severity else Severity.INFO
        formats = [place.format for place in places] or [self.output_format]
        for_people = all(name in FOR_PEOPLE for name in formats)
        fixes = any(says_fixes(name, verbose=self.verbose, summary=not self.quiet) for name in formats)
        return Showing(
            least, self.listed() if for_people else least, not OF_CHANGES.isdisjoint(formats), fixes
        )

    def fixes(self) -> FixWish | None:
        """What is to be mended; None: nothing. Raises click.UsageError."""
        if not (self.fix or self.fix_only or self.diff):
            return None
        asked = "--diff" if self.diff else "--fix" if self.fix else "--fix-only"
        others = {"--write-baseline": self.write_baseline, "--prune-baseline": self.prune_baseline}
        if self.diff or self.fix_only:  # there is no report
            others |= {"--output": bool(self.outputs), "--statistics": self.statistics}
        for option, given in others.items():
            if given:
                raise click.UsageError(f"{asked} does not go with {option}; run one after the other")
        if "-" in self.paths and len(self.paths) > 1:
            raise click.UsageError(f"{asked}: standard input (-) goes to standard output; name it alone")
        from wflint.engine.fix_files import FixWish

        return FixWish(unsafe=self.unsafe_fixes, write=not self.diff)

    def baselines(self) -> BaselineWish:
        """What is wanted of known findings. Raises click.UsageError."""
        from wflint.engine.baseline_places import BaselineWish

        asked = {
            "--write-baseline": self.write_baseline,
            "--prune-baseline": self.prune_baseline,
            "--no-baseline": self.no_baseline,
        }
        given = [option for option, is_given in asked.items() if is_given]
        if len(given) > 1 or (self.no_baseline and self.baseline):
            raise click.UsageError(f"{given[0]} does not go with {(*given, '--baseline')[1]}")
        if self.prune_baseline and self.since is not None:
            raise click.UsageError("--prune-baseline looks at all files; leave out --since")
        if given and not self.no_baseline and "-" in self.paths and self.stdin_filename is None:
            raise click.UsageError(f"{given[0]}: standard input (-) needs a name; give it --stdin-filename")
        if self.prune_baseline and self.min_severity not in (None, "info"):
            raise click.UsageError("--prune-baseline looks at all severities; leave out --min-severity")
        action = given[0].strip("-").split("-")[0] if given else "use"
        off = action == "no" or (self.isolated and not given and self.baseline is None)
        return BaselineWish("off" if off else action, self.baseline)


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
