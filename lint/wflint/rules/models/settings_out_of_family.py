"""Settings that the model family does not take, or was not made for.

What it does: checks the settings of denoise nodes against their family: FLUX with no steps, with guidance 0
or with CFG but no negative prompt, with a CFG range that ends before it starts, or without noise for latents
alone; ERNIE-Image with CFG but no negative prompt; CFG lists that have not one value for each step, lists of
weights that are shorter than the steps; FLUX
schnell with many steps; LoRA weights beyond 10; seeds below 0 or above 4294967295, and those that 64 bits do
not hold. Unknown schedulers are reported by invalid-value: InvokeAI refuses them.

Why it is bad: some of these fail when the run has reached the node ("Negative text conditioning is required
when cfg_scale is not 1.0."). Others silently give an image that is worse, or slower, than the model can do.

How to fix: use the values that the help names; `--unsafe-fixes` does where there is only one. For a seed of
a graph's Noise node that is the number as which InvokeAI reads it, elsewhere the nearest seed.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Severity
from wflint.diagnostics.fix import replace, unsafe
from wflint.diagnostics.words import quoted
from wflint.models.families.nodes import ADAPTERS
from wflint.models.families.settings import DENOISE, SD, SEEDED, WEIGHTED
from wflint.rules.base import Context, Rule, advice, fails, silent
from wflint.rules.models._fixes import other_values
from wflint.rules.models._quiet import quiet
from wflint.rules.shared.stages import BUCKETS, Stages, first, stages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wflint.diagnostics import Outcome
    from wflint.diagnostics.fix import Fix
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
# Adapters that take the weight of every step, also of those at which they do nothing.
_ASK_ALWAYS = ("ip_adapter", "t2i_adapter")
_FAR = 64
_FLUX = ("flux_denoise", "flux_denoise_meta")
_SEED_MAX = 2**32 - 1  # app/util/misc.py
_TORCH_LEAST, _TORCH_MOST = -(2**63), 2**64 - 1  # what torch.Generator.manual_seed takes
_OVERFLOW = "RuntimeError: Overflow when unpacking long"
_NO_NOISE = "RuntimeError: Tensor type unknown to einops <class 'NoneType'>"
_HEAVIEST = 10  # what the web UI lets its users enter, features/controlLayers/store/lorasSlice.ts
_SCHNELL_STEPS = 4  # what FLUX.1 schnell was distilled for, InvokeAI's own default for it
_TOO_MANY = 2 * _SCHNELL_STEPS


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a setting."""
    if ctx.analysis(quiet):
        return
    found = ctx.analysis(stages)
    looks = (
        ("sd", _cfg_list),
        ("noise", _seed),
        ("weighted", _weighted),
        ("seeded", _seed),
        ("flow", _flow),
    )
    for kind, look in looks:
        for node in found.of(kind):
            yield from first(look, ctx, found, node)


def _weighted(ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    yield from _lora_weight(ctx, found, node)
    if node.type in ADAPTERS:
        yield from _weights(ctx, found, node)


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
    fix: Fix | Callable[[], Fix | None] | None = None,
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
        fix=fix,
    )


def _seed(ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    """Nowhere in InvokeAI does a seed of -1 mean a random one."""
    field = SEEDED.get(node.type, "seed")
    seed = _whole(found, node, field)
    if seed is None or 0 <= seed <= _SEED_MAX:
        return
    cure = f"use a seed from 0 to {_SEED_MAX}"
    enhancer = node.type == "z_image_seed_variance_enhancer"  # takes none below 0, and the next one too
    least, most = (-math.inf if enhancer else _TORCH_LEAST), _TORCH_MOST - enhancer
    if node.type != "noise" and not least <= seed <= most:  # which takes it modulo 2**32
        shown = f"{seed:.3g}" if abs(seed) < 10**300 else "too large a number"
        says = f"is {shown}, more than 64 bits hold"
        fix = _seed_fix(ctx, node, field)
        yield _finding(ctx, node, field, says, _FAILS, error=_OVERFLOW, cure=cure, fix=fix)
        return
    if node.type in SEEDED:
        return  # any number is one more seed there, and nobody takes -1 for a random one
    yield _finding(
        ctx,
        node,
        field,
        f"is {seed}, outside 0 to {_SEED_MAX}",
        _SILENT,
        then="InvokeAI silently reads it as one more fixed seed, not as a random one",
        cure=f"{cure}, or connect {ctx.names.title('rand_int')}",
        fix=_seed_fix(ctx, node, field),
    )


def _seed_fix(ctx: Context, node: Node, field: str) -> Fix | None:
    """For a seed that the node itself holds: the one that it is read as, else the nearest."""
    seed = node.values.get(field)
    if type(seed) is not int or (node.id, field) in ctx.graph.into:
        return None
    shown = seed if abs(seed) < 10**12 else "it"
    if node.type == "noise" and not ctx.is_workflow:
        read = seed % (_SEED_MAX + 1)
        title = f"write {read}, as which {shown} is read"
        return unsafe(title, replace(*node.input_pointer(field), value=read))
    near = 0 if seed < 0 else _SEED_MAX
    title = f"write {near}" if shown == "it" else f"write {near} for {seed}"
    return unsafe(title, replace(*node.input_pointer(field), value=near))


def _whole(found: Stages, node: Node, field: str) -> int | None:
    """A whole number of any size, written down in the node or in an integer node that feeds it."""
    maker = found.sizes.maker(node, field)
    if maker is not None:
        node, field = maker, "value"
        if maker.type != "integer":
            return None
    written = node.values.get(field)
    # The evaluator looks at no number of a thousand bits, and torch at none of 65.
    value = written if type(written) is int and not found.sizes.connected(node, field) else None
    if value is None:
        value = found.sizes.literal(node, field)
    if type(value) is float and value.is_integer():
        value = int(value)
    return value if type(value) is int else None


def _lora_weight(ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    """The other adapters' schemas bound their weights."""
    weight = found.real(node, "weight") if "lora" in node.type else None
    if weight is not None and abs(weight) > _HEAVIEST:
        says = f"is {weight:g}, but LoRAs are made for weights around 1"
        then = "so much weight silently turns the image into noise"
        yield _finding(ctx, node, "weight", says, _SILENT, then=then, cure="use a weight around 1")


def _weights(ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    """A weight for each step; the last step asks for the last one, where the adapter counts until then."""
    field = WEIGHTED[node.type]
    weights = found.sizes.literal(node, field)
    end = found.real(node, "end_step_percent")
    if type(weights) is not list or (node.type not in _ASK_ALWAYS and (end is None or end < 1)):
        return
    waiting, seen = [node.id], {node.id}
    while waiting and len(seen) < _FAR:
        for edge in ctx.graph.out_of.get(waiting.pop(), ()):
            target = ctx.graph.nodes.get(edge.target)
            if target is None or target.id in seen:
                continue
            seen.add(target.id)
            if target.type == "collect":
                waiting.append(target.id)
            facts = DENOISE.get(target.type)
            steps = found.sizes.number(target, facts.steps) if facts is not None else None
            whole = found.real(target, "denoising_start") == 0 and found.real(target, "denoising_end") == 1
            if steps is not None and whole and len(weights) < steps:
                says = f"has a list of {len(weights)} for {steps} steps"
                cure = "give one weight for each step, or a single number"
                error = "IndexError: list index out of range"
                yield _finding(ctx, node, field, says, _FAILS, error=error, cure=cure)
                return


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
    fix = other_values(ctx, found, node, {facts.cfg: 1})
    yield _finding(ctx, node, facts.cfg, says, _FAILS, error=facts.needs_negative, cure=cure, fix=fix)


def _cfg_list(ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    facts = DENOISE[node.type]
    values = found.sizes.literal(node, facts.cfg)
    if type(values) is not list or facts.cfg != "cfg_scale":
        return
    steps = found.sizes.number(node, facts.steps)
    whole = found.real(node, "denoising_start") == 0 and found.real(node, "denoising_end") == 1
    if steps is None or steps == len(values) or steps <= 0 or not (whole or node.type in SD):
        return
    says = f"has a list of {len(values)} for {steps} steps"
    cure = "give one value for each step, or a single number"
    yield _finding(ctx, node, facts.cfg, says, _FAILS, error="AssertionError", cure=cure)


def _flux(ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    yield from _cfg_window(ctx, found, node)
    yield from _no_noise(ctx, found, node)
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
        fix = other_values(ctx, found, node, {"num_steps": _SCHNELL_STEPS})
        yield _finding(ctx, node, "num_steps", says, _TIP, then=then, cure=cure, fix=fix)


def _is_schnell(ctx: Context, node: Node) -> bool:
    """Whether the node's transformer is that of FLUX.1 schnell, as far as its variant or name tells."""
    from wflint.rules.shared.families import all_families

    fact = ctx.analysis(all_families).into(node.id, "transformer")
    model = fact.model if fact is not None else None
    if model is None:
        return False
    return model.variant == "schnell" or (not model.variant and "schnell" in model.name.lower())


def _no_noise(ctx: Context, found: Stages, node: Node) -> Iterator[Finding]:
    """From 6.13 on, where the node takes noise, it makes none for latents alone, and packs it all the same.

    FLUX.2 and Z-Image look first, and so does 7.0.
    """
    definition, sizes = ctx.catalogue.node(node.type), found.sizes
    if definition is None or "noise" not in definition.inputs or ctx.catalogue.release.at_least(7):
        return
    if sizes.literal(node, "add_noise") is not False or not sizes.connected(node, "latents"):
        return
    if sizes.connected(node, "denoise_mask") or node.values.get("denoise_mask") is not None:
        return
    start, end = found.real(node, "denoising_start"), found.real(node, "denoising_end")
    if start is None or end is None or start >= end:
        return
    says = "is off, which fails for latents without a mask"
    cure = 'turn on "add_noise", or connect "denoise_mask"'
    fix = other_values(ctx, found, node, {"add_noise": True}, 'turn on "add_noise"')
    yield _finding(ctx, node, "add_noise", says, _FAILS, error=_NO_NOISE, cure=cure, fix=fix)


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
            fix = other_values(ctx, found, node, {field: steps - 1 if step > 0 else 0})
            yield _finding(ctx, node, field, says, _FAILS, error=error, cure=cure, fix=fix)
            return
    first, last = (found.sizes.number(node, f"cfg_scale_{end}_step") for end in ("start", "end"))
    if first is None or last is None or found.real(node, "denoising_end") != 1:
        return
    if (first + steps) % steps > (last + steps) % steps:
        says = f'is {first}, behind "cfg_scale_end_step" ({last})'
        error = "ValueError: cfg_scale_start_step (...) must be before cfg_scale_end_step"
        cure = 'set "cfg_scale_start_step" to a step before the last one'
        wanted = {"cfg_scale_start_step": last, "cfg_scale_end_step": first}
        fix = other_values(ctx, found, node, wanted, "swap the first and the last step")
        yield _finding(ctx, node, "cfg_scale_start_step", says, _FAILS, error=error, cure=cure, fix=fix)
