"""Pictures as numbers: every mode and channel count, what counts as black, blank or changed, to the level."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from wflint.live.images import metrics
from wflint.live.images.checks import BLACK_LEVEL, BLANK_DEVIATION, has_nan, is_black, is_blank
from wflint.live.images.compare import MaskError, compare, measure
from wflint.live.images.pixels import (
    Picture,
    PictureError,
    from_array,
    from_pillow,
    grey,
    open_picture,
    same_channels,
    save_pixels,
)
from wflint.live.images.presets import PRESETS, Limits
from wflint.live.images.show import save_difference

if TYPE_CHECKING:
    from pathlib import Path

    Array = np.ndarray[Any, Any]

RNG = np.random.default_rng(5)
COLOUR = RNG.integers(0, 256, (6, 10, 3)).astype(np.float32)
ALPHA = np.full((6, 10, 1), 255, np.float32)


# -- channels ----------------------------------------------------------------------------------------


def test_an_array_becomes_a_picture() -> None:
    found = from_array(COLOUR)
    assert (found.width, found.height, found.size, found.mode) == (10, 6, (10, 6), "RGB")
    flat = from_array(COLOUR[:, :, 0])
    assert flat.pixels.shape == (6, 10, 1)
    modes = [from_array(np.zeros((2, 2, n))).mode for n in (1, 2, 3, 4)]
    assert modes == ["L", "LA", "RGB", "RGBA"]
    assert from_array(COLOUR, "YCbCr").mode == "YCbCr"


@pytest.mark.parametrize("one", [1, 2, 3, 4])
@pytest.mark.parametrize("other", [1, 2, 3, 4])
def test_pictures_of_any_channels_compare(one: int, other: int) -> None:
    """The same grey picture in every form is the same picture, and another is not."""
    values = COLOUR[:, :, :1]

    def of(channels: int, add: float = 0) -> Picture:
        colour = np.repeat(values, 3 if channels > 2 else 1, axis=2) + add
        pixels = np.concatenate([colour, ALPHA], axis=2) if channels in (2, 4) else colour
        return Picture(pixels, "RGB")

    a, b = same_channels(of(one), of(other))
    assert a.shape == b.shape
    assert np.array_equal(a, b)
    wanted = 4 if {one, other} & {2, 4} else one if one == other else 3
    assert a.shape[2] == wanted
    assert compare(of(one), of(other)).same
    assert not compare(of(one, 1), of(other)).same


def test_what_is_fully_transparent_has_no_colour() -> None:
    clear = np.concatenate([COLOUR, ALPHA], axis=2)
    clear[0, 0, 3] = 0
    other = clear.copy()
    other[0, 0, :3] = 255 - other[0, 0, :3]
    assert compare(from_array(clear), from_array(other)).same
    other[0, 1, :3] = 255 - other[0, 1, :3]
    assert not compare(from_array(clear), from_array(other)).same
    barely = clear.copy()
    barely[0, 0, 3] = 1
    assert not compare(from_array(clear), from_array(barely)).same


def test_luminance() -> None:
    assert np.array_equal(grey(COLOUR[:, :, :1]), COLOUR[:, :, 0])
    assert np.array_equal(grey(COLOUR[:, :, :2]), COLOUR[:, :, 0])
    for channel, weight in enumerate((0.299, 0.587, 0.114)):
        single = np.zeros((1, 1, 3), np.float32)
        single[0, 0, channel] = 100
        assert grey(single)[0, 0] == pytest.approx(100 * weight)


# -- files -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "channels"),
    [("1", 1), ("L", 1), ("LA", 2), ("RGB", 3), ("RGBA", 4), ("P", 3), ("CMYK", 3), ("YCbCr", 3), ("HSV", 3)],
)
def test_modes(mode: str, channels: int) -> None:
    image = Image.fromarray(COLOUR.astype(np.uint8)).convert(mode)
    found = from_pillow(image)
    assert found.mode == mode
    assert found.pixels.shape == (6, 10, channels)
    wanted = image.convert("L" if mode == "1" else "RGB") if channels in (1, 3) else image
    if mode != "L":
        assert np.array_equal(found.pixels.squeeze(), np.asarray(wanted, np.float32).squeeze())


@pytest.mark.parametrize("transparent", [True, False])
def test_a_palette_with_a_colour_that_is_clear(transparent: bool) -> None:
    image = Image.fromarray(COLOUR.astype(np.uint8)).convert("P")
    if transparent:
        image.info["transparency"] = 0
    assert from_pillow(image).pixels.shape[2] == (4 if transparent else 3)


def test_sixteen_bits_and_floats() -> None:
    deep = Image.fromarray(np.array([[0, 257, 65535]], np.uint16))
    assert from_pillow(deep).pixels[:, :, 0].tolist() == [[0, 1, 255]]
    unit = Image.fromarray(np.array([[0, 0.5, 1.0]], np.float32))
    assert from_pillow(unit).pixels[:, :, 0].tolist() == [[0, 127.5, 255]]
    levels = Image.fromarray(np.array([[0, 0.5, 1.5]], np.float32))
    assert from_pillow(levels).pixels[:, :, 0].tolist() == [[0, 0.5, 1.5]]


def test_pixels_are_saved_without_what_else_a_file_says(tmp_path: Path) -> None:
    from PIL.PngImagePlugin import PngInfo

    raw, told = io.BytesIO(), PngInfo()
    told.add_text("invokeai_workflow", "{}")
    Image.fromarray(COLOUR.astype(np.uint8)).save(raw, "PNG", pnginfo=told)
    path = tmp_path / "deep" / "a.png"
    save_pixels(raw.getvalue(), path)
    with Image.open(path) as image:
        assert image.info == {}
    assert compare(open_picture(path), from_array(COLOUR)).same
    assert open_picture(str(path)).size == (10, 6)
    path.write_bytes(b"no picture")
    with pytest.raises(PictureError, match=r"a\.png cannot be decoded \(10 bytes\)"):
        open_picture(path)


# -- black, blank, not a number ----------------------------------------------------------------------


def test_black_to_the_level() -> None:
    for channels in (1, 3):
        assert is_black(from_array(np.full((4, 4, channels), BLACK_LEVEL)))
        bright = np.full((4, 4, channels), BLACK_LEVEL)
        bright[3, 3, channels - 1] += 0.5
        assert not is_black(from_array(bright))
    for channels in (2, 4):
        clear = np.full((4, 4, channels), 200.0)
        clear[:, :, -1] = 0
        assert is_black(from_array(clear))
        clear[0, 0, -1] = 1
        assert not is_black(from_array(clear))
        dark = np.zeros((4, 4, channels))
        dark[:, :, -1] = 255  # opaque: its alpha is no light
        assert is_black(from_array(dark))


def test_blank_to_the_level() -> None:
    stripes = np.zeros((4, 4, 3))
    stripes[::2] = 2 * BLANK_DEVIATION  # deviates by half of that from its mean
    assert not is_blank(from_array(stripes))
    assert is_blank(from_array(stripes * 0.99))
    one = np.zeros((4, 4, 3))
    one[::2, :, 2] = 90  # a single channel is enough
    assert not is_blank(from_array(one))


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_pixels_that_are_no_numbers(value: float) -> None:
    broken = COLOUR.copy()
    assert not has_nan(from_array(broken))
    broken[5, 9, 2] = value
    assert has_nan(from_array(broken))
    assert not is_blank(from_array(broken))
    black = np.zeros((4, 4, 3))
    black[0, 0, 0] = value
    assert is_black(from_array(black)) is (value != np.inf)


# -- measures ----------------------------------------------------------------------------------------


def test_measures_of_equal_pictures() -> None:
    found = measure(COLOUR, COLOUR)
    assert found.as_json() == {
        "max": 0.0, "mean": 0.0, "changed": 0.0, "tile_mean": 0.0, "ssim": 1.0, "tile_ssim": 1.0,
        "hash": 0, "histogram": 0.0, "worst": None,
    }  # fmt: skip


def test_measures_of_one_pixel() -> None:
    a = np.full((64, 64, 3), 100, np.float32)
    b = a.copy()
    b[40, 50] = (100, 116, 117)
    found = measure(b, a)
    assert found.max == 17
    assert found.changed == pytest.approx(1 / 4096)
    assert found.histogram == pytest.approx(17 / 4096, rel=1e-3)
    assert found.worst == (48, 40, 8)  # the tile that it lies in
    b[40, 50, 2] = 116  # 16 levels the eye does not see
    assert measure(b, a).changed == 0
    assert measure(b, a, full=640).worst == (480, 400, 80)


def test_tiles() -> None:
    cut = metrics.tiles(20, 11, 8)
    assert (cut.side, cut.rows.tolist(), cut.columns.tolist()) == (8, [0, 8, 16], [0])
    assert metrics.tiles(20, 12, 8).columns.tolist() == [0, 8]  # half a tile is one of its own
    assert metrics.tiles(3, 3, 8).rows.tolist() == [0]
    assert [cut.box(i) for i in range(3)] == [(0, 0), (0, 8), (0, 16)]
    values = np.arange(220, dtype=np.float32).reshape(20, 11)
    weights = np.ones((20, 11), np.float32)
    weights[8:16] = 0
    means = cut.means(values, weights).ravel()
    assert means[0] == values[:8].mean()
    assert np.isnan(means[1])
    assert means[2] == values[16:].mean()


def test_shrinking_keeps_means() -> None:
    small = metrics.shrink(COLOUR, 3, 5)
    assert small.shape == (3, 5, 3)
    assert small[0, 0] == pytest.approx(COLOUR[:2, :2].mean(axis=(0, 1)))
    assert np.array_equal(metrics.shrink(COLOUR, 60, 60), COLOUR)


def test_masks_to_the_level() -> None:
    a, b = from_array(COLOUR), from_array(255 - COLOUR)
    light = np.full((6, 10, 1), 127.0)
    with pytest.raises(MaskError, match="hides the whole image"):
        compare(a, b, mask=from_array(light))
    light[0, 0] = 127.5
    mixed = COLOUR.copy()
    mixed[1:] = 255 - mixed[1:]
    assert compare(from_array(mixed), a, mask=from_array(light)).same
    light[1, 0] = 128
    assert not compare(from_array(mixed), a, mask=from_array(light)).same
    for shape in ((5, 10, 1), (6, 9, 1)):
        with pytest.raises(MaskError, match="the mask is"):
            compare(a, a, mask=from_array(np.full(shape, 255.0)))


def test_limits_by_name() -> None:
    a, b = from_array(COLOUR), from_array(np.clip(COLOUR + 3, 0, 255))
    assert not compare(b, a, "exact").same
    assert compare(b, a, "exact", limits={"max": 3}).same
    assert not compare(b, a, "exact", limits={"max": 2.9}).same
    with pytest.raises(ValueError, match="there is no limit 'maximum'"):
        compare(b, a, limits={"maximum": 3})
    with pytest.raises(KeyError):
        compare(b, a, "about")


@pytest.mark.parametrize("name", Limits._fields)
def test_each_limit_counts_and_is_worded(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each metric alone, on its limit and a little beyond."""
    a = from_array(np.tile(COLOUR, (4, 4, 1)))
    b = from_array(255 - np.tile(COLOUR, (4, 4, 1)))
    metric = getattr(compare(b, a, "exact").metrics, name)
    good = name in ("ssim", "tile_ssim")  # of these the least is given
    only = Limits()._replace(**{name: metric})
    monkeypatch.setitem(PRESETS, "exact", PRESETS["exact"]._replace(limits=only))
    assert compare(b, a, "exact").same
    beyond = metric + (0.01 if good else -0.01)
    found = compare(b, a, "exact", limits={name: beyond})
    assert re.search(rf"(^|: ){name} \S+( %)? of {'at least ' if good else ''}\S", found.faults[-1])
    assert len(found.faults) == (
        1 if name == "tile_mean" else 2
    )  # the place, which each needs, and the metric


def test_other_sizes_and_modes() -> None:
    a = from_array(COLOUR)
    found = compare(from_array(COLOUR[:5, :9], "RGBA"), a)
    assert found.faults == ("the size is 9x5, not 10x6", "the mode is RGBA, not RGB")
    assert found.metrics is None
    assert compare(from_array(COLOUR, "RGBA"), a, "tight").faults == ("the mode is RGBA, not RGB",)
    assert compare(from_array(COLOUR, "RGBA"), a, "structure").same


def test_a_difference_to_look_at(tmp_path: Path) -> None:
    grey_one = from_array(COLOUR[:, :, 0])
    other = from_array(COLOUR[:, :, 0].copy())
    other.pixels[2, 3] = (other.pixels[2, 3] + 64) % 256
    sheet = open_picture(save_difference(tmp_path / "a.png", other, grey_one)).pixels
    times = 32  # 10 x 6 pixels are shown as 320 x 192
    panels = [sheet[34 : 34 + 6 * times : times, 14 + i * 334 : 334 * (i + 1) : times] for i in range(3)]
    assert np.array_equal(panels[0][:, :, 0], np.floor(grey_one.pixels[:, :, 0]))
    assert np.array_equal(panels[1][:, :, 2], np.floor(other.pixels[:, :, 0]))
    heat = panels[2]
    assert heat.max() == heat[2, 3].max() > 0
    assert np.count_nonzero(heat[:, :, 0]) == 1
