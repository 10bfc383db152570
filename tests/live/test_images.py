"""Comparing pictures: each preset keeps its promise on changes that are known."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from tests.live.pictures import CHANGES, photo, png, with_defect, with_noise
from wflint.live.images.checks import has_nan, is_black, is_blank
from wflint.live.images.compare import MaskError, compare
from wflint.live.images.pixels import PictureError, from_array, open_picture
from wflint.live.images.presets import PRESETS
from wflint.live.images.show import save_difference

if TYPE_CHECKING:
    from pathlib import Path

# What each preset lets pass; everything else in CHANGES has to fail.
PASSES = {
    "exact": {"none"},
    "tight": {"none", "invisible noise"},
    "perceptual": {"none", "invisible noise", "jpeg 90"},
    "structure": {
        "none",
        "invisible noise",
        "jpeg 90",
        "shift by a pixel",
        "visible defect",
        "lighter",
        "other colours",
    },
}


@pytest.fixture(scope="module")
def large() -> np.ndarray:
    return photo(1024)


@pytest.mark.parametrize("change", CHANGES)
def test_a_preset_lets_pass_what_it_says_and_nothing_else(change: str, large: np.ndarray) -> None:
    found = CHANGES[change](large)
    passed = {name for name in PRESETS if compare(found, from_array(large, found.mode), name).same}
    assert passed == {name for name, changes in PASSES.items() if change in changes}


@pytest.mark.parametrize("change", ["none", "invisible noise", "visible defect", "black", "other picture"])
@pytest.mark.parametrize("side", [64, 256, 512])
def test_the_essential_verdicts_hold_at_every_size(change: str, side: int) -> None:
    values = photo(side)
    for preset in PRESETS:
        same = compare(CHANGES[change](values), from_array(values), preset).same
        assert same == (change in PASSES[preset]), preset


@pytest.mark.parametrize("seed", range(5))
def test_the_tight_preset_on_pictures_of_pure_noise(seed: int) -> None:
    """What tiny models make: no two tiles alike."""
    values = np.random.default_rng(seed).integers(0, 256, (64, 64, 3)).astype(float)
    assert compare(from_array(with_noise(values, 2)), from_array(values), "tight").same
    assert not compare(from_array(with_defect(values)), from_array(values), "tight").same
    assert not compare(from_array(np.roll(values, 1, 0)), from_array(values), "perceptual").same


def test_one_metric_would_not_do(large: np.ndarray) -> None:
    """Global SSIM rates the noise below the defect, a hash sees neither: only the worst tile tells."""
    flat = np.full((1024, 1024, 3), 120.0)
    flat[:, :512] = large[:, :512]
    noise = compare(from_array(with_noise(flat, 2)), from_array(flat)).metrics
    defect = compare(from_array(with_defect(flat)), from_array(flat)).metrics
    assert noise
    assert defect
    assert noise.ssim < defect.ssim
    assert defect.hash <= PRESETS["tight"].limits.hash
    assert defect.tile_mean > 50
    assert noise.tile_mean < 1


def test_the_fault_says_where_and_how_much(large: np.ndarray) -> None:
    faults = compare(from_array(with_defect(large)), from_array(large), "tight").faults
    worst = next(f for f in faults if "worst tile" in f and "mean" in f)
    assert worst.startswith("the mean difference in the worst tile (32 px at 352,")
    assert worst.endswith("is 70 levels (tile_mean: at most 2)")


def test_another_size_or_mode_is_another_picture() -> None:
    a = from_array(photo(64))
    assert compare(from_array(photo(72)), a, "structure").faults == ("the size is 72x72, not 64x64",)
    opaque = from_array(np.concatenate([photo(64), np.full((64, 64, 1), 255.0)], axis=2))
    assert compare(opaque, a, "exact").faults == ("the mode is RGBA, not RGB",)
    assert compare(opaque, a, "structure").same


def test_what_a_transparent_pixel_hides_does_not_count() -> None:
    one, other = (np.zeros((32, 32, 4)) for _ in range(2))
    other[:, :, 0] = 200
    assert compare(from_array(one), from_array(other), "exact").same
    other[:, :, 3] = 255
    assert not compare(from_array(one), from_array(other), "exact").same


def test_limits_of_a_preset_can_be_replaced(large: np.ndarray) -> None:
    a, b = from_array(with_noise(large, 2)), from_array(large)
    assert compare(a, b, "exact", limits={"max": 2}).same
    assert not compare(a, b, "tight", limits={"mean": 0.5}).same
    with pytest.raises(ValueError, match="median"):
        compare(a, b, "tight", limits={"median": 1})


def test_a_mask_hides_a_part_and_nothing_leaks_from_it(large: np.ndarray) -> None:
    mask = np.full((1024, 1024), 255.0)
    mask[500:620, 330:410] = 0
    bad, good = from_array(with_defect(large)), from_array(large)
    assert compare(bad, good, "exact", mask=from_array(mask)).same
    assert compare(bad, good, "structure", mask=from_array(mask)).same
    assert not compare(bad, good, "tight", mask=from_array(255 - mask)).same
    with pytest.raises(MaskError, match="the mask is 10x10, the image 1024x1024"):
        compare(bad, good, "tight", mask=from_array(np.full((10, 10), 255.0)))
    with pytest.raises(MaskError, match="hides the whole image"):
        compare(bad, good, "tight", mask=from_array(mask * 0))


@pytest.mark.parametrize("shape", [(1, 1, 3), (3, 200, 3), (7, 7, 1), (100, 8, 4), (33, 65, 3)])
@pytest.mark.parametrize("preset", PRESETS)
def test_odd_shapes_compare(shape: tuple[int, int, int], preset: str) -> None:
    values = np.random.default_rng(0).integers(0, 256, shape).astype(float)
    if shape[2] == 4:
        values[:, :, 3] = 255
    assert compare(from_array(values), from_array(values), preset).same
    assert not compare(from_array(255 - values[:, :, :3]), from_array(values[:, :, :3]), preset).same


def test_not_a_number_is_far_from_everything() -> None:
    values = np.full((32, 32, 3), 40.0)
    broken = values.copy()
    broken[3, 4] = np.nan
    assert has_nan(from_array(broken))
    assert not has_nan(from_array(values))
    result = compare(from_array(broken), from_array(values), "tight")
    assert result.metrics
    assert result.metrics.max == 255


def test_black_and_blank() -> None:
    black, grey = np.zeros((16, 16, 3)), np.full((16, 16, 3), 99.0)
    assert is_black(from_array(black + 2))
    assert not is_black(from_array(black + 3))
    clear = np.concatenate([grey, np.zeros((16, 16, 1))], axis=2)
    assert is_black(from_array(clear))
    assert is_blank(from_array(grey))
    faint = grey + np.linspace(0, 10, 16)[:, None, None]
    assert not is_blank(from_array(faint))
    edge = black.copy()
    edge[8] = 255  # white lines on black, as an edge detector gives
    assert not is_black(from_array(edge))
    assert not is_blank(from_array(edge))


@pytest.mark.parametrize(
    ("mode", "shown"),
    [("RGB", "RGB"), ("RGBA", "RGBA"), ("L", "L"), ("1", "1"), ("P", "P"), ("I;16", "I;16")],
)
def test_every_mode_opens(mode: str, shown: str) -> None:
    stream = io.BytesIO()
    image = Image.fromarray(photo(16)[:, :, 0].astype(np.uint16) * 257) if mode == "I;16" else None
    (image or Image.fromarray(photo(16).astype(np.uint8)).convert(mode)).save(stream, "PNG")
    found = open_picture(stream.getvalue())
    assert (found.mode, found.size) == (shown, (16, 16))
    assert 50 < found.pixels.max() <= 255


def test_a_picture_cut_short_is_an_error_in_one_line(tmp_path: Path) -> None:
    whole = png(photo(64))
    for raw in (whole[: len(whole) // 2], b"", b"<html>502</html>"):
        with pytest.raises(PictureError, match=rf"cannot be decoded \({len(raw)} bytes\): [^\n]+$"):
            open_picture(raw)
    with pytest.raises(OSError, match="missing"):
        open_picture(tmp_path / "missing.png")


def test_the_picture_of_a_difference(tmp_path: Path) -> None:
    a, b = from_array(with_defect(photo(64))), from_array(photo(64))
    sheet = open_picture(save_difference(tmp_path / "deep" / "difference.png", a, b))
    assert sheet.size == (3 * 64 + 8, 64)
    assert sheet.pixels[33, 2 * 64 + 8 + 22].max() > 100  # inside the defect
    assert sheet.pixels[5, 2 * 64 + 8 + 5].max() == 0
    odd = open_picture(save_difference(tmp_path / "other.png", from_array(photo(32)), b))
    assert odd.size == (64 + 4 + 32, 64)
