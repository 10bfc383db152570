"""The truth table on a real server: it still does what was recorded, and wflint says so beforehand."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from tests.families.observe import Observer
from tests.families.parts import FIXTURES
from tests.families.predict import NEED_INVENTORY, RELEASE, diagnostics, told
from tests.families.table import rows

if TYPE_CHECKING:
    from tests.families.row import Row
    from wflint.live.serve.server import InvokeAIServer

pytestmark = pytest.mark.live
SEEN_AS = {"silent": "runs", "advice": "runs", "ok": "runs"}


@pytest.fixture(scope="module")
def recorded(server: InvokeAIServer) -> dict[str, dict[str, Any]]:
    """What was recorded of the server's release; nothing of releases that nobody recorded."""
    path = FIXTURES / f"observed-{server.release}.json"
    if not path.exists():
        pytest.skip(f"the truth table was not recorded on InvokeAI {server.release}")
    found: dict[str, dict[str, Any]] = json.loads(path.read_text("utf-8"))["rows"]
    return found


@pytest.fixture(scope="module")
def observed(
    server: InvokeAIServer, recorded: dict[str, dict[str, Any]], request: pytest.FixtureRequest
) -> dict[str, dict[str, Any]]:
    """The recorded rows that this run asks for, and their twins, run one after the other."""
    asked = {
        item.callspec.params["row"].name
        for item in request.session.items
        if isinstance(item, pytest.Function) and item.originalname == test_row.__name__
    }
    wanted = {name for row in asked for name in (row, rows()[row].twin) if name in recorded}
    with closing(server.session()) as session:
        return Observer(session).observe({name: rows()[name].recipe for name in recorded if name in wanted})


@pytest.mark.parametrize("row", rows().values(), ids=lambda row: row.name)
def test_row(
    server: InvokeAIServer,
    recorded: dict[str, dict[str, Any]],
    observed: dict[str, dict[str, Any]],
    row: Row,
) -> None:
    if row.name not in recorded:
        pytest.skip("not recorded on this release")
    before, now = recorded[row.name], observed[row.name]
    assert now["effect"] == before["effect"], now
    if server.release == RELEASE:  # others may word it differently
        assert now.get("says", "").startswith(row.says)
    if "same_as_twin" in before:
        assert (now["picture"] == observed[row.twin]["picture"]) is before["same_as_twin"]
    predicted = told(diagnostics(row.recipe, release=server.release, inventory=row.slug in NEED_INVENTORY))
    effects = [SEEN_AS.get(effect, effect) for _, effect in predicted] or ["runs"]
    assert effects == [now["effect"]], predicted
