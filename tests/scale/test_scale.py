"""docs/scale.md: its script over many files on Dask's distributed scheduler, compared with the command.

It needs an interpreter that has wflint and distributed (``WFLINT_DASK``): ``bash .ci/full scale`` makes one
and has it check 20,000 files (``WFLINT_SCALE_FILES``).
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

import wflint
from tests.scale.make_files import documents, text_of, write

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "scale.md"
DASK = os.environ.get("WFLINT_DASK", "")
FILES = int(os.environ.get("WFLINT_SCALE_FILES", "600"))
(SCRIPT,) = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.S)


def test_the_files_are_the_same_every_time() -> None:
    samples = documents()
    texts = [text_of(number, samples) for number in range(300)]
    assert texts == [text_of(number, documents()) for number in range(300)]
    assert len({hashlib.sha256(text.encode()).digest() for _, text in texts}) == 300
    assert all(json.loads(text) for _, text in texts)
    slugs = {d.slug for _, text in texts for d in wflint.check(text.encode()).findings}
    assert len(slugs) > 20, "they have faults of many kinds"


def test_pieces_make_the_report_of_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    paths = [str(path) for path in write(Path("many"), 300)]
    (tmp_path / "many" / "package.json").write_text('{"name": "x"}', "utf-8")
    paths = [str(path) for path in sorted(Path("many").rglob("*.json"))]
    pieces = [wflint.check(paths[i : i + 70], skip_unknown=True) for i in range(0, len(paths), 70)]
    whole = wflint.check("many", skip_unknown=True)
    assert wflint.render(wflint.merge(pieces), "json") == wflint.render(whole, "json")


@pytest.mark.skipif(not DASK, reason="WFLINT_DASK names no interpreter that has Dask")
def test_a_cluster_finds_what_the_command_finds(tmp_path: Path) -> None:
    write(tmp_path / "many", FILES)
    (tmp_path / "check_many.py").write_text(SCRIPT, "utf-8")
    clean = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    began = time.monotonic()
    done = subprocess.run(
        [DASK, "check_many.py", "many", "report.json"],
        cwd=tmp_path,
        env=clean,
        capture_output=True,
        text=True,
        check=False,
    )
    cluster = time.monotonic() - began
    assert done.returncode == 1, done.stderr
    began = time.monotonic()
    options = ("--isolated", "--skip-unknown", "--target", "6.14.2", "--format", "json")
    command = subprocess.run(
        [DASK, "-m", "wflint", "check", *options, "many"],
        cwd=tmp_path,
        env=clean,
        capture_output=True,
        check=False,
    )
    alone = time.monotonic() - began
    assert command.returncode == 1, command.stderr
    found = (tmp_path / "report.json").read_bytes()
    summary = json.loads(found)["summary"]
    print(
        f"{FILES} files: two workers {cluster:.1f} s, the command {alone:.1f} s; {summary}", file=sys.stderr
    )
    assert summary["files"] >= FILES
    assert found == command.stdout
