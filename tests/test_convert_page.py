"""The commands of docs/convert.md, run one after the other, print what stands there."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.console_page import check_page, put_tool

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "convert.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Pictures and old workflows, two of one name among them, and a file that is no document."""
    samples = ROOT / "fixtures" / "workflows"
    here = tmp_path / "here"
    for name, source in {
        "pictures/fox.png": "soft-blank.png",
        "old/first.workflow.json": "format-1.0.0.workflow.json",
        "old/third.json": "format-3.0.0.workflow.json",
    }.items():
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(samples / source, here / name)
    (here / "notes.json").write_text('{"todo": "repaint the fox"}\n', "utf-8")
    put_tool(here)
    return here


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are a POSIX shell's")
def test_the_commands_print_what_stands_there(folder: Path, pytestconfig: pytest.Config) -> None:
    check_page(PAGE, folder, pytestconfig, (0,))
