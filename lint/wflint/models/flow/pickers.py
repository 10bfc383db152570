"""Which models an input is for: the constraints of the model pickers, by release.

Releases from 6.8 on say it in the catalogue (``ui_model_base``, ``ui_model_type``); those before in the
name of the picker (``ui_type``), those of InvokeAI 3 in the name of the field's class.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue, InputDef


class Picker(NamedTuple):
    """The model types, bases and variants that an input is for; empty: any."""

    types: frozenset[str]
    bases: frozenset[str]
    variants: frozenset[str] = frozenset()


def _picker(types: str, bases: str = "", variants: str = "") -> Picker:
    return Picker(frozenset(types.split()), frozenset(bases.split()), frozenset(variants.split()))


# Names of the web UI's pickers (UIType of app/invocations/fields.py, 4.0 to 6.7).
_BY_NAME: dict[str, Picker] = {
    "MainModelField": _picker("main", "sd-1 sd-2"),
    "SDXLMainModelField": _picker("main", "sdxl"),
    "SDXLRefinerModelField": _picker("main", "sdxl-refiner"),
    "FluxMainModelField": _picker("main", "flux"),
    "SD3MainModelField": _picker("main", "sd-3"),
    "CogView4MainModelField": _picker("main", "cogview4"),
    "ONNXModelField": _picker("onnx"),
    "VAEModelField": _picker("vae"),
    "VaeModelField": _picker("vae"),
    "FluxVAEModelField": _picker("vae", "flux"),
    "LoRAModelField": _picker("lora"),
    "ControlLoRAModelField": _picker("control_lora"),
    "ControlNetModelField": _picker("controlnet"),
    "IPAdapterModelField": _picker("ip_adapter"),
    "T2IAdapterModelField": _picker("t2i_adapter"),
    "T5EncoderModelField": _picker("t5_encoder"),
    "CLIPEmbedModelField": _picker("clip_embed"),
    "CLIPLEmbedModelField": _picker("clip_embed", variants="large"),
    "CLIPGEmbedModelField": _picker("clip_embed", variants="gigantic"),
    "SpandrelImageToImageModelField": _picker("spandrel_image_to_image"),
    "FluxReduxModelField": _picker("flux_redux"),
    "LLaVAModelField": _picker("llava_onevision"),
}
# The same, for those who ask for the one type and base of a picker: None where there are several, or any.
PICKERS: dict[str, tuple[str | None, str | None]] = {
    name: (
        next(iter(picker.types)) if len(picker.types) == 1 else None,
        next(iter(picker.bases)) if len(picker.bases) == 1 else None,
    )
    for name, picker in _BY_NAME.items()
}
# Classes of fields of InvokeAI 3, where a main model's field is the same for SDXL.
_BY_CLASS: dict[str, Picker] = {
    "MainModelField": _picker("main"),
    "VAEModelField": _picker("vae"),
    "LoRAModelField": _picker("lora"),
    "ControlNetModelField": _picker("controlnet"),
    "IPAdapterModelField": _picker("ip_adapter"),
    "T2IAdapterModelField": _picker("t2i_adapter"),
}
_METADATA = frozenset({"core_metadata", "metadata_accumulator"})  # write down what they get, whatever it is


def pickers(catalogue: Catalogue, node_type: str) -> dict[str, Picker]:
    """The inputs of a node type that are for certain models. Memoised for the catalogue."""
    memo: dict[str, dict[str, Picker]] = catalogue.memo.setdefault("model pickers", {})
    try:
        return memo[node_type]
    except KeyError:
        pass
    definition = catalogue.node(node_type)
    found: dict[str, Picker] = {}
    if definition is not None and node_type not in _METADATA:
        for name, field in definition.inputs.items():
            picker = _of(field)
            if picker is not None:
                found[name] = picker
    memo[node_type] = found
    return found


def _of(field: InputDef) -> Picker | None:
    annotation = str(field.type)
    if field.model_type or field.model_base:
        if "LoRAField" in annotation:
            return None  # a LoRA with its weight, no model identifier
        return Picker(
            frozenset(field.model_type), frozenset(field.model_base), frozenset(field.model_variant)
        )
    if field.ui_type is not None and field.ui_type in _BY_NAME:
        return _BY_NAME[field.ui_type]
    return next((picker for name, picker in _BY_CLASS.items() if name in annotation), None)
