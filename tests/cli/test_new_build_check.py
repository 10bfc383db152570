"""``wflint new``, ``wflint build``, ``wflint check``: nothing is found, in any template, for any release."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from wflint.builders.library import library

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]

# The newest release, a preview, those whose web UI or format was another, one that knows no models by key.
TARGETS = (None, "7.0.0a3", "5.15.0", "4.2.9", "4.0.0", "3.7.0")
LACKING = ("has no node", "has no input", "is not enough for InvokeAI")  # what an old release cannot


@pytest.mark.parametrize("target", TARGETS)
def test_what_a_template_builds_is_clean(wflint: Run, target: str | None) -> None:
    release = () if target is None else ("--target", target)
    built = 0
    for name in library():
        assert wflint("new", name).code == 0
        ran = wflint("build", *release, f"{name}.py")
        built += ran.code == 0
        if ran.code:
            assert target is not None, ran.err
            lines = ran.err.splitlines()
            assert all(any(words in line for words in LACKING) for line in lines), ran.err
    assert built >= (len(library()) if target is None else {"3.7.0": 0}.get(target, 7))
    ran = wflint("check", *release, ".")
    assert ran.code == 0, ran.out
    assert not built or "No problems in" in ran.out


def test_what_the_code_leaves_open_is_told_as_an_info(wflint: Run) -> None:
    wflint("new", "sd15_inpaint")
    wflint("build", "sd15_inpaint.py")
    report = json.loads(wflint("check", "--format", "json", ".").out)
    open_inputs = [d for d in report["diagnostics"] if d["slug"] == "missing-input"]
    assert {d["severity"] for d in open_inputs} == {"info"}
    assert {d["file"] for d in open_inputs} == {"sd15_inpaint.graph.json"}
    Path("wflint.toml").write_text('severity = { missing-input = "error" }\n', "utf-8")
    assert wflint("check", ".").code == 1, "a configuration has the last word"


@pytest.mark.parametrize("code", [None, "print('another program')\n", "import wflint\n"])
def test_a_graph_that_no_code_builds_must_be_complete(wflint: Run, code: str | None) -> None:
    wflint("new", "sd15_inpaint")
    wflint("build", "sd15_inpaint.py")
    Path("sd15_inpaint.py").unlink()
    if code is not None:
        Path("sd15_inpaint.py").write_text(code, "utf-8")
    ran = wflint("check", "sd15_inpaint.graph.json")
    assert ran.code == 1
    assert "missing-input" in ran.out


def test_graphs_of_variants_are_of_the_same_code(wflint: Run) -> None:
    wflint("new", "flux_controlnet", "-o", "pose.py")
    wflint("build", "pose.py")
    assert Path("pose.depth.graph.json").is_file()
    assert wflint("check", "pose.depth.graph.json").code == 0
