"""Names of nodes: the tables name real nodes, and messages name only what the target has."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.counting import growth
from tests.rules.written import fire, workflow
from wflint.catalogue.history import all_node_types
from wflint.catalogue.renames import GONE, NODES
from wflint.catalogue.store import open_release
from wflint.engine.check import Checker
from wflint.engine.examine import examine
from wflint.rules.nodes._foreign_names import _COMFYUI, _PLAIN, equivalent

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.diagnostics import Diagnostic


def found(graph: dict[str, object], release: str) -> list[Diagnostic]:
    checker = Checker([open_release(release)])
    diagnostics = examine(json.dumps(graph).encode(), "graph.json", checker).diagnostics
    return [d for d in diagnostics if d.slug == "unknown-node-type"]


def graph_of(*types: str) -> dict[str, object]:
    return {
        "id": "g",
        "nodes": {f"n{i}": {"id": f"n{i}", "type": t} for i, t in enumerate(types)},
        "edges": [],
    }


@pytest.mark.parametrize("table", [_COMFYUI, _PLAIN], ids=["comfyui", "plain"])
def test_every_suggested_node_exists_in_some_release(table: dict[str, tuple[str, ...]]) -> None:
    known = all_node_types()
    assert {t for types in table.values() for t in types} <= set(known)


@pytest.mark.parametrize("release", ["3.4.0.post2", "4.2.9", "5.15.0", "6.14.2"])
def test_only_nodes_of_the_target_are_suggested(release: str) -> None:
    catalogue = open_release(release)
    gone = [row.old for row in (*NODES, *GONE)]
    for name in (*_COMFYUI, *_PLAIN, *gone):
        known = equivalent(name, catalogue)
        if known is None and name in gone:
            continue  # its successor is still to come
        assert known is not None
        assert set(known.types) <= set(catalogue.node_types)


@pytest.mark.parametrize("name", ["KSampler", "k_sampler", "ksampler", "KSAMPLER"])
def test_spelling_of_foreign_names_does_not_matter(name: str) -> None:
    (diagnostic,) = found(graph_of(name), "6.14.2")
    assert "is a name from ComfyUI, not a node of InvokeAI 6.14.2" in diagnostic.message
    assert diagnostic.help == "use Denoise - SD1.5, SDXL (denoise_latents) or FLUX Denoise (flux_denoise)"


def test_old_release_is_offered_its_own_processor() -> None:
    (diagnostic,) = found(graph_of("canny_edge_preprocessor"), "4.2.9")
    assert diagnostic.help == "use Canny Processor (canny_image_processor)"


def test_nodes_of_other_releases_are_dated() -> None:
    gone, ahead = found(graph_of("canny_image_processor", "wan_denoise"), "6.9.0")
    assert "no longer exists in InvokeAI 6.9.0" in gone.message
    assert gone.help == "use Canny Edge Detection (canny_edge_detection), or InvokeAI 5.9.1"
    assert "does not exist yet in InvokeAI 6.9.0" in ahead.message
    assert ahead.help == "use InvokeAI 6.14.0, the first release with it"


def test_a_slip_many_times_is_one_group() -> None:
    """Each node is a finding of its own; for people they are one."""
    graph = graph_of("canny_edge_detecton", "canny_edge_detecton", "nothing_like_it")
    one, two, other = found(graph, "6.14.2")
    assert one.message != two.message
    assert one.group == two.group == 'node type "canny_edge_detecton" does not exist in InvokeAI 6.14.2'
    assert (one.help, two.help) == ('write "canny_edge_detection"',) * 2
    wanted = "correct the name, or name its pack's nodes in `catalogues` (see `wflint catalogue pull`)"
    assert other.help == wanted
    assert other.group != one.group


def test_the_nodes_of_a_pack_are_one_group() -> None:
    types = ["glow", "grain", "glow", "blob", "fog", "haze"]
    data = workflow(**{f"n{i}": {"type": t, "nodePack": "film-look"} for i, t in enumerate(types)})
    findings = fire("unknown-node-type", data)
    assert [f.node for f in findings] == [f"n{i}" for i in range(6)]
    assert len({f.message for f in findings}) == 6
    assert {f.group for f in findings} == {
        'node pack "film-look" is not in InvokeAI 6.14.2: glow, grain, blob and 2 more'
    }
    assert all('from the node pack "film-look"' in f.message for f in findings)


def test_ten_thousand_unknown_types_are_no_burden() -> None:
    def judge(count: int) -> Callable[[], list[Diagnostic]]:
        graph = graph_of(*(f"denoise_latent_{i}" for i in range(count)))
        return lambda: found(graph, "6.14.2")

    assert len(judge(300)()) == 300
    assert growth(judge, 300) < 2.1
