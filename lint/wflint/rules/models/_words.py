"""How conflicts of models are put into words, and the places that explain them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Confidence, Effect, Finding, Outcome, Related, Severity, Stage
from wflint.models.families.bases import FAMILIES, labels, type_label
from wflint.models.families.nodes import ADAPTERS, DECODERS, LOADERS, LORAS, PID_NODES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.diagnostics import Pointer
    from wflint.graph.ir import Node
    from wflint.models.flow.facts import Fact
    from wflint.models.flow.reference import NamedModel
    from wflint.models.judges.conflict import Conflict
    from wflint.rules.base import Context

_MOST_STEPS = 6  # of a path that are shown
_NOTICE = "InvokeAI does not notice"

_PART_NAMES = {
    "control": "ControlNet",
    "t2i_adapter": "T2I-Adapter",
    "ip_adapter": "IP-Adapter",
    "control_lora": "control LoRA",
    "lora": "LoRA",
    "vae": "VAE",
    "redux": "FLUX Redux model",
    "pid_decoder": "PiD decoder",
    "main": "main model",
}


def finding(ctx: Context, conflict: Conflict) -> Finding:
    """The finding for a conflict."""
    pointer, node, field = _where(ctx, conflict)
    return Finding(
        _message(ctx, conflict),
        pointer,
        node=node.id if node is not None else None,
        node_type=node.type if node is not None else None,
        field=field,
        outcome=outcome(conflict.effect, conflict.certain),
        confidence=None if conflict.certain else Confidence.LIKELY,
        related=tuple(_related(ctx, conflict, pointer)),
    )


def outcome(effect: Effect, certain: bool) -> Outcome:
    """How bad it is: a run that certainly fails is an error, all else a warning."""
    severity = Severity.ERROR if effect is Effect.FAILS and certain else Severity.WARNING
    return Outcome(effect, Stage.RUN, severity)


def consequence(
    effect: Effect, error: str, otherwise: str = "a picture comes out, but not a right one"
) -> str:
    """What InvokeAI does, as a sentence without its end."""
    if effect is Effect.FAILS:
        return f"The run fails ({error})" if error else "The run fails"
    return f"{_NOTICE}: {otherwise}"


def model_words(ref: NamedModel | None, bases: frozenset[str], noun: str) -> str:
    """``SDXL ControlNet "canny"``; where no model is chosen, ``an SD1.5 or SD2 main model``."""
    if ref is not None and (ref.name or ref.type):
        return ref.describe()
    known = bases & FAMILIES
    return f"{labels(known)} {noun}" if known else noun


def _fact_words(fact: Fact, noun: str) -> str:
    ref = fact.model
    return model_words(ref, fact.bases, type_label(ref.type) if ref is not None and ref.type else noun)


def _where(ctx: Context, conflict: Conflict) -> tuple[Pointer, Node | None, str]:
    """What is to be changed: the input that names an adapter, VAE or LoRA; else the edge that is wrong."""
    nodes = ctx.graph.nodes
    ref = conflict.model
    own = conflict.kind in ("loader", "half-lora") or (
        ref is not None and ref.type not in ("", "main") and conflict.part != "latents"
    )
    if conflict.kind == "clip-vision":
        node = nodes[conflict.node]
        return node.input_pointer(conflict.field), node, conflict.field
    if conflict.kind == "decoder":
        node = nodes[conflict.node]
        return node.path, node, conflict.field
    if ref is not None and own and ref.pointer:
        return ref.pointer, nodes.get(ref.node), ref.field.partition(".")[0]
    node = nodes[conflict.node]
    edges = ctx.graph.into.get((conflict.node, conflict.field))
    if edges:
        return edges[0 if ctx.drops_wires else -1].pointer("target_field"), node, conflict.field
    return node.input_pointer(conflict.field), node, conflict.field


def _message(ctx: Context, conflict: Conflict) -> str:
    makers = {
        "loader": _loader,
        "place": _place,
        "decoder": _decoder,
        "clip-vision": _clip_vision,
        "half-lora": _half_lora,
        "swapped": _swapped,
    }
    return makers.get(conflict.kind, _family)(ctx, conflict)


def _family(ctx: Context, conflict: Conflict) -> str:
    node = ctx.graph.nodes[conflict.node]
    culprit, against = conflict.culprit, conflict.against
    assert culprit is not None
    mine = _fact_words(culprit, _PART_NAMES.get(conflict.part, "main model"))
    theirs = _fact_words(against, "main model") if against is not None else ""
    want = labels(conflict.wanted)
    where = ctx.describe(node)
    does = consequence(conflict.effect, conflict.error)
    part = conflict.part
    if part == "conditioning":
        return (
            f"{where}: {conflict.field} comes from the text encoder of the {mine}, but the picture is made "
            f"by the {theirs}. {does}. Take the text encoder from the loader that the model comes from"
        )
    if part == "clip" and against is None:
        return (
            f"{where}: {conflict.field} is fed by a text encoder of the {mine}, whose size does not fit. "
            f"{does}. Connect the text encoder of the model that makes the picture"
        )
    if part == "clip":
        does = consequence(
            conflict.effect, conflict.error, "the model reads a prompt it was not trained to read"
        )
        return (
            f"{where}: the prompt of {conflict.field} was read by the text encoder of the {mine}, but the "
            f"picture is made by the {theirs}. {does}. Connect the clip of the loader that the model comes "
            "from"
        )
    if part == "latents":
        does = consequence(
            conflict.effect, conflict.error, "the two mean different colours by the same latents"
        )
        return (
            f"{where}: {conflict.field} come from the {mine}, but the {theirs} is to go on with them. "
            f"{does}. Decode them to an image with their own VAE and encode that with the VAE of "
            f"{want or 'the other'}"
        )
    if part == "noise":
        channels = f"{culprit.shape[0]} channels" if culprit.shape is not None else "another shape"
        return (
            f"{where}: the noise has {channels}, the {theirs} takes another number. {does}. Set noise_type "
            f"of the noise node to that of {want}"
        )
    if part == "vae":
        does = consequence(conflict.effect, conflict.error, "the picture has wrong colours and details")
        made = f"but the latents are those of the {theirs}" if theirs else ""
        return f"{where}: the VAE is the {mine}, {made}. {does}. Use a VAE for {want}"
    noun = _PART_NAMES.get(part, "model")
    if part == "lora":
        does = consequence(conflict.effect, conflict.error, "the LoRA changes nothing")
        return f"{where}: the {mine} cannot be applied to the {theirs}. {does}. Choose a LoRA for {want}"
    return (
        f"{_own(ctx, conflict)}: the {mine} does not fit the {theirs}, which makes the picture in {where}. "
        f"{does}. Choose {_a(label_of(conflict.wanted))} {noun}{_or_main(culprit)}"
    )


def _or_main(culprit: Fact) -> str:
    """The other way out: most adapters are one main model away from fitting."""
    known = culprit.bases if len(culprit.bases) == 1 else frozenset()
    return f", or make the picture with {_a(labels(known))} main model" if known else ""


def label_of(bases: frozenset[str]) -> str:
    """The families in words; ``fitting`` where none is known."""
    return labels(bases & FAMILIES) or "fitting"


def _a(words: str) -> str:
    """``an SDXL``, ``a FLUX.1``: the article by sound."""
    return f"{'an' if words[:1] in 'AEIOS' and not words.startswith('SigLIP') else 'a'} {words}"


def _own(ctx: Context, conflict: Conflict) -> str:
    ref = conflict.model
    node = ctx.graph.nodes.get(ref.node) if ref is not None else None
    return ctx.describe(node if node is not None else ctx.graph.nodes[conflict.node])


def _loader(ctx: Context, conflict: Conflict) -> str:
    ref = conflict.model
    assert ref is not None
    node = _loader_node(ctx, conflict)
    loader = next(
        (t for t, spec in LOADERS.items() if ref.base in spec.bases and t in ctx.catalogue.node_types), ""
    )
    instead = f"Load it with {loader}" if loader and loader != node.type else "Choose the right loader"
    return (
        f"{ctx.describe(node)}: the {ref.describe()} is not for this loader, which is for "
        f"{labels(LOADERS[node.type].bases)}. {consequence(conflict.effect, conflict.error)}. {instead}, or "
        f"choose {_a(labels(conflict.wanted))} main model"
    )


def _loader_node(ctx: Context, conflict: Conflict) -> Node:
    """The loader itself, also where its model comes through an edge."""
    nodes = ctx.graph.nodes
    if nodes[conflict.node].type in LOADERS:
        return nodes[conflict.node]
    for fact in (conflict.culprit, conflict.against):
        if fact is not None:
            for step in fact.step.chain():
                if nodes[step.node].type in LOADERS:
                    return nodes[step.node]
    return nodes[conflict.node]


def _place(ctx: Context, conflict: Conflict) -> str:
    node = ctx.graph.nodes[conflict.node]
    culprit = conflict.culprit
    ref = conflict.model
    bases = culprit.bases if culprit is not None else conflict.bases
    mine = model_words(ref, bases, _PART_NAMES.get(conflict.part, "main model"))
    other = _other_node(ctx, node, bases) if conflict.against is None else ""
    does = consequence(conflict.effect, conflict.error)
    want = labels(conflict.wanted) or "another family"
    if conflict.part in ("unet", "transformer"):
        return (
            f"{ctx.describe(node)}: {conflict.field} is that of the {mine}, but this node is for {want}. "
            f"{does}. Use {other or 'the denoise node of its family'}"
        )
    noun = _PART_NAMES.get(conflict.part, "model")
    instead = f", or use {other} instead of this node" if other else ""
    fits = labels(conflict.against.bases) if conflict.against is not None else want
    return (
        f"{ctx.describe(node)}: {conflict.field} is the {mine}, but this node takes those for {want}. "
        f"{does}. Choose {_a(fits)} {noun}{instead}"
    )


def _other_node(ctx: Context, node: Node, bases: frozenset[str]) -> str:
    """The node of the same purpose that is for other families; empty if this release has none."""
    found = ""
    if node.type in ADAPTERS:
        kind = ADAPTERS[node.type].kind
        found = next((n for n, a in ADAPTERS.items() if a.kind == kind and bases <= a.bases), "")
    elif node.type in LORAS:
        field = LORAS[node.type].field
        found = next((n for n, lora in LORAS.items() if lora.field == field and bases <= lora.bases), "")
    elif node.type in PID_NODES and bases:
        found = next((n for n, pid in PID_NODES.items() if bases <= pid.bases), "")
    elif node.type in DECODERS:
        found = next((n for n, decoder in DECODERS.items() if bases <= decoder.bases), "")
    return found if bases and found != node.type and found in ctx.catalogue.node_types else ""


def _decoder(ctx: Context, conflict: Conflict) -> str:
    node = ctx.graph.nodes[conflict.node]
    culprit = conflict.culprit
    assert culprit is not None
    mine = _fact_words(culprit, "main model")
    right = _other_node(ctx, node, culprit.bases) or "the decode node of its family"
    does = consequence(conflict.effect, conflict.error, "the latents are taken for another family's")
    return (
        f"{ctx.describe(node)}: decodes latents of the {mine}, but is for "
        f"{labels(conflict.wanted)}. {does}. Use {right}"
    )


def _clip_vision(ctx: Context, conflict: Conflict) -> str:
    node = ctx.graph.nodes[conflict.node]
    ref = conflict.model
    assert ref is not None
    chosen = node.values.get("clip_vision_model", "ViT-H")
    return (
        f"{ctx.describe(node)}: the {ref.describe()} was probably made with the CLIP Vision model "
        f"{conflict.part}, but clip_vision_model is {chosen}. "
        f"{consequence(conflict.effect, conflict.error)}. Choose {conflict.part}"
    )


def _half_lora(ctx: Context, conflict: Conflict) -> str:
    ref = conflict.model
    assert ref is not None
    return (
        f"{ctx.describe(ctx.graph.nodes[conflict.node])}: the {ref.describe()} has a part for clip2, which "
        f"this node does not have. {_NOTICE}: that part of the LoRA is left out. Use "
        f"{'sdxl_lora_collection_loader' if conflict.field == 'loras' else 'sdxl_lora_loader'}"
    )


def _swapped(ctx: Context, conflict: Conflict) -> str:
    node = ctx.graph.nodes[conflict.node]
    culprit = conflict.culprit
    assert culprit is not None
    which = "second" if culprit.submodel == "text_encoder_2" else "first"
    does = consequence(conflict.effect, conflict.error, "the model cannot read the prompt")
    output = _output_at_loader(ctx, culprit)
    return (
        f"{ctx.describe(node)}: {conflict.field} is fed by the {which} text encoder ({output}) of the "
        f"{_fact_words(culprit, 'main model')}, where the other one belongs. {does}. Connect "
        f"{_matching(node.type, conflict.field)}"
    )


def _matching(node_type: str, field: str) -> str:
    if node_type == "compel":
        return "the clip of an SD1.5 or SD2 loader, or use sdxl_compel_prompt for SDXL"
    return f"the loader's {field} to {field}"


def _output_at_loader(ctx: Context, fact: Fact) -> str:
    steps = fact.path()
    return next((s.output for s in steps if ctx.graph.nodes[s.node].type in LOADERS), steps[-1].output)


def _related(ctx: Context, conflict: Conflict, pointer: Pointer) -> Iterable[Related]:
    """Both paths, from each loader to the place where they meet; then what goes wrong with it too."""
    shown = {pointer}
    for fact in (conflict.culprit, conflict.against):
        if fact is not None:
            yield from _path(ctx, fact, shown)
    node = ctx.graph.nodes[conflict.node]
    own = conflict.model is not None and conflict.model.node == node.id
    if node.path not in shown and conflict.kind != "clip-vision" and not own:
        shown.add(node.path)
        word = "they meet" if conflict.against is not None and conflict.kind == "family" else "it shows"
        yield Related(node.path, f"{word} here, at {conflict.field} of {ctx.describe(node)}")
    for other in conflict.also[:_MOST_STEPS]:
        also = ctx.graph.nodes[other.node]
        if (place := also.input_pointer(other.field)) not in shown:
            shown.add(place)
            yield Related(place, f"{other.field} of {ctx.describe(also)} has the same cause")


def _path(ctx: Context, fact: Fact, shown: set[Pointer]) -> Iterable[Related]:
    ref = fact.model
    if ref is not None and ref.pointer and ref.pointer not in shown:
        shown.add(ref.pointer)
        yield Related(ref.pointer, f"the {ref.describe()} is chosen here")
    steps = fact.path()
    if len(steps) > _MOST_STEPS:
        steps = [*steps[: _MOST_STEPS // 2], *steps[-_MOST_STEPS // 2 :]]
    for step in steps:
        node = ctx.graph.nodes[step.node]
        if node.path in shown or (ref is not None and node.id == ref.node and ref.pointer):
            continue
        shown.add(node.path)
        yield Related(node.path, f"through {step.output} of {ctx.describe(node)}")
