"""The light route gives what the shipped store has; needs uv and the package index.

The store's facts of these releases were made from OpenAPI documents, not by the light route.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.catalogue.conftest import ROOT, without_newest
from wflint.catalogue.light_route.overlay import make_overlay
from wflint.catalogue.light_route.take import take
from wflint.catalogue.openapi import read_openapi
from wflint.catalogue.store import DATA, Store, StoredDefinitions, shipped

if TYPE_CHECKING:
    from pathlib import Path

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


def test_update_brings_the_newest_back(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wflint that came out before 6.14.2 adds it: all that the shipped store has of it."""
    from click.testing import CliRunner

    from wflint.catalogue import store
    from wflint.catalogue.targets import resolve_target
    from wflint.cli.catalogue import catalogue

    without_newest(tmp_path / "store")
    expected = StoredDefinitions(Store(DATA), "6.14.2")
    monkeypatch.setattr(store, "DATA", str(tmp_path / "store"))
    store.shipped.cache_clear()
    try:
        ran = CliRunner().invoke(catalogue, ["update"], standalone_mode=False)
        assert "6.14.2: added, 309 nodes" in ran.output
        (newest,) = resolve_target("newest")
        found = newest.definitions
        for names, theirs in (
            (found.node_types, expected.node_types),
            (found.model_names, expected.model_names),
        ):
            assert {n: found.load(h) for n, h in names.items()} == {
                n: expected.load(h) for n, h in theirs.items()
            }
        assert found.overlay == expected.overlay
    finally:
        monkeypatch.undo()
        store.shipped.cache_clear()
