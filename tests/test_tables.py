"""Tables of facts that stand in the code, entry by entry: a change is seen here, and read as the fact it is.

Families have a golden of their own (``tests/models/test_families.py``). Other tests compare each table with
InvokeAI or the web UI, as far as they have cases; here no entry is without one.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from tests.models.tables import plain
from wflint.catalogue.store import list_releases, open_release

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

TABLES = (
    "builders.guide.family:MODEL_NAMES",
    "document.kinds:_SESSION_MEMBERS",
    "models.families.bridges:_PLAIN",
    "models.families.bridges:_BETWEEN",
    "graph.ir:BATCH_NODES",
    "graph.ir:GENERATOR_NODES",
    "graph.ir:_SPELLING",
    "graph.server.validators:_FINITE_FIELDS",
    "graph.type_words:_NOUNS",
    "graph.webui.kept:GENERATOR_DEFAULTS",
    "graph.webui.kept:_OPTIONAL",
    "live.cases.budgets:BYTES",
    "live.cases.budgets:SECONDS",
    "models.estimate.precision:_GGUF",
    "models.families.bases:TYPE_LABELS",
    "models.families.pickers:BY_NAME",
    "rules.nodes._foreign_names:_COMFYUI",
)


def table(place: str) -> Any:
    module, name = place.split(":")
    return getattr(import_module(f"wflint.{module}"), name)


@pytest.mark.parametrize("place", TABLES)
def test_table(place: str, snapshot: SnapshotAssertion) -> None:
    found = table(place)
    assert found
    assert plain(found) == snapshot


def test_names_of_other_programs_lead_to_nodes_that_some_release_has() -> None:
    known = {node_type for release in list_releases() for node_type in open_release(release).node_types}
    for name, types in table("rules.nodes._foreign_names:_COMFYUI").items():
        assert name == name.lower()
        assert set(types) <= known, name


def test_batch_nodes_are_those_of_the_newest_release() -> None:
    release = open_release("6.14.2")
    for place in ("graph.ir:BATCH_NODES", "graph.ir:GENERATOR_NODES"):
        assert table(place) <= set(release.node_types)
