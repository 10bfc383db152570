"""The values of a node's inputs once the web UI of InvokeAI 7 has loaded a workflow.

It keeps every value as it is. An older node gets the release's inputs: what it has no value for gets that of
a fresh node, what the release does not have goes. (Read off its update, which
tests/differential/bundle_oracle.mjs runs.)
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Final

from wflint.graph.server.ports import is_dynamic_input
from wflint.graph.webui.kept import DROPPED, GENERATOR_DEFAULTS
from wflint.graph.webui.template import GENERATORS, first_option, template_of
from wflint.graph.webui.types import COLLECTION
from wflint.graph.webui.updating import is_updated, numbers
from wflint.graph.webui.values import is_number

if TYPE_CHECKING:
    from collections.abc import Container

    from wflint.catalogue.model import Catalogue
    from wflint.graph.ir import Node
    from wflint.graph.webui.template import Template

_EMPTY: Final = {"StringField": "", "IntegerField": 0, "FloatField": 0, "BooleanField": False}
_LISTS: Final = frozenset({"FloatField", "ImageField", "IntegerField", "StringField"})
_SEEDED: Final = (  # its own defaults have this member, too
    "float_generator_random_distribution_uniform",
    "integer_generator_random_distribution_uniform",
    "string_generator_dynamic_prompts_random",
)


def loaded_values(node: Node, catalogue: Catalogue, connected: Container[tuple[str, str]]) -> dict[str, Any]:
    """The values by the inputs' names; ``DROPPED`` where there is none."""
    values = {name: node.values.get(name, DROPPED) for name in node.declared}
    template = template_of(catalogue, node.type)
    definition = catalogue.node(node.type)
    if template is None or definition is None or not is_updated(node, catalogue):
        return values
    updated = {}
    for name in template:
        value = values.get(name, DROPPED)
        updated[name] = fresh_value(template, name) if value is DROPPED else value
    dynamic = node.raw.get("dynamicInputTemplates")
    for name, value in values.items():
        made_up = type(dynamic) is dict and name in dynamic
        if name not in updated and (definition.extra or made_up or is_dynamic_input(node.type, name)):
            updated[name] = value
    own = numbers(node.version or "") or ()
    if node.type == "image_collection" and own < (1, 0, 2):
        _move_images(updated, template, node, connected)
    if node.type == "minimax_h3_denoise" and own < (1, 3, 0):
        _choose_frames(updated, template)
    return updated


def fresh_value(template: Template, name: str) -> Any:
    """The value of an input in a fresh node; ``DROPPED`` for none."""
    field, kind = template[name], template.types[name]
    if kind.name == "EnumField" and field.has_default and field.default is None and not field.required:
        return DROPPED
    if field.has_default and field.default is not None:
        return copy.deepcopy(field.default)
    several = kind.cardinality == COLLECTION
    if field.required and field.kind != "connection" and several and kind.name in _LISTS:
        return []
    if kind.name in GENERATORS:
        made = GENERATORS[kind.name]
        return {"type": made, **GENERATOR_DEFAULTS[made], **({"seed": None} if made in _SEEDED else {})}
    if several:
        return DROPPED
    if kind.name == "EnumField":
        found = first_option(field.type)
        return DROPPED if found == "" else found
    return _EMPTY.get(kind.name, DROPPED)


def _move_images(
    values: dict[str, Any], template: Template, node: Node, connected: Container[tuple[str, str]]
) -> None:
    """Version 1.0.2 of ``image_collection`` took its images from another input than 1.0.1."""
    images, collection = values.get("images"), values.get("collection")
    if "images" not in values or (node.id, "collection") in connected or type(collection) is not list:
        return
    if type(images) is not list or not images:
        values["images"] = collection
        field = template.get("collection")
        held = field is not None and field.has_default and field.default is not None
        values["collection"] = copy.deepcopy(field.default) if field is not None and held else DROPPED


def _choose_frames(values: dict[str, Any], template: Template) -> None:
    """Version 1.3.0 of ``minimax_h3_denoise`` took its frames as a choice, not as a number."""
    frames, field = values.get("num_frames"), template.get("num_frames")
    if field is None or not (isinstance(frames, int | float) and is_number(frames)):
        return
    options = field.type.options or next((a.options for a in field.type.args if a.kind == "enum"), ())
    if options:
        written = str(int(frames)) if frames == int(frames) else str(frames)
        values["num_frames"] = written if written in options else copy.deepcopy(field.default)
