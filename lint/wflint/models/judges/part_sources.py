"""Where a loader takes the parts of a model from, and what is left without a source.

Read from the loaders' ``invoke`` in app/invocations/*_model_loader.py of InvokeAI 6.14.2, 6.13.8 and 6.11.1;
tests/differential runs that code. A part comes from an input of its own, from the main model if that has it,
or from a further main model to borrow from. The loaders of other families take all parts from the main model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wflint.models.families.bases import FAMILIES
from wflint.models.families.loaders import LOADERS
from wflint.models.flow.formats import DIFFUSERS, SDNQ, is_single_file, lends_parts
from wflint.models.flow.reference import ModelRef

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue
    from wflint.graph.ir import Node
    from wflint.models.flow.dataflow import Families

Formats = frozenset[str]


class Source(NamedTuple):
    """One part: what it is called, the input that names it alone, InvokeAI's words when it has no source."""

    part: str
    field: str
    error: str


class Supply(NamedTuple):
    """What a loader must be given.

    ``main`` are the formats in which the main model lends its parts, ``lender`` is the input of the model to
    borrow from instead and ``lent`` the formats that it may have; ``refuses`` is what InvokeAI says then.
    ``lender_first``: it asks the lender before the main model. ``strict``: it looks at the lender of a single
    file even when it borrows nothing.
    """

    sources: tuple[Source, ...]
    main: Formats
    lender: str = ""
    lent: Formats = frozenset()
    refuses: str = ""
    lender_first: bool = False
    strict: bool = False


_ANY_FOLDER: Formats = frozenset({DIFFUSERS, SDNQ})
_DIFFUSERS: Formats = frozenset({DIFFUSERS})
_SDNQ: Formats = frozenset({SDNQ})
_NO_VAE, _NO_QWEN3 = "ValueError: No VAE source provided", "ValueError: No Qwen3 Encoder source provided"
_NOT_SHIPPED = "ValueError: The selected FLUX model does not ship its own"
_KREA = "ValueError: To extract the VAE and Qwen3-VL encoder, the Krea-2 model must be in Diffusers format"
_COMPONENT = "ValueError: The Component Source model must be in Diffusers format"
_QWEN3_SOURCE = "ValueError: The Qwen3 Source model must be a Diffusers"

SUPPLIES: dict[str, Supply] = {
    "flux_model_loader": Supply(
        (
            Source("T5 encoder", "t5_encoder_model", _NOT_SHIPPED),
            Source("CLIP-L", "clip_embed_model", _NOT_SHIPPED),
            Source("VAE", "vae_model", _NOT_SHIPPED),
        ),
        _SDNQ,
    ),
    "flux2_klein_model_loader": Supply(
        (Source("VAE", "vae_model", _NO_VAE), Source("Qwen3 encoder", "qwen3_encoder_model", _NO_QWEN3)),
        _ANY_FOLDER,
        "qwen3_source_model",
        _ANY_FOLDER,
        _QWEN3_SOURCE,
    ),
    "flux2_dev_model_loader": Supply(
        (
            Source("VAE", "vae_model", _NO_VAE),
            Source(
                "Mistral encoder", "mistral_encoder_model", "ValueError: No Mistral encoder source provided"
            ),
        ),
        _DIFFUSERS,
        "mistral_source_model",
        _DIFFUSERS,
        "ValueError: The Mistral Source model must be a Diffusers format model",
    ),
    "z_image_model_loader": Supply(
        (Source("VAE", "vae_model", _NO_VAE), Source("Qwen3 encoder", "qwen3_encoder_model", _NO_QWEN3)),
        _SDNQ,
        "qwen3_source_model",
        _ANY_FOLDER,
        _QWEN3_SOURCE,
        lender_first=True,
    ),
    "qwen_image_model_loader": Supply(
        (
            Source("VAE", "vae_model", "ValueError: No source for VAE"),
            Source(
                "Qwen2.5-VL encoder", "qwen_vl_encoder_model", "ValueError: No source for Qwen VL encoder"
            ),
        ),
        _DIFFUSERS,
        "component_source",
        _DIFFUSERS,
        _COMPONENT,
    ),
    "krea2_model_loader": Supply(
        (Source("VAE", "vae_model", _KREA), Source("Qwen3-VL encoder", "qwen3_vl_encoder_model", _KREA)),
        _DIFFUSERS,
    ),
    "wan_model_loader": Supply(
        (
            Source("VAE", "vae_model", "ValueError: No source for VAE"),
            Source("UMT5 encoder", "wan_t5_encoder_model", "ValueError: No source for Wan T5 encoder"),
        ),
        _DIFFUSERS,
        "component_source",
        _DIFFUSERS,
        _COMPONENT,
        strict=True,
    ),
}


class Lack(NamedTuple):
    """What a loader cannot find. ``lender`` is the model that it would borrow from but that lends nothing."""

    supply: Supply
    main: ModelRef
    sources: tuple[Source, ...]
    lender: ModelRef | None
    certain: bool

    @property
    def error(self) -> str:
        """What InvokeAI says, in its own order."""
        return self.supply.refuses if self.lender is not None else self.sources[0].error


def lack(families: Families, catalogue: Catalogue, node: Node) -> Lack | None:
    """What a loader is left without; None when it has all, or when too little is known.

    Of a main model or lender of another type or family nothing is said: that is the fault, then. Inputs that
    the release requires are the business of `missing-input`.
    """
    supply, definition = SUPPLIES.get(node.type), catalogue.node(node.type)
    main = families.model(node, "model")
    if supply is None or definition is None or not isinstance(main, ModelRef):
        return None
    if not _right(main, LOADERS[node.type].bases):
        return None
    has_sdnq = families.has_pipelines
    own = lends_parts(main, supply.main, has_sdnq=has_sdnq)
    empty = tuple(s for s in supply.sources if _is_empty(families, catalogue, node, s.field))
    lender = families.model(node, supply.lender) if supply.lender else None
    if lender is None:
        return Lack(supply, main, empty, None, own.certain) if empty and not own.yes else None
    if not isinstance(lender, ModelRef) or not _right(lender, LOADERS[node.type].others[supply.lender]):
        return None
    wanted = empty if supply.lender_first or not own.yes else ()
    lent = lends_parts(lender, supply.lent, has_sdnq=has_sdnq)
    if lent.yes or not (wanted or (supply.strict and is_single_file(main))):
        return None
    return Lack(supply, main, wanted, lender, lent.certain and (supply.lender_first or own.certain))


def borrowed_from(families: Families, node: Node, main: ModelRef, field: str) -> ModelRef | None:
    """The model that a loader borrows the part of an empty input from; None if that has another source."""
    supply = SUPPLIES[node.type]
    lender = families.model(node, supply.lender)
    if families.model(node, field) is not None or not isinstance(lender, ModelRef):
        return None
    if not _right(lender, LOADERS[node.type].others[supply.lender]):
        return None
    has_sdnq = families.has_pipelines
    if not supply.lender_first and lends_parts(main, supply.main, has_sdnq=has_sdnq).yes:
        return None
    return lender if lends_parts(lender, supply.lent, has_sdnq=has_sdnq).yes else None


def _right(ref: ModelRef, bases: frozenset[str]) -> bool:
    return ref.type in ("", "main") and ref.base not in FAMILIES - bases


def _is_empty(families: Families, catalogue: Catalogue, node: Node, field: str) -> bool:
    """Whether the release has an input of this name that may stay empty, and it is."""
    definition = catalogue.node(node.type)
    spec = definition.inputs.get(field) if definition is not None else None
    if spec is None or spec.required:
        return False
    return families.model(node, field) is None and node.values.get(field) is None
