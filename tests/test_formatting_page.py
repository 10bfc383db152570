"""The commands of docs/formatting.md, run one after the other in a repository, print what stands there."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING

import pytest

from tests.test_adoption_page import ROOT, run

if TYPE_CHECKING:
    from pathlib import Path

PAGE = ROOT / "docs" / "formatting.md"
_BLOCK = re.compile(r"```console\n(.*?)```", re.S)
MODEL = {"key": "0a1b2c3d", "hash": "blake3:5e6f", "name": "Deliberate", "base": "sd-1", "type": "main"}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a graph that a script wrote, and with a workflow that is formatted."""
    folder = tmp_path / "foxes"
    tool = tmp_path / "bin" / "wflint"
    tool.parent.mkdir()
    tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m wflint "$@"\n', "utf-8")
    tool.chmod(0o755)
    folder.mkdir()
    graph = {
        "edges": [],
        "nodes": {"m": {"type": "main_model_loader", "id": "m", "model": MODEL}},
        "id": "fox",
    }
    (folder / "fox.graph.json").write_text(json.dumps(graph, indent=2) + "\n", "utf-8")
    inputs = {"model": {"name": "model", "label": "", "description": "", "value": MODEL}}
    node = {
        "id": "m",
        "type": "invocation",
        "data": {"id": "m", "type": "main_model_loader", "inputs": inputs},
    }
    workflow = {"name": "Mine", "meta": {"version": "4.0.0"}, "nodes": [node], "edges": []}
    (folder / "mine.workflow.json").write_text(json.dumps(workflow, indent=2) + "\n", "utf-8")
    run(folder, "git init -q")
    return folder


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are a POSIX shell's")
def test_the_commands_print_what_stands_there(repository: Path, pytestconfig: pytest.Config) -> None:
    def printed(block: re.Match[str]) -> str:
        commands = [line for line in block[1].splitlines() if line.startswith("$ ")]
        return "```console\n" + "".join(f"{c}\n{run(repository, c[2:])}" for c in commands) + "```"

    text = PAGE.read_text("utf-8")
    assert _BLOCK.search(text)
    now = _BLOCK.sub(printed, text)
    if pytestconfig.getoption("--update-golden"):
        PAGE.write_text(now, "utf-8")
    assert now == PAGE.read_text("utf-8"), "run pytest tests/test_formatting_page.py --update-golden"
