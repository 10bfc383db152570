"""Run the library and the client's live tests on real servers of several releases, and note what came of it.

    python lint/scripts/prove_releases.py 5.0.2 6.9.0        these
    python lint/scripts/prove_releases.py --discard 6.5.1    remove its environment from the cache afterwards

Each release is installed (once; 2 to 7 GB), served with tiny models, and gets ``wflint run workflows`` and
``tests/live/test_client_live.py``. Needs uv, a package index and no GPU; takes a few minutes a release, and
more where torch has to be downloaded. The table in docs/live-releases.md gets one row for each release; rows
of releases that were not named stay. The exit code is 1 when something did not pass.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs" / "live-releases.md"
_ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \|.*$", re.MULTILINE)
_PASSED = re.compile(r"\d+ passed(, \d+ skipped)?")
_SECONDS = 1800.0
HEAD = """\
# Releases that were run

`wflint run workflows` and the live tests of the client on real servers, tiny models, no GPU at hand.
Made by `python lint/scripts/prove_releases.py RELEASE...`, which anyone can run again.

| InvokeAI | library | skipped | client's live tests | torch | date |
|---|---|---|---|---|---|
"""


class Row(NamedTuple):
    """What came of a release."""

    release: str
    library: str
    skipped: str
    client: str
    torch: str
    good: bool

    def __str__(self) -> str:
        today = datetime.datetime.now(datetime.UTC).date().isoformat()
        cells = (self.release, self.library, self.skipped, self.client, self.torch, today)
        return f"| {' | '.join(cells)} |"


def wflint(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A wflint command; its notes go to the terminal."""
    return subprocess.run(
        [sys.executable, "-m", "wflint", *arguments], stdout=subprocess.PIPE, text=True, check=False, cwd=ROOT
    )


def prove(release: str, workflows: list[str], *, client: bool) -> Row:
    """Serve a release and run everything on it."""
    served = wflint("serve", "--release", release, "--models", "tiny", "--detach")
    url = served.stdout.strip()
    if served.returncode or not url:
        return Row(release, "the server did not start", "", "", "", False)
    try:
        library, skipped, good = run_library(url, workflows)
    finally:
        wflint("serve", "stop", url)
    told = run_client(release) if client else "not run"
    return Row(
        release,
        library,
        skipped,
        told,
        torch_of(release),
        good and (not client or bool(_PASSED.fullmatch(told))),
    )


def run_library(url: str, workflows: list[str]) -> tuple[str, str, bool]:
    """What came of the library's cases, how many were not for the release, and whether all is well."""
    run = wflint("run", "--server", url, "--format", "json", "--no-save", *workflows)
    try:
        report = json.loads(run.stdout)
    except ValueError:
        return "wflint run gave no report", "", False
    states = [case["status"] for case in report["cases"]]
    for case in report["cases"]:
        for check in case["checks"]:
            if check["status"] in ("failed", "error"):
                print(f"{case['case']}: {check['name']}: {check['message']}", file=sys.stderr)
    ran = len(states) - states.count("skipped")
    good = run.returncode == 0 and ran > 0
    return f"{states.count('passed')} of {ran} passed", str(states.count("skipped")), good


def run_client(release: str) -> str:
    """What came of the client's live tests."""
    tests = [sys.executable, "-m", "pytest", "-q", "-m", "live", "tests/live/test_client_live.py"]
    done = subprocess.run(
        tests,
        env={**os.environ, "WFLINT_LIVE_RELEASES": release},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=_SECONDS,
    )
    told = done.stdout.strip().splitlines()
    counts = re.findall(r"\d+ (?:passed|failed|errors?|skipped)", told[-1] if told else "")
    if done.returncode:
        print(done.stdout[-12000:], file=sys.stderr)
    return ", ".join(counts) or "gave no result"


def torch_of(release: str) -> str:
    """The version of torch in the release's environment."""
    from wflint.live.serve.environment import invokeai_environment

    ask = "import importlib.metadata as m; print(m.version('torch'))"
    python = str(invokeai_environment(release).python)
    return subprocess.run(
        [python, "-I", "-c", ask], capture_output=True, text=True, check=False
    ).stdout.strip()


def discard(release: str) -> None:
    """Remove the environment and the tiny models of a release from the cache."""
    from wflint.cache import cache_dir

    shutil.rmtree(cache_dir() / "environments" / f"invokeai-{release}", ignore_errors=True)
    for folder in (cache_dir() / "tiny").glob(f"{release}-*"):
        shutil.rmtree(folder, ignore_errors=True)


def note(row: Row, table: Path) -> None:
    """Put a row into the table, in the order of releases."""
    text = table.read_text(encoding="utf-8") if table.is_file() else HEAD
    rows = {found[1]: found[0] for found in _ROW.finditer(text)}
    rows[row.release] = str(row)
    tail = _ROW.sub("", text.partition("|---|---|---|---|---|---|\n")[2]).lstrip("\n")
    lines = [rows[name] for name in sorted(rows, key=lambda r: tuple(map(int, r.split("."))))]
    table.write_text(HEAD + "\n".join(lines) + "\n" + (f"\n{tail}" if tail else ""), encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("releases", nargs="+", metavar="RELEASE")
    parser.add_argument("--discard", action="store_true", help="remove environments when done")
    parser.add_argument("--no-client", action="store_true", help="only the library")
    parser.add_argument("--table", type=Path, default=TABLE, help="where the rows go")
    parser.add_argument("--workflows", nargs="+", default=["workflows"], help="what to run")
    wishes = parser.parse_args()
    good = True
    for release in wishes.releases:
        row = prove(release, wishes.workflows, client=not wishes.no_client)
        print(row, flush=True)
        note(row, wishes.table)
        good = good and row.good
        if wishes.discard:
            discard(release)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
