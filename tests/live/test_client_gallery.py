"""The client against recorded answers: pictures, models, boards and addresses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import responses

from tests.live.recorded import URL, Recorded
from wflint import Server
from wflint.live.client.errors import (
    AnswerError,
    ServerError,
    UnreachableError,
)

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("mocked")

GRAPH = {"id": "g", "nodes": {"canvas": {"id": "canvas", "type": "blank_image"}}, "edges": []}


def server(**options: Any) -> Server:
    return Server(URL, events=False, **options)


def test_a_picture_is_saved_byte_for_byte(recorded: Recorded, tmp_path: Path) -> None:
    recorded.add("image_full")
    name = recorded.json("image")["image_name"]
    path = server().gallery.download(name, tmp_path / "deep" / "fox.png")
    assert path.read_bytes() == recorded.content("image_full")
    assert b"invokeai_metadata" in path.read_bytes()


@pytest.mark.parametrize("keep", [0, 7, -1])
def test_a_truncated_picture_is_not_saved(newest: Recorded, tmp_path: Path, keep: int) -> None:
    newest.add("image_full", body=newest.content("image_full")[:keep])
    with pytest.raises(UnreachableError, match="arrived cut short"):
        server().gallery.download(newest.json("image")["image_name"], tmp_path / "fox.png")
    assert list(tmp_path.iterdir()) == []


def test_metadata_of_a_picture(recorded: Recorded) -> None:
    recorded.add("image_metadata")
    found = server().gallery.metadata(recorded.json("image")["image_name"])
    assert found is not None
    assert (found["seed"], found["positive_prompt"]) == (7, "a fox")


def test_an_upload_is_remembered_and_removed(recorded: Recorded, tmp_path: Path) -> None:
    picture = tmp_path / "fox.png"
    picture.write_bytes(recorded.content("image_full"))
    recorded.add("upload")
    recorded.add("delete")
    connection = server()
    name = connection.gallery.upload(picture)
    assert connection.gallery.uploaded == [name]
    connection.clean_up()
    assert json.loads(responses.calls[-1].request.body) == {"image_names": [name]}
    assert connection.gallery.uploaded == []


def test_what_is_no_picture_is_not_taken(recorded: Recorded, tmp_path: Path) -> None:
    (tmp_path / "fox.txt").write_text("no picture")
    recorded.add("upload_no_picture")
    with pytest.raises(AnswerError, match="Not an image"):
        server().gallery.upload(tmp_path / "fox.txt")


def test_only_pictures_that_the_run_made_are_removed(newest: Recorded) -> None:
    newest.serve_run()
    item = newest.json("item_completed")
    connection = server()
    result = connection.run(GRAPH)
    names = [i.name for i in result.all_images()]
    for number, name in enumerate(names):
        session = item["session_id"] if number else "another session"
        responses.add("GET", f"{URL}/api/v1/images/i/{name}", json={"session_id": session})
    newest.add("delete")
    connection.clean_up()
    assert sorted(json.loads(responses.calls[-1].request.body)["image_names"]) == sorted(names[1:])


def test_models_and_statistics(recorded: Recorded) -> None:
    recorded.add("models", json={"models": [{"key": "k", "name": "Fox", "base": "sd-1", "type": "main"}]})
    recorded.add("model_stats")
    assert [m["name"] for m in server().models("main", "sd-1")] == ["Fox"]
    assert responses.calls[0].request.params == {"model_type": "main", "base_models": "sd-1"}  # type: ignore[attr-defined]
    stats = server().model_stats()
    assert stats is None or "high_watermark" in stats


def test_boards_and_dynamic_prompts(recorded: Recorded) -> None:
    recorded.add("boards")
    recorded.add("dynamic_prompts")
    recorded.add("board_images")
    [board] = server().boards()
    assert board["board_name"] == "Foxes"
    assert server().board_images(board["board_id"]) == []
    assert server().dynamic_prompts("a {red|grey} fox", 10, combinatorial=True) == ["a red fox", "a grey fox"]


def test_a_base_path_is_kept() -> None:
    responses.add("GET", "https://lab.test/invoke/api/v1/app/version", json={"version": "6.14.2"})
    assert Server("https://lab.test/invoke/").version == "6.14.2"


@pytest.mark.parametrize("url", ["", "http://", "ftp://x", "http://x:99999999"])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(ServerError, match="not a usable server address"):
        Server(url)
