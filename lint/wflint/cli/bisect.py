"""``wflint bisect``: which release changed a case."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wflint.cli import completions, options
from wflint.cli.errors import FINDINGS, OK, Failure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.live.compare.bisect_run import BisectFound

EPILOG = """\b
Examples:
  wflint bisect fox.test.toml --good 5.15.0 --bad 6.14.2
  wflint bisect fox.test.toml --case other-seed --good 6.0.2 --bad 6.14.2 --minors

\b
Each release is served with tiny models in turn, about six of sixty. Answers are kept: the same command goes
on where it stopped. A release is bad when the case differs from what it gives on the good one, as in
`wflint compare`. InvokeAI is installed for each that is tried; `wflint serve cache --clean` removes it.

\b
Exit codes: 0 found, 1 there is nothing to find, 2 wrong usage or no server.
"""

_PRESETS = ("exact", "tight", "perceptual", "structure")


@click.command(epilog=EPILOG)
@click.argument("file", metavar="CASE", type=click.Path(path_type=Path))
@click.option("--case", "name", metavar="NAME", help="The case, where the file has several.")
@click.option(
    "--good", required=True, metavar="RELEASE", shell_complete=completions.releases,
    help="The release whose result is right.",
)  # fmt: skip
@click.option(
    "--bad", required=True, metavar="RELEASE", shell_complete=completions.releases,
    help="The release whose result is not.",
)  # fmt: skip
@click.option("--minors", is_flag=True, help="Only the newest release of each minor version between them.")
@click.option(
    "--preset", type=click.Choice(_PRESETS), default="tight", show_default=True,
    help="What images may differ by.",
)  # fmt: skip
@click.option(
    "--repeats", metavar="N", type=click.IntRange(1, 100), default=1, show_default=True,
    help="Runs on each release, after one that loads models; times are judged from 2 on.",
)  # fmt: skip
@click.option("--models", metavar="tiny|DIR", default="tiny", show_default=True, help="The servers' models.")
@click.option("--device", default="auto", show_default=True, help="auto, cpu, cuda, cuda:N or mps.")
@click.option("--again", is_flag=True, help="Forget the answers of before.")
@options.text_or_json()
@click.option("--quiet", "-q", is_flag=True, help="No progress.")
def bisect(
    file: Path,
    name: str | None,
    good: str,
    bad: str,
    minors: bool,
    preset: str,
    repeats: int,
    models: str,
    device: str,
    again: bool,
    output_format: str,
    quiet: bool,
) -> int:
    """Find the InvokeAI release that changed what a case gives."""
    from wflint.cli.output import note, write, write_json
    from wflint.live.cases.load import CaseError, load_cases
    from wflint.live.client.errors import ServerError
    from wflint.live.compare.bisect_run import BisectError, bisect_case
    from wflint.live.compare.run import CompareWishes
    from wflint.live.serve.environment_pins import resolve_release
    from wflint.live.serve.errors import ServeError

    try:
        cases = [case for case in load_cases(file) if name in (None, case.name)]
        if len(cases) != 1:
            names = ", ".join(case.name for case in load_cases(file))
            raise Failure(f"{file} has the cases {names}; choose one with --case NAME")
        ends = resolve_release(good), resolve_release(bad)
        found = bisect_case(
            cases[0],
            _releases(*ends, minors=minors),
            ends,
            CompareWishes(repeats, preset, models, device),
            (lambda _line: None) if quiet else note,
            again=again,
        )
    except BisectError as error:
        write([f"{error}\n"])
        return FINDINGS
    except ServeError as error:
        raise Failure(error.message, error.details) from None
    except (CaseError, ServerError, OSError, ValueError) as error:
        raise Failure(str(error)) from None
    if output_format == "json":
        shown = {
            "schema": 1,
            "last_good": found.bisected.last_good,
            "first_bad": found.bisected.first_bad,
            "tried": [answer._asdict() for answer in found.bisected.answers],
            "changes": found.changes,
        }
        write_json(json.dumps(shown, indent=2, ensure_ascii=False) + "\n")
    else:
        write(f"{line}\n" for line in _text(found))
    return OK


def _releases(good: str, bad: str, *, minors: bool) -> tuple[str, ...]:
    """All releases, oldest first; with ``minors``, the two ends and the newest of each minor version."""
    from wflint.catalogue.store import list_releases
    from wflint.release import release_of

    newest = {release_of(name).numbers[:2]: name for name in list_releases(pre_releases=False)}
    every = set(newest.values()) if minors else set(list_releases(pre_releases=False))
    return tuple(sorted(every | {good, bad}, key=release_of))


def _text(found: BisectFound) -> Iterator[str]:
    from wflint.plain import one_line

    bisected = found.bisected
    for answer in bisected.answers:
        word = {True: "bad", False: "good", None: "not tried"}[answer.bad]
        yield one_line(f"{word:9}  InvokeAI {answer.release}{answer.said and ': '}{answer.said}")
    yield f"InvokeAI {bisected.first_bad} is the first bad one; {bisected.last_good} is good"
    if bisected.untried:
        yield f"between them could not be tried: {', '.join(bisected.untried)}"
    for sentence in found.changes:
        yield f"  changed there: {one_line(sentence)}"
    if not found.changes:
        yield "  the catalogues show no change of what the case uses; see the release's notes"
