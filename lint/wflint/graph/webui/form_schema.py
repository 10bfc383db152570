"""Whether the web UI can read a workflow's form at all, and what it then holds.

What is accepted was read from the zod schemas of InvokeAI 6.14.2's web UI (``zBuilderForm`` in
features/nodes/types/workflow.ts). A form that fails them is replaced by an empty one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics.words import listed, quoted
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wflint.diagnostics import Pointer


class FormFault(NamedTuple):
    """What is wrong with the form, where (relative to the form), and what to do about it.

    ``endless``: whoever walks the form down comes back to where they were.
    """

    reason: str
    path: Pointer
    help: str = ""
    endless: bool = False


def schema_fault(form: Any) -> FormFault | None:
    """The first thing in the form that the web UI cannot read; None when it can read it all."""
    if type(form) is not dict:
        return FormFault("the form is not an object", (), _REBUILD)
    elements, root = form.get("elements"), form.get("rootElementId")
    if type(elements) is not dict:
        path = ("elements",) if "elements" in form else ()
        return FormFault('"elements" of the form is missing or not an object', path, _REBUILD)
    if not _is_id(root):
        path = ("rootElementId",) if "rootElementId" in form else ()
        cure = "write the id of the outermost container"
        return FormFault('"rootElementId" of the form is missing or not an id', path, cure)
    for key, element in elements.items():
        fault = element_fault(key, element)
        if fault is not None:
            return fault._replace(path=("elements", key, *fault.path))
    return None


def element_fault(key: str, element: Any) -> FormFault | None:
    """What the web UI cannot read in an element; its path is relative to the element."""
    fault = _element_fault(element)
    if fault is None:
        return None
    return fault._replace(reason=fault.reason.replace(_IT, f"form element {quoted(key)}"))


def _is_id(value: Any) -> bool:
    return type(value) is str and value.strip() != ""


_IT = "{it}"  # where a reason names the element
_REBUILD = "build the form again in the web UI, or remove it"


def _element_fault(element: Any) -> FormFault | None:
    if type(element) is not dict:
        return FormFault(f"{_IT} is not an object", (), "remove it")
    if not _is_id(element.get("id")):
        path = ("id",) if "id" in element else ()
        return FormFault(f'"id" of {_IT} is missing or not an id', path, 'write the key as its "id"')
    if "parentId" in element and not _is_id(element["parentId"]):
        cure = "write the id of its container"
        return FormFault(f'"parentId" of {_IT} is not an id', ("parentId",), cure)
    kind = element.get("type")
    check = _BODIES.get(kind) if type(kind) is str else None
    if check is None:
        kinds = listed([f'"{name}"' for name in _BODIES], len(_BODIES), "or")
        path = ("type",) if "type" in element else ()
        return FormFault(f'"type" of {_IT} is not one that the form builder knows', path, f"write {kinds}")
    if kind == "divider":
        if "data" not in element:
            return None
        return FormFault(f'{_IT} is a divider with "data"', ("data",), 'remove its "data"')
    body = element.get("data")
    if type(body) is not dict:
        path = ("data",) if "data" in element else ()
        return FormFault(f'"data" of {_IT} is missing or not an object', path, 'write its "data"')
    fault = check(body)
    return fault._replace(path=("data", *fault.path)) if fault is not None else None


def _container(body: dict[str, Any]) -> FormFault | None:
    layout, children = body.get("layout"), body.get("children")
    if layout not in ("row", "column"):
        path = ("layout",) if "layout" in body else ()
        return FormFault(f'"layout" of {_IT} is not "row" or "column"', path, 'write "row" or "column"')
    if type(children) is not list or not all(map(_is_id, children)):
        path = ("children",) if "children" in body else ()
        cure = "write a list of the ids of its elements"
        return FormFault(f'"children" of {_IT} is not a list of ids', path, cure)
    return None


def _content(body: dict[str, Any]) -> FormFault | None:
    if type(body.get("content")) is str:
        return None
    path = ("content",) if "content" in body else ()
    return FormFault(f'"content" of {_IT} is missing or not a string', path, "write its text")


def _node_field(body: dict[str, Any]) -> FormFault | None:
    identifier = body.get("fieldIdentifier")
    if (
        type(identifier) is not dict
        or not _is_id(identifier.get("nodeId"))
        or not _is_id(identifier.get("fieldName"))
    ):
        return FormFault(
            f"{_IT} does not say which input it shows",
            ("fieldIdentifier",) if "fieldIdentifier" in body else (),
            'write "fieldIdentifier": {"nodeId": ..., "fieldName": ...}',
        )
    if type(body.get("showDescription", True)) is not bool:
        cure = "write true or false"
        return FormFault(f'"showDescription" of {_IT} is not true or false', ("showDescription",), cure)
    if "settings" in body and not settings_known(body["settings"]):
        cure = "remove the settings, and set them again in the web UI"
        return FormFault(f"settings of {_IT} are not ones that the form builder knows", ("settings",), cure)
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
