"""The command that compares wflint with a release's own validation, as a user runs it."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from tests.catalogue.conftest import ROOT
from tests.differential.smaller import smaller

SCRIPT = ROOT / "lint" / "scripts" / "compare_release.py"


def compare(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPT), *arguments], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("arguments", [("3.0.2",), ("6.99.0",), ()])
def test_it_says_what_it_cannot_take(arguments: tuple[str, ...]) -> None:
    done = compare(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "from 3.1 on" in done.stderr or "name releases" in done.stderr


@pytest.mark.network
@pytest.mark.skipif(shutil.which("uv") is None, reason="uv is not here")
def test_an_old_release_agrees() -> None:
    done = compare("3.3.0.post3", "--graphs", "100", "--values", "200")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "100 of 100 graphs judged alike (100.00 %)" in done.stdout
    assert "200 of 200 values judged alike (100.00 %)" in done.stdout


def test_a_disagreement_is_made_small() -> None:
    graph = {"nodes": {"a": {"id": "a", "x": [1, 2, 3]}, "b": {"id": "b"}}, "edges": [{"from": "a"}]}
    least = smaller(graph, lambda g: 2 in g.get("nodes", {}).get("a", {}).get("x", []))
    assert least == {"nodes": {"a": {"x": [2]}}}
