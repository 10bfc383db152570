"""Between images and latents, and latents among themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.upgrade.silent.change import SilentChange
from wflint.upgrade.silent.holds import Holds, both, maybe, sure
from wflint.upgrade.silent.sampling import DENOISE, uses_seed

if TYPE_CHECKING:
    from wflint.graph.ir import Node
    from wflint.upgrade.silent.look import SilentLook

_WITH_FP32: Final = ("i2l", "l2i", "create_denoise_mask", "create_gradient_mask")
_BLENDS: Final = frozenset({"lblend"})
_SEEDED: Final = frozenset({"noise"})
_FLOAT32: Final = "without fp32, where InvokeAI runs in float32 (on a CPU or a Mac)"
_PRECISION: Final = "DEFAULT_PRECISION in app/invocations of 4.0.4, 4.1.0, 4.2.4, 4.2.5, 5.4.3 and 5.5.0"


def _no_fp32(look: SilentLook, node: Node) -> Holds:
    return maybe(not look.given(node, "fp32"))


def _first_has_seed(look: SilentLook, node: Node) -> bool:
    return look.fed(node, "latents_a", _SEEDED)


def _blend_is_seed(look: SilentLook, node: Node) -> Holds:
    """Whether a denoiser takes its seed from blended latents, of which the first have one."""
    return both(uses_seed(look, node), sure(look.fed(node, "latents", _BLENDS, _first_has_seed)))


def _fp32(look: SilentLook, node: Node) -> Holds:
    return look.is_one(node, "fp32", (True,))


CHANGES: Final = (
    SilentChange(
        "fp32-off-by-mistake",
        "4.1.0",
        _WITH_FP32,
        _FLOAT32,
        "the default of fp32 is false, by mistake, until 4.2.5",
        "other",
        _PRECISION,
        _no_fp32,
        surely=False,
        flips="fp32",
        needs=("fp32",),
    ),
    SilentChange(
        "fp32-on",
        "4.2.5",
        _WITH_FP32,
        _FLOAT32,
        "the default of fp32 is true",
        "other",
        f"785bb1d9e4; {_PRECISION}",
        _no_fp32,
        surely=False,
        flips="fp32",
        needs=("fp32",),
    ),
    SilentChange(
        "fp32-off",
        "5.5.0",
        _WITH_FP32,
        _FLOAT32,
        "the default of fp32 is false on every machine",
        "other",
        f"525cb38c71; {_PRECISION}",
        _no_fp32,
        surely=False,
        flips="fp32",
        needs=("fp32",),
    ),
    SilentChange(
        "blend-passes-seed",
        "4.2.4",
        DENOISE[:1],
        "of blended latents without noise, with a mask or a scheduler that draws noise",
        "noise is drawn from the seed of latents_a, which lblend hands on until 5.4.2; it was 0",
        "other",
        "14372e3818; the end of invoke in app/invocations/blend_latents.py of 4.2.3, 4.2.4, 5.4.1 and 5.4.2",
        _blend_is_seed,
        flips="blend-seed",
    ),
    SilentChange(
        "blend-drops-seed",
        "5.4.2",
        DENOISE[:1],
        "of blended latents without noise, with a mask or a scheduler that draws noise",
        "lblend hands no seed on: noise is drawn from seed 0",
        "other",
        "the end of invoke in app/invocations/blend_latents.py of 4.2.3, 4.2.4, 5.4.1 and 5.4.2",
        _blend_is_seed,
        flips="blend-seed",
    ),
    SilentChange(
        "decode-all-fp32",
        "6.10.0",
        ("l2i",),
        "with fp32",
        "the whole VAE runs in float32, its middle too",
        "similar",
        "f417c269d1; app/invocations/latents_to_image.py of 6.9.0 and 6.10.0",
        _fp32,
        surely=False,
    ),
)
