"""Pictures for the page: small ones of what passed, exact ones of what did not, and differences to see."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from wflint.live.images import metrics
from wflint.live.images.pixels import PictureError, open_picture, same_channels

if TYPE_CHECKING:
    from pathlib import Path

    from wflint.live.cases.evidence import CaseLook
    from wflint.live.images.pixels import Picture

_THUMBNAIL: Final = 256  # pixels of the longer side of what passed
_QUALITY: Final = 75
_MOST: Final = 64.0  # times that a difference is multiplied: two levels of 255 become 128


class ShownImage(NamedTuple):
    """A picture of the page: bytes, their media type, and its size in pixels."""

    data: bytes
    kind: str
    width: int
    height: int

    @property
    def ending(self) -> str:
        """What a file of it ends in."""
        return f".{self.kind.removeprefix('image/')}"


class ShownLook(NamedTuple):
    """A look for the page. ``scale`` is by how much the difference was multiplied. ``exact`` is when every
    pixel is the wanted one's, and ``found`` alone is there."""

    name: str
    said: str
    same: bool | None
    found: ShownImage | None
    wanted: ShownImage | None
    difference: ShownImage | None
    scale: float
    exact: bool = False


def show(look: CaseLook) -> ShownLook:
    """The pictures of a look, encoded: lossless unless it passed. What cannot be read is left out."""
    small = look.same is not False
    found, wanted = _read(look.found), _read(look.wanted)
    difference, scale = None, 1.0
    if found is not None and wanted is not None and found.size == wanted.size:
        values = _differences(found, wanted)
        if small and not values.any():
            return ShownLook(
                look.name, look.said, look.same, _encoded(found, small=True), None, None, 1.0, True
            )
        difference, scale = _drawn(values, small=small)
    pair = (_encoded(found, small=small), _encoded(wanted, small=small))
    return ShownLook(look.name, look.said, look.same, *pair, difference, scale)


def _read(raw: bytes | Path | None) -> Picture | None:
    try:
        return open_picture(raw) if raw is not None else None
    except (PictureError, OSError):
        return None


def _differences(found: Picture, wanted: Picture) -> np.ndarray[tuple[int, ...], np.dtype[np.floating[Any]]]:
    """By how many levels of 255 each pixel differs, at most."""
    a, b = same_channels(found, wanted)
    return np.nan_to_num(metrics.largest(a, b), nan=255.0)


def _drawn(
    values: np.ndarray[tuple[int, ...], np.dtype[np.floating[Any]]], *, small: bool
) -> tuple[ShownImage, float]:
    """Where two pictures differ, the brighter the more, so multiplied that the largest is white at most."""
    largest = float(values.max())
    scale = min(_MOST, 255.0 / largest) if largest else 1.0
    grey = np.clip(values * scale, 0, 255).astype(np.uint8)
    return _saved(grey, "WEBP" if small else "PNG", small=small), scale


def _encoded(picture: Picture | None, *, small: bool = False) -> ShownImage | None:
    if picture is None:
        return None
    pixels = np.clip(np.nan_to_num(picture.pixels), 0, 255).astype(np.uint8)
    if pixels.ndim == 3 and pixels.shape[2] == 1:
        pixels = pixels[:, :, 0]
    return _saved(pixels, "WEBP" if small else "PNG", small=small)


def _saved(
    pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], form: str, *, small: bool = False
) -> ShownImage:
    from PIL import Image

    image = Image.fromarray(pixels)
    if small:
        image.thumbnail((_THUMBNAIL, _THUMBNAIL))
    raw = io.BytesIO()
    image.save(raw, form, **({"quality": _QUALITY} if form == "WEBP" else {"optimize": True}))
    return ShownImage(raw.getvalue(), f"image/{form.lower()}", image.width, image.height)
