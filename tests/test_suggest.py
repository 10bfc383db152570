"""Near misses: of several names that fit, the nearest."""

from __future__ import annotations

import pytest

from wflint.diagnostics.suggest import did_you_mean, nearest


@pytest.mark.parametrize(
    ("word", "candidates", "wanted"),
    [
        ("euler_ancestral", ["euler", "euler_a", "heun"], ["euler_a"]),
        ("cfg", ["cfg_rescale_multiplier", "cfg_scale", "steps"], ["cfg_scale"]),
        ("Steps", ["steps", "seed"], ["steps"]),
        ("latent", ["latents", "late"], ["latents"]),
        ("xyz", ["latents", "steps"], []),
        ("", ["a"], []),
        ("x" * 100, ["x" * 100], []),
    ],
)
def test_the_nearest_name(word: str, candidates: list[str], wanted: list[str]) -> None:
    assert nearest(word, candidates) == wanted


def test_nothing_is_said_where_nothing_is_near() -> None:
    assert did_you_mean("xyz", ["latents"]) == ""
    assert did_you_mean("latent", ["latents"]) == ' (did you mean "latents"?)'
