"""An adapter, a prompt or a setting that changes nothing.

What it does: reports ControlNets, T2I-Adapters, IP-Adapters and LoRAs of weight 0, adapters that begin
when all is done, negative prompts that a CFG scale of 1 leaves out, CFG scales that have no effect because no
negative prompt is connected, and seamless tiling along neither axis. Inputs that a workflow exposes to its
user are left alone.

Why it is bad: the image is silently the one without it, pixel by pixel. The model is still loaded, which
takes time and memory.

How to fix: give it a weight, or remove it from the graph. `--unsafe-fixes` sets a CFG scale without effect to
1, and swaps a begin that lies behind its end.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding
from wflint.diagnostics.words import quoted
from wflint.graph.server.node_values import node_judge
from wflint.models.families.nodes import ADAPTERS
from wflint.models.families.settings import DENOISE, WEIGHTED
from wflint.rules.base import Context, Rule, fails, silent
from wflint.rules.models._fixes import other_values
from wflint.rules.models._quiet import quiet
from wflint.rules.shared.stages import BUCKETS, Stages, number, stages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wflint.diagnostics import Outcome
    from wflint.diagnostics.fix import Fix
    from wflint.graph.ir import Node

RULE = Rule(
    "MD126",
    "an adapter, a prompt or a setting that changes nothing",
    graph=silent(),
    workflow=silent(),
    nodes=frozenset(BUCKETS),
    when="models._quiet:loud",
)
_FAILS = fails()
_AS_WITHOUT = "the image silently comes out as without the {}"


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a node."""
    if ctx.analysis(quiet):
        return
    found = ctx.analysis(stages)
    for node in found.of("weighted"):
        field = WEIGHTED[node.type]
        if node.type == "flux_control_lora_loader" and number(found.sizes.literal(node, field)) == 0:
            # Its image is added all the same, to a transformer that was not made wider for it.
            yield from _finding(
                ctx,
                node,
                field,
                "is 0, but its image is added all the same",
                outcome=_FAILS,
                error="RuntimeError: mat1 and mat2 shapes cannot be multiplied",
                cure="give it a weight, or remove the node",
            )
        elif _nothing(weight := found.sizes.literal(node, field)):
            yield from _finding(
                ctx,
                node,
                field,
                "is 0 at every step" if type(weight) is list else "is 0",
                then=_AS_WITHOUT.format(_called(node)),
                cure="give it a weight, or remove the node",
            )
        elif node.type in ADAPTERS:
            yield from _range(ctx, found, node)
    for node in found.of("flow"):
        yield from _guidance(ctx, found, node)
    for node in found.of("seamless"):
        axes = [found.sizes.literal(node, axis) for axis in ("seamless_x", "seamless_y")]
        if axes == [False, False]:
            yield from _finding(
                ctx,
                node,
                "seamless_x",
                'is off, and so is "seamless_y"',
                then=_AS_WITHOUT.format("node"),
                cure='turn on "seamless_x" or "seamless_y", or remove the node',
            )


def _called(node: Node) -> str:
    adapter = ADAPTERS.get(node.type)
    return adapter.called if adapter is not None else "LoRA"


def _finding(
    ctx: Context,
    node: Node,
    field: str,
    says: str,
    *,
    cure: str,
    then: str = "",
    error: str = "",
    outcome: Outcome | None = None,
    fix: Callable[[], Fix | None] | None = None,
) -> Iterator[Finding]:
    if ctx.is_workflow:
        from wflint.rules.shared.exposed import exposed_inputs

        if (node.id, field) in ctx.analysis(exposed_inputs):
            return
    yield Finding(
        f"{ctx.names.input(node, field)} {says}",
        node.input_pointer(field),
        node=node.id,
        node_type=node.type,
        field=field,
        outcome=outcome,
        then=then,
        error=error,
        help=cure,
        group=f"{quoted(field)} {says}",
        fix=fix,
    )


def _nothing(weight: object) -> bool:
    """Whether a weight is 0, or a list of zeros."""
    if type(weight) is list:
        return bool(weight) and all(number(item) == 0 for item in weight)
    return weight is not None and number(weight) == 0


def _range(ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    begin, end = found.real(node, "begin_step_percent"), found.real(node, "end_step_percent")
    if begin is None or end is None or not (begin == 1 or (ADAPTERS[node.type].any_range and begin > end)):
        return  # where it begins after its end, InvokeAI refuses the others
    judge = node_judge(node.type, ctx.catalogue)
    if judge is not None and judge.faults({"begin_step_percent": begin, "end_step_percent": end}):
        return  # up to 5.7.1 it refuses those that end where they begin
    yield from _finding(
        ctx,
        node,
        "begin_step_percent",
        f'is {begin:g}, not below "end_step_percent" ({end:g})',
        then=_AS_WITHOUT.format(_called(node)),
        cure='set "begin_step_percent" below "end_step_percent"',
        fix=None if begin == end else _turned(ctx, found, node),
    )


def _turned(ctx: Context, found: Stages, node: Node) -> Callable[[], Fix | None]:
    wanted = {
        "begin_step_percent": node.values.get("end_step_percent"),
        "end_step_percent": node.values.get("begin_step_percent"),
    }
    return other_values(ctx, found, node, wanted, "swap the begin and the end")


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
        yield from _finding(
            ctx,
            node,
            facts.cfg,
            f"is {cfg:g}, which leaves out the negative prompt",
            then=_AS_WITHOUT.format("negative prompt"),
            cure="set it above 1, or remove the negative prompt",
        )
    elif cfg > 1 and not (off or negative or facts.needs_negative) and facts.cfg in node.values:
        definition = ctx.catalogue.node(node.type)
        declared = definition.inputs.get(facts.cfg) if definition is not None else None
        if declared is not None and number(declared.default) != cfg:
            yield from _finding(
                ctx,
                node,
                facts.cfg,
                f"is {cfg:g}, but no negative prompt is connected",
                then=f'InvokeAI silently ignores "{facts.cfg}"',
                cure=f'connect "{facts.negative}", or set "{facts.cfg}" to 1',
                fix=other_values(ctx, found, node, {facts.cfg: 1}),
            )


def _second_guidance(found: Stages, node: Node) -> bool:
    """Wan's low-noise expert has a guidance scale of its own."""
    field = DENOISE[node.type].second_cfg
    if not field:
        return False
    low = found.real(node, field)
    return found.sizes.connected(node, field) or (low is not None and low > 1)
