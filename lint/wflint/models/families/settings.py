"""What the denoise nodes of each family do with their settings, and which nodes have a weight or a size.

Derived from the families' own files, and read there from InvokeAI 6.14.2 (app/invocations/*_denoise.py,
backend/flux/sampling_utils.py). For the families that have tiny models (all but anima, krea-2, wan,
ernie-image and ideogram-4) it was seen on a real server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.families.bases import LABELS
from wflint.models.families.known import KNOWN
from wflint.models.families.nodes import ADAPTERS, DENOISERS, LORA_SELECTOR, LORAS, UNETS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wflint.models.families.node_facts import Denoise

SD: dict[str, Denoise] = {}
FLOW: dict[str, Denoise] = {}
for _type, _node in DENOISERS.items():
    _unet = _node.bases == UNETS
    _node.settings.family = "SD1.5, SD2 and SDXL" if _unet else LABELS[next(iter(_node.bases))]
    (SD if _unet else FLOW)[_type] = _node.settings
DENOISE: Mapping[str, Denoise] = {**SD, **FLOW}
# Nodes with a number of frames.
VIDEOS: tuple[str, ...] = tuple(name for family in KNOWN for name in family.videos.split())

# The image sides that the noise node takes for each noise type: validate_noise_dimensions in latent_noise.py.
# The schema asks for multiples of 8 only.
NOISE_MULTIPLES: Mapping[str, int] = {
    kind: multiple for family in KNOWN for kind, multiple in family.noise.items() if multiple > 8
}
# Pixels to the smallest latent inside the UNet.
UNET_MULTIPLES: Mapping[str, int] = {family.base: family.unet for family in KNOWN if family.unet}
# Sides of the training pictures: the "optimal dimension" of the web UI
# (features/parameters/util/optimalDimension.ts). By the family's loader: its base and the side.
TRAINED: Mapping[str, tuple[str, int]] = {
    loader: (family.base, family.trained) for family in KNOWN if family.trained for loader in family.loaders
}

# Nodes with a random seed beside the denoise nodes that no schema bounds, and what they call it.
SEEDED: Mapping[str, str] = {
    **{name: "seed" for family in KNOWN for name in family.pid},
    "z_image_seed_variance_enhancer": "seed",
    "krea2_seed_variance": "variance_seed",
}

# What gives a control image, and the input of its weight.
CONTROLS: Mapping[str, str] = {
    name: node.weight for name, node in ADAPTERS.items() if node.weight and node.kind != "ip_adapter"
}
WEIGHTED: Mapping[str, str] = {
    **{name: node.weight for name, node in ADAPTERS.items() if node.weight},
    **{name: "weight" for name, node in LORAS.items() if node.field == "lora"},
    LORA_SELECTOR[0]: "weight",
}
