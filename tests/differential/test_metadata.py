"""Models among metadata: what wflint says that nodes find there is what InvokeAI's own nodes find."""

from __future__ import annotations

import json
import os
import random
from typing import TYPE_CHECKING, Any

import pytest

from tests.differential.metadata_graphs import MODELS, graph
from tests.differential.oracle import Oracle, invokeai_python
from wflint.catalogue.store import open_release
from wflint.document.load import load_bytes
from wflint.graph.reading.read import read_document
from wflint.models.flow.dataflow import Families
from wflint.models.flow.metadata import loras
from wflint.models.inventory.inventory import Inventory, ModelRecord

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.invokeai

GRAPHS = int(os.environ.get("WFLINT_DIFFERENTIAL_METADATA", "600"))
RECORDS = Inventory([ModelRecord(m["key"], m["name"], m["base"], m["type"]) for m in MODELS])


@pytest.fixture(scope="module", params=["6.14.2", "5.15.0"])
def release(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def oracle(release: str) -> Iterator[Oracle]:
    running = Oracle(invokeai_python(release), "metadata_oracle.py")
    yield running
    running.close()


def keys(output: Any) -> list[str]:
    """The keys of the models of an output: of a list those of its items."""
    if isinstance(output, list):
        return [key for item in output for key in keys(item)]
    for member in ("vae", "unet", "text_encoder", "lora", "control_model", "t2i_adapter_model"):
        if member in output:
            return [output[member]["key"]]
    return [output["key"]]


def compare(families: Families, node_id: str, real: dict[str, Any]) -> int:
    """How many outputs of a node are known, each rightly."""
    known = 0
    for name, output in real.items():
        fact = families.of(node_id, name)
        if fact is None or output is None:
            continue
        found = [part.model.key for part in fact.each() if part.model is not None]
        assert found == keys(output), (node_id, name)
        known += 1
    if "loras" in node_id and real.get("unet"):
        added = [lora.model.key for lora in loras(families, families.graph.nodes[node_id]) if lora.model]
        once = list(dict.fromkeys(added))  # what is there already is not added again
        assert not once or once == [item["lora"]["key"] for item in real["unet"]["loras"]], node_id
        known += 1
    return known


@pytest.mark.parametrize("with_list", [True, False], ids=["models", "no-models"])
def test_what_is_found(oracle: Oracle, release: str, with_list: bool) -> None:
    rng = random.Random(f"metadata {with_list}")
    known = outputs = 0
    for _ in range(GRAPHS):
        document = graph(rng, gone=with_list)  # without a list a key is taken for right
        answer = oracle.ask({"graph": document, "models": MODELS})
        assert "ran" in answer, answer
        read = read_document(load_bytes(json.dumps(document).encode(), "g.json").documents[0])[0]
        families = Families(read, open_release(release), RECORDS if with_list else None)
        for node_id, real in answer["ran"].items():
            if node_id.startswith("to_"):
                outputs += 1
                known += bool(compare(families, node_id, real))
    assert known > 0.4 * outputs, (known, outputs)  # else it proves little
