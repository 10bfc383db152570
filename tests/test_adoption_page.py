"""The commands of docs/adoption.md, run one after the other in an old repository, print what stands there."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.console_page import check_page, put_tool, run

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "adoption.md"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with the broken workflows of the README."""
    folder = tmp_path / "old"
    shutil.copytree(ROOT / "fixtures" / "broken", folder / "workflows")
    put_tool(folder)
    for command in ("init -q", "add -A", "commit -q -m old"):
        run(folder, f"git {command}")
    return folder


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are a POSIX shell's")
def test_the_commands_print_what_stands_there(repository: Path, pytestconfig: pytest.Config) -> None:
    check_page(PAGE, repository, pytestconfig)
