"""Every silent change has a graph that meets it and a near one that does not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.upgrade.silent.rows import ROWS
from wflint.catalogue.history import node_presence
from wflint.catalogue.store import list_releases, open_release
from wflint.document.load import load_bytes
from wflint.engine.admit import admit
from wflint.graph.reading.read import read_document
from wflint.release import release_of
from wflint.upgrade.silent.table import every, met_of

if TYPE_CHECKING:
    from tests.upgrade.silent.rows import Sketch
    from wflint.catalogue.model import Catalogue
    from wflint.graph.ir import Graph
    from wflint.upgrade.silent.change import Met, SilentChange

CHANGES = {change.id: change for change in every()}
RELEASES = list_releases()


def graph_of(sketch: Sketch) -> Graph:
    nodes, edges = sketch
    ends = [[end.split(".") for end in edge.split()] for edge in edges]
    data = {
        "id": "g",
        "nodes": {node_id: {"id": node_id, **values} for node_id, values in nodes.items()},
        "edges": [
            {
                "source": {"node_id": source[0], "field": source[1]},
                "destination": {"node_id": target[0], "field": target[1]},
            }
            for source, target in ends
        ],
    }
    raw = json.dumps(data).encode()
    (admitted,) = admit(load_bytes(raw, "g.json"), raw, "g.json", lenient=False)
    return read_document(admitted.document)[0]


def before(change: SilentChange) -> Catalogue:
    """The last release without it."""
    return open_release(RELEASES[RELEASES.index(change.since) - 1])


def ask(change: SilentChange, sketch: Sketch) -> list[Met]:
    return met_of([change], graph_of(sketch), before(change))


def test_each_has_its_row() -> None:
    assert CHANGES.keys() == ROWS.keys()
    assert len(CHANGES) == len(every())


@pytest.mark.parametrize("name", CHANGES)
def test_met(name: str) -> None:
    (met,) = ask(CHANGES[name], ROWS[name][0])
    assert met.surely is ROWS[name][2]
    assert all(ROWS[name][0][0][node_id]["type"] in CHANGES[name].nodes for node_id in met.nodes)


@pytest.mark.parametrize("name", CHANGES)
def test_near_and_not_met(name: str) -> None:
    assert ask(CHANGES[name], ROWS[name][1]) == []


@pytest.mark.parametrize("name", CHANGES)
def test_its_releases_have_its_nodes(name: str) -> None:
    """A change is one only for nodes that a release before it has."""
    change = CHANGES[name]
    assert change.since in RELEASES
    for node_type in change.nodes:
        presence = node_presence(node_type)
        assert presence is not None
        assert change.since in presence.releases
        older = [r for r in presence.releases if release_of(r) < release_of(change.since)]
        assert older, f"{node_type} is new in {change.since}"


@pytest.mark.parametrize("name", CHANGES)
def test_how_it_speaks(name: str) -> None:
    change = CHANGES[name]
    for text in (change.when, change.what, change.sentence):
        assert text == text.strip()
        assert not text.endswith(".")
    assert len(change.sentence) <= 200
    assert change.evidence
    # What is hard to see is mostly a matter of the machine's arithmetic; one of them is not.
    assert change.image == "other" or not change.surely or change.id == "blur-cuts-fractions"
