"""What a run finds in a file depends on no file before it: memos outlive a file, findings do not."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.forked import Forks
from tests.golden import TARGET, Case, cases
from tests.test_rules import case_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="fresh processes are forked")


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    kept = Forks()
    yield kept
    kept.close()


def twins(case: Case) -> list[Case]:
    """The good files of a bad one: that of its name, or all of the rule's; with its own settings."""
    good = [c for c in cases("good") if c.slug == case.slug]
    named = [c for c in good if c.path.name == case.path.name.replace("bad-", "good-", 1)]
    mine = [c for c in named or good if _configured(c.settings()) == _configured(case.settings())]
    assert mine or not named, f"{case.path.name} and its twin are checked with different settings"
    return mine


def _configured(settings: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in settings.items() if k == "policy" or not isinstance(v, dict)}  # others are files


def _toml(value: Any) -> str:
    """A value as TOML writes it; a table in one line."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(held)}" for key, held in value.items()) + " }"
    return json.dumps(value)


def configure(case: Case, folder: Path) -> None:
    """Write the settings of a fixture as a configuration, and put what it names beside it."""
    settings = {"target": TARGET, **_configured(case.settings())}
    for named in (settings.get("models"), *settings.get("catalogues", ())):
        if named is not None:
            shutil.copy(case.path.parent / named, folder)
    lines = [f"{key} = {_toml(value)}\n" for key, value in settings.items()]
    (folder / "wflint.toml").write_text("".join(lines), "utf-8")


@pytest.mark.parametrize("case", cases("bad"), ids=case_id)
def test_findings_do_not_depend_on_the_files_before(case: Case, forks: Forks, tmp_path: Path) -> None:
    configure(case, tmp_path)
    name, golden = case.path.name, case.golden.read_text("utf-8")
    again = f"again-{name}"
    shutil.copy(case.path, tmp_path / name)
    shutil.copy(case.path, tmp_path / again)
    assert forks.check(tmp_path, [name, again]) == [golden, golden]
    good = [c.path.name for c in twins(case)]
    for twin in good:
        shutil.copy(case.path.parent / twin, tmp_path / twin)
    # `wflint check good bad bad`, then the good one once more behind its bad twin.
    after = [f"again-{twin}" for twin in good]
    for twin, copy in zip(good, after, strict=True):
        shutil.copy(case.path.parent / twin, tmp_path / copy)
    found = forks.check(tmp_path, [*good, name, again, *after])
    assert found == [*([""] * len(good)), golden, golden, *([""] * len(good))]
