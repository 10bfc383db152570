"""``wflint goldens``: the images that cases are held to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from wflint.cli.errors import FINDINGS, OK, Failure

if TYPE_CHECKING:
    from wflint.live.cases.approve import GoldenCandidate

EPILOG = """\b
Examples:
  wflint run workflows --artifacts out                 failed cases leave their images and a sheet in out/
  wflint goldens approve workflows --from out          show what would become a golden, and ask
  wflint goldens approve fox.test.toml --from out --yes

\b
Artifacts that a CI job kept are laid out in the same way: download them (they may be in folders of their
own), and run this where the job ran `wflint run`, mostly the top of the repository.

\b
Exit codes: 0 done, or nothing to do, 1 not approved, or one that cannot be taken, 2 wrong usage.
"""


@click.group(epilog=EPILOG)
def goldens() -> None:
    """Look after the golden images of cases."""


@goldens.command(epilog=EPILOG)
@click.argument("paths", nargs=-1, required=True, type=click.Path())
@click.option(
    "--from", "artifacts", metavar="DIR", required=True, type=click.Path(file_okay=False),
    help="The folder of `wflint run --artifacts`.",
)  # fmt: skip
@click.option("--device", metavar="DEVICE", help="Where the images are from: cpu, cuda, mps.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
def approve(paths: tuple[str, ...], artifacts: str, device: str | None, yes: bool) -> int:
    """Take what came out as the new golden images, after showing it."""
    from wflint.cli.cases_of import cases_of
    from wflint.cli.output import complain, note, write
    from wflint.engine.project import OutsideError
    from wflint.live.cases.approve import candidates

    if not Path(artifacts).is_dir():
        raise Failure(f"there is no folder {artifacts}")
    try:
        cases = cases_of(paths, frozenset())
        found = list(candidates(cases, Path(artifacts), Path.cwd(), device))
    except (OutsideError, OSError) as error:
        raise Failure(str(error)) from None
    bad = [each for each in found if each.fault]
    for each in bad:
        complain(f"{each.found}: {each.fault.removeprefix(f'{each.found} ')}")
    good = [each for each in found if not each.fault]
    if not found:
        if any(case.table.golden or any(i.golden for i in case.table.intermediate) for case in cases):
            note(f"nothing of these cases is in {artifacts}; run this where the job ran `wflint run`")
        else:
            note("none of these cases is held to a golden image; [golden] in its file asks for one")
    write(f"{line}\n" for each in good for line in _told(each))
    if good and not yes and not click.confirm(f"Make {len(good)} of them goldens?", err=True):
        return FINDINGS
    for each in good:
        try:
            each.approve()
        except (OSError, ValueError) as error:
            raise Failure(f"{each.golden}: {error}") from None
        note(f"golden written: {each.golden}")
    return FINDINGS if bad else OK


def _told(candidate: GoldenCandidate) -> list[str]:
    from wflint.plain import one_line

    sheet = candidate.found.with_name(f"{candidate.found.stem}.difference.png")
    lines = [one_line(f"{candidate.case}: {candidate.found} -> {candidate.golden}")]
    lines.append(one_line(f"  {candidate.said}"))
    if sheet.is_file():
        lines.append(one_line(f"  see {sheet}"))
    return lines
