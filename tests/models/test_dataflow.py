"""What is known of the values of a graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.counting import growth
from tests.models.graphs import body, catalogue, controlnet, model, read, sd15
from wflint.models.families.nodes import NOISE
from wflint.models.flow.dataflow import _OTHERS, Families, families

if TYPE_CHECKING:
    from collections.abc import Callable


def facts(document: object) -> Families:
    return families(read(document), catalogue())


def test_loader_parts() -> None:
    known = facts(sd15())
    unet, clip, vae = (known.of("model", name) for name in ("unet", "clip", "vae"))
    assert unet is not None
    assert clip is not None
    assert vae is not None
    assert (unet.base, unet.kind, unet.submodel, unet.type) == ("sd-1", "unet", "unet", "main")
    assert (clip.kind, clip.submodel) == ("clip", "text_encoder")
    assert vae.geometry is not None
    assert (vae.geometry.channels, vae.geometry.downscale) == (4, 8)
    assert unet.confidence == "identifier"


def test_latents_carry_the_family_and_the_way() -> None:
    known = facts(sd15({"free": {"type": "freeu"}}, "model.unet -> free.unet\nfree.unet -> denoise.unet"))
    latents = known.of("denoise", "latents")
    assert latents is not None
    assert latents.base == "sd-1"
    assert [(s.node, s.output) for s in latents.path()] == [
        ("model", "unet"),
        ("free", "unet"),
        ("denoise", "latents"),
    ]


def test_no_model_chosen_leaves_what_the_loader_is_for() -> None:
    known = facts(sd15({"model": {"type": "main_model_loader"}}))
    unet = known.of("model", "unet")
    assert unet is not None
    assert unet.base == "unknown"
    assert unet.bases == {"sd-1", "sd-2"}
    assert unet.confidence == "loader"


def test_unknown_nodes_give_nothing() -> None:
    document = sd15(
        {"magic": {"type": "community_unet_magic"}}, "model.unet -> magic.unet\nmagic.unet -> denoise.unet"
    )
    known = facts(document)
    assert known.of("magic", "unet") is None
    latents = known.of("denoise", "latents")
    assert latents is not None
    assert latents.model is None


def test_collections_are_flat() -> None:
    nodes = {
        "a": controlnet("sd-1"),
        "b": controlnet("sdxl"),
        "one": {"type": "collect"},
        "two": {"type": "collect"},
    }
    edges = "a.control -> one.item\none.collection -> two.collection\nb.control -> two.item"
    gathered = facts(body(nodes, edges)).of("two", "collection")
    assert gathered is not None
    assert [fact.base for fact in gathered.each()] == ["sd-1", "sdxl"]


def test_models_through_edges() -> None:
    nodes = {
        "which": {"type": "model_identifier", "model": model("sdxl")},
        "load": {"type": "sdxl_model_loader"},
    }
    unet = facts(body(nodes, "which.model -> load.model")).of("load", "unet")
    assert unet is not None
    assert unet.base == "sdxl"
    assert unet.model is not None
    assert unet.model.place == ("which", "model")


def test_if_knows_what_both_ways_share() -> None:
    nodes = {
        "a": {"type": "main_model_loader", "model": model("sd-1")},
        "b": {"type": "sdxl_model_loader", "model": model("sdxl")},
        "if": {"type": "if"},
        "photo": {"type": "metadata_from_image"},
        "bool": {"type": "metadata_to_bool", "label": "seamless_x", "default_value": False},
    }
    edges = "photo.metadata -> bool.metadata\na.unet -> if.true_input\nb.unet -> if.false_input\n"
    edges += "bool.value -> if.condition"
    either = facts(body(nodes, edges)).of("if", "value")
    assert either is not None
    assert either.bases == {"sd-1", "sdxl"}
    chosen = {**nodes, "if": {"type": "if", "condition": True}}
    decided = facts(body(chosen, edges.rsplit("\n", 1)[0])).of("if", "value")
    assert decided is not None
    assert decided.bases == {"sd-1"}


@pytest.mark.parametrize("condition", [True, False])
def test_if_follows_a_condition_that_is_computed(condition: bool) -> None:
    nodes = {
        "a": {"type": "main_model_loader", "model": model("sd-1")},
        "b": {"type": "sdxl_model_loader", "model": model("sdxl")},
        "first": {"type": "if", "condition": True},
        "bool": {"type": "boolean", "value": condition},
        "if": {"type": "if"},
    }
    edges = "a.unet -> if.true_input\nb.unet -> if.false_input\nbool.value -> first.true_input\n"
    chosen = facts(body(nodes, edges + "first.value -> if.condition")).of("if", "value")
    assert chosen is not None
    assert chosen.base == ("sd-1" if condition else "sdxl")


def lora(base: str, kind: str = "lora") -> dict[str, Any]:
    return {"type": "lora_selector", "lora": model(base, kind)}


def vae(base: str, kind: str = "vae", **more: Any) -> dict[str, Any]:
    return {"type": "vae_loader", "vae_model": model(base, kind, **more)}


TWO = {"a": controlnet("sd-1"), "b": controlnet("sdxl"), "all": {"type": "collect"}}
TWO_WIRES = "a.control -> all.item\nb.control -> all.item"
# Nodes that make their outputs in a way of their own -> a graph, an output of it, and the families in that.
OWN_WAYS: dict[str, tuple[dict[str, Any], str, str, list[str]]] = {
    "collect": (TWO, TWO_WIRES, "all.collection", ["sd-1", "sdxl"]),
    "iterate": (
        TWO | {"each": {"type": "iterate"}}, f"{TWO_WIRES}\nall.collection -> each.collection", "each.item",
        ["sd-1", "sdxl"],
    ),
    "if": (
        {"a": controlnet("sd-1"), "b": controlnet("sdxl"), "if": {"type": "if"}},
        "a.control -> if.true_input\nb.control -> if.false_input", "if.value", ["sdxl"],
    ),
    "noise": ({"n": {"type": "noise"}}, "", "n.noise", ["unknown"]),
    "model_identifier": (
        {"m": {"type": "model_identifier", "model": model("sdxl", "lora")}}, "", "m.model", ["sdxl"],
    ),
    "lora_selector": ({"l": lora("sdxl")}, "", "l.lora", ["sdxl"]),
    "vae_loader": ({"v": vae("sdxl")}, "", "v.vae", ["sdxl"]),
}  # fmt: skip


@pytest.mark.parametrize("node", OWN_WAYS)
def test_each_node_with_a_way_of_its_own(node: str) -> None:
    nodes, edges, place, bases = OWN_WAYS[node]
    found = facts(body(nodes, edges)).of(*place.split("."))
    assert found is not None
    assert [fact.base for fact in found.each()] == bases


# The shape of one latent: channels and axes (fixtures/families/tables.json).
SHAPES = {
    "SD": (4, 4),
    "SD3": (16, 4),
    "FLUX": (16, 4),
    "FLUX.2": (32, 4),
    "CogView4": (16, 4),
    "Z-Image": (16, 4),
    "Anima": (16, 5),
}


def test_every_way_of_its_own_is_tried() -> None:
    assert OWN_WAYS.keys() == _OTHERS.keys()


@pytest.mark.parametrize(
    ("loader", "place", "type_", "submodel"),
    [
        (lora("sd-1"), "lora", "lora", ""),
        (lora("flux", "control_lora"), "lora", "control_lora", ""),
        (lora("sd-1", "main"), "lora", None, ""),
        (vae("sdxl"), "vae", "vae", ""),
        (vae("sdxl", "main", submodel_type="vae"), "vae", "main", "vae"),
        (vae("sdxl", "main"), "vae", None, ""),
        (vae("sdxl", "lora"), "vae", None, ""),
    ],
)
def test_models_of_the_wrong_type_give_nothing(
    loader: dict[str, Any], place: str, type_: str | None, submodel: str
) -> None:
    found = facts(body({"n": loader}, "")).of("n", place)
    assert (found.type if found else None, found.submodel if found else "") == (type_, submodel)


@pytest.mark.parametrize(("kind", "shape"), SHAPES.items())
def test_the_shape_of_noise(kind: str, shape: tuple[int, int]) -> None:
    node = {"type": "noise", "noise_type": kind}
    made = facts(body({"n": node}, "")).of("n", "noise")
    assert made is not None
    assert made.shape == shape
    odd = facts(body({"n": {**node, "noise_type": [kind]}}, "")).of("n", "noise")
    assert odd is not None
    assert odd.shape is None
    text = {"type": "string", "value": kind}
    assert facts(body({"n": node, "t": text}, "t.value -> n.noise_type")).of("n", "noise") is None


def test_every_kind_of_noise_is_tried() -> None:
    assert SHAPES.keys() == NOISE.keys()


@pytest.mark.parametrize("workflow", [True, False])
def test_the_edge_that_counts(workflow: bool) -> None:
    """Of two edges into one input the web UI keeps the first, the server the last."""
    second = {"other": {"type": "main_model_loader", "model": model("sd-2")}}
    graph = read(sd15(second, "other.unet -> denoise.unet"))
    unet = Families(graph, catalogue(), workflow=workflow).into("denoise", "unet")
    assert unet is not None
    assert unet.base == ("sd-1" if workflow else "sd-2")


def test_edges_that_do_not_hold_carry_nothing() -> None:
    document = body(
        {"flux": {"type": "flux_text_encoder", "prompt": "x"}, "d": {"type": "denoise_latents"}},
        "flux.conditioning -> d.positive_conditioning",
    )
    assert facts(document).into("d", "positive_conditioning") is None


def test_an_empty_inventory_changes_nothing() -> None:
    from wflint.models.inventory.inventory import Inventory, ModelRecord

    graph = read(sd15())
    assert families(graph, catalogue(), Inventory(())).of("model", "unet").base == "sd-1"  # type: ignore[union-attr]
    record = ModelRecord("sd-1/main/main of sd-1", "what it is", "sdxl", "main")
    unet = families(graph, catalogue(), Inventory((record,))).of("model", "unet")
    assert unet is not None
    assert (unet.base, unet.confidence) == ("sdxl", "inventory")


def test_cycles_are_left_out() -> None:
    nodes = {"a": {"type": "lscale"}, "b": {"type": "lscale"}}
    known = facts(body(nodes, "a.latents -> b.latents\nb.latents -> a.latents"))
    assert known.of("a", "latents") is None


def test_linear() -> None:
    """Chains of LoRAs and of collectors: twice the nodes, not four times the work."""

    def chain(length: int) -> Callable[[], object]:
        nodes = {"m": {"type": "main_model_loader", "model": model("sd-1")}}
        edges = ["m.unet -> l0.unet"]
        for i in range(length):
            nodes[f"l{i}"] = {"type": "lora_loader", "lora": model("sd-1", "lora")}
            nodes[f"c{i}"] = {"type": "collect"}
            nodes[f"n{i}"] = controlnet("sd-1")
            edges += [f"n{i}.control -> c{i}.item"]
            if i:
                edges += [f"l{i - 1}.unet -> l{i}.unet", f"c{i - 1}.collection -> c{i}.collection"]
        graph = read(body(nodes, "\n".join(edges)))
        return lambda: families(graph, catalogue())

    assert growth(chain, 300) < 2.1
