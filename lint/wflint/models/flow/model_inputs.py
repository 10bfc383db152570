"""Which inputs of a node name models that it loads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.catalogue.model import Catalogue, InputDef
    from wflint.catalogue.types import TypeExpr

_MODEL, _LORA = "ModelIdentifierField", "LoRAField"


def model_inputs(catalogue: Catalogue, node_type: str) -> tuple[InputDef, ...]:
    """The inputs of a node type from which it loads models; none for a type that is not known.

    The nodes of metadata write identifiers down, or use them only where a picture's metadata name none.
    """
    known = catalogue.cached("model-inputs", _nothing_yet)
    found = known.get(node_type)
    if found is None:
        definition = catalogue.node(node_type)
        found = ()
        if definition is not None and not node_type.startswith(("core_metadata", "metadata")):
            found = tuple(d for d in definition.inputs.values() if _names_models(d.type))
        known[node_type] = found
    return found


def identifiers(value: Any) -> Iterator[tuple[dict[str, Any], tuple[str | int, ...]]]:
    """The model identifiers in the literal of such an input, each with its place below the literal.

    A LoRA stands in an object with its weight, alone or in a list. What has another shape is passed over.
    """
    if type(value) is list:
        for number, item in enumerate(value):
            if type(item) is dict and type(item.get("lora")) is dict:
                yield item["lora"], (number, "lora")
    elif type(value) is dict:
        if type(value.get("lora")) is dict:
            yield value["lora"], ("lora",)
        else:
            yield value, ()


def wanted_type(definition: InputDef) -> str | None:
    """The type of model that an input takes; None when it takes several, or any."""
    from wflint.models.families.pickers import PICKERS

    if definition.ui_type in PICKERS:
        return PICKERS[definition.ui_type][0]
    if len(definition.model_type) == 1:
        return definition.model_type[0]
    return "lora" if _names_loras(definition.type) else None


def wanted_base(definition: InputDef) -> str | None:
    """The base of the models that an input takes, the first of several; None when it takes any."""
    from wflint.models.families.pickers import PICKERS

    if definition.ui_type in PICKERS:
        return PICKERS[definition.ui_type][1]
    return definition.model_base[0] if definition.model_base else None


def _nothing_yet(_catalogue: Catalogue) -> dict[str, tuple[InputDef, ...]]:
    return {}


def _names_models(t: TypeExpr) -> bool:
    return t.name in (_MODEL, _LORA) if t.kind == "ref" else any(_names_models(a) for a in t.args)


def _names_loras(t: TypeExpr) -> bool:
    return t.name == _LORA if t.kind == "ref" else any(_names_loras(a) for a in t.args)
