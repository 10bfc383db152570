"""The same LoRA applied twice in a row.

What it does: follows each LoRA loader's model or text encoder back through the loaders, seamless, FreeU and
CLIP skip nodes before it, and reports a LoRA that is applied already. Only loaders of one LoRA are checked:
the collection loaders silently apply a repeated LoRA once.

Why it is bad: the run fails at the second loader with 'LoRA "..." already applied to unet' (InvokeAI's
app/invocations/model.py and *_lora_loader.py; seen on a real 6.14.2).

How to fix: remove the second loader, and give the first the sum of both weights if you want both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Related
from wflint.diagnostics.words import quoted
from wflint.models.families.bases import type_label
from wflint.models.families.nodes import LORAS, PASSES
from wflint.models.flow.unresolved import UNRESOLVED
from wflint.rules.base import Context, Rule, fails

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wflint.graph.ir import Node

    Place = tuple[str, str]

# Krea-2's and Wan's loaders have rules of their own: which transformer a LoRA is for, and whether it repeats.
_SINGLE = frozenset(name for name, node in LORAS.items() if node.field == "lora" and not node.repeats)

_SHOWN = {"unet": "UNet", "clip": "text encoder", "clip2": "second text encoder"}

RULE = Rule("MD110", "the same LoRA is applied twice", graph=fails(), workflow=fails(), nodes=_SINGLE)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding for each loader whose LoRA is on its model or text encoder already."""
    loaders = [node for node in ctx.graph.nodes.values() if node.type in _SINGLE]
    if len(loaders) < 2:
        return
    keys = {node.id: key for node in loaders if (key := _key(ctx, node))}
    if len(set(keys.values())) == len(keys):
        return
    earlier = _earlier(ctx, keys)
    for node in loaders:
        if node.id in earlier:
            yield _finding(ctx, node, *earlier[node.id])


def _key(ctx: Context, node: Node) -> str:
    value = node.values.get("lora")
    if type(value) is not dict or (node.id, "lora") in ctx.graph.into:
        return ""
    key = value.get("key")
    return key if type(key) is str and key != UNRESOLVED else ""


def _earlier(ctx: Context, keys: dict[str, str]) -> dict[str, tuple[Node, str]]:
    """For loaders whose LoRA is on the way to them: the last loader of it there, and the part both work on.

    The ways branch, but never join: one walk from the sources, with the LoRAs of the way at hand.
    """
    nodes = ctx.graph.nodes
    followers: dict[Place, list[Place]] = {}
    starts: list[Place] = []
    for node in nodes.values():
        for part in _through(node):
            before = _before(ctx, (node.id, part))
            if before is None:
                starts.append((node.id, part))
            else:
                followers.setdefault(before, []).append((node.id, part))
    found: dict[str, tuple[Node, str]] = {}
    held: dict[str, list[Node]] = {}
    todo: list[tuple[Place, bool]] = [(place, False) for place in reversed(starts)]
    while todo:
        place, leaves = todo.pop()
        key = keys.get(place[0])
        if key and leaves:
            held[key].pop()
        elif not leaves:
            if key:
                on_way = held.setdefault(key, [])
                if on_way:
                    found.setdefault(place[0], (on_way[-1], place[1]))
                on_way.append(nodes[place[0]])
                todo.append((place, True))
            todo += [(after, False) for after in followers.get(place, ())]
    return found


def _through(node: Node) -> Iterable[str]:
    """The inputs of a node that come out of it again."""
    return LORAS[node.type].through if node.type in LORAS else PASSES.get(node.type, {}).values()


def _before(ctx: Context, place: Place) -> Place | None:
    """The input further up that an input is fed from, through one node; None where the way begins."""
    edges = ctx.graph.into.get(place)
    if not edges:
        return None
    edge = edges[0 if ctx.drops_wires else -1]  # of two edges into one input the web UI keeps the first
    source = ctx.graph.nodes.get(edge.source)
    if source is None:
        return None
    if source.type in LORAS:
        return (source.id, edge.source_field) if edge.source_field in LORAS[source.type].through else None
    name = PASSES.get(source.type, {}).get(edge.source_field)
    return (source.id, name) if name is not None else None


def _finding(ctx: Context, node: Node, first: Node, part: str) -> Finding:
    name = node.values["lora"].get("name")
    part = type_label(part)  # InvokeAI names the parts of SD and SDXL by their inputs
    called = f"LoRA {quoted(name)}" if type(name) is str and name else "the LoRA"
    return Finding(
        f"{called} is applied to the same {_SHOWN.get(part, part)} twice, here by {ctx.describe(node)}",
        node.input_pointer("lora"),
        node=node.id,
        node_type=node.type,
        field="lora",
        related=(Related(first.input_pointer("lora"), f"applied first by {ctx.describe(first)}"),),
        error=f'ValueError: LoRA "..." already applied to {part}',
        help="remove one of the two; give the other the sum of both weights",
    )
