"""Which values block Invoke in the web UI of InvokeAI 7, that the server may well take.

It knows types as JavaScript does: a number that is written as text is none. (Read off its readiness check,
which tests/differential/bundle_oracle.mjs runs.) Limits of numbers and lengths of lists are the server's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wflint.graph.webui.template import GENERATORS
from wflint.graph.webui.types import COLLECTION
from wflint.graph.webui.values import is_model_shaped, is_number, is_text

if TYPE_CHECKING:
    from wflint.catalogue.model import InputDef
    from wflint.graph.webui.types import UiType

_EDITED: Final = frozenset(
    {"BoardField", "BooleanField", "ColorField", "EnumField", "FloatField", "ImageField", "IntegerField"}
    | {"LoRAField", "ModelIdentifierField", "SchedulerField", "SavedWorkflowField", "StringField"}
    | {"StylePresetField", "SystemPromptField", "VideoField", *GENERATORS}
)
_LISTS: Final = frozenset({"FloatField", "ImageField", "IntegerField", "StringField"})
_NAMED: Final = {
    "ImageField": "image_name",
    "ModelIdentifierField": "key",
    "StylePresetField": "style_preset_id",
    "SystemPromptField": "system_prompt_id",
}


def edits(field: InputDef, kind: UiType) -> bool:
    """Whether a user can give the input a value; of others it asks for a connection."""
    several = kind.cardinality == COLLECTION
    return field.kind != "connection" and kind.name in _EDITED and (not several or kind.name in _LISTS)


def blocks(field: InputDef, kind: UiType, value: Any) -> bool:
    """Whether a value of an input that is not connected blocks Invoke; None is not asked for."""
    if field.kind == "connection":
        return field.required
    if not field.required and (value == "" or not edits(field, kind)):
        return False
    if kind.cardinality == COLLECTION and kind.name in _LISTS:
        return type(value) is not list or not all(_is_a(kind.name, item) for item in value)
    if kind.cardinality == COLLECTION and kind.name == "VideoField":
        return False
    return not _is_a(kind.name, value)


def _is_a(kind: str, value: Any) -> bool:
    """Whether a value is of a type, as JavaScript sees it."""
    if kind in ("StringField", "SavedWorkflowField"):
        return type(value) is str
    if kind == "IntegerField":
        return is_number(value) and value == int(value)
    if kind == "FloatField":
        return is_number(value)
    if kind == "BooleanField":
        return type(value) is bool
    if kind == "EnumField":
        return is_text(value) or type(value) is bool or is_number(value)
    if kind == "SchedulerField":
        return is_text(value)
    if kind == "BoardField":
        return value in ("auto", "none") or _has(value, "board_id")
    if kind == "ColorField":
        return type(value) is dict and all(is_number(value.get(c)) and 0 <= value[c] <= 255 for c in "rgba")
    if kind == "LoRAField":
        return all(map(_is_lora, value if type(value) is list else [value]))
    if kind == "VideoField":
        return _has(value, "video_name")
    if kind in GENERATORS:
        return type(value) is dict
    return kind not in _NAMED or _has(value, _NAMED[kind])


def _has(value: Any, member: str) -> bool:
    return type(value) is dict and is_text(value.get(member))


def _is_lora(value: Any) -> bool:
    if type(value) is not dict or not is_model_shaped(value.get("lora")):
        return False
    weight: Any = value.get("weight")
    return is_number(weight) and -10 <= weight <= 10
