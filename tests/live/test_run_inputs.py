"""What a user may set: inputs by name, values, sweeps, models, names of files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.graph.test_convert import node, special, workflow
from wflint.catalogue.store import open_release
from wflint.document.load import load_bytes
from wflint.live.client.errors import InputError, ModelNotFoundError
from wflint.live.client.results import ImageResult, ItemResult, RunResult
from wflint.live.runs.binding import bind_models
from wflint.live.runs.inputs import Inputs
from wflint.live.runs.outputs import NameTemplate
from wflint.live.runs.resources import NoResources
from wflint.live.runs.values import parse_sweep, parse_value, split_setting

if TYPE_CHECKING:
    from pathlib import Path

NEWEST = open_release("6.14.2")
SD = {"key": "1", "hash": "h1", "name": "Tiny SD", "base": "sd-1", "type": "main", "variant": "normal"}
XL = {"key": "2", "hash": "h2", "name": "Tiny XL", "base": "sdxl", "type": "main", "variant": "normal"}
LORA = {"key": "3", "hash": "h3", "name": "Fur", "base": "sd-1", "type": "lora"}


def inputs_of(data: dict[str, Any], release: str = "6.14.2") -> Inputs:
    [document] = load_bytes(json.dumps(data).encode(), "test.json").documents
    return Inputs(document, open_release(release))


def labelled(raw: dict[str, Any], label: str, **inputs: str) -> dict[str, Any]:
    raw["data"]["label"] = label
    for name, text in inputs.items():
        raw["data"]["inputs"][name]["label"] = text
    return raw


def sample(**members: Any) -> dict[str, Any]:
    return workflow(
        [
            labelled(node("m", "main_model_loader", model=...), "Model"),
            labelled(node("p", "compel", prompt="", clip=...), "Positive Prompt"),
            labelled(node("q", "compel", prompt="", clip=...), "Negative Prompt", prompt="Not wanted"),
            labelled(node("n", "noise", seed=7, width=64, height=64), "Noise"),
            node("d", "denoise_latents", steps=4, cfg_scale=7.5, scheduler="euler", denoising_start=0),
            node("i", "integer", value=3),
        ],
        "i.value -> n.width",
        **members,
    )


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("p.prompt", "p.prompt"),
        ("Positive Prompt", "p.prompt"),
        ("positive prompt", "p.prompt"),
        ("Positive Prompt.prompt", "p.prompt"),
        ("Not wanted", "q.prompt"),
        ("not wanted", "q.prompt"),
        ("Noise.seed", "n.seed"),
        ("noise.seed", "n.seed"),
        ("n.seed", "n.seed"),
        ("seed", "n.seed"),
        ("denoise_latents.steps", "d.steps"),
        ("denoise_latents.CFG Scale", "d.cfg_scale"),
        ("Model", "m.model"),
        ("i", "i.value"),
    ],
)
def test_an_input_is_found_by_the_names_that_a_user_sees(name: str, found: str) -> None:
    assert inputs_of(sample()).find(name).exact == found


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Noise", "could be any of n.noise_type, n.seed, n.height, n.use_cpu"),
        ("compel.prompt", "could be any of p.prompt, q.prompt"),
        ("prompt", "could be any of p.prompt, q.prompt"),
        ("Positive Promt", 'no input "Positive Promt" (did you mean "Positive Prompt"?). It has '),
        ("nonesuch.nothing", 'no input "nonesuch.nothing". It has'),
        ("n.width", "is fed by integer: a value there has no effect"),
        ("p.clip", 'no input "p.clip"'),
        ("", 'no input ""'),
    ],
)
def test_a_name_that_is_none_or_too_many(name: str, said: str) -> None:
    with pytest.raises(InputError) as raised:
        inputs_of(sample()).find(name)
    assert said in str(raised.value)


def test_exposed_inputs_come_first() -> None:
    shown = inputs_of(sample(exposedFields=[{"nodeId": "n", "fieldName": "seed"}]))
    assert shown.find("Noise").exact == "n.seed"
    assert shown.find("Seed").exact == "n.seed"
    with pytest.raises(InputError, match=r"It has Noise\.seed$"):
        shown.find("zzz")


def test_an_input_behind_a_connector_is_fed() -> None:
    data = workflow(
        [special("c", "connector"), node("i", "integer"), node("n", "noise", seed=7)],
        "i.value -> c.in", "c.out -> n.seed",
    )  # fmt: skip
    with pytest.raises(InputError, match="is fed by integer"):
        inputs_of(data).find("n.seed")


def test_setting_changes_a_copy() -> None:
    data = sample()
    [document] = load_bytes(json.dumps(data).encode(), "test.json").documents
    inputs = Inputs(document, NEWEST)
    inputs.set(inputs.find("Noise.seed"), 99)
    inputs.set(inputs.find("d.denoising_end"), 0.5)  # an input that the file does not name
    assert document.data == data
    changed: Any = inputs.document.data
    assert changed["nodes"][3]["data"]["inputs"]["seed"] == {
        "name": "seed", "label": "", "description": "", "value": 99,
    }  # fmt: skip
    assert changed["nodes"][4]["data"]["inputs"]["denoising_end"]["value"] == 0.5


def test_inputs_of_a_graph() -> None:
    graph = {
        "nodes": {"n": {"id": "n", "type": "noise", "seed": 7}, "i": {"id": "i", "type": "integer"}},
        "edges": [
            {"source": {"node_id": "i", "field": "value"}, "destination": {"node_id": "n", "field": "width"}}
        ],
    }
    inputs = inputs_of(graph)
    inputs.set(inputs.find("noise.seed"), 9)
    inputs.set(inputs.find("i.value"), 64)
    changed: Any = inputs.document.data
    assert changed["nodes"]["n"]["seed"] == 9
    assert changed["nodes"]["i"]["value"] == 64


def test_what_batch_data_fills_cannot_be_set() -> None:
    body = {"batch": {
        "graph": {"nodes": {"n": {"id": "n", "type": "noise"}}, "edges": []},
        "data": [[{"node_path": "n", "field_name": "seed", "items": [1]}]],
    }}  # fmt: skip
    with pytest.raises(InputError, match="is filled by the batch data"):
        inputs_of(body).find("n.seed")


# -- values -----------------------------------------------------------------------------------------


KINDS = workflow(
    [
        node(name, node_type)
        for name, node_type in {
            "n": "noise", "p": "compel", "b": "boolean", "c": "color", "f": "float", "d": "denoise_latents",
            "s": "save_image", "g": "image", "l": "integer_collection",
        }.items()
    ]
)  # fmt: skip


def value(name: str, text: str) -> Any:
    return parse_value(text, inputs_of(KINDS).find(name), NoResources())


@pytest.mark.parametrize(
    ("name", "text", "parsed"),
    [
        ("n.seed", "7", 7),
        ("n.seed", " -7 ", -7),
        ("p.prompt", "7", "7"),
        ("p.prompt", "", ""),
        ("p.prompt", "a fox, a=b", "a fox, a=b"),
        ("b.value", "true", True),
        ("b.value", "No", False),
        ("f.value", "0.5", 0.5),
        ("f.value", "2", 2),
        ("c.color", "#ff8000", {"r": 255, "g": 128, "b": 0, "a": 255}),
        ("c.color", "ff800080", {"r": 255, "g": 128, "b": 0, "a": 128}),
        ("c.color", '{"r": 1, "g": 2, "b": 3, "a": 4}', {"r": 1, "g": 2, "b": 3, "a": 4}),
        ("d.scheduler", "euler", "euler"),
        ("d.cfg_scale", "7.5", 7.5),
        ("d.cfg_scale", "[1, 2]", [1, 2]),
        ("s.board", "none", "none"),
        ("g.image", "fox.png", {"image_name": "fox.png"}),
        ("l.collection", "[1, 2]", [1, 2]),
    ],
)
def test_values_are_of_the_inputs_type(name: str, text: str, parsed: Any) -> None:
    found = value(name, text)
    assert found == parsed
    assert type(found) is type(parsed)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("n.seed", "x", 'noise.seed takes a whole number, not "x"'),
        ("n.seed", "7.5", "a whole number"),
        ("f.value", "x", "a number"),
        ("b.value", "maybe", "true or false"),
        ("c.color", "red", "a colour such as #ff8800"),
        ("l.collection", "1 2", "JSON of type list[int]"),
        ("s.board", "Foxes", "without a server"),
    ],
)
def test_values_that_do_not_fit(name: str, text: str, said: str) -> None:
    with pytest.raises(InputError) as raised:
        value(name, text)
    assert said in str(raised.value)


def test_a_text_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "prompt.txt").write_text("a fox\nin snow\n", "utf-8")
    assert value("p.prompt", f"@{tmp_path / 'prompt.txt'}") == "a fox\nin snow"
    assert value("p.prompt", "@nobody on a wall") == "@nobody on a wall"


@pytest.mark.parametrize("text", ["", "seed", "=7", " =7"])
def test_a_setting_needs_a_name_and_a_value(text: str) -> None:
    with pytest.raises(InputError, match="--set needs NAME=VALUE"):
        split_setting(text, "--set")


def test_a_setting_is_split_at_the_first_equals_sign() -> None:
    assert split_setting("Prompt=a=b", "--set") == ("Prompt", "a=b")


@pytest.mark.parametrize(
    ("name", "text", "items"),
    [
        ("n.seed", "1..4", [1, 2, 3, 4]),
        ("n.seed", "4..1", [4, 3, 2, 1]),
        ("n.seed", "0..10..5", [0, 5, 10]),
        ("n.seed", "3,1,2", [3, 1, 2]),
        ("n.seed", "[3, 1]", [3, 1]),
        ("f.value", "0..1..0.25", [0, 0.25, 0.5, 0.75, 1]),
        ("p.prompt", "fox,owl", ["fox", "owl"]),
        ("p.prompt", '["a fox, red", "an owl"]', ["a fox, red", "an owl"]),
        ("p.prompt", "1..3", ["1..3"]),
        ("d.scheduler", "euler,ddim", ["euler", "ddim"]),
    ],
)
def test_sweeps(name: str, text: str, items: list[Any]) -> None:
    assert sweep(name, text) == items


def sweep(name: str, text: str) -> list[Any]:
    return parse_sweep(text, inputs_of(KINDS).find(name), NoResources())


def test_sweeps_of_files(tmp_path: Path) -> None:
    (tmp_path / "prompts.txt").write_text("a fox\n\nan owl\n", "utf-8")
    assert sweep("p.prompt", f"@{tmp_path}/prompts.txt") == ["a fox", "an owl"]
    for name in ("b.png", "a.png"):
        (tmp_path / name).write_bytes(b"")
    assert sweep("g.image", f"{tmp_path}/*.png") == [{"image_name": "a.png"}, {"image_name": "b.png"}]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("n.seed", "", "has no values"),
        ("n.seed", "1..5..-1", "leads away from its end"),
        ("n.seed", "1..5..0", "leads away from its end"),
        ("n.seed", "1..99999999", "a queue takes 10000"),
        ("n.seed", "0.5..2", "whole numbers"),
        ("n.seed", "1,x", 'not "x"'),
        ("p.prompt", "@/nonesuch/file.txt", "cannot read /nonesuch/file.txt"),
        ("l.collection", "[[1]]", "batches strings, numbers and images only"),
    ],
)
def test_sweeps_that_cannot_be(name: str, text: str, said: str) -> None:
    with pytest.raises(InputError) as raised:
        sweep(name, text)
    assert said in str(raised.value)


# -- models -----------------------------------------------------------------------------------------


def loader(model: Any) -> Inputs:
    return inputs_of(workflow([labelled(node("m", "main_model_loader", model=model), "Model")]))


def bound(inputs: Inputs) -> Any:
    data: Any = inputs.document.data
    return data["nodes"][0]["data"]["inputs"]["model"].get("value")


IDENTIFIER = {k: SD[k] for k in ("key", "hash", "name", "base", "type")}


@pytest.mark.parametrize(
    "model",
    [
        {**IDENTIFIER, "key": "theirs", "name": "Another name"},  # by hash
        {**IDENTIFIER, "key": "theirs", "hash": "other"},  # by name, base and type
        {"model_name": "Tiny SD", "base_model": "sd-1", "model_type": "main"},  # of InvokeAI 3
    ],
)
def test_models_are_bound_to_what_the_server_has(model: Any) -> None:
    inputs = loader(model)
    [note] = bind_models(inputs, [SD, XL, LORA])
    assert bound(inputs) == IDENTIFIER
    assert '"Tiny SD" (sd-1 main)' in note


def test_a_model_that_the_server_has_stays() -> None:
    inputs = loader({**IDENTIFIER, "submodel_type": "unet"})
    assert bind_models(inputs, [SD, XL]) == []
    assert bound(inputs)["submodel_type"] == "unet"


def test_a_model_that_is_not_there_is_an_error_with_candidates() -> None:
    inputs = loader({**IDENTIFIER, "key": "x", "hash": "x", "name": "Dreamer"})
    with pytest.raises(ModelNotFoundError) as raised:
        bind_models(inputs, [SD, XL, LORA])
    assert [m["name"] for m in raised.value.candidates] == ["Tiny SD"]
    said = str(raised.value)
    assert 'Model.model: the server has no model "Dreamer" (sd-1 main); it has "Tiny SD" (sd-1 main)' in said
    assert '--set "Model.model=NAME"' in said


def test_a_reference_without_a_key_is_bound_by_what_it_says() -> None:
    """What builders write for a model (wflint.models.flow.unresolved): no key, perhaps no name."""
    open_key = {"key": "unresolved", "hash": "unresolved"}
    named = loader({**open_key, "name": "Tiny SD", "base": "sd-1", "type": "main"})
    assert bind_models(named, [SD, XL, LORA]) == []
    assert bound(named) == IDENTIFIER
    unnamed = loader({**open_key, "name": "", "base": "any", "type": "main"})
    [note] = bind_models(unnamed, [SD, XL, LORA])
    assert bound(unnamed) == IDENTIFIER
    assert "the only model that fits" in note
    other = {**SD, "key": "9", "name": "Other SD"}
    with pytest.raises(ModelNotFoundError, match=r"several that could be the sd-1 main model.*Other SD"):
        bind_models(loader({**open_key, "name": "", "base": "sd-1", "type": "main"}), [SD, other])
    with pytest.raises(ModelNotFoundError, match=r'no model "Gone" \(sd-1 main\); it has "Tiny SD"'):
        bind_models(loader({**open_key, "name": "Gone", "base": "sd-1", "type": "main"}), [SD, XL])


def test_an_unset_model_is_bound_if_only_one_fits() -> None:
    inputs = loader(...)
    [note] = bind_models(inputs, [SD, XL, LORA])
    assert bound(inputs) == IDENTIFIER
    assert "the only one that fits" in note
    with pytest.raises(ModelNotFoundError, match=r'no model is set; it has "Tiny SD".*"Other SD"'):
        bind_models(loader(...), [SD, {**SD, "key": "9", "name": "Other SD"}])
    with pytest.raises(ModelNotFoundError, match="it has none that fits"):
        bind_models(loader(...), [XL, LORA])


def test_loras_in_lists_are_bound() -> None:
    item = {"lora": {**LORA, "key": "theirs", "hash": "x"}, "weight": 0.5}
    inputs = inputs_of(workflow([node("l", "lora_collection_loader", loras=[item])]))
    bind_models(inputs, [SD, LORA])
    data: Any = inputs.document.data
    assert data["nodes"][0]["data"]["inputs"]["loras"]["value"][0]["lora"]["key"] == "3"


def test_older_releases_tell_what_fits_by_the_type_of_the_picker() -> None:
    data = workflow([node("m", "sdxl_model_loader", version="1.0.3", model=...)])
    inputs = inputs_of(data, "5.15.0")
    bind_models(inputs, [SD, XL, LORA])
    assert bound(inputs)["name"] == "Tiny XL"


# -- names of files ---------------------------------------------------------------------------------


def path(pattern: str, swept: dict[str, str] | None = None, **values: Any) -> str:
    return NameTemplate(pattern, swept).path({"file": "fox", "index": 3, **values})


def test_names_of_files() -> None:
    assert path("{file}-{index:03}") == "fox-003"
    assert path("out/{file}/{label}", label='a/b:"c"') == "out/fox/a_b_c_"
    assert path("{noise.seed}-{item}", {"noise.seed": "n1.seed"}, **{"n1.seed": 42, "item": 2}) == "42-2"
    assert path("../../{file}") == "fox"
    assert path("{label}", label="x" * 300) == "x" * 80
    assert path("{label}", label="../..") == "_"


@pytest.mark.parametrize(
    ("pattern", "said"),
    [("", "empty"), ("{fil}", 'did you mean "file"'), ("{noise.seed}", "not a known name")],
)
def test_names_of_files_that_are_wrong(pattern: str, said: str) -> None:
    with pytest.raises(InputError) as raised:
        NameTemplate(pattern)
    assert said in str(raised.value)


def test_a_result_is_as_bad_as_its_worst_item() -> None:
    items = [ItemResult(1, "completed"), ItemResult(2, "canceled"), ItemResult(3, "failed", error_type="E")]
    assert RunResult("b", items).status == "failed"
    assert RunResult("b", items).error == "E (no message)"
    assert RunResult("b", items[:2]).status == "canceled"
    assert not RunResult("b", []).ok
    items[0].images.append(ImageResult("a.png", "n", "l2i", 1, True))
    assert RunResult("b", items[:1]).images == []
