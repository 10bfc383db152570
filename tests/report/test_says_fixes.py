"""Fixes are made where a report says something of them, and nowhere else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from wflint.catalogue.store import open_release
from wflint.diagnostics import Report
from wflint.engine.check import Checker
from wflint.engine.examine import examine
from wflint.engine.settle import Showing
from wflint.report.formats import FORMATS, Look, render, says_fixes

ROOT = Path(__file__).resolve().parents[2]
STALE = ROOT / "fixtures/rules/node-version-mismatch/bad-major.json"
PROGRAM = """
import sys
from wflint.cli.main import main
try:
    main()
except SystemExit as end:
    assert end.code in (0, 1), end.code
print("made" if "wflint.rules.nodes._update" in sys.modules else "not made", file=sys.stderr)
"""


def rendered(name: str, look: Look, *, fixes: bool) -> str:
    raw = STALE.read_bytes()
    # The formats that have places for changes are given them, as on the command line.
    showing = Showing(changes=fixes and name == "sarif", fixes=fixes)
    found = examine(raw, "a.json", Checker([open_release("6.14.2")]), showing=showing)
    assert any(d.fix for d in found.diagnostics) is fixes
    report = Report(("6.14.2",), list(found.checked), found.diagnostics, found.hidden)
    return "".join(render(report, name, look))


@pytest.mark.parametrize("verbose", [False, True])
@pytest.mark.parametrize("summary", [False, True])
@pytest.mark.parametrize("name", FORMATS)
def test_a_format_that_says_nothing_of_fixes_reads_the_same_without(
    name: str, summary: bool, verbose: bool
) -> None:
    look = Look(summary=summary, verbose=verbose)
    same = rendered(name, look, fixes=True) == rendered(name, look, fixes=False)
    assert same is not says_fixes(name, verbose=verbose, summary=summary)


@pytest.mark.parametrize(
    ("asked", "made"),
    [
        ((), True),  # the summary counts them
        (("--quiet",), False),
        (("--format", "concise"), False),
        (("--format", "github"), False),
        (("--format", "json"), True),
        (("--format", "concise", "--diff"), True),
    ],
)
def test_who_does_not_ask_for_fixes_pays_for_none(asked: tuple[str, ...], made: bool) -> None:
    """What works out the update of a node is not even imported."""
    done = subprocess.run(
        (sys.executable, "-c", PROGRAM, "check", "--isolated", str(STALE), *asked),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stderr.splitlines()[-1] == ("made" if made else "not made")
