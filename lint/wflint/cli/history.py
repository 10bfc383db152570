"""``wflint history``: what cases showed in earlier runs."""

from __future__ import annotations

import json
import os
import shutil
import sys
from typing import TYPE_CHECKING, Any

import click

from wflint.cli import options
from wflint.cli.errors import OK, Failure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.live.history.store import PastResult

EPILOG = """\b
Examples:
  wflint run workflows --history runs.sqlite       keep the results of a run (or name the file in wflint.toml)
  wflint history --file runs.sqlite                the newest result of each case
  wflint history --file runs.sqlite fox            all results of one, with charts of its figures
  wflint history --file runs.sqlite fox --figure time.warm.total --last 200 --format json

\b
Exit codes: 0 shown, 2 no such file or case.
Baselines of results: wflint run --update-baselines --from-history 10 workflows
"""

_FILE = "wflint-history.sqlite"
_NARROWEST, _WIDEST = 30, 100  # columns of a chart


@click.command(epilog=EPILOG)
@click.argument("case", required=False)
@click.option(
    "--file", "named", metavar="FILE", type=click.Path(dir_okay=False),
    help=f"The history that `wflint run --history FILE` wrote.  [default: as configured, else {_FILE}]",
)  # fmt: skip
@click.option("--release", metavar="RELEASE", help="Only results of this InvokeAI release.")
@click.option("--device", metavar="DEVICE", help="Only results of this device: cpu, cuda, mps.")
@click.option(
    "--last", metavar="N", type=click.IntRange(1, 10_000), default=30, show_default=True,
    help="How many results of a case.",
)  # fmt: skip
@click.option(
    "--figure", "figures", metavar="NAME", multiple=True,
    help="Chart this figure, such as time.warm.total; repeatable.  [default: all]",
)  # fmt: skip
@options.text_or_json()
def history(
    case: str | None,
    named: str | None,
    release: str | None,
    device: str | None,
    last: int,
    figures: tuple[str, ...],
    output_format: str,
) -> int:
    """List what cases showed in earlier runs, and chart their times and memory."""
    from pathlib import Path

    from wflint.cli.output import write, write_json
    from wflint.diagnostics.suggest import did_you_mean
    from wflint.engine.settings import ConfigError
    from wflint.live.history.configured import history_file
    from wflint.live.history.errors import HistoryError
    from wflint.live.history.store import History

    if figures and case is None:
        raise click.UsageError("--figure charts one case; name it")
    try:
        file = history_file(named or None, Path.cwd()) or Path(_FILE)
    except ConfigError as error:
        raise Failure(str(error)) from None
    stored = History(file)
    try:
        if case is None:
            found = [
                r for r in stored.latest() if release in (None, r.release) and device in (None, r.device)
            ]
        else:
            found = stored.of(case, release=release, device=device, last=last)
            if not found:
                there = sorted({name for r in stored.latest() for name in (r.case, r.file)})
                asked = " and ".join(word for word in (release, device) if word)
                if case in there:
                    raise Failure(f'{file} has results of "{case}", but none of {asked}')
                raise Failure(f'{file} has no results of a case "{case}"{did_you_mean(case, there)}')
    except HistoryError as error:
        raise Failure(str(error)) from None
    known = sorted({name for result in found for name in result.figures})
    for name in figures:
        if name not in known:
            others = f"there are {', '.join(known)}" if known else f'no result of "{case}" has figures'
            raise Failure(f'no figure "{name}"{did_you_mean(name, known)}; {others}')
    if output_format == "json":
        shown = {"schema": 1, "results": [as_json(result) for result in found]}
        write_json(json.dumps(shown, indent=2, ensure_ascii=False) + "\n")
        return OK
    write(table(found, with_case=case is None))
    if case is not None:
        write(charts(found, figures or tuple(known)))
    return OK


def table(found: list[PastResult], *, with_case: bool) -> Iterator[str]:
    """A line a result: when, which revision, on what, and what came of it."""
    from datetime import UTC, datetime

    from wflint.plain import one_line

    rows = [
        (
            *((one_line(r.case),) if with_case else ()),
            datetime.fromtimestamp(r.stamp.at, UTC).strftime("%Y-%m-%d %H:%M"),
            one_line(r.stamp.revision) or "-",
            f"{one_line(r.release) or '?'} {one_line(r.device)}".strip(),
            f"{r.seconds:.1f} s",
            one_line(r.status),
            one_line(r.reason.partition("\n")[0]) if r.status != "passed" else "",
        )
        for r in found
    ]
    longest = shutil.get_terminal_size().columns if sys.stdout.isatty() else _LINE
    widths = [max((len(row[i]) for row in rows), default=0) for i in range(len(rows[0]) - 1 if rows else 0)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        whole = "  ".join(cells)  # never cut: in a narrow terminal it is the status that tells most
        yield "  ".join([*cells, row[-1]])[: max(longest, len(whole))].rstrip() + "\n"
    if not rows:
        yield "no results\n"


_LINE = 200  # characters of a line in a file or pipe; a reason may be long


def charts(found: list[PastResult], figures: tuple[str, ...]) -> Iterator[str]:
    """A chart of each figure that three results or more have."""
    from wflint.live.history.chart import chart

    width = max(_NARROWEST, min(shutil.get_terminal_size((80, 24)).columns, _WIDEST))
    plain = (
        "utf" not in (getattr(sys.stdout, "encoding", None) or "").lower() or os.environ.get("TERM") == "dumb"
    )
    for name in figures:
        for line in chart(found, name, width=width, plain=plain):
            yield f"{line}\n"


def as_json(result: PastResult) -> dict[str, Any]:
    """A result for machines; ``at`` is in seconds since 1970."""
    return {
        "case": result.case,
        "file": result.file,
        "release": result.release,
        "device": result.device,
        "status": result.status,
        "reason": result.reason,
        "seconds": result.seconds,
        "at": result.stamp.at,
        "wflint": result.stamp.wflint,
        "revision": result.stamp.revision,
        "figures": [figure._asdict() for figure in result.figures.values()],
    }
