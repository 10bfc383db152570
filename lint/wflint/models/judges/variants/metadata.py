"""``metadata_to_vae`` asks for the VAE inside a model, and a VAE that is a folder of its own has no parts.

Read from metadata_linked.py and backend/model_manager/load/model_loaders of InvokeAI 6.14.2 and 5.15.0:
single files, and the VAEs of FLUX, FLUX.2 and Wan, are loaded without a look at what part was asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.flow.formats import DIFFUSERS
from wflint.models.judges.variants.fault import Fault, origin, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node
    from wflint.models.flow.dataflow import Families

_FOLDERS = frozenset({"sd-1", "sd-2", "sdxl"})
_ENDINGS = (".safetensors", ".ckpt", ".pt", ".pth", ".bin")


def _vae(families: Families, node: Node) -> Iterator[Fault]:
    fact = families.of(node.id, "vae")
    ref = fact.model if fact is not None else None
    if ref is None or ref.type != "vae" or ref.base not in _FOLDERS or ref.format not in ("", DIFFUSERS):
        return
    lowered = ref.name.casefold()
    if not ref.format and (lowered.endswith(_ENDINGS) or "sdnq" in lowered):
        return
    if all(edge.source_field != "vae" for edge in families.graph.out_of.get(node.id, ())):
        return
    yield Fault(
        node,
        "default_value",
        place_of(families, node, "default_value"),
        f"is {ref.called}, but it takes only a main model's VAE",
        "connect that VAE past this node, or connect the VAE of a main model here",
        error="Exception: There are no submodels in models of type ...",
        certain=bool(ref.format),
        related=origin(ref),
    )


JUDGES = {"metadata_to_vae": _vae}
