"""Names of nodes that people write for InvokeAI and that are not InvokeAI's.

Left: the name, folded (lower case, letters and digits only), so that ComfyUI's class names (``KSampler``)
and the snake case of guides (``k_sampler``) meet. Right: InvokeAI's own node types for the purpose, best
first. A message names only those that the target release has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.catalogue.renames import gone, successor
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wflint.catalogue.model import Catalogue

_SAMPLER = ("denoise_latents", "flux_denoise")
_CHECKPOINT = ("main_model_loader", "sdxl_model_loader", "flux_model_loader")
_TEXT = ("compel", "sdxl_compel_prompt", "flux_text_encoder")
_EMPTY = ("noise",)
_DECODE = ("l2i", "flux_vae_decode")
_ENCODE = ("i2l", "flux_vae_encode")
_CONTROL = ("controlnet", "flux_controlnet")
_IP_ADAPTER = ("ip_adapter", "flux_ip_adapter")
_CANNY = ("canny_edge_detection", "canny_image_processor")
_DEPTH = ("depth_anything_depth_estimation", "midas_depth_image_processor", "depth_anything_image_processor")
_POSE = ("dw_openpose_detection", "dw_openpose_image_processor", "openpose_image_processor")
_HED = ("hed_edge_detection", "hed_image_processor")
_NORMAL = ("normal_map", "normalbae_image_processor")
_MASKED = ("create_denoise_mask", "create_gradient_mask")

# Names from ComfyUI's node classes, their display names and the snake case that guides make of them.
_COMFYUI: Mapping[str, tuple[str, ...]] = {
    "ksampler": _SAMPLER,
    "ksampleradvanced": _SAMPLER,
    "samplercustom": _SAMPLER,
    "samplercustomadvanced": ("flux_denoise", "denoise_latents"),
    "sampler": _SAMPLER,
    "checkpointloader": _CHECKPOINT,
    "checkpointloadersimple": _CHECKPOINT,
    "loadcheckpoint": _CHECKPOINT,
    "unetloader": ("flux_model_loader", "main_model_loader", "sdxl_model_loader"),
    "diffusionmodelloader": ("flux_model_loader", "main_model_loader", "sdxl_model_loader"),
    "cliploader": ("flux_model_loader", "main_model_loader", "sdxl_model_loader"),
    "dualcliploader": ("flux_model_loader", "sdxl_model_loader"),
    "cliptextencode": _TEXT,
    "cliptextencodesdxl": ("sdxl_compel_prompt",),
    "sdxlpromptstyler": ("sdxl_compel_prompt",),
    "cliptextencodeflux": ("flux_text_encoder",),
    "clipsetlastlayer": ("clip_skip",),
    "conditioningcombine": ("collect",),
    "conditioningconcat": ("collect",),
    "emptylatentimage": _EMPTY,
    "emptylatent": _EMPTY,
    "randomnoise": _EMPTY,
    "vaeloader": ("vae_loader",),
    "loadvae": ("vae_loader",),
    "vaedecode": _DECODE,
    "vaedecodetiled": _DECODE,
    "decode": _DECODE,
    "vaeencode": _ENCODE,
    "vaeencodetiled": _ENCODE,
    "vaeencodeforinpaint": ("i2l", *_MASKED),
    "setlatentnoisemask": _MASKED,
    "latentupscale": ("lresize",),
    "latentupscaleby": ("lscale",),
    "latentblend": ("lblend",),
    "loadimage": ("image",),
    "imageloader": ("image",),
    "inputimage": ("image",),
    "loadimagemask": ("image", "tomask", "image_mask_to_tensor"),
    "previewimage": ("save_image",),
    "saveimage": ("save_image",),
    "imagesave": ("save_image",),
    "imagescale": ("img_resize",),
    "imagescaleby": ("img_scale",),
    "imageresize": ("img_resize",),
    "imageblur": ("img_blur",),
    "imageblend": ("invokeai_img_blend", "img_lerp"),
    "blurmask": ("img_blur",),
    "maskblur": ("img_blur",),
    "imagecrop": ("img_crop",),
    "imageinvert": ("img_lerp",),
    "upscalemodelloader": ("spandrel_image_to_image", "esrgan"),
    "imageupscalewithmodel": ("spandrel_image_to_image", "esrgan"),
    "loraloader": ("lora_loader", "sdxl_lora_loader", "flux_lora_loader"),
    "loraloadermodelonly": ("lora_loader", "sdxl_lora_loader", "flux_lora_loader"),
    "controlnetloader": _CONTROL,
    "loadcontrolnetmodel": _CONTROL,
    "diffcontrolnetloader": _CONTROL,
    "controlnetapply": _CONTROL,
    "controlnetapplyadvanced": _CONTROL,
    "applycontrolnet": _CONTROL,
    "applycontrolnetadvanced": _CONTROL,
    "ipadapterloader": _IP_ADAPTER,
    "ipadaptermodelloader": _IP_ADAPTER,
    "ipadapterunifiedloader": _IP_ADAPTER,
    "ipadapterapply": _IP_ADAPTER,
    "ipadapteradvanced": _IP_ADAPTER,
    "applyipadapter": _IP_ADAPTER,
    "clipvisionloader": _IP_ADAPTER,
    "clipvisionencode": _IP_ADAPTER,
    "t2iadapterloader": ("t2i_adapter",),
    "stylemodelloader": ("flux_redux",),
    "stylemodelapply": ("flux_redux",),
    "freeu": ("freeu",),
    "freeuv2": ("freeu",),
    "cannyedgepreprocessor": _CANNY,
    "cannypreprocessor": _CANNY,
    "canny": _CANNY,
    "midasdepthmappreprocessor": _DEPTH,
    "midasdepthprocessor": _DEPTH,
    "midasdepthpreprocessor": _DEPTH,
    "midaspreprocessor": _DEPTH,
    "depthanythingpreprocessor": _DEPTH,
    "depthanythingv2preprocessor": _DEPTH,
    "zoedepthmappreprocessor": _DEPTH,
    "leresdepthmappreprocessor": _DEPTH,
    "depthpreprocessor": _DEPTH,
    "hedpreprocessor": _HED,
    "fakescribblepreprocessor": _HED,
    "pidinetpreprocessor": ("pidi_edge_detection", "pidi_image_processor"),
    "lineartpreprocessor": ("lineart_edge_detection", "lineart_image_processor"),
    "animelineartpreprocessor": ("lineart_anime_edge_detection", "lineart_anime_image_processor"),
    "lineartanimepreprocessor": ("lineart_anime_edge_detection", "lineart_anime_image_processor"),
    "mlsdpreprocessor": ("mlsd_detection", "mlsd_image_processor"),
    "openposepreprocessor": _POSE,
    "dwposepreprocessor": _POSE,
    "dwpreprocessor": _POSE,
    "baenormalmappreprocessor": _NORMAL,
    "normalbaepreprocessor": _NORMAL,
    "midasnormalmappreprocessor": _NORMAL,
    "tilepreprocessor": ("tile_image_processor", "controlnet"),
    "shufflepreprocessor": ("content_shuffle", "content_shuffle_image_processor"),
    "colorpreprocessor": ("color_map", "color_map_image_processor"),
    "fluxsampler": ("flux_denoise",),
    "fluxksampler": ("flux_denoise",),
    "basicguider": ("flux_denoise",),
    "fluxguidance": ("flux_denoise",),
    "fluxtextencode": ("flux_text_encoder",),
    "fluxcliptextencode": ("flux_text_encoder",),
    "fluxemptylatent": ("flux_denoise",),
    "emptyfluxlatent": ("flux_denoise",),
    "emptysd3latentimage": ("sd3_denoise", "flux_denoise"),
    "fluxcontrolnetloader": ("flux_controlnet",),
    "fluxcontrolnetapply": ("flux_controlnet",),
    "applyfluxcontrolnet": ("flux_controlnet",),
    "fluxipadapterloader": ("flux_ip_adapter",),
    "fluxvaeloader": ("flux_model_loader",),
    "fluxvaedecode": ("flux_vae_decode",),
    "fluxdecode": ("flux_vae_decode",),
    "fluxvaeencode": ("flux_vae_encode",),
    "fluxloader": ("flux_model_loader",),
    "loadfluxmodel": ("flux_model_loader",),
    "primitive": ("string", "integer", "float"),
    "primitivenode": ("string", "integer", "float"),
    "note": (),
}

# Words for a task rather than anybody's node names, and InvokeAI's own short names spelled out.
_PLAIN: Mapping[str, tuple[str, ...]] = {
    "latentstoimage": ("l2i",),
    "imagetolatents": ("i2l",),
    "denoise": _SAMPLER,
    "texttolatents": _SAMPLER,
    "prompt": _TEXT,
    "positiveprompt": _TEXT,
    "negativeprompt": _TEXT,
    "textencode": _TEXT,
    "textencoder": _TEXT,
    "modelloader": _CHECKPOINT,
    "loadmodel": _CHECKPOINT,
    "upscale": ("spandrel_image_to_image", "esrgan"),
    "save": ("save_image",),
}

# Releases between the two had another successor than the table of successors names.
_BETWEEN: Mapping[str, tuple[str, ...]] = {"openpose_image_processor": ("dw_openpose_image_processor",)}


class Equivalent(NamedTuple):
    """InvokeAI's nodes for a name: ``origin`` is ``comfyui``, ``plain``, ``successor`` or ``gone``.

    A node that is ``gone`` has no single successor: ``types`` do its work together, if there are any, and
    ``why`` says what became of it.
    """

    origin: str
    types: tuple[str, ...]
    why: str = ""

    @property
    def sure(self) -> bool:
        """Whether one node is meant and no other."""
        return len(self.types) == 1 and not self.why


def equivalent(name: str, catalogue: Catalogue) -> Equivalent | None:
    """What InvokeAI calls a node that it does not have under this name; None when that is not known.

    ``types`` holds only nodes of this release, at most three; it is empty for a foreign name for which
    the release has no node of its own.
    """
    row = successor(name, catalogue)
    if row is not None:
        return Equivalent("successor", (row.new,))
    lost = gone(name)
    if lost is not None:
        return Equivalent("gone", tuple(t for t in lost.instead if t in catalogue.node_types), lost.why)
    folded = "".join(c for c in name.lower() if c.isalnum())
    for origin, found in (
        ("successor", _BETWEEN.get(name)),
        ("comfyui", _COMFYUI.get(folded)),
        ("plain", _PLAIN.get(folded)),
    ):
        if found is not None:
            return Equivalent(origin, tuple(t for t in found if t in catalogue.node_types)[:3])
    return None
