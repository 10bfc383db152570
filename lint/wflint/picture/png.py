"""A picture as PNG, by resvg (the ``pictures`` extra): no browser, no network."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from wflint.picture.svg import FONTS

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_PIXELS: Final = 60_000_000  # 240 MB while it is drawn
_LONGEST: Final = 16_000  # pixels of a side that other programs still open
_FAMILIES: Final = tuple(name.strip(" '") for name in FONTS.split(","))


class DrawnPng(NamedTuple):
    """A PNG. ``scale`` is how large it is beside the SVG; ``lettered`` whether there was a font."""

    png: bytes
    scale: float
    lettered: bool


class NoDrawerError(Exception):
    """The ``pictures`` extra is not installed."""


def to_png(svg: str, *, width: int | None = None, fonts: Sequence[str] = ()) -> DrawnPng:
    """The PNG of a picture's SVG.

    ``width`` is in pixels; None takes the SVG's own size, smaller where that would be more than 60 million
    pixels. ``fonts`` are files of fonts beside those of the machine. Raises NoDrawerError.
    """
    try:
        import resvg_py
    except ImportError:
        raise NoDrawerError("a PNG needs the pictures extra: pip install 'wflint[pictures]'") from None
    size = re.search(r' width="([\d.]+)" height="([\d.]+)"', svg)
    wide, high = (float(size[1]), float(size[2])) if size is not None else (1.0, 1.0)
    scale = (width / wide) if width else 1.0
    scale = min(scale, _LONGEST / wide, _LONGEST / high, math.sqrt(_MOST_PIXELS / (wide * high)))
    drawn_width = max(1, math.floor(wide * scale))

    def draw(text: str, pixels: int) -> bytes:
        return bytes(resvg_py.svg_to_bytes(svg_string=text, width=pixels, font_files=list(fonts) or None))

    probe = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><text y="16">{}</text></svg>'
    lettered = draw(probe.format("M"), 20) != draw(probe.format(""), 20)
    return DrawnPng(draw(svg, drawn_width), scale, lettered)
