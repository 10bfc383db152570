"""The same LoRA twice: in loaders of one, in collections, and on the experts of Wan."""

from __future__ import annotations

from typing import Any

import pytest

from tests.models.graphs import body, findings, model
from wflint.models.inventory.inventory import Inventory, ModelRecord


def told(nodes: dict[str, Any], edges: str, inventory: Inventory | None = None) -> list[tuple[str, str]]:
    found = findings(body(nodes, edges), inventory, rules=("repeated-lora",))
    return [(str(f.node), str(f.outcome.effect) if f.outcome else "fails") for f in found]


def chain(first: dict[str, Any], second: dict[str, Any], part: str = "transformer") -> tuple[Any, str]:
    nodes = {"m": {"type": "wan_model_loader"}, "a": first, "b": second}
    return nodes, f"m.{part} -> a.{part}\na.{part} -> b.{part}"


def wan(name: str = "x", **settings: Any) -> dict[str, Any]:
    return {"type": "wan_lora_loader", "lora": model("wan", "lora", name), **settings}


def listed(loader: str, base: str, *names: str) -> dict[str, Any]:
    return {"type": loader, "loras": [{"lora": model(base, "lora", name), "weight": 1} for name in names]}


WAN = {
    "same": (wan(), wan(), True),
    "other": (wan(), wan("y"), False),
    "two experts": (wan(target="high"), wan(target="low"), False),
    "one expert": (wan(target="high"), wan(target="high"), True),
    "both and one": (wan(target="both"), wan(target="low"), True),
    "unknown expert": (wan(), wan(target="low"), False),
    "unknown and both": (wan(), wan(target="both"), True),
    "collection": (wan(), listed("wan_lora_collection_loader", "wan", "x"), True),
    "within a collection": (wan("y"), listed("wan_lora_collection_loader", "wan", "x", "x"), False),
    "behind a collection": (listed("wan_lora_collection_loader", "wan", "x"), wan(), True),
}


@pytest.mark.parametrize(("first", "second", "wrong"), WAN.values(), ids=WAN)
def test_wan(first: dict[str, Any], second: dict[str, Any], wrong: bool) -> None:
    assert told(*chain(first, second)) == ([("b", "fails")] if wrong else [])


@pytest.mark.parametrize(("expert", "wrong"), [("high", False), ("low", True), ("none", True), (None, True)])
def test_experts_of_the_record(expert: str | None, wrong: bool) -> None:
    lora = model("wan", "lora", "x")
    inventory = Inventory([ModelRecord(lora["key"], "x", "wan", "lora", expert=expert)])
    assert told(*chain(wan(), wan(target="low")), inventory) == ([("b", "fails")] if wrong else [])


LOADERS = (
    ("lora_loader", "lora_collection_loader", "sd-1", "unet"),
    ("sdxl_lora_loader", "sdxl_lora_collection_loader", "sdxl", "unet"),
    ("flux_lora_loader", "flux_lora_collection_loader", "flux", "transformer"),
    ("z_image_lora_loader", "z_image_lora_collection_loader", "z-image", "transformer"),
    ("qwen_image_lora_loader", "qwen_image_lora_collection_loader", "qwen-image", "transformer"),
)


@pytest.mark.parametrize(("one", "many", "base", "part"), LOADERS)
def test_collections_of_others_do_not_look(one: str, many: str, base: str, part: str) -> None:
    single = {"type": one, "lora": model(base, "lora", "x")}
    assert told(*chain(single, listed(many, base, "x"), part)) == [("b", "silent")]
    assert told(*chain(single, listed(many, base, "y", "y"), part)) == []
    assert told(*chain(listed(many, base, "x"), single, part)) == [("b", "fails")]
    assert told(*chain(listed(many, base, "x"), listed(many, base, "y", "x"), part)) == [("b", "silent")]


def test_collections_by_selectors() -> None:
    nodes, edges = chain(wan(), {"type": "wan_lora_collection_loader"})
    nodes |= {"s": {"type": "lora_selector", "lora": model("wan", "lora", "x")}, "c": {"type": "collect"}}
    edges += "\ns.lora -> c.item\nc.collection -> b.loras"
    assert told(nodes, edges) == [("b", "fails")]
    nodes["s"]["lora"] = model("wan", "lora", "y")
    assert told(nodes, edges) == []


def test_krea_takes_what_is_there() -> None:
    node = {"type": "krea2_lora_loader", "lora": model("krea-2", "lora", "x")}
    assert told(*chain(node, dict(node))) == []
