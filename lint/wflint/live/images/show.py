"""A sheet that shows a difference: what should be, what came and where they differ, large enough to see."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from wflint.live.images import metrics
from wflint.live.images.pixels import same_channels
from wflint.plain import one_line
from wflint.writing import write_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from wflint.live.images.pixels import Floats, Picture

    Bytes = NDArray[np.uint8]

_SMALL, _LARGE = 320, 768  # the longer side of an image as it is shown, in pixels
_COLUMN = 260  # the least width of a panel, so that its label fits
_GAP, _LINE, _LETTERS = 14, 20, 14
_PAPER, _INK, _FRAME = (244, 244, 244), (20, 20, 20), (230, 0, 120)
_FAINT = 4.0  # levels: up to there a difference is shown x64, else x32
_HIDDEN = (40, 40, 96)  # what a mask hides, in the difference
_ZOOMED = 4  # worst tiles across in the enlarged part


class _Panel(NamedTuple):
    label: str
    pixels: Bytes
    box: tuple[int, int, int, int] | None  # the worst tile: left, top, right, bottom


def save_difference(
    path: Path,
    found: Picture,
    wanted: Picture,
    *,
    title: Sequence[str] = (),
    worst: tuple[int, int, int] | None = None,
    mask: Picture | None = None,
) -> Path:
    """Write wanted, found and the difference side by side as a PNG. Raises OSError.

    ``title`` are lines above them. ``worst`` (left, top, side in pixels) is framed, and shown enlarged below
    where the whole is not. Small images are enlarged pixel by pixel, large ones reduced; of the difference,
    the largest of the pixels that become one is kept; what ``mask`` hides is blue. Pictures of different
    sizes are shown without a difference.
    """
    from PIL import Image

    rows = [_row(found, wanted, worst, mask)]
    if worst is not None and found.size == wanted.size and _times(found) < 3:
        rows.append(_enlarged(found, wanted, worst, mask))
    sheet = _sheet([one_line(line) for line in title], rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    drawn = io.BytesIO()
    Image.fromarray(sheet).save(drawn, "PNG")
    write_file(path, drawn.getvalue(), follow=False)
    return path


def _row(
    found: Picture,
    wanted: Picture,
    worst: tuple[int, int, int] | None = None,
    mask: Picture | None = None,
    of: str = "",
) -> list[_Panel]:
    times = min(_times(found), _times(wanted))
    how = f", x{times:g}" if times >= 1 else f", 1/{round(1 / times)}"
    panels = [
        _Panel(
            f"{name}{of}: {p.width} x {p.height}{how if times != 1 else ''}", _scaled(_rgb(p), times), None
        )
        for name, p in (("wanted", wanted), ("found", found))
    ]
    if found.size == wanted.size:
        a, b = same_channels(found, wanted)
        far = metrics.largest(a, b)
        if mask is not None and mask.size == found.size:
            shown = mask.pixels[:, :, 0] >= 127.5
            far = np.where(shown, far, np.float32(np.nan))
        label, heat = _heat(far, times)
        panels.append(_Panel(label, heat, None))
    if worst is None:
        return panels
    x, y, side = worst
    right, bottom = min(x + side, found.width), min(y + side, found.height)
    box = (round(x * times), round(y * times), round(right * times), round(bottom * times))
    return [panel._replace(box=box) for panel in panels]


def _enlarged(
    found: Picture, wanted: Picture, worst: tuple[int, int, int], mask: Picture | None
) -> list[_Panel]:
    """The worst tile and its surroundings."""
    x, y, side = worst
    reach = side * _ZOOMED
    left, top = (
        max(0, min(at + side // 2 - reach // 2, whole - reach))
        for at, whole in zip((x, y), found.size, strict=True)
    )
    window = (slice(top, top + reach), slice(left, left + reach))
    cut = [_cut(p, window) for p in (found, wanted)]
    hidden = None if mask is None or mask.size != found.size else _cut(mask, window)
    return _row(cut[0], cut[1], (x - left, y - top, side), hidden, f" from x {left}, y {top}")


def _cut(picture: Picture, window: tuple[slice, slice]) -> Picture:
    from wflint.live.images.pixels import from_array

    return from_array(picture.pixels[window], picture.mode)


def _times(picture: Picture) -> float:
    """How much larger an image is shown: a whole number, or one part of a whole."""
    longer = max(picture.size)
    if longer <= _SMALL:
        return float(-(-_SMALL // longer))
    return 1.0 if longer <= _LARGE else 1.0 / -(-longer // _LARGE)


def _scaled(pixels: Floats, times: float) -> Bytes:
    values = np.clip(np.nan_to_num(pixels, nan=0.0, posinf=255.0, neginf=0.0), 0, 255)
    if times < 1:
        return _blocks(values, round(1 / times)).astype(np.uint8)
    return values.repeat(round(times), axis=0).repeat(round(times), axis=1).astype(np.uint8)


def _blocks(values: Floats, side: int, *, largest: bool = False) -> Floats:
    """Squares of ``side`` pixels made one each: their mean, or the largest of each channel."""
    for axis in (0, 1):
        cuts = np.arange(0, values.shape[axis], side)
        if largest:
            values = np.maximum.reduceat(values, cuts, axis=axis)
        else:
            counts = np.diff([*cuts, values.shape[axis]]).reshape([-1 if i == axis else 1 for i in range(3)])
            values = (np.add.reduceat(values, cuts, axis=axis) / counts).astype(np.float32)
    return values


def _heat(far: Floats, times: float) -> tuple[str, Bytes]:
    """The difference in colours, and its label: black is none, grey grows with it by the factor of the label,
    and what would be whiter than white goes from yellow to red."""
    hidden = np.isnan(far)
    far = np.nan_to_num(far)
    most = float(far.max(initial=0.0))
    factor = 64 if most <= _FAINT else 32
    full = 255 / factor  # levels that are white
    if times < 1:
        far = _blocks(far[:, :, None], round(1 / times), largest=True)[:, :, 0]
        hidden = _blocks(hidden[:, :, None].astype(np.float32), round(1 / times))[:, :, 0] > 0.5
    grey = np.clip(far * factor, 0, 255)
    beyond = np.clip(
        np.log2(np.maximum(far, full) / full) / np.log2(255 / full), 0, 1
    )  # 0 at white, 1 at 255
    colour = np.stack(
        [grey, np.where(far > full, 235 * (1 - beyond), grey), np.where(far > full, 0, grey)], axis=2
    )
    colour[hidden] = _HIDDEN
    label = f"difference x{factor}: max {most:.3g}" + (
        " (yellow to red: over 8 levels)" if most > full else ""
    )
    return label, _scaled(colour.astype(np.float32), max(times, 1.0))


def _rgb(picture: Picture) -> Floats:
    pixels = picture.pixels
    return pixels[:, :, :3] if pixels.shape[2] >= 3 else np.repeat(pixels[:, :, :1], 3, axis=2)


def _sheet(title: Sequence[str], rows: list[list[_Panel]]) -> Bytes:
    from PIL import Image, ImageDraw

    columns = [max(_COLUMN, *(row[i].pixels.shape[1] for row in rows)) for i in range(len(rows[0]))]
    font = _font()
    needed = max((round(font.getlength(_letters(line))) for line in title), default=0)
    width = max(sum(columns) + _GAP * (len(columns) + 1), needed + 2 * _GAP)
    tall = [max(panel.pixels.shape[0] for panel in row) + _LINE + _GAP for row in rows]
    sheet = Image.new("RGB", (width, _GAP + _LINE * len(title) + sum(tall)), _PAPER)
    draw = ImageDraw.Draw(sheet)
    y = _GAP // 2
    for line in title:
        draw.text((_GAP, y), _letters(line), fill=_INK, font=font)
        y += _LINE
    y += _GAP // 2
    for row, height in zip(rows, tall, strict=True):
        x = _GAP
        for panel, column in zip(row, columns, strict=True):
            draw.text((x, y), _letters(panel.label), fill=_INK, font=font)
            sheet.paste(Image.fromarray(panel.pixels), (x, y + _LINE))
            if panel.box is not None:
                left, top, right, bottom = panel.box
                frame = (x + left - 1, y + _LINE + top - 1, x + right, y + _LINE + bottom)
                draw.rectangle(frame, outline=_FRAME)
            x += column + _GAP
        y += height
    return np.asarray(sheet)


def _font() -> Any:
    from PIL import ImageFont

    try:
        return ImageFont.load_default(_LETTERS)
    except (TypeError, ImportError):  # Pillow 10.0, or one without FreeType: a small one
        return ImageFont.load_default()


def _letters(text: str) -> str:
    """What the built-in fonts can draw."""
    return text.encode("ascii", "replace").decode()
