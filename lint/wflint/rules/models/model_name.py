"""Models whose names say that they are of different families.

What it does: where a model is known by its name alone (a file name as in guides, an identifier without a
base), the name is looked up among those of well-known models and naming rules of publishers, and compared
with the main model of the same graph. Also reports identifiers whose name is that of a published model of
another family than the base they state. Models with a stated base are otherwise the business of
base-model-mismatch.

Why it is bad: a ControlNet, LoRA, IP-Adapter or VAE works with the family it was made for. With another the
run fails (`diffusers_xl_canny_mid` is for SDXL; on SD1.5 InvokeAI ends with "argument of type 'NoneType' is
not iterable"), or a wrong picture comes out. A name is no proof, so this is a warning unless both names are
published ones.

How to fix: choose a model of the main model's family; the message names the usual one where there is one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Confidence, Finding, Related, Severity
from wflint.models.families.bases import TOGETHER, UNET_BASES, label, type_label
from wflint.models.flow.names import guess
from wflint.rules.base import Context, Rule, advice, fails, silent
from wflint.rules.models._named import Named, named_models, nothing_to_say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Outcome

RULE = Rule(
    "MD106",
    "models whose names say that they are of different families",
    graph=fails(severity=Severity.WARNING),
    workflow=fails(severity=Severity.WARNING),
    when="models._named:something_to_say",
)
_ERROR = fails()
_SILENT, _TIP = silent(), advice()
_ADAPTERS = frozenset({"controlnet", "t2i_adapter", "ip_adapter", "lora", "control_lora", "vae"})


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a model."""
    if nothing_to_say(ctx):
        return
    models = ctx.analysis(named_models)
    for model in models:
        if model.said is None and model.base != "any":
            yield from _lying(ctx, model)
    if all(model.said is None for model in models):
        return
    part = _parts(ctx)
    mains: dict[int, list[Named]] = {}
    for model in models:
        if model.type == "main" and model.base:
            mains.setdefault(part[model.node.id], []).append(model)
    for model in models:
        if model.type in _ADAPTERS and model.base and model.base != "any":
            yield from _beside(ctx, model, mains.get(part[model.node.id], []))


def _lying(ctx: Context, model: Named) -> Iterator[Finding]:
    said = guess(model.name, model.type or None)
    if said is None or said.confidence is not Confidence.CERTAIN or said.base == model.base:
        return
    if _go_together(said.base, model.base) or (said.type is not None and said.type != model.type):
        return
    text = (
        f'"{model.field}" states the base {model.base} for "{model.name}", which is the name of a model for '
    )
    text += f"{label(said.base)} ({said.source}). On a server only the key counts; "
    yield _finding(ctx, model, f"{text}if the key is right, correct the base, and if not, the key", _TIP, ())


def _beside(ctx: Context, model: Named, mains: list[Named]) -> Iterator[Finding]:
    bases = {main.base for main in mains if main.base != "sdxl-refiner"}
    if len(bases) != 1 or model.base in bases:
        return
    main = next(m for m in mains if m.base in bases)
    if _go_together(model.base, main.base) or (model.said is None and main.said is None):
        return
    certain = all(m.said is None or m.said.confidence is Confidence.CERTAIN for m in (model, main))
    fails_there, what = _effect(model, main)
    from wflint.models.families.names import USUAL

    usual = USUAL.get((model.type, main.base))
    instead = f" such as {usual}" if usual else ""
    kind = type_label(model.type)
    text = f"{_words(model)} is a {kind} for {label(model.base)}, but the main model {_words(main)} is "
    text += f"{label(main.base)}. {what}; choose a {kind} for {label(main.base)}{instead}"
    outcome = (_ERROR if certain else None) if fails_there else _SILENT
    related = (Related(main.pointer, f"{label(main.base)} comes from here: {_source(main)}"),)
    yield _finding(ctx, model, text, outcome, related)


def _finding(
    ctx: Context, model: Named, text: str, outcome: Outcome | None, related: tuple[Related, ...]
) -> Finding:
    return Finding(
        f"{ctx.describe(model.node)}: {text}",
        model.pointer,
        node=model.node.id,
        node_type=model.node.type,
        field=model.field,
        outcome=outcome,
        confidence=Confidence.LIKELY,
        related=related,
    )


def _words(model: Named) -> str:
    name = f'"{model.name if len(model.name) <= 60 else model.name[:57] + "..."}"'
    if model.said is None:
        return name
    by = "by its name" if model.said.confidence is Confidence.CERTAIN else "by the sound of its name"
    return f"{name} {by}"


def _source(model: Named) -> str:
    return f'"{model.name[:60]}"' + (f" ({model.said.source})" if model.said is not None else "")


def _effect(model: Named, main: Named) -> tuple[bool, str]:
    """Whether such a pair fails, and what InvokeAI does, as in base-model-mismatch."""
    if model.type == "vae" and {model.base, main.base} <= UNET_BASES:
        return False, "InvokeAI does not tell: the colours come out wrong"
    if model.type == "lora" and not {model.base, main.base} <= UNET_BASES:
        return False, "InvokeAI does not tell: the LoRA changes nothing"
    return True, "Together they fail when the run gets there"


def _go_together(one: str, other: str) -> bool:
    return (one, other) in TOGETHER or (other, one) in TOGETHER


def _parts(ctx: Context) -> dict[str, int]:
    """The connected parts of the graph: nodes of one part have the same number."""
    graph = ctx.graph
    beside: dict[str, list[str]] = {node_id: [] for node_id in graph.nodes}
    for edge in graph.edges:
        if edge.source in beside and edge.target in beside:
            beside[edge.source].append(edge.target)
            beside[edge.target].append(edge.source)
    part: dict[str, int] = {}
    for number, start in enumerate(beside):
        if start in part:
            continue
        part[start] = number
        waiting = [start]
        while waiting:
            for node_id in beside[waiting.pop()]:
                if node_id not in part:
                    part[node_id] = number
                    waiting.append(node_id)
    return part
