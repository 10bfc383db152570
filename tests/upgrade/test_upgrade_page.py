"""The commands of docs/upgrading.md, run one after the other, print what stands there."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.console_page import BLOCK, check_page, put_tool
from tests.upgrade import documents

PAGE = Path(__file__).parents[2] / "docs" / "upgrading.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four files of older releases."""
    folder = tmp_path / "flows"
    folder.mkdir()
    for name in ("blur", "canny", "fine", "numbers"):
        document = getattr(documents, name)()
        (folder / f"{name}.json").write_text(json.dumps(document, indent=2) + "\n", "utf-8")
    put_tool(folder)
    return folder


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are a POSIX shell's")
def test_the_commands_print_what_stands_there(folder: Path, pytestconfig: pytest.Config) -> None:
    assert len(BLOCK.findall(PAGE.read_text("utf-8"))) == 3
    check_page(PAGE, folder, pytestconfig)
