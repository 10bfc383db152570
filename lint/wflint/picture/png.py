"""A picture as PNG, by resvg (the ``pictures`` extra): no browser, no network."""

from __future__ import annotations

import math
import re
import unicodedata
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from wflint.picture.fonts import families_here, family_of
from wflint.picture.svg import FONTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_MOST_PIXELS: Final = 60_000_000  # 240 MB while it is drawn
_LONGEST: Final = 16_000  # pixels of a side that other programs still open
_MOST_FAMILIES: Final = 50  # of the machine's fonts that are tried
_MOST_TRIED: Final = 300  # characters of which a glyph is looked for
_NO_GLYPH: Final = "\U0010fffd"  # for private use: no font has it
# A square with the text in it, by the fonts that pictures name.
_PROBE: Final = (
    f'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20" font-family="{FONTS}">'
    '<text y="16">{}</text></svg>'
)


class DrawnPng(NamedTuple):
    """A PNG. ``scale`` is how large it is beside the SVG; ``lettered`` whether there was a font. ``boxes``
    are characters that no font has: an empty box stands for each."""

    png: bytes
    scale: float
    lettered: bool
    boxes: str = ""


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

    def draw(text: str, pixels: int, family: str | None) -> bytes:
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=text, width=pixels, font_files=list(fonts) or None, sans_serif_family=family
            )
        )

    def probe(text: str, family: str | None) -> bytes:
        return draw(_PROBE.format(text), 20, family)

    def writes(family: str | None) -> bool:
        return probe("M", family) not in (probe("", family), probe(_NO_GLYPH, family))

    named = next(filter(writes, _families(fonts)), None)
    lettered = named is not None or writes(None)
    boxes = _boxes(svg, lambda char: probe(char, named)) if lettered else ""
    return DrawnPng(draw(svg, drawn_width, named), scale, lettered, boxes)


def _families(fonts: Sequence[str]) -> Iterator[str | None]:
    """What may stand for "sans-serif", the last of the families that a picture names: fonts that were named,
    what resvg takes by itself, what the machine has."""
    for path in fonts:
        family = family_of(path)
        if family is not None:
            yield family
    yield None
    yield from islice(families_here(), _MOST_FAMILIES)


def _boxes(svg: str, probe: Callable[[str], bytes]) -> str:
    """The characters of a picture's texts for which there is no glyph, each once, in their order."""
    texts = re.findall(r"<text[^>]*>([^<]+)</text>", svg)
    there = dict.fromkeys(
        char
        for text in texts
        for char in text
        if char > "\u024f" and unicodedata.category(char)[0] not in "MC"
    )
    if not there:
        return ""
    box = probe(_NO_GLYPH)
    return "".join(char for char in islice(there, _MOST_TRIED) if probe(char) == box)
