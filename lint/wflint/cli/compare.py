"""``wflint compare``: the same cases on two servers, or on one and against what is stored of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wflint.cli import options
from wflint.cli.errors import FINDINGS, OK, Failure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wflint.live.cases.load import Case
    from wflint.live.compare.run import Compared, CompareWishes
    from wflint.live.compare.sides import ServerSide
    from wflint.live.compare.trial import Trial

EPILOG = """\b
Examples:
  wflint compare 5.15.0 6.14.2 workflows           two releases, which wflint serves itself
  wflint compare http://old:9090 http://new:9090 workflows --report page.html
  wflint compare 6.14.2 http://gpu:9090 fox.test.toml --repeats 5 --format json
  wflint compare http://gpu:9090 workflows --against-baseline

\b
A verdict for each case: same (every pixel), within noise, mended, other (another image, or another number of
them), worse (slower or in need of more memory by more than repeats differ), broken (it fails on the second
server only), skipped (not for one of them), unclear. Without PATHS, the cases of this folder.

\b
Exit codes: 0 same, within noise, mended or skipped, 1 something else, 2 wrong usage, no server, or one that
ended on the way.
"""

_PRESETS = ("exact", "tight", "perceptual", "structure")


@click.command(epilog=EPILOG)
@click.argument("servers_and_paths", metavar="A [B] [PATHS]...", nargs=-1, required=True)
@click.option(
    "--against-baseline",
    is_flag=True,
    help="Compare one server, A, with the golden images and baselines stored beside the cases.",
)
@click.option(
    "--repeats", metavar="N", type=click.IntRange(1, 100), default=3, show_default=True,
    help="Runs of each case on each side, after one that loads its models.",
)  # fmt: skip
@click.option(
    "--preset", type=click.Choice(_PRESETS), default="tight", show_default=True,
    help="What images may differ by and count as within noise.",
)  # fmt: skip
@click.option("--checks", is_flag=True, help="Make the cases' own checks on both sides, too.")
@click.option("--tag", "tags", metavar="TAG", multiple=True, help="Only cases with this tag; repeatable.")
@click.option(
    "--models", metavar="tiny|DIR", default="tiny", show_default=True, help="For servers that wflint starts."
)
@click.option("--device", default="auto", show_default=True, help="For servers that wflint starts.")
@options.ca
@options.insecure
@options.text_or_json()
@click.option("--show-same", is_flag=True, help="List the cases without a difference, too.")
@click.option("--report", metavar="FILE.html", type=click.Path(dir_okay=False), help="Write a page of it.")
@click.option("--quiet", "-q", is_flag=True, help="No progress.")
def compare(
    servers_and_paths: tuple[str, ...],
    against_baseline: bool,
    repeats: int,
    preset: str,
    checks: bool,
    tags: tuple[str, ...],
    models: str,
    device: str,
    ca: str | None,
    insecure: bool,
    output_format: str,
    show_same: bool,
    report: str | None,
    quiet: bool,
) -> int:
    """Run the same cases on two servers or releases and tell what differs."""
    from wflint.cli.cases_of import cases_of
    from wflint.cli.output import note, write, write_json
    from wflint.live.compare.run import CompareWishes, compared
    from wflint.live.compare.told import as_json, as_text

    count = 1 if against_baseline else 2
    named, paths = servers_and_paths[:count], servers_and_paths[count:] or (".",)
    if len(named) < count:
        raise click.UsageError("name two servers or releases, or one with --against-baseline")
    if against_baseline and checks:
        raise click.UsageError("--checks compares two servers; wflint run makes the checks on one")
    for name in named:
        _not_a_path(name)
    if report is not None and not Path(report).absolute().parent.is_dir():
        raise click.UsageError(f"there is no folder {Path(report).parent} for the report")
    cases = cases_of(paths, frozenset(tags))
    sides = [_side(name, ca, insecure) for name in named]
    wishes = CompareWishes(repeats, preset, models, device)
    progress: Callable[[str], None] = (lambda _line: None) if quiet else note
    trials: list[list[Trial]] = []

    def tell(found: list[Compared]) -> None:
        if output_format == "json":
            write_json(json.dumps(as_json(found), indent=2, ensure_ascii=False) + "\n")
        else:
            write(f"{line}\n" for line in as_text(found, all_of=show_same))
        if report is not None:
            more = ["--checks"] * checks + ["--insecure"] * insecure + (["--ca", ca] if ca else [])
            _write(found, Path(report), _command(sides, wishes, *more), stored=against_baseline)

    try:
        found = _run(cases, sides, wishes, progress, checks=checks, trials=trials)
    except KeyboardInterrupt:
        if done := compared(cases, trials, wishes):
            note(f"{len(done)} of {len(cases)} cases were run before it was ended")
            tell(done)
        raise
    tell(found)
    _say_who_ended(found)
    return OK if all(each.judged.fine for each in found) else FINDINGS


def _run(
    cases: list[Case],
    sides: list[ServerSide],
    wishes: CompareWishes,
    progress: Callable[[str], None],
    *,
    checks: bool,
    trials: list[list[Trial]],
) -> list[Compared]:
    from wflint.live.client.errors import ServerError
    from wflint.live.compare.run import compare_servers
    from wflint.live.serve.errors import ServeError

    try:
        if len(sides) == 1:
            from wflint.live.compare.stored import compare_stored

            return compare_stored(cases, sides[0], wishes, progress)
        both = sides[0], sides[1]
        return compare_servers(cases, both, wishes, progress, checks=checks, trials=trials)
    except ServeError as error:
        raise Failure(error.message, error.details) from None
    except (ServerError, OSError, ValueError) as error:
        raise Failure(str(error)) from None


def _say_who_ended(found: Sequence[Compared]) -> None:
    """Raise Failure where a server ended on the way: what was found until then is told already."""
    from wflint.live.compare.run import ended_server

    ended = ended_server(found)
    if ended is None:
        return
    which = "the" if found[0].a.stored else ("the first", "the second")[ended.place]
    where = f"{which} server (InvokeAI {ended.release}) ended during {ended.case}"
    raise Failure(f"{where}: {ended.end.said}", ended.end.log)


def _write(found: list[Compared], file: Path, command: str, *, stored: bool) -> None:
    from wflint.cli.output import note
    from wflint.live.report.comparison import write_comparison

    try:
        note(f"report: {write_comparison(found, file, command, stored=stored)[0]}")
    except OSError as error:
        raise Failure(f"cannot write {file}: {error.strerror or error}") from None


def _command(sides: Sequence[ServerSide], wishes: CompareWishes, *more: str) -> str:
    """The command line without paths, and without credentials; ``more`` are options."""
    import shlex

    from wflint.live.compare.run import CompareWishes
    from wflint.live.compare.sides import shown

    words = ["wflint", "compare", *map(shown, sides)]
    words += ["--against-baseline"] if len(sides) == 1 else []
    usual = CompareWishes()._asdict()
    for name, value in wishes._asdict().items():
        words += [f"--{name}", str(value)] if value != usual[name] else []
    return shlex.join([*words, *more])


def _not_a_path(name: str) -> None:
    """A server that was forgotten makes a path of the second: `wflint compare 6.14.2 workflows`."""
    if "://" not in name and not name[:1].isdigit() and name != "latest":
        raise click.UsageError(f'"{name}" is neither an address (http://...) nor a release (6.14.2)')


def _side(text: str, ca: str | None, insecure: bool) -> ServerSide:
    from wflint.cli.server import open_session
    from wflint.live.compare.sides import ServerSide

    if "://" in text:
        return ServerSide(text, open_session(text, ca=ca, insecure=insecure))
    return ServerSide(text)
