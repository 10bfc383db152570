"""A loader without a VAE or text encoder.

What it does: checks loaders that take the parts of a model from several places: from an input of their own,
from the main model, or from another main model that lends them. The loaders of FLUX.1 (from 6.14 on) and
Z-Image take them from the main model only if that is an SDNQ pipeline; those of FLUX.2, Qwen-Image, Krea-2
and Wan only if it is in diffusers format, not a single file (safetensors, GGUF). The format of a model is
that in the list of models (`--models`), or in the full record that the web UI writes into its graphs; else
it is guessed from "GGUF" in its name, and the finding is a warning. Inputs that a form leaves open for its
user are not reported.

Why it is bad: the fields are optional, so the server accepts the graph. The run fails at the loader.

How to fix: choose a model for each input that the help names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Confidence, Effect, Finding, Related
from wflint.diagnostics.words import article, listed
from wflint.models.families.nodes import SUPPLIES
from wflint.models.flow.formats import SDNQ, is_single_file
from wflint.models.judges.part_sources import lack
from wflint.rules.base import Context, Rule, fails
from wflint.rules.shared.families import verdicts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node
    from wflint.models.judges.part_sources import Lack

RULE = Rule(
    "MD111",
    "a loader lacks a VAE or text encoder",
    graph=fails(),
    workflow=fails(),
    when="shared.families:verdicts.runs",
)

_ROOM = 60  # characters of a help that leave room for a second way out


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a loader."""
    runs = ctx.analysis(verdicts).runs
    if not runs:
        return
    for node in ctx.graph.nodes.values():
        if node.type not in SUPPLIES:
            continue
        lacks = (lack(families, ctx.catalogue, node) for families in runs)
        found = next((one for one in lacks if one is not None), None)
        if found is not None and not _left_open(ctx, node, found):
            yield _finding(ctx, node, found)


def _left_open(ctx: Context, node: Node, found: Lack) -> bool:
    """Whether a form asks for one of the models that are missing."""
    if not ctx.is_workflow or found.lender is not None:
        return False
    from wflint.rules.shared.exposed import exposed_inputs

    fields = [source.field for source in found.sources] + [found.supply.lender]
    return any((node.id, field) in ctx.analysis(exposed_inputs) for field in fields)


def _finding(ctx: Context, node: Node, found: Lack) -> Finding:
    from wflint.rules.models._words import outcome

    lender = found.lender
    field = found.supply.lender if lender is not None else found.sources[0].field
    detail = ""
    if lender is not None:
        says = f"{lender.called} is chosen as {ctx.names.input(node, field)}, but has no parts to lend"
        detail = f"format: {lender.format}" if lender.format else ""
    else:
        parts = listed([source.part for source in found.sources])
        says = f"{parts} {'are' if len(found.sources) > 1 else 'is'} missing in {ctx.describe(node)}"
    return Finding(
        says,
        (lender.pointer if lender is not None else ()) or node.declared_pointer(field),
        node=node.id,
        node_type=node.type,
        field=field,
        outcome=outcome(Effect.FAILS, found.certain),
        confidence=None if found.certain else Confidence.LIKELY,
        related=_main(found),
        help=_cure(found),
        error=found.error,
        detail=detail,
    )


def _main(found: Lack) -> tuple[Related, ...]:
    """The main model, with why it does not have the parts."""
    if found.lender is not None or not found.main.pointer:
        return ()
    if is_single_file(found.main) and SDNQ not in found.supply.main:
        why = "is a single file without them"
    elif found.supply.main == {SDNQ} and not found.certain:
        why = "has them only if it is an SDNQ pipeline"
    else:
        why = "does not have them"
    return (Related(found.main.pointer, f"{found.main.describe()} {why}"),)


def _cure(found: Lack) -> str:
    lender = found.supply.lender
    if not found.sources:
        return f'clear "{lender}", or choose a model in diffusers format'
    cure = "choose " + listed([f'{article(source.part)} for "{source.field}"' for source in found.sources])
    if found.supply.lender and len(cure) > _ROOM:  # the message names the parts
        cure = "choose " + listed([f'"{source.field}"' for source in found.sources])
    return f'{cure}, or a diffusers model as "{lender}"' if lender else cure
