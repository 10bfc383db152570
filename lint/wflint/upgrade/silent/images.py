"""Nodes that work on images without a model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.upgrade.silent.change import SilentChange
from wflint.upgrade.silent.holds import Holds, both, either

if TYPE_CHECKING:
    from wflint.graph.ir import Node
    from wflint.upgrade.silent.look import SilentLook

_MEASURED: Final = "run from the source of both releases on the same images"
# Color spaces of the composition nodes that have a hue. Up to 6.12 it was a part of the circle there, and an
# angle in radians in the last two; since then it is degrees in all but the last.
_HUES: Final = ("HSL (RGB)", "HSV (RGB)", "Okhsl", "Okhsv", "Oklch (Oklab)", "LCh (CIELab)")
_ANGLES: Final = _HUES[4:]
_SUMS: Final = ("Linear Dodge (Add)", "Subtract")
_QUOTIENTS: Final = ("Color Dodge", "Divide")
_OF_HUE: Final = ("Hue", "Saturation", "Color", "Luminosity")
_ROTATED: Final = ("HSV / HSL / RGB", "Okhsl", "Okhsv", "*Oklch / Oklab")
_HUE: Final = ("Hue (HSV)",)
_ALPHA: Final = ("Alpha (RGBA)",)


def _alpha(look: SilentLook, node: Node) -> Holds:
    return look.see_through(node, "image")


def _pasted(look: SilentLook, node: Node) -> Holds:
    """A mask of black and white alone works as before; the base may be as transparent as it likes."""
    return either(look.see_through(node, "image"), both(look.given(node, "mask"), Holds.MAYBE))


def _masked(look: SilentLook, node: Node) -> Holds:
    """Without a mask the node failed before."""
    return look.given(node, "mask")


def _hue(look: SilentLook, node: Node) -> Holds:
    """An offset of 0 is 0 however often it is added."""
    return both(look.is_one(node, "channel", _HUE), look.number(node, "offset", bool))


def _other_channel(look: SilentLook, node: Node) -> Holds:
    return both(look.see_through(node, "image"), _not(look.is_one(node, "channel", _ALPHA)))


def _reckons_with_hue(look: SilentLook, node: Node) -> Holds:
    """A sum of two hues is the same in any unit, but not one of radians that was cut at 1."""

    def at(spaces: tuple[str, ...], modes: tuple[str, ...]) -> Holds:
        return both(look.is_one(node, "color_space", spaces), look.is_one(node, "blend_mode", modes))

    return either(
        at(_ANGLES, _SUMS),
        at(_HUES, _QUOTIENTS),
        at(_HUES[:5], ("Multiply", "Screen")),
        both(at(_HUES[:5], ("Color Burn",)), Holds.MAYBE),  # some hues only
        at(_HUES[4:5], ("Difference",)),
    )


def _rounds_hue(look: SilentLook, node: Node) -> Holds:
    """These modes look at the hue in RGB too."""
    return either(look.is_one(node, "color_space", _HUES), look.is_one(node, "blend_mode", _OF_HUE))


def _rotates_hue(look: SilentLook, node: Node) -> Holds:
    return look.is_one(node, "space", _ROTATED)


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
        f"9d51eb49cd; {_MEASURED}",
        _alpha,
        surely=False,
    ),
    SilentChange(
        "blur-cuts-fractions",
        "5.6.0",
        ("img_blur",),
        "",
        "most colours come out darker by 1 of 255, and the image gets an alpha channel",
        "similar",
        f"9d51eb49cd; {_MEASURED}",
    ),
    SilentChange(
        "paste-over",
        "5.6.0",
        ("img_paste",),
        "with an image that has transparency, or a mask that has grey",
        "the image is laid over the base by its alpha instead of replacing it",
        "other",
        f"0a6e22bc9e; {_MEASURED}",
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
        f"9c7bac693b; {_MEASURED}",
        _hue,
    ),
    SilentChange(
        "channels-keep-alpha",
        "5.6.1",
        ("img_channel_offset", "img_channel_multiply"),
        "with an image that has transparency, for another channel than alpha",
        "the image keeps its alpha",
        "other",
        f"cc27730cb4; {_MEASURED}",
        _other_channel,
        surely=False,
    ),
    SilentChange(
        "colour-by-histogram",
        "6.8.1",
        ("color_correct",),
        "with a mask",
        "colours follow the histogram of the whole reference, and where the mask is white the base image"
        " stays; the reference showed there",
        "other",
        "b1f7e2dfdc, 82548f9e41; app/invocations/image.py of 3.1.1, 5.15.0, 6.7.0, 6.8.1 and 6.14.2",
        _masked,
    ),
    SilentChange(
        "blend-reckons-hue",
        "6.13.0",
        ("invokeai_img_blend",),
        "with a color_space that has a hue, and a blend_mode that reckons with it",
        "hue counts in degrees, 360 of them",
        "other",
        f"f99858b89f; 6.12.0 and 6.13.0, {_MEASURED}",
        _reckons_with_hue,
    ),
    SilentChange(
        "blend-rounds-hue",
        "6.13.0",
        ("invokeai_img_blend",),
        "with a color_space or a blend_mode that has a hue",
        "hue is rounded otherwise",
        "similar",
        "f99858b89f; by at most 1 of 255 where measured (5.15.0, 6.14.2)",
        _rounds_hue,
        surely=False,
    ),
    SilentChange(
        "rotation-rounds-hue",
        "6.13.0",
        ("invokeai_img_hue_adjust_plus",),
        "in a space of HSV, Okhsl, Okhsv or Oklch",
        "hue is rounded otherwise",
        "similar",
        "f99858b89f; by at most 11 of 255 in HSV and 1 in the others where measured (5.15.0, 6.14.2)",
        _rotates_hue,
        surely=False,
    ),
)
