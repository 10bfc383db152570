"""Which models an input is for: the constraints of the model pickers, by release.

Releases from 6.8 on say it in the catalogue (``ui_model_base``, ``ui_model_type``); those before in the
name of the picker (``ui_type``), those of InvokeAI 3 in the name of the field's class.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.models.families.record import Picker

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue, InputDef


_ENDING = "ModelField"  # of the names of pickers, and of classes for models
_METADATA = frozenset({"core_metadata", "metadata_accumulator"})  # write down what they get, whatever it is


def pickers(catalogue: Catalogue, node_type: str) -> dict[str, Picker]:
    """The inputs of a node type that are for certain models. Memoised for the catalogue."""
    memo: dict[str, dict[str, Picker]] = catalogue.memo.setdefault("model pickers", {})
    try:
        return memo[node_type]
    except KeyError:
        pass
    definition = catalogue.node(node_type)
    found: dict[str, Picker] = {}
    if definition is not None and node_type not in _METADATA:
        for name, field in definition.inputs.items():
            picker = _of(field)
            if picker is not None:
                found[name] = picker
    memo[node_type] = found
    return found


def _of(field: InputDef) -> Picker | None:
    expected, chosen = field.type, field.model_type or field.model_base
    if not chosen and field.ui_type is None and expected.kind != "ref" and not expected.args:
        return None  # a number or text, as most inputs are: saves writing out its type
    annotation = str(expected)
    if chosen:
        if "LoRAField" in annotation:
            return None  # a LoRA with its weight, no model identifier
        return Picker(
            frozenset(field.model_type), frozenset(field.model_base), frozenset(field.model_variant)
        )
    named = field.ui_type is not None and field.ui_type.endswith(_ENDING)
    if not named and _ENDING not in annotation:
        return None
    from wflint.models.families.pickers import BY_CLASS, BY_NAME

    if field.ui_type in BY_NAME:
        return BY_NAME[field.ui_type]
    return next((picker for name, picker in BY_CLASS.items() if name in annotation), None)
