"""Names of InvokeAI's classes and lists of options that do not follow from those of its node types.

Others do: ``DenoiseLatentsInvocation`` is ``denoise_latents``. A test asks InvokeAI for all of its classes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

# Class -> node type.
NODES: Final[Mapping[str, str]] = {
    "AnimaImageToLatentsInvocation": "anima_i2l",
    "AnimaLatentsToImageInvocation": "anima_l2i",
    "AnimaLoRACollectionLoader": "anima_lora_collection_loader",
    "ApplyMaskTensorToImageInvocation": "apply_tensor_mask_to_image",
    "BlendLatentsInvocation": "lblend",
    "CV2InfillInvocation": "infill_cv2",
    "CalculateImageTilesMinimumOverlapInvocation": "calculate_image_tiles_min_overlap",
    "CenterPadCropInvocation": "img_pad_crop",
    "CogView4ImageToLatentsInvocation": "cogview4_i2l",
    "CogView4LatentsToImageInvocation": "cogview4_l2i",
    "CropLatentsCoreInvocation": "crop_latents",
    "DecodeInvisibleWatermarkInvocation": "decode_watermark",
    "DivideInvocation": "div",
    "FLUXLoRACollectionLoader": "flux_lora_collection_loader",
    "FaceMaskInvocation": "face_mask_detection",
    "FloatGenerator": "float_generator",
    "FloatLinearRangeInvocation": "float_range",
    "FloatToIntegerInvocation": "float_to_int",
    "Flux2DevLoRACollectionLoader": "flux2_dev_lora_collection_loader",
    "Flux2KleinLoRACollectionLoader": "flux2_klein_lora_collection_loader",
    "FluxDenoiseLatentsMetaInvocation": "flux_denoise_meta",
    "FluxKontextConcatenateImagesInvocation": "flux_kontext_image_prep",
    "GetMaskBoundingBoxInvocation": "get_image_mask_bounding_box",
    "Ideogram4LatentsToImageInvocation": "ideogram4_l2i",
    "ImageBlurInvocation": "img_blur",
    "ImageChannelInvocation": "img_chan",
    "ImageChannelMultiplyInvocation": "img_channel_multiply",
    "ImageChannelOffsetInvocation": "img_channel_offset",
    "ImageConvertInvocation": "img_conv",
    "ImageCropInvocation": "img_crop",
    "ImageGenerator": "image_generator",
    "ImageHueAdjustmentInvocation": "img_hue_adjust",
    "ImageInverseLerpInvocation": "img_ilerp",
    "ImageLerpInvocation": "img_lerp",
    "ImageMultiplyInvocation": "img_mul",
    "ImageNSFWBlurInvocation": "img_nsfw",
    "ImageNoiseInvocation": "img_noise",
    "ImagePasteInvocation": "img_paste",
    "ImageResizeInvocation": "img_resize",
    "ImageScaleInvocation": "img_scale",
    "ImageToLatentsInvocation": "i2l",
    "ImageWatermarkInvocation": "img_watermark",
    "InfillColorInvocation": "infill_rgba",
    "IntegerGenerator": "integer_generator",
    "InvokeAdjustImageHuePlusInvocation": "invokeai_img_hue_adjust_plus",
    "InvokeEquivalentAchromaticLightnessInvocation": "invokeai_ealightness",
    "InvokeImageBlendInvocation": "invokeai_img_blend",
    "InvokeImageCompositorInvocation": "invokeai_img_composite",
    "InvokeImageDilateOrErodeInvocation": "invokeai_img_dilate_erode",
    "InvokeImageEnhanceInvocation": "invokeai_img_enhance",
    "InvokeImageValueThresholdsInvocation": "invokeai_img_val_thresholds",
    "Krea2LoRACollectionLoader": "krea2_lora_collection_loader",
    "LaMaInfillInvocation": "infill_lama",
    "LatentsToImageInvocation": "l2i",
    "LoRACollectionLoader": "lora_collection_loader",
    "MaskFromAlphaInvocation": "tomask",
    "MaskTensorToImageInvocation": "tensor_mask_to_image",
    "MetadataToLorasCollectionInvocation": "metadata_to_lora_collection",
    "MetadataToSDXLLorasInvocation": "metadata_to_sdlx_loras",
    "MultiplyInvocation": "mul",
    "OklabUnsharpMaskInvocation": "unsharp_mask_oklab",
    "OklchImageHueAdjustmentInvocation": "img_hue_adjust_oklch",
    "PiDiNetEdgeDetectionInvocation": "pidi_edge_detection",
    "PromptsFromFileInvocation": "prompt_from_file",
    "QwenImageImageToLatentsInvocation": "qwen_image_i2l",
    "QwenImageLatentsToImageInvocation": "qwen_image_l2i",
    "QwenImageLoRACollectionLoader": "qwen_image_lora_collection_loader",
    "RandomFloatInvocation": "rand_float",
    "RandomIntInvocation": "rand_int",
    "ResizeLatentsInvocation": "lresize",
    "RoundInvocation": "round_float",
    "SD3ImageToLatentsInvocation": "sd3_i2l",
    "SD3LatentsToImageInvocation": "sd3_l2i",
    "SDXLLoRACollectionLoader": "sdxl_lora_collection_loader",
    "ScaleLatentsInvocation": "lscale",
    "SeamlessModeInvocation": "seamless",
    "StringGenerator": "string_generator",
    "SubtractInvocation": "sub",
    "TiledMultiDiffusionDenoiseLatents": "tiled_multi_diffusion_denoise_latents",
    "WanImageToLatentsInvocation": "wan_i2l",
    "WanLatentsToImageInvocation": "wan_l2i",
    "WanLatentsToVideoInvocation": "wan_l2v",
    "WanLoRACollectionLoader": "wan_lora_collection_loader",
    "ZImageImageToLatentsInvocation": "z_image_i2l",
    "ZImageLatentsToImageInvocation": "z_image_l2i",
    "ZImageLoRACollectionLoader": "z_image_lora_collection_loader",
}

# Class -> type of the output.
OUTPUTS: Final[Mapping[str, str]] = {
    "CLIPSkipInvocationOutput": "clip_skip_output",
    "CollectInvocationOutput": "collect_output",
    "IfInvocationOutput": "if_output",
    "IterateInvocationOutput": "iterate_output",
    "MDT2IAdapterListOutput": "md_ip_adapters_output",
    "MetadataToLorasCollectionOutput": "metadata_to_lora_collection_output",
    "SeamlessModeOutput": "seamless_output",
}

# Classes of outputs that packs use and no node of InvokeAI's own: their outputs. PromptOutput is 3.0's.
OTHER_OUTPUTS: Final[Mapping[str, Mapping[str, str]]] = {
    "CLIPOutput": {"clip": "CLIPField"},
    "ColorCollectionOutput": {"collection": "list[ColorField]"},
    "FluxConditioningCollectionOutput": {"collection": "list[FluxConditioningField]"},
    "PromptOutput": {"prompt": "str"},
}

# Lists whose members change from release to release: an entry keeps InvokeAI's name, also for what 3.x called
# otherwise or made the list of.
SYMBOLS: Final[Mapping[str, str]] = {
    "SCHEDULER_NAME_VALUES": "SCHEDULER_NAME_VALUES",
    "SCHEDULER_MAP": "SCHEDULER_NAME_VALUES",
    "SAMPLER_NAME_VALUES": "SCHEDULER_NAME_VALUES",
    "FLUX_SCHEDULER_NAME_VALUES": "FLUX_SCHEDULER_NAME_VALUES",
    "FLUX_SCHEDULER_MAP": "FLUX_SCHEDULER_NAME_VALUES",
    "PIL_RESAMPLING_MODES": "PIL_RESAMPLING_MODES",
    "PIL_RESAMPLING_MAP": "PIL_RESAMPLING_MODES",
}

# Of a node that inherits them from one of InvokeAI's: where the catalogue has those lists.
SYMBOLIC_INPUTS: Final[Mapping[tuple[str, str], str]] = {
    ("denoise_latents", "scheduler"): "SCHEDULER_NAME_VALUES",
    ("img_resize", "resample_mode"): "PIL_RESAMPLING_MODES",
}

# Other lists, and the input of the newest release that has them.
OPTIONS: Final[Mapping[str, tuple[str, str]]] = {
    "COLOR_CHANNELS": ("img_channel_offset", "channel"),
    "CONTROLNET_MODE_VALUES": ("controlnet", "control_mode"),
    "CONTROLNET_RESIZE_VALUES": ("controlnet", "resize_mode"),
    "DEPTH_ANYTHING_MODEL_SIZES": ("depth_anything_depth_estimation", "model_size"),
    "DOWNSAMPLING_FUNCTIONS": ("flux_redux", "downsampling_function"),
    "ESRGAN_MODELS": ("esrgan", "model_name"),
    "FLOAT_OPERATIONS": ("float_math", "operation"),
    "GENERATION_MODES": ("core_metadata", "generation_mode"),
    "IMAGE_CHANNELS": ("img_chan", "channel"),
    "IMAGE_MODES": ("img_conv", "mode"),
    "INTEGER_OPERATIONS": ("integer_math", "operation"),
    "LATENTS_INTERPOLATION_MODE": ("lresize", "mode"),
}
