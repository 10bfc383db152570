"""A quick look at a form: nearly all are fine, and this says so in one pass."""

from __future__ import annotations

from typing import Any

from wflint.graph.webui.form_schema import settings_known


def node_fields(form: Any) -> list[tuple[str, str, str]] | None:
    """Node, field and element id of every node field of a form that is surely fine; None when it may not be.

    None only means that the full checks must look.
    """
    if type(form) is not dict:
        return None
    elements, root = form.get("elements"), form.get("rootElementId")
    if type(elements) is not dict or type(root) is not str or root not in elements:
        return None
    fields: list[tuple[str, str, str]] = []
    parents: dict[str, Any] = {}  # what each element is a child of
    containers: dict[str, list[str]] = {}
    for key, element in elements.items():
        if type(element) is not dict or element.get("id") != key or key != key.strip():
            return None
        kind, body = element.get("type"), element.get("data")
        if kind == "divider":
            if "data" in element:
                return None
            continue
        if type(body) is not dict:
            return None
        if kind == "node-field":
            at = body.get("fieldIdentifier")
            if type(at) is not dict or type(body.get("showDescription", True)) is not bool:
                return None
            node, field = at.get("nodeId"), at.get("fieldName")
            if type(node) is not str or type(field) is not str or not node.strip() or not field.strip():
                return None
            if "settings" in body and not settings_known(body["settings"]):
                return None
            fields.append((node.strip(), field.strip(), key))
        elif kind == "container":
            children = body.get("children")
            if type(children) is not list or body.get("layout") not in ("row", "column"):
                return None
            for child in children:
                if type(child) is not str or child in parents:
                    return None
                parents[child] = key
            containers[key] = children
        elif kind not in ("heading", "text") or type(body.get("content")) is not str:
            return None
    return fields if _is_tree(elements, root, parents, containers) else None


def _is_tree(
    elements: dict[str, Any], root: str, parents: dict[str, Any], containers: dict[str, list[str]]
) -> bool:
    if root in parents or root not in containers or "parentId" in elements[root]:
        return False
    if len(parents) != len(elements) - 1:
        return False
    for child, parent in parents.items():
        if child not in elements or elements[child].get("parentId") != parent:
            return False
    reached, waiting = 1, [root]
    while waiting:
        children = containers[waiting.pop()]
        reached += len(children)
        waiting.extend(child for child in children if child in containers)
    return reached == len(elements)
