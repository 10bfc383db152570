"""What comparing two releases costs, and a matrix of 30 workflows by all releases, in instructions and time.

    python tests/bench/upgrade.py

The instructions are callgrind's, of one process, beyond the start of an interpreter that imports wflint's
command line; the time is that of the command as a user runs it, with as many processes as there are cores.
The workflows are the library's and, where ``WFLINT_INVOKEAI_6_14_2`` or ``WFLINT_INVOKEAI_5_15_0`` name an
interpreter of an environment with InvokeAI, its own default ones; some are copies where these are too few.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.instructions import DEFAULTS, ROOT, instructions, missing

MANY = 30
ALL = ">=3.0"
COMMAND = """
import sys
from wflint.cli.main import main
try:
    main()
except SystemExit as end:
    assert end.code in (0, 1), end.code
"""
# Callgrind counts one process, and its children would start anew.
ALONE = "import os; os.cpu_count = lambda: 1" + COMMAND


def workflows(folder: Path) -> None:
    """Put thirty workflows into a folder."""
    found = []
    for name in ("WFLINT_INVOKEAI_6_14_2", "WFLINT_INVOKEAI_5_15_0"):
        if python := os.environ.get(name):
            found += sorted(Path(python).parents[1].glob(DEFAULTS))
    found += sorted((ROOT / "workflows").glob("*.workflow.json"))
    for number in range(MANY):
        shutil.copy(found[number % len(found)], folder / f"{number:02} {found[number % len(found)].name}")


def counted(code: str, *arguments: str) -> int:
    """The instructions of a command, in millions, without those of the start."""
    return (instructions("-c", code, *arguments) - instructions("-c", code, "--version")) // 1_000_000


def seconds(*arguments: str) -> float:
    """How long a command takes."""
    begun = time.monotonic()
    subprocess.run((sys.executable, "-c", COMMAND, *arguments), check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - begun


def main() -> None:
    """Print the figures."""
    if why := missing():
        raise SystemExit(why)
    with tempfile.TemporaryDirectory() as name:
        workflows(Path(name))
        runs = {
            "catalogue diff 6.13 6.14": ("catalogue", "diff", "6.13", "6.14"),
            "catalogue diff 5.15.0 6.14.2": ("catalogue", "diff", "5.15.0", "6.14.2"),
            "catalogue diff 3.0.0 6.14.2": ("catalogue", "diff", "3.0.0", "6.14.2"),
            f"upgrade, {MANY} workflows": ("upgrade", "--to", "6.14.2", name),
            f"matrix, {MANY} workflows by {ALL}": ("upgrade", "--matrix", ALL, "-f", "json", name),
        }
        for what, arguments in runs.items():
            took = seconds(*arguments)
            print(f"{what:34} {counted(ALONE, *arguments):>8,} M instructions {took:7.2f} s", flush=True)


if __name__ == "__main__":
    main()
