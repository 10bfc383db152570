"""The truth table: what wflint says beforehand is what a real server was seen to do."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tests.families.parts import FIXTURES
from tests.families.predict import NEED_INVENTORY, RELEASE, diagnostics, told
from tests.families.table import rows

if TYPE_CHECKING:
    from tests.families.row import Row

OLDER = "5.15.0"
# A fault that InvokeAI does not notice ends in a picture like a correct graph.
SEEN_AS = {"ok": "runs", "silent": "runs", "advice": "runs", "fails": "fails", "rejected": "rejected"}


def recorded(release: str) -> dict[str, dict[str, Any]]:
    text = (FIXTURES / f"observed-{release}.json").read_text("utf-8")
    found: dict[str, dict[str, Any]] = json.loads(text)["rows"]
    return found


OBSERVED = recorded(RELEASE)
every_row = pytest.mark.parametrize("row", rows().values(), ids=lambda row: row.name)
file_alone = pytest.mark.parametrize(
    "row", [row for row in rows().values() if row.slug not in NEED_INVENTORY], ids=lambda row: row.name
)


def expected(row: Row) -> list[tuple[str, str]]:
    return [] if row.effect == "ok" else [(row.slug, row.effect)]


@every_row
def test_row_says_what_was_observed(row: Row) -> None:
    seen = OBSERVED[row.name]
    assert seen["graph"] == row.recipe.digest, "not recorded as it is: lint/scripts/record_families.py --new"
    assert seen["effect"] == SEEN_AS[row.effect]
    assert seen.get("says", "").startswith(row.says)
    if seen["effect"] == "runs":
        assert seen["picture"], "no picture came out"
    if row.twin:
        assert rows()[row.twin].effect == "ok"
    if row.same is not None:
        assert seen["same_as_twin"] is row.same


@file_alone
def test_prediction_from_the_file_alone(row: Row) -> None:
    found = diagnostics(row.recipe)
    assert told(found) == expected(row), "\n".join(d.message for d in found)


@every_row
def test_prediction_with_an_inventory(row: Row) -> None:
    found = diagnostics(row.recipe, inventory=True)
    assert told(found) == expected(row), "\n".join(d.message for d in found)


@pytest.mark.parametrize("name", recorded(OLDER))
def test_older_release(name: str) -> None:
    """The same rows on InvokeAI 5.15.0: it words some errors differently, but does the same."""
    row, seen = rows()[name], recorded(OLDER)[name]
    assert seen["graph"] == row.recipe.digest, "not recorded as it is: lint/scripts/record_families.py"
    assert seen["effect"] == SEEN_AS[row.effect]
    found = diagnostics(row.recipe, release=OLDER, inventory=row.slug in NEED_INVENTORY)
    assert told(found) == expected(row), "\n".join(d.message for d in found)


def test_nothing_is_recorded_that_is_no_row() -> None:
    assert set(OBSERVED) == set(rows())
    assert set(recorded(OLDER)) <= set(rows())


def test_faults_of_correct_graphs_are_the_faults_alone() -> None:
    """A picture that shows that a fault changes something, or nothing, is compared with a correct one."""
    assert all(row.twin for row in rows().values() if row.same is not None)


def test_the_table_is_as_large_as_it_claims() -> None:
    effects = Counter(row.effect for row in rows().values())
    slugs = {row.slug for row in rows().values()}
    assert effects["ok"] >= 40
    assert effects["fails"] + effects["silent"] + effects["rejected"] >= 80
    assert {"base-model-mismatch", "wrong-model-type", "swapped-submodel", "model-variant"} <= slugs
