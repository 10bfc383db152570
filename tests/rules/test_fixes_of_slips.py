"""Real workflows with slips of the pen: safe fixes keep the request, and all fixes come to rest."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest

from tests.golden import TARGET, Case
from tests.rules.requests import requests_of
from tests.rules.test_value_fixes import SLUGS
from wflint.catalogue.store import open_release
from wflint.engine.mending import mend

ROOT = Path(__file__).parents[2]
FILES = sorted(path for path in (ROOT / "workflows").glob("*.json") if path.stat().st_size < 60_000)
CATALOGUE = open_release(TARGET)
VALUES = (-1, 0, 3, 513, 2**33, 0.5, "12", "7,5", "wide", None, True, [], [1], {}, "Euler", "rgb", 10**30)
VERSIONS = ("1.0.0", "1.9.0", "2.0.0", "0.1.0", "4.0.0")


def _slip(word: str, rng: random.Random) -> str:
    at = rng.randrange(max(1, len(word) - 1))
    return rng.choice(
        (
            word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word.upper(),
        )
    )


def _spoilt(data: Any, rng: random.Random) -> Any:
    """A copy with one to three faults in its nodes, of a workflow or a graph."""
    data = copy.deepcopy(data)
    is_workflow = isinstance(data["nodes"], list)
    nodes = [n["data"] for n in data["nodes"] if n["type"] == "invocation"] if is_workflow else None
    for _ in range(rng.randrange(1, 4)):
        node = rng.choice(nodes if nodes is not None else list(data["nodes"].values()))
        inputs = node["inputs"] if is_workflow else node
        names = [n for n in inputs if n not in ("id", "type", "is_intermediate", "use_cache")]
        what = rng.choice(("version", "name", "value", "type", "more", "less"))
        name = rng.choice(names) if names else None
        if what == "version" and is_workflow:
            node["version"] = rng.choice(VERSIONS)
        elif what == "name" and name is not None:
            given, slip = inputs.pop(name), _slip(name, rng)
            inputs[slip] = {**given, "name": slip} if is_workflow else given
        elif what == "value" and name is not None:
            value = rng.choice(VALUES)
            inputs[name] = {**inputs[name], "value": value} if is_workflow else value
        elif what == "type":
            node["type"] = _slip(node["type"], rng)
        elif what == "more":
            value = rng.choice(VALUES)
            inputs["extra"] = {"name": "extra", "label": "", "value": value} if is_workflow else value
        elif what == "less" and name is not None and is_workflow:
            inputs.pop(name)
    return data


@pytest.mark.parametrize("seed", range(40))
def test_slips(seed: int) -> None:
    rng = random.Random(seed)
    path = rng.choice(FILES)
    data = json.loads(path.read_bytes())
    if "nodes" not in data:
        return
    raw = json.dumps(_spoilt(data, rng), indent=rng.choice((None, 2, "\t"))).encode()
    case = Case("none", path)

    def look(raw: bytes) -> Any:
        return [d if d.slug in SLUGS else d._replace(fix=None) for d in case.look(raw)]

    safe = mend(raw, look)
    if safe.applied and all(d.effect != "rejected" for d in safe.applied):
        try:
            before = requests_of(raw, CATALOGUE)
        except AssertionError:  # a graph of unknown nodes is none that the server reads
            before = None
        if before is not None:
            assert requests_of(safe.raw, CATALOGUE) == before
    everything = mend(raw, look, unsafe=True)
    again = mend(everything.raw, look, unsafe=True)
    assert again.raw == everything.raw
    known = {(d.slug, d.node, d.field) for d in look(raw) if d.severity == "error"}
    assert {(d.slug, d.node, d.field) for d in everything.left if d.severity == "error"} <= known
