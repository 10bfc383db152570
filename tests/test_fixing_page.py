"""The commands of docs/fixing.md, run one after the other, print what stands there."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import bad_graph, good_graph
from tests.console_page import BLOCK, check_page, put_tool

PAGE = Path(__file__).parents[1] / "docs" / "fixing.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two files: one with an edge that is there twice, one with an edge that leads nowhere."""
    folder = tmp_path / "flows"
    folder.mkdir()
    twice = good_graph()
    twice["edges"] *= 2
    for name, graph in (("show.json", twice), ("more.json", bad_graph())):
        (folder / name).write_text(json.dumps(graph, indent=2) + "\n", "utf-8")
    put_tool(folder)
    return folder


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are a POSIX shell's")
def test_the_commands_print_what_stands_there(folder: Path, pytestconfig: pytest.Config) -> None:
    assert len(BLOCK.findall(PAGE.read_text("utf-8"))) == 2
    check_page(PAGE, folder, pytestconfig)
