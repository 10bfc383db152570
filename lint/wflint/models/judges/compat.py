"""What becomes of two models that do not belong together: one table.

A row says: where a value of kind ``part`` of family ``other`` meets a model of family ``main``, InvokeAI
does ``effect``, with ``error`` as its message if it fails. A pair of equal families is always fine; a pair
without a row is :data:`FAILS_SOMEHOW`. ``source`` is ``run`` where the combination was run on a real
server (6.14.2, tiny models; tests/families), else the file of InvokeAI that says so.
"""

from __future__ import annotations

from typing import NamedTuple

from wflint.diagnostics import Effect
from wflint.models.families.bases import FAMILIES, UNET_BASES


class Outcome(NamedTuple):
    """What InvokeAI does. ``certain`` is False where nobody has tried."""

    effect: Effect
    error: str = ""
    certain: bool = True


class Row(NamedTuple):
    """One entry of the table; ``main`` and ``other`` are names of bases, separated by spaces."""

    part: str
    main: str
    other: str
    effect: Effect
    error: str
    source: str


_F, _S = Effect.FAILS, Effect.SILENT
_NONE_TYPE = "TypeError: argument of type 'NoneType' is not iterable"
_MATRICES = "RuntimeError: mat1 and mat2 shapes cannot be multiplied"
_TENSOR = "RuntimeError: The size of tensor a must match the size of tensor b"
_ASSERT = "AssertionError"
_SHAPES = "shapes of the models"  # follows from the widths of the two models' layers

ROWS: tuple[Row, ...] = (
    # ControlNets: an SDXL one wants added conditioning that SD1.5 does not have.
    Row("control", "sd-1", "sdxl", _F, _NONE_TYPE, "run"),
    Row("control", "sd-2", "sdxl", _F, _NONE_TYPE, "diffusers/models/controlnets/controlnet.py"),
    Row("control", "sdxl", "sd-1", _F, _MATRICES, "run"),
    Row("control", "sdxl-refiner", "sdxl", _F, _MATRICES, "run"),
    Row("control", "sdxl sdxl-refiner", "sd-1 sd-2", _F, _MATRICES, _SHAPES),
    Row("control", "sd-1", "sd-2", _F, _MATRICES, _SHAPES),
    Row("control", "sd-2", "sd-1", _F, _MATRICES, _SHAPES),
    Row("t2i_adapter", "sd-1", "sdxl", _F, _TENSOR, "run"),
    Row("t2i_adapter", "sdxl", "sd-1", _F, _TENSOR, "run"),
    Row("ip_adapter", "sd-1", "sdxl", _F, _ASSERT, "run"),
    Row("ip_adapter", "sdxl", "sd-1", _F, "KeyError: '33'", "run"),
    # Conditioning, by the family whose shape it has.
    Row("conditioning", "sdxl sdxl-refiner", "sd-1", _F, _NONE_TYPE, "run"),
    Row("conditioning", "sd-1", "sdxl sdxl-refiner", _F, _MATRICES, "run"),
    Row("conditioning", "sdxl sdxl-refiner", "sd-2", _F, _NONE_TYPE, _SHAPES),
    Row("conditioning", "sd-2", "sdxl sdxl-refiner", _F, _MATRICES, _SHAPES),
    Row("conditioning", "sdxl", "sdxl-refiner", _F, _MATRICES, "run"),
    Row("conditioning", "sdxl-refiner", "sdxl", _F, _MATRICES, "run"),
    Row("conditioning", "sd-1", "sd-2", _F, _MATRICES, _SHAPES),
    Row("conditioning", "sd-2", "sd-1", _F, _MATRICES, _SHAPES),
    Row("conditioning", "flux", "flux2", _F, _MATRICES, "run"),
    Row("conditioning", "flux2", "flux", _F, _MATRICES, "run"),
    # LoRAs that are added without a look: layers of other names are left out, of other sizes do not fit.
    Row("lora", "sd-1", "sdxl", _F, _MATRICES, "run"),
    Row("lora", "sdxl", "sd-1", _F, _MATRICES, "run"),
    Row("lora", "sd-1", "sd-2", _F, _MATRICES, _SHAPES),
    Row("lora", "sd-2", "sd-1 sdxl", _F, _MATRICES, _SHAPES),
    Row("lora", "sdxl", "sd-2", _F, _MATRICES, _SHAPES),
    Row("lora", "sd-1 sdxl sd-3 z-image", "flux flux2", _S, "", "run"),
    Row("lora", "qwen-image", "flux", _S, "", "run"),
    Row("lora", "flux", "flux2", _S, "", "run"),
    Row("lora", "sd-1", "qwen-image", _S, "", "run"),
    Row("lora", "flux", "sd-1 sdxl", _S, "", "run"),
    Row("lora", "flux2", "flux", _F, _MATRICES, "run"),
)

# Where no row speaks: other families' LoRAs name other layers, everything else has other shapes.
FAILS_SOMEHOW = Outcome(Effect.FAILS, "", False)
NO_EFFECT = Outcome(Effect.SILENT, "", False)


def _expand() -> dict[tuple[str, str, str], Outcome]:
    table: dict[tuple[str, str, str], Outcome] = {}
    for row in ROWS:
        found = Outcome(row.effect, row.error)
        for main in row.main.split():
            for other in row.other.split():
                table.setdefault((row.part, main, other), found)
    return table


_TABLE = _expand()


def outcome(part: str, main: str, other: str) -> Outcome | None:
    """What becomes of a pair; None when it is fine."""
    if main == other:
        return None
    found = _TABLE.get((part, main, other))
    if found is not None:
        return found
    if part == "lora":
        return FAILS_SOMEHOW if main in UNET_BASES and other in UNET_BASES else NO_EFFECT
    return FAILS_SOMEHOW


def worst_case(part: str, mains: frozenset[str], others: frozenset[str]) -> Outcome | None:
    """What becomes of two values of which only possible families are known; None unless no pair is fine.

    The table speaks in its own order of families, so that the answer never varies.
    """
    found = None
    for main in sorted(mains & FAMILIES):
        for other in sorted(others & FAMILIES):
            result = outcome(part, main, other)
            if result is None:
                return None
            found = found or result
    return found


# What a loader that hands out parts says of a model that lacks them (main_model_loader, SDXL's loaders).
LACKS_PARTS: dict[str, str] = {
    "sd-1": 'ValueError: The "SubModelType.TextEncoder2" submodel is not available',
    "sd-2": 'ValueError: The "SubModelType.TextEncoder2" submodel is not available',
    "sdxl-refiner": "TypeError: attribute name must be string, not 'NoneType'",
    "flux": "ValueError: Only Transformer submodels are currently supported",
}

_NO_SUBMODEL = "Exception: A submodel type must be provided when loading main pipelines"
# What InvokeAI says of a model of the wrong type: by node type (or "*"), then by the model's type (or "*").
WRONG_TYPE: dict[str, dict[str, str]] = {
    "main_model_loader": {
        "lora": "ValueError: There are no submodels in a LoRA model",
        "*": "Exception: There are no submodels in models of type",
    },
    "sdxl_model_loader": {
        "lora": "ValueError: There are no submodels in a LoRA model",
        "*": "Exception: There are no submodels in models of type",
    },
    "sdxl_refiner_model_loader": {
        "lora": "ValueError: There are no submodels in a LoRA model",
        "*": "Exception: There are no submodels in models of type",
    },
    "vae_loader": {
        "main": _NO_SUBMODEL,
        "*": "AssertionError",
    },
    "controlnet": {"main": _NO_SUBMODEL, "*": "AssertionError"},
    "ip_adapter": {"*": "AssertionError"},
    "flux_ip_adapter": {"*": "AssertionError"},
    "t2i_adapter": {"controlnet": "AttributeError"},
    "lora_loader": {"main": _NO_SUBMODEL, "*": "AssertionError"},
    "sdxl_lora_loader": {"main": _NO_SUBMODEL, "*": "AssertionError"},
    "lora_selector": {"main": _NO_SUBMODEL, "*": "AssertionError"},
}


def wrong_type_error(node_type: str, model_type: str) -> str:
    """InvokeAI's message for a model of the wrong type; empty where it is not known."""
    errors = WRONG_TYPE.get(node_type, {})
    return errors.get(model_type) or errors.get("*", "")
