"""Nodes that work out sides, boxes and tiles: image_panels.py, wan_ideal_dimensions.py, ideal_size.py,
tiles.py and the bounding box of app/invocations.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from wflint.models.flow.computed.known import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Inputs = Mapping[str, Any]
    Outputs = Mapping[str, Any]
    Span = tuple[int, int]
    Axis = tuple[int, Callable[[int], Span]]  # how many tiles, and where each is

_LATENT = 8  # pixels to a latent
_MOST_TILES = 200
_SHORT_SIDES = {"480p": 480, "720p": 720, "1080p": 1080}
_IDEAL = {"sd-1": 512, "sd-2": 768, "sdxl": 1024, "flux": 1024, "flux2": 1024, "sd-3": 1024}


def panel(given: Inputs) -> Outputs:
    """``image_panel_layout``: one panel of a grid."""
    width, height = given["width"] // given["num_cols"], given["height"] // given["num_rows"]
    return {
        "x_left": given["panel_col_idx"] * width,
        "y_top": given["panel_row_idx"] * height,
        "width": width,
        "height": height,
    }


def bounding_box(given: Inputs) -> Outputs:
    """``bounding_box``; the class of the output says what it takes."""
    return {"bounding_box": {name: given[name] for name in ("x_min", "x_max", "y_min", "y_max")}}


def wan_ideal(multiple: int) -> Callable[[Inputs], Outputs]:
    """``wan_i2v_ideal_dimensions`` and ``wan_ti2v_ideal_dimensions``: the shorter side to a preset."""

    def make(given: Inputs) -> Outputs:
        sides = (given["width"], given["height"])
        if min(sides) <= 0:
            raise ValueError("Source dimensions must be positive.")
        if max(sides) < multiple:
            raise ValueError(
                f"Source longer side ({max(sides)}px) is smaller than the Wan pixel grid ({multiple}px)."
            )
        scale = _SHORT_SIDES[given["target_resolution"]] / min(sides)
        made = [max(_snapped(side * scale, multiple, given["rounding"]), multiple) for side in sides]
        return {"width": made[0], "height": made[1]}

    return make


def _snapped(side: float, multiple: int, rounding: str) -> int:
    if rounding == "floor":
        return int(side // multiple) * multiple
    if rounding == "ceiling":
        return math.ceil(side / multiple) * multiple
    return round(side / multiple) * multiple


def ideal_size(given: Inputs) -> Outputs:
    """``ideal_size``: the sides of an area that the model was trained on; ``unet`` is the model's base."""
    base = given["unet"]
    if type(base) is not str:
        return {}
    if base not in _IDEAL:
        raise ValueError(f"Unsupported model type: {base}")
    aspect = given["width"] / given["height"]
    side = _IDEAL[base] * given["multiplier"]
    least, area = math.floor(side * 0.5), side * side
    if aspect > 1.0:
        height = max(least, math.sqrt(area / aspect))
        width = height * aspect
    else:
        width = max(least, math.sqrt(area * aspect))
        height = width / aspect
    return {"width": _whole_latents(width), "height": _whole_latents(height)}


def _whole_latents(side: float) -> int:
    whole = math.floor(side)
    return whole - whole % _LATENT


# ---- tiles: rows and columns are laid out alike, then crossed


def tiles_overlap(given: Inputs) -> Outputs:
    """``calculate_image_tiles``: tiles of one size; the last are moved back into the image."""
    axes: list[Axis] = []
    for side in ("height", "width"):
        image, tile, overlap = given[f"image_{side}"], given[f"tile_{side}"], given["overlap"]
        assert image >= tile
        assert overlap < tile
        step = tile - overlap
        count = math.ceil((image - overlap) / step)
        axes.append((count, _stepped(step, tile, image)))
    return _crossed(axes)


def _stepped(step: int, tile: int, image: int) -> Callable[[int], Span]:
    return lambda i: _back(i * step, tile, image)


def _back(start: int, tile: int, image: int) -> Span:
    return (image - tile, image) if start + tile > image else (start, start + tile)


def tiles_even(given: Inputs) -> Outputs:
    """``calculate_image_tiles_even_split``: so many tiles of whole latents."""
    overlap = given["overlap"]
    if given["image_width"] % _LATENT or given["image_height"] % _LATENT:
        size = (given["image_width"], given["image_height"])
        raise ValueError(f"image size ({size}) must be divisible by {_LATENT}")
    sizes: dict[str, int] = {}
    for side, axis in (("width", "x"), ("height", "y")):  # the order in which it fails
        image, count = given[f"image_{side}"], given[f"num_tiles_{axis}"]
        sizes[side] = image
        if count > 1:
            assert overlap <= image - _LATENT * (count - 1)
            sizes[side] = _LATENT * math.floor(((image + overlap * (count - 1)) // count) / _LATENT)
            assert overlap < sizes[side]
    axes: list[Axis] = []
    for side, axis in (("height", "y"), ("width", "x")):
        image, count = given[f"image_{side}"], given[f"num_tiles_{axis}"]
        axes.append((count, _filling(sizes[side], overlap, image, count)))
    return _crossed(axes)


def _filling(tile: int, overlap: int, image: int, count: int) -> Callable[[int], Span]:
    """The last one reaches to the end of the image."""

    def place(i: int) -> Span:
        start = i * (tile - overlap)
        return start, image if i == count - 1 else min(start + tile, image)

    return place


def tiles_least_overlap(given: Inputs) -> Outputs:
    """``calculate_image_tiles_min_overlap``: tiles spread evenly, that overlap by so much at least."""
    least = given["min_overlap"]
    assert least < given["tile_height"]
    assert least < given["tile_width"]
    axes: dict[str, Axis] = {}
    for side in ("width", "height"):
        image = given[f"image_{side}"]
        tile = min(given[f"tile_{side}"], image)
        count = math.ceil((image - least) / (tile - least))
        axes[side] = (count, _spread(tile, image, count))
    return _crossed([axes["height"], axes["width"]])


def _spread(tile: int, image: int, count: int) -> Callable[[int], Span]:
    def place(i: int) -> Span:
        start = i * (image - tile) // (count - 1) if count > 1 else 0
        return start, start + tile

    return place


def _crossed(axes: list[Axis]) -> Outputs:
    """The tiles row by row; each overlaps the one before it in its row and its column."""
    (down, row), (across, column) = axes
    if down * across > _MOST_TILES:
        return {"tiles": UNKNOWN}
    rows, columns = [row(i) for i in range(down)], [column(i) for i in range(across)]
    return {
        "tiles": [
            {
                "coords": {
                    "top": rows[y][0],
                    "bottom": rows[y][1],
                    "left": columns[x][0],
                    "right": columns[x][1],
                },
                "overlap": {
                    "top": _shared(rows, y),
                    "bottom": _shared(rows, y + 1),
                    "left": _shared(columns, x),
                    "right": _shared(columns, x + 1),
                },
            }
            for y in range(down)
            for x in range(across)
        ]
    }


def _shared(spans: list[Span], i: int) -> int:
    """How much a span shares with the one before it."""
    return max(0, spans[i - 1][1] - spans[i][0]) if 0 < i < len(spans) else 0


def tile_properties(given: Inputs) -> Outputs:
    """``tile_to_properties``."""
    coords, overlap = given["tile"]["coords"], given["tile"]["overlap"]
    return {
        **{f"coords_{side}": coords[side] for side in ("left", "right", "top", "bottom")},
        "width": coords["right"] - coords["left"],
        "height": coords["bottom"] - coords["top"],
        **{f"overlap_{side}": overlap[side] for side in ("top", "bottom", "left", "right")},
    }
