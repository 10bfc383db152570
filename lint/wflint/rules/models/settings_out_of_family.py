"""Settings that the model family does not take, or was not made for.

What it does: checks the settings of denoise nodes against their family: FLUX with no steps, with guidance 0
or with CFG but no negative prompt; ERNIE-Image with CFG but no negative prompt; CFG lists that
have not one value for each step; FLUX schnell with many steps; LoRA weights beyond 10; seeds below 0 or
above 4294967295. Unknown schedulers are reported by invalid-value: InvokeAI refuses them.

Why it is bad: some of these fail when the run has reached the node ("Negative text conditioning is required
when cfg_scale is not 1.0."). Others silently give an image that is worse, or slower, than the model can do.

How to fix: use the values that the help names.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Severity
from wflint.diagnostics.words import quoted
from wflint.models.families.settings import DENOISE, SD
from wflint.rules.base import Context, Rule, advice, fails, silent
from wflint.rules.models._quiet import quiet
from wflint.rules.shared.stages import BUCKETS, Stages, first, stages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Outcome
    from wflint.graph.ir import Node

RULE = Rule(
    "MD125",
    "settings that the model family does not take, or was not made for",
    graph=advice(),
    workflow=advice(),
    nodes=frozenset(BUCKETS),
    when="models._quiet:loud",
)
_FAILS, _SILENT, _TIP = fails(), silent(), advice(severity=Severity.INFO)
_FLUX = ("flux_denoise", "flux_denoise_meta")
_SEED_MAX = 2**32 - 1  # app/util/misc.py
_HEAVIEST = 10  # what the web UI lets its users enter, features/controlLayers/store/lorasSlice.ts
_SCHNELL_STEPS = 4  # what FLUX.1 schnell was distilled for, InvokeAI's own default for it
_TOO_MANY = 2 * _SCHNELL_STEPS


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a setting."""
    if ctx.analysis(quiet):
        return
    found = ctx.analysis(stages)
    looks = (("sd", _cfg_list), ("noise", _seed), ("weighted", _lora_weight), ("flow", _flow))
    for kind, look in looks:
        for node in found.of(kind):
            yield from first(look, ctx, found, node)


def _flow(ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    yield from _seed(ctx, found, node)
    yield from _steps(ctx, found, node)
    yield from _cfg(ctx, found, node)
    yield from _cfg_list(ctx, found, node)
    if node.type in _FLUX:
        yield from _flux(ctx, found, node)


def _finding(
    ctx: Context,
    node: Node,
    field: str,
    says: str,
    outcome: Outcome | None = None,
    *,
    cure: str,
    error: str = "",
    then: str = "",
) -> Finding:
    return Finding(
        f"{ctx.names.input(node, field)} {says}",
        node.input_pointer(field),
        node=node.id,
        node_type=node.type,
        field=field,
        outcome=outcome,
        help=cure,
        error=error,
        then=then,
        group=f"{quoted(field)} {says}",
    )


def _seed(ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    """Nowhere in InvokeAI does a seed of -1 mean a random one."""
    seed = found.real(node, "seed")
    if seed is None and found.sizes.connected(node, "seed"):
        seed = found.sizes.number(node, "seed")
    if seed is None or 0 <= seed <= _SEED_MAX:
        return
    yield _finding(
        ctx,
        node,
        "seed",
        f"is {seed:.0f}, outside 0 to {_SEED_MAX}",
        _SILENT,
        then="InvokeAI silently reads it as one more fixed seed, not as a random one",
        cure=f"use a seed from 0 to {_SEED_MAX}, or connect {ctx.names.title('rand_int')}",
    )


def _lora_weight(ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    """The other adapters' schemas bound their weights."""
    weight = found.real(node, "weight") if "lora" in node.type else None
    if weight is not None and abs(weight) > _HEAVIEST:
        says = f"is {weight:g}, but LoRAs are made for weights around 1"
        then = "so much weight silently turns the image into noise"
        yield _finding(ctx, node, "weight", says, _SILENT, then=then, cure="use a weight around 1")


def _steps(ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    field = DENOISE[node.type].steps
    if field != "num_steps":
        return  # the other nodes' schemas ask for at least one step
    steps = found.sizes.number(node, field)
    if steps is None or steps > 0:
        return
    says = f"is {steps}, but at least 1 step is needed"
    cure = "set the number of steps that you want"
    if node.type in _FLUX and steps == 0:
        then = "InvokeAI silently makes one step"
        yield _finding(ctx, node, field, says, _SILENT, then=then, cure=cure)
        return
    error = "AssertionError" if node.type in _FLUX else "ZeroDivisionError or ValueError"
    yield _finding(ctx, node, field, says, _FAILS, error=error, cure=cure)


def _cfg(ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    facts = DENOISE[node.type]
    if not facts.needs_negative or found.sizes.connected(node, facts.negative):
        return
    cfg = found.real(node, facts.cfg)
    if cfg is None or math.isclose(cfg, 1.0) or (facts.cfg_off == "at or below 1" and cfg < 1):
        return
    says = f"is {cfg:g}, but no negative prompt is connected"
    cure = f'set it to 1, or connect "{facts.negative}"'
    yield _finding(ctx, node, facts.cfg, says, _FAILS, error=facts.needs_negative, cure=cure)


def _cfg_list(ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    facts = DENOISE[node.type]
    values = found.sizes.literal(node, facts.cfg)
    if type(values) is not list or facts.cfg != "cfg_scale":
        return
    steps = found.sizes.number(node, facts.steps)
    whole = found.real(node, "denoising_start") == 0 and found.real(node, "denoising_end") == 1
    if steps is None or steps == len(values) or steps <= 0 or not (whole or node.type in SD):
        return
    says = f"lists {len(values)} values for {steps} steps"
    cure = "give one value for each step, or a single number"
    yield _finding(ctx, node, facts.cfg, says, _FAILS, error="AssertionError", cure=cure)


def _flux(ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    yield from _cfg_window(ctx, found, node)
    guidance, steps = found.real(node, "guidance"), found.sizes.number(node, "num_steps")
    if not (guidance is not None and guidance <= 0) and not (steps is not None and steps > _TOO_MANY):
        return
    schnell = _is_schnell(ctx, node)
    if guidance is not None and guidance <= 0 and not schnell:
        says = f"is {guidance:g}, but FLUX dev was made with guidance"
        then = "the image hardly follows the prompt"
        cure = "use a guidance of 2.5 to 4, or 30 for FLUX Fill"
        yield _finding(ctx, node, "guidance", says, then=then, cure=cure)
    if schnell and steps is not None and steps > _TOO_MANY:
        says = f"is {steps}, but FLUX schnell was distilled for {_SCHNELL_STEPS}"
        then = "more steps take longer and make no better image"
        cure = f"set it to {_SCHNELL_STEPS}"
        yield _finding(ctx, node, "num_steps", says, _TIP, then=then, cure=cure)


def _is_schnell(ctx: Context, node: Node) -> bool:
    """Whether the node's transformer is that of FLUX.1 schnell, as far as its variant or name tells."""
    from wflint.rules.shared.families import all_families

    fact = ctx.analysis(all_families).into(node.id, "transformer")
    model = fact.model if fact is not None else None
    if model is None:
        return False
    return model.variant == "schnell" or (not model.variant and "schnell" in model.name.lower())


def _cfg_window(ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    """The first and the last step at which CFG counts; negative ones count from the end."""
    steps = found.sizes.number(node, "num_steps")
    if steps is None or steps <= 0 or found.real(node, "denoising_start") != 0:
        return
    for field in ("cfg_scale_start_step", "cfg_scale_end_step"):
        step = found.sizes.number(node, field)
        if step is not None and not -steps <= step < steps:
            says = f"is {step}, but steps go from 0 to {steps - 1}"
            error = f"ValueError: Invalid {field}. Out of range"
            cure = f"choose a step from 0 to {steps - 1}"
            yield _finding(ctx, node, field, says, _FAILS, error=error, cure=cure)
            return
