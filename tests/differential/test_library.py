"""The library, before InvokeAI's own validation: what is stored is what a server takes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.differential.oracle import Oracle, invokeai_python
from wflint.builders.library import library
from wflint.builders.recipe import load_recipe

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.invokeai

WORKFLOWS = Path(__file__).parents[2] / "workflows"
NEWEST = "6.14.2"


@pytest.fixture(scope="module", params=[NEWEST, "5.15.0"])
def release(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def oracle(release: str) -> Iterator[Oracle]:
    oracle = Oracle(invokeai_python(release), "graph_oracle.py")
    yield oracle
    oracle.close()


def test_the_stored_graphs_are_accepted(oracle: Oracle, release: str) -> None:
    """On the newest release all, on an older one those whose code says that they are built for it."""
    accepted = 0
    for path in sorted(WORKFLOWS.glob("*.graph.json")):
        target = load_recipe(path.with_name(path.name.split(".")[0] + ".py")).parameters["target"].default
        if release != NEWEST and not release.startswith(target):
            continue
        answer = oracle.ask({"batch": {"graph": json.loads(path.read_text()), "runs": 1}})
        assert answer["ok"], (path.name, answer["error"])
        # Nothing is open but the pictures that the form asks for.
        assert {field for _, field in answer["missing"]} <= {"image"}, path.name
        accepted += 1
    assert accepted >= 20


def test_the_stored_batches_are_accepted(oracle: Oracle) -> None:
    for path in WORKFLOWS.glob("*.batch.json"):
        answer = oracle.ask({"batch": json.loads(path.read_text())["batch"]})
        assert answer["ok"], (path.name, answer["error"])


def test_what_the_code_builds_for_a_release_is_accepted_by_it(oracle: Oracle, release: str) -> None:
    """For the newest release all of the library, for an older one what it has the nodes for."""
    accepted = 0
    for entry in library().values():
        recipe = load_recipe(entry.path)
        if release != NEWEST and not release.startswith(recipe.parameters["target"].default):
            continue
        for variant in recipe.variants:
            batch = recipe.make(variant=variant, target=release).to_batch()["batch"]
            answer = oracle.ask({"batch": batch})
            assert answer["ok"], (entry.name, variant, answer["error"])
            accepted += 1
    assert accepted >= 20
