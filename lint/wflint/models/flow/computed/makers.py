"""What each node type does with what it is given, by node type: the table that ``evaluate.py`` asks.

Whoever looks for a node that is not here: random numbers, files, what only a server has (its images, presets,
saved workflows) and all that a model makes follow from more than the inputs.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from wflint.models.families.nodes import DECODERS, DENOISERS, IMAGE_ENCODERS
from wflint.models.flow.computed import geometry, numbers, pictures, records, texts
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Inputs = Mapping[str, Any]

_WIDTH_HEIGHT = ("width", "height")


class Maker(NamedTuple):
    """How a node makes its outputs.

    ``reads`` are the inputs that count (none: all do). ``make`` gives the outputs by name, a size for the
    ``sized``.
    ``loose``: it also takes inputs of which not everything is known. ``versions``: those of the node that are
    known to do this, empty for all.
    """

    reads: tuple[str, ...]
    make: Callable[[Inputs], Any]
    sized: bool = False
    loose: bool = False
    versions: tuple[str, ...] = ()


def _values(make: Callable[[Inputs], Mapping[str, Any]], *reads: str, **more: Any) -> Maker:
    return Maker(reads, make, **more)


def _held(name: str) -> Maker:
    """An input that is handed on."""
    return Maker((name,), lambda given: {name: given[name]})


def _sized(make: pictures.Sized, *reads: str) -> Maker:
    return Maker(reads, make, sized=True, loose=True)


def _handed(*fields: str) -> Maker:
    """A picture as large as that of the first input that has one."""
    return _sized(pictures.same(*fields), *fields)


def _paired(given: Inputs) -> Mapping[str, Any]:
    return {"tile_with_image": {"tile": given["tile"], "image": given["image"]}}


_COLOUR = re.compile("#[0-9A-F]{6}")


def _caption(given: Inputs) -> Mapping[str, Any]:
    """``ideogram4_caption_builder``: a caption in JSON, unless the prompt is JSON already."""
    prompt = given["prompt"].strip()
    if prompt.startswith("{"):
        return {"value": given["prompt"]}
    elements = [
        {"type": "obj"} | ({"bbox": r["bbox"]} if r.get("bbox") is not None else {}) | {"desc": r["prompt"]}
        for r in given["regions"]
        if r["prompt"].strip()
    ]
    elements = elements or [{"type": "obj", "bbox": [100, 100, 900, 900], "desc": prompt}]
    palette = [c.upper() for c in given["color_palette"] if _COLOUR.fullmatch(c.upper())]
    caption: dict[str, Any] = {"high_level_description": prompt}
    if palette:
        caption["style_description"] = {"color_palette": palette}
    caption["compositional_deconstruction"] = {"background": "", "elements": elements}
    return {"value": json.dumps(caption, separators=(",", ":"), ensure_ascii=False)}


def _metadata(convert: Callable[[Any], Any] | None = None, output: str = "value") -> Maker:
    make = records.from_metadata(output, convert)
    return Maker(("label", "custom_label", "default_value", "metadata"), make, loose=True)


_A_B = ("a", "b")
_VALUES: Mapping[str, Maker] = {
    **dict.fromkeys(("integer", "float", "string", "boolean"), _held("value")),
    **{f"{kind}_collection": _held("collection") for kind in ("integer", "float", "string", "boolean")},
    "color": _held("color"),
    "scheduler": _held("scheduler"),
    "add": _values(numbers.add, *_A_B),
    "sub": _values(numbers.subtract, *_A_B),
    "mul": _values(numbers.multiply, *_A_B),
    "div": _values(numbers.divide, *_A_B),
    "integer_math": _values(numbers.integer_math, "operation", *_A_B),
    "float_math": _values(numbers.float_math, "operation", *_A_B),
    "float_to_int": _values(numbers.float_to_int, "value", "multiple", "method"),
    "round_float": _values(numbers.round_float, "value", "decimals"),
    "range": _values(numbers.integer_range, "start", "stop", "step"),
    "range_of_size": _values(numbers.range_of_size, "start", "size", "step"),
    "float_range": _values(numbers.float_range, "start", "stop", "steps"),
    "string_join": _values(texts.join, "string_left", "string_right"),
    "string_join_three": _values(texts.join_three, "string_left", "string_middle", "string_right"),
    "string_split": _values(texts.split, "string", "delimiter"),
    "string_split_neg": _values(texts.split_negative, "string"),
    "string_replace": _values(texts.replace, "string", "search_string", "replace_string", "use_regex"),
    "dynamic_prompt": _values(texts.dynamic_prompt, "prompt", "max_prompts", "combinatorial"),
    "ideogram4_caption_builder": _values(_caption, "prompt", "regions", "color_palette"),
    "image_panel_layout": _values(
        geometry.panel, "width", "height", "num_cols", "num_rows", "panel_col_idx", "panel_row_idx"
    ),
    "bounding_box": _values(geometry.bounding_box, "x_min", "y_min", "x_max", "y_max"),
    "wan_i2v_ideal_dimensions": _values(
        geometry.wan_ideal(16), *_WIDTH_HEIGHT, "target_resolution", "rounding"
    ),
    "wan_ti2v_ideal_dimensions": _values(
        geometry.wan_ideal(32), *_WIDTH_HEIGHT, "target_resolution", "rounding"
    ),
    "ideal_size": _values(
        geometry.ideal_size, *_WIDTH_HEIGHT, "unet", "multiplier", versions=("1.0.4", "1.0.5", "1.0.6")
    ),
    "calculate_image_tiles": _values(
        geometry.tiles_overlap, "image_width", "image_height", "tile_width", "tile_height", "overlap"
    ),
    "calculate_image_tiles_even_split": _values(
        geometry.tiles_even, "image_width", "image_height", "num_tiles_x", "num_tiles_y", "overlap"
    ),
    "calculate_image_tiles_min_overlap": _values(
        geometry.tiles_least_overlap,
        *("image_width", "image_height", "tile_width", "tile_height", "min_overlap"),
    ),
    "tile_to_properties": _values(geometry.tile_properties, "tile"),
    "pair_tile_image": _values(_paired, "tile", "image", loose=True),
    "metadata_item": _values(records.metadata_item, "label", "value", loose=True),
    "metadata": _values(records.metadata, "items", loose=True),
    "core_metadata": _values(records.core_metadata, loose=True),
    "merge_metadata": _values(records.merge_metadata, "collection", loose=True),
    "metadata_item_linked": _values(
        records.metadata_linked, "label", "custom_label", "value", "metadata", loose=True
    ),
    "metadata_to_string": _metadata(str),
    "metadata_to_integer": _metadata(int),
    "metadata_to_float": _metadata(float),
    "metadata_to_bool": _metadata(bool),
    "metadata_to_scheduler": _metadata(None, "scheduler"),
    **{
        f"metadata_to_{kind}_collection": _metadata(None, "collection")
        for kind in ("string", "integer", "float", "bool")
    },
    "workflow_return_value": _values(records.return_value, "key", "value", loose=True),
    "workflow_return": _values(records.returned, "values", loose=True),
    "workflow_return_get": _values(records.return_get, "values", "key", loose=True),
}

_FILTERS = (
    "apply_mask_to_image", "canny_edge_detection", "canvas_output", "color_map", "cv_inpaint",
    "img_blur", "img_chan", "img_channel_multiply", "img_channel_offset", "img_conv", "img_hue_adjust",
    "img_hue_adjust_oklch", "img_ilerp", "img_lerp", "img_noise", "img_nsfw", "img_watermark", "infill_cv2",
    "infill_lama", "infill_patchmatch", "infill_rgba", "infill_tile", "mask_edge", "mask_from_id",
    "save_image", "save_image_to_file", "show_image", "tomask", "unsharp_mask", "unsharp_mask_oklab",
    "alpha_mask_to_tensor", "image_mask_to_tensor",
)  # fmt: skip
_STATED = (
    "blank_image", "crop_latents", "heuristic_resize", "img_crop", "img_resize", "lresize", "rectangle_mask",
)  # fmt: skip
_DENOISED = {"own": _sized(pictures.stated, *_WIDTH_HEIGHT), "fed": _handed("latents", "noise")}
# Their outputs "width" and "height" are those of other axes (LatentsOutput.build and latents of five axes).
MISREPORTED = frozenset(name for name, node in IMAGE_ENCODERS.items() if node.misreports)

SIZED: Mapping[str, Maker] = {
    **dict.fromkeys(_FILTERS, _handed("image")),
    **dict.fromkeys((name for name, node in DECODERS.items() if not node.video), _handed("latents")),
    **{
        name: _sized(pictures.cut_to(node.grid), "image", *_WIDTH_HEIGHT)
        if node.grid
        else _sized(pictures.down_to(pictures.LATENT), "image")
        for name, node in IMAGE_ENCODERS.items()
    },
    **{name: _DENOISED[node.size] for name, node in DENOISERS.items() if node.size},
    "noise": _sized(pictures.noise, *_WIDTH_HEIGHT, "noise_type"),
    **dict.fromkeys(_STATED, _sized(pictures.stated, *_WIDTH_HEIGHT)),
    "img_scale": _sized(pictures.scaled("image", 1), "image", "scale_factor"),
    "lscale": _sized(pictures.scaled("latents", pictures.LATENT), "latents", "scale_factor"),
    "lblend": _handed("latents_a"),
    "latents": _handed("latents"),
    "img_pad_crop": _sized(pictures.padded, "image", "left", "right", "top", "bottom"),
    "img_paste": _sized(pictures.pasted, "base_image", "image", "x", "y", "crop"),
    "img_mul": _sized(pictures.smaller_of("image1", "image2"), "image1", "image2"),
    "mask_combine": _sized(pictures.smaller_of("mask1", "mask2"), "mask1", "mask2"),
    "color_correct": _handed("base_image", "image"),
    "canvas_paste_back": _handed("source_image"),
    "canvas_v2_mask_and_crop": _handed("source_image", "generated_image"),
    "crop_image_to_bounding_box": _sized(pictures.boxed, "bounding_box"),
    "paste_image_into_bounding_box": _handed("target_image"),
    "merge_tiles_to_image": _sized(pictures.merged_tiles, "tiles_with_images"),
    "create_denoise_mask": _handed("mask"),
    "create_gradient_mask": _handed("mask"),
    "expand_mask_with_fade": _handed("mask"),
    "invert_tensor_mask": _handed("mask"),
    "tensor_mask_to_image": _handed("mask"),
    "apply_tensor_mask_to_image": _handed("image"),
}  # fmt: skip

MAKERS: Mapping[str, Maker] = {**_VALUES, **SIZED}
# Nodes that choose, gather or hand out: evaluate.py knows them.
MOVERS = frozenset({"if", "iterate", "collect"})
