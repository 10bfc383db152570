"""A model of the wrong type, such as a main model chosen as VAE.

What it does: compares the type of each chosen model with what the model picker of that input offers: a
ControlNet in a LoRA loader, a main model in the VAE loader. Models that come through edges count too.

Why it is bad: the model picker of the web UI would not offer such a model, but a file can hold it, and the
server accepts it. The run fails when the model is loaded ("There are no submodels in models of type ...",
or an empty AssertionError). Some runs do not fail: a main model in the place of one of its parts may lend
that part, and a model that nothing asks for is ignored.

How to fix: choose a model of the type that the help names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Effect, Finding
from wflint.rules.base import Context, Rule, fails
from wflint.rules.shared.families import verdicts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node
    from wflint.models.flow.dataflow import Families
    from wflint.models.flow.reference import NamedModel

RULE = Rule(
    "MD102",
    "a model of the wrong type",
    graph=fails(),
    workflow=fails(),
    when="shared.families:verdicts.runs",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding for each model, at the input that takes it."""
    runs = ctx.analysis(verdicts).runs
    if not runs:
        return
    from wflint.models.families.nodes import LOADERS
    from wflint.models.flow.pickers import pickers
    from wflint.models.flow.reference import NamedModel
    from wflint.models.judges.slots import lends

    seen = set()
    for families in runs:
        for node in ctx.graph.nodes.values():
            for name, picker in pickers(ctx.catalogue, node.type).items():
                ref = families.model(node, name)
                if (
                    not isinstance(ref, NamedModel)
                    or not ref.type
                    or not picker.types
                    or ref.type in picker.types
                ):
                    continue
                if ref.submodel or (node.id, name, ref.place, ref.type) in seen:
                    continue  # a part of a main model, chosen by hand, may stand where the whole may not
                seen.add((node.id, name, ref.place, ref.type))
                if lends(node.type, name, ref) and ref.base in LOADERS[node.type].bases:
                    continue  # its own family's part, as the picture would have it anyway
                from wflint.models.judges.compat import wrong_type_error  # most files have no fault
                from wflint.rules.models._types import other_node, type_words
                from wflint.rules.models._words import CLEAR, outcome

                effect, then = _effect(families, node, name, ref)
                ignored = effect is Effect.ADVICE
                belongs = other_node(ctx.catalogue, ref)
                instead = (
                    f", or use {ctx.names.title(belongs)} for this one"
                    if belongs not in ("", node.type)
                    else ""
                )
                place = ctx.names.input(node, name)
                yield Finding(
                    f"{ref.describe()} as {place} is never used"
                    if ignored
                    else f"{ref.describe()} is chosen as {place}",
                    ref.pointer or node.input_pointer(name),
                    node=node.id,
                    node_type=node.type,
                    field=name,
                    outcome=outcome(effect, certain=True),
                    help=CLEAR if ignored else f"choose {type_words(picker.types)}{instead}",
                    error=wrong_type_error(node.type, ref.type) if effect is Effect.FAILS else "",
                    then=then,
                )


def _effect(families: Families, node: Node, name: str, ref: NamedModel) -> tuple[Effect, str]:
    """What comes of it, and what InvokeAI does where the run does not fail."""
    from wflint.models.judges.slots import idle, lends
    from wflint.rules.models._words import IGNORED

    if lends(node.type, name, ref):
        return Effect.SILENT, "InvokeAI silently takes that part from the main model"
    if idle(families, node, name):
        return Effect.ADVICE, IGNORED
    if ref.type == "control_lora" and node.type in ("lora_loader", "sdxl_lora_loader"):
        return Effect.SILENT, "the image silently comes out without it"
    return Effect.FAILS, ""
