"""Binding: the models that a document names to those that a server has.

A model identifier holds a key that means something on one server only. It is bound by key, else by hash,
else by name, base and type; an old format's by name and base. What cannot be bound is an error that
lists the models that would fit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics.suggest import did_you_mean
from wflint.graph.webui.values import is_model_shaped
from wflint.live.client.errors import InputError, ModelNotFoundError
from wflint.models.families.pickers import PICKERS
from wflint.models.flow.unresolved import is_unresolved, wants

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wflint.catalogue.model import InputDef
    from wflint.catalogue.types import TypeExpr
    from wflint.live.runs.inputs import Inputs, Slot

    Model = dict[str, Any]

_MEMBERS = ("key", "hash", "name", "base", "type")
_SHOWN = 8
BY_OPTION = '--set "{}=NAME"'
BY_TABLE = '"{}" = "NAME" under [models]'
BY_MAPPING = 'models={{"{}": "NAME"}}'
"""How a model is bound to an input, on the command line, in a case and in Python."""


def identifier(model: Model) -> Model:
    """The identifier field for an installed model."""
    return {name: model.get(name) for name in _MEMBERS}


def fits(model: Model, definition: InputDef) -> bool:
    """Whether the model picker of an input offers a model."""
    picker = PICKERS.get(definition.ui_type or "")  # of older releases, which state no constraints
    if picker is not None:
        return picker[0] in (None, model.get("type")) and picker[1] in (None, model.get("base"))
    wanted = (
        ("type", definition.model_type),
        ("base", definition.model_base),
        ("variant", definition.model_variant),
        ("format", definition.model_format),
    )
    return all(not allowed or model.get(name) in allowed for name, allowed in wanted)


def describe(model: Model) -> str:
    """``"Tiny" (sd-1 main)``."""
    return f'"{model.get("name")}" ({model.get("base")} {model.get("type")})'


def find_model(text: str, slot: Slot, models: Sequence[Model]) -> Model:
    """The installed model of that name or key for an input. Raises ModelNotFoundError."""
    folded = text.strip().casefold()
    named = [m for m in models if text.strip() == m.get("key")] or [
        m for m in models if str(m.get("name")).casefold() == folded
    ]
    matching = [m for m in named if fits(m, slot.definition)] or named
    if len(matching) == 1:
        return matching[0]
    candidates = [m for m in models if fits(m, slot.definition)]
    if matching:
        keys = ", ".join(f"{describe(m)}: {m.get('key')}" for m in matching)
        raise ModelNotFoundError(
            f'{slot.name}: several models are called "{text}"; give a key: {keys}', matching
        )
    near = did_you_mean(text, [str(m.get("name")) for m in candidates])
    raise ModelNotFoundError(
        f'{slot.name}: the server has no model "{text}"{near}; {_candidates(candidates)}', candidates
    )


def choose_model(wanted: Model, slot: Slot, models: Sequence[Model]) -> Model:
    """The one installed model for the members wanted: by key, else by hash, else by all others.

    Raises ModelNotFoundError.
    """
    others = {name: value for name, value in wanted.items() if value and name not in ("key", "hash")}
    if wanted.keys() == {"name"} and others:
        return find_model(str(wanted["name"]), slot, models)
    found: list[Model] = []
    for members in ({"key": wanted.get("key")}, {"hash": wanted.get("hash")}, others):
        if not found and members and all(members.values()):
            found = [m for m in models if all(m.get(name) == value for name, value in members.items())]
    found = [m for m in found if fits(m, slot.definition)] or found
    if len(found) == 1:
        return found[0]
    said = ", ".join(f"{name} {value}" for name, value in wanted.items())
    if found:
        text = f"{slot.name}: {len(found)} models have {said}; name one of {_listed(found)}"
        raise ModelNotFoundError(text, found)
    candidates = [m for m in models if fits(m, slot.definition)]
    text = f"{slot.name}: the server has no model with {said}; {_candidates(candidates)}"
    raise ModelNotFoundError(text, candidates)


def needs_models(inputs: Inputs) -> bool:
    """Whether a document has inputs that take models."""
    return any(slot.source is None and _takes_models(slot.definition.type) for slot in inputs.slots)


def bind_models(inputs: Inputs, models: Sequence[Model], binding: str = BY_OPTION) -> list[str]:
    """Bind every model in a document, in place; notes on what was bound to something else than named.

    ``binding`` is how a message writes that a model is bound to the input ``{}``.
    Raises ModelNotFoundError for the first that cannot be bound.
    """
    try:
        return _bind_all(inputs, models)
    except _UnboundError as error:
        text = f"{error}. {error.verb} one with {binding.format(error.slot.name)}"
        raise ModelNotFoundError(text, error.candidates) from None


class _UnboundError(ModelNotFoundError):
    """Says of which input, and what is to be done with it."""

    def __init__(self, text: str, candidates: Sequence[Model], slot: Slot, verb: str = "Bind") -> None:
        super().__init__(text, candidates)
        self.slot = slot
        self.verb = verb


def _bind_all(inputs: Inputs, models: Sequence[Model]) -> list[str]:
    notes: list[str] = []
    for slot in inputs.slots:
        if slot.source is not None or not _takes_models(slot.definition.type):
            continue
        value = inputs.value(slot)
        if value is None:
            if slot.definition.required and _is_identifier(slot.definition.type):
                inputs.set(slot, _only(slot, models, notes))
        elif type(value) is list:
            inputs.set(slot, [_bind_item(item, slot, models, notes) for item in value])
        else:
            inputs.set(slot, _bind(value, slot, models, notes))
    return notes


def _takes_models(t: TypeExpr) -> bool:
    if t.kind == "ref":
        return t.name in ("ModelIdentifierField", "LoRAField")
    return any(_takes_models(a) for a in t.args)


def _is_identifier(t: TypeExpr) -> bool:
    if t.kind == "ref":
        return t.name == "ModelIdentifierField"
    return t.kind in ("union", "bound") and any(_is_identifier(a) for a in t.args)


def _bind_item(item: Any, slot: Slot, models: Sequence[Model], notes: list[str]) -> Any:
    if type(item) is dict and "lora" in item:
        return {**item, "lora": _bind(item["lora"], slot, models, notes)}
    return _bind(item, slot, models, notes)


def _bind(value: Any, slot: Slot, models: Sequence[Model], notes: list[str]) -> Any:
    if type(value) is not dict:
        return value  # the check says what is wrong with it
    if is_unresolved(value):
        return _resolve(value, slot, models, notes)
    wanted = _wanted(value)
    if wanted is None:
        return value
    for model in models:
        if wanted.get("key") and model.get("key") == wanted["key"]:
            return value
    for members in (("hash",), ("name", "base", "type"), ("name", "base")):
        if not all(wanted.get(m) for m in members):
            continue
        found = [
            m for m in models if all(m.get(n) == wanted[n] for n in members) and fits(m, slot.definition)
        ]
        if len(found) == 1:
            notes.append(f"{slot.name}: {describe(wanted)} is {describe(found[0])} on this server")
            kept = {"submodel_type": value["submodel_type"]} if value.get("submodel_type") else {}
            return {**identifier(found[0]), **kept}
    candidates = [m for m in models if fits(m, slot.definition)]
    text = f"{slot.name}: the server has no model {describe(wanted)}; {_candidates(candidates)}"
    raise _UnboundError(text, candidates, slot)


def _resolve(value: dict[str, Any], slot: Slot, models: Sequence[Model], notes: list[str]) -> Model:
    """The one model that fits what an identifier without a key asks for."""
    asked = wants(value)
    candidates = [m for m in models if fits(m, slot.definition)]
    found = [m for m in candidates if all(m.get(n) == v for n, v in asked.items())]
    if len(found) == 1:
        if "name" not in asked:
            notes.append(f"{slot.name}: {describe(found[0])} is the only model that fits")
        kept = {"submodel_type": value["submodel_type"]} if value.get("submodel_type") else {}
        return {**identifier(found[0]), **kept}
    kind = " ".join(asked[m] for m in ("base", "type") if m in asked) or "model"
    what = f'model "{asked["name"]}" ({kind})' if "name" in asked else f"{kind} model"
    problem = f"the server has several that could be the {what}" if found else f"the server has no {what}"
    text = f"{slot.name}: {problem}; {_candidates(found or candidates)}"
    raise _UnboundError(text, found or candidates, slot)


def _wanted(value: dict[str, Any]) -> dict[str, Any] | None:
    if is_model_shaped(value) or ("name" in value and "base" in value):
        return value
    if "model_name" in value:  # formats before 4.0 of InvokeAI
        return {
            "name": value.get("model_name"),
            "base": value.get("base_model"),
            "type": value.get("model_type") or "model",
        }
    return {**value, "name": value.get("name")} if value.get("key") else None


def _only(slot: Slot, models: Sequence[Model], notes: list[str]) -> Model:
    """The one model that fits an input that names none."""
    found = [m for m in models if fits(m, slot.definition)]
    if len(found) == 1:
        notes.append(f"{slot.name}: no model is set; {describe(found[0])} is the only one that fits")
        return identifier(found[0])
    raise _UnboundError(f"{slot.name}: no model is set; {_candidates(found)}", found, slot, "Set")


def _candidates(models: Sequence[Model]) -> str:
    return f"it has {_listed(models)}" if models else "it has none that fits"


def _listed(models: Sequence[Model]) -> str:
    shown = ", ".join(describe(m) for m in models[:_SHOWN])
    return shown + (f" and {len(models) - _SHOWN} more" if len(models) > _SHOWN else "")


__all__ = [
    "BY_MAPPING",
    "BY_OPTION",
    "BY_TABLE",
    "InputError",
    "ModelNotFoundError",
    "bind_models",
    "choose_model",
    "describe",
    "find_model",
    "fits",
    "identifier",
    "needs_models",
]
