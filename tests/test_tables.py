"""Tables of facts that stand in the code, entry by entry: a change is seen here, and read as the fact it is.

Families have a golden of their own (``tests/models/test_families.py``). Other tests compare each table with
InvokeAI or the web UI, as far as they have cases; here no entry is without one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.models.tables import plain
from wflint.builders.guide.family import MODEL_NAMES
from wflint.catalogue.store import list_releases, open_release
from wflint.document.kinds import _SESSION_MEMBERS
from wflint.graph.ir import _SPELLING, BATCH_NODES, GENERATOR_NODES
from wflint.graph.server.validators import _FINITE_FIELDS
from wflint.graph.type_words import _NOUNS
from wflint.graph.webui.kept import _OPTIONAL, GENERATOR_DEFAULTS
from wflint.live.cases.budgets import BYTES, SECONDS
from wflint.models.estimate.precision import _GGUF
from wflint.models.families.bases import TYPE_LABELS
from wflint.models.families.bridges import _BETWEEN, _PLAIN
from wflint.models.families.pickers import BY_NAME
from wflint.rules.nodes._foreign_names import _COMFYUI

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion


def tables() -> dict[str, Any]:
    """By the place where it stands."""
    return {
        "builders.guide.family:MODEL_NAMES": MODEL_NAMES,
        "document.kinds:_SESSION_MEMBERS": _SESSION_MEMBERS,
        "models.families.bridges:_PLAIN": _PLAIN,
        "models.families.bridges:_BETWEEN": _BETWEEN,
        "graph.ir:BATCH_NODES": BATCH_NODES,
        "graph.ir:GENERATOR_NODES": GENERATOR_NODES,
        "graph.ir:_SPELLING": _SPELLING,
        "graph.server.validators:_FINITE_FIELDS": _FINITE_FIELDS,
        "graph.type_words:_NOUNS": _NOUNS,
        "graph.webui.kept:GENERATOR_DEFAULTS": GENERATOR_DEFAULTS,
        "graph.webui.kept:_OPTIONAL": _OPTIONAL,
        "live.cases.budgets:BYTES": BYTES,
        "live.cases.budgets:SECONDS": SECONDS,
        "models.estimate.precision:_GGUF": _GGUF,
        "models.families.bases:TYPE_LABELS": TYPE_LABELS,
        "models.families.pickers:BY_NAME": BY_NAME,
        "rules.nodes._foreign_names:_COMFYUI": _COMFYUI,
    }


@pytest.mark.parametrize("place", sorted(tables()))
def test_table(place: str, snapshot: SnapshotAssertion) -> None:
    found = tables()[place]
    assert found
    assert plain(found) == snapshot


def test_names_of_other_programs_lead_to_nodes_that_some_release_has() -> None:
    known = {node_type for release in list_releases() for node_type in open_release(release).node_types}
    for name, types in _COMFYUI.items():
        assert name == name.lower()
        assert set(types) <= known, name


def test_batch_nodes_are_those_of_the_newest_release() -> None:
    release = open_release("6.14.2")
    assert set(release.node_types) >= BATCH_NODES | GENERATOR_NODES
