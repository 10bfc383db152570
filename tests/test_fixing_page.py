"""The commands of docs/fixing.md, run one after the other, print what stands there."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import bad_graph, good_graph
from tests.test_adoption_page import _BLOCK, run

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
    tool = tmp_path / "bin" / "wflint"
    tool.parent.mkdir()
    tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m wflint "$@"\n', "utf-8")
    tool.chmod(0o755)
    return folder


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are a POSIX shell's")
def test_the_commands_print_what_stands_there(folder: Path, pytestconfig: pytest.Config) -> None:
    def printed(command: str) -> str:
        return f"$ {command}\n{run(folder, command)}"

    text = PAGE.read_text("utf-8")
    blocks = _BLOCK.findall(text)
    assert len(blocks) == 2
    for block in blocks:
        commands = [line[2:] for line in block.splitlines() if line.startswith("$ ")]
        text = text.replace(block, "".join(map(printed, commands)))
    if pytestconfig.getoption("--update-golden"):
        PAGE.write_text(text, "utf-8")
    assert text == PAGE.read_text("utf-8"), "run pytest tests/test_fixing_page.py --update-golden"
