"""The same LoRA applied twice in a row.

What it does: follows each LoRA loader's model or text encoder back through the loaders, seamless, FreeU and
CLIP skip nodes before it, and reports a LoRA that is applied already. Within one collection a repeated LoRA
is applied once. Wan's LoRAs go to one of its experts or to both, by "target" and by the LoRA's own record.

Why it is bad: the run fails at the second loader with 'LoRA "..." already applied to unet' (InvokeAI's
app/invocations/model.py and *_lora_loader.py; seen on a real 6.14.2). Collection loaders do not look, save
for Wan's: they silently apply the LoRA a second time, as if its weights were added.

How to fix: remove the second loader, and give the first the sum of both weights if you want both.
`--unsafe-fixes` takes the second one out of a list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Finding, Related
from wflint.diagnostics.words import quoted
from wflint.models.families.bases import type_label
from wflint.models.families.nodes import LORA_SELECTOR, LORAS, PASSES
from wflint.models.flow.behind import feeding
from wflint.models.flow.model_inputs import identifiers
from wflint.models.flow.unresolved import UNRESOLVED
from wflint.records import NamedTuple
from wflint.rules.base import Context, Rule, fails, silent
from wflint.rules.shared.stages import stages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from wflint.diagnostics import Pointer
    from wflint.diagnostics.fix import Fix
    from wflint.graph.ir import Node

    Place = tuple[str, str]
    Found = dict[str, list[tuple["_Applied", Node, str]]]

# Krea-2's loaders take a LoRA that is there already for the one that is meant.
_LOADERS = frozenset(name for name, node in LORAS.items() if not node.repeats)
_LOOKS = frozenset(name for name in _LOADERS if LORAS[name].field == "lora" or name.startswith("wan_"))

_SHOWN = {"unet": "UNet", "clip": "text encoder", "clip2": "second text encoder"}

_SILENT = silent()
# The experts of Wan that a LoRA goes to; "auto" is what its record says, which may not be known.
_EXPERTS = {"both": {"primary", "low-noise", "auto"}, "high": {"primary"}, "low": {"low-noise"}}
_PRIMARY = "primary transformer list"
_LIST = {"auto": _PRIMARY, "primary": _PRIMARY, "low-noise": "low-noise transformer list"}

RULE = Rule("MD110", "the same LoRA is applied twice", graph=fails(), workflow=fails(), nodes=_LOADERS)


class _Applied(NamedTuple):
    """A LoRA that a loader applies: its key and expert (of Wan), what it is called and where it stands."""

    key: tuple[str, str]
    name: str
    pointer: Pointer


def check(ctx: Context) -> Iterator[Finding]:
    """One finding for each LoRA of a loader that is on its model or text encoder already."""
    loaders = [node for node in ctx.graph.nodes.values() if node.type in _LOADERS]
    if len(loaders) < 2:
        return
    applied = {node.id: found for node in loaders if (found := _applied(ctx, node))}
    keys = [lora.key for found in applied.values() for lora in found]
    if len(set(keys)) == len(keys):
        return
    earlier = _earlier(ctx, applied)
    for node in loaders:
        told = set()
        for lora, first, part in earlier.get(node.id, ()):
            if lora.key[0] not in told:
                told.add(lora.key[0])
                yield _finding(ctx, node, lora, first, part)


def _applied(ctx: Context, node: Node) -> list[_Applied]:
    """What a loader applies, each LoRA once; of Wan once for each expert."""
    found: dict[tuple[str, str], _Applied] = {}
    for value, pointer in _identifiers(ctx, node):
        key, name = value.get("key"), value.get("name")
        if type(key) is not str or not key or key == UNRESOLVED:
            continue
        for expert in sorted(_experts(ctx, node, value)) if node.type.startswith("wan_") else ("",):
            called = f"LoRA {quoted(name)}" if type(name) is str and name else "the LoRA"
            found.setdefault((key, expert), _Applied((key, expert), called, pointer))
    return list(found.values())


def _identifiers(ctx: Context, node: Node) -> Iterator[tuple[dict[str, Any], Pointer]]:
    """The literal identifiers of a loader, or of the selectors that a collection comes from."""
    field = LORAS[node.type].field
    nodes = [(node, field)]
    if (node.id, field) in ctx.graph.into:
        if field == "lora":
            return
        behind = feeding(ctx.graph, node, field)
        nodes = [(one, LORA_SELECTOR[1]) for one in behind if one.type == LORA_SELECTOR[0]]
    for one, name in nodes:
        if (one.id, name) not in ctx.graph.into:
            for identifier, place in identifiers(one.values.get(name)):
                yield identifier, (*one.input_pointer(name), *place)


def _experts(ctx: Context, node: Node, lora: Mapping[str, Any]) -> set[str]:
    target = ctx.analysis(stages).sizes.literal(node, "target") if node.type == "wan_lora_loader" else "auto"
    if target != "auto":
        return _EXPERTS.get(str(target), set())
    record = ctx.options.inventory.get(lora["key"]) if ctx.options.inventory is not None else None
    if record is None:
        return {"auto"}
    return _EXPERTS.get(record.expert or "", _EXPERTS["both"])


def _earlier(ctx: Context, applied: Mapping[str, list[_Applied]]) -> Found:
    """For loaders whose LoRAs are on the way to them: those, the last loader of each there, and the part.

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
    found: Found = {}
    held: dict[tuple[str, str], list[Node]] = {}
    todo: list[tuple[Place, bool]] = [(place, False) for place in reversed(starts)]
    while todo:
        place, leaves = todo.pop()
        own = applied.get(place[0], ())
        for lora in own:
            on_way = held.setdefault(lora.key, [])
            if leaves:
                on_way.pop()
                continue
            if on_way:
                known = found.setdefault(place[0], [])
                if all(lora.key != other.key for other, _, _ in known):
                    known.append((lora, on_way[-1], place[1]))
            on_way.append(nodes[place[0]])
        if not leaves:
            if own:
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


def _finding(ctx: Context, node: Node, lora: _Applied, first: Node, part: str) -> Finding:
    part = type_label(part)  # InvokeAI names the parts of SD and SDXL by their inputs
    looks = node.type in _LOOKS
    error = f'ValueError: LoRA "..." already applied to {_LIST.get(lora.key[1], part)}'
    return Finding(
        f"{lora.name} is applied to the same {_SHOWN.get(part, part)} twice, here by {ctx.describe(node)}",
        lora.pointer,
        node=node.id,
        node_type=node.type,
        field=LORAS[node.type].field,
        outcome=None if looks else _SILENT,
        related=(
            Related(first.input_pointer(LORAS[first.type].field), f"applied first by {ctx.describe(first)}"),
        ),
        error=error if looks else "",
        then="" if looks else "InvokeAI silently applies it twice, as if its weights were added",
        help="remove one of the two; give the other the sum of both weights",
        fix=_removed(lora.pointer),
    )


def _removed(pointer: Pointer) -> Fix | None:
    """Out of a list, with its weight; a loader of one LoRA is not taken out of the graph."""
    if len(pointer) < 2 or pointer[-1] != "lora" or type(pointer[-2]) is not int:
        return None
    from wflint.diagnostics.fix import remove, unsafe

    return unsafe("remove the second one from the list", remove(*pointer[:-1]))
