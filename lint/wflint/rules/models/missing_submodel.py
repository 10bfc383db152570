"""A loader that finds no VAE or no text encoder to hand out.

What it does: checks loaders that take the parts of a model from several places: from an input of their own,
from the main model, or from a further main model to borrow from. The loaders of FLUX.1 (from 6.14 on) and
Z-Image take them from the main model only if that is an SDNQ pipeline; those of FLUX.2, Qwen-Image, Krea-2
and Wan only if diffusers saved it, and not from a single file (safetensors, GGUF). The format of a model
comes from the list of models that `--models` names, or from the full record that the web UI writes into its
graphs; else "GGUF" in its name tells it, and the finding is a warning. Inputs that a form leaves open for
its user are not reported.

Why it is bad: the fields are optional, so the server accepts the graph. The run fails at the loader.

How to fix: choose a model for the input that the message names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Confidence, Effect, Finding
from wflint.models.families.nodes import SUPPLIES
from wflint.models.flow.formats import SDNQ, is_single_file
from wflint.models.judges.part_sources import lack
from wflint.rules.base import Context, Rule, fails
from wflint.rules.shared.families import verdicts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node
    from wflint.models.families.node_facts import PartSource
    from wflint.models.judges.part_sources import Lack

RULE = Rule(
    "MD111",
    "a loader finds no VAE or text encoder to hand out",
    graph=fails(),
    workflow=fails(),
    when="shared.families:verdicts.runs",
)


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
    from wflint.rules.models._words import consequence, outcome

    field = found.supply.lender if found.lender is not None else found.sources[0].field
    pointer = found.lender.pointer if found.lender is not None else ()
    says = _borrowed(found) if found.lender is not None else _empty(found)
    does = consequence(Effect.FAILS, found.error)
    return Finding(
        f"{ctx.describe(node)}: {says}. {does}. {_cure(found)}",
        pointer or node.declared_pointer(field),
        node=node.id,
        node_type=node.type,
        field=field,
        outcome=outcome(Effect.FAILS, found.certain),
        confidence=None if found.certain else Confidence.LIKELY,
    )


def _empty(found: Lack) -> str:
    fields = [source.field for source in found.sources]
    fields += [found.supply.lender] if found.supply.lender else []
    says = f"it gets no {_parts(found.sources, 'and no')}: {_list(fields)} {_are(fields)} empty"
    if is_single_file(found.main) and SDNQ not in found.supply.main:
        return f"{says}, and the {found.main.describe()} is a single file that brings none"
    if found.supply.main == {SDNQ} and not found.certain:
        return f"{says}, and only an SDNQ pipeline brings its own"
    return f"{says}, and the {found.main.describe()} lends none"


def _borrowed(found: Lack) -> str:
    assert found.lender is not None
    saved = f" (format {found.lender.format})" if found.lender.format else ""
    return f"{found.supply.lender} is the {found.lender.describe()}{saved}, which has no parts to lend"


def _cure(found: Lack) -> str:
    if found.lender is not None and not found.sources:
        return f"Clear {found.supply.lender}, or set it to a model in diffusers format"
    choices = [f"a {source.part} for {source.field}" for source in found.sources]
    cure = f"Choose {_list(choices)}"
    if found.supply.lender:
        cure += f", or set {found.supply.lender} to a model in diffusers format"
    return cure


def _parts(sources: tuple[PartSource, ...], joint: str) -> str:
    *some, last = (source.part for source in sources)
    return f"{', no '.join(some)} {joint} {last}" if some else last


def _list(words: list[str]) -> str:
    *some, last = words
    return f"{', '.join(some)} and {last}" if some else last


def _are(words: list[str]) -> str:
    return "are" if len(words) > 1 else "is"
