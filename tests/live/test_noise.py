"""What a baseline and its noise let pass, over all repeats that there can be."""

from __future__ import annotations

from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wflint.live.measure.statistics import judge, noise_band, scatter

SECONDS = st.floats(0.001, 1000.0)
REPEATS = st.lists(SECONDS, min_size=3, max_size=9)
MORE = st.sampled_from([0.05, 0.2, 0.5, 1.0])


@given(stored=REPEATS, now=REPEATS, relative=MORE)
def test_what_passes_is_within_the_stored_limit_and_scatters_little(
    stored: list[float], now: list[float], relative: float
) -> None:
    middle, band = median(stored), noise_band(stored)
    found = judge(now, middle, band, relative)
    assert found.limit == middle + middle * relative + band  # of what is stored alone
    if found.outcome == "within":
        assert median(now) <= found.limit
        assert scatter(now) <= max(band, middle * relative)


@given(stored=REPEATS, now=REPEATS, relative=MORE)
def test_a_run_that_is_too_slow_at_its_fastest_fails_however_it_scatters(
    stored: list[float], now: list[float], relative: float
) -> None:
    found = judge(now, median(stored), noise_band(stored), relative)
    slower = [value + found.limit + 0.001 for value in now]
    assert judge(slower, median(stored), noise_band(stored), relative).outcome == "over"


@given(stored=REPEATS, now=REPEATS, relative=MORE, factor=st.floats(1.0, 10.0))
def test_slower_runs_never_pass_where_faster_ones_did_not(
    stored: list[float], now: list[float], relative: float, factor: float
) -> None:
    middle, band = median(stored), noise_band(stored)
    if judge(now, middle, band, relative).outcome != "within":
        assert judge([value * factor for value in now], middle, band, relative).outcome != "within"


@given(stored=REPEATS, relative=MORE)
def test_what_was_stored_passes_itself(stored: list[float], relative: float) -> None:
    assert judge(stored, median(stored), noise_band(stored) + 1e-9, relative).outcome == "within"


@given(now=REPEATS, relative=MORE)
def test_a_baseline_without_noise_does_not_make_every_run_noisy(now: list[float], relative: float) -> None:
    middle = median(now)
    near = [middle + (value - middle) * 0.001 for value in now]
    if scatter(near) <= middle * relative:
        assert judge(near, middle, 0.0, relative).outcome == "within"


@pytest.mark.parametrize(
    ("now", "outcome"),
    [
        ((1.0, 3.0, 5.0), "noisy"),
        ((1.0, 2.0, 3.0), "noisy"),
        ((1.0, 1.0, 5.0), "noisy"),  # its median is as it was, and says nothing
        ((2.0, 2.0, 2.0), "over"),
        ((2.0, 5.0, 9.0), "over"),
        ((1.1, 1.15, 1.2), "within"),
    ],
)
def test_repeats_against_a_quiet_second(now: tuple[float, ...], outcome: str) -> None:
    stored = (0.99, 1.0, 1.01)
    assert judge(now, median(stored), noise_band(stored), 0.2).outcome == outcome


def test_what_is_below_the_resolution_is_not_told_apart() -> None:
    assert judge([3.0, 3.5, 4.0], 3.0, 0.0, 0.05).outcome == "noisy"
    assert judge([3.0, 3.5, 4.0], 3.0, 0.0, 0.05, 1.0).outcome == "within"
    assert judge([4.1, 4.2, 4.3], 3.0, 0.0, 0.05, 1.0).outcome == "over"
