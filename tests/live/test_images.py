"""Comparing pictures: each preset keeps its promise on changes that are known."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

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


def test_the_fault_says_which_metric_by_how_much_and_where(large: np.ndarray) -> None:
    faults = compare(from_array(with_defect(large)), from_array(large), "tight").faults
    assert faults == (
        "worst tile at x 352, y 544 (32 px wide): tile_mean 70 of 2",
        "max 70 of 24, changed 0.572 % of 0.05 %, tile_ssim 0.548 of at least 0.85",
    )


def test_a_fault_is_three_short_lines_at_most_whatever_is_wrong(large: np.ndarray) -> None:
    every = {"max": 0, "mean": 0, "changed": 0, "tile_mean": 0, "ssim": 1, "tile_ssim": 1, "hash": 0}
    for preset in PRESETS:
        faults = compare(
            from_array(photo(1024, 9)), from_array(large), preset, limits=every | {"histogram": 0}
        ).faults
        assert 2 <= len(faults) <= 3
        assert max(map(len, faults)) <= 92
        said = " ".join(faults)
        assert [name for name in (*every, "histogram") if f"{name} " not in said] == []


@pytest.mark.parametrize(
    ("preset", "levels", "said"),
    [
        ("exact", 0, "max 0 of 0"),
        ("tight", 0, "max 0 of 24, mean 0 of 2"),
        ("tight", 2, "max 2 of 24, mean 1.18 of 2"),
        ("perceptual", 2, "mean 1.18 of 5, changed 0 % of 5 %"),
        ("structure", 2, "mean 0.149 of 48, ssim 1 of at least 0.6"),
    ],
)
def test_a_pass_says_how_far_it_was(preset: str, levels: int, said: str, large: np.ndarray) -> None:
    result = compare(from_array(with_noise(large, levels)), from_array(large), preset)
    assert (result.same, result.distance) == (True, said)


def test_a_pass_names_the_metric_that_is_nearest_to_its_limit(large: np.ndarray) -> None:
    values = large.round() * 0.5
    near = compare(
        from_array(values + 1.4), from_array(values), "tight", limits={"mean": 9, "tile_mean": 1.5}
    )
    assert near.same
    assert near.distance == "max 1.4 of 24, mean 1.4 of 9, tile_mean 1.4 of 1.5"


def test_two_levels_everywhere_in_a_tile_are_two_whatever_floating_point_makes_of_it() -> None:
    values = photo(512) * 0.5
    brighter = values.copy()
    brighter[240:300, 144:180] += 2
    limits = {"tile_mean": 2}
    assert compare(from_array(brighter), from_array(values), "tight", limits=limits).same


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


def _sheet(folder: Path, found: np.ndarray, wanted: np.ndarray, **more: Any) -> np.ndarray:
    path = save_difference(folder / "deep" / "sheet.png", from_array(found), from_array(wanted), **more)
    return open_picture(path).pixels


@pytest.mark.parametrize(("width", "height"), [(64, 64), (512, 768), (2048, 1024), (1, 1), (3, 200)])
def test_a_sheet_is_large_enough_to_see_and_shows_two_levels(width: int, height: int, tmp_path: Path) -> None:
    wanted = np.full((height, width, 3), 90.0)
    wanted[:, : width // 2] = 91
    two = wanted.copy()
    two[height // 3 : height // 3 + 1, width // 3] += 2  # one pixel
    sheet = _sheet(tmp_path, two, wanted, worst=(0, 0, 8))
    assert 700 < sheet.shape[1] < 2400
    assert 260 < sheet.shape[0] < 1400
    panel = sheet[:, sheet.shape[1] * 2 // 3 :]
    seen = (panel == 128).all(axis=2)  # two levels, x64
    assert seen.sum() >= max(1, min(320 // max(width, height), 5)) ** 2


def test_a_sheet_shows_a_small_difference_beside_a_large_one(tmp_path: Path) -> None:
    wanted = photo(64) * 0.5
    found = wanted.copy()
    found[:8] += 2
    found[30:40, 30:40] += 90
    panel = _sheet(tmp_path, found, wanted)[:, 2 * (320 + 14) :]
    assert (panel == 64).all(axis=2).sum() >= 8 * 64 * 25  # two levels, x32; a letter's edge may be as grey
    red = (panel[:, :, 0] > 250) & (panel[:, :, 1] < 120) & (panel[:, :, 2] == 0)
    assert red.sum() == 10 * 10 * 25


def test_a_sheet_names_what_it_shows_and_frames_the_worst_tile(tmp_path: Path) -> None:
    a, b = with_defect(photo(64)), photo(64)
    plain, told = _sheet(tmp_path, a, b), _sheet(tmp_path, a, b, title=["fox-1 differs", "max 70"])
    assert told.shape[0] == plain.shape[0] + 40
    assert (told[:40, :200].max(axis=2) < 60).sum() > 200  # letters
    framed = _sheet(tmp_path, a, b, worst=(24, 32, 8))
    frame = (framed == (230, 0, 120)).all(axis=2)
    assert frame.sum() == 3 * (4 * 41)
    odd = _sheet(
        tmp_path, a, b, title=["f\xf6x \u72d0 \x1b[31m" + "y" * 300]
    )  # nothing that a font lacks stops it
    assert odd.shape[1] > 1500


def test_a_sheet_of_another_size_or_with_a_mask(tmp_path: Path) -> None:
    other = _sheet(tmp_path, photo(32), photo(64))
    assert other.shape[1] < 700  # no difference
    mask = np.full((64, 64), 255.0)
    mask[:, :32] = 0
    hidden = _sheet(tmp_path, photo(64) * 0.5, photo(64), mask=from_array(mask))
    assert (hidden == (40, 40, 96)).all(axis=2).sum() == 32 * 64 * 25
