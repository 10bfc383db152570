"""A node type as the web UI's templates show it: which inputs it has, and their values in a fresh node."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from wflint.graph.webui.kept import DROPPED, GENERATOR_DEFAULTS
from wflint.graph.webui.profile import profile
from wflint.graph.webui.types import COLLECTION, EITHER, UiType, input_type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wflint.catalogue.model import Catalogue, InputDef, NodeDef
    from wflint.catalogue.types import TypeExpr

# Fields that the UI edits itself; inputs of any other type take connections only and have no default.
_PLAIN_DEFAULTS: dict[str, Any] = {
    "IntegerField": 0,
    "FloatField": 0,
    "StringField": "",
    "BooleanField": False,
    "BoardField": "auto",
    "ColorField": {"r": 127, "g": 127, "b": 127, "a": 255},
    "SchedulerField": "dpmpp_3m_k",
    "SavedWorkflowField": "",
}
GENERATORS = {
    "FloatGeneratorField": "float_generator_arithmetic_sequence",
    "IntegerGeneratorField": "integer_generator_arithmetic_sequence",
    "StringGeneratorField": "string_generator_parse_string",
    "ImageGeneratorField": "image_generator_images_from_board",
}
_LISTS = frozenset({"IntegerField", "FloatField", "StringField", "ImageField"})
_EDITED = frozenset(
    {*_PLAIN_DEFAULTS, "EnumField", "LoRAField", "ImageField", "VideoField", "ModelIdentifierField"}
    | {"StylePresetField", "SystemPromptField"}
)


class Template(dict[str, "InputDef"]):
    """The inputs that the UI gives a node type, by name; ``defaults`` are the values of a fresh node."""

    def __init__(self, node: NodeDef, *, lora_lists: bool) -> None:
        super().__init__()
        self._lora_lists = lora_lists
        self.types: dict[str, UiType] = {}
        for name, field in node.inputs.items():
            if node.type == "iterate" and name == "index":
                continue
            found = input_type(node.type, field)
            if found is not None and found.name != "IsIntermediate":
                self[name] = field
                self.types[name] = found

    def edits(self, name: str) -> bool:
        """Whether the UI lets a user give the input a value; those of other types take connections only."""
        kind = self.types[name].name
        if kind == "LoRAField" and not self._lora_lists:
            return False
        return kind in _EDITED or kind in GENERATORS or kind.endswith("ModelField")

    def default(self, name: str) -> Any:
        """The value of an input in a fresh node; ``DROPPED`` when it has none."""
        field, kind = self[name], self.types[name]
        if kind.name in GENERATORS:
            generator = GENERATORS[kind.name]
            return {"type": generator, **GENERATOR_DEFAULTS[generator]}
        if not self.edits(name):
            return DROPPED
        if field.has_default and field.default is not None:
            return copy.deepcopy(field.default)
        if kind.name == "LoRAField" and kind.cardinality in (COLLECTION, EITHER):
            return []
        if kind.name in _LISTS and kind.cardinality == COLLECTION:
            return [] if field.required else DROPPED
        if kind.name == "EnumField":
            return first_option(field.type)
        if kind.name not in _PLAIN_DEFAULTS:
            return DROPPED
        return copy.deepcopy(_PLAIN_DEFAULTS[kind.name])


def first_option(t: TypeExpr) -> Any:
    """The first of an enumeration's values; an empty string where there is none."""
    if t.kind == "enum":
        return t.options[0] if t.options else ""
    members = [a for a in t.args if a.kind != "null"]
    return first_option(members[0]) if len(members) == 1 else ""


def template_of(catalogue: Catalogue, node_type: str) -> Template | None:
    """The UI's template of a node type; None when this release does not have the node."""
    memo: dict[str, Template | None] = catalogue.memo.setdefault("templates", {})
    try:
        return memo[node_type]
    except KeyError:
        node = catalogue.node(node_type)
        found = memo[node_type] = (
            Template(node, lora_lists=profile(catalogue).lora_lists) if node is not None else None
        )
        return found


def updated_inputs(template: Template, inputs: Mapping[str, Any], extras: bool) -> dict[str, Any]:
    """The inputs of a node after the UI updated it to its own version.

    Values of the node win; inputs that the template has beyond them get the values of a fresh node; those
    that it does not have go, unless the node keeps ``extras``. Inputs are values here, ``DROPPED`` for
    an input without one.
    """
    updated = {name: value for name, value in inputs.items() if name in template or extras}
    for name in template:
        value = updated.get(name, DROPPED)
        fresh = template.default(name)
        if value is DROPPED:
            updated[name] = fresh
        elif type(value) is dict and type(fresh) is dict and value.get("type") not in GENERATOR_DEFAULTS:
            # Merged member by member; of a generator only the members of its own kind stay.
            updated[name] = {**fresh, **value}
    return updated
