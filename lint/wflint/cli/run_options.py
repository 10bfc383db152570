"""The options of ``wflint run``, by what they are about, and the sections of its help."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from wflint.cli import completions, options

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.live.cases.planned import Shard


class _ShardType(click.ParamType):  # type: ignore[type-arg, unused-ignore]  # generic since click 8.2
    name = "shard"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Shard | None:
        from wflint.live.cases.planned import parse_shard

        try:
            return value if value is None or not isinstance(value, str) else parse_shard(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


_SECTIONS: dict[str, tuple[Callable[..., Any], ...]] = {
    "Inputs": (
        click.option(
            "--set", "sets", metavar="NAME=VALUE", multiple=True, help="Give an input a value; repeatable."
        ),
        click.option(
            "--sweep",
            "sweeps",
            metavar="NAME=VALUES",
            multiple=True,
            help="Run with each of several values; repeatable.",
        ),
        click.option(
            "--runs", "-n", metavar="N", type=click.IntRange(1), help="Run each combination N times."
        ),
    ),
    "Images": (
        click.option(
            "--output",
            "-o",
            metavar="DIR",
            default=".",
            show_default=True,
            type=click.Path(),
            help="Where images go.",
        ),
        click.option(
            "--name",
            metavar="TEMPLATE",
            default="{file}-{index:03}",
            show_default=True,
            help="Names of images: {file} {index} {item} {node} {type} {label} {name}, or a swept input.",
        ),
        click.option("--intermediates", is_flag=True, help="Save intermediate images too."),
        click.option(
            "--inspect",
            "inspected",
            metavar="NODE",
            multiple=True,
            help="Save this node's images, too, and say whether they are blank, their size and values.",
        ),
        click.option("--overwrite", is_flag=True, help="Replace files of the same name."),
        click.option("--no-save", is_flag=True, help="Save no images."),
        click.option("--clean", is_flag=True, help="Remove the images from the server afterwards."),
    ),
    "Running": (
        options.server,
        click.option(
            "--timeout",
            metavar="S",
            type=options.Seconds(),
            default=600.0,
            show_default=True,
            help="Seconds for each document, from its start; then it is cancelled.",
        ),
        click.option(
            "--wait",
            "waiting",
            metavar="S",
            type=options.Seconds(),
            default=3600.0,
            show_default=True,
            help="Seconds that a document may wait in the queue before it starts.",
        ),
        click.option(
            "--patience",
            metavar="S",
            type=options.Seconds(),
            default=30.0,
            show_default=True,
            help="Seconds that the server may be silent during a run; 300 waits through a restart.",
        ),
        click.option("--no-check", is_flag=True, help="Run even if `wflint check` finds errors."),
        click.option(
            "--may-stall",
            is_flag=True,
            help="With --no-check: send what stops the server's whole queue, too.",
        ),
        click.option("--dry-run", is_flag=True, help="Print what would be sent; send nothing."),
        click.option(
            "--target",
            "-t",
            metavar="T",
            shell_complete=completions.targets,
            help="With --dry-run: make the request for this release, without a server.",
        ),
        options.ca,
        options.insecure,
        click.option(
            "--any-release", is_flag=True, help="Run on a server of a release that wflint does not know, too."
        ),
    ),
    "Which are run": (
        click.option(
            "--no-cases",
            is_flag=True,
            help="In folders, run workflows that have cases beside them without their cases.",
        ),
        click.option(
            "--tag", "tags", metavar="TAG", multiple=True, help="Only cases with this tag; repeatable."
        ),
        click.option(
            "--last-failed", "--lf", is_flag=True, help="Only what failed last time; all if nothing did."
        ),
        click.option(
            "--max-failures", metavar="N", type=click.IntRange(1), help="Stop after N that are not passed."
        ),
        click.option(
            "--shard", metavar="I/N", type=_ShardType(), help="Only the I-th of N parts, for N machines."
        ),
        click.option(
            "--coverage", is_flag=True, help="Run nothing: list the workflows without a case (exit code 1)."
        ),
    ),
    "Cases": (
        click.option(
            "--update-goldens",
            is_flag=True,
            help="Replace the golden images of cases with what comes out now.",
        ),
        click.option(
            "--update-baselines",
            is_flag=True,
            help="Replace the baselines of cases with what is measured now.",
        ),
        click.option(
            "--from-history",
            metavar="N",
            type=click.IntRange(1, 1000),
            help="With --update-baselines: run nothing, take the medians of the newest N results kept.",
        ),
        click.option(
            "--artifacts",
            metavar="DIR",
            type=click.Path(),
            help="Where images unlike their goldens go.",
        ),
        click.option(
            "--log", metavar="FILE", type=click.Path(), help="The server's log, for cases that look at it."
        ),
        click.option(
            "--cache",
            is_flag=True,
            help="Do not run again what passed with the same request, models, files, release and device.",
        ),
        click.option("--cache-clear", is_flag=True, help="First forget what --cache knows."),
    ),
    "Report": (
        click.option(
            "--format",
            "-f",
            "output_format",
            type=click.Choice(("text", "json")),
            default="text",
            help="Report.",
        ),
        click.option(
            "--report",
            metavar="FILE.html",
            type=click.Path(dir_okay=False),
            help="Write a page of the cases: images to compare, times, memory, log.",
        ),
        click.option(
            "--history",
            metavar="FILE",
            type=click.Path(dir_okay=False),
            help="Keep the results of cases in this file, for `wflint history`.  [default: as configured]",
        ),
        click.option("--no-history", is_flag=True, help="Keep no results, whatever is configured."),
        click.option("--quiet", "-q", is_flag=True, help="No progress, and no measurements of cases."),
    ),
}


def run_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of ``wflint run``; they arrive by the names of :class:`RunWishes`."""
    for section in reversed(_SECTIONS.values()):
        for option in reversed(section):
            command = option(command)
    return command


class RunCommand(click.Command):
    """A command whose help has its options in sections."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The sections, and what every command has."""
        left = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        for title, section in _SECTIONS.items():
            count = len(section)
            records = [record for param in left[:count] if (record := param.get_help_record(ctx))]
            left = left[count:]
            with formatter.section(title):
                formatter.write_dl(records)
        records = [record for param in left if (record := param.get_help_record(ctx))]
        with formatter.section("Other"):
            formatter.write_dl(records)


class RunWishes:
    """The options as they were given."""

    server: str | None
    sets: tuple[str, ...]
    sweeps: tuple[str, ...]
    runs: int | None
    output: str
    name: str
    intermediates: bool
    inspected: tuple[str, ...]
    overwrite: bool
    no_save: bool
    clean: bool
    no_check: bool
    may_stall: bool
    dry_run: bool
    target: str | None
    timeout: float
    waiting: float
    patience: float
    output_format: str
    ca: str | None
    insecure: bool
    any_release: bool
    report: str | None
    history: str | None
    no_history: bool
    quiet: bool
    no_cases: bool
    tags: tuple[str, ...]
    last_failed: bool
    max_failures: int | None
    shard: Shard | None
    coverage: bool
    update_goldens: bool
    update_baselines: bool
    from_history: int | None
    artifacts: str | None
    log: str | None
    cache: bool
    cache_clear: bool

    def __init__(self, **given: Any) -> None:
        self.__dict__.update(given)
