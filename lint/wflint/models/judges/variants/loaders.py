"""Loaders of FLUX.1, FLUX.2, Z-Image and Anima: which main model, and which text encoder goes with it.

FLUX.1's loader asserts that its model is a single file or, from 6.14 on, an SDNQ pipeline. The checks of
FLUX.2's are in flux2_klein_model_loader.py and flux2_dev_model_loader.py of 6.14.2. The other two take any
Qwen3: Z-Image's transformer reads 2560 numbers a token, which Qwen3 4B makes
(backend/model_manager/load/model_loaders/z_image.py), Anima's adapter the 1024 of Qwen3 0.6B (taxonomy.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.families.bases import type_label
from wflint.models.families.nodes import LOADERS
from wflint.models.flow.formats import DIFFUSERS
from wflint.models.flow.reference import ModelRef
from wflint.models.flow.variants import KLEIN_ENCODERS, size, variant
from wflint.models.judges.part_sources import borrowed_from
from wflint.models.judges.variants.fault import Fault, origin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node
    from wflint.models.flow.dataflow import Families

_ENCODER_SIZES = {name: loader.encoder_size for name, loader in LOADERS.items() if loader.encoder_size}
LOADER_TYPES = frozenset(
    {"flux_model_loader", "flux2_klein_model_loader", "flux2_dev_model_loader", *_ENCODER_SIZES}
)
_MISMATCH = "ValueError: Qwen3 encoder variant mismatch"
_SIZE_WORDS = {"06b": "0.6B"}


def loader_faults(families: Families, node: Node) -> Iterator[Fault]:
    """What is wrong with the variants that a loader is given."""
    main = families.model(node, "model")
    if not isinstance(main, ModelRef) or main.type not in ("", "main"):
        return
    if node.type == "flux_model_loader":
        yield from _flux(families, node, main)
    elif node.type in _ENCODER_SIZES:
        yield from _fixed_encoder(families, node, main, _ENCODER_SIZES[node.type])
    elif main.base == "flux2" and node.type == "flux2_dev_model_loader":
        yield from _dev(families, node, main)
    elif main.base == "flux2":
        yield from _klein(families, node, main)


def _flux(families: Families, node: Node, main: ModelRef) -> Iterator[Fault]:
    if main.base == "flux" and main.format == DIFFUSERS:
        yield Fault(
            node,
            "model",
            main.pointer or node.input_pointer("model"),
            f"the {main.describe()} is a folder of diffusers, which this loader cannot load",
            "Choose a single file (safetensors, GGUF, NF4)"
            + (", or an SDNQ pipeline" if families.has_pipelines else ""),
            error="AssertionError",
        )


def _words(name: str) -> str:
    return _SIZE_WORDS.get(name, name.upper())


def _encoder(families: Families, node: Node, field: str, kind: str) -> ModelRef | None:
    ref = families.model(node, field)
    return ref if isinstance(ref, ModelRef) and ref.type in ("", kind) else None


def _fixed_encoder(families: Families, node: Node, main: ModelRef, wanted: str) -> Iterator[Fault]:
    ref = _encoder(families, node, "qwen3_encoder_model", "qwen3_encoder")
    made = size(ref) if ref is not None else None
    if ref is None or made is None or made.name == wanted:
        return
    yield Fault(
        node,
        "qwen3_encoder_model",
        ref.pointer or node.input_pointer("qwen3_encoder_model"),
        f"the {ref.describe()} is of size {_words(made.name)}, the {main.describe()} reads what Qwen3 "
        f"{_words(wanted)} makes",
        f"Choose a Qwen3 {_words(wanted)} encoder",
        certain=False,
        related=origin(main),
    )


def _dev(families: Families, node: Node, main: ModelRef) -> Iterator[Fault]:
    kind = variant(main)
    if kind is not None and kind.name != "dev":
        yield Fault(
            node,
            "model",
            main.pointer or node.input_pointer("model"),
            f"the {main.describe()} is no FLUX.2 dev model",
            "Load it with flux2_klein_model_loader, or choose a FLUX.2 dev model",
            error="ValueError: FLUX.2 [dev] loader requires a FLUX.2 [dev] transformer",
            certain=kind.certain,
        )
        return
    lender = borrowed_from(families, node, main, "mistral_encoder_model")
    made = variant(lender) if lender is not None else None
    if lender is not None and made is not None and made.name != "dev":
        yield Fault(
            node,
            "mistral_source_model",
            lender.pointer or node.input_pointer("mistral_source_model"),
            f"the {lender.describe()} is no FLUX.2 dev model, so that it has no Mistral encoder to lend",
            "Choose a FLUX.2 dev model in diffusers format, or a Mistral encoder for mistral_encoder_model",
            error="ValueError: The Mistral Source model must be a FLUX.2 [dev] pipeline",
            certain=made.certain,
        )


def _klein(families: Families, node: Node, main: ModelRef) -> Iterator[Fault]:
    own = size(main)
    wanted = KLEIN_ENCODERS.get(own.name) if own is not None else None
    encoder = _encoder(families, node, "qwen3_encoder_model", "qwen3_encoder")
    if encoder is not None:
        made = size(encoder)
        if own is not None and wanted and made is not None and made.name != wanted:
            yield Fault(
                node,
                "qwen3_encoder_model",
                encoder.pointer or node.input_pointer("qwen3_encoder_model"),
                f"the {encoder.describe()} is of size {_words(made.name)}, the {main.describe()} needs Qwen3 "
                f"{_words(wanted)}",
                f"Choose a Qwen3 {_words(wanted)} encoder",
                error=_MISMATCH,
                certain=own.certain and made.certain,
                related=origin(main),
            )
        return
    lender = borrowed_from(families, node, main, "qwen3_encoder_model")
    if lender is None:
        return
    kind, lent = variant(lender), size(lender)
    if kind is not None and kind.name == "dev":
        says = f"the {lender.describe()} is a FLUX.2 dev model, so that it has no Qwen3 encoder to lend"
        error, certain = "ValueError: The Qwen3 Source model must be a FLUX.2 Klein pipeline", kind.certain
    elif own is not None and wanted and lent is not None and lent.name != own.name:
        says = (
            f"the {lender.describe()} lends a text encoder of another size than the {main.describe()} needs"
        )
        error, certain = _MISMATCH, own.certain and lent.certain
    else:
        return
    yield Fault(
        node,
        "qwen3_source_model",
        lender.pointer or node.input_pointer("qwen3_source_model"),
        says,
        f"Choose a FLUX.2 Klein model of the same size, or a {type_label('qwen3_encoder')} for "
        "qwen3_encoder_model",
        error=error,
        certain=certain,
        related=origin(main),
    )
