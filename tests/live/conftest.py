"""Real servers for the tests marked ``live``: one for each release, with tiny models, for the whole run.

``WFLINT_LIVE_RELEASES`` (comma-separated) and ``WFLINT_LIVE_DEVICE`` choose others than the two releases that
the claims of wflint are made for, on whatever device InvokeAI picks.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import responses

from tests.live.recorded import RELEASES as RECORDED
from tests.live.recorded import Recorded
from wflint.live.serve.server import InvokeAIServer

if TYPE_CHECKING:
    from collections.abc import Iterator

RELEASES = [name for name in os.environ.get("WFLINT_LIVE_RELEASES", "6.14.2,5.15.0").split(",") if name]
DEVICE = os.environ.get("WFLINT_LIVE_DEVICE", "auto")


PACK = Path(__file__).parent / "packs" / "wflint_proof"


@pytest.fixture(
    scope="session",
    params=[pytest.param(release, marks=pytest.mark.xdist_group(f"live-{release}")) for release in RELEASES],
)
def server(request: pytest.FixtureRequest) -> Iterator[InvokeAIServer]:
    """A real InvokeAI server with tiny models, and nodes that take time and memory."""
    with InvokeAIServer(request.param, models="tiny", device=DEVICE, packs=[PACK]) as running:
        yield running


@pytest.fixture
def mocked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No network but what a test answers itself, no pauses, and no credentials of whoever runs the tests."""
    for name in ("WFLINT_TOKEN", "WFLINT_EMAIL", "WFLINT_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("time.sleep", lambda _: None)
    with responses.mock:
        yield


@pytest.fixture(params=RECORDED)
def recorded(request: pytest.FixtureRequest) -> Recorded:
    """What a real server of each release answered."""
    return Recorded(request.param)


@pytest.fixture
def newest() -> Recorded:
    """What a real server of the newest release answered."""
    return Recorded("6.14.2")
