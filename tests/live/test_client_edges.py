"""Edges of the client that no recorded answer reaches: releases, answers of odd shape, tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from wflint import Server
from wflint.live.client.client import Client
from wflint.live.client.errors import AnswerError, UnsupportedReleaseError
from wflint.live.client.items import Timings, item_result
from wflint.live.client.release import Capabilities, capabilities, doubts, require_supported
from wflint.live.client.results import DONE, ItemResult, RunResult
from wflint.live.runs.document_client import DocumentClient
from wflint.net.answers import detail_text
from wflint.net.connect import connect
from wflint.net.http import normal_url
from wflint.net.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("version", "wanted"),
    [
        ("5.0.0", (False, False, False, False, False, True, False)),
        ("5.4.1", (False, False, False, False, False, True, False)),
        ("5.4.2", (False, True, False, False, False, True, False)),
        ("5.6.0", (False, True, False, False, False, True, False)),
        ("5.6.1", (False, True, False, False, True, True, False)),
        ("5.15.0", (False, True, False, False, True, True, False)),
        ("6.0.0rc1", (True, True, False, False, True, True, False)),
        ("6.6.0", (True, True, False, False, True, True, False)),
        ("6.7.0", (True, True, False, False, True, False, False)),
        ("6.11.1", (True, True, False, False, True, False, False)),
        ("6.12.0", (True, True, True, False, True, False, False)),
        ("6.13.9", (True, True, True, False, True, False, False)),
        ("6.14.0", (True, True, True, True, True, False, True)),
        (
            "unknown",
            (True, True, True, True, True, False, True),
        ),  # a release nobody can tell: as of the newest
    ],
)
def test_what_a_release_offers(version: str, wanted: tuple[bool, ...]) -> None:
    assert capabilities(version) == Capabilities(*wanted)
    assert Capabilities._fields == (
        "item_ids", "image_batches", "users", "videos", "empties_cache", "item_pages", "summaries",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("4.2.9", "Update the server"),
        ("3.4.0", "Update the server"),
        ("3.3.0", "The sessions API of so old a server"),
        ("6.15.0", "A newer wflint may know it"),
        ("7.1.0", "A newer wflint may know it"),
        ("8.0.0a1", "A newer wflint may know it; `wflint run --any-release`"),
        ("main", "A newer wflint may know it"),
    ],
)
def test_releases_that_nobody_tried(version: str, said: str) -> None:
    with pytest.raises(UnsupportedReleaseError, match=said):
        require_supported(version, "http://gpu")
    sessions = version == "3.3.0"
    with pytest.raises(UnsupportedReleaseError) as raised:
        require_supported(version, "http://gpu")
    assert ("sessions API" in str(raised.value)) is sessions


@pytest.mark.parametrize(
    "version", ["5.0.0", "5.15.0", "6.0.0rc1", "6.14.2", "6.14.99", "6.15.0rc1", "7.0.0a3", "7.0.0"]
)
def test_releases_that_are_known(version: str) -> None:
    require_supported(version, "http://gpu")


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("5.0.0", ""),
        ("6.14.99", ""),
        ("6.14.2rc1", "http://gpu runs InvokeAI 6.14.2rc1, a pre-release: the next one may work otherwise"),
        ("7.0.0a3", "http://gpu runs InvokeAI 7.0.0a3, a pre-release: the next one may work otherwise"),
        ("7.0.0a4", "may work otherwise; wflint was tried with 7.0.0a3"),
        ("7.0.0", "http://gpu runs InvokeAI 7.0.0; wflint was not tried with it, only up to 7.0.0a3"),
    ],
)
def test_what_is_said_of_a_release_that_is_taken(version: str, said: str) -> None:
    assert doubts(version, "http://gpu").endswith(said)
    assert bool(doubts(version, "http://gpu")) is bool(said)


def test_the_public_client_is_that_of_documents_and_takes_a_session() -> None:
    assert Server is DocumentClient
    assert issubclass(Server, Client)
    session = Session("gpu:9090/base/", token="s3cret")
    with Server(session) as server:
        assert server.session is session
        assert repr(server) == "DocumentClient('http://gpu:9090/base')"


def answering(answers: dict[str, Any]) -> Client:
    """A client whose session answers from a table."""
    client = Client(Session("gpu", retries=0))

    def call(_method: str, path: str, **_options: Any) -> Any:
        return answers[path]

    client.session.call = call  # type: ignore[method-assign]
    return client


@pytest.mark.parametrize(
    ("ask", "path", "answers"),
    [
        (
            lambda c: c.models(),
            "/api/v2/models/",
            [({"models": [{"key": "a"}, 7]}, [{"key": "a"}]), ({"models": {}}, None), ([], None)],
        ),
        (lambda c: c.boards(), "/api/v1/boards/", [([{"board_id": "b"}, 7], [{"board_id": "b"}]), ({}, [])]),
        (
            lambda c: c.board_images("a/b"),
            "/api/v1/boards/a%2Fb/image_names",
            [(["x.png", 7], ["x.png"]), ({}, [])],
        ),
        (lambda c: c.model_stats(), "/api/v2/models/stats", [({"hits": 1}, {"hits": 1}), (None, None)]),
        (
            lambda c: c.dynamic_prompts("a", 3, combinatorial=True),
            "/api/v1/utilities/dynamicprompts",
            [
                ({"prompts": ["a", 7]}, ["a"]),
                ({"prompts": ["a"], "error": "no"}, []),
                ({"prompts": "a"}, []),
                (["a"], []),
            ],
        ),
    ],
)
def test_answers_of_odd_shape(
    ask: Callable[[Client], Any], path: str, answers: list[tuple[Any, Any]]
) -> None:
    for answer, wanted in answers:
        client = answering({path: answer})
        if wanted is None and path == "/api/v2/models/":
            with pytest.raises(AnswerError, match="the answer is not a list of models"):
                ask(client)
        else:
            assert ask(client) == wanted


# -- items -------------------------------------------------------------------------------------------


def test_a_queue_item_in_which_nothing_is_as_it_should_be() -> None:
    raw = {
        "item_id": 7,
        "status": "completed",
        "session": {"results": {"p": "x", "q": {"image": {"image_name": 7}}}, "errors": {"r": "one\ntwo\n"}},
        "field_values": [7, {"node_path": "n", "field_name": "f", "value": 3}],
        "created_at": "yesterday",
        "started_at": 5,
    }
    found = item_result(raw, Timings())
    assert found.values == {"n.f": 3}
    assert list(found.results) == ["q"]
    assert found.images == []
    assert [(n.node, n.error) for n in found.nodes] == [("q", None), ("r", "two")]
    assert (found.queue_seconds, found.run_seconds) == (None, None)
    assert found.ok


def test_pictures_and_videos_in_outputs() -> None:
    outputs = {
        "one": {"image": {"image_name": "a.png"}, "width": 3, "height": 4},
        "many": {"collection": [{"image_name": "b.png"}, {"video_name": "c.mp4"}], "width": 3, "height": 4},
        "odd": {"image": {"image_name": "d.png"}, "width": "3"},
    }
    raw = {"item_id": 1, "status": "failed", "session": {"results": outputs}}
    found = item_result(raw, Timings())
    assert [(i.name, i.kind, i.width, i.height, i.intermediate) for i in found.images] == [
        ("a.png", "image", 3, 4, False),
        ("b.png", "image", None, None, False),
        ("c.mp4", "video", None, None, False),
        ("d.png", "image", None, None, False),
    ]
    assert not found.ok


@pytest.mark.parametrize(
    ("statuses", "wanted", "ok"),
    [
        ([], "empty", False),
        (["completed"], "completed", True),
        (["completed", "pending"], "pending", False),
        (["pending", "waiting"], "waiting", False),
        (["waiting", "in_progress"], "in_progress", False),
        (["in_progress", "canceled"], "canceled", False),
        (["canceled", "failed"], "failed", False),
    ],
)
def test_the_status_of_a_run_is_the_worst_of_its_items(statuses: list[str], wanted: str, ok: bool) -> None:
    result = RunResult("b", [ItemResult(i, status) for i, status in enumerate(statuses)])
    assert (result.status, result.ok) == (wanted, ok)
    assert frozenset({"completed", "failed", "canceled"}) == DONE


@pytest.mark.parametrize(
    ("kind", "message", "wanted"),
    [
        (None, None, None),
        ("OSError", None, "OSError (no message)"),
        (None, "a\n  b", "error: a b"),
        ("OSError", "a", "OSError: a"),
    ],
)
def test_the_error_of_an_item(kind: str | None, message: str | None, wanted: str | None) -> None:
    assert ItemResult(1, "failed", error_type=kind, error_message=message).error == wanted


# -- addresses and refusals --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("gpu:9090", "http://gpu:9090"),
        (" https://gpu/base// ", "https://gpu/base"),
        ("http://me:pw@gpu", "http://me:pw@gpu"),
    ],
)
def test_addresses(url: str, wanted: str) -> None:
    assert normal_url(url) == wanted
    assert Session(url).name == wanted.replace("me:pw@", "")


@pytest.mark.parametrize("url", ["ftp://gpu", "http://", "http://gpu:0", "http://gpu:x", "http://["])
def test_no_addresses(url: str) -> None:
    from wflint.net.http import NetError

    with pytest.raises(NetError, match="not a usable server address"):
        connect(url, None)


@pytest.mark.parametrize(
    ("detail", "wanted"),
    [
        ("a\n b", "a b"),
        ("x" * 601, "x" * 600 + "..."),
        ("x" * 600, "x" * 600),
        ({"a": 1}, ""),
        ([{"loc": ["body", "batch", 0], "msg": "no"}, 7], "batch.0: no"),
        ([{"msg": "no"}, {"loc": ["a"]}], "no; a"),
        ([{"msg": str(i)} for i in range(3)], "0; 1; 2"),
        ([{"msg": str(i)} for i in range(5)], "0; 1; 2 (and 2 more)"),
    ],
)
def test_what_a_server_says_of_a_refusal(detail: Any, wanted: str) -> None:
    assert detail_text(detail) == wanted
