"""Whether the web UI can read a workflow's form at all, and what it then holds.

What is accepted was read from the zod schemas of InvokeAI 6.14.2's web UI (``zBuilderForm`` in
features/nodes/types/workflow.ts). A form that fails them is replaced by an empty one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wflint.diagnostics import Pointer


class FormFault(NamedTuple):
    """What is wrong with the form, and where (relative to the form)."""

    reason: str
    path: Pointer


def schema_fault(form: Any) -> FormFault | None:
    """The first thing in the form that the web UI cannot read; None when it can read it all."""
    if type(form) is not dict:
        return FormFault("the form is no object", ())
    elements, root = form.get("elements"), form.get("rootElementId")
    if type(elements) is not dict:
        return FormFault('the form has no object "elements"', ("elements",) if "elements" in form else ())
    if not _is_id(root):
        return FormFault(
            'the form has no "rootElementId"', ("rootElementId",) if "rootElementId" in form else ()
        )
    for key, element in elements.items():
        fault = _element_fault(element)
        if fault is not None:
            return FormFault(f'form element "{key}": {fault.reason}', ("elements", key, *fault.path))
    return None


def _is_id(value: Any) -> bool:
    return type(value) is str and value.strip() != ""


def _element_fault(element: Any) -> FormFault | None:
    if type(element) is not dict:
        return FormFault("it is no object", ())
    if not _is_id(element.get("id")):
        return FormFault('it has no "id"', ("id",) if "id" in element else ())
    if "parentId" in element and not _is_id(element["parentId"]):
        return FormFault('"parentId" is no element id', ("parentId",))
    kind = element.get("type")
    check = _BODIES.get(kind) if type(kind) is str else None
    if check is None:
        kinds = ", ".join(_BODIES)
        return FormFault(f"its type is none of {kinds}", ("type",) if "type" in element else ())
    if kind == "divider":
        return FormFault('a divider has no "data"', ("data",)) if "data" in element else None
    body = element.get("data")
    if type(body) is not dict:
        return FormFault('it has no object "data"', ("data",) if "data" in element else ())
    fault = check(body)
    return FormFault(fault.reason, ("data", *fault.path)) if fault is not None else None


def _container(body: dict[str, Any]) -> FormFault | None:
    layout, children = body.get("layout"), body.get("children")
    if layout not in ("row", "column"):
        return FormFault('its layout is neither "row" nor "column"', ("layout",) if "layout" in body else ())
    if type(children) is not list or not all(map(_is_id, children)):
        return FormFault(
            "its children are no list of element ids", ("children",) if "children" in body else ()
        )
    return None


def _content(body: dict[str, Any]) -> FormFault | None:
    if type(body.get("content")) is str:
        return None
    return FormFault("its content is no text", ("content",) if "content" in body else ())


def _node_field(body: dict[str, Any]) -> FormFault | None:
    identifier = body.get("fieldIdentifier")
    if (
        type(identifier) is not dict
        or not _is_id(identifier.get("nodeId"))
        or not _is_id(identifier.get("fieldName"))
    ):
        return FormFault(
            'its "fieldIdentifier" names no node and field',
            ("fieldIdentifier",) if "fieldIdentifier" in body else (),
        )
    if type(body.get("showDescription", True)) is not bool:
        return FormFault('"showDescription" is neither true nor false', ("showDescription",))
    if "settings" in body and not settings_known(body["settings"]):
        return FormFault("its settings are none that the form builder knows", ("settings",))
    return None


_COMPONENTS = ("number-input", "slider", "number-input-and-slider")


def settings_known(settings: Any) -> bool:
    """The three kinds of settings; every member of theirs has a default."""
    if type(settings) is not dict:
        return False
    kind = settings.get("type")
    if kind is None and "type" in settings:
        return False
    component = settings.get("component")
    if kind in ("float-field-config", "integer-field-config") or "type" not in settings:
        numbers = all(type(settings.get(m, 0)) in (int, float) for m in ("min", "max"))
        shuffle = type(settings.get("showShuffle", False)) is bool
        if numbers and shuffle and ("component" not in settings or component in _COMPONENTS):
            return True
    if kind == "string-field-config" or "type" not in settings:
        if "component" not in settings or component in ("input", "textarea"):
            return True
        return component == "dropdown" and _options(settings.get("options"))
    return False


def _options(options: Any) -> bool:
    return type(options) is list and all(
        type(o) is dict and type(o.get("label")) is str and type(o.get("value")) is str for o in options
    )


def readable_form(form: Any) -> dict[str, Any] | None:
    """A copy of a form as the UI holds it: members that it does not know gone, defaults filled in.

    None for a form that it cannot read.
    """
    if schema_fault(form) is not None:
        return None
    elements = {key: _element(element) for key, element in form["elements"].items()}
    return {"elements": elements, "rootElementId": form["rootElementId"].strip()}


def _element(element: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {m: element[m].strip() for m in ("id", "parentId") if m in element}
    found["type"] = kind = element["type"]
    if kind == "divider":
        return found
    body = element["data"]
    if kind == "container":
        children = [child.strip() for child in body["children"]]
        found["data"] = {"layout": body["layout"], "children": children}
    elif kind == "node-field":
        at = body["fieldIdentifier"]
        data: dict[str, Any] = {"fieldIdentifier": {m: at[m].strip() for m in ("nodeId", "fieldName")}}
        if "settings" in body:
            data["settings"] = _settings(body["settings"])
        found["data"] = {**data, "showDescription": body.get("showDescription", True)}
    else:
        found["data"] = {"content": body["content"]}
    return found


def _settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings of the first kind that they fit, with its defaults."""
    component = settings.get("component", "number-input")
    if settings.get("type", "float-field-config") != "string-field-config" and component in _COMPONENTS:
        limits: dict[str, Any] = {m: settings[m] for m in ("min", "max") if m in settings}
        shuffle = settings.get("showShuffle", False)
        kind = settings.get("type", "float-field-config")
        return {"type": kind, "showShuffle": shuffle, "component": component, **limits}
    component = settings.get("component", "input")
    found: dict[str, Any] = {"type": "string-field-config", "component": component}
    if component == "dropdown":
        options = [{m: option[m] for m in ("label", "value")} for option in settings["options"]]
        return {**found, "options": options}
    return found


_BODIES = {
    "container": _container,
    "node-field": _node_field,
    "heading": _content,
    "text": _content,
    "divider": _content,
}
