"""Values with which nodes fail when they run, on a real server, and values that they take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.live.lab import Lab, graph, opened
from tests.rules.run_value_cases import BAD_ONLY, CASES, INCOMING, Case
from wflint.catalogue.store import open_release

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.live.serve.server import InvokeAIServer

pytestmark = pytest.mark.live
ALL = {**CASES, **BAD_ONLY, **{f"incoming {name}": case for name, case in INCOMING.items()}}


@pytest.fixture(scope="module")
def lab(server: InvokeAIServer) -> Iterator[Lab]:
    with opened(server) as opened_lab:
        yield opened_lab


def run(lab: Lab, server: InvokeAIServer, case: Case, values: dict[str, Any]) -> dict[str, Any]:
    if open_release(server.release).node(case.node_type) is None:
        pytest.skip(f"InvokeAI {server.release} has no {case.node_type}")
    return lab.ended(graph(*case.graph(values)))


@pytest.mark.parametrize("name", ALL)
def test_bad(lab: Lab, server: InvokeAIServer, name: str) -> None:
    item = run(lab, server, ALL[name], ALL[name].bad)
    assert item["status"] == "failed"
    assert f"{item['error_type']}: {item['error_message']}".startswith(ALL[name].error)


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.bad])
def test_good(lab: Lab, server: InvokeAIServer, name: str) -> None:
    item = run(lab, server, CASES[name], CASES[name].good)
    assert item["status"] == "completed", f"{item['error_type']}: {item['error_message']}"
