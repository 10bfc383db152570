"""``wflint check`` with a baseline where a run sees only a part: rules, files, ways to a file."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.conftest import good_graph
from tests.cli.test_baseline import NAME, adopted, dangling, entries, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran

    Wflint = Callable[..., Ran]
    Put = Callable[..., Path]

__all__ = ["adopted"]  # the fixture

links = pytest.mark.skipif(os.name != "posix", reason="symbolic links")


def large() -> dict[str, Any]:
    """A graph that needs more than a gigabyte; only ``--vram`` tells."""
    graph = dangling("gone")
    model = {"key": "k", "hash": "h", "name": "m", "base": "flux", "type": "main"}
    graph["nodes"]["model"] = {"id": "model", "type": "flux_model_loader", "model": model}
    return graph


def random() -> dict[str, Any]:
    """A graph whose seed nobody knows beforehand; only `unpinned-seed` tells."""
    path = Path(__file__).parents[2] / "fixtures" / "rules" / "unpinned-seed" / "bad-graph.json"
    return json.loads(path.read_text("utf-8"))


# ---- rules


@pytest.mark.parametrize(
    "options", [("--vram", "1GB"), ("--extend-select", "unpinned-seed"), ("--extend-select", "ALL")]
)
def test_what_other_options_found_stays(
    wflint: Wflint, put: Put, here: Path, options: tuple[str, ...]
) -> None:
    put("a.json", large())
    put("b.json", random())
    wflint("check", "--write-baseline")
    plain = entries(here / NAME)
    wflint("check", *options, "--write-baseline")
    more = entries(here / NAME)
    assert len(more) > len(plain)
    ran = wflint("check")
    assert (ran.code, ran.err) == (0, "")
    assert wflint("check", "--prune-baseline").err == f"wflint: {NAME}: nothing to remove\n"
    assert wflint("check", "--write-baseline").err.startswith(f"wflint: no change in {NAME}: ")
    assert entries(here / NAME) == more
    put("a.json", dangling("gone"))
    put("b.json", good_graph())
    assert "removed" in wflint("check", *options, "--prune-baseline").err
    only = {e["rule"] for e in more} - {e["rule"] for e in plain}
    assert only
    assert not [e for e in entries(here / NAME) if e["rule"] in only]


def test_what_the_models_of_a_server_show_stays(wflint: Wflint, put: Put, here: Path) -> None:
    model = {"key": "k", "name": "Fox", "base": "sdxl", "type": "main"}
    lock = json.dumps({"wflint_models": 1, "models": [model]})
    put("models.lock.json", lock)
    put("w/a.json", large())
    options = ("--models", "models.lock.json")
    wflint("check", *options, "--write-baseline", "w")
    before = entries(here / NAME)
    assert wflint("check", *options, "w").code == 0
    assert wflint("check", "--prune-baseline", "w").err == f"wflint: {NAME}: nothing to remove\n"
    wflint("check", "--write-baseline", "w")
    after = entries(here / NAME)
    assert [e for e in before if e not in after] == []
    assert wflint("check", *options, "w").code == 0
    put("w/a.json", dangling("gone"))
    assert "removed" in wflint("check", *options, "--prune-baseline", "w").err
    assert {e["rule"] for e in entries(here / NAME)} == {"dangling-edge"}


def test_a_model_that_fits_now_is_stale_without_a_list_of_models(
    wflint: Wflint, put: Put, here: Path
) -> None:
    rules = Path(__file__).parents[2] / "fixtures" / "rules" / "base-model-mismatch"
    put("a.json", (rules / "bad-controlnet.json").read_text("utf-8"))
    wflint("check", "--write-baseline")
    assert [entry["rule"] for entry in entries(here / NAME)] == ["base-model-mismatch"]
    put("a.json", (rules / "good-controlnet.json").read_text("utf-8"))
    assert "1 finding removed" in wflint("check", "--prune-baseline").err
    put("a.json", (rules / "bad-controlnet.json").read_text("utf-8"))
    assert wflint("check").code == 1


def test_a_file_that_is_broken_for_a_while(wflint: Wflint, put: Put, adopted: Path) -> None:
    """No rule looked at what was in it."""
    before = entries(adopted)
    put("old.json", "<<<<<<< HEAD\n")
    for paths in ((), ("old.json",)):  # a search passes it over
        assert wflint("check", *paths).err == ""
        assert "nothing to remove" in wflint("check", "--prune-baseline", *paths).err
    assert entries(adopted) == before
    wflint("check", "--write-baseline", "old.json")
    assert len(entries(adopted)) == len(before) + 1
    put("old.json", dangling("gone", "lost"))
    assert wflint("check").code == 0
    assert "1 finding removed" in wflint("check", "--prune-baseline").err
    assert entries(adopted) == before


def test_a_rule_that_is_off(wflint: Wflint, put: Put, adopted: Path) -> None:
    before = entries(adopted)
    put("wflint.toml", '[severity]\ndangling-edge = "off"\n')
    assert wflint("check").err == ""
    wflint("check", "--prune-baseline")
    assert entries(adopted) == before, "it will be on again"


# ---- files that are broken as a whole


def cut(graph: dict[str, Any]) -> str:
    return json.dumps(graph, indent=1)[:-40]


def test_every_broken_file_is_like_every_other(wflint: Wflint, put: Put, here: Path) -> None:
    """That one is gone does not make another one its heir, whatever it is called."""
    put("wflint.toml", "")
    put("a/old.json", cut(dangling("gone")))
    guide = {"nodes": [{"id": "a", "type": "integer", "inputs": {"value": 1}}], "edges": []}
    put("a/guide.json", guide)
    assert wflint("check", "--write-baseline").code == 0
    assert {e["rule"] for e in entries(here / NAME)} >= {"syntax-error", "simplified-dialect"}
    (here / "a" / "old.json").unlink()
    (here / "a" / "guide.json").unlink()
    put("b/old.json", cut(dangling("another")))
    put("b/guide.json", {"nodes": [{"id": "b", "type": "string", "inputs": {"value": ""}}], "edges": []})
    ran = wflint("check", "-f", "json")
    assert (ran.code, {file for file, _ in shown(ran)}) == (1, {"b/old.json", "b/guide.json"})


def test_another_syntax_error(wflint: Wflint, put: Put) -> None:
    put("a.json", cut(dangling("gone")))
    wflint("check", "--write-baseline")
    put("a.json", cut(dangling("gone", "another")))
    assert wflint("check").code == 0, "cut off elsewhere"
    put("a.json", json.dumps(dangling("gone"))[:-1] + ",}")
    ran = wflint("check", "-f", "json")
    assert [message for _, message in shown(ran)] == ["a comma before the closing bracket is not valid JSON"]


# ---- copies and renamed files, of which a run sees some


def test_a_copy_of_a_renamed_file(wflint: Wflint, put: Put, adopted: Path, here: Path) -> None:
    (here / "old.json").rename(here / "in" / "r1.json")
    assert wflint("check", "in/r1.json").code == 0
    twin = put("r2.json", (here / "in" / "r1.json").read_text("utf-8"))
    for options in ((), ("--prune-baseline",), ("--write-baseline", "--select", "cycle")):
        before = entries(adopted)
        wflint("check", *options, "r2.json")
        assert entries(adopted) == before
    assert wflint("check", "r2.json").code == 1, "r1.json is the old one as well as it"
    assert len(shown(wflint("check", "-f", "json"))) == 2, "one of the two"
    assert len(shown(wflint("check", "-f", "json", "r2.json", "in/r1.json"))) == 2
    put("wflint.toml", 'exclude = ["r2.json"]\n')
    assert wflint("check", "in/r1.json").code == 0, "no run finds the copy"
    put("wflint.toml", "")
    twin.write_text(twin.read_text("utf-8") + "\n", "utf-8")
    assert wflint("check", "in/r1.json").code == 0, "not the same"


@links
def test_a_link_is_no_copy(wflint: Wflint, adopted: Path, here: Path) -> None:
    (here / "old.json").rename(here / "new.json")
    (here / "link.json").symlink_to("new.json")
    assert wflint("check", "new.json").code == 0
    assert wflint("check", "link.json").code == 0


# ---- ways to a file


@links
def test_a_link_within_the_project_is_another_way(
    wflint: Wflint, put: Put, adopted: Path, here: Path
) -> None:
    before = entries(adopted)
    (here / "link").symlink_to("in")
    (here / "in" / "deep").mkdir()
    (here / "in" / "deep" / "file.json").symlink_to("../../old.json")
    for paths in (("link",), ("link/other.json",), ("link", "in", "."), ("in/deep/file.json", "old.json")):
        ran = wflint("check", *paths)
        assert (ran.code, ran.err) == (0, ""), paths
        assert wflint("check", "--prune-baseline", *paths).err == f"wflint: {NAME}: nothing to remove\n"
        assert wflint("check", "--write-baseline", *paths).err.startswith(f"wflint: no change in {NAME}")
        assert entries(adopted) == before
    put("in/other.json", dangling("away", "new"))
    assert len(shown(wflint("check", "-f", "json", "link"))) == 1
    (here / "in" / "other.json").unlink()
    assert wflint("check", "--prune-baseline", "link").err == f"wflint: {NAME}: 1 finding removed\n"


@links
def test_a_baseline_elsewhere_in_the_project(wflint: Wflint, put: Put, here: Path) -> None:
    (here / ".git").mkdir()
    put("a/old.json", dangling("gone"))
    (here / "ci").mkdir()
    (here / "link").symlink_to("a")
    known = ("--baseline", "ci/known.json")
    wflint("check", *known, "--write-baseline", "link")
    assert [e["path"] for e in entries(here / "ci" / "known.json")] == ["../a/old.json"]
    assert wflint("check", *known, "a").code == wflint("check", *known, "link").code == 0


@links
def test_a_link_out_of_the_project_is_a_file_of_its_own(wflint: Wflint, put: Put, here: Path) -> None:
    put("elsewhere/x.json", dangling("gone"))
    put("project/wflint.toml", "")
    (here / "project" / "link").symlink_to(here / "elsewhere")
    wflint("check", "--write-baseline", "project/link/x.json")
    assert [e["path"] for e in entries(here / "project" / NAME)] == ["link/x.json"]
    assert wflint("check", "project/link/x.json").code == 0
