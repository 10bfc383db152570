"""The client against recorded answers and refusals: one clear error for each fault."""

from __future__ import annotations

import json
import re
import warnings
from typing import Any

import pytest
import requests
import responses

from tests.live.recorded import QUEUE, URL, Recorded
from wflint import Server
from wflint.errors import ReleaseWarning
from wflint.live.client.errors import (
    AnswerError,
    RefusedError,
    UnreachableError,
    UnsupportedReleaseError,
)
from wflint.release import index_spelling

pytestmark = pytest.mark.usefixtures("mocked")

GRAPH = {"id": "g", "nodes": {"canvas": {"id": "canvas", "type": "blank_image"}}, "edges": []}


def server(**options: Any) -> Server:
    return Server(URL, events=False, **options)


def sent() -> dict[str, Any]:
    """The last enqueue body."""
    bodies = [c.request.body for c in responses.calls if c.request.url.endswith("enqueue_batch")]
    return json.loads(bodies[-1])  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("refused_edge", "Edge source and target types do not match (blur.width -> save.board)"),
        ("refused_value", "multiple of 8"),
        ("refused_data", "Node nobody not found in graph"),
    ],
)
def test_422_names_the_fault(recorded: Recorded, name: str, said: str) -> None:
    recorded.add("version")
    recorded.add(name)
    with pytest.raises(RefusedError) as raised:
        server().run(GRAPH)
    assert raised.value.status == 422
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)
    assert len([c for c in responses.calls if c.request.method == "POST"]) == 1


def test_500_is_not_tried_again(newest: Recorded) -> None:
    newest.add("version")
    newest.add("server_error")
    responses.add("GET", re.compile(rf"{QUEUE}/b/[^/]+/status"), json=newest.json("batch_status_unknown"))
    with pytest.raises(AnswerError, match=r"the server failed \(500\)"):
        server().run(GRAPH)
    assert len([c for c in responses.calls if c.request.method == "POST"]) == 1


@pytest.mark.parametrize("queued", [True, False])
def test_500_of_older_releases_is_looked_into(queued: bool) -> None:
    """Their database connection is not safe to share: a batch may be in the queue in spite of the 500."""
    old = Recorded("5.15.0")
    old.add("server_error")
    if not queued:
        responses.add("GET", re.compile(rf"{QUEUE}/b/[^/]+/status"), json=old.json("batch_status_unknown"))
    old.serve_run()
    assert server().run(GRAPH).ok
    posts = [json.loads(c.request.body) for c in responses.calls if c.request.method == "POST"]
    assert len(posts) == (1 if queued else 2)
    assert len({p["batch"]["batch_id"] for p in posts}) == 1


def test_401_says_how_to_log_in_and_403_that_one_may_not(newest: Recorded) -> None:
    newest.add("version")
    newest.add("locked_enqueue", f"{QUEUE}/enqueue_batch")
    with pytest.raises(
        AnswerError, match=r"access denied \(401\); set WFLINT_TOKEN .*Authentication required"
    ):
        server().run(GRAPH)
    newest.add("forbidden")
    with pytest.raises(AnswerError, match=r"access denied \(403\).*Admin privileges required"):
        server().session.call("PUT", "/api/v1/queue/default/processor/pause")


def test_a_wrong_token_is_never_shown(newest: Recorded) -> None:
    newest.add("token_wrong", f"{URL}/api/v1/app/version")
    with pytest.raises(AnswerError, match="Invalid or expired token") as raised:
        _ = server(token="secret-token").version
    assert "secret-token" not in str(raised.value)
    assert "secret-token" not in repr(server(token="secret-token"))


def test_credentials_in_the_address_are_never_shown() -> None:
    responses.add("GET", re.compile(".*"), body=requests.exceptions.ConnectionError("x"))
    with pytest.raises(UnreachableError) as raised:
        _ = Server("http://fox:secret@invoke.test:9090").version
    assert "secret" not in str(raised.value)


def test_login_gets_a_token_and_renews_it_once(newest: Recorded) -> None:
    newest.add("locked_queue", f"{QUEUE}/status")
    newest.add("login")
    responses.add("GET", f"{QUEUE}/status", json={"queue": {}})
    connection = server(email="admin@example.com", password="Correct-Horse-7")
    assert connection.session.get("/api/v1/queue/default/status") == {"queue": {}}
    assert connection.session.token == "a.recorded.token"
    last = responses.calls[-1].request
    assert last.headers["Authorization"] == "Bearer a.recorded.token"


def test_a_login_that_fails_ends_with_the_first_error(newest: Recorded) -> None:
    newest.add("locked_queue", f"{QUEUE}/status")
    newest.add("login_wrong")
    connection = server(email="admin@example.com", password="wrong")
    with pytest.raises(AnswerError, match="401"):
        connection.session.get("/api/v1/queue/default/status")
    with pytest.raises(AnswerError, match="Incorrect email or password"):
        connection.login("admin@example.com", "wrong")


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("missing_image", lambda s: s.gallery.info("nonesuch.png")),
        ("missing_image_full", lambda s: s.gallery.content("nonesuch.png")),
    ],
)
def test_404_says_that_it_is_not_there(recorded: Recorded, name: str, call: Any) -> None:
    recorded.add(name)
    with pytest.raises(AnswerError, match=r"does not have that \(404\)"):
        call(server())


def test_a_missing_queue_item(newest: Recorded) -> None:
    """5.15.0 fails at it instead."""
    newest.add("missing_item")
    with pytest.raises(AnswerError, match=r"\(404\): Queue item with id 999999 not found"):
        server().session.get("/api/v1/queue/default/i/999999")
    old = Recorded("5.15.0")
    assert old.answers["missing_item"]["status"] == 500


def test_a_page_instead_of_an_answer(newest: Recorded) -> None:
    """Of a path that it does not know, InvokeAI sends its web page."""
    newest.add("unknown_path", f"{URL}/api/v1/app/version")
    with pytest.raises(AnswerError, match="the answer is HTML; is this an InvokeAI server"):
        _ = server().version


@pytest.mark.parametrize("body", ['{"version": ', "[]", '{"version": 7}', "nonsense", "null", "[" * 100_000])
def test_malformed_json(body: str) -> None:
    responses.add("GET", f"{URL}/api/v1/app/version", body=body)
    with pytest.raises(AnswerError, match=r"not JSON|nested too deeply|not an InvokeAI server"):
        _ = server().version


@pytest.mark.parametrize("answer", ["[]", "{}", '{"item_id": 1}', "null"])
def test_odd_queue_items(newest: Recorded, answer: str) -> None:
    newest.add("version")
    newest.add("enqueue")
    newest.add("cancel")
    responses.add("GET", re.compile(rf"{QUEUE}/b/[^/]+/status"), json=newest.json("batch_status"))
    responses.add("GET", re.compile(rf"{QUEUE}/i/\d+"), body=answer)
    with pytest.raises(AnswerError, match="not a queue item"):
        server().run(GRAPH)


def test_too_many_requests_are_tried_again_also_for_an_enqueue(newest: Recorded) -> None:
    responses.add("POST", f"{QUEUE}/enqueue_batch", status=429, headers={"Retry-After": "1"})
    newest.serve_run()
    assert server().run(GRAPH).ok
    assert len([c for c in responses.calls if c.request.method == "POST"]) == 2


def test_too_many_requests_for_ever() -> None:
    responses.add("GET", f"{URL}/api/v1/app/version", status=429)
    with pytest.raises(AnswerError, match=r"too many requests \(429\)"):
        _ = server().version
    assert len(responses.calls) == 4


def test_a_gateway_error_is_tried_again_for_questions_only() -> None:
    responses.add("GET", f"{URL}/api/v1/app/version", status=502)
    responses.add("GET", f"{URL}/api/v1/app/version", json={"version": "6.14.2"})
    responses.add("POST", f"{QUEUE}/enqueue_batch", status=504)
    connection = server()
    assert connection.version == "6.14.2"
    with pytest.raises(AnswerError, match="504"):
        connection.run(GRAPH)
    assert len([c for c in responses.calls if c.request.method == "POST"]) == 1


@pytest.mark.parametrize(
    ("raised", "said"),
    [
        (requests.exceptions.ReadTimeout("secret"), "no answer within 60 s"),
        (requests.exceptions.ConnectTimeout("secret"), "cannot connect in time"),
        (requests.exceptions.SSLError("secret"), "certificate was not accepted"),
        (requests.exceptions.ConnectionError("secret"), "the connection broke"),
        (requests.exceptions.ChunkedEncodingError("secret"), "broke in mid-answer"),
        (requests.exceptions.ConnectionError("NewConnectionError(secret)"), "is the server running"),
    ],
)
def test_no_answer_at_all(raised: Exception, said: str) -> None:
    responses.add("GET", f"{URL}/api/v1/app/version", body=raised)
    with pytest.raises(UnreachableError, match=said) as caught:
        _ = server().version
    assert "secret" not in str(caught.value)


def test_an_enqueue_whose_answer_is_lost_is_found_again_not_sent_again(newest: Recorded) -> None:
    responses.add(
        "POST", f"{QUEUE}/enqueue_batch", body=requests.exceptions.ConnectionError("Connection aborted")
    )
    newest.serve_run()

    def listed(_: Any) -> tuple[int, dict[str, str], str]:
        return 200, {}, json.dumps([{"item_id": 7, "batch_id": sent()["batch"]["batch_id"]}])

    responses.add_callback("GET", f"{QUEUE}/list_all", callback=listed)
    assert server().run(GRAPH).ok
    assert len([c for c in responses.calls if c.request.method == "POST"]) == 1


def test_an_enqueue_that_was_lost_on_the_way_is_not_sent_again(newest: Recorded) -> None:
    newest.add("version")
    responses.add(
        "POST", f"{QUEUE}/enqueue_batch", body=requests.exceptions.ConnectionError("Connection aborted")
    )
    responses.add("GET", re.compile(rf"{QUEUE}/b/[^/]+/status"), json=newest.json("batch_status_unknown"))
    with pytest.raises(UnreachableError, match="the connection broke"):
        server().run(GRAPH)
    assert len([c for c in responses.calls if c.request.method == "POST"]) == 1


def test_retries_run_anew_after_a_lost_connection(newest: Recorded) -> None:
    responses.add(
        "POST", f"{QUEUE}/enqueue_batch", body=requests.exceptions.ConnectionError("Connection aborted")
    )
    responses.add("GET", re.compile(rf"{QUEUE}/b/[^/]+/status"), json=newest.json("batch_status_unknown"))
    responses.add("GET", re.compile(rf"{QUEUE}/b/[^/]+/status"), json=newest.json("batch_status_unknown"))
    responses.add("GET", re.compile(rf"{QUEUE}/b/[^/]+/status"), json=newest.json("batch_status_unknown"))
    newest.serve_run()
    result = server().run(GRAPH, retries=1)
    assert result.ok
    assert result.attempts == 2


def test_a_server_that_dies_during_a_run(newest: Recorded) -> None:
    newest.add("version")
    newest.add("enqueue")
    dead = requests.exceptions.ConnectionError("NewConnectionError")
    responses.add("GET", re.compile(rf"{QUEUE}/.*"), body=dead)
    responses.add("PUT", re.compile(rf"{QUEUE}/.*"), body=dead)
    with pytest.raises(UnreachableError, match="is the server running"):
        server(patience=0.2).run(GRAPH)


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("3.1.0", "POST /sessions/.*deprecated in 3.2 and removed in 3.4"),
        ("3.3.0post1", "removed in 3.4"),
        ("4.2.9", "wflint talks to 5.0 to 6.14 and 7.0. Update the server"),
        ("7.1.0", "A newer wflint may know it"),
        ("nonsense", "A newer wflint may know it"),
    ],
)
def test_other_releases_are_refused(version: str, said: str) -> None:
    responses.add("GET", f"{URL}/api/v1/app/version", json={"version": version})
    with pytest.raises(UnsupportedReleaseError, match=said):
        server().run(GRAPH)
    with warnings.catch_warnings():  # the newer ones are doubted
        warnings.simplefilter("ignore", ReleaseWarning)
        assert server(any_release=True).version == index_spelling(version)


@pytest.mark.parametrize("spelling", ["7.0.0-alpha.2", "7.0.0a2"])
def test_a_pre_release_is_taken_with_a_warning(spelling: str) -> None:
    responses.add("GET", f"{URL}/api/v1/app/version", json={"version": spelling})
    client = server()
    with pytest.warns(ReleaseWarning, match=f"{URL} runs InvokeAI 7.0.0a2, a pre-release"):
        assert client.version == "7.0.0a2"
    assert client.version == "7.0.0a2"  # told once


@pytest.mark.parametrize("version", ["5.0.0", "5.15.0", "6.0.0", "6.13.8", "6.14.2"])
def test_releases_that_are_supported(version: str) -> None:
    responses.add("GET", f"{URL}/api/v1/app/version", json={"version": version})
    assert server().version == version


def test_capabilities_follow_the_release() -> None:
    responses.add("GET", f"{URL}/api/v1/app/version", json={"version": "5.4.2"})
    found = server().capabilities
    assert (found.item_ids, found.image_batches, found.users) == (False, True, False)
