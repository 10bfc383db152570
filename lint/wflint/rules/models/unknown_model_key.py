"""A model key that the server does not have.

What it does: looks up the key of every model that a node loads in the list of models that `--models`, or
`models` in the configuration, names (`wflint models pull` writes it). Without such a list the rule finds
nothing.

Why it is bad: a server finds a model by its key alone, and the same model has another key on each server. A
graph is accepted and then fails with "Unknown model ...", "Unknown lora ..." or "model not found". The web
UI empties the field when it loads a workflow ("Unable to find model ..., resetting to default"); then it
blocks Invoke until a model is chosen, or, where the input is optional, the run goes on without it.

How to fix: choose the same model under its key there (the help names it, where the list has it by hash or
by name, base and type), choose another of that base and type, or install it. `wflint run` binds models by
itself. `--fix` writes the key, where the list has exactly one such model and a workflow is blocked until one
is chosen, `--unsafe-fixes` everywhere.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Severity, Stage
from wflint.diagnostics.words import elide, listed, quoted
from wflint.models.families.bases import label, type_label
from wflint.models.flow.reference import read_reference, text
from wflint.models.flow.unresolved import is_unresolved, wants
from wflint.rules.base import Context, Rule, fails, rejected, silent
from wflint.rules.models._apart import told_apart
from wflint.rules.models._identifiers import asked_models

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Outcome
    from wflint.diagnostics.fix import Fix
    from wflint.models.inventory.inventory import Inventory
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
_SHOWN = 2  # models that a help names
_SHORT = 24  # characters of each name


def check(ctx: Context) -> Iterator[Finding]:
    """One finding an identifier, at the identifier."""
    inventory = ctx.options.inventory
    if inventory is None:
        return
    missing = [asked for asked in ctx.analysis(asked_models) if _is_missing(asked, inventory)]
    where = f"is not in {elide(inventory.name)}"
    said = [_called(asked) for asked in missing]
    messages = told_apart(
        [
            f"{model} of {ctx.describe(asked.node)} {where}"
            for model, asked in zip(said, missing, strict=True)
        ],
        [(f'as "{asked.definition.name}"',) for asked in missing],
    )
    for asked, model, message in zip(missing, said, messages, strict=True):
        outcome, then = _outcome(ctx, asked)
        cure, known = _instead(asked, inventory)
        key = "" if is_unresolved(asked.identifier) else f"key {elide(text(asked.identifier['key']))}"
        yield Finding(
            message,
            asked.pointer,
            node=asked.node.id,
            node_type=asked.node.type,
            field=asked.definition.name,
            outcome=outcome,
            help=cure,
            then=then,
            detail="; ".join(part for part in (key, known) if part),
            group=f"{model} {where}",
            fix=partial(_fix, asked, inventory, outcome),
        )


def _is_missing(asked: Asked, inventory: Inventory) -> bool:
    if inventory.get(asked.identifier["key"]) is not None:
        return False
    return not (is_unresolved(asked.identifier) and _can_be_bound(asked, inventory))


def _can_be_bound(asked: Asked, inventory: Inventory) -> bool:
    """Whether `wflint run` finds a model for an identifier that was written to be bound."""
    wanted = wants(asked.identifier)
    return any(
        all(getattr(model, member) == value for member, value in wanted.items()) for model in inventory.models
    )


def _called(asked: Asked) -> str:
    ref = read_reference(asked.identifier)
    return ref.describe() if ref is not None else "model"


def _outcome(ctx: Context, asked: Asked) -> tuple[Outcome, str]:
    if not ctx.is_workflow or asked.in_list:
        return _FAILS, ""
    if asked.definition.required:
        return _BLOCKED, "the web UI empties the field on load, and blocks Invoke until a model is chosen"
    return _EMPTIED, "the web UI empties the field on load, and the run goes on without this model"


def _fix(asked: Asked, inventory: Inventory, outcome: Outcome) -> Fix | None:
    """Safe where nothing is queued without it; a run that goes on, or fails late, may have been meant."""
    same = inventory.same_model(asked.identifier)
    if same is None:
        return None
    from wflint.diagnostics.fix import Safety
    from wflint.rules.models._fixes import as_listed

    safety = Safety.SAFE if outcome is _BLOCKED else Safety.UNSAFE
    return as_listed(asked.identifier, asked.pointer, same, safety)


def _instead(asked: Asked, inventory: Inventory) -> tuple[str, str]:
    """What to do, and for programs what the server has instead, with keys."""
    same = inventory.same_model(asked.identifier)
    if same is not None:
        return f"choose {quoted(text(same.name))} again: its key there is {same.key}", ""
    ref = read_reference(asked.identifier)
    base = ref.base if ref is not None and ref.base else None
    kind = ref.type if ref is not None and ref.type else next(iter(asked.definition.model_type), None)
    found = inventory.of(base, kind)
    said = f"{label(base)} {type_label(kind)}" if base and kind else type_label(kind or "model")
    if not found:
        return f"install it: {elide(inventory.name)} has no {said} to choose instead", ""
    names = listed([quoted(text(m.name), _SHORT) for m in found], _SHOWN, "or")
    keys = [f"{quoted(text(m.name))} (key {m.key})" for m in found]
    return f"choose another {said}, such as {names}, or install this one", f"{said}s: {listed(keys)}"
