"""The numbers that estimates rest on, each with its source.

Parameters were counted by building the published architectures without weights inside InvokeAI 6.14.2's
environment, and live memory by tracing them there (``lint/scripts/count_parameters.py``, which prints these
tables). "Guide" is the "InvokeAI Workflow API Guide" of this project; "InvokeAI" is the file named, of
release 6.14.2. Sizes are in bytes, GB is 2**30 of them. None of it was measured on a graphics card by us.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from wflint.models.amounts import GB

COUNTED: Final = "parameters counted from the architecture"
GUIDE: Final = "guide"
STARTER: Final = "InvokeAI's starter models (backend/model_manager/starter_models.py)"
INVENTORY: Final = "inventory"
WORKING: Final = "InvokeAI's device_working_mem_gb (default 3)"
VAE_WORKING: Final = "InvokeAI's backend/util/vae_working_memory.py; low: tensors alone, traced"
SLOPE: Final = "InvokeAI's app/invocations/flux2_denoise.py (0.29 MB a token at width 3072), by width"
TRACED: Final = "traced on the architecture: tensors alone"
OVERHEAD: Final = "assumption"


class Family(NamedTuple):
    """What a main model of a base is made of. Numbers are millions of parameters.

    ``denoiser`` is the UNet or transformer, ``encoders`` the text encoders by name, ``native`` the side of
    the square that it was made for, in pixels. ``width`` is the transformer's (0: a UNet, whose ``live``
    bytes per pixel were traced). ``decode`` is the working memory that InvokeAI fits for the VAE, in bytes a
    pixel and byte of precision. ``whole``: a checkpoint or folder of this base holds encoders and VAE too.
    """

    denoiser: float
    encoders: tuple[tuple[str, float], ...]
    vae: float
    native: int
    width: int = 0
    live: int = 0
    decode: int = 2200
    whole: bool = False
    source: str = COUNTED


_CLIP_L = ("CLIP-L", 123.1)
_CLIP_G = ("CLIP-G", 694.7)
_T5 = ("T5-XXL", 4762.3)
FAMILIES: Final[dict[str, Family]] = {
    "sd-1": Family(859.5, (_CLIP_L,), 83.7, 512, live=522, whole=True),
    "sd-2": Family(865.9, (("CLIP-H", 340.4),), 83.7, 768, live=522, whole=True),
    "sdxl": Family(2567.5, (_CLIP_L, _CLIP_G), 83.7, 1024, live=316, whole=True),
    "sdxl-refiner": Family(2259.5, (_CLIP_G,), 83.7, 1024, live=316, whole=True),
    "sd-3": Family(2243.2, (_CLIP_L, _CLIP_G, _T5), 83.8, 1024, width=1536),
    "flux": Family(11901.4, (_CLIP_L, _T5), 83.8, 1024, width=3072),
    "flux2": Family(3875.5, (("Qwen3 4B", 4022.5),), 84.0, 1024, width=3072),
    "cogview4": Family(6369.1, (("GLM-4 9B", 8779.2),), 83.8, 1024, width=4096, whole=True),
    "z-image": Family(6154.9, (("Qwen3 4B", 4022.5),), 83.8, 1024, width=3840),
    "qwen-image": Family(20430.4, (("Qwen2.5-VL 7B", 8292.2),), 126.9, 1024, width=3072, decode=2900),
    "anima": Family(2000.0, (("Qwen3 0.6B", 596.0),), 126.9, 1024, width=2048, decode=2900, source=STARTER),
    "krea-2": Family(12000.0, (("Qwen3-VL 4B", 4022.5),), 126.9, 1024, 3072, decode=2900, source=STARTER),
    "wan": Family(14288.5, (("UMT5-XXL", 5680.9),), 126.9, 1024, width=5120, decode=2900),
}
# Kinds within a base, by ``variant`` or by a telling part of the name, that differ from the entry above.
VARIANTS: Final[dict[tuple[str, str], Family]] = {
    ("flux2", "klein_9b"): Family(9078.6, (("Qwen3 8B", 7568.4),), 84.0, 1024, width=4096),
    ("flux2", "dev"): Family(32223.3, (("Mistral", 17800.0),), 84.0, 1024, width=6144, source=STARTER),
    ("sd-3", "large"): Family(8056.6, (_CLIP_L, _CLIP_G, _T5), 83.8, 1024, width=2432),
    ("wan", "ti2v_5b"): Family(4999.8, (("UMT5-XXL", 5680.9),), 126.9, 1024, width=3072, decode=2900),
}
# The smallest card on which the guide has them run, and where it says so the recommended one. Its FLUX
# figures are for the transformer at 16 bits, FP8, and about 4 bits (GGUF, NF4).
SDXL_MINIMUM: Final = 8 * GB
SDXL_RECOMMENDED: Final = 12 * GB
FLUX_MINIMUM: Final = {16: 16 * GB, 8: 8 * GB, 4: 6 * GB}
# What of a model has to fit at least, for it to run with the rest streamed from RAM (partial loading): the
# guide's 16 GB for FLUX's 22.2 GB of weights. InvokeAI's starter models say 12 GB for 14.8 (FLUX.2 dev Q3).
RESIDENT_SHARE: Final = 0.72
ENCODER_SHARE: Final = 0.67  # likewise: the guide's 6 GB for FLUX in GGUF, whose T5 has 8.9
# Families of which InvokeAI's starter models have GGUF or NF4 versions.
QUANTISED: Final = frozenset({"flux", "flux2", "qwen-image", "z-image", "krea-2", "wan"})
CONTROLNET: Final = (2 * GB, 4 * GB)  # each; guide
PREPROCESSING: Final = (1 * GB, 2 * GB)  # guide
CONTROL_LORA: Final = (0.1 * GB, 1.3 * GB)  # assumption: merged into the transformer's layers
IP_ADAPTER: Final = (0.04 * GB, 0.9 * GB)  # assumption: from the SD1.5 adapter to the Plus ones of SDXL
LORA: Final = (0, 0.5 * GB)  # assumption
CONTROLNETS: Final = {"sd-1": 361.3, "sd-2": 364.2, "sdxl": 1251.0}  # millions of parameters
T2I_ADAPTER: Final = 79.0  # millions of parameters, the SDXL one; SD1.5: 77.4
CLIP_VISION: Final = 632.1  # millions of parameters, ViT-H, of an IP-Adapter
VAE_PASS: Final = "working memory of the VAE"
TILED: Final = ", tiled"
WORKING_RESERVE: Final = 3 * GB
TOKEN: Final = 0.291 * 2**20 / 3072  # bytes of activations a token, per unit of width
LIVE_DECODE: Final = (
    768  # bytes of live tensors per pixel and byte of precision in an AutoencoderKL's decoder
)
TILE_SURPLUS: Final = 1.25  # InvokeAI adds a quarter for overlap
FP32_VAE_SURPLUS: Final = 250 * 2**20
IDLE_RAM: Final = 1.05 * GB  # an idle server of 6.14.2, measured
BASE_RAM: Final = 2 * GB  # InvokeAI's RAM_CACHE_BASELINE_BYTES (model_cache.py)
