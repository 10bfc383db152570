"""The client against recorded answers: what a run gives."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import responses

from tests.live.recorded import QUEUE, URL, Recorded
from wflint import Server
from wflint.live.client.errors import (
    AnswerError,
    RunFailedError,
    RunTimeoutError,
)

pytestmark = pytest.mark.usefixtures("mocked")

GRAPH = {"id": "g", "nodes": {"canvas": {"id": "canvas", "type": "blank_image"}}, "edges": []}


def server(**options: Any) -> Server:
    return Server(URL, events=False, **options)


def sent() -> dict[str, Any]:
    """The last enqueue body."""
    bodies = [c.request.body for c in responses.calls if c.request.url.endswith("enqueue_batch")]
    return json.loads(bodies[-1])  # type: ignore[no-any-return]


def test_a_run_gives_results_and_pictures_by_the_nodes_that_were_sent(recorded: Recorded) -> None:
    recorded.serve_run()
    result = server().run(GRAPH)
    assert result.ok
    assert result.status == "completed"
    assert result.error is None
    [item] = result.items
    assert list(item.results) == ["canvas", "meta", "blur", "save"] or set(item.results) == {
        "canvas", "meta", "blur", "save",
    }  # fmt: skip
    [output] = item.results["save"]
    assert (output["width"], output["height"]) == (96, 64)
    assert [(i.node, i.width, i.height) for i in result.images] == [("save", 96, 64)]
    assert sorted(i.node for i in result.all_images()) == ["blur", "canvas", "save"]
    assert {n.node: n.node_type for n in item.nodes}["blur"] == "img_blur"
    assert item.run_seconds is not None
    assert item.queue_seconds is not None
    assert item.session_id


def test_a_graph_is_sent_as_it_is_with_a_batch_id_of_ours(recorded: Recorded) -> None:
    recorded.serve_run()
    result = server().run(GRAPH, runs=1)
    batch = sent()["batch"]
    assert batch["graph"] == GRAPH
    assert batch["runs"] == 1
    assert batch["batch_id"] == result.batch_id


def test_batch_data_gives_an_item_for_each_value(newest: Recorded) -> None:
    newest.add("version")
    newest.add("enqueue_sweep")
    ids = newest.json("enqueue_sweep")["item_ids"]
    for number, item_id in enumerate(ids):
        responses.add("GET", f"{QUEUE}/i/{item_id}", json=newest.json(f"item_swept_{number}"))
    responses.add(
        "GET", re.compile(rf"{QUEUE}/b/[^/]+/status"), json={**newest.json("batch_status"), "total": 2}
    )
    data = [[{"node_path": "canvas", "field_name": "width", "items": [64, 128]}]]
    result = server().run(GRAPH, data=data)
    assert sent()["batch"]["data"] == data
    assert [item.values for item in result.items] == [{"canvas.width": 64}, {"canvas.width": 128}]
    assert [image.width for image in result.images] == [64, 128]


def test_a_failed_run_is_a_result_with_the_servers_error(recorded: Recorded) -> None:
    recorded.serve_run("item_failed", "enqueue_failing")
    result = server().run(GRAPH)
    assert not result.ok
    assert result.status == "failed"
    [item] = result.items
    assert item.error_type == "MissingInputException"
    assert item.error_message == "Node img_blur missing value or connection for field image"
    assert item.error_traceback is not None
    assert "Traceback" in item.error_traceback
    assert result.error == f"{item.error_type}: {item.error_message}"
    assert [(n.node, n.error) for n in item.nodes] == [("blur", "MissingInputException")]
    with pytest.raises(RunFailedError, match="MissingInputException") as raised:
        result.require()
    assert raised.value.result is result


def test_a_run_that_takes_too_long_is_cancelled(newest: Recorded) -> None:
    newest.add("version")
    newest.add("enqueue_slow")
    newest.add("cancel")
    responses.add(
        "GET", re.compile(rf"{QUEUE}/b/[^/]+/status"), json={"total": 1, "in_progress": 1, "pending": 0}
    )
    responses.add("GET", re.compile(rf"{QUEUE}/i/\d+"), json=newest.json("item_canceled"))
    with pytest.raises(RunTimeoutError, match=r"longer than 0\.1 s and was cancelled") as raised:
        server().run(GRAPH, seconds=0.1)
    assert raised.value.result.status == "canceled"
    [cancelled] = [c for c in responses.calls if c.request.method == "PUT"]
    assert json.loads(cancelled.request.body) == {"batch_ids": [raised.value.result.batch_id]}


def test_ctrl_c_cancels(newest: Recorded) -> None:
    newest.add("version")
    newest.add("enqueue")
    newest.add("cancel")

    def interrupt(_: Any) -> Any:
        raise KeyboardInterrupt

    responses.add_callback("GET", re.compile(rf"{QUEUE}/b/[^/]+/status"), callback=interrupt)
    with pytest.raises(KeyboardInterrupt):
        server().run(GRAPH)
    assert [c.request.url for c in responses.calls if c.request.method == "PUT"] == [
        f"{QUEUE}/cancel_by_batch_ids"
    ]


def test_many_runs_go_on_when_one_cannot(newest: Recorded) -> None:
    newest.add("version")
    newest.add("enqueue")
    newest.add("refused_edge")
    newest.add("enqueue")
    responses.add("GET", re.compile(rf"{QUEUE}/b/[^/]+/status"), json=newest.json("batch_status"))
    responses.add("GET", re.compile(rf"{QUEUE}/i/\d+"), json=newest.json("item_completed"))
    seen = []
    outcomes = server().run_many([GRAPH] * 3, concurrent=1, callback=lambda *told: seen.append(told))
    assert [type(o).__name__ for o in outcomes] == ["RunResult", "RefusedError", "RunResult"]
    assert [(index, done, total) for index, _, done, total in seen] == [(0, 1, 3), (1, 2, 3), (2, 3, 3)]


def test_a_full_queue_is_an_error_and_leaves_nothing_in_it(newest: Recorded) -> None:
    newest.add("version")
    newest.add("enqueue", json={**newest.json("enqueue"), "requested": 3, "enqueued": 1})
    newest.add("cancel")
    with pytest.raises(AnswerError, match="the queue is full; it took 1 of 3 items"):
        server().run(GRAPH, runs=3)
    assert responses.calls[-1].request.url.endswith("cancel_by_batch_ids")
