"""Pictures as arrays of numbers."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wflint.reading import PICTURE, read_bounded
from wflint.writing import write_file

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_CHANNELS = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}


_MOST_PIXELS = 100_000_000  # what is compared takes 12 bytes for each


class PictureError(ValueError):
    """Bytes that are no picture, or only part of one."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: ``pixels`` is height x width x channels, floats from 0 to 255; ``mode`` is Pillow's name."""

    pixels: Floats
    mode: str

    @property
    def width(self) -> int:
        """Pixels across."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Pixels down."""
        return int(self.pixels.shape[0])

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.width, self.height


def open_picture(source: bytes | str | Path) -> Picture:
    """Decode a picture (a path, or a file's bytes). Raises OSError for a path, PictureError."""
    from PIL import Image, UnidentifiedImageError

    raw = source if isinstance(source, bytes) else read_bounded(source, PICTURE)
    name = "the image" if isinstance(source, bytes) else str(source)
    try:
        with Image.open(io.BytesIO(raw)) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise PictureError(f"{name} has more than {_MOST_PIXELS:,} pixels")
            image.load()
            return from_pillow(image)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        from wflint.document.pointers import unfetched

        pointer = unfetched(raw)
        if pointer is not None:
            raise PictureError(f"{name} is {pointer}") from None
        if isinstance(error, UnidentifiedImageError):  # which names an object of Python
            raise PictureError(f"{name} cannot be decoded ({len(raw)} bytes): not an image") from None
        said = " ".join(str(error).split()) or type(error).__name__
        raise PictureError(f"{name} cannot be decoded ({len(raw)} bytes): {said}") from None


def save_pixels(raw: bytes, path: Path) -> None:
    """Write a picture's file anew as PNG: its pixels alone, without workflow, graph and other metadata.

    Raises OSError.
    """
    from PIL import Image

    with Image.open(io.BytesIO(raw)) as image:
        image.load()
        image.info.clear()
        alone = io.BytesIO()
        image.save(alone, "PNG", optimize=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_file(path, alone.getvalue())


def from_pillow(image: Any) -> Picture:
    """A Pillow image as a picture. Palettes become colours, 16 bits become 8."""
    import numpy as np

    mode = image.mode
    if mode in ("P", "PA", "CMYK", "YCbCr", "LAB", "HSV"):
        image = image.convert("RGBA" if mode == "PA" or "transparency" in image.info else "RGB")
    elif mode == "1":
        image = image.convert("L")
    values = np.asarray(image, dtype=np.float32)
    if mode.startswith("I"):
        values = values / 257.0
    elif mode == "F":
        values = values * 255.0 if float(np.nanmax(values, initial=0.0)) <= 1.0 else values
    return Picture(values if values.ndim == 3 else values[:, :, None], mode)


def from_array(values: Any, mode: str | None = None) -> Picture:
    """An array (height x width, or height x width x channels; 0 to 255) as a picture."""
    import numpy as np

    pixels = np.asarray(values, dtype=np.float32)
    pixels = pixels if pixels.ndim == 3 else pixels[:, :, None]
    return Picture(pixels, mode or _CHANNELS[pixels.shape[2]])


def same_channels(a: Picture, b: Picture) -> tuple[Floats, Floats]:
    """The pixels of two pictures with the same channels: grey becomes colour, no alpha becomes opaque."""
    wanted = 4 if any(p.pixels.shape[2] in (2, 4) for p in (a, b)) else 3
    if a.pixels.shape[2] == b.pixels.shape[2] and a.pixels.shape[2] in (1, 3):
        return a.pixels, b.pixels
    return _widen(a.pixels, wanted), _widen(b.pixels, wanted)


def _widen(pixels: Floats, wanted: int) -> Floats:
    import numpy as np

    count = pixels.shape[2]
    colour = pixels[:, :, :3] if count >= 3 else np.repeat(pixels[:, :, :1], 3, axis=2)
    if wanted == 3:
        return colour
    alpha = pixels[:, :, -1:] if count in (2, 4) else np.full((*pixels.shape[:2], 1), 255.0, np.float32)
    # What is fully transparent looks the same whatever its colour.
    return np.concatenate([colour * (alpha > 0), alpha], axis=2).astype(np.float32)


def grey(pixels: Floats) -> Floats:
    """The luminance of a picture's pixels (ITU-R BT.601 weights), height x width."""
    found: Floats = pixels[:, :, 0]
    if pixels.shape[2] >= 3:
        found = pixels[:, :, 0] * 0.299 + pixels[:, :, 1] * 0.587 + pixels[:, :, 2] * 0.114
    return found
