"""What a real server says of its models: the file made from it, known keys, and sizes in memory."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from wflint import Server
from wflint.catalogue.store import open_release
from wflint.document.load import load_bytes
from wflint.engine.check import Checker
from wflint.graph.reading.read import read_document
from wflint.models.estimate import estimate_memory
from wflint.models.inventory.lock_file import from_server, lock_file_text, read_lock_file
from wflint.rules.options import RuleOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.live.serve.server import InvokeAIServer
    from wflint.models.inventory.inventory import Inventory

pytestmark = pytest.mark.live
SD15 = Path(__file__).parents[2] / "fixtures" / "rules" / "unknown-model-key" / "good-graph.json"


@pytest.fixture
def client(server: InvokeAIServer) -> Iterator[Server]:
    with closing(Server(server.url)) as connected:
        yield connected


@pytest.fixture
def inventory(client: Server) -> Inventory:
    pulled = from_server(client.models(), release=client.version, name="server")
    return read_lock_file(lock_file_text(pulled).encode(), "models.lock.json")


def graph(inventory: Inventory, model: str, /, **changes: str) -> dict[str, Any]:
    """Text to image at 64 by 64 with a tiny model, without the LoRA of the fixture."""
    found: dict[str, Any] = json.loads(SD15.read_text("utf-8"))
    (record,) = inventory.named(model)
    nodes = found["nodes"]
    del nodes["loras"]
    found["edges"] = [
        {**e, "source": {**e["source"], "node_id": "loader"}} if e["source"]["node_id"] == "loras" else e
        for e in found["edges"]
        if e["destination"]["node_id"] != "loras"
    ]
    identifier = {m: getattr(record, m) for m in ("key", "hash", "name", "base", "type")}
    nodes["loader"]["model"] = {**identifier, **changes}
    nodes["noise"] |= {"width": 64, "height": 64}
    nodes["denoise"]["steps"] = 2
    for node in nodes.values():
        node["use_cache"] = False
    return found


def slugs(document: dict[str, Any], inventory: Inventory) -> set[str]:
    release = inventory.release
    assert release is not None
    loaded = load_bytes(json.dumps(document).encode(), "graph.json").documents[0]
    checker = Checker((open_release(release),), None, RuleOptions(inventory=inventory))
    return {finding.rule or "" for finding, _ in checker.check(loaded)}


def test_a_known_key_runs_whatever_else_the_file_says(client: Server, inventory: Inventory) -> None:
    wrong = graph(inventory, "tiny-sd15", name="Photon", hash="blake3:00")
    assert "model-record-mismatch" in slugs(wrong, inventory)
    assert client.run(wrong).status == "completed", "silent: only the key counts"
    right = graph(inventory, "tiny-sd15")
    assert not {"unknown-model-key", "model-record-mismatch"} & slugs(right, inventory)


def test_an_unknown_key_fails(client: Server, inventory: Inventory) -> None:
    unknown = graph(inventory, "tiny-sd15", key="gone")
    assert "unknown-model-key" in slugs(unknown, inventory)
    result = client.wait(client.enqueue({"batch": {"graph": unknown, "runs": 1}}))  # as InvokeAI takes it
    assert result.status == "failed"
    assert "Unknown model gone" in (result.error or "")
    assert client.run(unknown).status == "completed"  # bound by its hash


def test_weights_in_memory_are_those_of_the_estimate(client: Server, inventory: Inventory) -> None:
    """On a CPU InvokeAI computes with 32 bits: twice the estimate's 16. VRAM cannot be measured there."""
    document = graph(inventory, "tiny-sd15")
    client.run(document)
    stats = client.model_stats()
    assert stats is not None
    loaded = sum(stats["loaded_model_sizes"].values())
    read = read_document(load_bytes(json.dumps(document).encode(), "x.json").documents[0])[0]
    estimate = estimate_memory(read, open_release(client.version), inventory)
    weights = sum(row.ram for row in estimate.rows if row.stays)
    assert weights * 2 == pytest.approx(loaded, rel=0.05)
