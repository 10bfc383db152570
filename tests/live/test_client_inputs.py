"""What ``Server.run`` takes: every kind of document, and inputs, models and sweeps in Python's values."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from tests.live.fake_queue import FakeQueue, queues
from wflint import UNSET, ModelRef, Server, Workflow
from wflint.document.load import load_bytes
from wflint.live.client.errors import InputError, ModelNotFoundError
from wflint.live.client.results import ImageResult

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wflint.live.client.results import ItemResult

WORKFLOWS = Path(__file__).parents[2] / "workflows"
TINY = {"key": "k1", "hash": "h1", "name": "Tiny", "base": "sd-1", "type": "main"}
OTHER = {"key": "k2", "hash": "h2", "name": "Other", "base": "sd-1", "type": "main"}
XL = {"key": "k3", "hash": "h3", "name": "Tiny XL", "base": "sdxl", "type": "main"}


@pytest.fixture
def fake() -> Iterator[FakeQueue]:
    with queues(1, models=[TINY, OTHER, XL]) as [made]:
        yield made


@pytest.fixture
def server(fake: FakeQueue) -> Iterator[Server]:
    with Server(fake.url, events=False) as made:
        yield made


@pytest.fixture
def fox() -> Workflow:
    """The SD1.5 text to image of the library, with a model that the server knows by name."""
    sys.path.insert(0, str(WORKFLOWS))
    try:
        import sd15_text_to_image
    finally:
        sys.path.remove(str(WORKFLOWS))
    made: Workflow = sd15_text_to_image.build(model=ModelRef("sd-1", "main", "Tiny"), steps=2)
    return made


def node(body: dict[str, Any], node_type: str) -> dict[str, Any]:
    [found] = [n for n in body["batch"]["graph"]["nodes"].values() if n["type"] == node_type]
    return dict(found)


FORMS: dict[str, Callable[[Workflow, Path], Any]] = {
    "the builder": lambda wf, _: wf,
    "its graph": lambda wf, _: wf.to_graph(),
    "its workflow": lambda wf, _: wf.to_workflow(),
    "its batch": lambda wf, _: wf.to_batch(),
    "a document": lambda wf, _: load_bytes(wf.to_json().encode(), "fox.json").documents[0],
    "a path": lambda wf, folder: saved(wf, folder / "fox.json"),
    "a name": lambda wf, folder: str(saved(wf, folder / "fox.json")),
}


def saved(wf: Workflow, path: Path) -> Path:
    wf.save(path)
    return path


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_workflow_runs_with_its_models_bound(
    server: Server, fake: FakeQueue, fox: Workflow, tmp_path: Path, form: str
) -> None:
    assert server.run(FORMS[form](fox, tmp_path)).ok
    [graph] = fake.graphs
    [loader] = [n for n in graph["nodes"].values() if n["type"] == "main_model_loader"]
    assert loader["model"] == TINY


def test_a_batch_runs_as_often_as_it_says_unless_told_otherwise(server: Server, fox: Workflow) -> None:
    batch = fox.to_batch(runs=3)
    assert server.request(batch)["batch"]["runs"] == 3
    assert server.request(batch, runs=2)["batch"]["runs"] == 2
    assert server.request(fox)["batch"]["runs"] == 1


@pytest.mark.parametrize("runs", [0, -1, True, 1.5, "3"])
def test_runs_are_a_number_of_times(server: Server, fake: FakeQueue, runs: Any) -> None:
    with pytest.raises(InputError, match="runs takes a whole number from 1 on"):
        server.run({"id": "g", "nodes": {"b": {"id": "b", "type": "blank_image"}}, "edges": []}, runs=runs)
    assert not fake.graphs


def test_what_the_web_ui_cannot_show_runs_as_a_graph(server: Server) -> None:
    wf = Workflow("6.14.2", strict=False)
    wf.node("blank_image", id="b", width=64, unheard_of=1)
    assert server.request(wf)["batch"]["graph"]["nodes"]["b"]["width"] == 64


def test_inputs_by_the_names_of_the_command_line(server: Server, fox: Workflow) -> None:
    import numpy as np

    body = server.request(
        fox, inputs={"Positive Prompt": "@a fox", "Noise.seed": np.int64(8), "denoise_latents.cfg_scale": 3}
    )
    assert node(body, "noise")["seed"] == 8
    assert node(body, "denoise_latents")["cfg_scale"] == 3
    assert "@a fox" in [n.get("prompt") for n in body["batch"]["graph"]["nodes"].values()], "a text is a text"


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"Noise.seed": "7"}, 'Noise.seed takes a whole number, not "7"'),
        ({"Noise.seed": True}, 'Noise.seed takes a whole number, not "True"'),
        ({"Noise.seed": 1.5}, "Noise.seed must be an integer, not 1.5"),
        ({"Denoise.steps": 0}, "Denoise.steps must be more than 0, but is 0"),
        ({"scheduler": "eulr"}, 'Denoise.scheduler cannot be "eulr"; write "euler"'),
        ({"Denoise.step": 3}, 'no input "Denoise.step" (did you mean "Denoise.steps"?)'),
        ({"Denoise.latents": 3}, "no input"),
        ({"Noise.seed": Path("a.png")}, "Noise.seed does not take a file"),
        ({"Positive Prompt": b"a fox"}, "Positive Prompt.prompt takes numbers, texts and JSON, not bytes"),
        ({"Model": {"key": object()}}, "Model.model takes numbers, texts and JSON, not dict"),
        ({7: 3}, "inputs names inputs by texts, not 7"),
        (["Noise.seed"], "inputs takes a mapping from the names of inputs, not list"),
    ],
)
def test_a_value_that_does_not_fit(
    server: Server, fake: FakeQueue, fox: Workflow, inputs: Any, said: str
) -> None:
    with pytest.raises(InputError) as raised:
        server.run(fox, inputs=inputs)
    assert said in str(raised.value)
    assert not fake.graphs


def test_images_are_uploaded_or_named(server: Server, fake: FakeQueue, tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "photo.png")
    wf = Workflow("6.14.2")
    wf.img_blur(id="b", label="Photo", image=UNSET)
    result = ImageResult("made.png", "n", "l2i", 1, intermediate=False)
    for value, name in (
        (tmp_path / "photo.png", "upload-1.png"),
        (str(tmp_path / "photo.png"), "upload-2.png"),
        (Image.new("L", (4, 4)), "upload-3.png"),
        (result, "made.png"),
        ({"image_name": "theirs.png"}, "theirs.png"),
    ):
        assert node(server.request(wf, inputs={"Photo.image": value}), "img_blur")["image"] == {
            "image_name": name
        }
    with pytest.raises(InputError, match=r'there is no file "gone\.png"'):
        server.request(wf, inputs={"Photo.image": Path("gone.png")})
    server.clear_uploads()
    assert fake.server.seen[-1] == ("POST", "/api/v1/images/delete")


def test_colours_and_texts_of_files(server: Server, tmp_path: Path) -> None:
    (tmp_path / "prompt.txt").write_text("a fox\n")
    wf = Workflow("6.14.2")
    wf.blank_image(id="b", label="Sheet")
    wf.string(id="s", label="Text")
    body = server.request(wf, inputs={"Sheet.color": (255, 0, 1), "Text.value": tmp_path / "prompt.txt"})
    assert node(body, "blank_image")["color"] == {"r": 255, "g": 0, "b": 1, "a": 255}
    assert node(body, "string")["value"] == "a fox"
    body = server.request(wf, inputs={"Sheet.color": "#ff8800"})
    assert node(body, "blank_image")["color"] == {"r": 255, "g": 136, "b": 0, "a": 255}


@pytest.mark.parametrize(
    "choice",
    [
        "Other",
        "k2",
        ModelRef("sd-1", "main", "Other"),
        ModelRef(name="other"),
        {"key": "of another server", "hash": "h2", "name": "?", "base": "sd-1", "type": "main"},
        {"key": "of another server", "hash": "and another file", "name": "Other", "base": "sd-1"},
        OTHER,
    ],
    ids=str,
)
def test_models_by_name_key_reference_and_identifier(server: Server, fox: Workflow, choice: Any) -> None:
    for given in ({"models": {"Model": choice}}, {"inputs": {"Model": choice}}):
        if given == {"inputs": {"Model": choice}} and isinstance(choice, dict):
            continue  # there it is the value itself, and bound like any other of the document
        assert node(server.request(fox, **given), "main_model_loader")["model"] == OTHER  # type: ignore[arg-type]


def test_models_that_are_not_there_or_several(server: Server, fox: Workflow) -> None:
    with pytest.raises(ModelNotFoundError, match='the server has no model "Nope"; it has "Tiny"'):
        server.request(fox, models={"Model": "Nope"})
    with pytest.raises(ModelNotFoundError, match="2 models have base sd-1; name one of") as raised:
        server.request(fox, models={"Model": ModelRef("sd-1")})
    assert [m["name"] for m in raised.value.candidates] == ["Tiny", "Other"]
    for choice, said in (
        (7, "Model.model takes a model's name, ModelRef or identifier, not 7"),
        (["Tiny"], "Model.model takes one model, not a list"),
        ({}, "Model.model: a model is chosen by name, base, type, key or hash"),
    ):
        with pytest.raises(InputError, match=said):
            server.request(fox, models={"Model": choice})
    with pytest.raises(InputError, match=r"Noise\.seed does not take a model"):
        server.request(fox, models={"Noise.seed": "Tiny"})
    gone = fox.to_graph()
    [loader] = [n for n in gone["nodes"].values() if n["type"] == "main_model_loader"]
    loader["model"] = {"key": "x", "hash": "x", "name": "Lost", "base": "sd-1", "type": "main"}
    with pytest.raises(
        ModelNotFoundError, match=r'Bind one with models=\{"main_model_loader.model": "NAME"\}'
    ):
        server.request(gone)


def test_a_document_without_models_asks_for_none(server: Server, fake: FakeQueue) -> None:
    server.run({"id": "g", "nodes": {"b": {"id": "b", "type": "blank_image"}}, "edges": []})
    assert not [path for _, path in fake.server.seen if "models" in path]


def test_sweeps_are_combined_and_tuples_vary_together(server: Server, fox: Workflow) -> None:
    body = server.request(
        fox,
        sweep={
            "Noise.seed": range(3),
            ("Positive Prompt", "Negative Prompt"): [("a fox", "blurry"), ("a cat", "dark")],
        },
        data=[[{"node_path": "x", "field_name": "y", "items": [1]}]],
    )
    seeds, prompts, more = body["batch"]["data"]
    assert [(d["field_name"], d["items"]) for d in seeds] == [("seed", [0, 1, 2])]
    assert [d["items"] for d in prompts] == [["a fox", "a cat"], ["blurry", "dark"]]
    assert more == [{"node_path": "x", "field_name": "y", "items": [1]}]


@pytest.mark.parametrize(
    ("sweep", "said"),
    [
        ({"Noise.seed": 3}, "the sweep of Noise.seed takes a list of values, not int"),
        ({"Noise.seed": "123"}, "takes a list of values, not str"),
        ({"Noise.seed": []}, "has no values"),
        ({"Noise.seed": [1, "2"]}, 'Noise.seed takes a whole number, not "2"'),
        ({"Noise.width": [64, 7]}, "Noise.width must be a multiple of 8"),  # the queue would stand still
        ({"Model": ["Tiny", "Other"]}, "cannot be swept: InvokeAI batches strings, numbers and images only"),
        ({("Noise.seed", "Denoise.steps"): [(1, 2), (3,)]}, "takes rows of 2 values, not (3,)"),
        ({"Noise.seed": [1], ("noise.seed", "Denoise.steps"): [(1, 2)]}, "Noise.seed is swept twice"),
    ],
)
def test_a_sweep_that_makes_no_sense(server: Server, fox: Workflow, sweep: Any, said: str) -> None:
    with pytest.raises(InputError) as raised:
        server.request(fox, sweep=sweep)
    assert said in str(raised.value)


def test_the_callback_is_told_each_item_once_as_it_ends(server: Server, fox: Workflow) -> None:
    told: list[tuple[int, str, int, int]] = []
    seen: list[str] = []

    def callback(item: ItemResult, done: int, total: int) -> None:
        told.append((item.item_id, item.status, done, total))

    result = server.run(fox, callback=callback, progress=lambda p: seen.append(p.what))
    assert told == [(result.items[0].item_id, "completed", 1, 1)]
    assert "item" in seen
    assert result.server == server.session.name


def test_what_the_callback_raises_cancels_the_run(server: Server, fake: FakeQueue, fox: Workflow) -> None:
    def callback(*_: object) -> None:
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        server.run(fox, callback=callback)
    assert fake.cancelled == [fake.batches[0]["batch_id"]]


def test_what_is_no_document(server: Server) -> None:
    with pytest.raises(InputError, match="this cannot run: it is a int"):
        server.run(7)  # type: ignore[arg-type]
