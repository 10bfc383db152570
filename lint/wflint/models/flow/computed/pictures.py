"""The sizes of pictures, latents, noise and masks that nodes make; latents count as what they decode to.

Read from InvokeAI 6.14.2 (app/invocations/) and compared with a real server by ``tests/live/test_sizes.py``.
A function here gives a size, or None where it does not follow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.models.families.settings import NOISE_MULTIPLES
from wflint.models.flow.computed.known import Thing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wflint.models.flow.computed.known import Size

    Inputs = Mapping[str, Any]
    Sized = Callable[[Inputs], Size | None]

LATENT = 8  # pixels to a latent (LATENT_SCALE_FACTOR in app/invocations/constants.py)
_LARGEST_FACTOR = 1000


def size_of(value: Any) -> Size | None:
    """The size of a picture or latents, where it is known."""
    return value.size if type(value) is Thing else None


def stated(given: Inputs) -> Size | None:
    """The node's own width and height."""
    width, height = given.get("width"), given.get("height")
    return (width, height) if type(width) is int and type(height) is int else None


def noise(given: Inputs) -> Size | None:
    """None for sizes that the node refuses: no noise comes of them."""
    size, kind = stated(given), given.get("noise_type", "SD")
    if size is None or type(kind) is not str:
        return None
    multiple = NOISE_MULTIPLES.get(kind, LATENT)
    return size if size[0] % multiple == 0 == size[1] % multiple else None


def same(*fields: str) -> Sized:
    """The size of what the first of these inputs that has anything gets."""

    def make(given: Inputs) -> Size | None:
        for field in fields:
            if given.get(field) is not None:
                return size_of(given[field])
        return None

    return make


def smaller_of(one: str, other: str) -> Sized:
    """What two pictures have in common: Pillow's ImageChops cut off the rest."""

    def make(given: Inputs) -> Size | None:
        a, b = size_of(given.get(one)), size_of(given.get(other))
        return (min(a[0], b[0]), min(a[1], b[1])) if a is not None and b is not None else None

    return make


def down_to(multiple: int) -> Sized:
    """Before it is encoded, an image is resized to the next smaller multiple.

    ``image_resized_to_grid_as_tensor``, backend/stable_diffusion/diffusers_pipeline.py.
    """

    def make(given: Inputs) -> Size | None:
        size = size_of(given.get("image"))
        return (size[0] - size[0] % multiple, size[1] - size[1] % multiple) if size else None

    return make


def cut_to(grid: int) -> Sized:
    """The node's own width and height, else those of the image, in whole multiples."""

    def make(given: Inputs) -> Size | None:
        sides = given.get("width"), given.get("height")
        if not all(side is None or type(side) is int for side in sides):
            return None
        own = stated(given)
        size = own if own is not None and min(own) > 0 else size_of(given.get("image"))
        return (size[0] - size[0] % grid, size[1] - size[1] % grid) if size else None

    return make


def scaled(field: str, unit: int) -> Sized:
    """Both sides times ``scale_factor``, cut down to whole units of ``unit`` pixels."""

    def make(given: Inputs) -> Size | None:
        size = size_of(given.get(field))
        by: Any = given.get("scale_factor")
        if size is None or type(by) not in (int, float) or not 0 < by <= _LARGEST_FACTOR:
            return None
        return (int(size[0] // unit * by) * unit, int(size[1] // unit * by) * unit)

    return make


def padded(given: Inputs) -> Size | None:
    """Pixels are added to each side, or taken off."""
    size = size_of(given.get("image"))
    sides = [given.get(side) for side in ("left", "right", "top", "bottom")]
    if size is None or not all(type(side) is int for side in sides):
        return None
    left, right, top, bottom = (side or 0 for side in sides)
    return (size[0] + left + right, size[1] + top + bottom)


def pasted(given: Inputs) -> Size | None:
    """A pasted picture may enlarge the base, unless it is cropped."""
    base, crop = size_of(given.get("base_image")), given.get("crop")
    if crop is True or base is None:
        return base
    top, at = size_of(given.get("image")), (given.get("x"), given.get("y"))
    if crop is not False or top is None or not all(type(place) is int for place in at):
        return None
    sides = [max(base[i], top[i] + place) - min(0, place) for i, place in enumerate(at) if type(place) is int]
    return (sides[0], sides[1])


def boxed(given: Inputs) -> Size | None:
    """A picture cropped to a bounding box."""
    box = given.get("bounding_box")
    if not isinstance(box, dict) or not all(type(box.get(name)) is int for name in _BOX):
        return None
    return (box["x_max"] - box["x_min"], box["y_max"] - box["y_min"])


_BOX = ("x_min", "x_max", "y_min", "y_max")


def merged_tiles(given: Inputs) -> Size | None:
    """As far as the tiles reach."""
    tiles = given.get("tiles_with_images")
    if not isinstance(tiles, list) or not tiles:
        return None
    coords: list[Any] = [
        tile["tile"].get("coords")
        for tile in tiles
        if isinstance(tile, dict) and isinstance(tile.get("tile"), dict)
    ]
    if len(coords) != len(tiles) or not all(isinstance(place, dict) for place in coords):
        return None
    return (max(place["right"] for place in coords), max(place["bottom"] for place in coords))
