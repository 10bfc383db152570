"""Model pickers of releases before 6.8, which name them; from then on the catalogue says what they offer."""

from __future__ import annotations

from wflint.models.families.known import KNOWN
from wflint.models.families.record import Picker


def _picker(types: str, bases: str = "", variants: str = "") -> Picker:
    return Picker(frozenset(types.split()), frozenset(bases.split()), frozenset(variants.split()))


# Names of the web UI's pickers (UIType of app/invocations/fields.py, 4.0 to 6.7).
BY_NAME: dict[str, Picker] = {
    "ONNXModelField": _picker("onnx"),
    "VAEModelField": _picker("vae"),
    "VaeModelField": _picker("vae"),
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
for _name in {name: None for family in KNOWN for name in family.pickers}:
    _families = [family for family in KNOWN if _name in family.pickers]
    BY_NAME[_name] = Picker(
        frozenset((_families[0].pickers[_name],)),
        frozenset(family.base for family in _families),
        frozenset(),
    )
# The same, for those who ask for the one type and base of a picker: None where there are several, or any.
PICKERS: dict[str, tuple[str | None, str | None]] = {
    name: (
        next(iter(picker.types)) if len(picker.types) == 1 else None,
        next(iter(picker.bases)) if len(picker.bases) == 1 else None,
    )
    for name, picker in BY_NAME.items()
}
# Classes of fields of InvokeAI 3, where a main model's field is the same for SDXL.
BY_CLASS: dict[str, Picker] = {
    "MainModelField": _picker("main"),
    "VAEModelField": _picker("vae"),
    "LoRAModelField": _picker("lora"),
    "ControlNetModelField": _picker("controlnet"),
    "IPAdapterModelField": _picker("ip_adapter"),
    "T2IAdapterModelField": _picker("t2i_adapter"),
}
