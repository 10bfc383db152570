"""Loaders of Z-Image and Anima, which read what a Qwen3 of one size makes.

They take any: Z-Image's transformer reads 2560 numbers a token, which Qwen3 4B makes
(backend/model_manager/load/model_loaders/z_image.py), Anima's adapter the 1024 of Qwen3 0.6B (taxonomy.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.families.nodes import LOADERS
from wflint.models.flow.reference import NamedModel
from wflint.models.flow.variants import size
from wflint.models.judges.variants.fault import Fault, main_model, origin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node
    from wflint.models.flow.dataflow import Families

_SIZE_WORDS = {"06b": "0.6B"}


def size_words(name: str) -> str:
    """A size as people write it: ``4B``, ``0.6B``."""
    return _SIZE_WORDS.get(name, name.upper())


def sized(ref: NamedModel, name: str) -> str:
    """What an encoder is called, with its size where the name does not tell it."""
    words = size_words(name)
    return ref.called if words in ref.name else f"{ref.called} ({words})"


def separate_encoder(families: Families, node: Node) -> NamedModel | None:
    """The Qwen3 that a loader is given beside its main model."""
    ref = families.model(node, "qwen3_encoder_model")
    return ref if isinstance(ref, NamedModel) and ref.type in ("", "qwen3_encoder") else None


def judge_encoder(families: Families, node: Node) -> Iterator[Fault]:
    """The size of the separate encoder."""
    main, wanted = main_model(families, node), LOADERS[node.type].encoder_size
    ref = separate_encoder(families, node)
    made = size(ref) if ref is not None else None
    if main is None or ref is None or made is None or made.name == wanted:
        return
    yield Fault(
        node,
        "qwen3_encoder_model",
        ref.pointer or node.input_pointer("qwen3_encoder_model"),
        f"is {sized(ref, made.name)}, but {main.called} needs Qwen3 {size_words(wanted)}",
        f"choose a Qwen3 {size_words(wanted)} encoder",
        certain=False,
        related=origin(main),
    )


JUDGES = {name: judge_encoder for name, loader in LOADERS.items() if loader.encoder_size}
