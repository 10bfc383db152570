"""Computed values: wflint foresees what InvokeAI's own nodes give, and where they fail."""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tests.differential.computed_graphs import graph, node_types
from tests.differential.oracle import Oracle, invokeai_python
from wflint.catalogue.store import open_release
from wflint.document.load import load_bytes
from wflint.graph.reading.read import read_document
from wflint.models.flow.computed.evaluate import SIZE, Computed
from wflint.models.flow.computed.known import NEVER, UNKNOWN, Cut, Mixed, Raised, Thing
from wflint.models.flow.computed.movers import CHOSEN

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.invokeai

GRAPHS = int(os.environ.get("WFLINT_DIFFERENTIAL_COMPUTED", "1500"))


@pytest.fixture(scope="module", params=["6.14.2", "6.9.0", "5.15.0"])
def release(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def oracle(release: str) -> Iterator[Oracle]:
    running = Oracle(invokeai_python(release), "computed_oracle.py")
    yield running
    running.close()


def computed(document: dict[str, Any], release: str) -> Computed:
    read = read_document(load_bytes(json.dumps(document).encode(), "g.json").documents[0])[0]

    def base_of(node_id: str, field: str) -> str | None:
        held = document["nodes"][node_id].get(field)
        return held["unet"]["key"] if held else None

    return Computed(read, open_release(release), base_of=base_of)


def fits(known: Any, real: Any) -> bool:
    """Whether what is known of a value is true of it."""
    if isinstance(known, Thing):
        return real is not None and not isinstance(real, (int, float, str))
    if known is UNKNOWN:
        return True
    if isinstance(known, Cut):
        return len(real) == known.total and fits(list(known), real[: len(known)])
    if isinstance(known, Mixed):
        rest = list(real)
        for item in known:
            at = next((i for i, other in enumerate(rest) if fits(item, other)), None)
            if at is None:
                return False
            rest.pop(at)
        return not rest
    if isinstance(known, list):
        return isinstance(real, list) and len(known) == len(real) and all(map(fits, known, real))
    if isinstance(known, dict):
        return isinstance(real, dict) and all(
            name in real and fits(v, real[name]) for name, v in known.items()
        )
    return type(known) is type(real) and repr(known) == repr(real)  # NaN is NaN


def row_fits(row: Any, outputs: dict[str, Any]) -> bool:
    if isinstance(row, Raised) or row is NEVER:
        return False
    if row is UNKNOWN:
        return True
    return all(fits(v, outputs[name]) for name, v in row.items() if name not in (SIZE, CHOSEN))


def test_values(release: str, oracle: Oracle) -> None:
    catalogue = open_release(release)
    seen: Counter[str] = Counter()
    unknown: Counter[str] = Counter()
    failures: Counter[str] = Counter()
    for seed in range(GRAPHS):
        rng = random.Random(seed)
        types = node_types(catalogue, pictures=seed % 3 == 0)
        document = graph(rng, catalogue, types, size=rng.choice([1, 2, 4, 8, 14]))
        answer = oracle.ask({"graph": document})
        if "refused" in answer:
            seen["refused"] += 1
            continue
        ours = computed(document, release)
        shown = f"seed {seed}\n{json.dumps(document)}\n"
        for name, runs in answer["ran"].items():
            node_type = document["nodes"][name]["type"]
            table = ours.table(name)
            seen[node_type] += len(runs)
            for outputs in runs:
                rows = [row for row in table.rows.values() if row_fits(row, outputs)]
                assert rows or not table.whole, f"{shown}{name} gave {outputs}, not {table}"
                unknown[node_type] += any(_vague(row) for row in rows)
            if answer["failed"] is None:
                assert not table.whole or len(table.rows) == len(runs), (
                    f"{shown}{name}: {len(runs)} runs, {table}"
                )
        if answer["failed"] is not None:
            name, error = answer["failed"]
            if name is None or error.startswith("PassedChecksError"):
                continue
            rows = list(ours.table(name).rows.values())
            if "IfInvocation" in error:  # said when the node before is done
                rows = [r for n in document["nodes"] if n != name for r in ours.table(n).rows.values()]
            kind = error.split(":")[0]
            node_type = document["nodes"][name]["type"]
            raised = [row for row in rows if isinstance(row, Raised)]
            foreseen = any(row.error.startswith(kind) for row in raised) or (
                kind == "MissingInput" and NEVER in rows
            )
            failures[f"{node_type} {kind} {'foreseen' if foreseen else 'not'}"] += 1
            vague = any(_vague(row) for row in rows) or not ours.table(name).whole
            assert foreseen or vague, f"{shown}{name} fails: {error}, not {ours.table(name)}"
        else:
            for name in answer["ran"]:  # what `if` does not choose would fail, and never runs
                assert not any(isinstance(row, Raised) for row in ours.table(name).rows.values()), (
                    f"{shown}{name} did not fail, but {ours.table(name)}"
                )
    print(release, "seen", sum(seen.values()), dict(seen))
    print("unknown", {k: f"{v}/{seen[k]}" for k, v in unknown.items() if v})
    print("failures", dict(failures))


def _vague(row: Any) -> bool:
    return row is UNKNOWN or (
        isinstance(row, dict)
        and any(v is UNKNOWN or isinstance(v, Thing) for k, v in row.items() if k != SIZE)
    )
