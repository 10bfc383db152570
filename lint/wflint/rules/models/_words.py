"""How conflicts of models are put into words; the places that explain them are in ``_paths.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Confidence, Effect, Finding, Outcome, Severity, Stage
from wflint.diagnostics.words import article, listed
from wflint.models.families.bases import BY_BASE, FAMILIES, labels, type_label
from wflint.models.families.nodes import (
    ADAPTERS,
    CLIP_PROMPTS,
    DECODERS,
    DENOISERS,
    LOADERS,
    LORAS,
    NOISE,
    PID_NODES,
)
from wflint.models.judges.conflicts import likewise, loader_type
from wflint.records import NamedTuple
from wflint.rules.models._apart import told_apart
from wflint.rules.models._paths import Places

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wflint.diagnostics import Pointer
    from wflint.graph.ir import Node
    from wflint.models.families.node_facts import NodeFacts
    from wflint.models.families.record import Geometry
    from wflint.models.flow.facts import Fact
    from wflint.models.flow.reference import NamedModel
    from wflint.models.judges.conflict import Conflict
    from wflint.rules.base import Context

_REFINER = frozenset({"sdxl-refiner"})
WRONG_IMAGE = "the image silently comes out wrong"  # what is silent, where nothing closer is known
IGNORED = "InvokeAI ignores this model: every part that is asked for has another source"
CLEAR = "clear the input"
_WITH_CLIP2 = {"loras": "sdxl_lora_collection_loader", "metadata": "metadata_to_sdlx_loras"}

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


class Parts(NamedTuple):
    """A conflict in words. ``then`` is what InvokeAI does if the run does not fail."""

    message: str
    help: str
    then: str = WRONG_IMAGE


def findings(ctx: Context, conflicts: Sequence[Conflict]) -> list[Finding]:
    """One finding a conflict. Those that read the same are a group, and each also says where it is."""
    parts = [_parts(ctx, conflict) for conflict in conflicts]
    places = [_where(ctx, conflict) for conflict in conflicts]
    ways = [
        (
            f"in {ctx.describe(node)}" if node is not None else "",
            f"at {ctx.names.input(ctx.graph.nodes[conflict.node], conflict.field)}",
        )
        for conflict, (_, node, _) in zip(conflicts, places, strict=True)
    ]
    messages = told_apart([part.message for part in parts], ways)
    found = []
    for conflict, part, message, (pointer, node, field) in zip(
        conflicts, parts, messages, places, strict=True
    ):
        failed = conflict.effect is Effect.FAILS
        explained = Places(ctx, conflict, pointer)
        found.append(
            Finding(
                message,
                pointer,
                node=node.id if node is not None else None,
                node_type=node.type if node is not None else None,
                field=field,
                outcome=outcome(conflict.effect, conflict.certain),
                confidence=None if conflict.certain else Confidence.LIKELY,
                related=tuple(explained.related),
                ways=explained.ways,
                help=part.help,
                error=conflict.error if failed else "",
                then="" if failed else part.then,
                group=part.message if message != part.message else "",
                about=_cause(conflict),
            )
        )
    return found


def _cause(conflict: Conflict) -> str:
    """The inputs that name what does not fit: where it first shows depends on the order of the nodes."""
    against = conflict.against
    return repr(sorted((conflict.place, against.root if against is not None else ("", conflict.kind))))


def outcome(effect: Effect, certain: bool) -> Outcome:
    """How bad it is: a run that certainly fails is an error, what changes nothing an info, else a warning."""
    if effect is Effect.ADVICE:
        return Outcome(effect, Stage.RUN, Severity.INFO)
    severity = Severity.ERROR if effect is Effect.FAILS and certain else Severity.WARNING
    return Outcome(effect, Stage.RUN, severity)


def model_words(ref: NamedModel | None, bases: frozenset[str], noun: str) -> str:
    """``SDXL ControlNet "canny"``; where no model is chosen, ``an SD1.5 or SD2 main model``."""
    if ref is not None and ref.name:
        return ref.describe()
    if ref is not None and ref.type:
        return article(ref.describe())
    known = bases & FAMILIES
    return article(f"{labels(known)} {noun}" if known else noun)


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
    if conflict.culprit is not None and conflict.culprit.pointer:
        return conflict.culprit.pointer, nodes[conflict.node], conflict.field
    if ref is not None and own and ref.pointer:
        return ref.pointer, nodes.get(ref.node), ref.field.partition(".")[0]
    node = nodes[conflict.node]
    edges = ctx.graph.into.get((conflict.node, conflict.field))
    if edges:
        return edges[0 if ctx.drops_wires else -1].pointer("target_field"), node, conflict.field
    return node.input_pointer(conflict.field), node, conflict.field


def _parts(ctx: Context, conflict: Conflict) -> Parts:
    makers = {
        "loader": _loader,
        "place": _place,
        "decoder": _decoder,
        "clip-vision": _clip_vision,
        "half-lora": _half_lora,
        "swapped": _swapped,
    }
    return makers.get(conflict.kind, _family)(ctx, conflict)


def _family(ctx: Context, conflict: Conflict) -> Parts:
    culprit, against, part = conflict.culprit, conflict.against, conflict.part
    assert culprit is not None
    mine = _fact_words(culprit, _PART_NAMES.get(part, "main model"))
    theirs = _fact_words(against, "main model") if against is not None else ""
    if part == "clip" and against is None:
        place = ctx.names.input(ctx.graph.nodes[conflict.node], conflict.field)
        return Parts(
            f"{_of_main('text encoder', culprit, mine)} does not fit {place}",
            "connect the text encoder of the model that makes the image",
        )
    if part in ("clip", "conditioning"):
        other = against.model if against is not None else None
        maker = other.called if other is not None else "the model that makes the image"
        return Parts(
            f"prompt encoded with {mine} is used with {theirs}",
            f"encode the prompt with the text encoder of {maker}",
            "the model silently reads a prompt that it was not trained to read",
        )
    if ctx.graph.nodes[conflict.node].type == "lblend":
        return _blended(ctx, conflict, mine, theirs)
    if part == "latents":
        return Parts(
            f"latents of {mine} are used with {theirs}",
            f"decode them with their own VAE, then encode the image with {_a_vae(conflict.wanted)}",
            "InvokeAI silently reads the latents as those of the other family; colours come out wrong",
        )
    if part == "noise":
        return _noise(ctx, conflict, culprit, theirs)
    if part == "vae":
        # A denoise node encodes images with it, what decodes is given latents.
        joint = "for latents of" if against is not None and against.kind == "latents" else "with"
        return Parts(
            f"{_of_main('VAE', culprit, mine)} is used {joint} {theirs}",
            f"use {_a_vae(conflict.wanted)}",
            "colours and details silently come out wrong",
        )
    noun = _PART_NAMES.get(part, "model")
    message = f"{mine} is used with {theirs}"
    silent = "the LoRA silently changes nothing" if part == "lora" else WRONG_IMAGE
    known = culprit.bases if len(culprit.bases) == 1 else frozenset()
    main = article(f"{labels(known)} main model") if known else ""
    if conflict.wanted == _REFINER:  # nobody makes such things for it
        return Parts(message, f"remove it, or choose {main}" if main else "remove it", silent)
    if part == "lora":
        return Parts(message, _choose(ctx, conflict, noun), silent)
    # The other way out: most adapters are one main model away from fitting.
    cure = _choose(ctx, conflict, noun)
    joint = "choose " if main and not cure.startswith("choose") else ""
    return Parts(message, f"{cure}{f', or {joint}{main}' if main else ''}")


def _blended(ctx: Context, conflict: Conflict, mine: str, theirs: str) -> Parts:
    culprit, against = conflict.culprit, conflict.against
    if culprit is None or against is None or not culprit.bases or not against.bases:
        place = ctx.names.input(ctx.graph.nodes[conflict.node], conflict.field)
        return Parts(f'{place} has another shape than "latents_a"', "blend latents of one family")
    return Parts(
        f"latents of {mine} are blended with those of {theirs}",
        "decode them with their own VAE, then encode the image with the VAE of the other family",
        "colours silently come out wrong",
    )


def _noise(ctx: Context, conflict: Conflict, culprit: Fact, theirs: str) -> Parts:
    shape, geometry = culprit.shape, conflict.against.geometry if conflict.against is not None else None
    kinds = _noise_types(ctx, conflict.wanted, geometry)
    cure = f'set "noise_type" of the noise node to {kinds}' if kinds else "connect noise for that model"
    if shape is None:
        return Parts(f"noise of another shape is used with {theirs}", cure)
    takes = "another number"
    if geometry is not None and geometry.channels != shape[0]:
        takes = str(geometry.channels)
    return Parts(f"noise with {shape[0]} channels is used with {theirs}, which takes {takes}", cure)


def _noise_types(ctx: Context, wanted: frozenset[str], geometry: Geometry | None) -> str:
    """The settings of a noise node for these families, as far as this release has them."""
    definition = ctx.catalogue.node("noise")
    setting = definition.inputs.get("noise_type") if definition is not None else None
    if setting is None:
        return ""
    kinds = [kind for base in sorted(wanted & FAMILIES) for kind in BY_BASE[base].noise]
    if not kinds and geometry is not None:
        kinds = [kind for kind, shape in NOISE.items() if shape == geometry.shape]
    return listed([f'"{kind}"' for kind in kinds if kind in setting.type.options], last="or")


def _of_main(part: str, fact: Fact, words: str) -> str:
    """``VAE of SDXL main model "x"``; a model that is such a part itself as it is."""
    return f"{part} of {words}" if fact.model is None or fact.model.type in ("", "main") else words


def _a_vae(bases: frozenset[str]) -> str:
    """``a VAE for SDXL``, which is its refiner's too."""
    known = labels({"sdxl" if base == "sdxl-refiner" else base for base in bases & FAMILIES})
    return f"a VAE for {known}" if known else "a VAE that fits"


def _choose(ctx: Context, conflict: Conflict, noun: str) -> str:
    """``choose an SDXL LoRA``; ``remove it`` where this release has a node for none that would fit."""
    wanted = conflict.wanted & FAMILIES
    made = _made_for(ctx, conflict.part)
    known = labels(wanted & made if made is not None else wanted)
    if wanted and not known:
        return "remove it"
    return f"choose {article(f'{known} {noun}') if known else f'another {noun}'}"


def _made_for(ctx: Context, part: str) -> frozenset[str] | None:
    """The families for which there are such parts, and a node that takes them; None where it is no matter.

    Nodes of SD1.5 serve SDXL's refiner too, but nobody makes adapters or LoRAs for it, and T2I-Adapters and
    IP-Adapters of SD2 there are none.
    """
    nodes: Mapping[str, NodeFacts] = LORAS if part == "lora" else ADAPTERS
    if part not in ("lora", "control", "t2i_adapter", "ip_adapter", "control_lora", "redux"):
        return None
    kinds = [
        node.bases
        for name, node in nodes.items()
        if name in ctx.catalogue.node_types and getattr(node, "kind", "lora") == part
    ]
    none = _REFINER | (frozenset({"sd-2"}) if part in ("t2i_adapter", "ip_adapter") else frozenset())
    return frozenset().union(*kinds) - none


def _fitting(conflict: Conflict, noun: str) -> str:
    """``an SDXL LoRA``; ``another LoRA`` where nobody knows which would fit."""
    known = labels(conflict.wanted & FAMILIES)
    return article(f"{known} {noun}") if known else f"another {noun}"


def _loader(ctx: Context, conflict: Conflict) -> Parts:
    ref = conflict.model
    assert ref is not None
    node = _loader_node(ctx, conflict)
    loader = next(
        (t for t, spec in LOADERS.items() if ref.base in spec.bases and t in ctx.catalogue.node_types), ""
    )
    loader = likewise(node.type, loader)
    instead = f"load it with {ctx.names.title(loader)}, or " if loader and loader != node.type else ""
    return Parts(
        f"{ref.describe()} is chosen in {ctx.describe(node)}",
        f"{instead}choose {_fitting(conflict, 'main model')}",
    )


def _loader_node(ctx: Context, conflict: Conflict) -> Node:
    """The loader itself, also where its model comes through an edge."""
    nodes = ctx.graph.nodes
    if loader_type(nodes[conflict.node].type) in LOADERS:
        return nodes[conflict.node]
    for fact in (conflict.culprit, conflict.against):
        if fact is not None:
            for step in fact.step.chain():
                if loader_type(nodes[step.node].type) in LOADERS:
                    return nodes[step.node]
    return nodes[conflict.node]


def _place(ctx: Context, conflict: Conflict) -> Parts:
    node = ctx.graph.nodes[conflict.node]
    culprit, against = conflict.culprit, conflict.against
    bases = culprit.bases if culprit is not None else conflict.bases
    noun = _PART_NAMES.get(conflict.part, "main model")
    mine = model_words(conflict.model, bases, noun)
    if conflict.part in ("unet", "transformer"):
        right = next((n for n, d in DENOISERS.items() if bases <= d.bases and ctx.catalogue.node(n)), "")
        instead = ctx.names.title(right) if bases and right else "the denoise node of its family"
        return Parts(
            f"{ctx.names.input(node, conflict.field)} comes from {mine}",
            f"use {instead}, or choose {_fitting(conflict, 'main model')}",
        )
    if conflict.part == "vae" and culprit is not None:
        mine = _of_main("VAE", culprit, mine)
        cure = f"use {_a_vae(against.bases if against is not None else conflict.wanted)}"
        if against is not None:
            return Parts(f"{mine} is used for latents of {_fact_words(against, 'main model')}", cure)
        return Parts(f"{mine} is used in {ctx.describe(node)}", cure)
    if node.type in LOADERS:
        place = ctx.names.input(node, conflict.field)
        if conflict.effect is Effect.ADVICE:
            return Parts(f"{mine} as {place} is never used", CLEAR, IGNORED)
        return Parts(f"{mine} is chosen as {place}", f"choose {_fitting(conflict, noun)}")
    other = other_node(ctx, node, bases)
    instead = f", or use {ctx.names.title(other)}" if other else ""
    return Parts(f"{mine} is used in {ctx.describe(node)}", f"{_choose(ctx, conflict, noun)}{instead}")


def other_node(ctx: Context, node: Node, bases: frozenset[str]) -> str:
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


def _decoder(ctx: Context, conflict: Conflict) -> Parts:
    node = ctx.graph.nodes[conflict.node]
    culprit = conflict.culprit
    assert culprit is not None
    right = other_node(ctx, node, culprit.bases)
    return Parts(
        f"latents of {_fact_words(culprit, 'main model')} are decoded by {ctx.describe(node)}",
        f"use {ctx.names.title(right) if right else f'the decode node for {labels(culprit.bases)}'}",
        f"InvokeAI silently reads them as latents for {labels(conflict.wanted)}",
    )


def _clip_vision(_ctx: Context, conflict: Conflict) -> Parts:
    ref = conflict.model
    assert ref is not None
    right = conflict.part
    return Parts(
        f'"clip_vision_model" is "{conflict.value}", but {ref.describe()} was probably made with {right}',
        f'set "clip_vision_model" to "{conflict.part}"',
    )


def _half_lora(ctx: Context, conflict: Conflict) -> Parts:
    ref = conflict.model
    assert ref is not None
    right = _WITH_CLIP2.get(conflict.field, "sdxl_lora_loader")
    return Parts(
        f'{ref.describe()} also changes "clip2", which '
        f"{ctx.describe(ctx.graph.nodes[conflict.node])} does not have",
        f"use {ctx.names.title(right)}",
        'InvokeAI silently leaves out the part of the LoRA for "clip2"',
    )


def _swapped(ctx: Context, conflict: Conflict) -> Parts:
    node = ctx.graph.nodes[conflict.node]
    culprit = conflict.culprit
    assert culprit is not None
    ref, taken = culprit.model, CLIP_PROMPTS[node.type].inputs.get(conflict.field, frozenset())
    if ref is not None and ref.type == "clip_embed" and len(taken) == 1:
        size = next(iter(taken))  # chosen in the loader, whose edge is right
        return Parts(
            f"{ctx.names.input(node, conflict.field)} takes a CLIP-{size}, but gets {ref.describe()}",
            f"choose a CLIP-{size} text encoder",
        )
    output = _output_at_loader(ctx, culprit)
    cure = f"""connect the loader's "{conflict.field}" to "{conflict.field}\""""
    if node.type == "compel":
        cure = f'connect "clip" of an SD1.5 or SD2 loader, or use {ctx.names.title("sdxl_compel_prompt")}'
    return Parts(
        f'"{output}" of {_fact_words(culprit, "main model")} is connected to '
        f"{ctx.names.input(node, conflict.field)}",
        cure,
        "the model silently misreads the prompt",
    )


def _output_at_loader(ctx: Context, fact: Fact) -> str:
    steps = fact.path()
    return next((s.output for s in steps if ctx.graph.nodes[s.node].type in LOADERS), steps[-1].output)
