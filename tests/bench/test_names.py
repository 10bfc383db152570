"""Names of models are matched against patterns: no name makes one of them run away."""

from __future__ import annotations

import time

import pytest

from wflint.models.flow.names import guess

pytestmark = pytest.mark.bench
HARD = ("a-" * 149, "xl" * 149, "control-v11p-sd15-" + "x" * 280, "sd-" * 99, "-" * 299, "flux1-" * 49)


def seconds(name: str) -> float:
    best = 1e9
    for turn in range(5):
        started = time.process_time()
        for i in range(20):
            guess(f"{turn}{i}{name}")  # another name each time: answers are remembered
        best = min(best, time.process_time() - started)
    return best / 20


def test_no_name_takes_long() -> None:
    plain = seconds("painting of my own, number seven " * 9)
    assert max(seconds(name) for name in HARD) < 20 * plain
