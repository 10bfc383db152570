"""Types of models in words, and the nodes that take them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics.words import article, listed
from wflint.models.families.bases import type_label
from wflint.models.families.nodes import ADAPTERS, LOADERS, LORAS

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue
    from wflint.models.flow.reference import NamedModel

_ADAPTER_KINDS = {
    "controlnet": "control",
    "t2i_adapter": "t2i_adapter",
    "ip_adapter": "ip_adapter",
    "control_lora": "control_lora",
    "flux_redux": "redux",
}


def type_words(types: frozenset[str]) -> str:
    """``a ControlNet``, ``a main model or a VAE``."""
    return listed([article(type_label(name)) for name in sorted(types)], last="or")


def other_node(catalogue: Catalogue, ref: NamedModel) -> str:
    """The type of node where such a model belongs; empty when that is not known."""
    found = ""
    if ref.type == "main":
        found = next((name for name, loader in LOADERS.items() if ref.base in loader.bases), "")
    elif ref.type == "vae":
        found = "vae_loader"
    elif ref.type == "lora":
        found = next((n for n, lora in LORAS.items() if lora.field == "lora" and ref.base in lora.bases), "")
    elif ref.type in _ADAPTER_KINDS:
        kind = _ADAPTER_KINDS[ref.type]
        found = next((n for n, a in ADAPTERS.items() if a.kind == kind and ref.base in a.bases), "")
    return found if found in catalogue.node_types else ""
