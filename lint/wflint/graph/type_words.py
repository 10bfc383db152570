"""Types in the words of users: what an input takes and an output gives, without the schema's class names.

The names follow the field types of InvokeAI's OpenAPI schemas (``ConditioningField``, ``UNetField``...);
those that are not listed are read from their class name, so that a node pack's types have names too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wflint.diagnostics.words import article, elide, listed

if TYPE_CHECKING:
    from wflint.catalogue.types import TypeExpr

# Class -> (one, several); where both are the same, there is no "one" to count: latents, conditioning.
_NOUNS = {
    "AnimaLLLiteField": ("Anima LLLite control", "Anima LLLite controls"),
    "BoundingBoxField": ("bounding box", "bounding boxes"),
    "CLIPField": ("CLIP text encoder", "CLIP text encoders"),
    "CollectionItemField": ("single value", "single values"),  # the web UI's, of Collect and Iterate
    "ColorField": ("colour", "colours"),
    "ConditioningField": ("conditioning for SD1.5 and SDXL", "conditioning for SD1.5 and SDXL"),
    "ControlField": ("ControlNet", "ControlNets"),
    "ControlLoRAField": ("control LoRA", "control LoRAs"),
    "DenoiseMaskField": ("denoise mask", "denoise masks"),
    "FluxConditioningField": ("conditioning for FLUX", "conditioning for FLUX"),
    "FluxControlNetField": ("ControlNet for FLUX", "ControlNets for FLUX"),
    "FluxFillConditioningField": ("FLUX Fill conditioning", "FLUX Fill conditioning"),
    "FluxKontextConditioningField": ("FLUX Kontext conditioning", "FLUX Kontext conditioning"),
    "FluxReduxConditioningField": ("FLUX Redux conditioning", "FLUX Redux conditioning"),
    "GlmEncoderField": ("GLM text encoder", "GLM text encoders"),
    "IPAdapterField": ("IP-Adapter", "IP-Adapters"),
    "ImageField": ("image", "images"),
    "LatentsField": ("latents", "latents"),
    "LoRAField": ("LoRA", "LoRAs"),
    "LoRAMetadataField": ("LoRA metadata", "LoRA metadata"),
    "MetadataField": ("metadata", "metadata"),
    "MetadataItemField": ("metadata item", "metadata items"),
    "MistralEncoderField": ("Mistral text encoder", "Mistral text encoders"),
    "ModelIdentifierField": ("model", "models"),
    "PiDDecoderField": ("PiD decoder", "PiD decoders"),
    "SAMPointsField": ("set of SAM points", "sets of SAM points"),
    "SD3ConditioningField": ("conditioning for SD3", "conditioning for SD3"),
    "T2IAdapterField": ("T2I-Adapter", "T2I-Adapters"),
    "T5EncoderField": ("T5 text encoder", "T5 text encoders"),
    "TensorField": ("mask tensor", "mask tensors"),
    "Tile": ("tile", "tiles"),
    "TileWithImage": ("tile with its image", "tiles with their images"),
    "TransformerField": ("transformer", "transformers"),
    "UNetField": ("UNet", "UNets"),
    "VAEField": ("VAE", "VAEs"),
    "VideoField": ("video", "videos"),
    "ZImageConditioningField": ("conditioning for Z-Image", "conditioning for Z-Image"),
    "ZImageControlField": ("control for Z-Image", "controls for Z-Image"),
    "int": ("integer", "integers"),
    "float": ("float", "floats"),
    "str": ("string", "strings"),
    "bool": ("boolean", "booleans"),
    "object": ("object", "objects"),
    "any": ("value of any type", "values of any type"),
    "null": ("null", "nulls"),
}
_CONDITIONING = re.compile(r"(.+)Conditioning")
# Words that are no names: they are written small.
_SMALL = frozenset(
    {
        "Audio",
        "Encoder",
        "Enhancer",
        "Float",
        "Frame",
        "Full",
        "Generator",
        "Integer",
        "Item",
        "Latent",
        "Media",
    }
    | {"Preset", "Prompt", "Reference", "Region", "Return", "State", "String", "Style", "Text"}
    | {"Transformer", "Upsampler", "Value", "Video", "Vocoder", "Workflow"}
)
# Where a capital begins a word: QwenImage, SD3Something; numbers stay with the word before them.
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def type_words(expr: TypeExpr) -> str:
    """What a type is called where one is given or taken: ``an image``, ``latents``, ``a list of LoRAs``."""
    expr = _inside(expr)
    if expr.kind == "union":
        kinds = [_inside(t) for t in expr.args if t.kind != "null"]
        if len(kinds) == 2:
            for single, other in (kinds, kinds[::-1]):
                if other.kind == "list" and _inside(other.args[0]) == single:
                    return f"{type_words(single)} (or a list)"
        members = list(dict.fromkeys(type_words(t) for t in expr.args if t.kind != "null"))
        return listed(members, last="or") or "null"
    if expr.kind in ("list", "tuple", "dict"):
        return article(_several(expr)) if expr.kind != "tuple" else "a list of fixed length"
    if expr.kind == "enum":
        return "one of " + listed([elide(str(o), 20) for o in expr.options], 5, "or")
    one, several = _noun(expr)
    return one if one in (several, "null") else article(one)


def _several(expr: TypeExpr) -> str:
    """``list of images``; ``object of floats`` for a mapping."""
    inner = _inside(expr.args[0])
    word = "object" if expr.kind == "dict" else "list"
    if inner.kind == "any":
        return word
    if inner.kind == "union":
        return f"{word} of {listed(list(dict.fromkeys(_plural(t) for t in inner.args)), last='or')}"
    return f"{word} of {_plural(inner)}"


def _plural(expr: TypeExpr) -> str:
    expr = _inside(expr)
    if expr.kind in ("list", "dict"):
        return _several(expr).replace("list of", "lists of", 1).replace("object of", "objects of", 1)
    return (
        "choices" if expr.kind == "enum" else "values" if expr.kind in ("tuple", "union") else _noun(expr)[1]
    )


def _noun(expr: TypeExpr) -> tuple[str, str]:
    name = expr.name if expr.kind == "ref" else expr.kind
    known = _NOUNS.get(name)
    if known is not None:
        return known
    bare = name.removesuffix("Field").removesuffix("Output") or name
    match = _CONDITIONING.fullmatch(bare)
    if match is not None:
        words = f"conditioning for {_spaced(match.group(1))}"
        return words, words
    words = elide(_spaced(bare))
    return words, f"{words}s"


def _spaced(name: str) -> str:
    """``QwenImage`` as ``Qwen Image``."""
    words = " ".join(_WORD.split(name)).replace("_", " ").split()
    return " ".join(word.lower() if word in _SMALL else word for word in words)


def _inside(expr: TypeExpr) -> TypeExpr:
    """The type without the bounds around it."""
    return expr.args[0] if expr.kind == "bound" else expr
