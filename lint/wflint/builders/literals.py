"""Python values as the JSON that a graph holds, with references to models written as identifiers."""

from __future__ import annotations

import math
from enum import Enum
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, Final

from wflint.builders.errors import BuildError
from wflint.builders.refs import ModelRef
from wflint.builders.values import NULL, UNSET, FieldRef, Output
from wflint.models.flow.pickers import pickers
from wflint.models.flow.unresolved import ANY_BASE, UNRESOLVED

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.catalogue.model import Catalogue, InputDef
    from wflint.models.inventory.inventory import Inventory

_DEEPEST: Final = 100  # levels of lists and objects; no input of InvokeAI's has more than four


def plain(value: Any, identify: Callable[[ModelRef, str], Any], member: str = "", depth: int = 0) -> Any:
    """A copy of the value made of plain JSON types. Raises BuildError for what JSON has no word for.

    ``identify`` writes a model reference down; it is told the member (``lora``) that holds it, if any.
    """
    kind = type(value)
    if kind is str or kind is int or kind is float or kind is bool or value is None:
        return value
    if isinstance(value, ModelRef):
        return identify(value, member)
    if value is NULL:
        return None
    if isinstance(value, Enum) and value is not UNSET:
        return plain(value.value, identify, member, depth)
    if depth > _DEEPEST:
        raise BuildError(f"the value is nested more than {_DEEPEST} levels deep")
    if isinstance(value, list | tuple):
        return [plain(item, identify, member, depth + 1) for item in value]
    if isinstance(value, dict):
        return {_key(k): plain(v, identify, _key(k), depth + 1) for k, v in value.items()}
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Integral):  # numpy's among them
        return int(value)
    if isinstance(value, Real):
        return float(value)
    if isinstance(value, Output | FieldRef):
        raise BuildError(f"{value!r} cannot be part of a value; connect it to an input as a whole")
    raise BuildError(f"{_shown(value)} is not a value that JSON can hold")


def is_finite(value: Any) -> bool:
    """Whether plain JSON has only numbers that JSON knows."""
    if type(value) is float:
        return math.isfinite(value)
    if type(value) is list:
        return all(map(is_finite, value))
    return all(map(is_finite, value.values())) if type(value) is dict else True


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise BuildError(f"{_shown(key)} is not a valid JSON key; keys are strings")
    return str(key)


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def identifier(
    ref: ModelRef,
    node_type: str,
    name: str,
    catalogue: Catalogue,
    inventory: Inventory | None,
    member: str = "",
) -> dict[str, Any]:
    """The identifier that a release writes for a model which is given to an input.

    Before 4.0 models had no keys, so that the reference is all there is. Raises BuildError when neither the
    reference nor the input says what the release wants to know.
    """
    picker = pickers(catalogue, node_type).get(name)
    asked = {
        "name": ref.name,
        "base": ref.base or (_only(picker.bases) if picker else None),
        "type": ref.type or (_only(picker.types) if picker else "lora" if member == "lora" else None),
    }
    key, digest = ref.key, ref.hash
    if key is None and inventory is not None:
        found = inventory.same_model({"hash": digest, **asked}) if asked["name"] or digest else None
        if found is None and not asked["name"]:
            choices = inventory.of(asked["base"], asked["type"])
            found = choices[0] if len(choices) == 1 else None
        if found is not None:
            key, digest = found.key, found.hash
            asked = {"name": found.name, "base": found.base, "type": found.type}
    if asked["type"] is None:
        raise BuildError(f'the type of {ref} is not known; give it, as in ModelRef(..., type="main")')
    values = {
        "key": key or UNRESOLVED,
        "hash": digest or UNRESOLVED,
        "name": asked["name"] or "",
        "base": asked["base"] or ANY_BASE,
        "type": asked["type"],
        "submodel_type": ref.submodel_type,
        "model_name": asked["name"],
        "base_model": asked["base"],
        "model_type": asked["type"],
    }
    definition = catalogue.node(node_type)
    return _shaped(values, ref, definition.inputs.get(name) if definition else None, catalogue)


def _shaped(
    values: dict[str, Any], ref: ModelRef, field: InputDef | None, catalogue: Catalogue
) -> dict[str, Any]:
    """Those members that the release's class for models has."""
    names = [n for n in (field.type.references() if field is not None else ()) if catalogue.model(n)]
    model = catalogue.model(names[0]) if names else None
    if model is None or "key" in model.fields or not {"model_name", "base_model"} & model.fields.keys():
        if values["submodel_type"] is None:
            del values["submodel_type"]
        return {m: v for m, v in values.items() if m not in ("model_name", "base_model", "model_type")}
    lacking = [m for m in model.required if values.get(m) is None]
    if lacking:
        said = " and ".join(m.removeprefix("model_").removesuffix("_model") for m in lacking)
        raise BuildError(f"{ref} is not enough for InvokeAI {catalogue.name}; give its {said} too")
    return {m: values[m] for m in model.fields if values.get(m) is not None}


def _only(names: frozenset[str]) -> str | None:
    return next(iter(names)) if len(names) == 1 else None


def wrong_model(ref: ModelRef, node_type: str, name: str, catalogue: Catalogue) -> str | None:
    """Why the picker of an input would not offer such a model; None when it would."""
    picker = pickers(catalogue, node_type).get(name)
    if picker is None:
        return None
    for said, offered, word in ((ref.base, picker.bases, "base"), (ref.type, picker.types, "type")):
        if said and offered and said not in offered and said != ANY_BASE:
            return f"it takes models of {word} {' or '.join(sorted(offered))}, not {said}"
    return None
