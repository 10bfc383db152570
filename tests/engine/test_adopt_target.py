"""The release that is proposed: by the node types and versions of files, over all releases."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from wflint.catalogue.history import all_node_types, node_versions
from wflint.catalogue.store import latest_release, list_releases, open_release
from wflint.document import Kind
from wflint.engine.adopt.survey import Seen, survey
from wflint.engine.adopt.target import propose

ROOT = Path(__file__).parents[2]
STABLE = list_releases(pre_releases=False)


def seen(**needs: str | None) -> Seen:
    """A workflow with nodes at these versions."""
    stated = {name: frozenset([version] if version else []) for name, version in needs.items()}
    return Seen("a.json", frozenset({Kind.WORKFLOW}), stated)


def everything(release: str) -> Seen:
    """A workflow with every node of a release, as that has it."""
    catalogue = open_release(release)
    nodes = {name: catalogue.node(name) for name in catalogue.node_types}
    return seen(**{name: node.version for name, node in nodes.items() if node is not None})


@pytest.mark.parametrize("release", [*STABLE[::6], STABLE[-1]])
def test_a_workflow_with_all_nodes_of_a_release(release: str) -> None:
    """The proposal has the very same nodes, whatever patch release of the line it is."""
    found = propose([everything(release)])
    assert (found.opens, found.own, found.files) == (1, 1, 1)
    mine, theirs = everything(release), everything(found.release)
    assert mine.needs.items() <= theirs.needs.items()
    assert STABLE.index(found.first) <= STABLE.index(release) <= STABLE.index(found.last)
    assert found.release == found.last


def changed_once() -> tuple[str, str, str, str]:
    """A node type that changed its minor version: old version, its last release, the new one, its first."""
    for name in sorted(all_node_types()):
        runs = [(r, v) for r, v in node_versions(name).items() if r in STABLE]
        for (before, old), (_, new) in pairwise(runs):
            if old and new and old != new and old.split(".")[0] == new.split(".")[0] and runs[-1][1] == new:
                return name, old, before, new
    raise AssertionError


def test_versions_decide() -> None:
    name, old, last, new = changed_once()
    assert propose([seen(**{name: old})]).release == last  # made there, though newer ones open it
    assert propose([seen(**{name: new})]).release == latest_release()
    both = propose([seen(**{name: old}), seen(**{name: new})])
    assert (both.release, both.opens, both.own) == (
        latest_release(),
        2,
        1,
    )  # the old one opens none of the new


def test_graphs_state_no_versions() -> None:
    found = propose([seen(add=None, sub=None)])
    assert (found.release, found.first) == (latest_release(), STABLE[0])


def test_a_type_that_is_gone_decides() -> None:
    gone = next(
        name
        for name in sorted(all_node_types())
        if set(node_versions(name))
        and STABLE[-1] not in node_versions(name)
        and any(release in STABLE for release in node_versions(name))
    )
    found = propose([seen(**{gone: None})])
    assert found.release == [release for release in node_versions(gone) if release in STABLE][-1]


def test_nodes_of_packs_and_nothing_say_nothing() -> None:
    for files in ([], [seen(our_own_node="1.0.0")]):
        found = propose(files)
        assert (found.release, found.files) == (latest_release(), 0)


def test_odd_versions() -> None:
    for version in ("", "x", "99999999999999999999.0", "1.0.0-beta", "9" * 5000, "1"):
        found = propose([seen(add=version)])
        assert found.release in STABLE


def test_what_recipes_state_speaks_first() -> None:
    name, old, last, _ = changed_once()
    assert propose([seen(**{name: old})], ["6.14"]).release == "6.14.2"
    assert propose([], ["5.15", "nonsense", "6.0"]).release.startswith("6.0.")
    # But not where files have nodes that it lacks.
    newest = propose([everything(latest_release())], ["3.0.0"])
    assert (newest.release, newest.stated) == (latest_release(), False)
    assert last


@pytest.mark.parametrize(("folder", "release"), [("workflows", "6.14.2")])
def test_the_library(folder: str, release: str) -> None:
    found = survey(str(ROOT / folder))
    proposal = propose([*found.files, *found.images], found.stated)
    assert (proposal.release, proposal.stated) == (release, True)
    assert proposal.opens == proposal.files > 50
    assert len(found.recipes) > 20


def test_python_that_is_not_wflints_is_no_recipe(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        'from wflint import Workflow\nwf = Workflow("5.15.0", name="x")\n', "utf-8"
    )
    (tmp_path / "b.py").write_text('wf = Workflow("3.0.0")\n', "utf-8")
    (tmp_path / "c.py").write_bytes(b"\x00\xff" * 100)
    (tmp_path / "d.json").write_text(json.dumps({"a": 1}), "utf-8")
    found = survey(str(tmp_path))
    assert [Path(path).name for path in found.recipes] == ["a.py"]
    assert (found.stated, found.others) == (["5.15.0"], 1)


def test_the_newest_file_says_what_there_must_be() -> None:
    """Old files that newer releases open less well do not make a release that cannot have made the newest."""
    gone = [seen(midas_depth_image_processor="1.2.4") for _ in range(9)]
    assert propose(gone).release == "5.9.1"
    found = propose([*gone, seen(sd3_denoise="1.1.1"), everything(latest_release())])
    assert (found.release, found.newest) == (latest_release(), "a.json")
    assert propose([*gone, everything(latest_release())]).own == 1
