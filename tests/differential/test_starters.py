"""Estimates by name, before InvokeAI's own starter models: precision, and the sizes stated there."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.differential.oracle import invokeai_python
from wflint.graph.ir import Node
from wflint.models.estimate.needs import Model
from wflint.models.estimate.precision import precision_of
from wflint.models.estimate.weights import family_of, main_weights
from wflint.models.flow.reference import NamedModel

pytestmark = pytest.mark.invokeai

_REDUCED = re.compile(r"(?i)nf4|int8|gguf|q\d_|iq\d|fp8|sdnq|bnb")
_STATED = re.compile(r"~(\d[\d.]*)\s?GB")
_NODE = Node("n", "loader", (), {}, {}, {}, ())


@pytest.fixture(scope="module", params=["6.14.2", "5.15.0"])
def starters(request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    python = invokeai_python(request.param)
    program = str(Path(__file__).with_name("starter_list.py"))
    printed = subprocess.run([python, program], capture_output=True, text=True, check=True).stdout
    found: list[dict[str, Any]] = json.loads(printed.strip().splitlines()[-1])
    return found


def _has_weights(model: dict[str, Any]) -> bool:
    return model["type"] == "main" or model["type"].endswith("encoder")


def test_a_quantised_model_is_known_by_its_name(starters: list[dict[str, Any]]) -> None:
    wrong = [
        model["name"]
        for model in starters
        if _has_weights(model)
        and bool(_REDUCED.search(model["source"] + model["format"]))
        != precision_of(model["name"], None).quantised
    ]
    assert wrong == []


def test_the_stated_size_of_a_file_is_in_the_range(starters: list[dict[str, Any]]) -> None:
    """Of a file (not a folder, whose size is that of all its parts); sizes are rounded, and some of GiB."""
    compared, wrong = 0, []
    for model in starters:
        stated = _STATED.findall(model["description"])
        ref = NamedModel(model["name"], model["base"], "main")
        family = family_of(ref)
        in_all = "dependencies" in model["description"]
        if (
            model["type"] != "main"
            or not stated
            or family is None
            or in_all
            or "/resolve/" not in model["source"]
        ):
            continue
        weights, size = main_weights(Model(ref, _NODE, None), family), float(stated[-1]) * 1e9
        compared += 1
        if not weights.low * 0.85 <= size <= weights.high * 1.15:
            wrong.append((model["name"], stated[-1], weights))
    assert wrong == []
    assert compared >= 20 or len(starters) < 100
