"""LoRAs of Krea-2 that two loaders put on its transformer and its text encoder with different weights.

A loader adds a LoRA to what lacks it and leaves it where it is already; where both have it, the weights have
to agree (app/invocations/krea2_lora_loader.py of 6.14.2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.models.families.nodes import LORA_SELECTOR, LORAS
from wflint.models.flow.behind import feeding
from wflint.models.judges.variants.fault import Fault, is_fed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node
    from wflint.models.flow.dataflow import Families

    Held = dict[str, float]  # the weights of LoRAs by their keys

_PARTS = ("transformer", "qwen3_vl_encoder")
_NODES = tuple(name for name in LORAS if name.startswith("krea2_"))
_LOADER = "krea2_model_loader"
_MOST = 200  # loaders on the way to one


def _weights(families: Families, node: Node) -> Iterator[Fault]:
    """The loader that finds two weights."""
    if not all(is_fed(families, node, part) for part in _PARTS):
        return
    made: dict[str, dict[str, Held | None]] = {}
    order = _upwards(families, node)
    for one in reversed(order):
        clash = _apply(families, one, made)
        if clash is not None and one is node:
            transformer, encoder = clash
            yield Fault(
                node,
                LORAS[node.type].field,
                node.declared_pointer(LORAS[node.type].field),
                f"is already on the transformer with weight {transformer:g}, on the encoder with {encoder:g}",
                "give the loaders before it the same weight",
                error="ValueError: LoRA '...' has conflicting weights on the transformer (...) and ...",
            )


def _upwards(families: Families, node: Node) -> list[Node]:
    """A loader and those before it, each before all that feed it."""
    waits: dict[str, int] = {node.id: 0}
    found, waiting = {node.id: node}, [node]
    while waiting and len(found) < _MOST:
        for before in _before(families, waiting.pop()):
            waits[before.id] = waits.get(before.id, 0) + 1
            if before.id not in found:
                found[before.id] = before
                waiting.append(before)
    order, ready = [], [node]
    while ready:
        order.append(at := ready.pop())
        for before in _before(families, at):
            waits[before.id] -= 1
            if not waits[before.id]:
                ready.append(before)
    return order


def _before(families: Families, node: Node) -> list[Node]:
    sources = []
    for part in _PARTS:
        edge = families.edge_into(node.id, part)
        source = families.graph.nodes.get(edge.source) if edge is not None else None
        if source is not None and source.type in _NODES:
            sources.append(source)
    return sources


def _apply(
    families: Families, node: Node, made: dict[str, dict[str, Held | None]]
) -> tuple[float, float] | None:
    """What a loader gives out; the two weights where it finds two."""
    held = {part: _held(families, node, part, made) for part in _PARTS}
    own = _own(families, node)
    transformer, encoder = (held[part] for part in _PARTS)
    if own is None:
        made[node.id] = dict.fromkeys(_PARTS)
        return None
    for key, weight in own.items():
        if transformer is not None and encoder is not None:
            first, second = transformer.get(key), encoder.get(key)
            if first is not None and second is not None and first != second:
                made[node.id] = dict.fromkeys(_PARTS)
                return first, second
        there = [one[key] for one in (transformer, encoder) if one is not None and key in one]
        for one in (transformer, encoder):
            if one is not None:
                one.setdefault(key, there[0] if there else weight)
    made[node.id] = held
    return None


def _held(families: Families, node: Node, part: str, made: dict[str, dict[str, Held | None]]) -> Held | None:
    """The LoRAs that a part has when it reaches a loader; None where nobody knows, or there is no part."""
    edge = families.edge_into(node.id, part)
    source = families.graph.nodes.get(edge.source) if edge is not None else None
    if edge is None or source is None:
        return None
    if source.type == _LOADER:
        return {}
    before = made.get(source.id, {}).get(edge.source_field)
    return dict(before) if before is not None else None


def _own(families: Families, node: Node) -> Held | None:
    """The LoRAs of a loader; None where one of them, or its weight, is not known."""
    field = LORAS[node.type].field
    found: Held = {}
    given: list[tuple[Any, Any]] = []
    if field == "lora":
        given.append((families.sizes.literal(node, "lora"), families.sizes.literal(node, "weight")))
    elif is_fed(families, node, field):
        for one in feeding(families.graph, node, field):
            if one.type != LORA_SELECTOR[0]:
                return None
            lora = families.sizes.literal(one, LORA_SELECTOR[1])
            given.append((lora, families.sizes.literal(one, "weight")))
    else:
        value = families.sizes.literal(node, field)
        items = value if type(value) is list else [value]
        given += [(item.get("lora"), item.get("weight")) for item in items if type(item) is dict]
    for lora, weight in given:
        key = lora.get("key") if isinstance(lora, dict) else None
        if type(key) is not str or not key or type(weight) not in (int, float):
            return None
        if found.setdefault(key, float(weight)) != float(weight):
            return None
    return found


JUDGES = dict.fromkeys(_NODES, _weights)
