"""The light route gives what the shipped store has; needs uv and the package index.

The store's facts of these releases were made from OpenAPI documents, not by the light route.
"""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from tests.catalogue.conftest import ROOT
from wflint.catalogue.light_route.overlay import make_overlay
from wflint.catalogue.light_route.take import take
from wflint.catalogue.openapi import read_openapi
from wflint.catalogue.store import DATA, Store, StoredDefinitions, shipped

pytestmark = [pytest.mark.network, pytest.mark.skipif(shutil.which("uv") is None, reason="uv is not here")]


@pytest.mark.parametrize("version", ["6.14.2", "6.8.1", "5.15.0", "4.2.9", "3.4.0.post2"])
def test_same_facts(version: str) -> None:
    from add_release import compare

    found = take(version)
    nodes, models = read_openapi(found["openapi"])
    compare(Store(DATA), version, nodes, models)
    if int(version[0]) >= 5:
        assert make_overlay(found, nodes, models) == StoredDefinitions(shipped(), version).overlay


def test_unknown_release() -> None:
    """One line and exit status 1, no traceback."""
    script = ROOT / "lint" / "scripts" / "add_release.py"
    done = subprocess.run(
        [sys.executable, str(script), "--check", "6.99.0"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "6.99.0" in done.stderr
    assert "Traceback" not in done.stderr
