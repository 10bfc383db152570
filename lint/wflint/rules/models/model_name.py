"""Models of different families, going by their names.

What it does: where only the name of a model is known (a file name as in guides, an identifier without a
base), the name is looked up among those of well-known models and naming rules of publishers, and compared
with the main model of the same graph. Also reports identifiers whose name is that of a published model of
another family than the base they state. All other models with a stated base are checked by
base-model-mismatch.

Why it is bad: a ControlNet, LoRA, IP-Adapter or VAE works with the family it was made for. With another the
run fails (`diffusers_xl_canny_mid` is for SDXL; on SD1.5 InvokeAI ends with "argument of type 'NoneType' is
not iterable"), or the image silently comes out wrong. A name is not proof, so this is a warning unless both
names are published ones.

How to fix: choose a model of the main model's family; the help names a common one where there is one.
`--unsafe-fixes` corrects a stated base that a published name contradicts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Confidence, Finding, Related, Severity
from wflint.diagnostics.fix import display, replace, unsafe
from wflint.diagnostics.words import article, quoted
from wflint.models.families.bases import TOGETHER, UNET_BASES, label, type_label
from wflint.models.flow.names import guess
from wflint.records import NamedTuple
from wflint.rules.base import Context, Rule, advice, fails, silent
from wflint.rules.models._apart import told_apart
from wflint.rules.models._named import Named, named_models, nothing_to_say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Outcome
    from wflint.diagnostics.fix import Fix

RULE = Rule(
    "MD106",
    "models of different families, going by their names",
    graph=fails(severity=Severity.WARNING),
    workflow=fails(severity=Severity.WARNING),
    when="models._named:something_to_say",
)
_ERROR = fails()
_SILENT, _TIP = silent(), advice()
_ADAPTERS = frozenset({"controlnet", "t2i_adapter", "ip_adapter", "lora", "control_lora", "vae"})


class _Said(NamedTuple):
    """A finding before it is told apart from others that read the same."""

    model: Named
    message: str
    cure: str
    outcome: Outcome | None
    then: str = ""
    detail: str = ""
    related: tuple[Related, ...] = ()
    fix: Fix | None = None


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a model."""
    if nothing_to_say(ctx):
        return
    found = [*_said(ctx)]
    ways = [(f"in {ctx.describe(said.model.node)}", f'as "{said.model.field}"') for said in found]
    for said, message in zip(found, told_apart([said.message for said in found], ways), strict=True):
        model = said.model
        yield Finding(
            message,
            model.pointer,
            node=model.node.id,
            node_type=model.node.type,
            field=model.field,
            outcome=said.outcome,
            confidence=Confidence.LIKELY,
            related=said.related,
            help=said.cure,
            then=said.then,
            detail=said.detail,
            group=said.message if message != said.message else "",
            fix=said.fix,
        )


def _said(ctx: Context) -> Iterator[_Said]:
    models = ctx.analysis(named_models)
    for model in models:
        if model.said is None and model.base != "any":
            yield from _lying(model, models)
    if all(model.said is None for model in models):
        return
    part = _parts(ctx)
    mains: dict[int, list[Named]] = {}
    for model in models:
        if model.type == "main" and model.base:
            mains.setdefault(part[model.node.id], []).append(model)
    for model in models:
        if model.type in _ADAPTERS and model.base and model.base != "any":
            yield from _beside(model, mains.get(part[model.node.id], []))


def _lying(model: Named, models: list[Named]) -> Iterator[_Said]:
    said = guess(model.name, model.type or None)
    if said is None or said.confidence is not Confidence.CERTAIN or said.base == model.base:
        return
    if _go_together(said.base, model.base) or (said.type is not None and said.type != model.type):
        return
    yield _Said(
        model,
        f'{quoted(model.name)} states base "{model.base}", but by its name it is for {label(said.base)}',
        "correct the base if the key is right, else choose the model again",
        _TIP,
        "InvokeAI goes by the key alone",
        f"published as {said.source}",
        fix=_based(model, said.base, models),
    )


def _based(model: Named, base: str, models: list[Named]) -> Fix | None:
    """The base that its name says: to be shown only where the other models are of another family."""
    value = model.node.values.get(model.field)
    if type(value) is not dict or type(value.get("base")) is not str:
        return None
    bases = {other.base for other in models if other is not model} - {"", "any", base}
    make = unsafe if all(_go_together(base, other) for other in bases) else display
    return make(f'write base "{base}"', replace(*model.pointer, "base", value=base))


def _beside(model: Named, mains: list[Named]) -> Iterator[_Said]:
    bases = {main.base for main in mains if main.base != "sdxl-refiner"}
    if len(bases) != 1 or model.base in bases:
        return
    main = next(m for m in mains if m.base in bases)
    if _go_together(model.base, main.base) or (model.said is None and main.said is None):
        return
    certain = all(m.said is None or m.said.confidence is Confidence.CERTAIN for m in (model, main))
    fails_there, then = _effect(model, main)
    from wflint.models.families.names import USUAL

    usual = USUAL.get((model.type, main.base))
    instead = f", such as {usual}" if usual else ""
    kind = type_label(model.type)
    yield _Said(
        model,
        f"{label(model.base)} {kind} {quoted(model.name)} is used with "
        f"{label(main.base)} main model {quoted(main.name)}",
        f"choose {article(f'{label(main.base)} {kind}')}{instead}",
        (_ERROR if certain else None) if fails_there else _SILENT,
        then,
        "; ".join(f"{quoted(m.name)}: {_source(m)}" for m in (model, main)),
        (Related(main.pointer, "main model chosen here"),),
    )


def _source(model: Named) -> str:
    """How its family is known."""
    if model.said is None:
        return f"stated base {model.base}"
    by = "by its name" if model.said.confidence is Confidence.CERTAIN else "by a word in its name"
    return f"{by} ({model.said.source})"


def _effect(model: Named, main: Named) -> tuple[bool, str]:
    """Whether such a pair fails, and what InvokeAI does if not, as in base-model-mismatch."""
    if model.type == "vae" and {model.base, main.base} <= UNET_BASES:
        return False, "colours and details silently come out wrong"
    if model.type == "lora" and not {model.base, main.base} <= UNET_BASES:
        return False, "the LoRA silently changes nothing"
    return True, ""


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
