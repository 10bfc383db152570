"""The form of a workflow: the panel in which the web UI shows exposed inputs."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from wflint.graph.webui.types import SINGLE

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

ROOT = "root"
_NUMBER = {"showShuffle": False, "component": "number-input"}
_SETTINGS: dict[tuple[str, str] | None, dict[str, Any]] = {
    ("IntegerField", SINGLE): {"type": "integer-field-config", **_NUMBER},
    ("FloatField", SINGLE): {"type": "float-field-config", **_NUMBER},
    ("StringField", SINGLE): {"type": "string-field-config", "component": "input"},
}


def form_of(
    fields: Iterable[tuple[str, str]],
    types: Mapping[tuple[str, str], tuple[str, str] | None] = MappingProxyType({}),
) -> dict[str, Any]:
    """A form of one column with these (node id, input) fields, as the UI makes it from ``exposedFields``.

    (features/nodes/util/workflow/validateWorkflow.ts; ids are made from the field rather than by chance, so
    that the same workflow is the same file.) Without fields it is the UI's empty form. ``types`` are the
    UI's types of the inputs and their cardinalities; numbers and texts of a known type get the settings
    that the UI gives them.
    """
    elements: dict[str, Any] = {}
    for node, field in fields:
        element = f"node-field-{node}-{field}"
        if element in elements:  # exposed twice, shown twice
            element = f"{element}-{len(elements)}"
        data: dict[str, Any] = {"fieldIdentifier": {"nodeId": node, "fieldName": field}}
        settings = _SETTINGS.get(types.get((node, field)))
        if settings is not None:
            data["settings"] = dict(settings)
        data["showDescription"] = False
        elements[element] = {"id": element, "parentId": ROOT, "type": "node-field", "data": data}
    root = {"id": ROOT, "type": "container", "data": {"layout": "column", "children": list(elements)}}
    return {"elements": {ROOT: root, **elements}, "rootElementId": ROOT}


def has_fields(form: Any) -> bool:
    """Whether a form holds anything beside its root. The UI fills an empty one from ``exposedFields``."""
    elements = form.get("elements") if type(form) is dict else None
    return type(elements) is dict and len(elements) > 1


def without_fields(form: dict[str, Any], gone: Container[tuple[str, str]]) -> dict[str, Any]:
    """A copy of a form without the elements for some (node id, input) fields.

    The UI takes the elements out and leaves their ids among the children, after which it refuses the file
    that it saved; here they go too.
    """
    elements = form.get("elements")
    if type(elements) is not dict:
        return form
    dead = {key for key, element in elements.items() if field_of(element) in gone}
    kept = {key: _without(element, dead) for key, element in elements.items() if key not in dead}
    return {**form, "elements": kept}


def _without(element: Any, dead: Container[str]) -> Any:
    data: Any = element.get("data") if type(element) is dict else None
    children = data.get("children") if type(data) is dict else None
    if type(children) is not list:
        return element
    kept = [child for child in children if type(child) is not str or child not in dead]
    return {**element, "data": {**data, "children": kept}}


def form_fields(form: Any) -> list[tuple[str, str]]:
    """The (node id, input) fields of a form, in the order of its elements."""
    elements = form.get("elements") if type(form) is dict else None
    found = [field_of(element) for element in elements.values()] if type(elements) is dict else []
    return [field for field in found if field is not None]


def field_of(element: Any) -> tuple[str, str] | None:
    """The (node id, input) field that an element of a form shows; None for other elements."""
    data = element.get("data") if type(element) is dict and element.get("type") == "node-field" else None
    where = data.get("fieldIdentifier") if type(data) is dict else None
    node, field = (where.get("nodeId"), where.get("fieldName")) if type(where) is dict else (None, None)
    return (node, field) if type(node) is str and type(field) is str else None
