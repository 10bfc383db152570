"""The command that puts what `catalogue diff` says to the releases themselves, as a user runs it."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from tests.catalogue.conftest import ROOT
from tests.differential.probes import Probes
from tests.differential.upgrade_cases import Cases, worse
from wflint.catalogue.store import open_release
from wflint.catalogue.types import TypeExpr
from wflint.upgrade.compare import changes

SCRIPT = ROOT / "lint" / "scripts" / "compare_upgrades.py"


def compare(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPT), *arguments], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("arguments", [("4.2.0..5.0.0",), ("6.99.0",), ()])
def test_it_says_what_it_cannot_take(arguments: tuple[str, ...]) -> None:
    done = compare(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "from 5.0 on" in done.stderr or "name pairs" in done.stderr


@pytest.mark.network
@pytest.mark.skipif(shutil.which("uv") is None, reason="uv is not here")
def test_two_releases_do_as_is_said() -> None:
    done = compare("5.3.1..5.4.3")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "breaking 2, 5 tried: 5 refused, 0 fail, 0 ignored" in done.stdout


def test_every_change_has_a_graph_that_uses_it() -> None:
    old, new = open_release("6.7.0"), open_release("6.8.1")
    cases = Cases(old, new)
    for change in changes(old, new):
        assert cases.of(change), change.sentence


def test_values_tell_limits_apart() -> None:
    probes = Probes(open_release("6.14.2"))
    found = probes.of(TypeExpr("int", bounds={"ge": 8, "le": 64, "mult": 8}))
    assert found[0] == 8
    assert {7, 8, 9, 63, 64, 65} <= set(found)


def test_what_became_of_a_graph() -> None:
    fine = {"ok": True, "missing": [], "ignored": []}
    assert worse(fine, {**fine, "ok": False}) == "refused"
    assert worse(fine, {**fine, "missing": [["n", "a"]]}) == "fails"
    assert worse(fine, {**fine, "ignored": [["n", "a"]]}) == "ignored"
    assert not worse({**fine, "missing": [["n", "a"]]}, {**fine, "missing": [["n", "a"]]})
