"""The table of successors, row by row, against the catalogues of the releases that it names."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from wflint.catalogue.history import all_node_types, field_presence, node_presence, node_versions
from wflint.catalogue.renames import (
    FIELDS,
    GONE,
    MAJORS,
    NODES,
    FieldRename,
    MajorStep,
    NodeRename,
    NoSuccessor,
    field_steps,
    gone,
    major_steps,
    successor,
)
from wflint.catalogue.store import list_releases, open_release
from wflint.graph.server.literals import explain

if TYPE_CHECKING:
    from wflint.catalogue.model import NodeDef

RELEASES = list_releases()
NEWEST = RELEASES[-1]


def node(release: str, node_type: str) -> NodeDef:
    found = open_release(release).node(node_type)
    assert found is not None, f"{release} has no {node_type}"
    return found


def test_every_node_that_is_gone_has_a_row() -> None:
    lost = {t for t in all_node_types() if (at := node_presence(t)) and at.last not in (NEWEST, "6.14.2")}
    assert lost == {row.old for row in NODES} | {row.old for row in GONE}
    assert len(lost) == len(NODES) + len(GONE) == 42


@pytest.mark.parametrize("row", NODES, ids=lambda row: row.old)
def test_a_successor_is_there(row: NodeRename) -> None:
    """Both nodes, all their inputs and outputs, from the releases on that the row states."""
    at = node_presence(row.old)
    assert at is not None
    assert at.last == row.last
    after = node_presence(row.new)
    assert after is not None
    assert (after.first, after.last) == (row.since, NEWEST)
    old, new = node(row.last, row.old), node("6.14.2", row.new)
    beside = {"metadata", "board", "workflow"}  # what every node that saves an image has
    assert set(row.inputs) | set(row.dropped) | beside >= set(old.inputs)
    assert set(row.inputs) | set(row.dropped) <= set(old.inputs)
    assert set(row.inputs.values()) <= set(new.inputs)
    assert set(row.outputs) == set(old.outputs)
    assert set(row.outputs.values()) <= set(new.outputs)
    assert set(row.defaults) <= set(row.inputs)


@pytest.mark.parametrize("row", NODES, ids=lambda row: row.old)
def test_what_a_row_writes_is_taken(row: NodeRename) -> None:
    """Constants, and the old node's own defaults, are values of the successor's inputs."""
    catalogue = open_release("6.14.2")
    old, new = node(row.last, row.old), node("6.14.2", row.new)
    written = {**row.writes, **{row.inputs[name]: value for name, value in row.defaults.items()}}
    for name, value in written.items():
        assert explain(value, new.inputs[name].type, catalogue) is None, name
    for name, value in row.defaults.items():
        assert old.inputs[name].default == value, name


@pytest.mark.parametrize("row", NODES, ids=lambda row: row.old)
def test_other_defaults_are_written_out(row: NodeRename) -> None:
    """What a file leaves out had the old node's default: the row says where the new one is another."""
    if row.result == "other":
        return
    old, new = node(row.last, row.old), node("6.14.2", row.new)
    for name, to in row.inputs.items():
        before, after = old.inputs[name], new.inputs[to]
        if before.has_default and before.default is not None and to not in row.writes:
            same = after.has_default and after.default == before.default
            assert same or row.defaults.get(name) == before.default, (name, before.default, after.default)


@pytest.mark.parametrize("row", NODES, ids=lambda row: row.old)
def test_a_loss_is_said(row: NodeRename) -> None:
    assert bool(row.loss) == (row.result != "same" or row.old == "linear_ui_output")
    assert row.evidence


@pytest.mark.parametrize("row", GONE, ids=lambda row: row.old)
def test_what_does_its_work_is_there(row: NoSuccessor) -> None:
    at = node_presence(row.old)
    assert at is not None
    assert at.last == row.last
    for node_type in row.instead:
        assert node("6.14.2", node_type)


def lost_fields() -> set[tuple[str, str, str]]:
    """Every input and output that a node lost while it went on: (node, group, name), in any release."""
    found = set()
    for before, after in pairwise(RELEASES):
        old, new = open_release(before), open_release(after)
        for old_node in old.nodes():
            new_node = new.node(old_node.type)
            if new_node is None:
                continue
            for group in ("inputs", "outputs"):
                names = getattr(old_node, group).keys() - getattr(new_node, group).keys()
                found |= {(old_node.type, group, name) for name in names}
    return found


def test_every_field_that_is_gone_has_a_row() -> None:
    lost = {field for field in lost_fields() if field[2] != "workflow"}  # the web UI's own, up to 3.5
    itself_gone = "metadata_accumulator"
    assert {f for f in lost if f[0] != itself_gone} == {(row.node, row.group, row.old) for row in FIELDS}


@pytest.mark.parametrize("row", FIELDS, ids=lambda row: f"{row.node}.{row.old}")
def test_a_field_was_renamed_then(row: FieldRename) -> None:
    assert field_presence(row.node, row.group, row.old)
    assert row.old not in getattr(node(row.since, row.node), row.group)
    before = RELEASES[RELEASES.index(row.since) - 1]
    assert row.old in getattr(node(before, row.node), row.group)
    if row.new is not None:
        assert row.new in getattr(node(row.since, row.node), row.group)
        assert row.new in getattr(node("6.14.2", row.node), row.group)


@pytest.mark.parametrize("row", MAJORS, ids=lambda row: f"{row.node}-{row.new}")
def test_a_major_version_came_then(row: MajorStep) -> None:
    before = RELEASES[RELEASES.index(row.since) - 1]
    versions = node_versions(row.node)
    assert str(versions[before]).startswith(f"{row.old}.")
    assert str(versions[row.since]).startswith(f"{row.new}.")


def test_every_major_version_has_a_row() -> None:
    steps = set()
    for node_type in all_node_types():
        majors = [str(version).partition(".")[0] for version in node_versions(node_type).values() if version]
        steps |= {(node_type, int(a), int(b)) for a, b in pairwise(majors) if a != b}
    assert steps == {(row.node, row.old, row.new) for row in MAJORS}


def test_asking() -> None:
    newest, old = open_release("6.14.2"), open_release("4.2.9")
    found = successor("mlsd_image_processor", newest)
    assert found is not None
    assert found.new == "mlsd_detection"
    assert successor("mlsd_image_processor", old) is None
    assert successor("noise", newest) is None
    assert gone("tile_image_processor") is not None
    assert gone("noise") is None
    (step,) = field_steps("color_correct", "inputs", "image", newest)
    assert step.new == "base_image"
    assert [*field_steps("color_correct", "inputs", "image", old)] == []
    assert [*field_steps("noise", "inputs", "absent", newest)] == []
    assert [row.new for row in major_steps("flux_denoise", 2, 4)] == [3, 4]
    assert major_steps("flux_denoise", 4, 5) == []
    assert major_steps("noise", 1, 2) == []
