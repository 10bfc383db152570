"""Tries the twenty-two mistakes, and the untouched workflows again and again; prints a table.

    python -m tests.live.regressions [--release 6.14.2] [--device cpu] [--repeats 20] [--only WORDS]

Goldens and baselines are made by one server process and judged by another. Exit code 0 when every mistake is
caught by the check that is meant for it and nothing is reported of what is untouched, else 1.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.live.conftest import PACK
from tests.live.regressions.trial import Trial
from tests.live.regressions.twenty_two import BASES, TWENTY_TWO
from wflint import Server
from wflint.live.measure.host import describe_host
from wflint.live.serve.server import InvokeAIServer
from wflint.plain import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.live.cases.verdict import CaseVerdict


@contextmanager
def _trial(options: argparse.Namespace, folder: Path) -> Iterator[Trial]:
    server = InvokeAIServer(
        options.release, models="tiny", device=options.device, packs=[PACK], progress=_note
    )
    with server, Server(server.url) as client:
        yield Trial(client, describe_host(client, server), folder)


def main() -> int:
    """Run and print; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.live.regressions", description=__doc__)
    parser.add_argument("--release", default="6.14.2")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--repeats", type=int, default=20, help="of each untouched workflow")
    parser.add_argument("--only", default="", help="mistakes whose name has these words")
    options = parser.parse_args()
    names = [name for name in TWENTY_TWO if options.only in name]
    bases = [name for name in BASES if any(TWENTY_TWO[n].base == name for n in names)]
    with tempfile.TemporaryDirectory(prefix="wflint-regressions-") as folder:
        with _trial(options, Path(folder)) as trial:
            first = {name: trial.untouched(name) for name in bases}  # makes their goldens
        with _trial(options, Path(folder)) as trial:
            missed = sum(_try(trial, name) for name in names)
            alarms = sum(_repeat(trial, name, options.repeats) for name in bases)
    alarms += sum(_alarm(verdict) for verdict in first.values())
    runs = (options.repeats + 1) * len(bases)
    print(
        f"{len(names) - missed} of {len(names)} mistakes caught, {alarms} of {runs} untouched runs reported"
    )
    return 1 if missed or alarms else 0


def _try(trial: Trial, name: str) -> bool:
    """Whether a mistake is missed."""
    mistake = TWENTY_TWO[name]
    verdict = trial.spoiled(name)
    found = [
        "; ".join((c.message, *c.details))
        for c in verdict.checks
        if c.name == mistake.check and c.status == "failed"
    ]
    told = next((said for said in found if mistake.says in said), None)
    what = told or f"MISSED: {verdict.status} {verdict.reason}"
    print(f"{name:34}{mistake.base:12}{mistake.check:22}{one_line(what)[:140]}", flush=True)
    return told is None and verdict.status != "skipped"


def _repeat(trial: Trial, name: str, repeats: int) -> int:
    """How often an untouched workflow is reported."""
    alarms = sum(_alarm(trial.untouched(name)) for _ in range(repeats))
    print(f"untouched {name:24}{repeats} repeats, {alarms} reported", flush=True)
    return alarms


def _alarm(verdict: CaseVerdict) -> bool:
    if verdict.ok:
        return False
    print("\n".join(verdict.lines()), flush=True)
    return True


def _note(line: str) -> None:
    print(f"({line})", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
