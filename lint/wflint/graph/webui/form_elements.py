"""The elements of a form as the web UI of InvokeAI 7 holds them."""

from __future__ import annotations

import copy
from typing import Any, Final

_BODIES: Final = ("container", "node-field", "heading", "text")


def reads(element: Any) -> bool:
    """Whether its parser takes an element."""
    if type(element) is not dict or type(element.get("id")) is not str:
        return False
    if "parentId" in element and type(element["parentId"]) is not str:
        return False
    kind, body = element.get("type"), element.get("data")
    if kind == "divider":
        return True
    if kind not in _BODIES or type(body) is not dict:
        return False
    if kind != "node-field":
        return True
    at = body.get("fieldIdentifier")
    if type(at) is not dict or type(at.get("nodeId")) is not str or type(at.get("fieldName")) is not str:
        return False
    settings = body.get("settings", {})
    return (
        type(body.get("showShuffle", False)) is bool
        and type(settings) is dict
        and type(settings.get("showShuffle", False)) is bool
    )


def kept_element(element: Any) -> dict[str, Any] | None:
    """What it holds of an element: its defaults filled in; None for one that it cannot read."""
    if not reads(element):
        return None
    found: dict[str, Any] = {m: element[m] for m in ("id", "parentId", "type") if m in element}
    if element["type"] == "divider":
        return found
    body = copy.deepcopy(element["data"])
    kind = element["type"]
    if kind == "container":
        children = body.get("children")
        readable = type(children) is list and all(type(child) is str for child in children)
        body["children"] = children if readable else []
        body["layout"] = body.get("layout") if body.get("layout") in ("row", "column") else "column"
    elif kind == "node-field":
        at = body["fieldIdentifier"]
        body["fieldIdentifier"] = {"nodeId": at["nodeId"], "fieldName": at["fieldName"]}
        body["showDescription"] = body.get("showDescription") is True
        shuffles = body.get("settings", {}).get("showShuffle", False)
        body["showShuffle"] = body.get("showShuffle", shuffles)
    else:
        body["content"] = body["content"] if type(body.get("content")) is str else ""
    return {**found, "data": body}
