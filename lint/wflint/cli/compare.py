"""``wflint compare``: the same cases on two servers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wflint.cli import options
from wflint.cli.errors import FINDINGS, OK, Failure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.live.compare.run import Compared
    from wflint.live.compare.sides import ServerSide

EPILOG = """\b
Examples:
  wflint compare 5.15.0 6.14.2 workflows           two releases, which wflint serves one after the other
  wflint compare http://old:9090 http://new:9090 workflows
  wflint compare 6.14.2 http://gpu:9090 fox.test.toml --repeats 5 --format json

\b
A verdict for each case: same (every pixel), within noise, mended, other (another image, or another number of
them), worse (slower or larger by more than repeats differ), broken (it fails on the second server only).

\b
Exit codes: 0 same, within noise or mended, 1 something else, 2 wrong usage or no server.
"""

_PRESETS = ("exact", "tight", "perceptual", "structure")


@click.command(epilog=EPILOG)
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@click.argument("paths", nargs=-1, required=True, type=click.Path())
@click.option(
    "--repeats", metavar="N", type=click.IntRange(1, 100), default=3, show_default=True,
    help="Runs of each case on each side, after one that loads its models.",
)  # fmt: skip
@click.option(
    "--preset", type=click.Choice(_PRESETS), default="tight", show_default=True,
    help="What images may differ by and count as within noise.",
)  # fmt: skip
@click.option("--tag", "tags", metavar="TAG", multiple=True, help="Only cases with this tag; repeatable.")
@click.option(
    "--models", metavar="tiny|DIR", default="tiny", show_default=True, help="For servers that wflint starts."
)
@click.option("--device", default="auto", show_default=True, help="For servers that wflint starts.")
@options.ca
@options.insecure
@options.text_or_json()
@click.option("--report", metavar="FILE.html", type=click.Path(dir_okay=False), help="Write a page of it.")
@click.option("--quiet", "-q", is_flag=True, help="No progress.")
def compare(
    a: str,
    b: str,
    paths: tuple[str, ...],
    repeats: int,
    preset: str,
    tags: tuple[str, ...],
    models: str,
    device: str,
    ca: str | None,
    insecure: bool,
    output_format: str,
    report: str | None,
    quiet: bool,
) -> int:
    """Run the same cases on two servers or releases and tell what differs."""
    from wflint.cli.cases_of import cases_of
    from wflint.cli.output import note, write, write_json
    from wflint.live.client.errors import ServerError
    from wflint.live.compare.run import CompareWishes, compare_servers
    from wflint.live.serve.errors import ServeError

    cases = cases_of(paths, frozenset(tags))
    sides = (_side(a, ca, insecure), _side(b, ca, insecure))
    wishes = CompareWishes(repeats, preset, models, device)
    try:
        found = compare_servers(cases, sides, wishes, (lambda _line: None) if quiet else note)
    except ServeError as error:
        raise Failure(error.message, error.details) from None
    except (ServerError, OSError, ValueError) as error:
        raise Failure(str(error)) from None
    if report is not None:
        from wflint.live.report.comparison import write_comparison

        try:
            note(f"report: {write_comparison(found, Path(report))[0]}")
        except OSError as error:
            raise Failure(f"cannot write {report}: {error.strerror or error}") from None
    if output_format == "json":
        shown = {"schema": 1, "cases": [_as_json(each) for each in found]}
        write_json(json.dumps(shown, indent=2, ensure_ascii=False) + "\n")
    else:
        write(f"{line}\n" for line in _text(found))
    return OK if all(each.judged.fine for each in found) else FINDINGS


def _side(text: str, ca: str | None, insecure: bool) -> ServerSide:
    from wflint.cli.server import open_session
    from wflint.live.compare.sides import ServerSide

    if "://" in text:
        return ServerSide(text, open_session(text, ca=ca, insecure=insecure))
    return ServerSide(text)


def _text(found: list[Compared]) -> Iterator[str]:
    from collections import Counter

    from wflint.diagnostics.words import numbered
    from wflint.plain import one_line

    width = max(len(each.judged.outcome.value) for each in found)
    for each in found:
        yield f"{each.judged.outcome.value:<{width}}  {one_line(each.case.id)}{_times(each)}"
        for reason in each.judged.reasons:
            yield f"  {one_line(reason)}"
        for sentence in each.silent:
            yield f"  known to change: {one_line(sentence)}"
    counts = Counter(each.judged.outcome for each in found)
    told = ", ".join(f"{counts[o]} {o.value}" for o in dict.fromkeys(e.judged.outcome for e in found))
    yield f"{numbered(len(found), 'case')} on InvokeAI {found[0].a.release} and {found[0].b.release}: {told}"


def _times(each: Compared) -> str:
    from statistics import median

    from wflint.live.cases.verdict import quantity

    if not (each.a.seconds and each.b.seconds):
        return ""
    return f"  {quantity(median(each.a.seconds), 's')}, {quantity(median(each.b.seconds), 's')}"


def _as_json(each: Compared) -> dict[str, Any]:
    return {
        "case": each.case.id,
        "file": str(each.case.file),
        "verdict": each.judged.outcome.value,
        "reasons": each.judged.reasons,
        "known_changes": each.silent,
        "sides": [
            {
                "release": trial.release,
                "device": trial.device,
                "outcome": trial.outcome,
                "error": trial.said or None,
                "seconds": trial.seconds,
                "nodes": trial.nodes,
                "memory": trial.memory,
            }
            for trial in (each.a, each.b)
        ],
    }
