"""``wflint bisect`` on real servers: a change planted at 6.0, and one of InvokeAI's own.

The first needs the two releases that everything here is tested on, and no model. What narrows the search by
installing releases in between takes minutes: ``WFLINT_BISECT=1``, as `.ci/full` sets it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from wflint.release import release_of

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("bisect")]
PACK = Path(__file__).parent / "packs" / "wflint_planted"
NARROWING = pytest.mark.skipif("WFLINT_BISECT" not in os.environ, reason="installs releases: WFLINT_BISECT=1")
ENDS = ("--good", "5.15.0", "--bad", "6.14.2")
BLEND: dict[str, dict[str, Any]] = {
    "base": {"type": "blank_image", "color": {"r": 200, "g": 120, "b": 40, "a": 255}},
    "upper": {"type": "blank_image", "color": {"r": 60, "g": 90, "b": 160, "a": 255}},
    "blend": {"type": "invokeai_img_blend", "color_space": "LCh (CIELab)", "blend_mode": "Subtract"},
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def case_of(nodes: dict[str, dict[str, Any]], *edges: tuple[str, str, str, str]) -> str:
    """A case of a graph whose last node alone gives an image; the case's file."""
    last = list(nodes)[-1]
    graph = {
        "id": "g",
        "nodes": {name: {"id": name, "is_intermediate": name != last, **n} for name, n in nodes.items()},
        "edges": [
            {"source": {"node_id": a, "field": b}, "destination": {"node_id": c, "field": d}}
            for a, b, c, d in edges
        ],
    }
    Path("case.graph.json").write_text(json.dumps(graph))
    Path("case.test.toml").write_text('tags = ["bisect"]\n')
    return "case.test.toml"


def planted(what: str) -> str:
    return case_of({"a": {"type": "wflint_planted", "what": what}})


def bisect(*arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "wflint", "bisect", *arguments, "--models", "none", "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return {**found, "stderr": done.stderr}


def test_an_image_that_changed_with_a_release(project: Path) -> None:
    """On the two releases alone: one start of each answers the question, and the next ones."""
    rest = ("--installed", "--pack", str(PACK))
    case = planted("image")
    found = bisect(case, *ENDS, *rest)
    assert found["for"] == "image"
    assert release_of(found["last_good"]) < release_of("6.0.0") < release_of(found["first_bad"])
    assert found["how"].startswith("pixels differ by 8")
    assert "starting InvokeAI 6.14.2" in found["stderr"]
    back = bisect(case, "--good", "6.14.2", "--bad", "5.15.0", *rest)
    assert (back["for"], back["how"]) == ("image", found["how"])
    assert "starting" not in back["stderr"]


@NARROWING
@pytest.mark.parametrize("what", ["image", "time", "verdict"])
def test_a_planted_change_is_narrowed_down(project: Path, what: str) -> None:
    """Releases in between are installed as it goes, and the one is found from which on the pack differs."""
    case = planted(what)
    found = bisect(case, *ENDS, "--pack", str(PACK), "--for", what)
    assert (found["for"], found["last_good"], found["first_bad"]) == (what, "5.15.0", "6.0.0")
    assert found["could_not_be_tried"] == []
    assert found["changes"] == []
    if what == "verdict":
        assert found["how"] == "it fails: ValueError: planted: this node does not work since 6.0"


@NARROWING
def test_a_change_of_invokeai_is_found(project: Path) -> None:
    """Hue counts in degrees since 6.13.0, which no schema shows."""
    case = case_of(
        BLEND, ("base", "image", "blend", "layer_base"), ("upper", "image", "blend", "layer_upper")
    )
    found = bisect(case, *ENDS)
    assert (found["for"], found["last_good"], found["first_bad"]) == ("image", "6.12.0", "6.13.0")
    assert any("hue counts in degrees" in sentence for sentence in found["changes"]), found["changes"]
