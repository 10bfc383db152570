"""Names of nodes: the tables name real nodes, and messages name only what the target has."""

from __future__ import annotations

import json

import pytest

from tests.work import lines_run
from wflint.catalogue.history import all_node_types
from wflint.catalogue.store import open_release
from wflint.engine.check import Checker
from wflint.engine.examine import examine
from wflint.rules.nodes._foreign_names import _COMFYUI, _PLAIN, _SUCCESSORS, equivalent


def messages(graph: dict[str, object], release: str) -> list[str]:
    found = examine(json.dumps(graph).encode(), "graph.json", Checker([open_release(release)])).diagnostics
    return [d.message for d in found if d.slug == "unknown-node-type"]


def graph_of(*types: str) -> dict[str, object]:
    return {
        "id": "g",
        "nodes": {f"n{i}": {"id": f"n{i}", "type": t} for i, t in enumerate(types)},
        "edges": [],
    }


@pytest.mark.parametrize("table", [_COMFYUI, _PLAIN, _SUCCESSORS], ids=["comfyui", "plain", "successors"])
def test_every_suggested_node_exists_in_some_release(table: dict[str, tuple[str, ...]]) -> None:
    known = all_node_types()
    assert {t for types in table.values() for t in types} <= set(known)


def test_successors_are_of_nodes_that_are_gone() -> None:
    assert set(_SUCCESSORS) <= set(all_node_types())
    assert not set(_SUCCESSORS) & set(open_release("6.14.2").node_types)


@pytest.mark.parametrize("release", ["3.4.0.post2", "4.2.9", "5.15.0", "6.14.2"])
def test_only_nodes_of_the_target_are_suggested(release: str) -> None:
    catalogue = open_release(release)
    for name in (*_COMFYUI, *_PLAIN, *_SUCCESSORS):
        known = equivalent(name, catalogue)
        assert known is not None
        assert set(known.types) <= set(catalogue.node_types)


@pytest.mark.parametrize("name", ["KSampler", "k_sampler", "ksampler", "KSAMPLER"])
def test_spelling_of_foreign_names_does_not_matter(name: str) -> None:
    (message,) = messages(graph_of(name), "6.14.2")
    assert "ComfyUI" in message
    assert '"denoise_latents"' in message


def test_old_release_is_offered_its_own_processor() -> None:
    (message,) = messages(graph_of("canny_edge_preprocessor"), "4.2.9")
    assert '"canny_image_processor"' in message


def test_nodes_of_other_releases_are_dated() -> None:
    gone, ahead = messages(graph_of("canny_image_processor", "wan_denoise"), "6.9.0")
    assert "the last release with it is 5.9.1" in gone
    assert "the first release with it is 6.14.0" in ahead


def test_thousands_of_unknown_types_are_no_burden() -> None:
    def work(count: int) -> int:
        graph = graph_of(*(f"denoise_latent_{i}" for i in range(count)))
        assert len(messages(graph, "6.14.2")) == count
        return lines_run(lambda: messages(graph, "6.14.2"))

    assert work(2000) < 2.2 * work(1000)
