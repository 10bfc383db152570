"""Cures name what there is: nodes of the release, and models that somebody makes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.families.matrix import matrix
from tests.families.predict import diagnostics
from tests.families.table import rows
from wflint.catalogue.store import open_release
from wflint.models.flow.t2i import fits

if TYPE_CHECKING:
    from tests.families.recipe import Recipe

RELEASES = ("6.14.2", "5.15.0")
# What nobody makes, or no node of these releases takes.
NONE = re.compile(
    r"(?:SD3|CogView4|SDXL refiner|ERNIE-Image|Ideogram 4)(?: or [^,]*)? LoRA|SDXL refiner (?:T2I|IP)-Adapter"
    r"|SDXL refiner ControlNet|SD2[^,]* T2I-Adapter|SD2[^,]* IP-Adapter|CogView4 ControlNet"
)
TYPES = re.compile(r"\(([a-z0-9_]+)\)")
GRAPHS = {**{name: row.recipe for name, row in rows().items()}, **matrix()}


def helps(recipe: Recipe, release: str) -> list[str]:
    return [diagnostic.help or "" for diagnostic in diagnostics(recipe, release=release)]


@pytest.mark.parametrize("release", RELEASES)
def test_cures_name_what_there_is(release: str) -> None:
    types = open_release(release).node_types
    wrong = set()
    for recipe in list(GRAPHS.values())[:: 1 if release == RELEASES[0] else 7]:
        for text in helps(recipe, release):
            named = [name for name in TYPES.findall(text) if name not in recipe.nodes]
            if NONE.search(text) or any(name not in types for name in named):
                wrong.add(text)
    assert wrong == set()


# Seen with diffusers' own UNet and adapters; sides in pixels.
FAILS = (56, 80, 96, 104, 112, 120, 144, 160, 168, 176, 184)
FITS = (64, 72, 88, 128, 136, 152, 192, 512, 768)


@pytest.mark.parametrize("side", [*FAILS, *FITS])
def test_t2i_adapters_of_sd15(side: int) -> None:
    assert fits(side // 8, side // 8, xl=False) is (side in FITS)


@pytest.mark.parametrize("side", [56, 64, 72, 80, 88, 96, 104, 112, 120, 136, 144, 160, 184, 208, 1024])
def test_t2i_adapters_of_sdxl(side: int) -> None:
    assert fits(side // 8, side // 8, xl=True) is (side not in (56, 80, 120))


def test_t2i_adapters_pad_by_the_width() -> None:
    assert fits(8, 10, xl=False)
    assert not fits(10, 8, xl=False)
