"""``wflint convert FILES --output-dir DIR``: a name for each, nothing lost, whole files only."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import good_graph

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]
    Put = Callable[..., Path]

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / "fixtures" / "workflows" / "soft-blank.png"
ALL = ("convert", "--to", "workflow", "--output-dir", "out")


def listing(folder: str = "out") -> list[str]:
    return sorted(os.listdir(folder)) if Path(folder).is_dir() else []


def test_each_file_gets_a_name_of_its_own(wflint: Run, put: Put) -> None:
    names = ("a.json", "b.graph.json", "c.d.json", "e")
    for name in names:
        put(name)
    shutil.copy(PICTURE, "F.PNG")
    for to, ending in (("workflow", ".workflow.json"), ("graph", ".graph.json"), ("python", ".py")):
        ran = wflint("convert", *names, "F.PNG", "--to", to, "--output-dir", f"out/{to}", "-q")
        assert ran.code == 0, ran.err
        expected = [f"{stem}{ending}" for stem in ("F", "a", "b", "c.d", "e")]
        assert listing(f"out/{to}") == expected
        assert sorted(ran.out.split()) == sorted(os.path.join(f"out/{to}", name) for name in expected)
        alone = wflint("convert", "a.json", "--to", to, "-q").out
        if to != "workflow":  # whose id is new each time
            assert Path(f"out/{to}/a{ending}").read_text("utf-8") == alone


def test_one_file_into_a_folder(wflint: Run, put: Put) -> None:
    put("a.json")
    assert wflint(*ALL, "a.json").code == 0
    assert listing() == ["a.workflow.json"]


@pytest.mark.parametrize(
    ("names", "why"),
    [
        (("a.json", "a.graph.json"), "a.json and a.graph.json would both be written to"),
        (("x/a.json", "y/a.json"), "would both be written to"),
        (("a.json", "A.json"), "would both be written to"),
        (("caf\u00e9.json", "cafe\u0301.json"), "would both be written to"),
        (("a.json", "a.json"), "named twice"),
        (("a.json", "x/../a.json"), "would both be written to"),
    ],
)
def test_two_files_never_get_one_name(wflint: Run, put: Put, names: tuple[str, ...], why: str) -> None:
    Path("x").mkdir()
    Path("y").mkdir()
    put("fine.json")
    for name in names:
        put(name)
    ran = wflint(*ALL, "fine.json", *names)
    assert ran.code == 2
    assert why in ran.err
    assert listing() == [], "nothing is written where the names do not fit"


def test_what_is_there_stays_unless_force_is_given(wflint: Run, put: Put) -> None:
    for name in ("a.json", "b.json"):
        put(name)
    Path("out").mkdir()
    Path("out/b.workflow.json").write_text("mine", "utf-8")
    ran = wflint(*ALL, "a.json", "b.json")
    assert ran.code == 2
    assert "exists already; --force replaces" in ran.err
    assert listing() == ["b.workflow.json"]
    assert Path("out/b.workflow.json").read_text("utf-8") == "mine"
    assert wflint(*ALL, "--force", "a.json", "b.json").code == 0
    assert json.loads(Path("out/b.workflow.json").read_bytes())["nodes"]


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links")
@pytest.mark.parametrize("force", [(), ("--force",)])
def test_a_link_is_not_followed_out_of_the_folder(wflint: Run, put: Put, force: tuple[str, ...]) -> None:
    put("a.json")
    Path("out").mkdir()
    Path("mine.txt").write_text("mine", "utf-8")
    Path("out/a.workflow.json").symlink_to("../mine.txt")
    assert wflint(*ALL, *force, "a.json").code == (0 if force else 2)
    assert Path("mine.txt").read_text("utf-8") == "mine"


@pytest.mark.parametrize("force", [(), ("--force",)])
def test_no_file_is_written_onto_one_that_is_read(wflint: Run, put: Put, force: tuple[str, ...]) -> None:
    put("a.json")
    put("b.graph.json")
    before = Path("b.graph.json").read_bytes()
    ran = wflint("convert", "a.json", "b.graph.json", "--to", "graph", "--output-dir", ".", *force)
    assert ran.code == 2
    assert "one of the files to convert" in ran.err
    assert listing(".") == ["a.json", "b.graph.json"]
    assert Path("b.graph.json").read_bytes() == before


def test_the_others_are_converted_whatever_one_is(wflint: Run, put: Put) -> None:
    put("a.json")
    put("z.json")
    Path("broken.json").write_text("{", "utf-8")
    ran = wflint(*ALL, "a.json", "broken.json", "z.json", "-q")
    assert ran.code == 1
    assert ran.err.startswith("wflint: error: broken.json: ")
    assert listing() == ["a.workflow.json", "z.workflow.json"]
    ran = wflint(*ALL, "--force", "gone.json", "broken.json", "z.json", "-q")
    assert ran.code == 2
    assert "cannot read gone.json" in ran.err
    assert ran.out.split() == [os.path.join("out", "z.workflow.json")]


def test_losses_hold_one_back_when_strict(wflint: Run, put: Put) -> None:
    put("a.json", good_graph())
    body = {"batch": {"graph": good_graph(), "runs": 3}}
    put("b.batch.json", body)
    ran = wflint("convert", "a.json", "b.batch.json", "--to", "graph", "--output-dir", "out", "--strict")
    assert ran.code == 1
    assert listing() == ["a.graph.json"]


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (("a.json", "b.json"), "--output-dir"),
        (("a.json", "-o", "x", "--output-dir", "out"), "give one of them"),
        (("-", "--output-dir", "out"), "standard input has no name"),
        (("a.json", "--force"), "--force goes with --output-dir"),
        ((), "Missing argument"),
        (("a.json", "--output-dir", "a.json"), "is a file"),
        (("a.json", "--output-dir", "a.json/x"), "cannot write"),
    ],
)
def test_wrong_usage(wflint: Run, put: Put, args: tuple[str, ...], why: str) -> None:
    put("a.json")
    ran = wflint("convert", "--to", "graph", *args)
    assert ran.code == 2
    assert why in ran.err
    assert listing(".") == ["a.json"]
