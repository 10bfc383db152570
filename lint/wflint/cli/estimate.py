"""``wflint estimate``: the memory that workflows need, with the table of how it came about."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from wflint.cli import completions
from wflint.cli.errors import OK, USAGE, Failure
from wflint.cli.options import text_or_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.engine.estimates import Estimated

EPILOG = """\b
Examples:
  wflint estimate flow.json
  wflint estimate --models models.lock.json flow.json    with the real sizes of your server's models
  wflint estimate --format json workflows/*.json
  wflint check --vram 8GB workflows/                     only what does not fit

\b
An estimate, not a measurement: docs/resources.md says where each number is from. Low: the most demanding step
with everything else moved out of the way; high: everything on the card at once. A GB is 2**30 bytes.
Exit codes: 0 estimated (also where nothing is known), 2 wrong usage or a file that cannot be read.
"""


@click.command(epilog=EPILOG)
@click.argument("files", nargs=-1, required=True, type=click.Path())
@click.option(
    "--target",
    "-t",
    metavar="T",
    shell_complete=completions.targets,
    help="Release (6.14.2, 6.14, latest), catalogue file or server URL.",
)
@click.option(
    "--models", metavar="FILE", type=click.Path(), help="The models of the server (`wflint models pull`)."
)
@text_or_json()
def estimate(files: tuple[str, ...], target: str | None, models: str | None, output_format: str) -> int:
    """Estimate the graphics memory and RAM that workflows, graphs and enqueue bodies need."""
    from wflint.cli.output import complain, write, write_json
    from wflint.engine.configuration import Wanted
    from wflint.engine.estimates import estimate_files
    from wflint.engine.inventories import InventoryError
    from wflint.engine.settings import ConfigError
    from wflint.engine.targets import TargetError

    try:
        found, problems = estimate_files(files, Wanted(target=target or None, models=models, named=True))
    except (ConfigError, TargetError, InventoryError) as error:
        raise Failure(str(error)) from None
    if output_format == "json":
        write_json(json.dumps({"schema": 1, "files": [_as_json(e) for e in found]}, indent=2) + "\n")
    else:
        write(f"{line}\n" for number, e in enumerate(found) for line in _text(e, first=number == 0))
    for problem in problems:
        complain(problem)
    return USAGE if problems else OK


def _text(estimated: Estimated, *, first: bool) -> Iterator[str]:
    from wflint.models.amounts import show_memory
    from wflint.models.estimate import STAGES
    from wflint.report.summary import targets_in_words

    found = estimated.estimate
    if not first:
        yield ""
    if not found.known:
        yield f"{estimated.name}: nothing to estimate: it names no main model of a known family"
        yield from (f"  note: {note}" for note in found.notes)
        return
    yield (
        f"{estimated.name}: {_range(found.vram)} of graphics memory, {_range(found.ram)} of RAM "
        f"(estimated, {targets_in_words((estimated.target,))})"
    )
    cells = [
        (row.stage, row.what, show_memory(row.low), show_memory(row.high), row.source)
        for stage in STAGES
        for row in found.stage(stage)
    ]
    widths = [max(len(title), *(len(cell[i]) for cell in cells)) for i, title in enumerate(_TITLES[:4])]
    for cell in (_TITLES, *cells):
        left = f"  {cell[0]:<{widths[0]}}  {cell[1]:<{widths[1]}}  "
        yield f"{left}{cell[2]:>{widths[2]}}  {cell[3]:>{widths[3]}}  {cell[4]}"
    yield from (f"  note: {note}" for note in found.notes)


_TITLES = ("step", "what", "low", "high", "where the numbers are from")


def _range(sizes: tuple[int, int]) -> str:
    from wflint.models.amounts import show_memory

    low, high = (show_memory(size) for size in sizes)
    return low if low == high else f"{low} to {high}"


def _as_json(estimated: Estimated) -> dict[str, Any]:
    found = estimated.estimate
    return {
        "file": estimated.name,
        "part": estimated.part,
        "target": estimated.target,
        "known": found.known,
        "vram": {"low": found.vram[0], "high": found.vram[1]},
        "ram": {"low": found.ram[0], "high": found.ram[1]},
        "rows": [
            {"step": r.stage, "what": r.what, "low": round(r.low), "high": round(r.high), "source": r.source}
            for r in found.rows
        ],
        "notes": found.notes,
    }
