"""Small mistakes on a real server: each is caught by the check meant for it; untouched, nothing is."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.live.regressions.trial import Trial
from tests.live.regressions.twenty_two import BASES, TWENTY_TWO
from wflint import Server
from wflint.live.measure.host import describe_host

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.live.serve.server import InvokeAIServer

pytestmark = pytest.mark.live

REPEATS = int(os.environ.get("WFLINT_LIVE_REPEATS", "1"))


@pytest.fixture(scope="module")
def trial(server: InvokeAIServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    with Server(server.url) as client:
        yield Trial(client, describe_host(client, server), tmp_path_factory.mktemp("regressions"))


@pytest.mark.parametrize("name", BASES)
def test_nothing_is_reported_of_what_is_untouched(name: str, trial: Trial) -> None:
    verdicts = [trial.untouched(name) for _ in range(REPEATS)]
    assert [line for v in verdicts if not v.ok for line in v.lines()] == []


@pytest.mark.parametrize("name", TWENTY_TWO)
def test_a_small_mistake_is_caught_by_the_check_meant_for_it(name: str, trial: Trial) -> None:
    verdict = trial.spoiled(name)
    if verdict.status == "skipped":
        pytest.skip(verdict.reason)
    assert verdict.status == "failed", verdict.lines()
    failed = next(c for c in verdict.checks if c.name == TWENTY_TWO[name].check and c.status == "failed")
    assert TWENTY_TWO[name].says in "; ".join((failed.message, *failed.details))


def test_there_are_twenty_two() -> None:
    assert len(TWENTY_TWO) == 22
    assert {m.base for m in TWENTY_TWO.values()} == set(BASES)
