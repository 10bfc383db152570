"""Families that are new in 6.x."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.upgrade.silent.change import SilentChange

if TYPE_CHECKING:
    from wflint.graph.ir import Node
    from wflint.upgrade.silent.holds import Holds
    from wflint.upgrade.silent.look import SilentLook

_QWEN: Final = ("qwen_image_i2l", "qwen_image_l2i")


def _shift_of_zero(look: SilentLook, node: Node) -> Holds:
    """The web UI writes 0 for an optional number that nobody touched."""
    return look.number(node, "shift", lambda shift: shift <= 0)


CHANGES: Final = (
    SilentChange(
        "anima-tokenizer",
        "6.13.5",
        ("anima_text_encoder",),
        "",
        "the T5 tokenizer is the one that comes with InvokeAI, not a model's",
        "similar",
        "3247696c4a",
        surely=False,
    ),
    SilentChange(
        "krea2-shift-zero",
        "6.14.2",
        ("krea2_denoise",),
        "with a shift of 0",
        "it means the model's own shift, not none",
        "other",
        "app/invocations/krea2_denoise.py of 6.14.1 and 6.14.2",
        _shift_of_zero,
    ),
    SilentChange(
        "krea2-float32",
        "6.14.2",
        ("krea2_denoise",),
        "",
        "latents stay in float32 between the steps",
        "similar",
        "app/invocations/krea2_denoise.py of 6.14.1 and 6.14.2",
        surely=False,
    ),
    SilentChange(
        "qwen-float32",
        "6.14.2",
        _QWEN,
        "",
        "latents are normalised in float32",
        "similar",
        "app/invocations/qwen_image_image_to_latents.py of 6.14.1 and 6.14.2",
        surely=False,
    ),
)
