"""An adapter, a prompt or a setting that changes nothing.

What it does: reports ControlNets, T2I-Adapters, IP-Adapters and LoRAs of weight 0, controls that end before
they begin, negative prompts that a CFG scale of 1 leaves out, CFG scales that do nothing for want of a
negative prompt, and seamless tiling along neither axis. Inputs that a workflow exposes to its user are left
alone.

Why it is bad: the picture is, pixel by pixel, the one without it. The model is loaded all the same, which
takes time and memory, and InvokeAI does not tell.

How to fix: give it a weight, or take it out of the graph.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding
from wflint.models.families.nodes import ADAPTERS
from wflint.models.families.settings import DENOISE, WEIGHTED
from wflint.rules.base import Context, Rule, silent
from wflint.rules.models._quiet import quiet
from wflint.rules.shared.stages import BUCKETS, Stages, number, stages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node

RULE = Rule(
    "MD126",
    "an adapter, a prompt or a setting that changes nothing",
    graph=silent(),
    workflow=silent(),
    nodes=frozenset(BUCKETS),
    when="models._quiet:loud",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a node."""
    if ctx.analysis(quiet):
        return
    found = ctx.analysis(stages)
    for node in found.of("weighted"):
        field = WEIGHTED[node.type]
        if _nothing(found.sizes.literal(node, field)):
            adapter = ADAPTERS.get(node.type)
            name = adapter.called if adapter is not None else "LoRA"
            text = f'"{field}" is 0, so this {name} changes nothing; give it a weight, or remove it'
            yield from _finding(ctx, node, field, text)
        elif node.type in ADAPTERS and ADAPTERS[node.type].any_range:
            yield from _range(ctx, found, node)
    for node in found.of("flow"):
        yield from _guidance(ctx, found, node)
    for node in found.of("seamless"):
        axes = [found.sizes.literal(node, axis) for axis in ("seamless_x", "seamless_y")]
        if axes == [False, False]:
            text = (
                'neither "seamless_x" nor "seamless_y" is set, so it changes nothing; set one, or remove it'
            )
            yield from _finding(ctx, node, "seamless_x", text)


def _finding(ctx: Context, node: Node, field: str, text: str) -> Iterator[Finding]:
    if ctx.is_workflow:
        from wflint.rules.shared.exposed import exposed_inputs

        if (node.id, field) in ctx.analysis(exposed_inputs):
            return
    yield Finding(
        f"{ctx.describe(node)}: {text}",
        node.input_pointer(field),
        node=node.id,
        node_type=node.type,
        field=field,
    )


def _nothing(weight: object) -> bool:
    """Whether a weight is 0, or a list of zeros."""
    if type(weight) is list:
        return bool(weight) and all(number(item) == 0 for item in weight)
    return weight is not None and number(weight) == 0


def _range(ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    begin, end = found.real(node, "begin_step_percent"), found.real(node, "end_step_percent")
    if begin is None or end is None or not (begin > end or begin == 1):
        return
    text = f"it begins at {begin:g} and ends at {end:g} of the steps, so this control changes nothing"
    yield from _finding(ctx, node, "begin_step_percent", f"{text}; let it begin before it ends")


def _guidance(ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    facts = DENOISE[node.type]
    if not facts.cfg_off:
        return
    cfg = found.real(node, facts.cfg)
    if cfg is None:
        return
    off = math.isclose(cfg, 1.0) or (cfg < 1 and facts.cfg_off == "at or below 1")
    negative = found.sizes.connected(node, facts.negative)
    if off and negative and not _second_guidance(found, node):
        text = (
            f'"{facts.cfg}" is {cfg:g}, so the negative prompt changes nothing; raise it or remove the prompt'
        )
        yield from _finding(ctx, node, facts.cfg, text)
    elif cfg > 1 and not (off or negative or facts.needs_negative) and facts.cfg in node.values:
        definition = ctx.catalogue.node(node.type)
        declared = definition.inputs.get(facts.cfg) if definition is not None else None
        if declared is not None and number(declared.default) != cfg:
            text = f'"{facts.cfg}" is {cfg:g}, but without a negative prompt it changes nothing; '
            yield from _finding(ctx, node, facts.cfg, f'{text}connect "{facts.negative}", or set it to 1')


def _second_guidance(found: Stages, node: Node) -> bool:
    """Wan's low-noise expert has a guidance scale of its own."""
    field = DENOISE[node.type].second_cfg
    if not field:
        return False
    low = found.real(node, field)
    return found.sizes.connected(node, field) or (low is not None and low > 1)
