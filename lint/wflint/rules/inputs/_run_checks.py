"""What nodes without models ask of their values when they run, beyond what their schemas say.

Read from the nodes' ``invoke`` in app/invocations of InvokeAI 6.14.2 and 5.15.0;
tests/differential/test_run_values.py runs that code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.rules.inputs import _run_checks_calls as calls
from wflint.rules.inputs import _run_checks_pictures as pictures
from wflint.rules.inputs import _run_checks_texts as texts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wflint.rules.inputs._run_values import Refused, Values

CHECKS: Mapping[str, tuple[Callable[[Values], Refused | None], ...]] = {
    "range": (texts.step,),
    "range_of_size": (texts.step,),
    "rand_int": (texts.low_high,),
    "random_range": (texts.low_high, texts.size),
    "float_range": (texts.samples,),
    "div": (texts.divisor,),
    "dynamic_prompt": (texts.max_prompts,),
    "string_split": (texts.delimiter,),
    "string_replace": (texts.pattern,),
    "calculate_image_tiles": (pictures.tiles,),
    "calculate_image_tiles_even_split": (pictures.even_split,),
    "calculate_image_tiles_min_overlap": (pictures.least_overlap,),
    "blank_image": (pictures.blank,),
    "img_conv": (pictures.mode,),
    "bounding_box": (pictures.box,),
    "crop_image_to_bounding_box": (pictures.crop,),
    "color_correct": (pictures.mask,),
    "segment_anything": (pictures.prompts,),
    "rectangle_mask": (pictures.mask_sides,),
    "content_shuffle": (pictures.shuffle,),
    "img_watermark": (pictures.watermark,),
    "krea2_conditioning_rebalance": (texts.layer_weights,),
    "krea2_style_reference": (texts.blocks,),
    "save_image_to_file": (pictures.directory, pictures.suffix),
    "call_saved_workflow": (texts.saved_workflow, calls.input_names),
    "workflow_return": (calls.keys,),
    "workflow_return_value": (texts.key,),
    "workflow_return_get": (texts.got_key,),
    "metadata_to_lora_collection": (calls.no_loras,),
    "tiled_multi_diffusion_denoise_latents": (calls.tiles,),
    "wan_ref_image_encoder": (calls.last_image,),
    **dict.fromkeys(
        (
            "openai_image_generation",
            "gemini_image_generation",
            "seedream_image_generation",
            "alibabacloud_image_generation",
            "atlascloud_image_generation",
        ),
        (calls.source_image, calls.mask_image),
    ),
    "wan_i2v_ideal_dimensions": (pictures.ideal(16),),
    "wan_ti2v_ideal_dimensions": (pictures.ideal(32),),
}

# Nodes that compute, and fail with some values that no check above words (models/flow/computed/makers.py).
COMPUTING = frozenset({
    "integer_math", "float_math", "float_to_int", "round_float", "range", "range_of_size", "float_range",
    "string_split", "string_replace", "ideal_size", "metadata_to_integer", "metadata_to_float",
    "metadata_to_integer_collection", "metadata_to_float_collection", "metadata_to_bool_collection",
    "metadata_to_string_collection", "metadata_to_scheduler", "workflow_return_get",
})  # fmt: skip
