"""What the web UI of each release does: both sides of each release in which something changed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from wflint.catalogue.store import open_release
from wflint.document.load import load_bytes
from wflint.graph.ir import Graph
from wflint.graph.webui.profile import (
    ALL,
    ENDS,
    FITTING,
    FORMATS,
    Profile,
    profile,
    states_types,
)
from wflint.release import UNKNOWN, Release


@pytest.mark.parametrize(
    ("fact", "before", "since", "then", "now"),
    [
        ("format", (3, 4), (3, 5), "1.0.0", "2.0.0"),
        ("format", (3, 7), (4, 0), "2.0.0", "3.0.0"),
        ("format", (6, 12), (6, 13), "3.0.0", "4.0.0"),
        ("gate", (3, 4), (3, 5), False, True),
        ("types_migrate", (3, 7), (4, 0), False, True),
        ("null_pack", (4, 2), (5, 0), True, False),
        ("form", (5, 6), (5, 7), False, True),
        ("project", (6, 8), (6, 9), True, False),
        ("connectors", (6, 12), (6, 13), False, True),
        ("wires", (6, 12), (6, 13), ENDS, FITTING),
        ("lora_lists", (6, 13), (6, 14), False, True),
        ("once", (6, 12), (6, 13), False, True),
        ("wires", (6, 14), (7, 0), FITTING, ALL),
        ("tolerant", (6, 14), (7, 0), False, True),
        ("takes_back", (6, 14), (7, 0), True, False),
        ("stale_blocks", (6, 14), (7, 0), True, False),
        ("cycle_blocks", (6, 14), (7, 0), False, True),
        ("batch_connectors", (6, 14), (7, 0), False, True),
        ("edge_types", (6, 14), (7, 0), False, True),
    ],
)
def test_facts(fact: str, before: tuple[int, int], since: tuple[int, int], then: Any, now: Any) -> None:
    assert getattr(Profile(Release((*before, 0))), fact) == then
    assert getattr(Profile(Release((*since, 0))), fact) == now
    assert getattr(Profile(UNKNOWN), fact) == getattr(Profile(Release((6, 14, 0))), fact)


def test_web_legacy_is_the_older_ui_where_a_server_has_two() -> None:
    names = [name for name in Profile.__slots__ if name != "release"]
    legacy, older = Profile(Release((7, 0, 0)), legacy=True), Profile(Release((6, 14, 0)))
    assert [getattr(legacy, n) for n in names] == [getattr(older, n) for n in names]
    before = Profile(Release((6, 12, 0)), legacy=True)
    assert before.wires == ENDS


def test_every_fact_is_asked_for() -> None:
    changing = {name for name in Profile.__slots__ if name != "release"}
    marks = test_facts.pytestmark[0].args[1]  # type: ignore[attr-defined]
    assert {mark[0] for mark in marks} == changing


def test_each_format_is_written_from_the_release_that_reads_it() -> None:
    assert [Profile(Release((*since, 0))).format for since in FORMATS.values()] == list(FORMATS)


def test_one_profile_for_a_catalogue() -> None:
    catalogue = open_release("5.15.0")
    assert profile(catalogue) is profile(catalogue)
    assert profile(catalogue).release == Release((5, 15, 0))


def test_a_file_with_connectors_is_read_as_the_newer_web_ui_reads_it() -> None:
    older, newer = Profile(Release((6, 12, 0))), Profile(Release((6, 13, 0)))
    plain, joined = Graph(), Graph()
    joined.connectors["c"] = ("nodes", 0)
    assert [ui.drops_misfits(plain) for ui in (older, newer)] == [False, True]
    assert [ui.drops_misfits(joined) for ui in (older, newer)] == [True, True]


@pytest.mark.parametrize(
    ("version", "old"),
    [("1.0.0", True), ("2.0.0", True), ("3.0.0", False), ("4.0.0", False), ("9.9.9", False)],
)
def test_formats_whose_inputs_state_their_types(version: str, old: bool) -> None:
    """A file that says its format is believed, whatever its nodes look like."""
    assert states_types(_workflow(version, {"outputs": {}})) is old
    assert states_types(_workflow(version, {"inputs": {}})) is old


@pytest.mark.parametrize(("body", "old"), [({"outputs": {}}, True), ({"inputs": {}}, False), (None, False)])
def test_a_file_without_a_format_is_judged_by_its_looks(body: Any, old: bool) -> None:
    assert states_types(_workflow(None, body)) is old


def _workflow(version: str | None, body: Any) -> Any:
    node = {"id": "a", "type": "invocation", "data": body, "position": {"x": 0, "y": 0}}
    sound = {"id": "b", "type": "invocation", "data": {"type": "noise", "inputs": {}}}
    meta = {"category": "user"} | ({"version": version} if version is not None else {})
    workflow = {"name": "", "meta": meta, "nodes": [node, sound], "edges": [], "exposedFields": []}
    (document,) = load_bytes(json.dumps(workflow).encode(), "x").documents
    assert document.kind.value == "workflow"
    return document
