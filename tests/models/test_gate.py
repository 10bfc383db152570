"""The quick look never clears a graph that the analysis finds a fault in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.families.matrix import matrix
from tests.families.table import rows
from tests.models.graphs import catalogue, read
from wflint.models.flow.dataflow import families
from wflint.models.judges.conflicts import conflicts
from wflint.models.judges.gate import _SPECIAL, clears
from wflint.models.judges.variants import every
from wflint.models.judges.variants.every import MODULES, faults, judges

if TYPE_CHECKING:
    from tests.families.recipe import Recipe

RECIPES: dict[str, Recipe] = {**{name: row.recipe for name, row in rows().items()}, **matrix()}


@pytest.mark.parametrize("part", sorted({name.partition("/")[0] for name in RECIPES}))
def test_cleared_graphs_have_no_conflict(part: str) -> None:
    cat = catalogue()
    for name, recipe in RECIPES.items():
        if name.partition("/")[0] == part:
            graph = read(recipe.graph())
            if clears(graph, cat):
                assert conflicts(families(graph, cat)) == [], name


def without_models(graph: dict[str, Any]) -> dict[str, Any]:
    """The graph as a template has it: whoever loads it is to choose."""
    for node in graph["nodes"].values():
        for name, value in list(node.items()):
            if isinstance(value, dict) and "base" in value:
                del node[name]
    return graph


def test_cleared_templates_have_no_fault() -> None:
    """Of nodes that are only looked at where a model is named."""
    cat = catalogue()
    cleared: set[str] = set()
    for name, recipe in RECIPES.items():
        graph = read(without_models(recipe.graph()))
        if clears(graph, cat):
            found = families(graph, cat)
            assert conflicts(found) == [], name
            assert list(faults(found)) == [], name
            cleared.update(node.type for node in graph.nodes.values())
    assert cleared >= {"flux_controlnet", "flux_model_loader", "ip_adapter", "sd3_text_encoder"}


def wan(
    reference: dict[str, Any], denoise: dict[str, Any], *edges: str, kind: str = "wan_video_denoise"
) -> Any:
    """A template of Wan with a reference; edges are written ``node.output node.input``."""
    nodes: dict[str, dict[str, Any]] = {
        "loader": {"type": "wan_model_loader"},
        "n": {"type": "integer", "value": 512},
        "m": {"type": "integer", "value": 640},
        "ref": {"type": "wan_ref_image_encoder", **reference},
        "denoise": {"type": kind, **denoise},
    }
    drawn = []
    for edge in ("loader.vae ref.vae", "loader.transformer denoise.transformer", *edges):
        (source, output), (target, field) = (end.split(".") for end in edge.split())
        drawn.append(
            {
                "source": {"node_id": source, "field": output},
                "destination": {"node_id": target, "field": field},
            }
        )
    return read({"id": "g", "nodes": {n: {"id": n, **node} for n, node in nodes.items()}, "edges": drawn})


REF = "ref.ref_image denoise.ref_image"
SIDES = {"width": 832, "height": 480}


@pytest.mark.parametrize(
    ("graph", "cleared"),
    [
        (wan({}, {}), True),
        (wan(SIDES, SIDES, REF), True),
        (wan(SIDES, {**SIDES, "height": 512}, REF), False),
        (wan({"height": 480}, {"height": 480}, REF), False),  # the defaults of the widths differ
        (wan({"height": 480}, {"height": 480}, REF, "n.value ref.width", "n.value denoise.width"), True),
        (wan({"height": 480}, {"height": 480}, REF, "n.value ref.width", "m.value denoise.width"), False),
        (wan(SIDES, SIDES, REF, "n.value ref.width"), False),
        (wan({**SIDES, "num_frames": 1}, SIDES, REF, kind="wan_denoise"), True),
        (wan({**SIDES, "num_frames": 5}, SIDES, REF, kind="wan_denoise"), False),
        (wan({**SIDES, "num_frames": 1}, SIDES, REF, "n.value ref.num_frames", kind="wan_denoise"), False),
    ],
)
def test_a_reference_of_wan(graph: Any, cleared: bool) -> None:
    assert clears(graph, catalogue()) is cleared
    if cleared:
        assert list(faults(families(graph, catalogue()))) == []


def test_plain_graphs_are_cleared() -> None:
    """Otherwise every commit pays for the analysis."""
    cat = catalogue()
    plain = [
        r for name, r in RECIPES.items() if name in ("ok/sd15", "ok/sdxl", "ok/flux-dev", "ok/sd15-lora")
    ]
    assert len(plain) == 4
    assert all(clears(read(recipe.graph()), cat) for recipe in plain)


@pytest.mark.parametrize("word", [*_SPECIAL, "4B", "GGUF"])
def test_a_name_that_tells_a_variant_is_looked_at(word: str) -> None:
    graph = read(RECIPES["ok/flux-dev"].graph())
    (loader,) = [node for node in graph.nodes.values() if node.type == "flux_model_loader"]
    assert clears(graph, catalogue())
    model = loader.values["model"]
    loader.values["model"] = {**model, "name": f"{model['name']} {word}", "key": "other"}
    assert not clears(graph, catalogue())


def test_the_words_are_those_of_the_variants() -> None:
    assert set(_SPECIAL) == {"inpaint", "fill", "schnell", "gguf", "8b", "9b", "4b", "6b"}


@pytest.mark.parametrize("module", MODULES)
def test_modules_are_named_with_the_types_that_they_judge(module: str) -> None:
    assert judges(module).keys() == set(MODULES[module].split())


def test_each_module_with_judges_is_named() -> None:
    folder = Path(every.__file__).parent
    having = {path.stem for path in folder.glob("*.py") if "\nJUDGES = " in path.read_text("utf-8")}
    assert having == MODULES.keys()
    types = [node_type for named in MODULES.values() for node_type in named.split()]
    assert len(types) == len(set(types))
