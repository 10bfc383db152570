# The nodes of InvokeAI 6.14.2, written by `wflint stubs`. Do not edit.
# ruff: noqa
# fmt: off
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NotRequired, TypeAlias, TypedDict, TypeVar

from wflint.builders.node import Node as Node
from wflint.builders.product import Product
from wflint.builders.refs import ModelRef
from wflint.builders.values import Null, Output, Unset
from wflint.catalogue.model import Catalogue

F = TypeVar("F", bound=str, contravariant=True)
Int: TypeAlias = int
Float: TypeAlias = float
Str: TypeAlias = str
Bool: TypeAlias = bool

class NodeOutput(Output): ...
class AnimaConditioningOutput(NodeOutput): ...
class AnimaLLLiteOutput(NodeOutput): ...
class AnyListOutput(NodeOutput): ...
class AnyOutput(NodeOutput): ...
class BoolListOutput(NodeOutput): ...
class BoolOutput(NodeOutput): ...
class BoundingBoxListOutput(NodeOutput): ...
class BoundingBoxOutput(NodeOutput): ...
class CLIPOutput(NodeOutput): ...
class CogView4ConditioningOutput(NodeOutput): ...
class CollectionItemOutput(NodeOutput): ...
class ColorOutput(NodeOutput): ...
class ConditioningListOutput(NodeOutput): ...
class ConditioningOutput(NodeOutput): ...
class ControlLoRAOutput(NodeOutput): ...
class ControlOutput(NodeOutput): ...
class DenoiseMaskOutput(NodeOutput): ...
class ErnieImageConditioningOutput(NodeOutput): ...
class FloatBatchOutput(Output): ...
class FloatListGeneratorOutput(Output): ...
class FloatListOutput(NodeOutput): ...
class FloatOutput(NodeOutput): ...
class FluxConditioningOutput(NodeOutput): ...
class FluxControlNetOutput(NodeOutput): ...
class FluxFillConditioningOutput(NodeOutput): ...
class FluxKontextConditioningOutput(NodeOutput): ...
class FluxReduxConditioningOutput(NodeOutput): ...
class Gemma2EncoderOutput(NodeOutput): ...
class GlmEncoderOutput(NodeOutput): ...
class IPAdapterOutput(NodeOutput): ...
class Ideogram4ConditioningOutput(NodeOutput): ...
class ImageBatchOutput(Output): ...
class ImageListGeneratorOutput(Output): ...
class ImageListOutput(NodeOutput): ...
class ImageOutput(NodeOutput): ...
class IntBatchOutput(Output): ...
class IntListGeneratorOutput(Output): ...
class IntListOutput(NodeOutput): ...
class IntOutput(NodeOutput): ...
class Krea2ConditioningOutput(NodeOutput): ...
class Krea2StyleReferenceOutput(NodeOutput): ...
class LatentsListOutput(NodeOutput): ...
class LatentsOutput(NodeOutput): ...
class LoRAListOutput(NodeOutput): ...
class LoRAOutput(NodeOutput): ...
class MaxSeqLenChoiceOutput(NodeOutput): ...
class MetadataItemOutput(NodeOutput): ...
class MetadataOutput(NodeOutput): ...
class Mistral3EncoderOutput(NodeOutput): ...
class MistralEncoderOutput(NodeOutput): ...
class ModelIdentifierOutput(NodeOutput): ...
class ObjectOutput(NodeOutput): ...
class OptionalAnyOutput(NodeOutput): ...
class OptionalCLIPOutput(NodeOutput): ...
class OptionalControlOrControlListOutput(NodeOutput): ...
class OptionalIPAdapterOrIPAdapterListOutput(NodeOutput): ...
class OptionalMistralEncoderOutput(NodeOutput): ...
class OptionalPromptEnhancerOutput(NodeOutput): ...
class OptionalQwen3EncoderOutput(NodeOutput): ...
class OptionalQwen3VLEncoderOutput(NodeOutput): ...
class OptionalT2IAdapterOrT2IAdapterListOutput(NodeOutput): ...
class OptionalT5EncoderOutput(NodeOutput): ...
class OptionalTransformerOutput(NodeOutput): ...
class OptionalUNetOutput(NodeOutput): ...
class OptionalVAEOutput(NodeOutput): ...
class OptionalWanTransformerOutput(NodeOutput): ...
class PiDDecoderOutput(NodeOutput): ...
class Qwen3EncoderOutput(NodeOutput): ...
class Qwen3VLEncoderOutput(NodeOutput): ...
class QwenImageConditioningOutput(NodeOutput): ...
class QwenVLEncoderOutput(NodeOutput): ...
class SD3ConditioningOutput(NodeOutput): ...
class SchedulerChoiceOutput(NodeOutput): ...
class StrBatchOutput(Output): ...
class StrListGeneratorOutput(Output): ...
class StrListOutput(NodeOutput): ...
class StrOutput(NodeOutput): ...
class T2IAdapterOutput(NodeOutput): ...
class T5EncoderOutput(NodeOutput): ...
class TensorOutput(NodeOutput): ...
class TileListOutput(NodeOutput): ...
class TileWithImageOutput(NodeOutput): ...
class TransformerOutput(NodeOutput): ...
class UNetOutput(NodeOutput): ...
class VAEOutput(NodeOutput): ...
class VideoOutput(NodeOutput): ...
class WanConditioningOutput(NodeOutput): ...
class WanRefImageConditioningOutput(NodeOutput): ...
class WanT5EncoderOutput(NodeOutput): ...
class WanTransformerOutput(NodeOutput): ...
class WorkflowReturnValueOutput(NodeOutput): ...
class ZImageConditioningOutput(NodeOutput): ...
class ZImageControlOutput(NodeOutput): ...

SchedulerChoice: TypeAlias = Literal["euler", "heun", "dpmpp_2m", "dpmpp_2m_sde", "er_sde", "lcm"]

ControlModeChoice: TypeAlias = Literal["balanced", "more_prompt", "more_control", "unbalanced"]

ResizeModeChoice: TypeAlias = Literal["just_resize", "crop_resize", "fill_resize", "just_resize_simple"]

GenerationModeChoice: TypeAlias = Literal["txt2img", "img2img", "inpaint", "outpaint", "sdxl_txt2img", "sdxl_img2img", "sdxl_inpaint", "sdxl_outpaint", "flux_txt2img", "flux_img2img", "flux_inpaint", "flux_outpaint", "flux2_txt2img", "flux2_img2img", "flux2_inpaint", "flux2_outpaint", "sd3_txt2img", "sd3_img2img", "sd3_inpaint", "sd3_outpaint", "cogview4_txt2img", "cogview4_img2img", "cogview4_inpaint", "cogview4_outpaint", "z_image_txt2img", "z_image_img2img", "z_image_inpaint", "z_image_outpaint", "ernie_image_txt2img", "ideogram4_txt2img", "qwen_image_txt2img", "qwen_image_img2img", "qwen_image_inpaint", "qwen_image_outpaint", "anima_txt2img", "anima_img2img", "anima_inpaint", "anima_outpaint", "krea2_txt2img", "krea2_img2img", "krea2_inpaint", "krea2_outpaint", "wan_txt2img", "wan_img2img", "wan_inpaint", "wan_outpaint", "wan_i2v"]

SchedulerChoice2: TypeAlias = Literal["ddim", "ddpm", "deis", "deis_k", "lms", "lms_k", "pndm", "heun", "heun_k", "euler", "euler_k", "euler_a", "kdpm_2", "kdpm_2_k", "kdpm_2_a", "kdpm_2_a_k", "dpmpp_2s", "dpmpp_2s_k", "dpmpp_2m", "dpmpp_2m_k", "dpmpp_2m_sde", "dpmpp_2m_sde_k", "dpmpp_3m", "dpmpp_3m_k", "dpmpp_sde", "dpmpp_sde_k", "er_sde", "unipc", "unipc_k", "lcm", "tcd"]

ModelNameChoice: TypeAlias = Literal["RealESRGAN_x4plus.pth", "RealESRGAN_x4plus_anime_6B.pth", "ESRGAN_SRx4_DF2KOST_official-ff704c30.pth", "RealESRGAN_x2plus.pth"]

BatchGroupIdChoice: TypeAlias = Literal["None", "Group 1", "Group 2", "Group 3", "Group 4", "Group 5"]

OperationChoice: TypeAlias = Literal["ADD", "SUB", "MUL", "DIV", "EXP", "ABS", "SQRT", "MIN", "MAX"]

DownsamplingFunctionChoice: TypeAlias = Literal["nearest", "bilinear", "bicubic", "area", "nearest-exact"]

ChannelChoice: TypeAlias = Literal["Red (RGBA)", "Green (RGBA)", "Blue (RGBA)", "Alpha (RGBA)", "Cyan (CMYK)", "Magenta (CMYK)", "Yellow (CMYK)", "Black (CMYK)", "Hue (HSV)", "Saturation (HSV)", "Value (HSV)", "Luminosity (LAB)", "A (LAB)", "B (LAB)", "Y (YCbCr)", "Cb (YCbCr)", "Cr (YCbCr)"]

ModeChoice: TypeAlias = Literal["L", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "HSV", "I", "F"]

ResampleModeChoice: TypeAlias = Literal["nearest", "box", "bilinear", "hamming", "bicubic", "lanczos"]

OperationChoice2: TypeAlias = Literal["ADD", "SUB", "MUL", "DIV", "EXP", "MOD", "ABS", "MIN", "MAX"]

BlendModeChoice: TypeAlias = Literal["Normal", "Lighten Only", "Darken Only", "Lighten Only (EAL)", "Darken Only (EAL)", "Hue", "Saturation", "Color", "Luminosity", "Linear Dodge (Add)", "Subtract", "Multiply", "Divide", "Screen", "Overlay", "Linear Burn", "Difference", "Hard Light", "Soft Light", "Vivid Light", "Linear Light", "Color Burn", "Color Dodge"]

ColorSpaceChoice: TypeAlias = Literal["RGB", "Linear RGB", "HSL (RGB)", "HSV (RGB)", "Okhsl", "Okhsv", "Oklch (Oklab)", "LCh (CIELab)"]

SpaceChoice: TypeAlias = Literal["HSV / HSL / RGB", "Okhsl", "Okhsv", "*Oklch / Oklab", "*LCh / CIELab", "*UPLab (w/CIELab_to_UPLab.icc)"]

MethodChoice: TypeAlias = Literal["full", "style", "composition", "style_strong", "style_precise"]

ValueModeChoice: TypeAlias = Literal["target", "raw_reference", "ref_mean", "target_adain", "target_adain_plus_ref"]

ModeChoice2: TypeAlias = Literal["nearest", "linear", "bilinear", "bicubic", "trilinear", "area", "nearest-exact"]

LabelChoice: TypeAlias = Literal["* CUSTOM LABEL *", "positive_prompt", "positive_style_prompt", "negative_prompt", "negative_style_prompt", "width", "height", "seed", "cfg_scale", "cfg_rescale_multiplier", "steps", "scheduler", "clip_skip", "model", "vae", "seamless_x", "seamless_y", "guidance", "cfg_scale_start_step", "cfg_scale_end_step"]

LabelChoice2: TypeAlias = Literal["* CUSTOM LABEL *", "cfg_scale", "cfg_rescale_multiplier", "guidance"]

LabelChoice3: TypeAlias = Literal["* CUSTOM LABEL *", "width", "height", "seed", "steps", "clip_skip", "cfg_scale_start_step", "cfg_scale_end_step"]

LabelChoice4: TypeAlias = Literal["* CUSTOM LABEL *", "positive_prompt", "positive_style_prompt", "negative_prompt", "negative_style_prompt"]

NoiseTypeChoice: TypeAlias = Literal["SD", "FLUX", "FLUX.2", "SD3", "CogView4", "Z-Image", "Anima"]

ModelChoice: TypeAlias = Literal["segment-anything-base", "segment-anything-large", "segment-anything-huge", "segment-anything-2-tiny", "segment-anything-2-small", "segment-anything-2-base", "segment-anything-2-large"]

BaseChoice: TypeAlias = Literal["any", "sd-1", "sd-2", "sd-3", "sdxl", "sdxl-refiner", "flux", "flux2", "cogview4", "z-image", "ernie-image", "ideogram-4", "external", "qwen-image", "anima", "krea-2", "wan", "unknown"]

TypeChoice: TypeAlias = Literal["onnx", "main", "vae", "lora", "control_lora", "controlnet", "embedding", "ip_adapter", "clip_vision", "clip_embed", "t2i_adapter", "t5_encoder", "qwen3_encoder", "qwen_vl_encoder", "qwen3_vl_encoder", "mistral_encoder", "wan_t5_encoder", "gemma2_encoder", "spandrel_image_to_image", "siglip", "flux_redux", "llava_onevision", "prompt_enhancer", "text_llm", "external_image_generator", "pid_decoder", "unknown"]

SubmodelTypeChoice: TypeAlias = Literal["unet", "transformer", "transformer_2", "text_encoder", "text_encoder_2", "text_encoder_3", "tokenizer", "tokenizer_2", "tokenizer_3", "pe", "pe_tokenizer", "vae", "vae_decoder", "vae_encoder", "scheduler", "safety_checker"]

IntSource: TypeAlias = AnyOutput | CollectionItemOutput | IntBatchOutput | IntOutput | ObjectOutput | OptionalAnyOutput

MetadataSource: TypeAlias = AnyOutput | CollectionItemOutput | MetadataOutput | ObjectOutput | OptionalAnyOutput

ModelIdentifierSource: TypeAlias = AnyOutput | CollectionItemOutput | ModelIdentifierOutput | ObjectOutput | OptionalAnyOutput

ChoiceChoiceSource: TypeAlias = AnyOutput | CollectionItemOutput | ObjectOutput | OptionalAnyOutput

StrSource: TypeAlias = AnyOutput | CollectionItemOutput | FloatBatchOutput | IntBatchOutput | ObjectOutput | OptionalAnyOutput | StrBatchOutput | StrOutput

ImageSource: TypeAlias = AnyOutput | CollectionItemOutput | ImageBatchOutput | ImageOutput | ObjectOutput | OptionalAnyOutput

BoolSource: TypeAlias = AnyOutput | BoolOutput | CollectionItemOutput | ObjectOutput | OptionalAnyOutput

LatentsSource: TypeAlias = AnyOutput | CollectionItemOutput | LatentsOutput | ObjectOutput | OptionalAnyOutput

DenoiseMaskSource: TypeAlias = AnyOutput | CollectionItemOutput | DenoiseMaskOutput | ObjectOutput | OptionalAnyOutput

FloatSource: TypeAlias = AnyOutput | CollectionItemOutput | FloatBatchOutput | FloatOutput | IntBatchOutput | IntOutput | ObjectOutput | OptionalAnyOutput

TransformerSource: TypeAlias = AnyOutput | CollectionItemOutput | ObjectOutput | OptionalAnyOutput | OptionalTransformerOutput | TransformerOutput

AnimaConditioningSource: TypeAlias = AnimaConditioningOutput | AnyListOutput | AnyOutput | CollectionItemOutput | ObjectOutput | OptionalAnyOutput

AnimaLLLiteSource: TypeAlias = AnimaLLLiteOutput | AnyListOutput | AnyOutput | CollectionItemOutput | ObjectOutput | OptionalAnyOutput

VAESource: TypeAlias = AnyOutput | CollectionItemOutput | ObjectOutput | OptionalAnyOutput | OptionalVAEOutput | VAEOutput

Qwen3EncoderSource: TypeAlias = AnyOutput | CollectionItemOutput | ObjectOutput | OptionalAnyOutput | OptionalQwen3EncoderOutput | Qwen3EncoderOutput

LoRASource: TypeAlias = AnyListOutput | AnyOutput | CollectionItemOutput | LoRAListOutput | LoRAOutput | ObjectOutput | OptionalAnyOutput

TensorSource: TypeAlias = AnyOutput | CollectionItemOutput | ObjectOutput | OptionalAnyOutput | TensorOutput

ColorSource: TypeAlias = AnyOutput | CollectionItemOutput | ColorOutput | ObjectOutput | OptionalAnyOutput

StrSource2: TypeAlias = AnyOutput | CollectionItemOutput | ObjectOutput | OptionalAnyOutput | StrBatchOutput | StrOutput

CLIPSource: TypeAlias = AnyOutput | CLIPOutput | CollectionItemOutput | ObjectOutput | OptionalAnyOutput | OptionalCLIPOutput

CogView4ConditioningSource: TypeAlias = AnyOutput | CogView4ConditioningOutput | CollectionItemOutput | ObjectOutput | OptionalAnyOutput

FloatSource2: TypeAlias = AnyListOutput | AnyOutput | CollectionItemOutput | FloatBatchOutput | FloatListOutput | FloatOutput | IntBatchOutput | ObjectOutput | OptionalAnyOutput

GlmEncoderSource: TypeAlias = AnyOutput | CollectionItemOutput | GlmEncoderOutput | ObjectOutput | OptionalAnyOutput

AnySource: TypeAlias = AnimaConditioningOutput | AnimaLLLiteOutput | AnyOutput | BoolOutput | BoundingBoxOutput | CLIPOutput | CogView4ConditioningOutput | CollectionItemOutput | ColorOutput | ConditioningOutput | ControlLoRAOutput | ControlOutput | DenoiseMaskOutput | ErnieImageConditioningOutput | FloatBatchOutput | FloatOutput | FluxConditioningOutput | FluxControlNetOutput | FluxFillConditioningOutput | FluxKontextConditioningOutput | FluxReduxConditioningOutput | Gemma2EncoderOutput | GlmEncoderOutput | IPAdapterOutput | Ideogram4ConditioningOutput | ImageBatchOutput | ImageOutput | IntBatchOutput | IntOutput | Krea2ConditioningOutput | Krea2StyleReferenceOutput | LatentsOutput | LoRAOutput | MaxSeqLenChoiceOutput | MetadataItemOutput | MetadataOutput | Mistral3EncoderOutput | MistralEncoderOutput | ModelIdentifierOutput | ObjectOutput | OptionalAnyOutput | OptionalCLIPOutput | OptionalMistralEncoderOutput | OptionalPromptEnhancerOutput | OptionalQwen3EncoderOutput | OptionalQwen3VLEncoderOutput | OptionalT5EncoderOutput | OptionalTransformerOutput | OptionalUNetOutput | OptionalVAEOutput | OptionalWanTransformerOutput | PiDDecoderOutput | Qwen3EncoderOutput | Qwen3VLEncoderOutput | QwenImageConditioningOutput | QwenVLEncoderOutput | SD3ConditioningOutput | SchedulerChoiceOutput | StrBatchOutput | StrOutput | T2IAdapterOutput | T5EncoderOutput | TensorOutput | TileWithImageOutput | TransformerOutput | UNetOutput | VAEOutput | VideoOutput | WanConditioningOutput | WanRefImageConditioningOutput | WanT5EncoderOutput | WanTransformerOutput | WorkflowReturnValueOutput | ZImageConditioningOutput | ZImageControlOutput

AnyListSource: TypeAlias = AnyListOutput | BoolListOutput | BoundingBoxListOutput | ConditioningListOutput | FloatListOutput | ImageListOutput | IntListOutput | LatentsListOutput | LoRAListOutput | StrListOutput | TileListOutput

StrSource3: TypeAlias = AnyOutput | CollectionItemOutput | FloatBatchOutput | FloatOutput | IntBatchOutput | IntOutput | ObjectOutput | OptionalAnyOutput | StrBatchOutput | StrOutput

ConditioningSource: TypeAlias = AnyOutput | CollectionItemOutput | ConditioningOutput | ObjectOutput | OptionalAnyOutput

FloatSource3: TypeAlias = AnyOutput | CollectionItemOutput | FloatBatchOutput | FloatOutput | IntBatchOutput | ObjectOutput | OptionalAnyOutput

UNetSource: TypeAlias = AnyOutput | CollectionItemOutput | ObjectOutput | OptionalAnyOutput | OptionalUNetOutput | UNetOutput

BoundingBoxSource: TypeAlias = AnyOutput | BoundingBoxOutput | CollectionItemOutput | ObjectOutput | OptionalAnyOutput

ConditioningSource2: TypeAlias = AnyListOutput | AnyOutput | CollectionItemOutput | ConditioningListOutput | ConditioningOutput | ObjectOutput | OptionalAnyOutput

ChoiceChoiceSource2: TypeAlias = AnyOutput | CollectionItemOutput | ObjectOutput | OptionalAnyOutput | SchedulerChoiceOutput

ControlSource: TypeAlias = AnyListOutput | AnyOutput | CollectionItemOutput | ControlOutput | ObjectOutput | OptionalAnyOutput | OptionalControlOrControlListOutput

IPAdapterSource: TypeAlias = AnyListOutput | AnyOutput | CollectionItemOutput | IPAdapterOutput | ObjectOutput | OptionalAnyOutput | OptionalIPAdapterOrIPAdapterListOutput

T2IAdapterSource: TypeAlias = AnyListOutput | AnyOutput | CollectionItemOutput | ObjectOutput | OptionalAnyOutput | OptionalT2IAdapterOrT2IAdapterListOutput | T2IAdapterOutput

ErnieImageConditioningSource: TypeAlias = AnyOutput | CollectionItemOutput | ErnieImageConditioningOutput | ObjectOutput | OptionalAnyOutput

PromptEnhancerSource: TypeAlias = AnyOutput | CollectionItemOutput | ObjectOutput | OptionalAnyOutput | OptionalPromptEnhancerOutput

Mistral3EncoderSource: TypeAlias = AnyOutput | CollectionItemOutput | Mistral3EncoderOutput | ObjectOutput | OptionalAnyOutput

VideoSource: TypeAlias = AnyOutput | CollectionItemOutput | ObjectOutput | OptionalAnyOutput | VideoOutput

FluxConditioningSource: TypeAlias = AnyListOutput | AnyOutput | CollectionItemOutput | FluxConditioningOutput | ObjectOutput | OptionalAnyOutput

FluxConditioningSource2: TypeAlias = AnyOutput | CollectionItemOutput | FluxConditioningOutput | ObjectOutput | OptionalAnyOutput

FluxKontextConditioningSource: TypeAlias = AnyListOutput | AnyOutput | CollectionItemOutput | FluxKontextConditioningOutput | ObjectOutput | OptionalAnyOutput

MistralEncoderSource: TypeAlias = AnyOutput | CollectionItemOutput | MistralEncoderOutput | ObjectOutput | OptionalAnyOutput | OptionalMistralEncoderOutput

ChoiceChoiceSource3: TypeAlias = AnyOutput | CollectionItemOutput | MaxSeqLenChoiceOutput | ObjectOutput | OptionalAnyOutput

Gemma2EncoderSource: TypeAlias = AnyOutput | CollectionItemOutput | Gemma2EncoderOutput | ObjectOutput | OptionalAnyOutput

PiDDecoderSource: TypeAlias = AnyOutput | CollectionItemOutput | ObjectOutput | OptionalAnyOutput | PiDDecoderOutput

ControlLoRASource: TypeAlias = AnyOutput | CollectionItemOutput | ControlLoRAOutput | ObjectOutput | OptionalAnyOutput

FluxReduxConditioningSource: TypeAlias = AnyListOutput | AnyOutput | CollectionItemOutput | FluxReduxConditioningOutput | ObjectOutput | OptionalAnyOutput

FluxFillConditioningSource: TypeAlias = AnyOutput | CollectionItemOutput | FluxFillConditioningOutput | ObjectOutput | OptionalAnyOutput

FluxControlNetSource: TypeAlias = AnyListOutput | AnyOutput | CollectionItemOutput | FluxControlNetOutput | ObjectOutput | OptionalAnyOutput

T5EncoderSource: TypeAlias = AnyOutput | CollectionItemOutput | ObjectOutput | OptionalAnyOutput | OptionalT5EncoderOutput | T5EncoderOutput

Ideogram4ConditioningSource: TypeAlias = AnyOutput | CollectionItemOutput | Ideogram4ConditioningOutput | ObjectOutput | OptionalAnyOutput

AnySource2: TypeAlias = NodeOutput | FloatBatchOutput | ImageBatchOutput | IntBatchOutput | StrBatchOutput

AnySource3: TypeAlias = AnimaConditioningOutput | AnimaLLLiteOutput | AnyOutput | BoolOutput | BoundingBoxOutput | CLIPOutput | CogView4ConditioningOutput | CollectionItemOutput | ColorOutput | ConditioningOutput | ControlLoRAOutput | ControlOutput | DenoiseMaskOutput | ErnieImageConditioningOutput | FloatOutput | FluxConditioningOutput | FluxControlNetOutput | FluxFillConditioningOutput | FluxKontextConditioningOutput | FluxReduxConditioningOutput | Gemma2EncoderOutput | GlmEncoderOutput | IPAdapterOutput | Ideogram4ConditioningOutput | ImageOutput | IntOutput | Krea2ConditioningOutput | Krea2StyleReferenceOutput | LatentsOutput | LoRAOutput | MetadataItemOutput | MetadataOutput | Mistral3EncoderOutput | MistralEncoderOutput | ModelIdentifierOutput | ObjectOutput | OptionalAnyOutput | OptionalCLIPOutput | OptionalMistralEncoderOutput | OptionalPromptEnhancerOutput | OptionalQwen3EncoderOutput | OptionalQwen3VLEncoderOutput | OptionalT5EncoderOutput | OptionalTransformerOutput | OptionalUNetOutput | OptionalVAEOutput | OptionalWanTransformerOutput | PiDDecoderOutput | Qwen3EncoderOutput | Qwen3VLEncoderOutput | QwenImageConditioningOutput | QwenVLEncoderOutput | SD3ConditioningOutput | StrOutput | T2IAdapterOutput | T5EncoderOutput | TensorOutput | TileWithImageOutput | TransformerOutput | UNetOutput | VAEOutput | VideoOutput | WanConditioningOutput | WanRefImageConditioningOutput | WanT5EncoderOutput | WanTransformerOutput | WorkflowReturnValueOutput | ZImageConditioningOutput | ZImageControlOutput

ImageSource2: TypeAlias = AnyListOutput | AnyOutput | CollectionItemOutput | ImageBatchOutput | ImageListOutput | ImageOutput | ObjectOutput | OptionalAnyOutput

Krea2ConditioningSource: TypeAlias = AnyOutput | CollectionItemOutput | Krea2ConditioningOutput | ObjectOutput | OptionalAnyOutput

Krea2ConditioningSource2: TypeAlias = AnyListOutput | AnyOutput | CollectionItemOutput | Krea2ConditioningOutput | ObjectOutput | OptionalAnyOutput

Krea2StyleReferenceSource: TypeAlias = AnyOutput | CollectionItemOutput | Krea2StyleReferenceOutput | ObjectOutput | OptionalAnyOutput

Qwen3VLEncoderSource: TypeAlias = AnyOutput | CollectionItemOutput | ObjectOutput | OptionalAnyOutput | OptionalQwen3VLEncoderOutput | Qwen3VLEncoderOutput

MetadataItemListSource: TypeAlias = AnyListOutput | AnyOutput | CollectionItemOutput | MetadataItemOutput | ObjectOutput | OptionalAnyOutput

QwenImageConditioningSource: TypeAlias = AnyOutput | CollectionItemOutput | ObjectOutput | OptionalAnyOutput | QwenImageConditioningOutput

QwenVLEncoderSource: TypeAlias = AnyOutput | CollectionItemOutput | ObjectOutput | OptionalAnyOutput | QwenVLEncoderOutput

SD3ConditioningSource: TypeAlias = AnyOutput | CollectionItemOutput | ObjectOutput | OptionalAnyOutput | SD3ConditioningOutput

StrListSource: TypeAlias = FloatListGeneratorOutput | IntListGeneratorOutput | StrListGeneratorOutput

WanTransformerSource: TypeAlias = AnyOutput | CollectionItemOutput | ObjectOutput | OptionalAnyOutput | OptionalWanTransformerOutput | WanTransformerOutput

WanConditioningSource: TypeAlias = AnyOutput | CollectionItemOutput | ObjectOutput | OptionalAnyOutput | WanConditioningOutput

WanRefImageConditioningSource: TypeAlias = AnyOutput | CollectionItemOutput | ObjectOutput | OptionalAnyOutput | WanRefImageConditioningOutput

WanT5EncoderSource: TypeAlias = AnyOutput | CollectionItemOutput | ObjectOutput | OptionalAnyOutput | WanT5EncoderOutput

WorkflowReturnValueSource: TypeAlias = AnyListOutput | AnyOutput | CollectionItemOutput | ObjectOutput | OptionalAnyOutput | WorkflowReturnValueOutput

ZImageConditioningSource: TypeAlias = AnyListOutput | AnyOutput | CollectionItemOutput | ObjectOutput | OptionalAnyOutput | ZImageConditioningOutput

ZImageControlSource: TypeAlias = AnyOutput | CollectionItemOutput | ObjectOutput | OptionalAnyOutput | ZImageControlOutput

ZImageConditioningSource2: TypeAlias = AnyOutput | CollectionItemOutput | ObjectOutput | OptionalAnyOutput | ZImageConditioningOutput

class BoardField(TypedDict):
    board_id: Str

class ModelIdentifierField(TypedDict):
    key: Str
    hash: Str
    name: Str
    base: BaseChoice
    type: TypeChoice
    submodel_type: NotRequired[SubmodelTypeChoice | None]

class ImageField(TypedDict):
    image_name: Str

class LoRAField(TypedDict):
    lora: ModelRef | ModelIdentifierField
    weight: Float

class TensorField(TypedDict):
    tensor_name: Str

class ColorField(TypedDict):
    r: Int
    g: Int
    b: Int
    a: Int

class CLIPField(TypedDict):
    tokenizer: ModelRef | ModelIdentifierField
    text_encoder: ModelRef | ModelIdentifierField
    skipped_layers: Int
    loras: Sequence[LoRAField]

class ConditioningField(TypedDict):
    conditioning_name: Str
    mask: NotRequired[TensorField | None]

class ControlNetMetadataField(TypedDict):
    image: ImageField
    processed_image: NotRequired[ImageField | None]
    control_model: ModelRef | ModelIdentifierField
    control_weight: NotRequired[Float | Sequence[Float]]
    begin_step_percent: NotRequired[Float]
    end_step_percent: NotRequired[Float]
    control_mode: NotRequired[ControlModeChoice]
    resize_mode: NotRequired[ResizeModeChoice]

class IPAdapterMetadataField(TypedDict):
    image: ImageField
    ip_adapter_model: ModelRef | ModelIdentifierField
    clip_vision_model: Literal["ViT-L", "ViT-H", "ViT-G"]
    method: MethodChoice
    weight: Float | Sequence[Float]
    begin_step_percent: Float
    end_step_percent: Float

class T2IAdapterMetadataField(TypedDict):
    image: ImageField
    processed_image: NotRequired[ImageField | None]
    t2i_adapter_model: ModelRef | ModelIdentifierField
    weight: NotRequired[Float | Sequence[Float]]
    begin_step_percent: NotRequired[Float]
    end_step_percent: NotRequired[Float]
    resize_mode: NotRequired[ResizeModeChoice]

class LoRAMetadataField(TypedDict):
    model: ModelRef | ModelIdentifierField
    weight: Float

class BoundingBoxField(TypedDict):
    x_min: Int
    x_max: Int
    y_min: Int
    y_max: Int
    score: NotRequired[Float | None]

class VideoField(TypedDict):
    video_name: Str

class FloatGeneratorField(TypedDict):
    ...
class UNetField(TypedDict):
    unet: ModelRef | ModelIdentifierField
    scheduler: ModelRef | ModelIdentifierField
    loras: Sequence[LoRAField]
    seamless_axes: NotRequired[Sequence[Str]]
    freeu_config: NotRequired[FreeUConfig | None]

class Ideogram4Region(TypedDict):
    prompt: Str
    bbox: NotRequired[Sequence[Int] | None]

class ImageGeneratorField(TypedDict):
    ...
class IntegerGeneratorField(TypedDict):
    ...
class LatentsField(TypedDict):
    latents_name: Str
    seed: NotRequired[Int | None]

class TileWithImage(TypedDict):
    tile: Tile
    image: ImageField

class MetadataItemField(TypedDict):
    label: Str
    value: Any

class VAEField(TypedDict):
    vae: ModelRef | ModelIdentifierField
    seamless_axes: NotRequired[Sequence[Str]]

class Tile(TypedDict):
    coords: TBLR
    overlap: TBLR

class StylePresetField(TypedDict):
    style_preset_id: Str

class SAMPointsField(TypedDict):
    points: Sequence[SAMPoint]

class StringGeneratorField(TypedDict):
    ...
class SystemPromptField(TypedDict):
    system_prompt_id: Str

class FreeUConfig(TypedDict):
    s1: Float
    s2: Float
    b1: Float
    b2: Float

class TBLR(TypedDict):
    top: Int
    bottom: Int
    left: Int
    right: Int

class SAMPoint(TypedDict):
    x: Int
    y: Int
    label: Literal[-1, 0, 1]

class IntegerNode(Node[F]):
    @property
    def value(self) -> IntOutput: ...

class ImageCollectionNode(Node[F]):
    @property
    def collection(self) -> ImageListOutput: ...

class MaskNode(Node[F]):
    @property
    def mask(self) -> TensorOutput: ...
    @property
    def width(self) -> IntOutput: ...
    @property
    def height(self) -> IntOutput: ...

class LatentsNode(Node[F]):
    @property
    def latents(self) -> LatentsOutput: ...
    @property
    def width(self) -> IntOutput: ...
    @property
    def height(self) -> IntOutput: ...

class LatentsMetaNode(Node[F]):
    @property
    def metadata(self) -> MetadataOutput: ...
    @property
    def latents(self) -> LatentsOutput: ...
    @property
    def width(self) -> IntOutput: ...
    @property
    def height(self) -> IntOutput: ...

class ImageNode(Node[F]):
    @property
    def image(self) -> ImageOutput: ...
    @property
    def width(self) -> IntOutput: ...
    @property
    def height(self) -> IntOutput: ...

class AnimaLlliteNode(Node[F]):
    @property
    def control(self) -> AnimaLLLiteOutput: ...

class AnimaLoraLoaderNode(Node[F]):
    @property
    def transformer(self) -> OptionalTransformerOutput: ...
    @property
    def qwen3_encoder(self) -> OptionalQwen3EncoderOutput: ...

class AnimaModelLoaderNode(Node[F]):
    @property
    def transformer(self) -> TransformerOutput: ...
    @property
    def qwen3_encoder(self) -> Qwen3EncoderOutput: ...
    @property
    def vae(self) -> VAEOutput: ...

class AnimaConditioningNode(Node[F]):
    @property
    def conditioning(self) -> AnimaConditioningOutput: ...

class BooleanNode(Node[F]):
    @property
    def value(self) -> BoolOutput: ...

class BooleanCollectionNode(Node[F]):
    @property
    def collection(self) -> BoolListOutput: ...

class BoundingBoxNode(Node[F]):
    @property
    def bounding_box(self) -> BoundingBoxOutput: ...

class CalculateImageTilesNode(Node[F]):
    @property
    def tiles(self) -> TileListOutput: ...

class WorkflowReturnNode(Node[F]):
    @property
    def values(self) -> ObjectOutput: ...

class ClipSkipNode(Node[F]):
    @property
    def clip(self) -> OptionalCLIPOutput: ...

class Cogview4ModelLoaderNode(Node[F]):
    @property
    def transformer(self) -> TransformerOutput: ...
    @property
    def glm_encoder(self) -> GlmEncoderOutput: ...
    @property
    def vae(self) -> VAEOutput: ...

class Cogview4ConditioningNode(Node[F]):
    @property
    def conditioning(self) -> CogView4ConditioningOutput: ...

class CollectNode(Node[F]):
    @property
    def collection(self) -> AnyListOutput: ...

class ColorNode(Node[F]):
    @property
    def color(self) -> ColorOutput: ...

class ConditioningNode(Node[F]):
    @property
    def conditioning(self) -> ConditioningOutput: ...

class ConditioningCollectionNode(Node[F]):
    @property
    def collection(self) -> ConditioningListOutput: ...

class ControlNode(Node[F]):
    @property
    def control(self) -> ControlOutput: ...

class MetadataNode(Node[F]):
    @property
    def metadata(self) -> MetadataOutput: ...

class DenoiseMaskNode(Node[F]):
    @property
    def denoise_mask(self) -> DenoiseMaskOutput: ...

class GradientMaskNode(Node[F]):
    @property
    def denoise_mask(self) -> DenoiseMaskOutput: ...
    @property
    def expanded_mask_area(self) -> ImageOutput: ...

class StringNode(Node[F]):
    @property
    def value(self) -> StrOutput: ...

class StringCollectionNode(Node[F]):
    @property
    def collection(self) -> StrListOutput: ...

class ErnieImageModelLoaderNode(Node[F]):
    @property
    def transformer(self) -> TransformerOutput: ...
    @property
    def text_encoder(self) -> Mistral3EncoderOutput: ...
    @property
    def vae(self) -> VAEOutput: ...
    @property
    def prompt_enhancer(self) -> OptionalPromptEnhancerOutput: ...

class ErnieImageConditioningNode(Node[F]):
    @property
    def conditioning(self) -> ErnieImageConditioningOutput: ...

class ExtractVideoRangeNode(Node[F]):
    @property
    def video(self) -> VideoOutput: ...
    @property
    def width(self) -> IntOutput: ...
    @property
    def height(self) -> IntOutput: ...
    @property
    def num_frames(self) -> IntOutput: ...
    @property
    def fps(self) -> FloatOutput: ...
    @property
    def duration(self) -> FloatOutput: ...
    @property
    def start_frame(self) -> IntOutput: ...
    @property
    def end_frame(self) -> IntOutput: ...

class FaceMaskNode(Node[F]):
    @property
    def image(self) -> ImageOutput: ...
    @property
    def width(self) -> IntOutput: ...
    @property
    def height(self) -> IntOutput: ...
    @property
    def mask(self) -> ImageOutput: ...

class FaceOffNode(Node[F]):
    @property
    def image(self) -> ImageOutput: ...
    @property
    def width(self) -> IntOutput: ...
    @property
    def height(self) -> IntOutput: ...
    @property
    def mask(self) -> ImageOutput: ...
    @property
    def x(self) -> IntOutput: ...
    @property
    def y(self) -> IntOutput: ...

class FloatNode(Node[F]):
    @property
    def value(self) -> FloatOutput: ...

class FloatNode2(Node[F]):
    @property
    def value(self) -> FloatBatchOutput: ...

class FloatCollectionNode(Node[F]):
    @property
    def collection(self) -> FloatListOutput: ...

class FloatGeneratorNode(Node[F]):
    @property
    def floats(self) -> FloatListGeneratorOutput: ...

class Flux2DevLoraLoaderNode(Node[F]):
    @property
    def transformer(self) -> OptionalTransformerOutput: ...
    @property
    def mistral_encoder(self) -> OptionalMistralEncoderOutput: ...

class Flux2DevModelLoaderNode(Node[F]):
    @property
    def transformer(self) -> TransformerOutput: ...
    @property
    def mistral_encoder(self) -> MistralEncoderOutput: ...
    @property
    def vae(self) -> VAEOutput: ...
    @property
    def max_seq_len(self) -> MaxSeqLenChoiceOutput: ...

class FluxConditioningNode(Node[F]):
    @property
    def conditioning(self) -> FluxConditioningOutput: ...

class Flux2KleinModelLoaderNode(Node[F]):
    @property
    def transformer(self) -> TransformerOutput: ...
    @property
    def qwen3_encoder(self) -> Qwen3EncoderOutput: ...
    @property
    def vae(self) -> VAEOutput: ...
    @property
    def max_seq_len(self) -> MaxSeqLenChoiceOutput: ...

class FluxControlLoraLoaderNode(Node[F]):
    @property
    def control_lora(self) -> ControlLoRAOutput: ...

class FluxControlnetNode(Node[F]):
    @property
    def control(self) -> FluxControlNetOutput: ...

class FluxFillNode(Node[F]):
    @property
    def fill_cond(self) -> FluxFillConditioningOutput: ...

class IpAdapterNode(Node[F]):
    @property
    def ip_adapter(self) -> IPAdapterOutput: ...

class FluxKontextNode(Node[F]):
    @property
    def kontext_cond(self) -> FluxKontextConditioningOutput: ...

class FluxLoraLoaderNode(Node[F]):
    @property
    def transformer(self) -> OptionalTransformerOutput: ...
    @property
    def clip(self) -> OptionalCLIPOutput: ...
    @property
    def t5_encoder(self) -> OptionalT5EncoderOutput: ...

class FluxModelLoaderNode(Node[F]):
    @property
    def transformer(self) -> TransformerOutput: ...
    @property
    def clip(self) -> CLIPOutput: ...
    @property
    def t5_encoder(self) -> T5EncoderOutput: ...
    @property
    def vae(self) -> VAEOutput: ...
    @property
    def max_seq_len(self) -> MaxSeqLenChoiceOutput: ...

class FluxReduxNode(Node[F]):
    @property
    def redux_cond(self) -> FluxReduxConditioningOutput: ...

class UnetNode(Node[F]):
    @property
    def unet(self) -> UNetOutput: ...

class Gemma2EncoderNode(Node[F]):
    @property
    def gemma2_encoder(self) -> Gemma2EncoderOutput: ...

class BoundingBoxCollectionNode(Node[F]):
    @property
    def collection(self) -> BoundingBoxListOutput: ...

class IdealSizeNode(Node[F]):
    @property
    def width(self) -> IntOutput: ...
    @property
    def height(self) -> IntOutput: ...

class Ideogram4ConditioningNode(Node[F]):
    @property
    def conditioning(self) -> Ideogram4ConditioningOutput: ...

class IfNode(Node[F]):
    @property
    def value(self) -> OptionalAnyOutput: ...

class ImageNode2(Node[F]):
    @property
    def image(self) -> ImageBatchOutput: ...
    @property
    def width(self) -> IntBatchOutput: ...
    @property
    def height(self) -> IntBatchOutput: ...

class ImageGeneratorNode(Node[F]):
    @property
    def images(self) -> ImageListGeneratorOutput: ...

class ImagePanelCoordinateNode(Node[F]):
    @property
    def x_left(self) -> IntOutput: ...
    @property
    def y_top(self) -> IntOutput: ...
    @property
    def width(self) -> IntOutput: ...
    @property
    def height(self) -> IntOutput: ...

class IntegerNode2(Node[F]):
    @property
    def value(self) -> IntBatchOutput: ...

class IntegerCollectionNode(Node[F]):
    @property
    def collection(self) -> IntListOutput: ...

class IntegerGeneratorNode(Node[F]):
    @property
    def integers(self) -> IntListGeneratorOutput: ...

class IterateNode(Node[F]):
    @property
    def item(self) -> CollectionItemOutput: ...
    @property
    def index(self) -> IntOutput: ...
    @property
    def total(self) -> IntOutput: ...

class Krea2ConditioningNode(Node[F]):
    @property
    def conditioning(self) -> Krea2ConditioningOutput: ...

class Krea2LoraLoaderNode(Node[F]):
    @property
    def transformer(self) -> OptionalTransformerOutput: ...
    @property
    def qwen3_vl_encoder(self) -> OptionalQwen3VLEncoderOutput: ...

class Krea2ModelLoaderNode(Node[F]):
    @property
    def transformer(self) -> TransformerOutput: ...
    @property
    def qwen3_vl_encoder(self) -> Qwen3VLEncoderOutput: ...
    @property
    def vae(self) -> VAEOutput: ...

class Krea2StyleReferenceNode(Node[F]):
    @property
    def style_reference(self) -> Krea2StyleReferenceOutput: ...

class LatentsCollectionNode(Node[F]):
    @property
    def collection(self) -> LatentsListOutput: ...

class LoraLoaderNode(Node[F]):
    @property
    def unet(self) -> OptionalUNetOutput: ...
    @property
    def clip(self) -> OptionalCLIPOutput: ...

class LoraSelectorNode(Node[F]):
    @property
    def lora(self) -> LoRAOutput: ...

class ModelLoaderNode(Node[F]):
    @property
    def vae(self) -> VAEOutput: ...
    @property
    def clip(self) -> CLIPOutput: ...
    @property
    def unet(self) -> UNetOutput: ...

class MetadataItemNode(Node[F]):
    @property
    def item(self) -> MetadataItemOutput: ...

class MdControlListNode(Node[F]):
    @property
    def control_list(self) -> OptionalControlOrControlListOutput: ...

class MdIpAdapterListNode(Node[F]):
    @property
    def ip_adapter_list(self) -> OptionalIPAdapterOrIPAdapterListOutput: ...

class MetadataToLoraCollectionNode(Node[F]):
    @property
    def lora(self) -> LoRAListOutput: ...

class MetadataToModelNode(Node[F]):
    @property
    def model(self) -> ModelIdentifierOutput: ...
    @property
    def name(self) -> StrOutput: ...
    @property
    def unet(self) -> UNetOutput: ...
    @property
    def vae(self) -> VAEOutput: ...
    @property
    def clip(self) -> CLIPOutput: ...

class SchedulerNode(Node[F]):
    @property
    def scheduler(self) -> SchedulerChoiceOutput: ...

class SdxlLoraLoaderNode(Node[F]):
    @property
    def unet(self) -> OptionalUNetOutput: ...
    @property
    def clip(self) -> OptionalCLIPOutput: ...
    @property
    def clip2(self) -> OptionalCLIPOutput: ...

class MetadataToSdxlModelNode(Node[F]):
    @property
    def model(self) -> ModelIdentifierOutput: ...
    @property
    def name(self) -> StrOutput: ...
    @property
    def unet(self) -> UNetOutput: ...
    @property
    def clip(self) -> CLIPOutput: ...
    @property
    def clip2(self) -> CLIPOutput: ...
    @property
    def vae(self) -> VAEOutput: ...

class MdIpAdaptersNode(Node[F]):
    @property
    def t2i_adapter_list(self) -> OptionalT2IAdapterOrT2IAdapterListOutput: ...

class VaeNode(Node[F]):
    @property
    def vae(self) -> VAEOutput: ...

class ModelIdentifierNode(Node[F]):
    @property
    def model(self) -> ModelIdentifierOutput: ...

class NoiseNode(Node[F]):
    @property
    def noise(self) -> LatentsOutput: ...
    @property
    def width(self) -> IntOutput: ...
    @property
    def height(self) -> IntOutput: ...

class PairTileImageNode(Node[F]):
    @property
    def tile_with_image(self) -> TileWithImageOutput: ...

class PbrMapsNode(Node[F]):
    @property
    def normal_map(self) -> ImageOutput: ...
    @property
    def roughness_map(self) -> ImageOutput: ...
    @property
    def displacement_map(self) -> ImageOutput: ...

class PidDecoderNode(Node[F]):
    @property
    def pid_decoder(self) -> PiDDecoderOutput: ...

class PromptTemplateNode(Node[F]):
    @property
    def positive_prompt(self) -> StrOutput: ...
    @property
    def negative_prompt(self) -> StrOutput: ...

class QwenImageLoraLoaderNode(Node[F]):
    @property
    def transformer(self) -> OptionalTransformerOutput: ...

class QwenImageModelLoaderNode(Node[F]):
    @property
    def transformer(self) -> TransformerOutput: ...
    @property
    def qwen_vl_encoder(self) -> QwenVLEncoderOutput: ...
    @property
    def vae(self) -> VAEOutput: ...

class QwenImageConditioningNode(Node[F]):
    @property
    def conditioning(self) -> QwenImageConditioningOutput: ...

class Sd3ModelLoaderNode(Node[F]):
    @property
    def transformer(self) -> TransformerOutput: ...
    @property
    def clip_l(self) -> CLIPOutput: ...
    @property
    def clip_g(self) -> CLIPOutput: ...
    @property
    def t5_encoder(self) -> T5EncoderOutput: ...
    @property
    def vae(self) -> VAEOutput: ...

class Sd3ConditioningNode(Node[F]):
    @property
    def conditioning(self) -> SD3ConditioningOutput: ...

class SdxlModelLoaderNode(Node[F]):
    @property
    def unet(self) -> UNetOutput: ...
    @property
    def clip(self) -> CLIPOutput: ...
    @property
    def clip2(self) -> CLIPOutput: ...
    @property
    def vae(self) -> VAEOutput: ...

class SdxlRefinerModelLoaderNode(Node[F]):
    @property
    def unet(self) -> UNetOutput: ...
    @property
    def clip2(self) -> CLIPOutput: ...
    @property
    def vae(self) -> VAEOutput: ...

class SeamlessNode(Node[F]):
    @property
    def unet(self) -> OptionalUNetOutput: ...
    @property
    def vae(self) -> OptionalVAEOutput: ...

class StringNode2(Node[F]):
    @property
    def value(self) -> StrBatchOutput: ...

class StringGeneratorNode(Node[F]):
    @property
    def strings(self) -> StrListGeneratorOutput: ...

class String2Node(Node[F]):
    @property
    def string_1(self) -> StrOutput: ...
    @property
    def string_2(self) -> StrOutput: ...

class StringPosNegNode(Node[F]):
    @property
    def positive_string(self) -> StrOutput: ...
    @property
    def negative_string(self) -> StrOutput: ...

class T2iAdapterNode(Node[F]):
    @property
    def t2i_adapter(self) -> T2IAdapterOutput: ...

class TileToPropertiesNode(Node[F]):
    @property
    def coords_left(self) -> IntOutput: ...
    @property
    def coords_right(self) -> IntOutput: ...
    @property
    def coords_top(self) -> IntOutput: ...
    @property
    def coords_bottom(self) -> IntOutput: ...
    @property
    def width(self) -> IntOutput: ...
    @property
    def height(self) -> IntOutput: ...
    @property
    def overlap_top(self) -> IntOutput: ...
    @property
    def overlap_bottom(self) -> IntOutput: ...
    @property
    def overlap_left(self) -> IntOutput: ...
    @property
    def overlap_right(self) -> IntOutput: ...

class VideoNode(Node[F]):
    @property
    def video(self) -> VideoOutput: ...
    @property
    def width(self) -> IntOutput: ...
    @property
    def height(self) -> IntOutput: ...
    @property
    def num_frames(self) -> IntOutput: ...
    @property
    def fps(self) -> FloatOutput: ...
    @property
    def duration(self) -> FloatOutput: ...

class WanLoraLoaderNode(Node[F]):
    @property
    def transformer(self) -> OptionalWanTransformerOutput: ...

class WanModelLoaderNode(Node[F]):
    @property
    def transformer(self) -> WanTransformerOutput: ...
    @property
    def wan_t5_encoder(self) -> WanT5EncoderOutput: ...
    @property
    def vae(self) -> VAEOutput: ...

class WanRefImageNode(Node[F]):
    @property
    def ref_image(self) -> WanRefImageConditioningOutput: ...

class WanConditioningNode(Node[F]):
    @property
    def conditioning(self) -> WanConditioningOutput: ...

class WorkflowReturnGetNode(Node[F]):
    @property
    def value(self) -> AnyOutput: ...

class WorkflowReturnValueNode(Node[F]):
    @property
    def value(self) -> WorkflowReturnValueOutput: ...

class ZImageControlNode(Node[F]):
    @property
    def control(self) -> ZImageControlOutput: ...

class ZImageConditioningNode(Node[F]):
    @property
    def conditioning(self) -> ZImageConditioningOutput: ...

class Workflow(Product):
    def __init__(
        self,
        target: Str | Catalogue = "latest",
        *,
        name: Str = "",
        description: Str = "",
        author: Str = "",
        version: Str = "",
        contact: Str = "",
        tags: Str = "",
        notes: Str = "",
        graph_id: Str | None = "graph",
        defaults: Bool = True,
        strict: Bool = True,
        is_intermediate: Bool | Unset | None = None,
        use_cache: Bool | Unset | None = None,
    ) -> None: ...
    def add(
        self,
        *,
        a: Int | IntSource | None | Unset = 0,
        b: Int | IntSource | None | Unset = 0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> IntegerNode[Literal["a", "b"]]:
        """Add Integers 1.0.1"""
    def alibabacloud_image_generation(
        self,
        *,
        model: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        prompt: Str | Null | StrSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        mode: Literal["txt2img", "img2img", "inpaint"] | ChoiceChoiceSource | None | Unset = "txt2img",
        seed: Int | Null | IntSource | None | Unset = ...,
        num_images: Int | IntSource | None | Unset = 1,
        width: Int | IntSource | None | Unset = 1024,
        height: Int | IntSource | None | Unset = 1024,
        image_size: Str | Null | StrSource | None | Unset = ...,
        init_image: ImageField | Null | ImageSource | None | Unset = ...,
        mask_image: ImageField | Null | ImageSource | None | Unset = ...,
        reference_images: Sequence[ImageField] | AnyListOutput | ImageListOutput | Sequence[ImageOutput] | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageCollectionNode[Literal["board", "metadata", "model", "mode", "prompt", "seed", "num_images", "width", "height", "image_size", "init_image", "mask_image", "reference_images"]]:
        """Alibaba Cloud DashScope Image Generation 1.0.0"""
    def alpha_mask_to_tensor(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        invert: Bool | BoolSource | None | Unset = False,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> MaskNode[Literal["image", "invert"]]:
        """Alpha Mask to Tensor 1.0.0"""
    def anima_denoise(
        self,
        *,
        transformer: TransformerSource | Unset,
        positive_conditioning: AnimaConditioningSource | Sequence[AnimaConditioningOutput] | Unset,
        latents: LatentsSource | None | Unset = ...,
        noise: LatentsSource | None | Unset = ...,
        denoise_mask: DenoiseMaskSource | None | Unset = ...,
        denoising_start: Float | FloatSource | None | Unset = 0.0,
        denoising_end: Float | FloatSource | None | Unset = 1.0,
        add_noise: Bool | BoolSource | None | Unset = True,
        negative_conditioning: AnimaConditioningSource | Sequence[AnimaConditioningOutput] | None | Unset = ...,
        guidance_scale: Float | FloatSource | None | Unset = 4.5,
        width: Int | IntSource | None | Unset = 1024,
        height: Int | IntSource | None | Unset = 1024,
        steps: Int | IntSource | None | Unset = 30,
        seed: Int | IntSource | None | Unset = 0,
        control_lllite: AnimaLLLiteSource | Sequence[AnimaLLLiteOutput] | None | Unset = ...,
        scheduler: SchedulerChoice | ChoiceChoiceSource | None | Unset = "euler",
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> LatentsNode[Literal["latents", "noise", "denoise_mask", "denoising_start", "denoising_end", "add_noise", "transformer", "positive_conditioning", "negative_conditioning", "guidance_scale", "width", "height", "steps", "seed", "control_lllite", "scheduler"]]:
        """Denoise - Anima 1.8.0 (prototype)"""
    def anima_denoise_meta(
        self,
        *,
        transformer: TransformerSource | Unset,
        positive_conditioning: AnimaConditioningSource | Sequence[AnimaConditioningOutput] | Unset,
        metadata: MetadataSource | None | Unset = ...,
        latents: LatentsSource | None | Unset = ...,
        noise: LatentsSource | None | Unset = ...,
        denoise_mask: DenoiseMaskSource | None | Unset = ...,
        denoising_start: Float | FloatSource | None | Unset = 0.0,
        denoising_end: Float | FloatSource | None | Unset = 1.0,
        add_noise: Bool | BoolSource | None | Unset = True,
        negative_conditioning: AnimaConditioningSource | Sequence[AnimaConditioningOutput] | None | Unset = ...,
        guidance_scale: Float | FloatSource | None | Unset = 4.5,
        width: Int | IntSource | None | Unset = 1024,
        height: Int | IntSource | None | Unset = 1024,
        steps: Int | IntSource | None | Unset = 30,
        seed: Int | IntSource | None | Unset = 0,
        control_lllite: AnimaLLLiteSource | Sequence[AnimaLLLiteOutput] | None | Unset = ...,
        scheduler: SchedulerChoice | ChoiceChoiceSource | None | Unset = "euler",
        vae: VAESource | None | Unset = ...,
        qwen3_encoder: Qwen3EncoderSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> LatentsMetaNode[Literal["metadata", "latents", "noise", "denoise_mask", "denoising_start", "denoising_end", "add_noise", "transformer", "positive_conditioning", "negative_conditioning", "guidance_scale", "width", "height", "steps", "seed", "control_lllite", "scheduler", "vae", "qwen3_encoder"]]:
        """Denoise - Anima + Metadata 1.0.0 (prototype)"""
    def anima_i2l(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        vae: VAESource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> LatentsNode[Literal["board", "metadata", "image", "vae"]]:
        """Image to Latents - Anima 1.0.1 (prototype)"""
    def anima_l2i(
        self,
        *,
        latents: LatentsSource | Unset,
        vae: VAESource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "latents", "vae"]]:
        """Latents to Image - Anima 1.0.3 (prototype)"""
    def anima_lllite(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        control_model: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        mask: ImageField | Null | ImageSource | None | Unset = ...,
        weight: Float | FloatSource | None | Unset = 1.0,
        begin_step_percent: Float | FloatSource | None | Unset = 0.0,
        end_step_percent: Float | FloatSource | None | Unset = 1.0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> AnimaLlliteNode[Literal["image", "mask", "control_model", "weight", "begin_step_percent", "end_step_percent"]]:
        """Anima ControlNet-LLLite 1.0.0 (prototype)"""
    def anima_lora_collection_loader(
        self,
        *,
        loras: LoRAField | Sequence[LoRAField] | Null | LoRASource | Sequence[ControlLoRAOutput | LoRAOutput] | None | Unset = ...,
        transformer: TransformerSource | None | Unset = ...,
        qwen3_encoder: Qwen3EncoderSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> AnimaLoraLoaderNode[Literal["loras", "transformer", "qwen3_encoder"]]:
        """Apply LoRA Collection - Anima 1.0.1 (prototype)"""
    def anima_lora_loader(
        self,
        *,
        lora: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        weight: Float | FloatSource | None | Unset = 0.75,
        transformer: TransformerSource | None | Unset = ...,
        qwen3_encoder: Qwen3EncoderSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> AnimaLoraLoaderNode[Literal["lora", "weight", "transformer", "qwen3_encoder"]]:
        """Apply LoRA - Anima 1.0.0 (prototype)"""
    def anima_model_loader(
        self,
        *,
        model: ModelRef | ModelIdentifierField | Unset,
        vae_model: ModelRef | ModelIdentifierField | Unset,
        qwen3_encoder_model: ModelRef | ModelIdentifierField | Unset,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> AnimaModelLoaderNode[Literal["model", "vae_model", "qwen3_encoder_model"]]:
        """Main Model - Anima 1.4.0 (prototype)"""
    def anima_text_encoder(
        self,
        *,
        prompt: Str | Null | StrSource | Unset,
        qwen3_encoder: Qwen3EncoderSource | Unset,
        mask: TensorField | Null | TensorSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> AnimaConditioningNode[Literal["prompt", "qwen3_encoder", "mask"]]:
        """Prompt - Anima 1.4.0 (prototype)"""
    def apply_mask_to_image(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        mask: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        invert_mask: Bool | BoolSource | None | Unset = False,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "mask", "invert_mask"]]:
        """Apply Mask to Image 1.0.0"""
    def apply_tensor_mask_to_image(
        self,
        *,
        mask: TensorField | Null | TensorSource | Unset,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        invert: Bool | BoolSource | None | Unset = False,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "mask", "image", "invert"]]:
        """Apply Tensor Mask to Image 1.0.0"""
    def blank_image(
        self,
        *,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        width: Int | IntSource | None | Unset = 512,
        height: Int | IntSource | None | Unset = 512,
        mode: Literal["RGB", "RGBA"] | ChoiceChoiceSource | None | Unset = "RGB",
        color: ColorField | ColorSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "width", "height", "mode", "color"]]:
        """Blank Image 1.2.2"""
    def boolean(
        self,
        *,
        value: Bool | BoolSource | None | Unset = False,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> BooleanNode[Literal["value"]]:
        """Boolean Primitive 1.0.1"""
    def boolean_collection(
        self,
        *,
        collection: Sequence[Bool] | AnyListOutput | BoolListOutput | Sequence[BoolOutput] | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> BooleanCollectionNode[Literal["collection"]]:
        """Boolean Collection Primitive 1.0.2"""
    def bounding_box(
        self,
        *,
        x_min: Int | IntSource | None | Unset = 0,
        y_min: Int | IntSource | None | Unset = 0,
        x_max: Int | IntSource | None | Unset = 0,
        y_max: Int | IntSource | None | Unset = 0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> BoundingBoxNode[Literal["x_min", "y_min", "x_max", "y_max"]]:
        """Bounding Box 1.0.0"""
    def calculate_image_tiles(
        self,
        *,
        image_width: Int | IntSource | None | Unset = 1024,
        image_height: Int | IntSource | None | Unset = 1024,
        tile_width: Int | IntSource | None | Unset = 576,
        tile_height: Int | IntSource | None | Unset = 576,
        overlap: Int | IntSource | None | Unset = 128,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> CalculateImageTilesNode[Literal["image_width", "image_height", "tile_width", "tile_height", "overlap"]]:
        """Calculate Image Tiles 1.0.1"""
    def calculate_image_tiles_even_split(
        self,
        *,
        image_width: Int | IntSource | None | Unset = 1024,
        image_height: Int | IntSource | None | Unset = 1024,
        num_tiles_x: Int | IntSource | None | Unset = 2,
        num_tiles_y: Int | IntSource | None | Unset = 2,
        overlap: Int | IntSource | None | Unset = 128,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> CalculateImageTilesNode[Literal["image_width", "image_height", "num_tiles_x", "num_tiles_y", "overlap"]]:
        """Calculate Image Tiles Even Split 1.1.1"""
    def calculate_image_tiles_min_overlap(
        self,
        *,
        image_width: Int | IntSource | None | Unset = 1024,
        image_height: Int | IntSource | None | Unset = 1024,
        tile_width: Int | IntSource | None | Unset = 576,
        tile_height: Int | IntSource | None | Unset = 576,
        min_overlap: Int | IntSource | None | Unset = 128,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> CalculateImageTilesNode[Literal["image_width", "image_height", "tile_width", "tile_height", "min_overlap"]]:
        """Calculate Image Tiles Minimum Overlap 1.0.1"""
    def call_saved_workflow(
        self,
        *,
        workflow_id: Str | StrSource2 | None | Unset = "",
        workflow_inputs: Mapping[str, Any] | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> WorkflowReturnNode[Literal["workflow_id", "workflow_inputs"]]:
        """Call Saved Workflow 1.0.0 (beta)"""
    def canny_edge_detection(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        low_threshold: Int | IntSource | None | Unset = 100,
        high_threshold: Int | IntSource | None | Unset = 200,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "low_threshold", "high_threshold"]]:
        """Canny Edge Detection 1.0.0"""
    def canvas_output(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["image"]]:
        """Canvas Output 1.0.0"""
    def canvas_paste_back(
        self,
        *,
        source_image: ImageField | Null | ImageSource | Unset,
        target_image: ImageField | Null | ImageSource | Unset,
        mask: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        mask_blur: Int | IntSource | None | Unset = 0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "source_image", "target_image", "mask", "mask_blur"]]:
        """Canvas Paste Back 1.0.1"""
    def canvas_v2_mask_and_crop(
        self,
        *,
        generated_image: ImageField | Null | ImageSource | Unset,
        mask: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        source_image: ImageField | Null | ImageSource | None | Unset = ...,
        mask_blur: Int | IntSource | None | Unset = 0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "source_image", "generated_image", "mask", "mask_blur"]]:
        """Canvas V2 Mask and Crop 1.0.0 (deprecated)"""
    def clip_skip(
        self,
        *,
        clip: CLIPSource | Unset,
        skipped_layers: Int | IntSource | None | Unset = 0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ClipSkipNode[Literal["clip", "skipped_layers"]]:
        """Apply CLIP Skip - SD1.5, SDXL 1.1.1"""
    def cogview4_denoise(
        self,
        *,
        transformer: TransformerSource | Unset,
        positive_conditioning: CogView4ConditioningSource | Unset,
        negative_conditioning: CogView4ConditioningSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        latents: LatentsSource | None | Unset = ...,
        noise: LatentsSource | None | Unset = ...,
        denoise_mask: DenoiseMaskSource | None | Unset = ...,
        denoising_start: Float | FloatSource | None | Unset = 0.0,
        denoising_end: Float | FloatSource | None | Unset = 1.0,
        cfg_scale: Float | Sequence[Float] | FloatSource2 | Sequence[FloatOutput] | None | Unset = 3.5,
        width: Int | IntSource | None | Unset = 1024,
        height: Int | IntSource | None | Unset = 1024,
        steps: Int | IntSource | None | Unset = 25,
        seed: Int | IntSource | None | Unset = 0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> LatentsNode[Literal["board", "metadata", "latents", "noise", "denoise_mask", "denoising_start", "denoising_end", "transformer", "positive_conditioning", "negative_conditioning", "cfg_scale", "width", "height", "steps", "seed"]]:
        """Denoise - CogView4 1.1.0 (prototype)"""
    def cogview4_i2l(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        vae: VAESource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> LatentsNode[Literal["board", "metadata", "image", "vae"]]:
        """Image to Latents - CogView4 1.0.0 (prototype)"""
    def cogview4_l2i(
        self,
        *,
        latents: LatentsSource | Unset,
        vae: VAESource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "latents", "vae"]]:
        """Latents to Image - CogView4 1.0.0 (prototype)"""
    def cogview4_model_loader(
        self,
        *,
        model: ModelRef | ModelIdentifierField | Unset,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> Cogview4ModelLoaderNode[Literal["model"]]:
        """Main Model - CogView4 1.0.0 (prototype)"""
    def cogview4_text_encoder(
        self,
        *,
        prompt: Str | Null | StrSource | Unset,
        glm_encoder: GlmEncoderSource | Unset,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> Cogview4ConditioningNode[Literal["prompt", "glm_encoder"]]:
        """Prompt - CogView4 1.0.0 (prototype)"""
    def collect(
        self,
        *,
        item: AnySource | Sequence[AnySource] | None | Unset = ...,
        collection: AnyListSource | Sequence[AnyListSource] | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> CollectNode[Literal["item", "collection"]]:
        """Collect 1.1.0"""
    def color(
        self,
        *,
        color: ColorField | ColorSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ColorNode[Literal["color"]]:
        """Color Primitive 1.0.1"""
    def color_correct(
        self,
        *,
        base_image: ImageField | Null | ImageSource | Unset,
        color_reference: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        mask: ImageField | Null | ImageSource | None | Unset = ...,
        colorspace: Literal["RGB", "YCbCr", "YCbCr-Chroma", "YCbCr-Luma"] | ChoiceChoiceSource | None | Unset = "RGB",
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "base_image", "color_reference", "mask", "colorspace"]]:
        """Color Correct 2.0.0"""
    def color_map(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        tile_size: Int | IntSource | None | Unset = 64,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "tile_size"]]:
        """Color Map 1.0.0"""
    def compel(
        self,
        *,
        clip: CLIPField | Null | CLIPSource | Unset,
        prompt: Str | StrSource3 | None | Unset = "",
        mask: TensorField | Null | TensorSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ConditioningNode[Literal["prompt", "clip", "mask"]]:
        """Prompt - SD1.5 1.2.1"""
    def conditioning(
        self,
        *,
        conditioning: ConditioningSource | Unset,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ConditioningNode[Literal["conditioning"]]:
        """Conditioning Primitive 1.0.1"""
    def conditioning_collection(
        self,
        *,
        collection: Sequence[ConditioningField] | AnyListOutput | ConditioningListOutput | Sequence[ConditioningOutput] | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ConditioningCollectionNode[Literal["collection"]]:
        """Conditioning Collection Primitive 1.0.2"""
    def content_shuffle(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        scale_factor: Int | IntSource | None | Unset = 256,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "scale_factor"]]:
        """Content Shuffle 1.0.0"""
    def controlnet(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        control_model: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        control_weight: Float | Sequence[Float] | FloatSource2 | Sequence[FloatOutput] | None | Unset = 1.0,
        begin_step_percent: Float | FloatSource | None | Unset = 0,
        end_step_percent: Float | FloatSource | None | Unset = 1,
        control_mode: ControlModeChoice | ChoiceChoiceSource | None | Unset = "balanced",
        resize_mode: ResizeModeChoice | ChoiceChoiceSource | None | Unset = "just_resize",
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ControlNode[Literal["image", "control_model", "control_weight", "begin_step_percent", "end_step_percent", "control_mode", "resize_mode"]]:
        """ControlNet - SD1.5, SD2, SDXL 1.1.3"""
    def core_metadata(
        self,
        *,
        generation_mode: GenerationModeChoice | Null | ChoiceChoiceSource | None | Unset = ...,
        positive_prompt: Str | Null | StrSource | None | Unset = ...,
        negative_prompt: Str | Null | StrSource | None | Unset = ...,
        width: Int | Null | IntSource | None | Unset = ...,
        height: Int | Null | IntSource | None | Unset = ...,
        seed: Int | Null | IntSource | None | Unset = ...,
        rand_device: Str | Null | StrSource | None | Unset = ...,
        cfg_scale: Float | Null | FloatSource3 | None | Unset = ...,
        cfg_rescale_multiplier: Float | Null | FloatSource3 | None | Unset = ...,
        steps: Int | Null | IntSource | None | Unset = ...,
        scheduler: Str | Null | StrSource | None | Unset = ...,
        seamless_x: Bool | Null | BoolSource | None | Unset = ...,
        seamless_y: Bool | Null | BoolSource | None | Unset = ...,
        clip_skip: Int | Null | IntSource | None | Unset = ...,
        model: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | None | Unset = ...,
        controlnets: Sequence[ControlNetMetadataField] | Null | AnyListOutput | None | Unset = ...,
        ipAdapters: Sequence[IPAdapterMetadataField] | Null | AnyListOutput | None | Unset = ...,
        t2iAdapters: Sequence[T2IAdapterMetadataField] | Null | AnyListOutput | None | Unset = ...,
        loras: Sequence[LoRAMetadataField] | Null | AnyListOutput | None | Unset = ...,
        strength: Float | Null | FloatSource3 | None | Unset = ...,
        init_image: Str | Null | StrSource | None | Unset = ...,
        vae: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | None | Unset = ...,
        qwen3_encoder: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | None | Unset = ...,
        mistral_encoder: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | None | Unset = ...,
        ideogram4_caption: Str | Null | StrSource | None | Unset = ...,
        hrf_enabled: Bool | Null | BoolSource | None | Unset = ...,
        hrf_method: Str | Null | StrSource | None | Unset = ...,
        hrf_strength: Float | Null | FloatSource3 | None | Unset = ...,
        positive_style_prompt: Str | Null | StrSource | None | Unset = ...,
        negative_style_prompt: Str | Null | StrSource | None | Unset = ...,
        refiner_model: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | None | Unset = ...,
        refiner_cfg_scale: Float | Null | FloatSource3 | None | Unset = ...,
        refiner_steps: Int | Null | IntSource | None | Unset = ...,
        refiner_scheduler: Str | Null | StrSource | None | Unset = ...,
        refiner_positive_aesthetic_score: Float | Null | FloatSource3 | None | Unset = ...,
        refiner_negative_aesthetic_score: Float | Null | FloatSource3 | None | Unset = ...,
        refiner_start: Float | Null | FloatSource3 | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
        **inputs: Any,
    ) -> MetadataNode[Str]:
        """Core Metadata 2.2.0 (internal)"""
    def create_denoise_mask(
        self,
        *,
        vae: VAESource | Unset,
        mask: ImageField | Null | ImageSource | Unset,
        image: ImageField | Null | ImageSource | None | Unset = ...,
        tiled: Bool | BoolSource | None | Unset = False,
        fp32: Bool | BoolSource | None | Unset = False,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> DenoiseMaskNode[Literal["vae", "image", "mask", "tiled", "fp32"]]:
        """Create Denoise Mask 1.0.2"""
    def create_gradient_mask(
        self,
        *,
        mask: ImageField | Null | ImageSource | Unset,
        edge_radius: Int | IntSource | None | Unset = 16,
        coherence_mode: Literal["Gaussian Blur", "Box Blur", "Staged"] | ChoiceChoiceSource | None | Unset = "Gaussian Blur",
        minimum_denoise: Float | FloatSource | None | Unset = 0.0,
        image: ImageField | Null | ImageSource | None | Unset = ...,
        unet: UNetSource | None | Unset = ...,
        vae: VAESource | None | Unset = ...,
        tiled: Bool | BoolSource | None | Unset = False,
        fp32: Bool | BoolSource | None | Unset = False,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> GradientMaskNode[Literal["mask", "edge_radius", "coherence_mode", "minimum_denoise", "image", "unet", "vae", "tiled", "fp32"]]:
        """Create Gradient Mask 1.3.0"""
    def crop_image_to_bounding_box(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        bounding_box: BoundingBoxField | Null | BoundingBoxSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "bounding_box"]]:
        """Crop Image to Bounding Box 1.0.0"""
    def crop_latents(
        self,
        *,
        latents: LatentsSource | Unset,
        x: Int | Null | IntSource | Unset,
        y: Int | Null | IntSource | Unset,
        width: Int | Null | IntSource | Unset,
        height: Int | Null | IntSource | Unset,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> LatentsNode[Literal["latents", "x", "y", "width", "height"]]:
        """Crop Latents 1.0.2"""
    def cv_inpaint(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        mask: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "mask"]]:
        """OpenCV Inpaint 1.3.1"""
    def decode_watermark(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        length: Int | IntSource | None | Unset = 8,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> StringNode[Literal["image", "length"]]:
        """Decode Invisible Watermark 1.0.0"""
    def denoise_latents(
        self,
        *,
        positive_conditioning: ConditioningSource2 | Sequence[ConditioningOutput] | Unset,
        negative_conditioning: ConditioningSource2 | Sequence[ConditioningOutput] | Unset,
        unet: UNetSource | Unset,
        noise: LatentsSource | None | Unset = ...,
        steps: Int | IntSource | None | Unset = 10,
        cfg_scale: Float | Sequence[Float] | FloatSource2 | Sequence[FloatOutput] | None | Unset = 7.5,
        denoising_start: Float | FloatSource | None | Unset = 0.0,
        denoising_end: Float | FloatSource | None | Unset = 1.0,
        scheduler: SchedulerChoice2 | ChoiceChoiceSource2 | None | Unset = "euler",
        control: ControlSource | Sequence[ControlOutput] | None | Unset = ...,
        ip_adapter: IPAdapterSource | Sequence[IPAdapterOutput] | None | Unset = ...,
        t2i_adapter: T2IAdapterSource | Sequence[T2IAdapterOutput] | None | Unset = ...,
        cfg_rescale_multiplier: Float | FloatSource | None | Unset = 0,
        hidiffusion: Bool | BoolSource | None | Unset = False,
        hidiffusion_raunet: Bool | BoolSource | None | Unset = True,
        hidiffusion_window_attn: Bool | BoolSource | None | Unset = True,
        hidiffusion_t1_ratio: Float | FloatSource | None | Unset = 0.4,
        hidiffusion_t2_ratio: Float | FloatSource | None | Unset = 0.0,
        latents: LatentsSource | None | Unset = ...,
        denoise_mask: DenoiseMaskSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> LatentsNode[Literal["positive_conditioning", "negative_conditioning", "noise", "steps", "cfg_scale", "denoising_start", "denoising_end", "scheduler", "unet", "control", "ip_adapter", "t2i_adapter", "cfg_rescale_multiplier", "hidiffusion", "hidiffusion_raunet", "hidiffusion_window_attn", "hidiffusion_t1_ratio", "hidiffusion_t2_ratio", "latents", "denoise_mask"]]:
        """Denoise - SD1.5, SDXL 1.6.0"""
    def denoise_latents_meta(
        self,
        *,
        positive_conditioning: ConditioningSource2 | Sequence[ConditioningOutput] | Unset,
        negative_conditioning: ConditioningSource2 | Sequence[ConditioningOutput] | Unset,
        unet: UNetSource | Unset,
        metadata: MetadataSource | None | Unset = ...,
        noise: LatentsSource | None | Unset = ...,
        steps: Int | IntSource | None | Unset = 10,
        cfg_scale: Float | Sequence[Float] | FloatSource2 | Sequence[FloatOutput] | None | Unset = 7.5,
        denoising_start: Float | FloatSource | None | Unset = 0.0,
        denoising_end: Float | FloatSource | None | Unset = 1.0,
        scheduler: SchedulerChoice2 | ChoiceChoiceSource2 | None | Unset = "euler",
        control: ControlSource | Sequence[ControlOutput] | None | Unset = ...,
        ip_adapter: IPAdapterSource | Sequence[IPAdapterOutput] | None | Unset = ...,
        t2i_adapter: T2IAdapterSource | Sequence[T2IAdapterOutput] | None | Unset = ...,
        cfg_rescale_multiplier: Float | FloatSource | None | Unset = 0,
        hidiffusion: Bool | BoolSource | None | Unset = False,
        hidiffusion_raunet: Bool | BoolSource | None | Unset = True,
        hidiffusion_window_attn: Bool | BoolSource | None | Unset = True,
        hidiffusion_t1_ratio: Float | FloatSource | None | Unset = 0.4,
        hidiffusion_t2_ratio: Float | FloatSource | None | Unset = 0.0,
        latents: LatentsSource | None | Unset = ...,
        denoise_mask: DenoiseMaskSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> LatentsMetaNode[Literal["metadata", "positive_conditioning", "negative_conditioning", "noise", "steps", "cfg_scale", "denoising_start", "denoising_end", "scheduler", "unet", "control", "ip_adapter", "t2i_adapter", "cfg_rescale_multiplier", "hidiffusion", "hidiffusion_raunet", "hidiffusion_window_attn", "hidiffusion_t1_ratio", "hidiffusion_t2_ratio", "latents", "denoise_mask"]]:
        """Denoise - SD1.5, SDXL + Metadata 1.2.0"""
    def depth_anything_depth_estimation(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        model_size: Literal["large", "base", "small", "small_v2"] | ChoiceChoiceSource | None | Unset = "small_v2",
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "model_size"]]:
        """Depth Anything Depth Estimation 1.0.0"""
    def div(
        self,
        *,
        a: Int | IntSource | None | Unset = 0,
        b: Int | IntSource | None | Unset = 0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> IntegerNode[Literal["a", "b"]]:
        """Divide Integers 1.0.1"""
    def dw_openpose_detection(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        draw_body: Bool | BoolSource | None | Unset = True,
        draw_face: Bool | BoolSource | None | Unset = False,
        draw_hands: Bool | BoolSource | None | Unset = False,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "draw_body", "draw_face", "draw_hands"]]:
        """DW Openpose Detection 1.1.1"""
    def dynamic_prompt(
        self,
        *,
        prompt: Str | Null | StrSource | Unset,
        max_prompts: Int | IntSource | None | Unset = 1,
        combinatorial: Bool | BoolSource | None | Unset = False,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> StringCollectionNode[Literal["prompt", "max_prompts", "combinatorial"]]:
        """Dynamic Prompt 1.0.1"""
    def ernie_image_denoise(
        self,
        *,
        transformer: TransformerSource | Unset,
        positive_conditioning: ErnieImageConditioningSource | Unset,
        negative_conditioning: ErnieImageConditioningSource | None | Unset = ...,
        latents: LatentsSource | None | Unset = ...,
        add_noise: Bool | BoolSource | None | Unset = True,
        width: Int | IntSource | None | Unset = 1024,
        height: Int | IntSource | None | Unset = 1024,
        steps: Int | IntSource | None | Unset = 50,
        guidance_scale: Float | FloatSource | None | Unset = 4.0,
        denoising_start: Float | FloatSource | None | Unset = 0.0,
        denoising_end: Float | FloatSource | None | Unset = 1.0,
        seed: Int | IntSource | None | Unset = 0,
        scheduler: Literal["euler", "heun", "lcm"] | ChoiceChoiceSource | None | Unset = "euler",
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> LatentsNode[Literal["transformer", "positive_conditioning", "negative_conditioning", "latents", "add_noise", "width", "height", "steps", "guidance_scale", "denoising_start", "denoising_end", "seed", "scheduler"]]:
        """Denoise - ERNIE-Image 1.0.0 (prototype)"""
    def ernie_image_model_loader(
        self,
        *,
        model: ModelRef | ModelIdentifierField | Unset,
        use_prompt_enhancer: Bool | BoolSource | None | Unset = True,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ErnieImageModelLoaderNode[Literal["model", "use_prompt_enhancer"]]:
        """Main Model - ERNIE-Image 1.0.0 (prototype)"""
    def ernie_image_prompt_enhancer(
        self,
        *,
        prompt: Str | Null | StrSource | Unset,
        prompt_enhancer: PromptEnhancerSource | None | Unset = ...,
        width: Int | IntSource | None | Unset = 1024,
        height: Int | IntSource | None | Unset = 1024,
        temperature: Float | FloatSource | None | Unset = 0.6,
        top_p: Float | FloatSource | None | Unset = 0.95,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> StringNode[Literal["prompt", "prompt_enhancer", "width", "height", "temperature", "top_p"]]:
        """Prompt Enhancer - ERNIE-Image 1.0.0 (prototype)"""
    def ernie_image_text_encoder(
        self,
        *,
        prompt: Str | Null | StrSource | Unset,
        text_encoder: Mistral3EncoderSource | Unset,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ErnieImageConditioningNode[Literal["prompt", "text_encoder"]]:
        """Prompt - ERNIE-Image 2.0.0 (prototype)"""
    def ernie_image_vae_decode(
        self,
        *,
        latents: LatentsSource | Unset,
        vae: VAESource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "latents", "vae"]]:
        """Latents to Image - ERNIE-Image 1.0.0 (prototype)"""
    def esrgan(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        model_name: ModelNameChoice | ChoiceChoiceSource | None | Unset = "RealESRGAN_x4plus.pth",
        tile_size: Int | IntSource | None | Unset = 400,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "model_name", "tile_size"]]:
        """Upscale (RealESRGAN) 1.3.2"""
    def expand_mask_with_fade(
        self,
        *,
        mask: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        threshold: Int | IntSource | None | Unset = 0,
        fade_size_px: Int | IntSource | None | Unset = 32,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "mask", "threshold", "fade_size_px"]]:
        """Expand Mask with Fade 1.0.1"""
    def extract_video_range(
        self,
        *,
        video: VideoField | Null | VideoSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        start_frame: Int | IntSource | None | Unset = 0,
        end_frame: Int | IntSource | None | Unset = -1,
        fps: Int | IntSource | None | Unset = 0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ExtractVideoRangeNode[Literal["board", "metadata", "video", "start_frame", "end_frame", "fps"]]:
        """Frame Range from Video 1.1.0 (prototype)"""
    def face_identifier(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        minimum_confidence: Float | FloatSource | None | Unset = 0.5,
        chunk: Bool | BoolSource | None | Unset = False,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "minimum_confidence", "chunk"]]:
        """FaceIdentifier 1.2.2"""
    def face_mask_detection(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        metadata: MetadataSource | None | Unset = ...,
        face_ids: Str | StrSource3 | None | Unset = "",
        minimum_confidence: Float | FloatSource | None | Unset = 0.5,
        x_offset: Float | FloatSource | None | Unset = 0.0,
        y_offset: Float | FloatSource | None | Unset = 0.0,
        chunk: Bool | BoolSource | None | Unset = False,
        invert_mask: Bool | BoolSource | None | Unset = False,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> FaceMaskNode[Literal["metadata", "image", "face_ids", "minimum_confidence", "x_offset", "y_offset", "chunk", "invert_mask"]]:
        """FaceMask 1.2.2"""
    def face_off(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        metadata: MetadataSource | None | Unset = ...,
        face_id: Int | IntSource | None | Unset = 0,
        minimum_confidence: Float | FloatSource | None | Unset = 0.5,
        x_offset: Float | FloatSource | None | Unset = 0.0,
        y_offset: Float | FloatSource | None | Unset = 0.0,
        padding: Int | IntSource | None | Unset = 0,
        chunk: Bool | BoolSource | None | Unset = False,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> FaceOffNode[Literal["metadata", "image", "face_id", "minimum_confidence", "x_offset", "y_offset", "padding", "chunk"]]:
        """FaceOff 1.2.2"""
    def float(
        self,
        *,
        value: Float | FloatSource | None | Unset = 0.0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> FloatNode[Literal["value"]]:
        """Float Primitive 1.0.1"""
    def float_batch(
        self,
        *,
        floats: Sequence[Float] | Null | FloatListGeneratorOutput | IntListGeneratorOutput | Unset,
        batch_group_id: BatchGroupIdChoice | None | Unset = "None",
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> FloatNode2[Literal["batch_group_id", "floats"]]:
        """Float Batch 1.0.0 (special)"""
    def float_collection(
        self,
        *,
        collection: Sequence[Float] | AnyListOutput | FloatListOutput | Sequence[FloatOutput] | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> FloatCollectionNode[Literal["collection"]]:
        """Float Collection Primitive 1.0.2"""
    def float_generator(
        self,
        *,
        generator: FloatGeneratorField | Unset,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> FloatGeneratorNode[Literal["generator"]]:
        """Float Generator 1.0.0 (special)"""
    def float_math(
        self,
        *,
        operation: OperationChoice | ChoiceChoiceSource | None | Unset = "ADD",
        a: Float | FloatSource | None | Unset = 1,
        b: Float | FloatSource | None | Unset = 1,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> FloatNode[Literal["operation", "a", "b"]]:
        """Float Math 1.0.1"""
    def float_range(
        self,
        *,
        start: Float | FloatSource | None | Unset = 5,
        stop: Float | FloatSource | None | Unset = 10,
        steps: Int | IntSource | None | Unset = 30,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> FloatCollectionNode[Literal["start", "stop", "steps"]]:
        """Float Range 1.0.1"""
    def float_to_int(
        self,
        *,
        value: Float | FloatSource | None | Unset = 0,
        multiple: Int | IntSource | None | Unset = 1,
        method: Literal["Nearest", "Floor", "Ceiling", "Truncate"] | ChoiceChoiceSource | None | Unset = "Nearest",
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> IntegerNode[Literal["value", "multiple", "method"]]:
        """Float To Integer 1.0.1"""
    def flux2_denoise(
        self,
        *,
        transformer: TransformerSource | Unset,
        positive_text_conditioning: FluxConditioningSource | Sequence[FluxConditioningOutput] | Unset,
        vae: VAESource | Unset,
        latents: LatentsSource | None | Unset = ...,
        noise: LatentsSource | None | Unset = ...,
        denoise_mask: DenoiseMaskSource | None | Unset = ...,
        denoising_start: Float | FloatSource | None | Unset = 0.0,
        denoising_end: Float | FloatSource | None | Unset = 1.0,
        add_noise: Bool | BoolSource | None | Unset = True,
        negative_text_conditioning: FluxConditioningSource2 | None | Unset = ...,
        guidance: Float | FloatSource | None | Unset = 4.0,
        cfg_scale: Float | FloatSource | None | Unset = 1.0,
        width: Int | IntSource | None | Unset = 1024,
        height: Int | IntSource | None | Unset = 1024,
        num_steps: Int | IntSource | None | Unset = 4,
        scheduler: Literal["euler", "heun", "lcm"] | ChoiceChoiceSource | None | Unset = "euler",
        seed: Int | IntSource | None | Unset = 0,
        kontext_conditioning: FluxKontextConditioningSource | Sequence[FluxKontextConditioningOutput] | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> LatentsNode[Literal["latents", "noise", "denoise_mask", "denoising_start", "denoising_end", "add_noise", "transformer", "positive_text_conditioning", "negative_text_conditioning", "guidance", "cfg_scale", "width", "height", "num_steps", "scheduler", "seed", "vae", "kontext_conditioning"]]:
        """FLUX2 Denoise 1.6.0 (prototype)"""
    def flux2_dev_lora_collection_loader(
        self,
        *,
        loras: LoRAField | Sequence[LoRAField] | Null | LoRASource | Sequence[ControlLoRAOutput | LoRAOutput] | None | Unset = ...,
        transformer: TransformerSource | None | Unset = ...,
        mistral_encoder: MistralEncoderSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> Flux2DevLoraLoaderNode[Literal["loras", "transformer", "mistral_encoder"]]:
        """Apply LoRA Collection - FLUX.2 [dev] 1.0.0 (prototype)"""
    def flux2_dev_lora_loader(
        self,
        *,
        lora: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        weight: Float | FloatSource | None | Unset = 0.75,
        transformer: TransformerSource | None | Unset = ...,
        mistral_encoder: MistralEncoderSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> Flux2DevLoraLoaderNode[Literal["lora", "weight", "transformer", "mistral_encoder"]]:
        """Apply LoRA - FLUX.2 [dev] 1.0.0 (prototype)"""
    def flux2_dev_model_loader(
        self,
        *,
        model: ModelRef | ModelIdentifierField | Unset,
        vae_model: ModelRef | ModelIdentifierField | Null | None | Unset = ...,
        mistral_encoder_model: ModelRef | ModelIdentifierField | Null | None | Unset = ...,
        mistral_source_model: ModelRef | ModelIdentifierField | Null | None | Unset = ...,
        max_seq_len: Literal[256, 512] | ChoiceChoiceSource3 | None | Unset = 512,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> Flux2DevModelLoaderNode[Literal["model", "vae_model", "mistral_encoder_model", "mistral_source_model", "max_seq_len"]]:
        """Main Model - FLUX.2 [dev] 1.0.0 (prototype)"""
    def flux2_dev_text_encoder(
        self,
        *,
        prompt: Str | Null | StrSource | Unset,
        mistral_encoder: MistralEncoderSource | Unset,
        max_seq_len: Literal[256, 512] | ChoiceChoiceSource3 | None | Unset = 512,
        mask: TensorField | Null | TensorSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> FluxConditioningNode[Literal["prompt", "mistral_encoder", "max_seq_len", "mask"]]:
        """Prompt - FLUX.2 [dev] 1.0.1 (prototype)"""
    def flux2_klein_lora_collection_loader(
        self,
        *,
        loras: LoRAField | Sequence[LoRAField] | Null | LoRASource | Sequence[ControlLoRAOutput | LoRAOutput] | None | Unset = ...,
        transformer: TransformerSource | None | Unset = ...,
        qwen3_encoder: Qwen3EncoderSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> AnimaLoraLoaderNode[Literal["loras", "transformer", "qwen3_encoder"]]:
        """Apply LoRA Collection - Flux2 Klein 1.0.1 (prototype)"""
    def flux2_klein_lora_loader(
        self,
        *,
        lora: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        weight: Float | FloatSource | None | Unset = 0.75,
        transformer: TransformerSource | None | Unset = ...,
        qwen3_encoder: Qwen3EncoderSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> AnimaLoraLoaderNode[Literal["lora", "weight", "transformer", "qwen3_encoder"]]:
        """Apply LoRA - Flux2 Klein 1.0.0 (prototype)"""
    def flux2_klein_model_loader(
        self,
        *,
        model: ModelRef | ModelIdentifierField | Unset,
        vae_model: ModelRef | ModelIdentifierField | Null | None | Unset = ...,
        qwen3_encoder_model: ModelRef | ModelIdentifierField | Null | None | Unset = ...,
        qwen3_source_model: ModelRef | ModelIdentifierField | Null | None | Unset = ...,
        max_seq_len: Literal[256, 512] | ChoiceChoiceSource3 | None | Unset = 512,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> Flux2KleinModelLoaderNode[Literal["model", "vae_model", "qwen3_encoder_model", "qwen3_source_model", "max_seq_len"]]:
        """Main Model - Flux2 Klein 1.1.0 (prototype)"""
    def flux2_klein_text_encoder(
        self,
        *,
        prompt: Str | Null | StrSource | Unset,
        qwen3_encoder: Qwen3EncoderSource | Unset,
        max_seq_len: Literal[256, 512] | ChoiceChoiceSource3 | None | Unset = 512,
        mask: TensorField | Null | TensorSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> FluxConditioningNode[Literal["prompt", "qwen3_encoder", "max_seq_len", "mask"]]:
        """Prompt - Flux2 Klein 1.1.1 (prototype)"""
    def flux2_pid_decode(
        self,
        *,
        latents: LatentsSource | Unset,
        prompt: Str | Null | StrSource | Unset,
        gemma2_encoder: Gemma2EncoderSource | Unset,
        pid_decoder: PiDDecoderSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        vae: VAESource | None | Unset = ...,
        num_inference_steps: Int | IntSource | None | Unset = 4,
        seed: Int | IntSource | None | Unset = 0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "latents", "prompt", "gemma2_encoder", "pid_decoder", "vae", "num_inference_steps", "seed"]]:
        """Latents to Image - FLUX.2 + PiD (4x SR) 1.0.0 (prototype)"""
    def flux2_vae_decode(
        self,
        *,
        latents: LatentsSource | Unset,
        vae: VAESource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "latents", "vae"]]:
        """Latents to Image - FLUX2 1.0.0 (prototype)"""
    def flux2_vae_encode(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        vae: VAESource | Unset,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> LatentsNode[Literal["image", "vae"]]:
        """Image to Latents - FLUX2 1.0.0 (prototype)"""
    def flux_control_lora_loader(
        self,
        *,
        lora: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        image: ImageField | Null | ImageSource | Unset,
        weight: Float | FloatSource | None | Unset = 1.0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> FluxControlLoraLoaderNode[Literal["lora", "image", "weight"]]:
        """Control LoRA - FLUX 1.1.1"""
    def flux_controlnet(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        control_model: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        control_weight: Float | Sequence[Float] | FloatSource2 | Sequence[FloatOutput] | None | Unset = 1.0,
        begin_step_percent: Float | FloatSource | None | Unset = 0,
        end_step_percent: Float | FloatSource | None | Unset = 1,
        resize_mode: ResizeModeChoice | ChoiceChoiceSource | None | Unset = "just_resize",
        instantx_control_mode: Int | Null | IntSource | None | Unset = -1,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> FluxControlnetNode[Literal["image", "control_model", "control_weight", "begin_step_percent", "end_step_percent", "resize_mode", "instantx_control_mode"]]:
        """FLUX ControlNet 1.0.0"""
    def flux_denoise(
        self,
        *,
        transformer: TransformerSource | Unset,
        positive_text_conditioning: FluxConditioningSource | Sequence[FluxConditioningOutput] | Unset,
        latents: LatentsSource | None | Unset = ...,
        noise: LatentsSource | None | Unset = ...,
        denoise_mask: DenoiseMaskSource | None | Unset = ...,
        denoising_start: Float | FloatSource | None | Unset = 0.0,
        denoising_end: Float | FloatSource | None | Unset = 1.0,
        add_noise: Bool | BoolSource | None | Unset = True,
        control_lora: ControlLoRASource | None | Unset = ...,
        negative_text_conditioning: FluxConditioningSource | Sequence[FluxConditioningOutput] | None | Unset = ...,
        redux_conditioning: FluxReduxConditioningSource | Sequence[FluxReduxConditioningOutput] | None | Unset = ...,
        fill_conditioning: FluxFillConditioningSource | None | Unset = ...,
        cfg_scale: Float | Sequence[Float] | FloatSource2 | Sequence[FloatOutput] | None | Unset = 1.0,
        cfg_scale_start_step: Int | IntSource | None | Unset = 0,
        cfg_scale_end_step: Int | IntSource | None | Unset = -1,
        width: Int | IntSource | None | Unset = 1024,
        height: Int | IntSource | None | Unset = 1024,
        num_steps: Int | IntSource | None | Unset = 4,
        scheduler: Literal["euler", "heun", "lcm"] | ChoiceChoiceSource | None | Unset = "euler",
        guidance: Float | FloatSource | None | Unset = 4.0,
        seed: Int | IntSource | None | Unset = 0,
        control: FluxControlNetSource | Sequence[FluxControlNetOutput] | None | Unset = ...,
        controlnet_vae: VAESource | None | Unset = ...,
        ip_adapter: IPAdapterSource | Sequence[IPAdapterOutput] | None | Unset = ...,
        kontext_conditioning: FluxKontextConditioningSource | Sequence[FluxKontextConditioningOutput] | None | Unset = ...,
        dype_preset: Literal["off", "manual", "auto", "area", "4k"] | ChoiceChoiceSource | None | Unset = "off",
        dype_scale: Float | Null | FloatSource3 | None | Unset = ...,
        dype_exponent: Float | Null | FloatSource3 | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> LatentsNode[Literal["latents", "noise", "denoise_mask", "denoising_start", "denoising_end", "add_noise", "transformer", "control_lora", "positive_text_conditioning", "negative_text_conditioning", "redux_conditioning", "fill_conditioning", "cfg_scale", "cfg_scale_start_step", "cfg_scale_end_step", "width", "height", "num_steps", "scheduler", "guidance", "seed", "control", "controlnet_vae", "ip_adapter", "kontext_conditioning", "dype_preset", "dype_scale", "dype_exponent"]]:
        """FLUX Denoise 4.6.0"""
    def flux_denoise_meta(
        self,
        *,
        transformer: TransformerSource | Unset,
        positive_text_conditioning: FluxConditioningSource | Sequence[FluxConditioningOutput] | Unset,
        metadata: MetadataSource | None | Unset = ...,
        latents: LatentsSource | None | Unset = ...,
        noise: LatentsSource | None | Unset = ...,
        denoise_mask: DenoiseMaskSource | None | Unset = ...,
        denoising_start: Float | FloatSource | None | Unset = 0.0,
        denoising_end: Float | FloatSource | None | Unset = 1.0,
        add_noise: Bool | BoolSource | None | Unset = True,
        control_lora: ControlLoRASource | None | Unset = ...,
        negative_text_conditioning: FluxConditioningSource | Sequence[FluxConditioningOutput] | None | Unset = ...,
        redux_conditioning: FluxReduxConditioningSource | Sequence[FluxReduxConditioningOutput] | None | Unset = ...,
        fill_conditioning: FluxFillConditioningSource | None | Unset = ...,
        cfg_scale: Float | Sequence[Float] | FloatSource2 | Sequence[FloatOutput] | None | Unset = 1.0,
        cfg_scale_start_step: Int | IntSource | None | Unset = 0,
        cfg_scale_end_step: Int | IntSource | None | Unset = -1,
        width: Int | IntSource | None | Unset = 1024,
        height: Int | IntSource | None | Unset = 1024,
        num_steps: Int | IntSource | None | Unset = 4,
        scheduler: Literal["euler", "heun", "lcm"] | ChoiceChoiceSource | None | Unset = "euler",
        guidance: Float | FloatSource | None | Unset = 4.0,
        seed: Int | IntSource | None | Unset = 0,
        control: FluxControlNetSource | Sequence[FluxControlNetOutput] | None | Unset = ...,
        controlnet_vae: VAESource | None | Unset = ...,
        ip_adapter: IPAdapterSource | Sequence[IPAdapterOutput] | None | Unset = ...,
        kontext_conditioning: FluxKontextConditioningSource | Sequence[FluxKontextConditioningOutput] | None | Unset = ...,
        dype_preset: Literal["off", "manual", "auto", "area", "4k"] | ChoiceChoiceSource | None | Unset = "off",
        dype_scale: Float | Null | FloatSource3 | None | Unset = ...,
        dype_exponent: Float | Null | FloatSource3 | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> LatentsMetaNode[Literal["metadata", "latents", "noise", "denoise_mask", "denoising_start", "denoising_end", "add_noise", "transformer", "control_lora", "positive_text_conditioning", "negative_text_conditioning", "redux_conditioning", "fill_conditioning", "cfg_scale", "cfg_scale_start_step", "cfg_scale_end_step", "width", "height", "num_steps", "scheduler", "guidance", "seed", "control", "controlnet_vae", "ip_adapter", "kontext_conditioning", "dype_preset", "dype_scale", "dype_exponent"]]:
        """FLUX Denoise + Metadata 1.0.1"""
    def flux_fill(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        mask: TensorField | Null | TensorSource | Unset,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> FluxFillNode[Literal["image", "mask"]]:
        """FLUX Fill Conditioning 1.0.0 (beta)"""
    def flux_ip_adapter(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        ip_adapter_model: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        clip_vision_model: Literal["ViT-L"] | ChoiceChoiceSource | None | Unset = "ViT-L",
        weight: Float | Sequence[Float] | FloatSource2 | Sequence[FloatOutput] | None | Unset = 1,
        begin_step_percent: Float | FloatSource | None | Unset = 0,
        end_step_percent: Float | FloatSource | None | Unset = 1,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> IpAdapterNode[Literal["image", "ip_adapter_model", "clip_vision_model", "weight", "begin_step_percent", "end_step_percent"]]:
        """FLUX IP-Adapter 1.0.0"""
    def flux_kontext(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> FluxKontextNode[Literal["image"]]:
        """Kontext Conditioning - FLUX 1.0.0"""
    def flux_kontext_image_prep(
        self,
        *,
        images: Sequence[ImageField] | Null | AnyListOutput | ImageListOutput | Sequence[ImageOutput] | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        use_preferred_resolution: Bool | BoolSource | None | Unset = True,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "images", "use_preferred_resolution"]]:
        """FLUX Kontext Image Prep 1.0.0"""
    def flux_lora_collection_loader(
        self,
        *,
        loras: LoRAField | Sequence[LoRAField] | Null | LoRASource | Sequence[ControlLoRAOutput | LoRAOutput] | None | Unset = ...,
        transformer: TransformerSource | None | Unset = ...,
        clip: CLIPSource | None | Unset = ...,
        t5_encoder: T5EncoderSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> FluxLoraLoaderNode[Literal["loras", "transformer", "clip", "t5_encoder"]]:
        """Apply LoRA Collection - FLUX 1.3.2"""
    def flux_lora_loader(
        self,
        *,
        lora: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        weight: Float | FloatSource | None | Unset = 0.75,
        transformer: TransformerSource | None | Unset = ...,
        clip: CLIPSource | None | Unset = ...,
        t5_encoder: T5EncoderSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> FluxLoraLoaderNode[Literal["lora", "weight", "transformer", "clip", "t5_encoder"]]:
        """Apply LoRA - FLUX 1.2.1"""
    def flux_model_loader(
        self,
        *,
        model: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        t5_encoder_model: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | None | Unset = ...,
        clip_embed_model: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | None | Unset = ...,
        vae_model: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> FluxModelLoaderNode[Literal["model", "t5_encoder_model", "clip_embed_model", "vae_model"]]:
        """Main Model - FLUX 1.1.0"""
    def flux_pid_decode(
        self,
        *,
        latents: LatentsSource | Unset,
        prompt: Str | Null | StrSource | Unset,
        gemma2_encoder: Gemma2EncoderSource | Unset,
        pid_decoder: PiDDecoderSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        num_inference_steps: Int | IntSource | None | Unset = 4,
        seed: Int | IntSource | None | Unset = 0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "latents", "prompt", "gemma2_encoder", "pid_decoder", "num_inference_steps", "seed"]]:
        """Latents to Image - FLUX + PiD (4x SR) 1.0.0 (prototype)"""
    def flux_redux(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        redux_model: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        mask: TensorField | Null | TensorSource | None | Unset = ...,
        downsampling_factor: Int | IntSource | None | Unset = 1,
        downsampling_function: DownsamplingFunctionChoice | ChoiceChoiceSource | None | Unset = "area",
        weight: Float | FloatSource | None | Unset = 1.0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> FluxReduxNode[Literal["image", "mask", "redux_model", "downsampling_factor", "downsampling_function", "weight"]]:
        """FLUX Redux 2.1.0 (beta)"""
    def flux_text_encoder(
        self,
        *,
        clip: CLIPSource | Unset,
        t5_encoder: T5EncoderSource | Unset,
        t5_max_seq_len: Literal[256, 512] | Null | ChoiceChoiceSource3 | Unset,
        prompt: Str | Null | StrSource | Unset,
        mask: TensorField | Null | TensorSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> FluxConditioningNode[Literal["clip", "t5_encoder", "t5_max_seq_len", "prompt", "mask"]]:
        """Prompt - FLUX 1.1.2"""
    def flux_vae_decode(
        self,
        *,
        latents: LatentsSource | Unset,
        vae: VAESource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "latents", "vae"]]:
        """Latents to Image - FLUX 1.0.2"""
    def flux_vae_encode(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        vae: VAESource | Unset,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> LatentsNode[Literal["image", "vae"]]:
        """Image to Latents - FLUX 1.0.1"""
    def freeu(
        self,
        *,
        unet: UNetSource | Unset,
        b1: Float | FloatSource | None | Unset = 1.2,
        b2: Float | FloatSource | None | Unset = 1.4,
        s1: Float | FloatSource | None | Unset = 0.9,
        s2: Float | FloatSource | None | Unset = 0.2,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> UnetNode[Literal["unet", "b1", "b2", "s1", "s2"]]:
        """Apply FreeU - SD1.5, SDXL 1.0.2"""
    def gemini_image_generation(
        self,
        *,
        model: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        prompt: Str | Null | StrSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        mode: Literal["txt2img", "img2img", "inpaint"] | ChoiceChoiceSource | None | Unset = "txt2img",
        seed: Int | Null | IntSource | None | Unset = ...,
        num_images: Int | IntSource | None | Unset = 1,
        width: Int | IntSource | None | Unset = 1024,
        height: Int | IntSource | None | Unset = 1024,
        image_size: Str | Null | StrSource | None | Unset = ...,
        init_image: ImageField | Null | ImageSource | None | Unset = ...,
        mask_image: ImageField | Null | ImageSource | None | Unset = ...,
        reference_images: Sequence[ImageField] | AnyListOutput | ImageListOutput | Sequence[ImageOutput] | None | Unset = ...,
        temperature: Float | Null | FloatSource3 | None | Unset = ...,
        thinking_level: Literal["minimal", "high"] | Null | ChoiceChoiceSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageCollectionNode[Literal["board", "metadata", "model", "mode", "prompt", "seed", "num_images", "width", "height", "image_size", "init_image", "mask_image", "reference_images", "temperature", "thinking_level"]]:
        """Gemini Image Generation 1.0.0"""
    def gemma2_encoder_loader(
        self,
        *,
        gemma2_model: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> Gemma2EncoderNode[Literal["gemma2_model"]]:
        """Gemma-2 Encoder - PiD 1.0.0 (prototype)"""
    def get_image_mask_bounding_box(
        self,
        *,
        mask: ImageField | Null | ImageSource | Unset,
        margin: Int | IntSource | None | Unset = 0,
        mask_color: ColorField | ColorSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> BoundingBoxNode[Literal["mask", "margin", "mask_color"]]:
        """Get Image Mask Bounding Box 1.0.0"""
    def grounding_dino(
        self,
        *,
        model: Literal["grounding-dino-tiny", "grounding-dino-base"] | Null | ChoiceChoiceSource | Unset,
        prompt: Str | Null | StrSource | Unset,
        image: ImageField | Null | ImageSource | Unset,
        detection_threshold: Float | FloatSource | None | Unset = 0.3,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> BoundingBoxCollectionNode[Literal["model", "prompt", "image", "detection_threshold"]]:
        """Grounding DINO (Text Prompt Object Detection) 1.0.0"""
    def hed_edge_detection(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        scribble: Bool | BoolSource | None | Unset = False,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "scribble"]]:
        """HED Edge Detection 1.0.0"""
    def heuristic_resize(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        width: Int | IntSource | None | Unset = 512,
        height: Int | IntSource | None | Unset = 512,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["image", "width", "height"]]:
        """Heuristic Resize 1.1.1 (prototype)"""
    def i2l(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        vae: VAESource | Unset,
        tiled: Bool | BoolSource | None | Unset = False,
        tile_size: Int | IntSource | None | Unset = 0,
        fp32: Bool | BoolSource | None | Unset = False,
        color_compensation: Literal["None", "SDXL"] | ChoiceChoiceSource | None | Unset = "None",
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> LatentsNode[Literal["image", "vae", "tiled", "tile_size", "fp32", "color_compensation"]]:
        """Image to Latents - SD1.5, SDXL 1.2.0"""
    def ideal_size(
        self,
        *,
        unet: UNetField | Null | UNetSource | Unset,
        width: Int | IntSource | None | Unset = 1024,
        height: Int | IntSource | None | Unset = 576,
        multiplier: Float | FloatSource | None | Unset = 1.0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> IdealSizeNode[Literal["width", "height", "unet", "multiplier"]]:
        """Ideal Size - SD1.5, SDXL 1.0.6"""
    def ideogram4_caption_builder(
        self,
        *,
        prompt: Str | StrSource3 | None | Unset = "",
        regions: Sequence[Ideogram4Region] | AnyListOutput | None | Unset = ...,
        color_palette: Sequence[Str] | AnyListOutput | StrListOutput | Sequence[ObjectOutput | StrOutput] | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> StringNode[Literal["prompt", "regions", "color_palette"]]:
        """Caption Builder - Ideogram 4 1.0.0 (prototype)"""
    def ideogram4_denoise(
        self,
        *,
        transformer: TransformerSource | Unset,
        positive_conditioning: Ideogram4ConditioningSource | Unset,
        sampler_preset: Literal["V4_QUALITY_48", "V4_DEFAULT_20", "V4_TURBO_12"] | ChoiceChoiceSource | None | Unset = "V4_QUALITY_48",
        width: Int | IntSource | None | Unset = 1024,
        height: Int | IntSource | None | Unset = 1024,
        seed: Int | IntSource | None | Unset = 0,
        steps: Int | Null | IntSource | None | Unset = ...,
        guidance_scale: Float | Null | FloatSource3 | None | Unset = ...,
        mu: Float | Null | FloatSource3 | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> LatentsNode[Literal["transformer", "positive_conditioning", "sampler_preset", "width", "height", "seed", "steps", "guidance_scale", "mu"]]:
        """Denoise - Ideogram 4 1.0.0 (prototype)"""
    def ideogram4_l2i(
        self,
        *,
        latents: LatentsSource | Unset,
        vae: VAESource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "latents", "vae"]]:
        """Latents to Image - Ideogram 4 1.0.0 (prototype)"""
    def ideogram4_model_loader(
        self,
        *,
        model: ModelRef | ModelIdentifierField | Unset,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> AnimaModelLoaderNode[Literal["model"]]:
        """Main Model - Ideogram 4 1.0.0 (prototype)"""
    def ideogram4_text_encoder(
        self,
        *,
        prompt: Str | Null | StrSource | Unset,
        qwen3_encoder: Qwen3EncoderSource | Unset,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> Ideogram4ConditioningNode[Literal["prompt", "qwen3_encoder"]]:
        """Prompt - Ideogram 4 1.0.0 (prototype)"""
    def if_(
        self,
        *,
        condition: Bool | BoolSource | None | Unset = False,
        true_input: Any | None | Unset = ...,
        false_input: Any | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> IfNode[Literal["condition", "true_input", "false_input"]]:
        """If 1.0.0"""
    def image(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["image"]]:
        """Image Primitive 1.0.2"""
    def image_batch(
        self,
        *,
        images: Sequence[ImageField] | Null | ImageListGeneratorOutput | Unset,
        batch_group_id: BatchGroupIdChoice | None | Unset = "None",
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode2[Literal["batch_group_id", "images"]]:
        """Image Batch 1.0.0 (special)"""
    def image_collection(
        self,
        *,
        collection: AnyListOutput | ImageListOutput | Sequence[ImageOutput] | None | Unset = ...,
        images: Sequence[ImageField] | Null | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageCollectionNode[Literal["collection", "images"]]:
        """Image Collection Primitive 1.0.2"""
    def image_generator(
        self,
        *,
        generator: ImageGeneratorField | Unset,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageGeneratorNode[Literal["generator"]]:
        """Image Generator 1.0.0 (special)"""
    def image_mask_to_tensor(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        metadata: MetadataSource | None | Unset = ...,
        cutoff: Int | IntSource | None | Unset = 128,
        invert: Bool | BoolSource | None | Unset = False,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> MaskNode[Literal["metadata", "image", "cutoff", "invert"]]:
        """Image Mask to Tensor 1.0.0"""
    def image_panel_layout(
        self,
        *,
        width: Int | Null | IntSource | Unset,
        height: Int | Null | IntSource | Unset,
        num_cols: Int | IntSource | None | Unset = 1,
        num_rows: Int | IntSource | None | Unset = 1,
        panel_col_idx: Int | IntSource | None | Unset = 0,
        panel_row_idx: Int | IntSource | None | Unset = 0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImagePanelCoordinateNode[Literal["width", "height", "num_cols", "num_rows", "panel_col_idx", "panel_row_idx"]]:
        """Image Panel Layout 1.0.0 (prototype)"""
    def img_blur(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        radius: Float | FloatSource | None | Unset = 8.0,
        blur_type: Literal["gaussian", "box"] | ChoiceChoiceSource | None | Unset = "gaussian",
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "radius", "blur_type"]]:
        """Blur Image 1.2.2"""
    def img_chan(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        channel: Literal["A", "R", "G", "B"] | ChoiceChoiceSource | None | Unset = "A",
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "channel"]]:
        """Extract Image Channel 1.2.2"""
    def img_channel_multiply(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        channel: ChannelChoice | Null | ChoiceChoiceSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        scale: Float | FloatSource | None | Unset = 1.0,
        invert_channel: Bool | BoolSource | None | Unset = False,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "channel", "scale", "invert_channel"]]:
        """Multiply Image Channel 1.2.3"""
    def img_channel_offset(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        channel: ChannelChoice | Null | ChoiceChoiceSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        offset: Int | IntSource | None | Unset = 0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "channel", "offset"]]:
        """Offset Image Channel 1.2.3"""
    def img_conv(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        mode: ModeChoice | ChoiceChoiceSource | None | Unset = "L",
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "mode"]]:
        """Convert Image Mode 1.2.2"""
    def img_crop(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        x: Int | IntSource | None | Unset = 0,
        y: Int | IntSource | None | Unset = 0,
        width: Int | IntSource | None | Unset = 512,
        height: Int | IntSource | None | Unset = 512,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "x", "y", "width", "height"]]:
        """Crop Image 1.2.2"""
    def img_hue_adjust(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        hue: Int | IntSource | None | Unset = 0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "hue"]]:
        """Adjust Image Hue 1.2.2"""
    def img_hue_adjust_oklch(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        hue: Int | IntSource | None | Unset = 0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "hue"]]:
        """Adjust Image Hue (Oklch) 1.0.0"""
    def img_ilerp(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        min: Int | IntSource | None | Unset = 0,
        max: Int | IntSource | None | Unset = 255,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "min", "max"]]:
        """Inverse Lerp Image 1.2.2"""
    def img_lerp(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        min: Int | IntSource | None | Unset = 0,
        max: Int | IntSource | None | Unset = 255,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "min", "max"]]:
        """Lerp Image 1.2.2"""
    def img_mul(
        self,
        *,
        image1: ImageField | Null | ImageSource | Unset,
        image2: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image1", "image2"]]:
        """Multiply Images 1.2.2"""
    def img_noise(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        mask: ImageField | Null | ImageSource | None | Unset = ...,
        seed: Int | IntSource | None | Unset = 0,
        noise_type: Literal["gaussian", "salt_and_pepper"] | ChoiceChoiceSource | None | Unset = "gaussian",
        amount: Float | FloatSource | None | Unset = 0.1,
        noise_color: Bool | BoolSource | None | Unset = True,
        size: Int | IntSource | None | Unset = 1,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "mask", "seed", "noise_type", "amount", "noise_color", "size"]]:
        """Add Image Noise 1.1.0"""
    def img_nsfw(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image"]]:
        """Blur NSFW Image 1.2.3"""
    def img_pad_crop(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        left: Int | IntSource | None | Unset = 0,
        right: Int | IntSource | None | Unset = 0,
        top: Int | IntSource | None | Unset = 0,
        bottom: Int | IntSource | None | Unset = 0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["image", "left", "right", "top", "bottom"]]:
        """Center Pad or Crop Image 1.0.0"""
    def img_paste(
        self,
        *,
        base_image: ImageField | Null | ImageSource | Unset,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        mask: ImageField | Null | ImageSource | None | Unset = ...,
        x: Int | IntSource | None | Unset = 0,
        y: Int | IntSource | None | Unset = 0,
        crop: Bool | BoolSource | None | Unset = False,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "base_image", "image", "mask", "x", "y", "crop"]]:
        """Paste Image 1.2.2"""
    def img_resize(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        width: Int | IntSource | None | Unset = 512,
        height: Int | IntSource | None | Unset = 512,
        resample_mode: ResampleModeChoice | ChoiceChoiceSource | None | Unset = "bicubic",
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "width", "height", "resample_mode"]]:
        """Resize Image 1.2.2"""
    def img_scale(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        scale_factor: Float | FloatSource | None | Unset = 2.0,
        resample_mode: ResampleModeChoice | ChoiceChoiceSource | None | Unset = "bicubic",
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "scale_factor", "resample_mode"]]:
        """Scale Image 1.2.2"""
    def img_watermark(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        text: Str | StrSource3 | None | Unset = "InvokeAI",
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "text"]]:
        """Add Invisible Watermark 1.2.2"""
    def infill_cv2(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image"]]:
        """CV2 Infill 1.2.2"""
    def infill_lama(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image"]]:
        """LaMa Infill 1.2.2"""
    def infill_patchmatch(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        downscale: Float | FloatSource | None | Unset = 2.0,
        resample_mode: ResampleModeChoice | ChoiceChoiceSource | None | Unset = "bicubic",
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "downscale", "resample_mode"]]:
        """PatchMatch Infill 1.2.2"""
    def infill_rgba(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        color: ColorField | ColorSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "color"]]:
        """Solid Color Infill 1.2.2"""
    def infill_tile(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        tile_size: Int | IntSource | None | Unset = 32,
        seed: Int | IntSource | None | Unset = 0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "tile_size", "seed"]]:
        """Tile Infill 1.2.3"""
    def integer(
        self,
        *,
        value: Int | IntSource | None | Unset = 0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> IntegerNode[Literal["value"]]:
        """Integer Primitive 1.0.1"""
    def integer_batch(
        self,
        *,
        integers: Sequence[Int] | Null | IntListGeneratorOutput | Unset,
        batch_group_id: BatchGroupIdChoice | None | Unset = "None",
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> IntegerNode2[Literal["batch_group_id", "integers"]]:
        """Integer Batch 1.0.0 (special)"""
    def integer_collection(
        self,
        *,
        collection: Sequence[Int] | AnyListOutput | IntListOutput | Sequence[BoolOutput | IntOutput] | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> IntegerCollectionNode[Literal["collection"]]:
        """Integer Collection Primitive 1.0.2"""
    def integer_generator(
        self,
        *,
        generator: IntegerGeneratorField | Unset,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> IntegerGeneratorNode[Literal["generator"]]:
        """Integer Generator 1.0.0 (special)"""
    def integer_math(
        self,
        *,
        operation: OperationChoice2 | ChoiceChoiceSource | None | Unset = "ADD",
        a: Int | IntSource | None | Unset = 1,
        b: Int | IntSource | None | Unset = 1,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> IntegerNode[Literal["operation", "a", "b"]]:
        """Integer Math 1.0.1"""
    def invert_tensor_mask(
        self,
        *,
        mask: TensorField | Null | TensorSource | Unset,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> MaskNode[Literal["mask"]]:
        """Invert Tensor Mask 1.1.0"""
    def invokeai_ealightness(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image"]]:
        """Equivalent Achromatic Lightness 1.2.0"""
    def invokeai_img_blend(
        self,
        *,
        layer_upper: ImageField | Null | ImageSource | Unset,
        layer_base: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        blend_mode: BlendModeChoice | ChoiceChoiceSource | None | Unset = "Normal",
        opacity: Float | FloatSource | None | Unset = 1.0,
        mask: ImageField | Null | ImageSource | None | Unset = ...,
        fit_to_width: Bool | BoolSource | None | Unset = False,
        fit_to_height: Bool | BoolSource | None | Unset = True,
        color_space: ColorSpaceChoice | ChoiceChoiceSource | None | Unset = "RGB",
        adaptive_gamut: Float | FloatSource | None | Unset = 0.0,
        high_precision: Bool | BoolSource | None | Unset = True,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "layer_upper", "blend_mode", "opacity", "mask", "fit_to_width", "fit_to_height", "layer_base", "color_space", "adaptive_gamut", "high_precision"]]:
        """Image Layer Blend 1.2.0"""
    def invokeai_img_composite(
        self,
        *,
        image_subject: ImageField | Null | ImageSource | Unset,
        image_background: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        chroma_key: Str | StrSource3 | None | Unset = "",
        threshold: Int | IntSource | None | Unset = 50,
        fill_x: Bool | BoolSource | None | Unset = False,
        fill_y: Bool | BoolSource | None | Unset = True,
        x_offset: Int | IntSource | None | Unset = 0,
        y_offset: Int | IntSource | None | Unset = 0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image_subject", "image_background", "chroma_key", "threshold", "fill_x", "fill_y", "x_offset", "y_offset"]]:
        """Image Compositor 1.2.0"""
    def invokeai_img_dilate_erode(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        metadata: MetadataSource | None | Unset = ...,
        lightness_only: Bool | BoolSource | None | Unset = False,
        radius_w: Int | IntSource | None | Unset = 4,
        radius_h: Int | IntSource | None | Unset = 4,
        mode: Literal["Dilate", "Erode"] | ChoiceChoiceSource | None | Unset = "Dilate",
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["metadata", "image", "lightness_only", "radius_w", "radius_h", "mode"]]:
        """Image Dilate or Erode 1.3.0"""
    def invokeai_img_enhance(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        invert: Bool | BoolSource | None | Unset = False,
        color: Float | FloatSource | None | Unset = 1.0,
        contrast: Float | FloatSource | None | Unset = 1.0,
        brightness: Float | FloatSource | None | Unset = 1.0,
        sharpness: Float | FloatSource | None | Unset = 1.0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "invert", "color", "contrast", "brightness", "sharpness"]]:
        """Enhance Image 1.2.1"""
    def invokeai_img_hue_adjust_plus(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        space: SpaceChoice | ChoiceChoiceSource | None | Unset = "HSV / HSL / RGB",
        degrees: Float | FloatSource | None | Unset = 0.0,
        preserve_lightness: Bool | BoolSource | None | Unset = False,
        ok_adaptive_gamut: Float | FloatSource | None | Unset = 0.05,
        ok_high_precision: Bool | BoolSource | None | Unset = True,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "space", "degrees", "preserve_lightness", "ok_adaptive_gamut", "ok_high_precision"]]:
        """Adjust Image Hue Plus 1.2.0"""
    def invokeai_img_val_thresholds(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        invert_output: Bool | BoolSource | None | Unset = False,
        renormalize_values: Bool | BoolSource | None | Unset = False,
        lightness_only: Bool | BoolSource | None | Unset = False,
        threshold_upper: Float | FloatSource | None | Unset = 0.5,
        threshold_lower: Float | FloatSource | None | Unset = 0.5,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "invert_output", "renormalize_values", "lightness_only", "threshold_upper", "threshold_lower"]]:
        """Image Value Thresholds 1.2.0"""
    def ip_adapter(
        self,
        *,
        image: ImageField | Sequence[ImageField] | Null | ImageSource2 | Sequence[ImageOutput] | Unset,
        ip_adapter_model: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        clip_vision_model: Literal["ViT-H", "ViT-G", "ViT-L"] | ChoiceChoiceSource | None | Unset = "ViT-H",
        weight: Float | Sequence[Float] | FloatSource2 | Sequence[FloatOutput] | None | Unset = 1,
        method: MethodChoice | ChoiceChoiceSource | None | Unset = "full",
        begin_step_percent: Float | FloatSource | None | Unset = 0,
        end_step_percent: Float | FloatSource | None | Unset = 1,
        mask: TensorField | Null | TensorSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> IpAdapterNode[Literal["image", "ip_adapter_model", "clip_vision_model", "weight", "method", "begin_step_percent", "end_step_percent", "mask"]]:
        """IP-Adapter - SD1.5, SDXL 1.5.1"""
    def iterate(
        self,
        *,
        collection: Sequence[Any] | AnyListSource | Sequence[AnySource3] | None | Unset = ...,
        index: Int | None | Unset = 0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> IterateNode[Literal["collection", "index"]]:
        """Iterate 1.1.0"""
    def krea2_conditioning_rebalance(
        self,
        *,
        conditioning: Krea2ConditioningSource | Unset,
        per_layer_weights: Str | StrSource3 | None | Unset = ...,
        multiplier: Float | FloatSource | None | Unset = 4.0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> Krea2ConditioningNode[Literal["conditioning", "per_layer_weights", "multiplier"]]:
        """Conditioning Rebalance - Krea-2 1.1.0 (prototype)"""
    def krea2_denoise(
        self,
        *,
        transformer: TransformerSource | Unset,
        positive_conditioning: Krea2ConditioningSource2 | Sequence[Krea2ConditioningOutput] | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        latents: LatentsSource | None | Unset = ...,
        denoise_mask: DenoiseMaskSource | None | Unset = ...,
        denoising_start: Float | FloatSource | None | Unset = 0.0,
        denoising_end: Float | FloatSource | None | Unset = 1.0,
        negative_conditioning: Krea2ConditioningSource2 | Sequence[Krea2ConditioningOutput] | None | Unset = ...,
        cfg_scale: Float | Sequence[Float] | FloatSource2 | Sequence[FloatOutput] | None | Unset = 1.0,
        width: Int | IntSource | None | Unset = 1024,
        height: Int | IntSource | None | Unset = 1024,
        steps: Int | IntSource | None | Unset = 8,
        seed: Int | IntSource | None | Unset = 0,
        shift: Float | Null | FloatSource3 | None | Unset = ...,
        style_reference: Krea2StyleReferenceSource | None | Unset = ...,
        style_reference_conditioning: Krea2ConditioningSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> LatentsNode[Literal["board", "metadata", "latents", "denoise_mask", "denoising_start", "denoising_end", "transformer", "positive_conditioning", "negative_conditioning", "cfg_scale", "width", "height", "steps", "seed", "shift", "style_reference", "style_reference_conditioning"]]:
        """Denoise - Krea-2 1.3.0 (prototype)"""
    def krea2_lora_collection_loader(
        self,
        *,
        loras: LoRAField | Sequence[LoRAField] | Null | LoRASource | Sequence[ControlLoRAOutput | LoRAOutput] | None | Unset = ...,
        transformer: TransformerSource | None | Unset = ...,
        qwen3_vl_encoder: Qwen3VLEncoderSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> Krea2LoraLoaderNode[Literal["loras", "transformer", "qwen3_vl_encoder"]]:
        """Apply LoRA Collection - Krea-2 1.0.0"""
    def krea2_lora_loader(
        self,
        *,
        lora: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        weight: Float | FloatSource | None | Unset = 0.75,
        transformer: TransformerSource | None | Unset = ...,
        qwen3_vl_encoder: Qwen3VLEncoderSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> Krea2LoraLoaderNode[Literal["lora", "weight", "transformer", "qwen3_vl_encoder"]]:
        """Apply LoRA - Krea-2 1.0.0"""
    def krea2_model_loader(
        self,
        *,
        model: ModelRef | ModelIdentifierField | Unset,
        vae_model: ModelRef | ModelIdentifierField | Null | None | Unset = ...,
        qwen3_vl_encoder_model: ModelRef | ModelIdentifierField | Null | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> Krea2ModelLoaderNode[Literal["model", "vae_model", "qwen3_vl_encoder_model"]]:
        """Main Model - Krea-2 1.0.0 (prototype)"""
    def krea2_seed_variance(
        self,
        *,
        conditioning: Krea2ConditioningSource | Unset,
        strength: Float | FloatSource | None | Unset = 0.1,
        randomize_percent: Float | FloatSource | None | Unset = 50.0,
        variance_seed: Int | IntSource | None | Unset = 0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> Krea2ConditioningNode[Literal["conditioning", "strength", "randomize_percent", "variance_seed"]]:
        """Seed Variance - Krea-2 1.1.0 (prototype)"""
    def krea2_style_reference(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        vae: VAESource | Unset,
        width: Int | IntSource | None | Unset = 1024,
        height: Int | IntSource | None | Unset = 1024,
        fit: Literal["crop", "contain", "stretch"] | ChoiceChoiceSource | None | Unset = "crop",
        style_strength: Float | FloatSource | None | Unset = 1.0,
        blocks: Str | StrSource3 | None | Unset = "7-27",
        ref_k_strength: Float | FloatSource | None | Unset = 1.06,
        adain_strength: Float | FloatSource | None | Unset = 0.85,
        value_mode: ValueModeChoice | ChoiceChoiceSource | None | Unset = "target_adain_plus_ref",
        value_adain_strength: Float | FloatSource | None | Unset = 0.65,
        ref_value_mix: Float | FloatSource | None | Unset = 1.0,
        high_scale_start: Float | FloatSource | None | Unset = 1.04,
        high_scale_end: Float | FloatSource | None | Unset = 0.0,
        low_scale_start: Float | FloatSource | None | Unset = 1.0,
        low_scale_end: Float | FloatSource | None | Unset = 1.1,
        beta: Float | FloatSource | None | Unset = 2.5,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> Krea2StyleReferenceNode[Literal["image", "vae", "width", "height", "fit", "style_strength", "blocks", "ref_k_strength", "adain_strength", "value_mode", "value_adain_strength", "ref_value_mix", "high_scale_start", "high_scale_end", "low_scale_start", "low_scale_end", "beta"]]:
        """Style Reference - Krea-2 1.0.0 (prototype)"""
    def krea2_text_encoder(
        self,
        *,
        prompt: Str | Null | StrSource | Unset,
        qwen3_vl_encoder: Qwen3VLEncoderSource | Unset,
        mask: TensorSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> Krea2ConditioningNode[Literal["prompt", "mask", "qwen3_vl_encoder"]]:
        """Prompt - Krea-2 1.1.0 (prototype)"""
    def l2i(
        self,
        *,
        latents: LatentsSource | Unset,
        vae: VAESource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        tiled: Bool | BoolSource | None | Unset = False,
        tile_size: Int | IntSource | None | Unset = 0,
        fp32: Bool | BoolSource | None | Unset = False,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "latents", "vae", "tiled", "tile_size", "fp32"]]:
        """Latents to Image - SD1.5, SDXL 1.3.2"""
    def latents(
        self,
        *,
        latents: LatentsSource | Unset,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> LatentsNode[Literal["latents"]]:
        """Latents Primitive 1.0.2"""
    def latents_collection(
        self,
        *,
        collection: Sequence[LatentsField] | Null | AnyListOutput | LatentsListOutput | Sequence[LatentsOutput] | Unset,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> LatentsCollectionNode[Literal["collection"]]:
        """Latents Collection Primitive 1.0.1"""
    def lblend(
        self,
        *,
        latents_a: LatentsSource | Unset,
        latents_b: LatentsSource | Unset,
        mask: ImageField | Null | ImageSource | None | Unset = ...,
        alpha: Float | FloatSource | None | Unset = 0.5,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> LatentsNode[Literal["latents_a", "latents_b", "mask", "alpha"]]:
        """Blend Latents 1.1.0"""
    def lineart_anime_edge_detection(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image"]]:
        """Lineart Anime Edge Detection 1.0.0"""
    def lineart_edge_detection(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        coarse: Bool | BoolSource | None | Unset = False,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "coarse"]]:
        """Lineart Edge Detection 1.0.0"""
    def llava_onevision_vllm(
        self,
        *,
        vllm_model: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        images: Sequence[ImageField] | ImageField | Null | ImageSource2 | Sequence[ImageOutput] | None | Unset = ...,
        prompt: Str | StrSource3 | None | Unset = "",
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> StringNode[Literal["images", "prompt", "vllm_model"]]:
        """LLaVA OneVision VLLM 1.0.0 (beta)"""
    def lora_collection_loader(
        self,
        *,
        loras: LoRAField | Sequence[LoRAField] | Null | LoRASource | Sequence[ControlLoRAOutput | LoRAOutput] | None | Unset = ...,
        unet: UNetSource | None | Unset = ...,
        clip: CLIPSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> LoraLoaderNode[Literal["loras", "unet", "clip"]]:
        """Apply LoRA Collection - SD1.5 1.1.3"""
    def lora_loader(
        self,
        *,
        lora: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        weight: Float | FloatSource | None | Unset = 0.75,
        unet: UNetSource | None | Unset = ...,
        clip: CLIPSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> LoraLoaderNode[Literal["lora", "weight", "unet", "clip"]]:
        """Apply LoRA - SD1.5 1.0.4"""
    def lora_selector(
        self,
        *,
        lora: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        weight: Float | FloatSource | None | Unset = 0.75,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> LoraSelectorNode[Literal["lora", "weight"]]:
        """Select LoRA 1.0.3"""
    def lresize(
        self,
        *,
        latents: LatentsSource | Unset,
        width: Int | Null | IntSource | Unset,
        height: Int | Null | IntSource | Unset,
        mode: ModeChoice2 | ChoiceChoiceSource | None | Unset = "bilinear",
        antialias: Bool | BoolSource | None | Unset = False,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> LatentsNode[Literal["latents", "width", "height", "mode", "antialias"]]:
        """Resize Latents 1.0.2"""
    def lscale(
        self,
        *,
        latents: LatentsSource | Unset,
        scale_factor: Float | Null | FloatSource3 | Unset,
        mode: ModeChoice2 | ChoiceChoiceSource | None | Unset = "bilinear",
        antialias: Bool | BoolSource | None | Unset = False,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> LatentsNode[Literal["latents", "scale_factor", "mode", "antialias"]]:
        """Scale Latents 1.0.2"""
    def main_model_loader(
        self,
        *,
        model: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ModelLoaderNode[Literal["model"]]:
        """Main Model - SD1.5, SD2 1.0.4"""
    def mask_combine(
        self,
        *,
        mask1: ImageField | Null | ImageSource | Unset,
        mask2: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "mask1", "mask2"]]:
        """Combine Masks 1.2.2"""
    def mask_edge(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        edge_size: Int | Null | IntSource | Unset,
        edge_blur: Int | Null | IntSource | Unset,
        low_threshold: Int | Null | IntSource | Unset,
        high_threshold: Int | Null | IntSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "edge_size", "edge_blur", "low_threshold", "high_threshold"]]:
        """Mask Edge 1.2.2"""
    def mask_from_id(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        color: ColorField | Null | ColorSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        threshold: Int | IntSource | None | Unset = 100,
        invert: Bool | BoolSource | None | Unset = False,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "color", "threshold", "invert"]]:
        """Mask from Segmented Image 1.0.1"""
    def mediapipe_face_detection(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        max_faces: Int | IntSource | None | Unset = 1,
        min_confidence: Float | FloatSource | None | Unset = 0.5,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "max_faces", "min_confidence"]]:
        """MediaPipe Face Detection 1.0.0"""
    def merge_metadata(
        self,
        *,
        collection: Sequence[Mapping[str, Any]] | Null | AnyListOutput | Sequence[MetadataOutput] | Unset,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> MetadataNode[Literal["collection"]]:
        """Metadata Merge 1.0.1"""
    def merge_tiles_to_image(
        self,
        *,
        tiles_with_images: Sequence[TileWithImage] | Null | AnyListOutput | Sequence[TileWithImageOutput] | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        blend_mode: Literal["Linear", "Seam"] | None | Unset = "Seam",
        blend_amount: Int | IntSource | None | Unset = 32,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "tiles_with_images", "blend_mode", "blend_amount"]]:
        """Merge Tiles to Image 1.1.1"""
    def metadata(
        self,
        *,
        items: Sequence[MetadataItemField] | MetadataItemField | Null | MetadataItemListSource | Sequence[MetadataItemOutput] | Unset,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> MetadataNode[Literal["items"]]:
        """Metadata 1.0.1"""
    def metadata_field_extractor(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        key: Str | Null | StrSource | Unset,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> StringNode[Literal["image", "key"]]:
        """Metadata Field Extractor 1.0.0 (deprecated)"""
    def metadata_from_image(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> MetadataNode[Literal["image"]]:
        """Metadata From Image 1.0.1 (beta)"""
    def metadata_item(
        self,
        *,
        label: Str | Null | StrSource | Unset,
        value: Any,
        id: Str | None = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> MetadataItemNode[Literal["label", "value"]]:
        """Metadata Item 1.0.1"""
    def metadata_item_linked(
        self,
        *,
        value: Any,
        metadata: MetadataSource | None | Unset = ...,
        label: LabelChoice | None | Unset = "* CUSTOM LABEL *",
        custom_label: Str | Null | None | Unset = ...,
        id: Str | None = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> MetadataNode[Literal["metadata", "label", "custom_label", "value"]]:
        """Metadata Item Linked 1.0.1 (beta)"""
    def metadata_to_bool(
        self,
        *,
        default_value: Bool | Null | BoolSource | Unset,
        metadata: MetadataSource | None | Unset = ...,
        label: Literal["* CUSTOM LABEL *", "seamless_x", "seamless_y"] | None | Unset = "* CUSTOM LABEL *",
        custom_label: Str | Null | None | Unset = ...,
        id: Str | None = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> BooleanNode[Literal["metadata", "label", "custom_label", "default_value"]]:
        """Metadata To Bool 1.0.0 (beta)"""
    def metadata_to_bool_collection(
        self,
        *,
        default_value: Sequence[Bool] | Null | AnyListOutput | BoolListOutput | Sequence[BoolOutput] | Unset,
        metadata: MetadataSource | None | Unset = ...,
        label: Literal["* CUSTOM LABEL *", "seamless_x", "seamless_y"] | None | Unset = "* CUSTOM LABEL *",
        custom_label: Str | Null | None | Unset = ...,
        id: Str | None = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> BooleanCollectionNode[Literal["metadata", "label", "custom_label", "default_value"]]:
        """Metadata To Bool Collection 1.0.0 (beta)"""
    def metadata_to_controlnets(
        self,
        *,
        metadata: MetadataSource | None | Unset = ...,
        control_list: ControlSource | Sequence[ControlOutput] | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> MdControlListNode[Literal["metadata", "control_list"]]:
        """Metadata To ControlNets 1.2.0 (beta)"""
    def metadata_to_float(
        self,
        *,
        default_value: Float | Null | FloatSource3 | Unset,
        metadata: MetadataSource | None | Unset = ...,
        label: LabelChoice2 | None | Unset = "* CUSTOM LABEL *",
        custom_label: Str | Null | None | Unset = ...,
        id: Str | None = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> FloatNode[Literal["metadata", "label", "custom_label", "default_value"]]:
        """Metadata To Float 1.1.0 (beta)"""
    def metadata_to_float_collection(
        self,
        *,
        default_value: Sequence[Float] | Null | AnyListOutput | FloatListOutput | Sequence[FloatOutput] | Unset,
        metadata: MetadataSource | None | Unset = ...,
        label: LabelChoice2 | None | Unset = "* CUSTOM LABEL *",
        custom_label: Str | Null | None | Unset = ...,
        id: Str | None = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> FloatCollectionNode[Literal["metadata", "label", "custom_label", "default_value"]]:
        """Metadata To Float Collection 1.0.0 (beta)"""
    def metadata_to_integer(
        self,
        *,
        default_value: Int | Null | IntSource | Unset,
        metadata: MetadataSource | None | Unset = ...,
        label: LabelChoice3 | None | Unset = "* CUSTOM LABEL *",
        custom_label: Str | Null | None | Unset = ...,
        id: Str | None = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> IntegerNode[Literal["metadata", "label", "custom_label", "default_value"]]:
        """Metadata To Integer 1.0.0 (beta)"""
    def metadata_to_integer_collection(
        self,
        *,
        default_value: Sequence[Int] | Null | AnyListOutput | IntListOutput | Sequence[IntOutput] | Unset,
        metadata: MetadataSource | None | Unset = ...,
        label: LabelChoice3 | None | Unset = "* CUSTOM LABEL *",
        custom_label: Str | Null | None | Unset = ...,
        id: Str | None = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> IntegerCollectionNode[Literal["metadata", "label", "custom_label", "default_value"]]:
        """Metadata To Integer Collection 1.0.0 (beta)"""
    def metadata_to_ip_adapters(
        self,
        *,
        metadata: MetadataSource | None | Unset = ...,
        ip_adapter_list: IPAdapterSource | Sequence[IPAdapterOutput] | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> MdIpAdapterListNode[Literal["metadata", "ip_adapter_list"]]:
        """Metadata To IP-Adapters 1.2.0 (beta)"""
    def metadata_to_lora_collection(
        self,
        *,
        metadata: MetadataSource | None | Unset = ...,
        custom_label: Str | None | Unset = "loras",
        loras: LoRAField | Sequence[LoRAField] | Null | LoRASource | Sequence[ControlLoRAOutput | LoRAOutput] | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> MetadataToLoraCollectionNode[Literal["metadata", "custom_label", "loras"]]:
        """Metadata To LoRA Collection 1.1.0 (beta)"""
    def metadata_to_loras(
        self,
        *,
        metadata: MetadataSource | None | Unset = ...,
        unet: UNetSource | None | Unset = ...,
        clip: CLIPSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> LoraLoaderNode[Literal["metadata", "unet", "clip"]]:
        """Metadata To LoRAs 1.1.1 (beta)"""
    def metadata_to_model(
        self,
        *,
        default_value: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        metadata: MetadataSource | None | Unset = ...,
        label: Literal["* CUSTOM LABEL *", "model"] | None | Unset = "model",
        custom_label: Str | Null | None | Unset = ...,
        id: Str | None = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> MetadataToModelNode[Literal["metadata", "label", "custom_label", "default_value"]]:
        """Metadata To Model 1.3.0 (beta)"""
    def metadata_to_scheduler(
        self,
        *,
        metadata: MetadataSource | None | Unset = ...,
        label: Literal["* CUSTOM LABEL *", "scheduler"] | None | Unset = "scheduler",
        custom_label: Str | Null | None | Unset = ...,
        default_value: SchedulerChoice2 | ChoiceChoiceSource2 | None | Unset = "euler",
        id: Str | None = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> SchedulerNode[Literal["metadata", "label", "custom_label", "default_value"]]:
        """Metadata To Scheduler 1.0.1 (beta)"""
    def metadata_to_sdlx_loras(
        self,
        *,
        metadata: MetadataSource | None | Unset = ...,
        unet: UNetSource | None | Unset = ...,
        clip: CLIPSource | None | Unset = ...,
        clip2: CLIPSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> SdxlLoraLoaderNode[Literal["metadata", "unet", "clip", "clip2"]]:
        """Metadata To SDXL LoRAs 1.1.1 (beta)"""
    def metadata_to_sdxl_model(
        self,
        *,
        default_value: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        metadata: MetadataSource | None | Unset = ...,
        label: Literal["* CUSTOM LABEL *", "model"] | None | Unset = "model",
        custom_label: Str | Null | None | Unset = ...,
        id: Str | None = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> MetadataToSdxlModelNode[Literal["metadata", "label", "custom_label", "default_value"]]:
        """Metadata To SDXL Model 1.3.0 (beta)"""
    def metadata_to_string(
        self,
        *,
        default_value: Str | Null | StrSource | Unset,
        metadata: MetadataSource | None | Unset = ...,
        label: LabelChoice4 | None | Unset = "* CUSTOM LABEL *",
        custom_label: Str | Null | None | Unset = ...,
        id: Str | None = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> StringNode[Literal["metadata", "label", "custom_label", "default_value"]]:
        """Metadata To String 1.0.0 (beta)"""
    def metadata_to_string_collection(
        self,
        *,
        default_value: Sequence[Str] | Null | AnyListOutput | StrListOutput | Sequence[ObjectOutput | StrOutput] | Unset,
        metadata: MetadataSource | None | Unset = ...,
        label: LabelChoice4 | None | Unset = "* CUSTOM LABEL *",
        custom_label: Str | Null | None | Unset = ...,
        id: Str | None = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> StringCollectionNode[Literal["metadata", "label", "custom_label", "default_value"]]:
        """Metadata To String Collection 1.0.0 (beta)"""
    def metadata_to_t2i_adapters(
        self,
        *,
        metadata: MetadataSource | None | Unset = ...,
        t2i_adapter_list: T2IAdapterSource | Sequence[T2IAdapterOutput] | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> MdIpAdaptersNode[Literal["metadata", "t2i_adapter_list"]]:
        """Metadata To T2I-Adapters 1.2.0 (beta)"""
    def metadata_to_vae(
        self,
        *,
        default_value: VAEField | Null | VAESource | Unset,
        metadata: MetadataSource | None | Unset = ...,
        label: Literal["* CUSTOM LABEL *", "vae"] | None | Unset = "vae",
        custom_label: Str | Null | None | Unset = ...,
        id: Str | None = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> VaeNode[Literal["metadata", "label", "custom_label", "default_value"]]:
        """Metadata To VAE 1.2.1 (beta)"""
    def mlsd_detection(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        score_threshold: Float | FloatSource | None | Unset = 0.1,
        distance_threshold: Float | FloatSource | None | Unset = 20.0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "score_threshold", "distance_threshold"]]:
        """MLSD Detection 1.0.0"""
    def model_identifier(
        self,
        *,
        model: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ModelIdentifierNode[Literal["model"]]:
        """Any Model 1.0.1"""
    def mul(
        self,
        *,
        a: Int | IntSource | None | Unset = 0,
        b: Int | IntSource | None | Unset = 0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> IntegerNode[Literal["a", "b"]]:
        """Multiply Integers 1.0.1"""
    def noise(
        self,
        *,
        noise_type: NoiseTypeChoice | ChoiceChoiceSource | None | Unset = "SD",
        seed: Int | IntSource | None | Unset = 0,
        width: Int | IntSource | None | Unset = 512,
        height: Int | IntSource | None | Unset = 512,
        use_cpu: Bool | BoolSource | None | Unset = True,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> NoiseNode[Literal["noise_type", "seed", "width", "height", "use_cpu"]]:
        """Create Latent Noise 1.1.0"""
    def normal_map(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image"]]:
        """Normal Map 1.0.0"""
    def openai_image_generation(
        self,
        *,
        model: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        prompt: Str | Null | StrSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        mode: Literal["txt2img", "img2img", "inpaint"] | ChoiceChoiceSource | None | Unset = "txt2img",
        seed: Int | Null | IntSource | None | Unset = ...,
        num_images: Int | IntSource | None | Unset = 1,
        width: Int | IntSource | None | Unset = 1024,
        height: Int | IntSource | None | Unset = 1024,
        image_size: Str | Null | StrSource | None | Unset = ...,
        init_image: ImageField | Null | ImageSource | None | Unset = ...,
        mask_image: ImageField | Null | ImageSource | None | Unset = ...,
        reference_images: Sequence[ImageField] | AnyListOutput | ImageListOutput | Sequence[ImageOutput] | None | Unset = ...,
        quality: Literal["auto", "high", "medium", "low"] | ChoiceChoiceSource | None | Unset = "auto",
        background: Literal["auto", "transparent", "opaque"] | ChoiceChoiceSource | None | Unset = "auto",
        input_fidelity: Literal["low", "high"] | Null | ChoiceChoiceSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageCollectionNode[Literal["board", "metadata", "model", "mode", "prompt", "seed", "num_images", "width", "height", "image_size", "init_image", "mask_image", "reference_images", "quality", "background", "input_fidelity"]]:
        """OpenAI Image Generation 1.0.0"""
    def pair_tile_image(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        tile: Tile | Null | ChoiceChoiceSource | Unset,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> PairTileImageNode[Literal["image", "tile"]]:
        """Pair Tile with Image 1.0.1"""
    def paste_image_into_bounding_box(
        self,
        *,
        source_image: ImageField | Null | ImageSource | Unset,
        target_image: ImageField | Null | ImageSource | Unset,
        bounding_box: BoundingBoxField | Null | BoundingBoxSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "source_image", "target_image", "bounding_box"]]:
        """Paste Image into Bounding Box 1.0.0"""
    def pbr_maps(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        tile_size: Int | IntSource | None | Unset = 512,
        border_mode: Literal["none", "seamless", "mirror", "replicate"] | ChoiceChoiceSource | None | Unset = "none",
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> PbrMapsNode[Literal["board", "metadata", "image", "tile_size", "border_mode"]]:
        """PBR Maps 1.0.0"""
    def pid_decoder_loader(
        self,
        *,
        pid_decoder_model: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> PidDecoderNode[Literal["pid_decoder_model"]]:
        """PiD Decoder - FLUX / FLUX.2 / SD3 / SDXL / Qwen-Image 1.0.0 (prototype)"""
    def pid_upscale(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        vae: VAESource | Unset,
        gemma2_encoder: Gemma2EncoderSource | Unset,
        pid_decoder: PiDDecoderSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        prompt: Str | StrSource3 | None | Unset = "",
        num_inference_steps: Int | IntSource | None | Unset = 4,
        seed: Int | IntSource | None | Unset = 0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "vae", "gemma2_encoder", "pid_decoder", "prompt", "num_inference_steps", "seed"]]:
        """PiD Upscale (4x) - FLUX VAE 1.0.0 (prototype)"""
    def pidi_edge_detection(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        quantize_edges: Bool | BoolSource | None | Unset = False,
        scribble: Bool | BoolSource | None | Unset = False,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "quantize_edges", "scribble"]]:
        """PiDiNet Edge Detection 1.0.0"""
    def prompt_from_file(
        self,
        *,
        file_path: Str | Null | StrSource | Unset,
        pre_prompt: Str | Null | StrSource | None | Unset = ...,
        post_prompt: Str | Null | StrSource | None | Unset = ...,
        start_line: Int | IntSource | None | Unset = 1,
        max_prompts: Int | IntSource | None | Unset = 1,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> StringCollectionNode[Literal["file_path", "pre_prompt", "post_prompt", "start_line", "max_prompts"]]:
        """Prompts from File 1.0.2"""
    def prompt_template(
        self,
        *,
        style_preset: StylePresetField | Null | ChoiceChoiceSource | Unset,
        positive_prompt: Str | StrSource3 | None | Unset = "",
        negative_prompt: Str | StrSource3 | None | Unset = "",
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> PromptTemplateNode[Literal["style_preset", "positive_prompt", "negative_prompt"]]:
        """Prompt Template 1.0.0"""
    def qwen_image_denoise(
        self,
        *,
        transformer: TransformerSource | Unset,
        positive_conditioning: QwenImageConditioningSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        latents: LatentsSource | None | Unset = ...,
        reference_latents: LatentsSource | None | Unset = ...,
        denoise_mask: DenoiseMaskSource | None | Unset = ...,
        denoising_start: Float | FloatSource | None | Unset = 0.0,
        denoising_end: Float | FloatSource | None | Unset = 1.0,
        negative_conditioning: QwenImageConditioningSource | None | Unset = ...,
        cfg_scale: Float | Sequence[Float] | FloatSource2 | Sequence[FloatOutput] | None | Unset = 4.0,
        width: Int | IntSource | None | Unset = 1024,
        height: Int | IntSource | None | Unset = 1024,
        steps: Int | IntSource | None | Unset = 40,
        seed: Int | IntSource | None | Unset = 0,
        shift: Float | Null | FloatSource3 | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> LatentsNode[Literal["board", "metadata", "latents", "reference_latents", "denoise_mask", "denoising_start", "denoising_end", "transformer", "positive_conditioning", "negative_conditioning", "cfg_scale", "width", "height", "steps", "seed", "shift"]]:
        """Denoise - Qwen Image 1.0.0 (prototype)"""
    def qwen_image_i2l(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        vae: VAESource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        tiled: Bool | BoolSource | None | Unset = False,
        tile_size: Int | IntSource | None | Unset = 0,
        width: Int | Null | IntSource | None | Unset = ...,
        height: Int | Null | IntSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> LatentsNode[Literal["board", "metadata", "image", "vae", "tiled", "tile_size", "width", "height"]]:
        """Image to Latents - Qwen Image 1.1.0 (prototype)"""
    def qwen_image_l2i(
        self,
        *,
        latents: LatentsSource | Unset,
        vae: VAESource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        tiled: Bool | BoolSource | None | Unset = False,
        tile_size: Int | IntSource | None | Unset = 0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "latents", "vae", "tiled", "tile_size"]]:
        """Latents to Image - Qwen Image 1.1.0 (prototype)"""
    def qwen_image_lora_collection_loader(
        self,
        *,
        loras: LoRAField | Sequence[LoRAField] | Null | LoRASource | Sequence[ControlLoRAOutput | LoRAOutput] | None | Unset = ...,
        transformer: TransformerSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> QwenImageLoraLoaderNode[Literal["loras", "transformer"]]:
        """Apply LoRA Collection - Qwen Image 1.0.1 (prototype)"""
    def qwen_image_lora_loader(
        self,
        *,
        lora: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        weight: Float | FloatSource | None | Unset = 1.0,
        transformer: TransformerSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> QwenImageLoraLoaderNode[Literal["lora", "weight", "transformer"]]:
        """Apply LoRA - Qwen Image 1.0.0 (prototype)"""
    def qwen_image_model_loader(
        self,
        *,
        model: ModelRef | ModelIdentifierField | Unset,
        vae_model: ModelRef | ModelIdentifierField | Null | None | Unset = ...,
        qwen_vl_encoder_model: ModelRef | ModelIdentifierField | Null | None | Unset = ...,
        component_source: ModelRef | ModelIdentifierField | Null | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> QwenImageModelLoaderNode[Literal["model", "vae_model", "qwen_vl_encoder_model", "component_source"]]:
        """Main Model - Qwen Image 1.2.0 (prototype)"""
    def qwen_image_pid_decode(
        self,
        *,
        latents: LatentsSource | Unset,
        prompt: Str | Null | StrSource | Unset,
        gemma2_encoder: Gemma2EncoderSource | Unset,
        pid_decoder: PiDDecoderSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        vae: VAESource | None | Unset = ...,
        num_inference_steps: Int | IntSource | None | Unset = 4,
        seed: Int | IntSource | None | Unset = 0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "latents", "prompt", "gemma2_encoder", "pid_decoder", "vae", "num_inference_steps", "seed"]]:
        """Latents to Image - Qwen-Image + PiD (4x SR) 1.0.0 (prototype)"""
    def qwen_image_text_encoder(
        self,
        *,
        prompt: Str | Null | StrSource | Unset,
        qwen_vl_encoder: QwenVLEncoderSource | Unset,
        reference_images: Sequence[ImageField] | AnyListOutput | ImageListOutput | Sequence[ImageOutput] | None | Unset = ...,
        quantization: Literal["none", "int8", "nf4"] | ChoiceChoiceSource | None | Unset = "none",
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> QwenImageConditioningNode[Literal["prompt", "reference_images", "qwen_vl_encoder", "quantization"]]:
        """Prompt - Qwen Image 1.2.0 (prototype)"""
    def rand_float(
        self,
        *,
        low: Float | FloatSource | None | Unset = 0.0,
        high: Float | FloatSource | None | Unset = 1.0,
        decimals: Int | IntSource | None | Unset = 2,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> FloatNode[Literal["low", "high", "decimals"]]:
        """Random Float 1.0.1"""
    def rand_int(
        self,
        *,
        low: Int | IntSource | None | Unset = 0,
        high: Int | IntSource | None | Unset = 2147483647,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> IntegerNode[Literal["low", "high"]]:
        """Random Integer 1.0.1"""
    def random_range(
        self,
        *,
        low: Int | IntSource | None | Unset = 0,
        high: Int | IntSource | None | Unset = 2147483647,
        size: Int | IntSource | None | Unset = 1,
        seed: Int | IntSource | None | Unset = 0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> IntegerCollectionNode[Literal["low", "high", "size", "seed"]]:
        """Random Range 1.0.1"""
    def range(
        self,
        *,
        start: Int | IntSource | None | Unset = 0,
        stop: Int | IntSource | None | Unset = 10,
        step: Int | IntSource | None | Unset = 1,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> IntegerCollectionNode[Literal["start", "stop", "step"]]:
        """Integer Range 1.0.0"""
    def range_of_size(
        self,
        *,
        start: Int | IntSource | None | Unset = 0,
        size: Int | IntSource | None | Unset = 1,
        step: Int | IntSource | None | Unset = 1,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> IntegerCollectionNode[Literal["start", "size", "step"]]:
        """Integer Range of Size 1.0.0"""
    def rectangle_mask(
        self,
        *,
        width: Int | Null | IntSource | Unset,
        height: Int | Null | IntSource | Unset,
        x_left: Int | Null | IntSource | Unset,
        y_top: Int | Null | IntSource | Unset,
        rectangle_width: Int | Null | IntSource | Unset,
        rectangle_height: Int | Null | IntSource | Unset,
        metadata: MetadataSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> MaskNode[Literal["metadata", "width", "height", "x_left", "y_top", "rectangle_width", "rectangle_height"]]:
        """Create Rectangle Mask 1.0.1"""
    def round_float(
        self,
        *,
        value: Float | FloatSource | None | Unset = 0,
        decimals: Int | IntSource | None | Unset = 0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> FloatNode[Literal["value", "decimals"]]:
        """Round Float 1.0.1"""
    def save_image(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image"]]:
        """Save Image 1.2.2"""
    def save_image_to_file(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        output_directory: Str | StrSource3 | None | Unset = "",
        prefix: Str | StrSource3 | None | Unset = "",
        suffix: Str | StrSource3 | None | Unset = "",
        file_format: Literal["png", "jpg", "webp"] | ChoiceChoiceSource | None | Unset = "png",
        quality: Int | IntSource | None | Unset = 95,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "output_directory", "prefix", "suffix", "file_format", "quality"]]:
        """Save Image (Gallery + File Export) 1.0.0"""
    def scheduler(
        self,
        *,
        scheduler: SchedulerChoice2 | ChoiceChoiceSource2 | None | Unset = "euler",
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> SchedulerNode[Literal["scheduler"]]:
        """Scheduler 1.0.0"""
    def sd3_denoise(
        self,
        *,
        transformer: TransformerSource | Unset,
        positive_conditioning: SD3ConditioningSource | Unset,
        negative_conditioning: SD3ConditioningSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        latents: LatentsSource | None | Unset = ...,
        noise: LatentsSource | None | Unset = ...,
        denoise_mask: DenoiseMaskSource | None | Unset = ...,
        denoising_start: Float | FloatSource | None | Unset = 0.0,
        denoising_end: Float | FloatSource | None | Unset = 1.0,
        cfg_scale: Float | Sequence[Float] | FloatSource2 | Sequence[FloatOutput] | None | Unset = 3.5,
        width: Int | IntSource | None | Unset = 1024,
        height: Int | IntSource | None | Unset = 1024,
        steps: Int | IntSource | None | Unset = 10,
        seed: Int | IntSource | None | Unset = 0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> LatentsNode[Literal["board", "metadata", "latents", "noise", "denoise_mask", "denoising_start", "denoising_end", "transformer", "positive_conditioning", "negative_conditioning", "cfg_scale", "width", "height", "steps", "seed"]]:
        """Denoise - SD3 1.2.0"""
    def sd3_i2l(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        vae: VAESource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> LatentsNode[Literal["board", "metadata", "image", "vae"]]:
        """Image to Latents - SD3 1.0.1"""
    def sd3_l2i(
        self,
        *,
        latents: LatentsSource | Unset,
        vae: VAESource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "latents", "vae"]]:
        """Latents to Image - SD3 1.3.2"""
    def sd3_model_loader(
        self,
        *,
        model: ModelRef | ModelIdentifierField | Unset,
        t5_encoder_model: ModelRef | ModelIdentifierField | Null | None | Unset = ...,
        clip_l_model: ModelRef | ModelIdentifierField | Null | None | Unset = ...,
        clip_g_model: ModelRef | ModelIdentifierField | Null | None | Unset = ...,
        vae_model: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> Sd3ModelLoaderNode[Literal["model", "t5_encoder_model", "clip_l_model", "clip_g_model", "vae_model"]]:
        """Main Model - SD3 1.0.1"""
    def sd3_pid_decode(
        self,
        *,
        latents: LatentsSource | Unset,
        prompt: Str | Null | StrSource | Unset,
        gemma2_encoder: Gemma2EncoderSource | Unset,
        pid_decoder: PiDDecoderSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        num_inference_steps: Int | IntSource | None | Unset = 4,
        seed: Int | IntSource | None | Unset = 0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "latents", "prompt", "gemma2_encoder", "pid_decoder", "num_inference_steps", "seed"]]:
        """Latents to Image - SD3 + PiD (4x SR) 1.0.0 (prototype)"""
    def sd3_text_encoder(
        self,
        *,
        clip_l: CLIPSource | Unset,
        clip_g: CLIPSource | Unset,
        prompt: Str | Null | StrSource | Unset,
        t5_encoder: T5EncoderSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> Sd3ConditioningNode[Literal["clip_l", "clip_g", "t5_encoder", "prompt"]]:
        """Prompt - SD3 1.0.1"""
    def sdxl_compel_prompt(
        self,
        *,
        clip: CLIPSource | Unset,
        clip2: CLIPSource | Unset,
        prompt: Str | StrSource3 | None | Unset = "",
        style: Str | StrSource3 | None | Unset = "",
        original_width: Int | IntSource | None | Unset = 1024,
        original_height: Int | IntSource | None | Unset = 1024,
        crop_top: Int | IntSource | None | Unset = 0,
        crop_left: Int | IntSource | None | Unset = 0,
        target_width: Int | IntSource | None | Unset = 1024,
        target_height: Int | IntSource | None | Unset = 1024,
        mask: TensorField | Null | TensorSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ConditioningNode[Literal["prompt", "style", "original_width", "original_height", "crop_top", "crop_left", "target_width", "target_height", "clip", "clip2", "mask"]]:
        """Prompt - SDXL 1.2.1"""
    def sdxl_lora_collection_loader(
        self,
        *,
        loras: LoRAField | Sequence[LoRAField] | Null | LoRASource | Sequence[ControlLoRAOutput | LoRAOutput] | None | Unset = ...,
        unet: UNetSource | None | Unset = ...,
        clip: CLIPSource | None | Unset = ...,
        clip2: CLIPSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> SdxlLoraLoaderNode[Literal["loras", "unet", "clip", "clip2"]]:
        """Apply LoRA Collection - SDXL 1.1.3"""
    def sdxl_lora_loader(
        self,
        *,
        lora: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        weight: Float | FloatSource | None | Unset = 0.75,
        unet: UNetSource | None | Unset = ...,
        clip: CLIPSource | None | Unset = ...,
        clip2: CLIPSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> SdxlLoraLoaderNode[Literal["lora", "weight", "unet", "clip", "clip2"]]:
        """Apply LoRA - SDXL 1.0.5"""
    def sdxl_model_loader(
        self,
        *,
        model: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> SdxlModelLoaderNode[Literal["model"]]:
        """Main Model - SDXL 1.0.4"""
    def sdxl_pid_decode(
        self,
        *,
        latents: LatentsSource | Unset,
        prompt: Str | Null | StrSource | Unset,
        gemma2_encoder: Gemma2EncoderSource | Unset,
        pid_decoder: PiDDecoderSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        vae: VAESource | None | Unset = ...,
        num_inference_steps: Int | IntSource | None | Unset = 4,
        seed: Int | IntSource | None | Unset = 0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "latents", "prompt", "gemma2_encoder", "pid_decoder", "vae", "num_inference_steps", "seed"]]:
        """Latents to Image - SDXL + PiD (4x SR) 1.0.0 (prototype)"""
    def sdxl_refiner_compel_prompt(
        self,
        *,
        clip2: CLIPSource | Unset,
        style: Str | StrSource3 | None | Unset = "",
        original_width: Int | IntSource | None | Unset = 1024,
        original_height: Int | IntSource | None | Unset = 1024,
        crop_top: Int | IntSource | None | Unset = 0,
        crop_left: Int | IntSource | None | Unset = 0,
        aesthetic_score: Float | FloatSource | None | Unset = 6.0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ConditioningNode[Literal["style", "original_width", "original_height", "crop_top", "crop_left", "aesthetic_score", "clip2"]]:
        """Prompt - SDXL Refiner 1.1.2"""
    def sdxl_refiner_model_loader(
        self,
        *,
        model: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> SdxlRefinerModelLoaderNode[Literal["model"]]:
        """Refiner Model - SDXL 1.0.4"""
    def seamless(
        self,
        *,
        unet: UNetSource | None | Unset = ...,
        vae: VAESource | None | Unset = ...,
        seamless_y: Bool | BoolSource | None | Unset = True,
        seamless_x: Bool | BoolSource | None | Unset = True,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> SeamlessNode[Literal["unet", "vae", "seamless_y", "seamless_x"]]:
        """Apply Seamless - SD1.5, SDXL 1.0.2"""
    def seedream_image_generation(
        self,
        *,
        model: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        prompt: Str | Null | StrSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        mode: Literal["txt2img", "img2img", "inpaint"] | ChoiceChoiceSource | None | Unset = "txt2img",
        seed: Int | Null | IntSource | None | Unset = ...,
        num_images: Int | IntSource | None | Unset = 1,
        width: Int | IntSource | None | Unset = 1024,
        height: Int | IntSource | None | Unset = 1024,
        image_size: Str | Null | StrSource | None | Unset = ...,
        init_image: ImageField | Null | ImageSource | None | Unset = ...,
        mask_image: ImageField | Null | ImageSource | None | Unset = ...,
        reference_images: Sequence[ImageField] | AnyListOutput | ImageListOutput | Sequence[ImageOutput] | None | Unset = ...,
        watermark: Bool | BoolSource | None | Unset = False,
        optimize_prompt: Bool | BoolSource | None | Unset = False,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageCollectionNode[Literal["board", "metadata", "model", "mode", "prompt", "seed", "num_images", "width", "height", "image_size", "init_image", "mask_image", "reference_images", "watermark", "optimize_prompt"]]:
        """Seedream Image Generation 1.1.0"""
    def segment_anything(
        self,
        *,
        model: ModelChoice | Null | ChoiceChoiceSource | Unset,
        image: ImageField | Null | ImageSource | Unset,
        bounding_boxes: Sequence[BoundingBoxField] | Null | AnyListOutput | BoundingBoxListOutput | Sequence[BoundingBoxOutput] | None | Unset = ...,
        point_lists: Sequence[SAMPointsField] | Null | AnyListOutput | None | Unset = ...,
        apply_polygon_refinement: Bool | BoolSource | None | Unset = True,
        mask_filter: Literal["all", "largest", "highest_box_score"] | ChoiceChoiceSource | None | Unset = "all",
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> MaskNode[Literal["model", "image", "bounding_boxes", "point_lists", "apply_polygon_refinement", "mask_filter"]]:
        """Segment Anything 1.3.0"""
    def show_image(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["image"]]:
        """Show Image 1.0.1"""
    def spandrel_image_to_image(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        image_to_image_model: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        tile_size: Int | IntSource | None | Unset = 512,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "image_to_image_model", "tile_size"]]:
        """Image-to-Image 1.3.0"""
    def spandrel_image_to_image_autoscale(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        image_to_image_model: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        tile_size: Int | IntSource | None | Unset = 512,
        scale: Float | FloatSource | None | Unset = 4.0,
        fit_to_multiple_of_8: Bool | BoolSource | None | Unset = False,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "image_to_image_model", "tile_size", "scale", "fit_to_multiple_of_8"]]:
        """Image-to-Image (Autoscale) 1.0.0"""
    def string(
        self,
        *,
        value: Str | StrSource3 | None | Unset = "",
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> StringNode[Literal["value"]]:
        """String Primitive 1.0.1"""
    def string_batch(
        self,
        *,
        strings: Sequence[Str] | Null | StrListSource | Unset,
        batch_group_id: BatchGroupIdChoice | None | Unset = "None",
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> StringNode2[Literal["batch_group_id", "strings"]]:
        """String Batch 1.0.0 (special)"""
    def string_collection(
        self,
        *,
        collection: Sequence[Str] | AnyListOutput | StrListOutput | Sequence[ObjectOutput | StrOutput] | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> StringCollectionNode[Literal["collection"]]:
        """String Collection Primitive 1.0.2"""
    def string_generator(
        self,
        *,
        generator: StringGeneratorField | Unset,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> StringGeneratorNode[Literal["generator"]]:
        """String Generator 1.0.0 (special)"""
    def string_join(
        self,
        *,
        string_left: Str | StrSource3 | None | Unset = "",
        string_right: Str | StrSource3 | None | Unset = "",
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> StringNode[Literal["string_left", "string_right"]]:
        """String Join 1.0.1"""
    def string_join_three(
        self,
        *,
        string_left: Str | StrSource3 | None | Unset = "",
        string_middle: Str | StrSource3 | None | Unset = "",
        string_right: Str | StrSource3 | None | Unset = "",
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> StringNode[Literal["string_left", "string_middle", "string_right"]]:
        """String Join Three 1.0.1"""
    def string_replace(
        self,
        *,
        string: Str | StrSource3 | None | Unset = "",
        search_string: Str | StrSource3 | None | Unset = "",
        replace_string: Str | StrSource3 | None | Unset = "",
        use_regex: Bool | BoolSource | None | Unset = False,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> StringNode[Literal["string", "search_string", "replace_string", "use_regex"]]:
        """String Replace 1.0.1"""
    def string_split(
        self,
        *,
        string: Str | StrSource3 | None | Unset = "",
        delimiter: Str | StrSource3 | None | Unset = "",
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> String2Node[Literal["string", "delimiter"]]:
        """String Split 1.0.1"""
    def string_split_neg(
        self,
        *,
        string: Str | StrSource3 | None | Unset = "",
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> StringPosNegNode[Literal["string"]]:
        """String Split Negative 1.0.1"""
    def sub(
        self,
        *,
        a: Int | IntSource | None | Unset = 0,
        b: Int | IntSource | None | Unset = 0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> IntegerNode[Literal["a", "b"]]:
        """Subtract Integers 1.0.1"""
    def t2i_adapter(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        t2i_adapter_model: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        weight: Float | Sequence[Float] | FloatSource2 | Sequence[FloatOutput] | None | Unset = 1,
        begin_step_percent: Float | FloatSource | None | Unset = 0,
        end_step_percent: Float | FloatSource | None | Unset = 1,
        resize_mode: ResizeModeChoice | ChoiceChoiceSource | None | Unset = "just_resize",
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> T2iAdapterNode[Literal["image", "t2i_adapter_model", "weight", "begin_step_percent", "end_step_percent", "resize_mode"]]:
        """T2I-Adapter - SD1.5, SDXL 1.0.4"""
    def tensor_mask_to_image(
        self,
        *,
        mask: TensorField | Null | TensorSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "mask"]]:
        """Tensor Mask to Image 1.1.0"""
    def text_llm(
        self,
        *,
        text_llm_model: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        prompt: Str | StrSource3 | None | Unset = "",
        system_prompt: Str | StrSource3 | None | Unset = ...,
        max_tokens: Int | IntSource | None | Unset = 300,
        seed: Int | IntSource | None | Unset = 0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> StringNode[Literal["prompt", "system_prompt", "text_llm_model", "max_tokens", "seed"]]:
        """Text LLM 1.1.0 (beta)"""
    def text_llm_with_preset(
        self,
        *,
        system_prompt: SystemPromptField | Null | ChoiceChoiceSource | Unset,
        text_llm_model: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        prompt: Str | StrSource3 | None | Unset = "",
        max_tokens: Int | IntSource | None | Unset = 300,
        seed: Int | IntSource | None | Unset = 0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> StringNode[Literal["prompt", "system_prompt", "text_llm_model", "max_tokens", "seed"]]:
        """Text LLM (with System Prompt Preset) 1.1.0 (beta)"""
    def tile_to_properties(
        self,
        *,
        tile: Tile | Null | ChoiceChoiceSource | Unset,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> TileToPropertiesNode[Literal["tile"]]:
        """Tile to Properties 1.0.1"""
    def tiled_multi_diffusion_denoise_latents(
        self,
        *,
        positive_conditioning: ConditioningSource | Unset,
        negative_conditioning: ConditioningSource | Unset,
        unet: UNetSource | Unset,
        noise: LatentsSource | None | Unset = ...,
        latents: LatentsSource | None | Unset = ...,
        tile_height: Int | IntSource | None | Unset = 1024,
        tile_width: Int | IntSource | None | Unset = 1024,
        tile_overlap: Int | IntSource | None | Unset = 32,
        steps: Int | IntSource | None | Unset = 18,
        cfg_scale: Float | Sequence[Float] | FloatSource2 | Sequence[FloatOutput] | None | Unset = 6.0,
        denoising_start: Float | FloatSource | None | Unset = 0.0,
        denoising_end: Float | FloatSource | None | Unset = 1.0,
        scheduler: SchedulerChoice2 | ChoiceChoiceSource2 | None | Unset = "euler",
        cfg_rescale_multiplier: Float | FloatSource | None | Unset = 0,
        control: ControlSource | Sequence[ControlOutput] | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> LatentsNode[Literal["positive_conditioning", "negative_conditioning", "noise", "latents", "tile_height", "tile_width", "tile_overlap", "steps", "cfg_scale", "denoising_start", "denoising_end", "scheduler", "unet", "cfg_rescale_multiplier", "control"]]:
        """Tiled Multi-Diffusion Denoise - SD1.5, SDXL 1.0.1"""
    def tomask(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        invert: Bool | BoolSource | None | Unset = False,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "invert"]]:
        """Mask from Alpha 1.2.2"""
    def unsharp_mask(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        radius: Float | FloatSource | None | Unset = 2,
        strength: Float | FloatSource | None | Unset = 50,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "radius", "strength"]]:
        """Unsharp Mask 1.2.2"""
    def unsharp_mask_oklab(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        radius: Float | FloatSource | None | Unset = 2,
        strength: Float | FloatSource | None | Unset = 50,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "image", "radius", "strength"]]:
        """Unsharp Mask (Oklab) 1.0.0"""
    def vae_loader(
        self,
        *,
        vae_model: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> VaeNode[Literal["vae_model"]]:
        """VAE Model - SD1.5, SD2, SDXL, SD3, FLUX 1.0.4"""
    def video(
        self,
        *,
        video: VideoField | Null | VideoSource | Unset,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> VideoNode[Literal["video"]]:
        """Video Primitive 1.0.0"""
    def video_concat(
        self,
        *,
        videos: Sequence[VideoField] | Null | AnyListOutput | Sequence[VideoOutput] | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        transition: Literal["cut", "crossfade", "fade_through_black"] | ChoiceChoiceSource | None | Unset = "cut",
        transition_frames: Int | IntSource | None | Unset = 8,
        fps: Int | Null | IntSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> VideoNode[Literal["board", "metadata", "videos", "transition", "transition_frames", "fps"]]:
        """Concatenate Videos 1.0.0 (prototype)"""
    def video_frame_extract(
        self,
        *,
        video: VideoField | Null | VideoSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        frame_index: Int | IntSource | None | Unset = -1,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "video", "frame_index"]]:
        """Frame from Video 1.1.0 (prototype)"""
    def wan_denoise(
        self,
        *,
        transformer: WanTransformerSource | Unset,
        positive_conditioning: WanConditioningSource | Unset,
        negative_conditioning: WanConditioningSource | None | Unset = ...,
        ref_image: WanRefImageConditioningSource | None | Unset = ...,
        latents: LatentsSource | None | Unset = ...,
        denoise_mask: DenoiseMaskSource | None | Unset = ...,
        denoising_start: Float | FloatSource | None | Unset = 0.0,
        denoising_end: Float | FloatSource | None | Unset = 1.0,
        add_noise: Bool | BoolSource | None | Unset = True,
        guidance_scale: Float | FloatSource | None | Unset = 4.0,
        guidance_scale_low_noise: Float | Null | FloatSource3 | None | Unset = ...,
        width: Int | IntSource | None | Unset = 1024,
        height: Int | IntSource | None | Unset = 1024,
        steps: Int | IntSource | None | Unset = 40,
        seed: Int | IntSource | None | Unset = 0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> LatentsNode[Literal["transformer", "positive_conditioning", "negative_conditioning", "ref_image", "latents", "denoise_mask", "denoising_start", "denoising_end", "add_noise", "guidance_scale", "guidance_scale_low_noise", "width", "height", "steps", "seed"]]:
        """Denoise - Wan 2.2 1.0.0 (prototype)"""
    def wan_i2l(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        vae: VAESource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> LatentsNode[Literal["board", "metadata", "image", "vae"]]:
        """Image to Latents - Wan 2.2 1.0.0 (prototype)"""
    def wan_i2v_ideal_dimensions(
        self,
        *,
        width: Int | IntSource | None | Unset = 1024,
        height: Int | IntSource | None | Unset = 1024,
        target_resolution: Literal["480p", "720p", "1080p"] | ChoiceChoiceSource | None | Unset = "720p",
        rounding: Literal["nearest", "floor", "ceiling"] | ChoiceChoiceSource | None | Unset = "nearest",
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> IdealSizeNode[Literal["width", "height", "target_resolution", "rounding"]]:
        """Wan 2.2 I2V Ideal Dimensions (A14B) 1.1.0 (prototype)"""
    def wan_l2i(
        self,
        *,
        latents: LatentsSource | Unset,
        vae: VAESource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "latents", "vae"]]:
        """Latents to Image - Wan 2.2 1.0.0 (prototype)"""
    def wan_l2v(
        self,
        *,
        latents: LatentsSource | Unset,
        vae: VAESource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        fps: Int | IntSource | None | Unset = 16,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> VideoNode[Literal["board", "metadata", "latents", "vae", "fps"]]:
        """Latents to Video - Wan 2.2 1.0.0 (prototype)"""
    def wan_lora_collection_loader(
        self,
        *,
        loras: LoRAField | Sequence[LoRAField] | Null | LoRASource | Sequence[ControlLoRAOutput | LoRAOutput] | None | Unset = ...,
        transformer: WanTransformerSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> WanLoraLoaderNode[Literal["loras", "transformer"]]:
        """Apply LoRA Collection - Wan 2.2 1.0.1 (prototype)"""
    def wan_lora_loader(
        self,
        *,
        lora: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        weight: Float | FloatSource | None | Unset = 0.75,
        target: Literal["auto", "both", "high", "low"] | ChoiceChoiceSource | None | Unset = "auto",
        transformer: WanTransformerSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> WanLoraLoaderNode[Literal["lora", "weight", "target", "transformer"]]:
        """Apply LoRA - Wan 2.2 1.0.1 (prototype)"""
    def wan_model_loader(
        self,
        *,
        model: ModelRef | ModelIdentifierField | Unset,
        transformer_low_noise_model: ModelRef | ModelIdentifierField | Null | None | Unset = ...,
        vae_model: ModelRef | ModelIdentifierField | Null | None | Unset = ...,
        wan_t5_encoder_model: ModelRef | ModelIdentifierField | Null | None | Unset = ...,
        component_source: ModelRef | ModelIdentifierField | Null | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> WanModelLoaderNode[Literal["model", "transformer_low_noise_model", "vae_model", "wan_t5_encoder_model", "component_source"]]:
        """Main Model - Wan 2.2 1.0.1 (prototype)"""
    def wan_ref_image_encoder(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        vae: VAESource | Unset,
        width: Int | IntSource | None | Unset = 1024,
        height: Int | IntSource | None | Unset = 1024,
        num_frames: Int | IntSource | None | Unset = 1,
        end_image: ImageField | Null | ImageSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> WanRefImageNode[Literal["image", "vae", "width", "height", "num_frames", "end_image"]]:
        """Reference Image - Wan 2.2 1.2.0 (prototype)"""
    def wan_text_encoder(
        self,
        *,
        prompt: Str | Null | StrSource | Unset,
        wan_t5_encoder: WanT5EncoderSource | Unset,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> WanConditioningNode[Literal["prompt", "wan_t5_encoder"]]:
        """Prompt - Wan 2.2 1.0.0 (prototype)"""
    def wan_ti2v_ideal_dimensions(
        self,
        *,
        width: Int | IntSource | None | Unset = 1024,
        height: Int | IntSource | None | Unset = 1024,
        target_resolution: Literal["480p", "720p", "1080p"] | ChoiceChoiceSource | None | Unset = "720p",
        rounding: Literal["nearest", "floor", "ceiling"] | ChoiceChoiceSource | None | Unset = "nearest",
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> IdealSizeNode[Literal["width", "height", "target_resolution", "rounding"]]:
        """Wan 2.2 TI2V Ideal Dimensions (5B) 1.0.0 (prototype)"""
    def wan_video_denoise(
        self,
        *,
        transformer: WanTransformerSource | Unset,
        positive_conditioning: WanConditioningSource | Unset,
        negative_conditioning: WanConditioningSource | None | Unset = ...,
        ref_image: WanRefImageConditioningSource | None | Unset = ...,
        guidance_scale: Float | FloatSource | None | Unset = 5.0,
        guidance_scale_low_noise: Float | Null | FloatSource3 | None | Unset = 4.0,
        width: Int | IntSource | None | Unset = 832,
        height: Int | IntSource | None | Unset = 480,
        num_frames: Int | IntSource | None | Unset = 81,
        steps: Int | IntSource | None | Unset = 40,
        seed: Int | IntSource | None | Unset = 0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> LatentsNode[Literal["transformer", "positive_conditioning", "negative_conditioning", "ref_image", "guidance_scale", "guidance_scale_low_noise", "width", "height", "num_frames", "steps", "seed"]]:
        """Denoise Video - Wan 2.2 1.0.0 (prototype)"""
    def workflow_return(
        self,
        *,
        values: WorkflowReturnValueSource | Sequence[WorkflowReturnValueOutput] | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> WorkflowReturnNode[Literal["values"]]:
        """Workflow Return 1.0.0 (beta)"""
    def workflow_return_get(
        self,
        *,
        values: AnySource2 | Sequence[AnySource3] | None | Unset = ...,
        key: Str | StrSource3 | None | Unset = "",
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> WorkflowReturnGetNode[Literal["values", "key"]]:
        """Get Workflow Return Value 1.0.0 (beta)"""
    def workflow_return_value(
        self,
        *,
        key: Str | StrSource3 | None | Unset = "",
        value: Any | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> WorkflowReturnValueNode[Literal["key", "value"]]:
        """Workflow Return Value 1.0.0 (beta)"""
    def z_image_control(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        control_model: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        control_context_scale: Float | FloatSource | None | Unset = 0.75,
        begin_step_percent: Float | FloatSource | None | Unset = 0.0,
        end_step_percent: Float | FloatSource | None | Unset = 1.0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ZImageControlNode[Literal["image", "control_model", "control_context_scale", "begin_step_percent", "end_step_percent"]]:
        """Z-Image ControlNet 1.1.0 (prototype)"""
    def z_image_denoise(
        self,
        *,
        transformer: TransformerSource | Unset,
        positive_conditioning: ZImageConditioningSource | Sequence[ZImageConditioningOutput] | Unset,
        latents: LatentsSource | None | Unset = ...,
        noise: LatentsSource | None | Unset = ...,
        denoise_mask: DenoiseMaskSource | None | Unset = ...,
        denoising_start: Float | FloatSource | None | Unset = 0.0,
        denoising_end: Float | FloatSource | None | Unset = 1.0,
        add_noise: Bool | BoolSource | None | Unset = True,
        negative_conditioning: ZImageConditioningSource | Sequence[ZImageConditioningOutput] | None | Unset = ...,
        guidance_scale: Float | FloatSource | None | Unset = 1.0,
        width: Int | IntSource | None | Unset = 1024,
        height: Int | IntSource | None | Unset = 1024,
        steps: Int | IntSource | None | Unset = 8,
        seed: Int | IntSource | None | Unset = 0,
        control: ZImageControlSource | None | Unset = ...,
        vae: VAESource | None | Unset = ...,
        shift: Float | Null | FloatSource3 | None | Unset = ...,
        scheduler: Literal["euler", "heun", "lcm"] | ChoiceChoiceSource | None | Unset = "euler",
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> LatentsNode[Literal["latents", "noise", "denoise_mask", "denoising_start", "denoising_end", "add_noise", "transformer", "positive_conditioning", "negative_conditioning", "guidance_scale", "width", "height", "steps", "seed", "control", "vae", "shift", "scheduler"]]:
        """Denoise - Z-Image 1.6.0 (prototype)"""
    def z_image_denoise_meta(
        self,
        *,
        transformer: TransformerSource | Unset,
        positive_conditioning: ZImageConditioningSource | Sequence[ZImageConditioningOutput] | Unset,
        metadata: MetadataSource | None | Unset = ...,
        latents: LatentsSource | None | Unset = ...,
        noise: LatentsSource | None | Unset = ...,
        denoise_mask: DenoiseMaskSource | None | Unset = ...,
        denoising_start: Float | FloatSource | None | Unset = 0.0,
        denoising_end: Float | FloatSource | None | Unset = 1.0,
        add_noise: Bool | BoolSource | None | Unset = True,
        negative_conditioning: ZImageConditioningSource | Sequence[ZImageConditioningOutput] | None | Unset = ...,
        guidance_scale: Float | FloatSource | None | Unset = 1.0,
        width: Int | IntSource | None | Unset = 1024,
        height: Int | IntSource | None | Unset = 1024,
        steps: Int | IntSource | None | Unset = 8,
        seed: Int | IntSource | None | Unset = 0,
        control: ZImageControlSource | None | Unset = ...,
        vae: VAESource | None | Unset = ...,
        shift: Float | Null | FloatSource3 | None | Unset = ...,
        scheduler: Literal["euler", "heun", "lcm"] | ChoiceChoiceSource | None | Unset = "euler",
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> LatentsMetaNode[Literal["metadata", "latents", "noise", "denoise_mask", "denoising_start", "denoising_end", "add_noise", "transformer", "positive_conditioning", "negative_conditioning", "guidance_scale", "width", "height", "steps", "seed", "control", "vae", "shift", "scheduler"]]:
        """Denoise - Z-Image + Metadata 1.1.0"""
    def z_image_i2l(
        self,
        *,
        image: ImageField | Null | ImageSource | Unset,
        vae: VAESource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> LatentsNode[Literal["board", "metadata", "image", "vae"]]:
        """Image to Latents - Z-Image 1.1.0 (prototype)"""
    def z_image_l2i(
        self,
        *,
        latents: LatentsSource | Unset,
        vae: VAESource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "latents", "vae"]]:
        """Latents to Image - Z-Image 1.1.0 (prototype)"""
    def z_image_lora_collection_loader(
        self,
        *,
        loras: LoRAField | Sequence[LoRAField] | Null | LoRASource | Sequence[ControlLoRAOutput | LoRAOutput] | None | Unset = ...,
        transformer: TransformerSource | None | Unset = ...,
        qwen3_encoder: Qwen3EncoderSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> AnimaLoraLoaderNode[Literal["loras", "transformer", "qwen3_encoder"]]:
        """Apply LoRA Collection - Z-Image 1.0.1"""
    def z_image_lora_loader(
        self,
        *,
        lora: ModelRef | ModelIdentifierField | Null | ModelIdentifierSource | Unset,
        weight: Float | FloatSource | None | Unset = 0.75,
        transformer: TransformerSource | None | Unset = ...,
        qwen3_encoder: Qwen3EncoderSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> AnimaLoraLoaderNode[Literal["lora", "weight", "transformer", "qwen3_encoder"]]:
        """Apply LoRA - Z-Image 1.0.0"""
    def z_image_model_loader(
        self,
        *,
        model: ModelRef | ModelIdentifierField | Unset,
        vae_model: ModelRef | ModelIdentifierField | Null | None | Unset = ...,
        qwen3_encoder_model: ModelRef | ModelIdentifierField | Null | None | Unset = ...,
        qwen3_source_model: ModelRef | ModelIdentifierField | Null | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> AnimaModelLoaderNode[Literal["model", "vae_model", "qwen3_encoder_model", "qwen3_source_model"]]:
        """Main Model - Z-Image 3.1.0 (prototype)"""
    def z_image_pid_decode(
        self,
        *,
        latents: LatentsSource | Unset,
        prompt: Str | Null | StrSource | Unset,
        gemma2_encoder: Gemma2EncoderSource | Unset,
        pid_decoder: PiDDecoderSource | Unset,
        board: BoardField | Null | None | Unset = ...,
        metadata: MetadataSource | None | Unset = ...,
        vae: VAESource | None | Unset = ...,
        num_inference_steps: Int | IntSource | None | Unset = 4,
        seed: Int | IntSource | None | Unset = 0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ImageNode[Literal["board", "metadata", "latents", "prompt", "gemma2_encoder", "pid_decoder", "vae", "num_inference_steps", "seed"]]:
        """Latents to Image - Z-Image + PiD (4x SR) 1.0.0 (prototype)"""
    def z_image_seed_variance_enhancer(
        self,
        *,
        conditioning: ZImageConditioningSource2 | Unset,
        seed: Int | IntSource | None | Unset = 0,
        strength: Float | FloatSource | None | Unset = 0.1,
        randomize_percent: Float | FloatSource | None | Unset = 50.0,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ZImageConditioningNode[Literal["conditioning", "seed", "strength", "randomize_percent"]]:
        """Seed Variance Enhancer - Z-Image 1.0.0 (prototype)"""
    def z_image_text_encoder(
        self,
        *,
        prompt: Str | Null | StrSource | Unset,
        qwen3_encoder: Qwen3EncoderSource | Unset,
        mask: TensorField | Null | TensorSource | None | Unset = ...,
        id: Str | None = ...,
        label: Str = ...,
        notes: Str = ...,
        ignore: Sequence[Str] = ...,
        is_intermediate: Bool | Unset | None = ...,
        use_cache: Bool | Unset | None = ...,
    ) -> ZImageConditioningNode[Literal["prompt", "qwen3_encoder", "mask"]]:
        """Prompt - Z-Image 1.1.0 (prototype)"""
