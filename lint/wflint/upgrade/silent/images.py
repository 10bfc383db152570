"""Nodes that work on images without a model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.upgrade.silent.change import SilentChange
from wflint.upgrade.silent.holds import Holds, both, either

if TYPE_CHECKING:
    from wflint.graph.ir import Node
    from wflint.upgrade.silent.look import Look

_HUE: Final = ("Hue (HSV)",)
_ALPHA: Final = ("Alpha (RGBA)",)


def _alpha(look: Look, node: Node) -> Holds:
    return look.see_through(node, "image")


def _pasted(look: Look, node: Node) -> Holds:
    """Also where a mask leaves out a part: what lies there was replaced, and is now under nothing."""
    return either(look.see_through(node, "image"), look.see_through(node, "base_image"))


def _hue(look: Look, node: Node) -> Holds:
    """An offset of 0 is 0 however often it is added."""
    return both(look.is_one(node, "channel", _HUE), look.number(node, "offset", bool))


def _other_channel(look: Look, node: Node) -> Holds:
    return both(look.see_through(node, "image"), _not(look.is_one(node, "channel", _ALPHA)))


def _not(holds: Holds) -> Holds:
    return Holds(2 - holds)


CHANGES: Final = (
    SilentChange(
        "blur-premultiplied",
        "5.6.0",
        ("img_blur",),
        "with an image that has transparency",
        "colours count by their alpha",
        "other",
        "9d51eb49cd",
        _alpha,
        surely=False,
    ),
    SilentChange(
        "paste-over",
        "5.6.0",
        ("img_paste",),
        "with images that have transparency",
        "the image is laid over the base by its alpha instead of replacing it",
        "other",
        "0a6e22bc9e",
        _pasted,
        surely=False,
    ),
    SilentChange(
        "hue-offset-once",
        "5.6.1",
        ("img_channel_offset",),
        "with the channel Hue (HSV)",
        "the offset is added once, not twice",
        "other",
        "9c7bac693b",
        _hue,
    ),
    SilentChange(
        "channels-keep-alpha",
        "5.6.1",
        ("img_channel_offset", "img_channel_multiply"),
        "with an image that has transparency, for another channel than alpha",
        "the image keeps its alpha",
        "other",
        "cc27730cb4",
        _other_channel,
        surely=False,
    ),
    SilentChange(
        "colour-by-histogram",
        "6.8.1",
        ("color_correct",),
        "",
        "colours follow the histogram of the reference, and the mask keeps the other part",
        "other",
        "b1f7e2dfdc, 82548f9e41",
    ),
)
