"""Default workflows of older releases, rewritten by `wflint upgrade`, complete on a real InvokeAI 6.14.2.

With tiny models: what a user of another machine has to choose is filled in, and nothing else.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.live.filled import Filler
from tests.live.lab import Lab, opened
from tests.upgrade.defaults import COUNTS, RELEASES, TO, upgraded
from wflint.catalogue.store import open_release
from wflint.document.load import load_bytes
from wflint.graph.convert.to_request import convert_workflow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.live.serve.server import InvokeAIServer

pytestmark = [pytest.mark.live, pytest.mark.network]


@pytest.fixture(scope="module")
def lab(server: InvokeAIServer) -> Iterator[Lab]:
    if server.release != TO:
        pytest.skip(f"the files are upgraded to {TO}")
    with opened(server) as ready:
        yield ready


@pytest.fixture(scope="module")
def filler(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> Filler:
    return Filler(lab, open_release(TO), tmp_path_factory.mktemp("prompts"))


@pytest.fixture(scope="module")
def ended() -> dict[str, dict[str, Any]]:
    """What became of each graph that was run: neighbouring releases ship the same ones."""
    return {}


@pytest.mark.parametrize("release", RELEASES)
def test_upgraded_default_workflows_complete(
    lab: Lab, filler: Filler, ended: dict[str, dict[str, Any]], release: str
) -> None:
    catalogue = open_release(TO)
    failed = {}
    found = upgraded(release, "--unsafe-fixes")
    for name, one in found.items():
        converted = convert_workflow(load_bytes(one.raw, name).documents[0], catalogue)
        graph = filler.filled(converted.graph)
        wires = sorted(json.dumps(edge, sort_keys=True) for edge in graph["edges"])
        key = json.dumps([graph["nodes"], wires], sort_keys=True)
        if key not in ended:
            ended[key] = lab.ended(graph)
        item = ended[key]
        if item["status"] != "completed":
            failed[name] = f"{item['error_type']}: {item['error_message']}"
    assert failed == {}
    assert len(found) == COUNTS[release]
