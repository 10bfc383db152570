"""Synthetic pictures, and what can happen to them."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from wflint.live.images.pixels import Picture, from_array, open_picture


def photo(side: int, seed: int = 3) -> np.ndarray:
    """Something like a photograph: soft gradients, forms with edges, fine grain."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:side, 0:side] / side
    channels = [110 + 70 * np.sin(x * (3 + c) + seed) + 50 * np.cos(y * (5 - c) + c * seed) for c in range(3)]
    image = Image.fromarray(np.clip(np.stack(channels, axis=2), 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    for _ in range(40):
        cx, cy = (int(v) for v in rng.integers(0, side, 2))
        r = int(rng.integers(side // 60 + 1, side // 8))
        draw.ellipse([cx - r, cy - r, cx + r, cy + r], fill=tuple(int(v) for v in rng.integers(0, 255, 3)))
    image = image.filter(ImageFilter.GaussianBlur(side / 700))
    return np.clip(np.asarray(image).astype(float) + rng.normal(0, 6, (side, side, 1)), 0, 255).round()


def with_defect(values: np.ndarray) -> np.ndarray:
    """A visible defect of 60 x 100 pixels in 1024: 0.6 % of the area."""
    side = len(values)
    width, height = max(4, side * 60 // 1024), max(6, side * 100 // 1024)
    found = values.copy()
    place = (slice(side // 2, side // 2 + height), slice(side // 3, side // 3 + width))
    found[place] = np.clip(found[place] + 70, 0, 255)
    return found


def with_noise(values: np.ndarray, levels: int) -> np.ndarray:
    """Noise that nobody sees: up to so many levels of 255."""
    rng = np.random.default_rng(1)
    return np.clip(values + rng.integers(-levels, levels + 1, values.shape), 0, 255)


def as_jpeg(values: np.ndarray, quality: int) -> Picture:
    """Saved as JPEG and read again."""
    stream = io.BytesIO()
    Image.fromarray(values.astype(np.uint8)).save(stream, "JPEG", quality=quality)
    return open_picture(stream.getvalue())


def with_other_ninth(values: np.ndarray) -> np.ndarray:
    """The top left ninth is of another picture."""
    third = len(values) // 3
    found = values.copy()
    found[:third, :third] = photo(len(values), 9)[:third, :third]
    return found


def png(values: np.ndarray, mode: str | None = None) -> bytes:
    """The bytes of a PNG."""
    stream = io.BytesIO()
    Image.fromarray(values.astype(np.uint8), mode).save(stream, "PNG")
    return stream.getvalue()


CHANGES = {
    "none": from_array,
    "invisible noise": lambda v: from_array(with_noise(v, 2)),
    "jpeg 90": lambda v: as_jpeg(v, 90),
    "shift by a pixel": lambda v: from_array(np.roll(v, 1, axis=1)),
    "visible defect": lambda v: from_array(with_defect(v)),
    "lighter": lambda v: from_array(np.clip(v * 1.05 + 6, 0, 255)),
    "other colours": lambda v: from_array(np.clip(v * [1.1, 1.0, 0.9], 0, 255)),
    "other ninth": lambda v: from_array(with_other_ninth(v)),
    "mirrored": lambda v: from_array(v[:, ::-1]),
    "black": lambda v: from_array(v * 0),
    "other picture": lambda v: from_array(photo(len(v), 9)),
}
