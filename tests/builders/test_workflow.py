"""Building: what the calls give, and what they refuse at their own line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from wflint import NULL, UNSET, BuildError, ModelRef, Workflow
from wflint.builders.errors import CheckError, UnknownNameError
from wflint.catalogue.store import list_releases, open_release, shipped
from wflint.models.inventory.inventory import Inventory, ModelRecord

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def text_to_image(wf: Any) -> dict[str, Any]:
    """An SDXL text to image workflow; its nodes by a word."""
    loader = wf.sdxl_model_loader(model=ModelRef("sdxl"))
    pos = wf.sdxl_compel_prompt(prompt="a fox", clip=loader.clip, clip2=loader.clip2)
    neg = wf.sdxl_compel_prompt(prompt="blurry", clip=loader.clip, clip2=loader.clip2)
    noise = wf.noise(seed=7, width=1024, height=1024)
    denoise = wf.denoise_latents(
        positive_conditioning=pos.conditioning,
        negative_conditioning=neg.conditioning,
        noise=noise.noise,
        unet=loader.unet,
        cfg_scale=6.5,
    )
    image = wf.l2i(latents=denoise.latents, vae=loader.vae)
    return {"loader": loader, "pos": pos, "neg": neg, "noise": noise, "denoise": denoise, "image": image}


def cyclic() -> list[Any]:
    found: list[Any] = []
    found.append(found)
    return found


def edge(source: Any, output: str, target: Any, field: str) -> dict[str, Any]:
    return {
        "source": {"node_id": source.id, "field": output},
        "destination": {"node_id": target.id, "field": field},
    }


def test_graph() -> None:
    wf = Workflow(target="6.14")
    nodes = text_to_image(wf)
    graph = wf.to_graph()
    assert graph["nodes"][nodes["noise"].id] == {
        "id": nodes["noise"].id,
        "type": "noise",
        "seed": 7,
        "width": 1024,
        "height": 1024,
        "is_intermediate": True,
    }
    assert graph["nodes"][nodes["image"].id]["is_intermediate"] is False  # nobody takes it: it is the result
    assert edge(nodes["denoise"], "latents", nodes["image"], "latents") in graph["edges"]
    assert len(graph["edges"]) == 10
    assert not wf.check("graph", fail_on="warning")


def test_values_are_copied_both_ways() -> None:
    wf = Workflow()
    colour = {"r": 1, "g": 2, "b": 3, "a": 4}
    node = wf.color(color=colour)
    colour["r"] = 99
    first = wf.to_graph()
    first["nodes"][node.id]["color"]["g"] = 99
    assert wf.to_graph()["nodes"][node.id]["color"] == {"r": 1, "g": 2, "b": 3, "a": 4}


def test_workflow_opens_and_is_the_same_graph() -> None:
    from wflint.document import Document, Kind, Source
    from wflint.graph.convert.to_request import convert_workflow

    wf = Workflow(target="6.14", name="Fox", notes="for tests")
    nodes = text_to_image(wf)
    wf.expose(nodes["pos"].field("prompt"), "Prompt", "What is seen")
    made = wf.to_workflow()
    assert (made["name"], made["notes"], made["meta"]["version"]) == ("Fox", "for tests", "4.0.0")
    assert made["exposedFields"] == [{"nodeId": nodes["pos"].id, "fieldName": "prompt"}]
    body = next(n["data"] for n in made["nodes"] if n["id"] == nodes["pos"].id)
    assert body["inputs"]["prompt"]["label"] == "Prompt"
    assert body["inputs"]["original_width"]["value"] == 1024  # the default, so that there is a control for it
    loader = next(n["data"] for n in made["nodes"] if n["id"] == nodes["loader"].id)
    assert "value" not in loader["inputs"]["model"]  # whoever opens it picks one
    document = Document(Kind.WORKFLOW, made, Source("", ""), version="4.0.0")
    converted = convert_workflow(document, wf.catalogue).graph
    assert sorted(map(json.dumps, converted["edges"])) == sorted(map(json.dumps, wf.to_graph()["edges"]))
    for node_id, node in wf.to_graph()["nodes"].items():
        given = {k: v for k, v in node.items() if k != "model"}
        assert given.items() <= converted["nodes"][node_id].items()
    assert [d.slug for d in wf.check()] == ["missing-input"]
    wf.expose(nodes["loader"].field("model"))
    assert [d.slug for d in wf.check()] == ["unset-exposed-input"]


Act = "Callable[[Any, dict[str, Any]], Any]"
REFUSED: list[tuple[Callable[[Any, dict[str, Any]], Any], str]] = [
    (lambda wf, n: wf.nose(seed=1), 'no node "nose"; did you mean "noise"?'),
    (lambda wf, n: wf.canny_image_processor(), "releases 3.0.0 to 5.9.1 have it"),
    (lambda wf, n: wf.noise(sed=1), 'noise has no input "sed"; use "seed"'),
    (lambda wf, n: wf.noise(seed="x"), '"seed" of noise must be an integer, not "x"'),
    (lambda wf, n: wf.noise(width=33), '"width" of noise must be a multiple of 8, but is 33; use 32 or 40'),
    (lambda wf, n: wf.noise(seed=NULL), '"seed" of noise must be an integer, not null'),
    (lambda wf, n: wf.noise(seed={1}), "{1} is not a value that JSON can hold"),
    (
        lambda wf, n: wf.l2i(latents=n["loader"].vae, vae=n["loader"].vae),
        '"latents" of l2i takes latents, but gets a VAE from "vae" of sdxl_model_loader; '
        "connect an output that gives latents",
    ),
    (
        lambda wf, n: wf.l2i(vae=n["loader"].vae),
        '"latents" of l2i is missing; connect an output that gives latents, or',
    ),
    (
        lambda wf, n: wf.l2i(latents=None, vae=n["loader"].vae),
        '"latents" of l2i is missing; connect an output that gives latents, or',
    ),
    (lambda wf, n: wf.l2i(latents=1, vae=n["loader"].vae), '"latents" of l2i takes an output, not a value'),
    (lambda wf, n: wf.l2i(latents=n["denoise"], vae=n["loader"].vae), "is a node; give one of its outputs"),
    (lambda wf, n: n["loader"].clp, 'no output "clp"; use "clip"'),
    (lambda wf, n: n["loader"].model, 'is an input, not an output; write field("model")'),
    (lambda wf, n: n["noise"].field("sede"), 'noise has no input "sede"; use "seed"'),
    (lambda wf, n: wf.noise(id=n["noise"].id), "is taken by another node (noise)"),
    (lambda wf, n: wf.sdxl_model_loader(model=ModelRef("flux")), "it takes models of base sdxl, not flux"),
    (
        lambda wf, n: wf.collect(item=[n["pos"].conditioning, n["loader"].vae]),
        "conditioning for SD1.5 and SDXL and a VAE; use one collect node",
    ),
    (
        lambda wf, n: wf.iterate(collection=n["pos"].conditioning),
        "takes a list, but gets conditioning for SD1.5 and SDXL",
    ),
    (lambda wf, n: wf.noise(seed=[n["noise"].width, 3]), "a list holds outputs or values, not both"),
    (lambda wf, n: wf.noise(seed={"a": n["noise"].width}), "cannot be part of a value"),
    (
        lambda wf, n: n["pos"].set(clip=n["image"].image),
        'gets an image from "image" of l2i; connect sdxl_model_loader instead',
    ),
    (lambda wf, n: n["noise"].set(width=n["image"].width), "would close a cycle"),
    (lambda wf, n: n["pos"].set(clip=None), '"clip" of sdxl_compel_prompt is missing'),
    (lambda wf, n: wf.noise(seed=Workflow().noise().width), "belongs to another workflow"),
    (
        lambda wf, n: wf.edge(n["noise"], "noise", n["denoise"], "noise"),
        '"noise" of denoise_latents has an edge already',
    ),
    (lambda wf, n: wf.noise(label=3), "label of noise is 3; give a string"),
    (lambda wf, n: wf.node(3), "3 is not a node type"),
    (lambda wf, n: wf.float(value=float("inf")), "JSON has no infinite numbers"),
    (lambda wf, n: wf.noise(seed={7: 1}), "7 is not a valid JSON key; keys are strings"),
    (lambda wf, n: wf.noise(seed=[{None: 1}]), "None is not a valid JSON key"),
    (lambda wf, n: wf.noise(seed={b"k" * 80: 1}), f"b'{'k' * 55}... is not a valid JSON key"),
    (lambda wf, n: wf.model_identifier(model=ModelRef("sdxl")), "the type of sdxl model is not known"),
    (
        lambda wf, n: wf.core_metadata(model=ModelRef(None, None, "A")),
        'the type of "A" (model) is not known; give it',
    ),
    (lambda wf, n: wf.noise(seed=cyclic()), "nested more than 100 levels"),
    (lambda wf, n: wf.describe(Workflow().noise().field("seed"), "x"), "is not an input of this workflow"),
    (lambda wf, n: wf.by_id("nois"), 'no node has the id "nois"'),
    (lambda wf, n: wf.to_json("picture"), 'write a "workflow", "graph" or "batch"'),
    (lambda wf, n: wf.check("graph", fail_on="often"), "fail_on is 'often'; give \"error\""),
    (lambda wf, n: Workflow(name=None), "None is not a name, author"),  # type: ignore[arg-type]
    (lambda wf, n: Workflow(6), "6 is not a target; give a release"),  # type: ignore[arg-type]
    (lambda wf, n: wf.expose(n["noise"].seed if False else n["noise"].noise), "is not an input; expose one"),
    (lambda wf, n: bool(n["noise"].noise), "known only when InvokeAI runs"),
    (lambda wf, n: list(n["noise"].noise), '"iterate" node takes a list apart'),
    (lambda wf, n: wf.add(a=1, b=2.5), '"b" of add must be an integer, not 2.5'),
    (
        lambda wf, n: wf.noise(seed=wf.float(value=1.5).value),
        'gets a float from "value" of float; put float_to_int between',
    ),
]


@pytest.mark.parametrize(("act", "words"), REFUSED, ids=[w[:40] for _, w in REFUSED])
def test_a_mistake_raises_where_it_is_made_and_changes_nothing(
    act: Callable[[Any, dict[str, Any]], Any], words: str
) -> None:
    wf: Any = Workflow(target="6.14")
    nodes = text_to_image(wf)
    floats = wf.to_graph()
    with pytest.raises(BuildError) as caught:
        act(wf, nodes)
    assert words in str(caught.value)
    after = wf.to_graph()
    after["nodes"] = {k: v for k, v in after["nodes"].items() if v["type"] != "float"}
    assert after == floats


def test_errors_are_also_what_python_expects() -> None:
    wf: Any = Workflow()
    assert not hasattr(wf, "nose")
    assert not hasattr(wf.noise(), "clip")
    with pytest.raises(AttributeError):
        _ = wf._private
    with pytest.raises(UnknownNameError):
        wf.node("nose")


def test_a_list_makes_a_collector() -> None:
    wf = Workflow()
    nodes = text_to_image(wf)
    both = [nodes["pos"].conditioning, nodes["neg"].conditioning]
    regional = wf.denoise_latents(
        id="regional",
        positive_conditioning=both,
        negative_conditioning=nodes["neg"].conditioning,
        unet=nodes["loader"].unet,
    )
    collect = wf.by_id("regional_positive_conditioning")
    edges = wf.to_graph()["edges"]
    assert edges.index(edge(nodes["pos"], "conditioning", collect, "item")) < edges.index(
        edge(nodes["neg"], "conditioning", collect, "item")
    )
    assert edge(collect, "collection", regional, "positive_conditioning") in edges
    gathered = wf.collect(item=both)
    assert [n.type for n in wf.nodes].count("collect") == 2
    assert len([e for e in wf.to_graph()["edges"] if e["destination"]["node_id"] == gathered.id]) == 2


def test_an_empty_list_of_outputs_is_nothing() -> None:
    wf = Workflow()
    n = text_to_image(wf)
    n["denoise"].set(control=[])
    assert "control" not in n["denoise"].literals
    assert wf.string_collection(collection=[]).literals == {"collection": []}


def test_set_replaces_values_and_connections() -> None:
    wf = Workflow()
    nodes = text_to_image(wf)
    seed = wf.integer(value=3)
    nodes["noise"].set(seed=seed.value, width=512)
    graph = wf.to_graph()
    assert "seed" not in graph["nodes"][nodes["noise"].id]
    assert graph["nodes"][nodes["noise"].id]["width"] == 512
    assert edge(seed, "value", nodes["noise"], "seed") in graph["edges"]
    nodes["noise"].set(seed=None)
    assert edge(seed, "value", nodes["noise"], "seed") not in wf.to_graph()["edges"]


def test_nothing_given_null_and_left_open() -> None:
    wf = Workflow(target="6.14")
    meta = wf.core_metadata(seed=None, width=NULL)
    assert wf.to_graph()["nodes"][meta.id].keys() & {"seed", "width"} == {"width"}
    image = wf.img_scale(image=UNSET)
    assert "image" not in wf.to_graph()["nodes"][image.id]
    wf.flux_model_loader(model=UNSET, t5_encoder_model=UNSET, clip_embed_model=UNSET)
    loader = wf.sd3_model_loader(model=UNSET)
    with pytest.raises(BuildError, match='"model" of sd3_model_loader has no value, and a graph needs it'):
        wf.to_graph()
    made = next(n for n in wf.to_workflow()["nodes"] if n["id"] == loader.id)
    assert "value" not in made["data"]["inputs"]["model"]


def test_a_collector_of_nothing_is_no_graph() -> None:
    wf = Workflow()
    wf.collect()
    with pytest.raises(BuildError, match="collect has no input; connect an item"):
        wf.to_graph()


MODELS = Inventory(
    [
        ModelRecord("k1", "Base XL", "sdxl", "main", "blake3:1"),
        ModelRecord("k2", "Detail", "sdxl", "lora", "blake3:2"),
        ModelRecord("k3", "Other", "sdxl", "lora", "blake3:3"),
    ]
)


def test_models_are_resolved_when_a_server_is_known() -> None:
    wf = Workflow(target="6.14")
    loader = wf.sdxl_model_loader(model=ModelRef("sdxl"))
    lora = wf.lora_selector(lora=ModelRef("sdxl", "lora", "Detail"))
    unknown = wf.lora_selector(lora=ModelRef("sdxl", "lora", "Nowhere"))
    open_graph, graph = wf.to_graph(), wf.to_graph(inventory=MODELS)
    assert open_graph["nodes"][loader.id]["model"]["key"] == "unresolved"
    assert graph["nodes"][loader.id]["model"] == {
        "key": "k1",
        "hash": "blake3:1",
        "name": "Base XL",
        "base": "sdxl",
        "type": "main",
    }
    assert graph["nodes"][lora.id]["lora"]["key"] == "k2"
    assert graph["nodes"][unknown.id]["lora"]["key"] == "unresolved"
    assert graph.keys() == open_graph.keys()
    assert graph["nodes"].keys() == open_graph["nodes"].keys()  # ids do not hang on the server


@pytest.mark.parametrize(
    ("release", "written"),
    [
        ("3.7.0", {"model_name": "XL", "base_model": "sdxl", "model_type": "main"}),
        ("5.0.0", {"key": "unresolved", "hash": "unresolved", "name": "XL", "base": "sdxl", "type": "main"}),
    ],
)
def test_references_in_older_releases(release: str, written: dict[str, str]) -> None:
    wf: Any = Workflow(target=release)
    loader = wf.sdxl_model_loader(
        model=ModelRef("sdxl", "main", "XL"),
    )
    assert wf.to_graph()["nodes"][loader.id]["model"] == written


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("sdxl/main/A/B", ModelRef("sdxl", "main", "A/B")),
        ("sdxl/Base", ModelRef("sdxl", None, "Base")),
        ("Base", ModelRef("flux", "main", "Base")),
        ("//Base", ModelRef("flux", "main", "Base")),
    ],
)
def test_references_in_text(text: str, found: ModelRef) -> None:
    default = ModelRef("flux", "main") if found.base == "flux" else None
    assert ModelRef.parse(text, default) == found


def test_an_empty_reference_is_none() -> None:
    with pytest.raises(ValueError, match="names no model"):
        ModelRef.parse(" ")


def test_check_raises_when_asked() -> None:
    wf = Workflow(strict=False)
    wf.noise(seed="x", width=33)
    with pytest.raises(CheckError) as caught:
        wf.check("graph", fail_on="error")
    assert [d.slug for d in caught.value.diagnostics] == ["invalid-value", "invalid-value"]
    assert wf.to_graph()["nodes"]


def test_only_a_strict_workflow_refuses_models_that_do_not_suit() -> None:
    wrong = ModelRef("sdxl", "main", "fox")
    with pytest.raises(BuildError, match="vae_model"):
        Workflow().vae_loader(vae_model=wrong)
    wf = Workflow(strict=False)
    wf.vae_loader(vae_model=wrong)
    (node,) = wf.to_graph()["nodes"].values()
    assert (node["vae_model"]["name"], node["vae_model"]["type"]) == ("fox", "main")


def test_save(tmp_path: Path) -> None:
    wf = Workflow()
    text_to_image(wf)
    for name, member in (("a.graph.json", "nodes"), ("a.batch.json", "batch"), ("a.workflow.json", "meta")):
        wf.save(tmp_path / name)
        assert member in json.loads((tmp_path / name).read_text(encoding="utf-8"))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.batch.json", "a.graph.json", "a.workflow.json"]
    with pytest.raises(OSError, match="nowhere"):
        wf.save(tmp_path / "nowhere" / "a.json")


def test_targets() -> None:
    assert Workflow().catalogue.name == open_release(list_releases(pre_releases=False)[-1]).name
    assert Workflow(target=open_release("5.15.0")).catalogue.version == "5.15.0"
    with pytest.raises(BuildError, match="build for one, such as"):
        Workflow(target=">=5.12,<7")
    with pytest.raises(BuildError, match="not in the catalogue"):
        Workflow(target="6.99")


@pytest.mark.parametrize("release", list_releases()[::9])
def test_any_release_has_methods(release: str) -> None:
    wf: Any = Workflow(target=release)
    noise = wf.noise(width=512, seed=3)
    assert wf.to_graph()["nodes"][noise.id]["seed"] == 3
    assert "noise" in dir(wf)
    assert "noise" in dir(noise)


def test_methods_describe_themselves() -> None:
    import inspect

    wf: Any = Workflow(target="6.14")
    signature = inspect.signature(wf.noise)
    assert signature.parameters["width"].default == 512
    assert "noise" in str(wf.noise.__doc__)
    assert wf.if_(condition=True).type == "if"


def test_no_output_of_any_release_is_hidden_by_the_class() -> None:
    wf = Workflow()
    own = {n for n in dir(type(wf.noise())) if not n.startswith("_")} | {
        n for n in vars(wf.noise()) if not n.startswith("_")
    }
    assert own >= {"id", "type", "label", "out"}
    for line in filter(None, shipped().lines):
        fact = json.loads(line)
        assert not own & fact.get("outputs", {}).keys(), fact["type"]
