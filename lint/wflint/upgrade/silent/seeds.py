"""What noise a seed stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.upgrade.silent.change import SilentChange
from wflint.upgrade.silent.holds import Holds, sure

if TYPE_CHECKING:
    from wflint.graph.ir import Node
    from wflint.upgrade.silent.look import SilentLook

# Those that draw noise themselves, in half precision until 7.0.
_DRAW: Final = ("flux_denoise", "flux_denoise_meta", "flux2_denoise", "sd3_denoise", "cogview4_denoise")
_HALF: Final = (
    "torch 2.7.1, which 6.14 asks for, gives another float16 than float32 noise for a seed (mean difference "
    "1.1); from later ones, float16 is the same but for rounding (torch 2.15.0)"
)


_FULL: Final = ("Z-Image", "Anima")  # whose noise was drawn in float32 before, too


def _no_noise(look: SilentLook, node: Node) -> Holds:
    """Older releases have no input for it, and draw themselves."""
    return sure((node.id, "noise") not in look.graph.into and node.values.get("noise") is None)


def _of_device(_look: SilentLook, node: Node) -> Holds:
    """In the precision of the device; older releases have one type alone, that of SD."""
    return sure(node.values.get("noise_type") not in _FULL)


CHANGES: Final = (
    SilentChange(
        "noise-in-float32",
        "7.0.0a3",
        _DRAW,
        "without noise from a noise node",
        'the seed draws other noise, in float32; on macOS "noise_dtype: float16" in invokeai.yaml keeps it',
        "other",
        f"util/devices.py (choose_noise_dtype) of 7.0.0a3, which stays on torch 2.7 on macOS; {_HALF}",
        _no_noise,
        surely=False,
    ),
    SilentChange(
        "noise-node-in-float32",
        "7.0.0a3",
        ("noise",),
        "for other models than Z-Image and Anima",
        "on a GPU the seed draws other noise, in float32; on a CPU it is the same",
        "other",
        f"app/invocations/latent_noise.py of 6.14.2 and 7.0.0a3; {_HALF}",
        _of_device,
        surely=False,
    ),
)
