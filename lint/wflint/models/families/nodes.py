"""What each node does with the models and values it is given: the tables of the family analysis.

Derived from the families' own files, and read there from the nodes' ``invoke`` in app/invocations/ of
InvokeAI 6.14.2 (and 5.15.0, whose nodes of these names do the same). A node type that stands in none of these
tables gives values of which nothing is known. Nodes ending in ``_meta`` are their namesakes with metadata
(metadata_linked.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from wflint.models.families.bases import FAMILIES, UNET_BASES
from wflint.models.families.known import KNOWN
from wflint.models.families.node_facts import Adapter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wflint.models.families.node_facts import NodeFacts, Prompt, Supply
    from wflint.models.families.record import Family

    AnyNode = TypeVar("AnyNode", bound=NodeFacts)

UNETS = UNET_BASES
VAE_LOADER = ("vae_loader", "vae_model", "vae")
LORA_SELECTOR = ("lora_selector", "lora", "lora")
_BORROWERS: dict[str, list[str]] = {}
for _family in KNOWN:
    for _type in _family.borrows.split():
        _BORROWERS.setdefault(_type, []).append(_family.base)


def _all(of_each: Iterable[tuple[Family, Mapping[str, AnyNode]]]) -> dict[str, AnyNode]:
    """The nodes of all families, each with the families that use it."""
    found: dict[str, AnyNode] = {}
    for family, nodes in of_each:
        for node_type, node in nodes.items():
            node.bases = frozenset((family.base, *_BORROWERS.get(node_type, ())))
            found[node_type] = node
    return found


LOADERS = _all((family, family.loaders) for family in KNOWN)
DENOISERS = _all((family, family.denoisers) for family in KNOWN)
DECODERS = _all((family, family.decoders) for family in KNOWN)
IMAGE_ENCODERS = _all((family, family.image_encoders) for family in KNOWN)
PROMPTS = _all((family, family.prompts) for family in KNOWN)
LORAS = _all((family, family.loras) for family in KNOWN)
PID_NODES = _all((family, family.pid) for family in KNOWN)
ADAPTERS = _all((family, family.adapters) for family in KNOWN)

for _decoder in DECODERS.values():
    if _decoder.before is not None:
        _decoder.before.bases = _decoder.bases
for _family in KNOWN:
    for _pid in _family.pid.values():
        _pid.decoder = _pid.decoder or _family.base
        if _pid.upscales:
            _pid.bases = frozenset()
# A PiD decoder serves the families that the node behind it is for.
ADAPTERS["pid_decoder_loader"] = Adapter("pid_decoder_model", "pid_decoder", "pid_decoder", "pid_decoder", "")
ADAPTERS["pid_decoder_loader"].bases = FAMILIES

# Prompt nodes for CLIPs. The conditioning is of the one family, or of that whose CLIP is of that size.
CLIP_PROMPTS: dict[str, Prompt] = {name: prompt for name, prompt in PROMPTS.items() if prompt.inputs}
_SIZES = {family.base: family.clip.size for family in KNOWN if family.clip is not None}
for _prompt in CLIP_PROMPTS.values():
    if len(_prompt.bases) > 1:
        _prompt.makes = {_SIZES[base]: frozenset((base,)) for base in sorted(_prompt.bases)}
    _prompt.makes[""] = _prompt.bases
# Text encoders whose conditioning belongs to one family whatever they are fed.
CONDITIONING: dict[str, tuple[str, str]] = {
    name: (next(iter(prompt.bases)), prompt.line) for name, prompt in PROMPTS.items() if not prompt.inputs
}
# What a family's first text encoder is, where it is a CLIP: L (768 wide) or H (1024).
CLIP_SIZES: Mapping[str, str] = _SIZES
# Families whose first text encoder is a CLIPTextModelWithProjection rather than a CLIPTextModel.
PROJECTED = frozenset(family.base for family in KNOWN if family.clip is not None and family.clip.projected)

# Where loaders take parts from that come from several places.
SUPPLIES: dict[str, Supply] = {
    name: loader.supply for name, loader in LOADERS.items() if loader.supply is not None
}
# The types of models that further inputs of loaders are for.
OTHER_TYPES: dict[str, str] = {
    name: kind for loader in LOADERS.values() for name, kind in loader.other_types.items()
}

# Outputs that are an input handed on: node type -> output -> input.
PASSES: dict[str, Mapping[str, str]] = {
    "clip_skip": {"clip": "clip"},
    "freeu": {"unet": "unet"},
    "seamless": {"unet": "unet", "vae": "vae"},
    "lresize": {"latents": "latents"},
    "lscale": {"latents": "latents"},
    "crop_latents": {"latents": "latents"},
    "latents": {"latents": "latents"},
    "lblend": {"latents": "latents_a"},
    "conditioning": {"conditioning": "conditioning"},
    # What these find among metadata comes on top (flow/metadata.py).
    "metadata_to_loras": {"unet": "unet", "clip": "clip"},
    "metadata_to_sdlx_loras": {"unet": "unet", "clip": "clip", "clip2": "clip2"},
    "metadata_to_controlnets": {"control_list": "control_list"},
    "metadata_to_ip_adapters": {"ip_adapter_list": "ip_adapter_list"},
    "metadata_to_t2i_adapters": {"t2i_adapter_list": "t2i_adapter_list"},
}
for _family in KNOWN:
    PASSES.update(_family.passes)

# Noise of the ``noise`` node by its ``noise_type`` (since 6.13; before, all noise was SD's): channels, axes.
NOISE: dict[str, tuple[int, int]] = {
    kind: family.latents.shape for family in KNOWN if family.latents is not None for kind in family.noise
}
# Nodes that hand over between families, choose, look for models among metadata, or go with certain variants
# of a model only.
FROM_METADATA = frozenset({
    "metadata_to_model", "metadata_to_sdxl_model", "metadata_to_vae", "metadata_to_lora_collection",
    "metadata_to_loras", "metadata_to_sdlx_loras", "metadata_to_controlnets", "metadata_to_ip_adapters",
    "metadata_to_t2i_adapters",
})  # fmt: skip
LOOK_CLOSER = frozenset({"if"}.union(FROM_METADATA, *(family.closer.split() for family in KNOWN)))
