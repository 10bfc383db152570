"""Settings that the model family does not take, or was not made for.

What it does: checks the settings of denoise nodes against their family: FLUX with no steps, with guidance 0
or with CFG but no negative prompt; ERNIE-Image with CFG but no negative prompt; a list of CFG values that
is not one for each step; FLUX schnell with many steps; LoRAs of a weight beyond 10; seeds below 0 or above
4294967295. Schedulers are not its business: an unknown one is an invalid-value, and InvokeAI refuses it.

Why it is bad: some of these fail when the run has reached the node ("Negative text conditioning is required
when cfg_scale is not 1.0."). Others give a picture that is worse, or slower, than the model can do, and
InvokeAI does not tell.

How to fix: use the values that the message names.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Severity
from wflint.models.families.settings import DENOISE, SD
from wflint.rules.base import Context, Rule, advice, fails, silent
from wflint.rules.models._quiet import quiet
from wflint.rules.shared.stages import BUCKETS, Stages, stages

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
    for node in found.of("sd"):
        yield from _cfg_list(ctx, found, node)
    for node in found.of("noise"):
        yield from _seed(ctx, found, node)
    for node in found.of("weighted"):
        yield from _lora_weight(ctx, found, node)
    for node in found.of("flow"):
        yield from _seed(ctx, found, node)
        yield from _steps(ctx, found, node)
        yield from _cfg(ctx, found, node)
        yield from _cfg_list(ctx, found, node)
        if node.type in _FLUX:
            yield from _flux(ctx, found, node)


def _finding(ctx: Context, node: Node, field: str, text: str, outcome: Outcome | None = None) -> Finding:
    return Finding(
        f"{ctx.describe(node)}: {text}",
        node.input_pointer(field),
        node=node.id,
        node_type=node.type,
        field=field,
        outcome=outcome,
    )


def _run_fails(error: str) -> str:
    return f"InvokeAI accepts the graph; the run fails at this node: {error}"


def _seed(ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    """Nowhere in InvokeAI does a seed of -1 mean a random one."""
    seed = found.real(node, "seed")
    if seed is None and found.sizes.connected(node, "seed"):
        seed = found.sizes.number(node, "seed")
    if seed is None or 0 <= seed <= _SEED_MAX:
        return
    text = f'"seed" is {seed:.0f}, which InvokeAI takes as one more fixed seed, not as a random one; '
    yield _finding(
        ctx, node, "seed", f"{text}use a number from 0 to {_SEED_MAX}, or connect a rand_int node", _SILENT
    )


def _lora_weight(ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    """The other adapters' schemas bound their weights."""
    weight = found.real(node, "weight") if "lora" in node.type else None
    if weight is not None and abs(weight) > _HEAVIEST:
        text = f'"weight" is {weight:g}, which drowns the model and makes noise; InvokeAI does not tell; '
        yield _finding(ctx, node, "weight", f"{text}LoRAs are made for weights around 1", _SILENT)


def _steps(ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    field = DENOISE[node.type].steps
    if field != "num_steps":
        return  # the other nodes' schemas ask for at least one step
    steps = found.sizes.number(node, field)
    if steps is None or steps > 0:
        return
    if node.type in _FLUX and steps == 0:
        text = (
            f'"{field}" is 0: InvokeAI makes one step all the same, and does not tell; set how many you want'
        )
        yield _finding(ctx, node, field, text, _SILENT)
        return
    error = "AssertionError" if node.type in _FLUX else "ZeroDivisionError or ValueError"
    yield _finding(ctx, node, field, f'"{field}" is {steps}. {_run_fails(error)}; set at least 1', _FAILS)


def _cfg(ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    facts = DENOISE[node.type]
    if not facts.needs_negative or found.sizes.connected(node, facts.negative):
        return
    cfg = found.real(node, facts.cfg)
    if cfg is None or math.isclose(cfg, 1.0) or (facts.cfg_off == "at or below 1" and cfg < 1):
        return
    text = f'"{facts.cfg}" is {cfg:g}, but there is no negative prompt. {_run_fails(facts.needs_negative)}; '
    yield _finding(ctx, node, facts.cfg, f'{text}set it to 1, or connect "{facts.negative}"', _FAILS)


def _cfg_list(ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    facts = DENOISE[node.type]
    values = found.sizes.literal(node, facts.cfg)
    if type(values) is not list or facts.cfg != "cfg_scale":
        return
    steps = found.sizes.number(node, facts.steps)
    whole = found.real(node, "denoising_start") == 0 and found.real(node, "denoising_end") == 1
    if steps is None or steps == len(values) or steps <= 0 or not (whole or node.type in SD):
        return
    text = f'"{facts.cfg}" is a list of {len(values)}, but there are {steps} steps. '
    yield _finding(
        ctx,
        node,
        facts.cfg,
        f"{text}{_run_fails('AssertionError')}; give one for each step, or a single number",
        _FAILS,
    )


def _flux(ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    yield from _cfg_window(ctx, found, node)
    guidance, steps = found.real(node, "guidance"), found.sizes.number(node, "num_steps")
    if not (guidance is not None and guidance <= 0) and not (steps is not None and steps > _TOO_MANY):
        return
    schnell = _is_schnell(ctx, node)
    if guidance is not None and guidance <= 0 and not schnell:
        text = f'"guidance" is {guidance:g}: FLUX dev was made with guidance, '
        text += "and hardly follows the prompt without"
        yield _finding(ctx, node, "guidance", f"{text}; usual values are 2.5 to 4, 30 for Fill")
    if schnell and steps is not None and steps > _TOO_MANY:
        text = f'"num_steps" is {steps}, but FLUX schnell was distilled for {_SCHNELL_STEPS}'
        yield _finding(ctx, node, "num_steps", f"{text}: more take longer and make no better picture", _TIP)


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
            text = f'"{field}" is {step}, but the steps are numbered from 0 to {steps - 1}. '
            error = f"ValueError: Invalid {field}. Out of range"
            yield _finding(ctx, node, field, f"{text}{_run_fails(error)}; choose one of them", _FAILS)
            return
