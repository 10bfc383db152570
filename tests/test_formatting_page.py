"""The commands of docs/formatting.md, run one after the other in a repository, print what stands there."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from tests.console_page import check_page, put_tool, run
from tests.test_adoption_page import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PAGE = ROOT / "docs" / "formatting.md"
MODEL = {"key": "0a1b2c3d", "hash": "blake3:5e6f", "name": "Deliberate", "base": "sd-1", "type": "main"}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a graph that a script wrote, and with a workflow that is formatted."""
    folder = tmp_path / "foxes"
    put_tool(folder)
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
    check_page(PAGE, repository, pytestconfig)
