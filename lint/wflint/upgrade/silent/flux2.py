"""FLUX.2."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.upgrade.silent.change import SilentChange

if TYPE_CHECKING:
    from wflint.graph.ir import Node
    from wflint.upgrade.silent.holds import Holds
    from wflint.upgrade.silent.look import SilentLook

_DENOISE: Final = ("flux2_denoise",)


def _from_image(look: SilentLook, node: Node) -> Holds:
    return look.given(node, "latents")


def _references(look: SilentLook, node: Node) -> Holds:
    return look.given(node, "kontext_conditioning")


CHANGES: Final = (
    SilentChange(
        "flux2-schedule",
        "6.11.1",
        _DENOISE,
        "",
        "noise is not normalised, and the schedule is the same at every size",
        "other",
        "a42fdb0f44; compute_empirical_mu of 6.11.0 and 6.11.1",
    ),
    SilentChange(
        "flux2-image-normalised",
        "6.12.0",
        _DENOISE,
        "from an image",
        "its latents are normalised as the model expects",
        "other",
        "467ae66a87",
        _from_image,
    ),
    SilentChange(
        "flux2-references-fixed",
        "6.14.0",
        _DENOISE,
        "with reference images",
        "they stay as they are while the image is made; it was shifted by them",
        "other",
        "d20d98cb69; backend/flux2/denoise.py of 6.13.8 and 6.14.0",
        _references,
    ),
    SilentChange(
        "flux2-image-schedule",
        "6.14.2",
        _DENOISE,
        "from an image",
        "the schedule is shifted as it is without one, and has all its steps",
        "other",
        "time_shift_flux2 in backend/flux2/sampling_utils.py of 6.14.2, not of 6.14.1",
        _from_image,
    ),
)
