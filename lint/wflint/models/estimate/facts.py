"""The numbers that estimates rest on, each with its source.

Parameters were counted by building the published architectures without weights inside InvokeAI 6.14.2's
environment, and live memory by tracing them there (``lint/scripts/count_parameters.py``, which prints these
tables). "Guide" is the "InvokeAI Workflow API Guide" of this project; "InvokeAI" is the file named, of
release 6.14.2. Sizes are in bytes, GB is 2**30 of them. None of it was measured on a graphics card by us.
"""

from __future__ import annotations

from typing import Final

from wflint.models.amounts import GB

GUIDE: Final = "guide"
INVENTORY: Final = "inventory"
WORKING: Final = "InvokeAI's device_working_mem_gb (default 3)"
VAE_WORKING: Final = "InvokeAI's backend/util/vae_working_memory.py; low: tensors alone, traced"
SLOPE: Final = "InvokeAI's app/invocations/flux2_denoise.py (0.29 MB a token at width 3072), by width"
TRACED: Final = "traced on the architecture: tensors alone"
OVERHEAD: Final = "assumption"


# What of a model has to fit at least, for it to run with the rest streamed from RAM (partial loading): the
# guide's 16 GB for FLUX's 22.2 GB of weights. InvokeAI's starter models say 12 GB for 14.8 (FLUX.2 dev Q3).
RESIDENT_SHARE: Final = 0.72
ENCODER_SHARE: Final = 0.67  # likewise: the guide's 6 GB for FLUX in GGUF, whose T5 has 8.9
CONTROLNET: Final = (2 * GB, 4 * GB)  # each; guide
PREPROCESSING: Final = (1 * GB, 2 * GB)  # guide
CONTROL_LORA: Final = (0.1 * GB, 1.3 * GB)  # assumption: merged into the transformer's layers
IP_ADAPTER: Final = (0.04 * GB, 0.9 * GB)  # assumption: from the SD1.5 adapter to the Plus ones of SDXL
LORA: Final = (0, 0.5 * GB)  # assumption
T2I_ADAPTER: Final = 79.0  # millions of parameters, the SDXL one; SD1.5: 77.4
CLIP_VISION: Final = 632.1  # millions of parameters, ViT-H, of an IP-Adapter
VAE_PASS: Final = "working memory of the VAE"
TILED: Final = ", tiled"
# Of a transformer's block: five tensors of 16 bits live at once, which are its input, what attention takes
# (queries, keys, values) and what it gives.
BLOCK: Final = 10  # bytes a token, per unit of width
BLOCK_SOURCE: Final = "low: tensors of one block alone; high: FLUX.2's slope (flux2_denoise.py), by width"
EXPERTS: Final = "InvokeAI's app/invocations/wan_denoise.py keeps both in RAM"
USUAL_FRAMES: Final = 81  # what wan_video_denoise makes by default
COPIES: Final = 6  # of a decoded video: three colours, and a copy of the clip
WORKING_RESERVE: Final = 3 * GB
TOKEN: Final = 0.291 * 2**20 / 3072  # bytes of activations a token, per unit of width
LIVE_DECODE: Final = (
    768  # bytes of live tensors per pixel and byte of precision in an AutoencoderKL's decoder
)
TILE_SURPLUS: Final = 1.25  # InvokeAI adds a quarter for overlap
FP32_VAE_SURPLUS: Final = 250 * 2**20
IDLE_RAM: Final = 1.05 * GB  # an idle server of 6.14.2, measured
BASE_RAM: Final = 2 * GB  # InvokeAI's RAM_CACHE_BASELINE_BYTES (model_cache.py)
