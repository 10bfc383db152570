"""The matrix: wherever two parts were tried on a server, wflint knows beforehand whether the run fails."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING

import pytest

from tests.families.matrix import matrix
from tests.families.parts import FIXTURES
from tests.families.predict import RELEASE, diagnostics

if TYPE_CHECKING:
    from tests.families.recipe import Recipe

CELLS: dict[str, str] = json.loads((FIXTURES / f"matrix-{RELEASE}.json").read_text("utf-8"))["rows"]
# Where a tiny model on a CPU does something else than the real one.
NOT_AS_LARGE = {
    # Real text encoders differ in width: 3584 and 4096 against the 2560 of Qwen3 4B.
    "slot/flux2_klein_model_loader.qwen3_encoder_model/tiny-cogview4",
    "slot/z_image_model_loader.qwen3_encoder_model/tiny-cogview4",
    "slot/z_image_model_loader.qwen3_encoder_model/tiny-qwen-image",
    "slot/z_image_model_loader.qwen3_source_model/tiny-cogview4",
    # Real ones differ in width: 320, 640, 1280 against the refiner's 384, 768, 1536, 1536.
    "adapter/refiner/tiny-t2i-adapter-sdxl",
    # Only a CPU refuses these VAEs for their numbers' type ("mixed dtype").
    "slot/sd3_model_loader.vae_model/tiny-cogview4",
    "slot/sd3_model_loader.vae_model/tiny-z-image",
    # On a CPU FLUX Fill mixes float32 with the bfloat16 of what is added to it.
    "adapter/tiny-flux-fill/ip-adapter",
    "adapter/tiny-flux-fill/lora",
}


def group(name: str) -> str:
    return name.rpartition("/")[0]


def predicted(recipe: Recipe) -> str:
    effects = {str(diagnostic.effect) for diagnostic in diagnostics(recipe)}
    return "rejected" if "rejected" in effects else "fails" if "fails" in effects else "runs"


@pytest.mark.parametrize("where", [where for where, _ in groupby(sorted(CELLS), key=group)])
def test_cells(where: str) -> None:
    graphs = matrix()
    wrong = {}
    for name, seen in CELLS.items():
        if group(name) == where and name not in NOT_AS_LARGE:
            says = predicted(graphs[name])
            if says != seen.split()[0]:
                wrong[name] = (says, seen)
    assert not wrong


def test_nothing_is_said_of_what_makes_the_same_picture_as_a_correct_graph() -> None:
    """Adapters and spare models that do nothing aside, and other families' nodes that decode the same."""
    graphs = matrix()
    plain = [
        name
        for name, seen in CELLS.items()
        if seen.startswith("runs as") and not name.startswith(("lora/", "slot/", "decode/"))
    ]
    assert len(plain) > 20
    assert not {name for name in plain if diagnostics(graphs[name])}
