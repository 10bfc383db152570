"""How a model is saved, which decides whether it has parts to lend: a VAE, text encoders.

Read from the model loaders of InvokeAI 6.14.2 (app/invocations/*_model_loader.py), which go by the format
in the model's record: a folder of diffusers has all parts, a single file has the transformer alone, an SDNQ
pipeline (known from 6.14 on) has those that its record lists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wflint.models.flow.reference import NamedModel

DIFFUSERS, SDNQ = "diffusers", "sdnq_quantized"
_SINGLE_FILES = frozenset({"checkpoint", "gguf_quantized", "bnb_quantized_nf4b", "bnb_quantized_int8b"})


class Lends:
    """Whether a model can lend its parts, and whether its record (or the loader) leaves no doubt."""

    __slots__ = ("certain", "yes")

    def __init__(self, yes: bool, certain: bool) -> None:
        self.yes = yes
        self.certain = certain


def is_single_file(ref: NamedModel) -> bool:
    """Whether its record, or else its name, says that a main model is one file."""
    return ref.format in _SINGLE_FILES or (not ref.format and _named_so(ref))


def _named_so(ref: NamedModel) -> bool:
    return "gguf" in ref.name.casefold()


def lends_parts(ref: NamedModel, formats: frozenset[str], *, has_sdnq: bool) -> Lends:
    """Whether a loader that borrows parts from models of these formats can borrow from this one.

    ``has_sdnq``: the release knows SDNQ pipelines. Of one only its full record tells which parts it has, so
    it is taken to have them. Without a format, a model is taken for one of diffusers unless its name says
    otherwise; a loader that borrows from SDNQ pipelines alone most likely has no such thing.
    """
    sdnq = has_sdnq and SDNQ in formats
    if ref.format:
        yes = sdnq if ref.format == SDNQ else ref.format in formats
        return Lends(yes, True)
    if sdnq and "sdnq" in ref.name.casefold():
        return Lends(True, False)
    if DIFFUSERS in formats:
        return Lends(not _named_so(ref), False)
    return Lends(False, not sdnq)
