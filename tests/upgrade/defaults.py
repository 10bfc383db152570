"""InvokeAI's default workflows of older releases, as `wflint upgrade` judges and rewrites them.

They are read from the releases' wheels (tests/test_wild.py): nothing of them is committed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from tests.test_wild import default_workflows

TO = "6.14.2"
COUNTS = {"4.2.9": 12, "5.6.2": 13, "5.15.0": 14}
RELEASES = tuple(COUNTS)


class Upgraded(NamedTuple):
    """A file as it became, and what was said of it before and afterwards."""

    raw: bytes
    before: dict[str, Any]
    after: dict[str, Any]


@cache
def upgraded(release: str, *options: str) -> dict[str, Upgraded]:
    """All of a release by name; ``options`` are those beside ``--write``."""
    with TemporaryDirectory() as folder:
        for name, raw in default_workflows(release):
            Path(folder, name).write_bytes(raw)
        before = _told(folder, release)
        _run(folder, release, "--write", *options)
        after = _told(folder, release)
        assert before.keys() == after.keys()
        return {name: Upgraded(Path(folder, name).read_bytes(), before[name], after[name]) for name in after}


def _told(folder: str, release: str) -> dict[str, dict[str, Any]]:
    said = json.loads(_run(folder, release, "--verbose", "--format", "json"))
    return {Path(document["file"]).name: document for document in said["documents"]}


def _run(folder: str, release: str, *options: str) -> str:
    command = (sys.executable, "-m", "wflint", "upgrade", "--isolated", "--to", TO, "--from", release)
    done = subprocess.run(
        (*command, *options, folder), capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def gone_types(document: dict[str, Any]) -> set[str]:
    """The node types that the report calls removed, with the release and the last good one."""
    said = [reason["text"] for reason in document["reasons"] if reason["rule"] == "unknown-node-type"]
    for text in (*said, *document["earlier"]):
        assert "was removed in 5.10.0" in text, text
    blamed = [r["blame"] for r in document["reasons"] if r["rule"] == "unknown-node-type"]
    assert all(blame["last_good"] == "5.9.1" for blame in blamed)
    return {text.split()[1] for text in (*said, *document["earlier"])}
