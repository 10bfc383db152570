"""A model key that the server does not have.

What it does: looks up the key of every model that a node loads in the list of models that `--models`, or
`models` in the configuration, names (`wflint models pull` writes it). Without such a list the rule is silent.

Why it is bad: a server finds a model by its key alone, and the key of the same model differs from server to
server. A graph is accepted and then fails with "Unknown model ...", "Unknown lora ..." or "model not found".
The web UI empties the field when it loads a workflow ("Unable to find model ..., resetting to default"); then
the Invoke button waits for a model to be chosen, or, where the input is optional, the run goes on without it.

How to fix: the message names the same model under the server's key, where it has it by hash or by name, base
and type; otherwise models of that base and type. Or install the model. `wflint run` binds models by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Severity, Stage
from wflint.models.families.bases import label, type_label
from wflint.models.flow.reference import read_reference, text
from wflint.models.flow.unresolved import is_unresolved, wants
from wflint.rules.base import Context, Rule, fails, rejected, silent
from wflint.rules.models._identifiers import asked_models

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Outcome
    from wflint.models.inventory.inventory import Inventory, ModelRecord
    from wflint.rules.models._identifiers import Asked

_FAILS = fails()
_BLOCKED = rejected(Stage.READY)
_EMPTIED = silent(Stage.LOAD, Severity.ERROR)
RULE = Rule(
    "MD107",
    "a model key that the server does not have",
    workflow=_BLOCKED,
    graph=_FAILS,
    when="shared.plain:inventory",
)
_SHOWN = 4


def check(ctx: Context) -> Iterator[Finding]:
    """One finding an identifier, at the identifier."""
    inventory = ctx.options.inventory
    if inventory is None:
        return
    for asked in ctx.analysis(asked_models):
        if inventory.get(asked.identifier["key"]) is not None:
            continue
        unresolved = is_unresolved(asked.identifier)
        if unresolved and _can_be_bound(asked, inventory):
            continue
        outcome, then = _outcome(ctx, asked)
        yield Finding(
            f'{ctx.describe(asked.node)}: "{asked.definition.name}" is {_called(asked, unresolved)}, which '
            f"{inventory.name} does not have. {then}. {_instead(asked, inventory)}",
            asked.pointer,
            node=asked.node.id,
            node_type=asked.node.type,
            field=asked.definition.name,
            outcome=outcome,
        )


def _can_be_bound(asked: Asked, inventory: Inventory) -> bool:
    """Whether `wflint run` finds a model for an identifier that was written to be bound."""
    wanted = wants(asked.identifier)
    return any(
        all(getattr(model, member) == value for member, value in wanted.items()) for model in inventory.models
    )


def _called(asked: Asked, unresolved: bool) -> str:
    ref = read_reference(asked.identifier)
    said = ref.describe() if ref is not None else "model"
    key = text(asked.identifier["key"])
    return f"the {said}" + ("" if unresolved else f" (key {key if len(key) <= 40 else key[:37] + '...'})")


def _outcome(ctx: Context, asked: Asked) -> tuple[Outcome, str]:
    if not ctx.is_workflow or asked.in_list:
        return _FAILS, "The run fails because the server does not know the key"
    if asked.definition.required:
        return _BLOCKED, "The web UI empties the field on loading and does not run without a model"
    return _EMPTIED, "The web UI empties the field on loading and runs without this model"


def _instead(asked: Asked, inventory: Inventory) -> str:
    same = inventory.same_model(asked.identifier)
    if same is not None:
        return f"It has the same model, {text(same.title)}, under the key {same.key}"
    ref = read_reference(asked.identifier)
    base = ref.base if ref is not None and ref.base else None
    kind = ref.type if ref is not None and ref.type else next(iter(asked.definition.model_type), None)
    found = inventory.of(base, kind)
    said = f"{label(base)} {type_label(kind)}" if base and kind else type_label(kind or "model")
    if not found:
        return f"It has no {said}: install it, or choose another model"
    return f"Its {said}s: {_listed(found)}"


def _listed(models: tuple[ModelRecord, ...]) -> str:
    names = ", ".join(f'"{text(m.name)}" (key {m.key})' for m in models[:_SHOWN])
    return names + (f" and {len(models) - _SHOWN} more" if len(models) > _SHOWN else "")
