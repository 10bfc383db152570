"""What the denoise nodes of each family do with their settings, where a setting makes no sense.

Read from InvokeAI 6.14.2 (app/invocations/*_denoise.py, backend/flux/sampling_utils.py) and, for the families
that have tiny models (all but anima, krea-2, wan and ernie-image), seen on a real server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Denoise(NamedTuple):
    """One denoise node.

    ``steps``, ``cfg`` and ``negative`` are its inputs for those. ``reversed`` is the error where
    ``denoising_start`` lies after ``denoising_end``, ``empty`` where they are equal; empty text: it runs and
    makes no step. ``late`` is the error of a start above 0 without latents. ``needs_negative``: it fails
    where ``cfg`` is not 1 and no negative conditioning is connected (``above``: only above 1); else it then
    leaves ``cfg`` out. ``cfg_off`` says from where downwards the negative conditioning is left out: at 1, or
    at and below it. ``masked`` is the error of a mask without latents.
    """

    family: str
    steps: str = "steps"
    cfg: str = "cfg_scale"
    negative: str = "negative_conditioning"
    reversed: str = ""
    empty: str = ""
    late: str = "ValueError: denoising_start should be 0 when initial latents are not provided"
    needs_negative: str = ""
    cfg_off: str = ""
    masked: str = "AssertionError"


_ASSERTION = "AssertionError"
_RANGE = "ValueError: denoising_start must be less than denoising_end"
_MASKED = "ValueError: Initial latents are required"
_NEGATIVE = "ValueError: Negative text conditioning is required when cfg_scale is not 1.0"

_SD = Denoise("SD1.5, SD2 and SDXL", late="")
_FLUX = Denoise(
    "FLUX.1",
    "num_steps",
    negative="negative_text_conditioning",
    reversed=_ASSERTION,
    needs_negative=_NEGATIVE,
    cfg_off="at 1",
)
_Z_IMAGE = Denoise(
    "Z-Image",
    cfg="guidance_scale",
    reversed="IndexError: list index out of range",
    cfg_off="at 1",
    masked=_MASKED,
)
_ANIMA = Denoise("Anima", cfg="guidance_scale", reversed=_RANGE, empty=_RANGE, cfg_off="at 1", masked=_MASKED)

SD: Mapping[str, Denoise] = {
    "denoise_latents": _SD,
    "denoise_latents_meta": _SD,
    "tiled_multi_diffusion_denoise_latents": _SD,
}
FLOW: Mapping[str, Denoise] = {
    "flux_denoise": _FLUX,
    "flux_denoise_meta": _FLUX,
    "flux2_denoise": _FLUX._replace(family="FLUX.2"),
    "sd3_denoise": Denoise("SD3", reversed=_ASSERTION),
    "cogview4_denoise": Denoise("CogView4", reversed=_ASSERTION),
    "z_image_denoise": _Z_IMAGE,
    "z_image_denoise_meta": _Z_IMAGE,
    "qwen_image_denoise": Denoise(
        "Qwen-Image",
        reversed="IndexError: index 0 is out of bounds for dimension 0 with size 0",
        cfg_off="at or below 1",
    ),
    "anima_denoise": _ANIMA,
    "anima_denoise_meta": _ANIMA,
    "krea2_denoise": Denoise(
        "Krea-2", reversed=_RANGE, empty=_RANGE, cfg_off="at or below 1", masked=_MASKED
    ),
    "wan_denoise": Denoise(
        "Wan", cfg="guidance_scale", reversed=_RANGE, empty=_RANGE, cfg_off="at 1", masked=_MASKED
    ),
    "ernie_image_denoise": Denoise(
        "ERNIE-Image",
        cfg="guidance_scale",
        reversed="ValueError: Invalid denoising window",
        empty="ValueError: Invalid denoising window",
        late="ValueError: denoising_start must be 0 when no initial latents are provided",
        needs_negative="ValueError: Negative conditioning is required when guidance_scale > 1.0",
        cfg_off="at or below 1",
    ),
}
DENOISE: Mapping[str, Denoise] = {**SD, **FLOW}

# The image sides that the noise node takes for each noise type: validate_noise_dimensions in latent_noise.py.
# The schema asks for multiples of 8 only.
NOISE_MULTIPLES: Mapping[str, int] = {"FLUX": 16, "FLUX.2": 16, "SD3": 16, "Z-Image": 16, "CogView4": 32}
