"""The quick look never clears a graph that the analysis finds a fault in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.families.matrix import matrix
from tests.families.table import rows
from tests.models.graphs import catalogue, read
from wflint.models.flow.dataflow import families
from wflint.models.judges.conflicts import conflicts
from wflint.models.judges.gate import _SPECIAL, clears

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
