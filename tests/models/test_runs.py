"""Models that iterate hands out, and what a batch changes: each different run is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.counting import growth
from tests.models.graphs import catalogue, findings, model, read, sd15
from wflint.models.flow.runs import _MOST_RUNS, runs
from wflint.models.inventory.inventory import Inventory, ModelRecord

if TYPE_CHECKING:
    from collections.abc import Callable

SD, XL = "sd-1", "sdxl"
HAND_OUT: dict[str, dict[str, Any]] = {"all": {"type": "collect"}, "each": {"type": "iterate"}}
BOTH = "all.collection -> each.collection\n"


def chosen(base: str, kind: str = "main", name: str = "") -> dict[str, Any]:
    return {"type": "model_identifier", "model": model(base, kind, name)}


def loader(base: str) -> dict[str, Any]:
    return {"type": "main_model_loader" if base == SD else "sdxl_model_loader", "model": model(base)}


def batch(graph: dict[str, Any], *groups: list[tuple[str, str, list[Any]]]) -> dict[str, Any]:
    data = [[{"node_path": n, "field_name": f, "items": items} for n, f, items in group] for group in groups]
    return {"batch": {"graph": graph, "runs": 1, "data": data}, "prepend": False}


def unets(base: str) -> Any:
    edges = "model.unet -> all.item\nother.unet -> all.item\neach.item -> denoise.unet"
    return sd15({"other": loader(base), **HAND_OUT}, BOTH + edges)


def clips(base: str) -> Any:
    edges = "model.clip -> all.item\nother.clip -> all.item\neach.item -> positive.clip"
    return sd15({"other": loader(base), **HAND_OUT}, BOTH + edges)


def vaes(base: str) -> Any:
    other = {"type": "vae_loader", "vae_model": model(SD if base == SD else "flux", "vae")}
    edges = "model.vae -> all.item\nother.vae -> all.item\neach.item -> out.vae"
    return sd15({"other": other, **HAND_OUT}, BOTH + edges)


def identifiers(field: str, kind: str, node: dict[str, Any], edges: str) -> Callable[[str], Any]:
    def make(base: str) -> Any:
        nodes = {"a": chosen(SD, kind), "b": chosen(base, kind, "other"), "node": node, **HAND_OUT}
        taken = f"a.model -> all.item\nb.model -> all.item\neach.item -> node.{field}\n"
        return sd15(nodes, BOTH + taken + edges)

    return make


def main_models(base: str) -> Any:
    nodes = {"a": chosen(SD), "b": chosen(base, name="other"), "model": {"type": "main_model_loader"}}
    edges = "a.model -> all.item\nb.model -> all.item\neach.item -> model.model"
    return sd15({**nodes, **HAND_OUT}, BOTH + edges)


def of_another_type(base: str) -> Any:
    other = chosen(SD) if base == SD else chosen(SD, "vae")
    nodes = {"a": chosen(SD), "b": other, "model": {"type": "main_model_loader"}}
    edges = "a.model -> all.item\nb.model -> all.item\neach.item -> model.model"
    return sd15({**nodes, **HAND_OUT}, BOTH + edges)


def selected_loras(base: str) -> Any:
    nodes = {
        "a": {"type": "lora_selector", "lora": model(SD, "lora"), "weight": 1},
        "b": {"type": "lora_selector", "lora": model(base, "lora", "other"), "weight": 1},
        "apply": {"type": "lora_collection_loader"},
    }
    edges = "a.lora -> all.item\nb.lora -> all.item\neach.item -> apply.loras\n"
    return sd15(
        {**nodes, **HAND_OUT}, BOTH + edges + "model.unet -> apply.unet\napply.unet -> denoise.unet"
    )  # fmt: skip


def two_at_once(base: str) -> Any:
    """Only the second LoRA with the second weight does harm."""
    nodes = {"lora": {"type": "lora_loader", "lora": model(SD, "lora")}}
    graph = sd15(nodes, "model.unet -> lora.unet\nlora.unet -> denoise.unet")
    loras = [model(SD, "lora"), model(base, "lora", "other")]
    return batch(graph, [("lora", "lora", loras)], [("lora", "weight", [0, 0.5])])


def batched_model(base: str) -> Any:
    return batch(sd15(), [("model", "model", [model(SD), model(base, name="other")])])


def batched_noise(base: str) -> Any:
    return batch(sd15(), [("noise", "noise_type", ["SD", "SD" if base == SD else "FLUX"])])


def zipped(base: str) -> Any:
    """A LoRA that does not fit, in the run where its weight is 0, or in one where it is not."""
    nodes = {"lora": {"type": "lora_loader", "lora": model(SD, "lora")}}
    graph = sd15(nodes, "model.unet -> lora.unet\nlora.unet -> denoise.unet")
    weights = [1, 0] if base == SD else [1, 1]
    items = [model(SD, "lora"), model(XL, "lora")]
    return batch(graph, [("lora", "lora", items), ("lora", "weight", weights)])


def batched_condition(base: str) -> Any:
    graph = sd15(
        {"other": loader(base), "if": {"type": "if"}},
        "model.unet -> if.true_input\nother.unet -> if.false_input\nif.value -> denoise.unet",
    )
    return batch(graph, [("if", "condition", [True, False])])


def batched_loras(base: str) -> Any:
    graph = sd15(
        {"lora": {"type": "lora_collection_loader"}}, "model.unet -> lora.unet\nlora.unet -> denoise.unet"
    )
    items = [[{"lora": model(b, "lora"), "weight": 1}] for b in (SD, base)]
    return batch(graph, [("lora", "loras", items)])


def second_group(base: str) -> Any:
    graph = sd15(
        {"lora": {"type": "lora_loader", "lora": model(SD, "lora")}},
        "model.unet -> lora.unet\nlora.unet -> denoise.unet",
    )
    loras = [model(SD, "lora"), model(base, "lora")]
    return batch(graph, [("noise", "seed", [1, 2, 3])], [("lora", "lora", loras)])


CONTROL = identifiers(
    "control_model",
    "controlnet",
    {"type": "controlnet", "image": {"image_name": "a.png"}},
    "node.control -> denoise.control",
)
LORA = identifiers(
    "lora", "lora", {"type": "lora_loader"}, "model.unet -> node.unet\nnode.unet -> denoise.unet"
)
MAKERS = {
    "unets": unets, "clips": clips, "vaes": vaes, "controlnets": CONTROL, "loras": LORA,
    "main models": main_models, "types": of_another_type, "selected loras": selected_loras,
    "two groups": two_at_once, "batch of models": batched_model, "batch of noise": batched_noise,
    "batch of loras and weights": zipped, "batch of conditions": batched_condition,
    "batch of lists of loras": batched_loras, "second group": second_group,
}  # fmt: skip


@pytest.mark.parametrize("name", MAKERS)
def test_the_item_that_does_not_fit(name: str) -> None:
    make = MAKERS[name]
    assert findings(make(SD)) == []
    found = findings(make(XL))
    assert {finding.rule for finding in found} == {
        "wrong-model-type" if name == "types" else "base-model-mismatch"
    }


def test_what_stands_in_a_batch_is_pointed_at() -> None:
    (found,) = findings(batched_noise(XL))
    assert found.pointer[-5:] == ("data", 0, 0, "items", 1)


def test_an_unknown_item_is_no_fault() -> None:
    nodes = {"other": {"type": "community_vae_magic"}, **HAND_OUT}
    edges = "other.vae -> all.item\nmodel.vae -> all.item\neach.item -> out.vae"
    assert findings(sd15(nodes, BOTH + edges)) == []


def test_batches_that_say_nothing_of_models_are_one_run() -> None:
    document = batch(sd15(), [("noise", "seed", list(range(50)))], [("positive", "prompt", list("abc"))])
    assert len(runs(read(document), catalogue(), None)) == 1


@pytest.mark.parametrize("base", [SD, "sd-2"])
def test_a_textual_inversion_that_one_model_cannot_use(base: str) -> None:
    nodes = {
        "a": chosen(SD), "b": chosen(base, name="other"), "model": {"type": "main_model_loader"},
        "positive": {"type": "compel", "prompt": "a fox <easynegative>"}, **HAND_OUT,
    }  # fmt: skip
    edges = "a.model -> all.item\nb.model -> all.item\neach.item -> model.model\n"
    known = Inventory([ModelRecord("ti", "easynegative", SD, "embedding")])
    found = findings(sd15(nodes, BOTH + edges), known)
    assert [f.rule for f in found] == ([] if base == SD else ["textual-inversion"])


def test_runs_are_bounded() -> None:
    names = [model(SD if i % 2 else XL, name=f"m{i}") for i in range(60)]
    groups = [[("model", "model", names)], [("noise", "noise_type", ["SD", "FLUX"])]]
    assert len(runs(read(batch(sd15(), *groups)), catalogue(), None)) <= _MOST_RUNS


def test_the_last_of_many_models_is_looked_at() -> None:
    """Only what tells a model from the others makes a run."""
    nodes: dict[str, dict[str, Any]] = {"model": {"type": "main_model_loader"}, **HAND_OUT}
    edges = BOTH + "each.item -> model.model\n"
    for i in range(40):
        nodes[f"m{i}"] = chosen(SD if i < 39 else XL, name=f"model {i}")
        edges += f"m{i}.model -> all.item\n"
    (found,) = findings(sd15(nodes, edges))
    assert found.node == "m39"
    assert len(runs(read(sd15(nodes, edges)), catalogue(), None)) == 2


def many_items(size: int) -> Callable[[], object]:
    """Many models, handed out to as many nodes."""
    nodes: dict[str, dict[str, Any]] = dict(HAND_OUT)
    edges = BOTH
    for i in range(size):
        nodes[f"m{i}"] = chosen(SD, "controlnet", f"m{i}")
        nodes[f"c{i}"] = {"type": "controlnet", "image": {"image_name": "a.png"}}
        edges += f"m{i}.model -> all.item\neach.item -> c{i}.control_model\n"
    graph = read(sd15(nodes, edges))
    return lambda: runs(graph, catalogue(), None)


def test_many_items_are_linear() -> None:
    assert growth(many_items, 100) < 2.3
