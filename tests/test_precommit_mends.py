"""The hooks that change files, run with pre-commit: a file is mended or laid out, and then it stays.

They need ``wflint check --fix`` and ``wflint format``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.ci.composite import ROOT
from tests.cli.conftest import bad_graph, good_graph
from tests.test_precommit import HOOKS, git

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="wflint is a script of a POSIX shell here")
FOREIGN = '{ "name":"x" }\n'


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose hooks are ours, by the wflint of this checkout on the path."""
    tool = tmp_path / "bin" / "wflint"
    tool.parent.mkdir()
    command = f'PYTHONPATH="{ROOT / "lint"}" exec "{sys.executable}" -m wflint "$@"'
    tool.write_text(f"#!/bin/sh\n{command}\n", "utf-8")
    tool.chmod(0o755)
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "-q")
    (folder / "package.json").write_text(FOREIGN, "utf-8")
    return folder


def run(folder: Path, hook: str) -> subprocess.CompletedProcess[str]:
    (entry,) = ({**each, "language": "system"} for each in HOOKS if each["id"] == hook)
    config: dict[str, Any] = {"repos": [{"repo": "local", "hooks": [entry]}]}
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), "utf-8")
    git(folder, "add", "-A")
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--all-files", "--verbose"],
        cwd=folder,
        env={
            **os.environ,
            "PATH": f"{folder.parent / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "PRE_COMMIT_HOME": str(folder.parent / "cache"),
        },
        capture_output=True,
        text=True,
        check=False,
    )


def doubled() -> dict[str, Any]:
    """A graph whose one edge is there twice."""
    graph = good_graph()
    graph["edges"] *= 2
    return graph


def test_fix(repository: Path) -> None:
    (repository / "flow.json").write_text(json.dumps(doubled(), indent=3), "utf-8")
    first = run(repository, "wflint-fix")
    assert first.returncode == 1, first.stdout  # it changed a file
    assert "files were modified by this hook" in first.stdout
    assert (repository / "flow.json").read_text("utf-8") == json.dumps(good_graph(), indent=3)
    second = run(repository, "wflint-fix")
    assert second.returncode == 0, second.stdout
    assert (repository / "package.json").read_text("utf-8") == FOREIGN


def test_what_has_no_safe_repair_is_told(repository: Path) -> None:
    (repository / "flow.json").write_text(json.dumps(bad_graph("elsewhere")), "utf-8")
    before = (repository / "flow.json").read_text("utf-8")
    ran = run(repository, "wflint-fix")
    after = (repository / "flow.json").read_text("utf-8")
    assert ran.returncode == 1, ran.stdout
    assert "flow.json" in ran.stdout
    assert (after == before) == ("files were modified" not in ran.stdout)


def test_format(repository: Path) -> None:
    (repository / "flow.json").write_text(json.dumps(good_graph(), indent=7), "utf-8")
    first = run(repository, "wflint-format")
    assert first.returncode == 1, first.stdout
    assert "files were modified by this hook" in first.stdout
    assert json.loads((repository / "flow.json").read_text("utf-8")) == good_graph()
    second = run(repository, "wflint-format")
    assert second.returncode == 0, second.stdout
    assert (repository / "package.json").read_text("utf-8") == FOREIGN
