"""Values with which nodes fail when they run: wflint foresees what InvokeAI's own nodes do with them."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.differential.oracle import Oracle, invokeai_python
from wflint.catalogue.store import open_release
from wflint.diagnostics import Effect
from wflint.engine.check import Checker
from wflint.engine.examine import examine
from wflint.engine.selection import Selectors, select_rules
from wflint.engine.targets import open_targets
from wflint.rules.inputs._run_checks import CHECKS
from wflint.rules.options import RuleOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.catalogue.model import Catalogue, NodeDef
    from wflint.diagnostics import Diagnostic

pytestmark = pytest.mark.invokeai

CASES = int(os.environ.get("WFLINT_DIFFERENTIAL_RUN_VALUES", "80"))
MODELS = {"ModelIdentifierField", "UNetField", "TransformerField", "VAEField"}
BY_PICTURE = {"img_watermark"}  # fails by the size of its picture, which the oracle does not vary


@pytest.fixture(scope="module", params=["6.14.2", "5.15.0"])
def release(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def oracle(release: str) -> Iterator[Oracle]:
    running = Oracle(invokeai_python(release), "run_value_oracle.py")
    yield running
    running.close()


def _checker(release: str) -> Checker:
    return Checker(open_targets(release, ()), select_rules([Selectors(None, ())]), RuleOptions())


def _fails(checker: Checker, node: dict[str, object]) -> list[Diagnostic]:
    graph = {"id": "g", "nodes": {"n": node}, "edges": []}
    found = examine(json.dumps(graph).encode(), "case.json", checker).diagnostics
    for crash in checker.crashes:
        raise crash.error
    return [d for d in found if d.effect is Effect.FAILS]


def _fits(diagnostic: Diagnostic, error: str) -> bool:
    """Whether the finding tells the node's error. The oracle runs nodes without looking at their inputs."""
    if diagnostic.slug == "missing-input":
        return True
    if not diagnostic.invokeai_error:
        return False
    words = [re.escape(part) for part in diagnostic.invokeai_error.split("...")]
    return re.match(".*".join(words), error, re.S) is not None


def _depends(node: dict[str, Any]) -> bool:
    """Whether it is for the folders that are there, or for Pillow's release, if the node fails."""
    return "/" in node.get("prefix", "") or (node["type"] == "img_conv" and node.get("mode") == "I")


def _runnable(catalogue: Catalogue) -> list[str]:
    """The checked nodes that the oracle can run: no models, nor providers that want a key."""
    found = []
    for node_type in sorted(CHECKS):
        definition = catalogue.node(node_type)
        if definition is None or node_type in BY_PICTURE:
            continue
        classes = {name for field in definition.inputs.values() for name in field.type.references()}
        if not classes & MODELS:
            found.append(node_type)
    return found


def test_values_that_nodes_fail_with(release: str, oracle: Oracle) -> None:
    catalogue, checker = open_release(release), _checker(release)
    failed: set[str] = set()
    for node_type in _runnable(catalogue):
        for seed in range(CASES):
            answer = oracle.ask({"type": node_type, "seed": seed})
            if answer["node"] is None or _depends(answer["node"]):
                continue
            found = _fails(checker, answer["node"])
            shown = f"{json.dumps(answer)}\n{[(d.message, d.invokeai_error) for d in found]}"
            if answer["error"] is None:
                assert {d.slug for d in found} <= {"missing-input"}, shown
            else:
                assert any(_fits(d, answer["error"]) for d in found), shown
                failed.add(node_type)
    mended = {"6.14.2": {"color_correct", "segment_anything"}}.get(release, set())
    assert failed >= set(_runnable(catalogue)) - mended


# What else fails by its values, and why no rule says so.
_BY_PICTURE = "goes by what is in the picture"
_BY_SIZE = "goes by the sizes of its pictures"
KNOWN = {
    "infill_patchmatch": _BY_SIZE,
    "paste_image_into_bounding_box": _BY_SIZE,
    "invokeai_img_composite": "takes names of colours that only Pillow knows",
    "metadata_to_lora_collection": "the metadata nodes are left out everywhere",
    "infill_tile": _BY_PICTURE,
    "face_identifier": _BY_PICTURE,
    "face_mask_detection": _BY_PICTURE,
    "face_off": _BY_PICTURE,
    "merge_tiles_to_image": "its tiles come from other nodes",
    "prompt_from_file": "goes by the files of the server's machine",
    "iterate": "its collection comes from other nodes, and the graph's own rules speak of it",
}


def _runs_alone(definition: NodeDef) -> bool:
    """Whether no input names a model or can only come by an edge."""
    return all(
        not field.model_type and field.kind != "connection" and "Model" not in str(field.type)
        for name, field in definition.inputs.items()
        if name not in ("board", "metadata")
    )


def test_no_other_node_fails_by_its_values(release: str, oracle: Oracle) -> None:
    catalogue, checker = open_release(release), _checker(release)
    unforeseen: dict[str, str] = {}
    tried = 0
    for node_type in catalogue.node_types:
        definition = catalogue.node(node_type)
        if definition is None or node_type in CHECKS or node_type in KNOWN or not _runs_alone(definition):
            continue
        tried += 1
        for seed in range(CASES // 4):
            answer = oracle.ask({"type": node_type, "seed": seed})
            if answer["error"] is not None and not any(
                _fits(d, answer["error"]) for d in _fails(checker, answer["node"])
            ):
                unforeseen.setdefault(node_type, f"{answer['error']} {json.dumps(answer['node'])}"[:300])
    assert unforeseen == {}
    assert tried > 100
