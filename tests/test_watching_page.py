"""The commands of docs/watching.md, run one after the other, print what stands there."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
import yaml

from tests.catalogue.releases_made import Index, document_of, facts_of
from tests.cli.conftest import good_graph
from tests.console_page import check_page, put_tool
from wflint.catalogue.store import DATA

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "watching.md"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository, and an index with a release that renamed an input and has a node more."""
    folder = tmp_path / "repository"
    (folder / "flows").mkdir(parents=True)
    graph = good_graph()
    graph["nodes"]["dim"] = {"id": "dim", "type": "img_lerp", "min": 10}
    graph["edges"].insert(
        0,
        {
            "source": {"node_id": "photo", "field": "image"},
            "destination": {"node_id": "dim", "field": "image"},
        },
    )
    graph["edges"][1]["source"]["node_id"] = "dim"
    (folder / "flows" / "dim.json").write_text(json.dumps(graph, indent=2) + "\n", "utf-8")
    put_tool(folder)
    nodes, models = facts_of(DATA, "6.14.2")
    lerp = nodes["img_lerp"]["inputs"]
    nodes["img_lerp"]["inputs"] = {"darkest" if name == "min" else name: of for name, of in lerp.items()}
    nodes["img_lerp"]["version"] = "2.0.0"
    nodes["img_haze"] = {**nodes["img_blur"], "type": "img_haze", "title": "Haze", "version": "1.0.0"}
    index = Index(tmp_path / "index")
    index.has("6.15.0", document_of(nodes, models))
    monkeypatch.setenv("PATH", index.path)
    monkeypatch.setenv("WFLINT_CACHE", str(tmp_path / "cache"))
    return folder


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are a POSIX shell's")
def test_the_commands_print_what_stands_there(folder: Path, pytestconfig: pytest.Config) -> None:
    check_page(PAGE, folder, pytestconfig)


def test_what_it_says_of_the_templates() -> None:
    text = PAGE.read_text("utf-8")
    for name in ("github-upgrades.yml", "gitlab-upgrades.yml"):
        assert f"[templates/{name}](../templates/{name})" in text
        assert (ROOT / "templates" / name).is_file()
    workflow = yaml.safe_load((ROOT / "templates" / "github-upgrades.yml").read_text("utf-8"))
    assert f"`{workflow['jobs']['tell']['env']['LABEL']}`" in text
    assert {"WFLINT_PATHS", "WFLINT_REQUIRE"} <= workflow["jobs"]["judge"]["env"].keys()
