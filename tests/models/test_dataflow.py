"""What is known of the values of a graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.counting import growth
from tests.models.graphs import body, catalogue, controlnet, model, read, sd15
from wflint.models.flow.dataflow import Families, families

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
        "bool": {"type": "boolean"},
    }
    edges = "a.unet -> if.true_input\nb.unet -> if.false_input\nbool.value -> if.condition"
    either = facts(body(nodes, edges)).of("if", "value")
    assert either is not None
    assert either.bases == {"sd-1", "sdxl"}
    chosen = {**nodes, "if": {"type": "if", "condition": True}}
    decided = facts(body(chosen, edges.rsplit("\n", 1)[0])).of("if", "value")
    assert decided is not None
    assert decided.bases == {"sd-1"}


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
