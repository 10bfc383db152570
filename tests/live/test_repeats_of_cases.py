"""Repeats of one request that differ among themselves are a verdict, not luck."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.live.library import copy_of
from tests.live.stand_in import StandIn
from tests.live.test_cases_run import run, says

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def text_to_image(tmp_path: Path) -> Path:
    return copy_of("sd15_text_to_image", tmp_path)


BASE: dict[str, Any] = {"golden": None, "time": {"warm": {}}, "repeats": 3}


def shifting(levels: int) -> StandIn:
    """A server whose images get lighter with every run."""
    server = StandIn()
    server.spoil = lambda pixels: pixels // 2 + levels * len(server.bodies)
    return server


def test_images_that_differ_are_not_reproducible(text_to_image: Path) -> None:
    verdict = run(text_to_image, BASE, shifting(1))
    assert verdict.status == "failed"
    assert says(verdict, "reproducible") == (
        "not reproducible: run 2 of 4: image 1 differs: "
        "worst tile at x 8, y 16 (8 px wide): tile_mean 1; max 1 of 0"
    )
    assert run(text_to_image, BASE).status == "passed"
    assert "reproducible" in {c.name for c in run(text_to_image, BASE).checks}
    assert run(text_to_image, {**BASE, "reproducible": False}, shifting(1)).status == "passed"


def test_the_run_that_warms_up_is_compared_too(text_to_image: Path) -> None:
    verdict = run(text_to_image, {**BASE, "repeats": 1}, shifting(1))
    assert "run 2 of 2: image 1 differs" in says(verdict, "reproducible")


def test_the_golden_s_preset_says_what_counts_as_the_same(text_to_image: Path) -> None:
    table = {**BASE, "golden": {"preset": "tight"}, "repeats": 1}
    run(text_to_image, table, update_goldens=True)
    assert run(text_to_image, table, shifting(1), update_goldens=True).status == "passed"
    assert "reproducible" in run(text_to_image, table, shifting(9), update_goldens=True).reason


def test_values_that_the_case_names_are_compared(text_to_image: Path) -> None:
    class Rolling(StandIn):
        def wait(self, *given: Any, **limits: Any) -> Any:
            result = super().wait(*given, **limits)
            for outputs in result.items[0].results.values():
                if outputs[0]["type"] == "noise_output":
                    outputs[0]["width"] = 64 + len(self.bodies)
            return result

    verdict = run(text_to_image, {**BASE, "values": {"Noise.width": {"min": 1}}}, Rolling())
    assert says(verdict, "reproducible") == (
        'not reproducible: run 2 of 4: Noise.width is 66, it was 65; "Noise" (noise) gave 65, then 66'
    )
    assert run(text_to_image, {**BASE, "values": {"Noise.width": {"min": 1}}}).status == "passed"


def test_an_effect_without_a_golden_is_not_believed_of_chance(tmp_path: Path) -> None:
    """What another seed does looks like the effect of a LoRA."""
    file = copy_of("sd15_lora", tmp_path)
    table = {"golden": None, "repeats": 1}
    verdict = run(file, table, shifting(30))
    assert "run 2 of 2: image 1 differs" in says(verdict, "reproducible")
    assert run(file, table).status == "passed"


def test_a_repeat_that_fails_is_said(tmp_path: Path) -> None:
    file = copy_of("sd15_lora", tmp_path)
    server = StandIn()

    def fail(number: int) -> None:
        server.failure = "no memory" if number == 2 else None

    server.before_run = fail
    verdict = run(file, {"golden": None, "repeats": 1}, server)
    assert says(verdict, "reproducible") == "run 2 of 2 did not complete: RuntimeError: no memory"


@pytest.mark.parametrize(
    ("cached", "said"),
    [(True, "it was served from InvokeAI's node cache"), (None, "it may have been served from InvokeAI's")],
)
def test_a_node_from_the_cache_has_no_time(text_to_image: Path, cached: bool | None, said: str) -> None:
    server = StandIn()
    server.cached = cached
    table = {**BASE, "node_cache": True, "time": {"warm": {"total": 9, "node": {"Denoise": 9}}}}
    verdict = run(text_to_image, table, server)
    assert verdict.status == "error"
    assert f"cannot be measured: {said}" in says(verdict, "time.warm.node.Denoise")
    total = next(m for m in verdict.measurements if m.name == "time.warm.total")
    assert total.how.endswith("nodes from InvokeAI's node cache among them")
    server.cached = False
    assert run(text_to_image, table, server).status == "passed"


def test_repeats_that_may_come_from_the_node_cache_prove_nothing(text_to_image: Path) -> None:
    table = {**BASE, "node_cache": True}
    assert "reproducible" not in {c.name for c in run(text_to_image, table).checks}
    assert "reproducible" in run(text_to_image, table, shifting(1)).reason  # but what differs, differs
