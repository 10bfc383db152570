"""What the client costs beside a loop that enqueues and polls, on a workflow of two seconds.

Both run the same request in turn. What the server itself took (its own clock, ``started_at`` to
``completed_at``) is left out on both sides, so that a busy machine, which makes runs longer, does not count.
``pytest -m live -s tests/live/test_overhead_live.py`` prints the figures.
"""

from __future__ import annotations

import os
import time
from statistics import median
from typing import TYPE_CHECKING, Any

import pytest
import requests

from tests.live.library import WORKFLOWS
from wflint import Server
from wflint.live.client.items import Timings, item_result
from wflint.live.runs.document_run import RunSettings, prepare

if TYPE_CHECKING:
    from wflint.live.serve.server import InvokeAIServer

pytestmark = pytest.mark.live

PAIRS = int(os.environ.get("WFLINT_LIVE_PAIRS", "7"))
WANTED = 2.0  # seconds that the server takes
MOST = 0.05  # of that
_POLL = 0.05  # seconds between the questions of the loop
QUEUE = "/api/v1/queue/default"
_SETTINGS = ("Model=tiny-sd15", "Noise.width=64", "Noise.height=64", "Decode.fp32=true")


def request(client: Server, steps: int) -> dict[str, Any]:
    """The library's text to image with so many steps, nothing of it cached."""
    settings = RunSettings((*_SETTINGS, f"Denoise.steps={steps}"))
    prepared = prepare(str(WORKFLOWS / "sd15_text_to_image.workflow.json"), settings, client, check=False)
    for node in prepared.body["batch"]["graph"]["nodes"].values():
        node["use_cache"] = False
    return prepared.body


def loop(url: str, body: dict[str, Any]) -> tuple[float, float]:
    """Enqueue and poll, and nothing else: seconds in all, and of them the server's."""
    begun = time.monotonic()
    with requests.Session() as http:
        answer = http.post(f"{url}{QUEUE}/enqueue_batch", json=body, timeout=60).json()
        ids = answer.get("item_ids")
        if ids is None:  # before 6.0
            batch = answer["batch"]["batch_id"]
            page = http.get(f"{url}{QUEUE}/list", params={"limit": 1000}, timeout=60).json()
            ids = [item["item_id"] for item in page["items"] if item["batch_id"] == batch]
        while True:
            item = http.get(f"{url}{QUEUE}/i/{ids[0]}", timeout=60).json()
            if item["status"] in ("completed", "failed", "canceled"):
                break
            time.sleep(_POLL)
    took = time.monotonic() - begun
    assert item["status"] == "completed", item["error_message"]
    return took, item_result(item, Timings()).run_seconds or 0.0


def ours(client: Server, body: dict[str, Any]) -> tuple[float, float]:
    """The same by the client, with events and the results of all nodes."""
    begun = time.monotonic()
    result = client.wait(client.enqueue(body)).require()
    took = time.monotonic() - begun
    assert result.images
    assert all(node.seconds is not None for node in result.items[0].nodes)
    return took, result.items[0].run_seconds or 0.0


def two_seconds(client: Server) -> dict[str, Any]:
    """A request for which the server takes about two seconds."""
    steps = 50
    for _ in range(4):
        took = median(ours(client, request(client, steps))[1] for _ in range(2))
        if WANTED * 0.8 <= took <= WANTED * 1.5:
            break
        steps = max(4, min(900, round(steps * WANTED / took)))
    return request(client, steps)


def test_the_client_costs_less_than_five_percent(server: InvokeAIServer) -> None:
    with Server(server.url) as client:
        body = two_seconds(client)
        ours(client, body)
        pairs = [(loop(server.url, body), ours(client, body)) for _ in range(PAIRS)]
        client.clean_up()
    bare, client_side = ([took - run for took, run in side] for side in zip(*pairs, strict=True))
    run = median(run for pair in pairs for _, run in pair)
    costs = median(client_side) - median(bare)
    print(
        f"\n{PAIRS} pairs; the server took {run:.2f} s (median). Beside that, the loop took "
        f"{median(bare) * 1000:.0f} ms, the client {median(client_side) * 1000:.0f} ms: "
        f"{costs / run:+.1%} of the run"
    )
    assert run > WANTED / 2
    assert costs < MOST * WANTED
