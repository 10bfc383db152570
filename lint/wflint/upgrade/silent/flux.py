"""FLUX.1, and what it shares with SD 3 and CogView4."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.upgrade.silent.change import SilentChange
from wflint.upgrade.silent.holds import Holds, both, either, sure

if TYPE_CHECKING:
    from wflint.graph.ir import Node
    from wflint.upgrade.silent.look import SilentLook

_FLUX: Final = ("flux_denoise",)
_WITH_META: Final = ("flux_denoise", "flux_denoise_meta")
_KONTEXT: Final = "kontext_conditioning"
_DYPE: Final = ("manual", "4k", "on")
_TRAINED: Final = 1024  # pixels


def _mask(look: SilentLook, node: Node) -> Holds:
    return look.given(node, "denoise_mask")


def _in_part(look: SilentLook, node: Node) -> Holds:
    """With a mask, or on part of the way: from pure noise all the way nothing changed."""
    part = either(
        look.number(node, "denoising_start", lambda start: start > 0),
        look.number(node, "denoising_end", lambda end: end < 1),
    )
    return either(_mask(look, node), part)


def _grey_mask(look: SilentLook, node: Node) -> Holds:
    """A mask of black and white alone works as before."""
    return both(_mask(look, node), Holds.MAYBE)


def _kontext(look: SilentLook, node: Node) -> Holds:
    return look.given(node, _KONTEXT)


def _kontext_with_cfg(look: SilentLook, node: Node) -> Holds:
    return both(_kontext(look, node), look.number(node, "cfg_scale", lambda scale: scale != 1))


def _kontexts(look: SilentLook, node: Node) -> Holds:
    """Several reference images come through a collect node, or as a list."""
    edges = look.graph.into.get((node.id, _KONTEXT), ())
    if not edges:
        value = node.values.get(_KONTEXT)
        return sure(isinstance(value, list) and len(value) > 1)
    source = look.graph.nodes.get(edges[-1].source)
    if source is None or source.type == "flux_kontext":
        return Holds.NO
    if source.type != "collect":
        return Holds.MAYBE
    items = look.graph.into.get((source.id, "item"), ())
    more = look.graph.into.get((source.id, "collection"), ())
    if len(items) > 1:
        return Holds.YES
    looped = any(look.fed(source, name, frozenset({"iterate"})) for name in ("item", "collection"))
    return Holds.MAYBE if more or looped else Holds.NO


def _dype(look: SilentLook, node: Node) -> Holds:
    """Two of the presets do nothing for images of the size that FLUX was trained on."""
    sizes = [look.value(node, side) for side in ("width", "height")]
    small = all(isinstance(size, int) and size <= _TRAINED for size in sizes)
    return look.is_one(node, "dype_preset", _DYPE if small else (*_DYPE, "auto", "area"))


def _above_trained(look: SilentLook, node: Node) -> Holds:
    sizes = [look.value(node, side) for side in ("width", "height")]
    if not all(isinstance(size, int) for size in sizes):
        return Holds.MAYBE
    return sure(sizes[0] * sizes[1] > _TRAINED * _TRAINED)


CHANGES: Final = (
    SilentChange(
        "flux-mask-inverted",
        "5.0.0",
        _FLUX,
        "with a denoise mask",
        "the mask means the opposite: what it has as 0 is made anew",
        "other",
        "51df5aa94d; _prep_inpaint_mask of 4.2.9 and 5.0.0",
        _mask,
    ),
    SilentChange(
        "flux-inpaint-extension",
        "5.0.1",
        _FLUX,
        "with a denoise mask, or for a part of the way",
        "an image no longer steers the whole way, and parts count in fractions of a step",
        "other",
        "bdeec54886, ba07e255f5",
        _in_part,
    ),
    SilentChange(
        "grey-mask-by-step",
        "5.13.0",
        (*_WITH_META, "sd3_denoise", "cogview4_denoise"),
        "with a denoise mask that has grey",
        "grey parts join in one after the other, by how grey they are, not all at half the way",
        "other",
        "backend/rectified_flow/rectified_flow_inpaint_extension.py of 5.12.0 and 5.13.0",
        _grey_mask,
        surely=False,
        needs=("denoise_mask",),
    ),
    SilentChange(
        "kontext-at-own-size",
        "6.3.0",
        _WITH_META,
        "with kontext_conditioning",
        "the reference image keeps its size, and its latents are the mean, not a sample",
        "other",
        "e522de33f8, 56d75e1c77; backend/flux/extensions/kontext_extension.py of 6.2.0 and 6.3.0",
        _kontext,
        needs=(_KONTEXT,),
    ),
    SilentChange(
        "kontext-in-negative",
        "6.3.0",
        _WITH_META,
        "with kontext_conditioning and a cfg_scale other than 1",
        "the reference image takes part in the negative pass",
        "other",
        "1a1c846be3",
        _kontext_with_cfg,
        needs=(_KONTEXT, "cfg_scale"),
    ),
    SilentChange(
        "kontext-images-placed",
        "6.4.0",
        _WITH_META,
        "with two or more reference images in kontext_conditioning",
        "they are placed otherwise beside each other",
        "other",
        "c6eff71b74",
        _kontexts,
        needs=(_KONTEXT,),
    ),
    SilentChange(
        "dype-as-in-paper",
        "6.13.0",
        _WITH_META,
        "with a dype_preset",
        "DyPE follows its paper",
        "other",
        "3bde35be10; backend/flux/dype of 6.12.0 and 6.13.0",
        _dype,
        needs=("dype_preset",),
    ),
    SilentChange(
        "flux-schedule-held",
        "7.0.0a3",
        _WITH_META,
        "for more than 1024 x 1024 pixels, not with FLUX.1 schnell",
        "the steps are spread as for 1024 x 1024; until then later steps changed ever less",
        "other",
        "backend/flux/sampling_utils.py (get_schedule) of 6.14.2 and 7.0.0a3",
        _above_trained,
        surely=False,
    ),
)
