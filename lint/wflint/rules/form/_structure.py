"""Whether the elements of a readable form hang together as the web UI wants them to.

The conditions are those of ``validateFormStructure`` in InvokeAI 6.14.2's web UI: a form that fails them makes
it refuse the whole workflow ("Form structure is invalid").
"""

from __future__ import annotations

from typing import Any

from wflint.rules.form._check_schema import FormFault


def structure_faults(form: dict[str, Any]) -> list[FormFault]:
    """Everything that is out of place, in the order in which the form is walked."""
    elements: dict[str, dict[str, Any]] = form["elements"]
    root_id = form["rootElementId"].strip()
    root = elements.get(root_id)
    if root is None:
        return [FormFault(f'"rootElementId" names no element ("{root_id}")', ("rootElementId",))]
    if root["type"] != "container":
        return [FormFault(f'the root element "{root_id}" is no container', ("elements", root_id))]
    faults: list[FormFault] = []
    reached = _walk(elements, root_id, faults)
    if len(reached) != len(elements):
        faults.extend(_unreached(elements, reached))
    return faults


def _walk(elements: dict[str, dict[str, Any]], root_id: str, faults: list[FormFault]) -> set[str]:
    """Visit everything below the root; collects faults, returns the ids that were reached."""
    reached = {root_id}
    open_containers = {root_id}
    _check_parent(elements, root_id, root_id, faults)
    # Each entry: a container and an iterator over its children; the UI recurses, which a loop would exhaust.
    stack = [(root_id, iter(enumerate(elements[root_id]["data"]["children"])))]
    while stack:
        holder, children = stack[-1]
        step = next(children, None)
        if step is None:
            stack.pop()
            open_containers.discard(holder)
            continue
        i, child = step[0], step[1].strip()
        element = elements.get(child)
        where = ("elements", holder, "data", "children", i)
        if element is None:
            faults.append(FormFault(f'container "{holder}" has a child "{child}" that is no element', where))
        elif child in open_containers:
            faults.append(FormFault(f'container "{child}" is inside itself', where))
        elif child not in reached:
            reached.add(child)
            _check_parent(elements, child, root_id, faults)
            if element["type"] == "container":
                open_containers.add(child)
                stack.append((child, iter(enumerate(element["data"]["children"]))))
    return reached


def _check_parent(
    elements: dict[str, dict[str, Any]], key: str, root_id: str, faults: list[FormFault]
) -> None:
    element = elements[key]
    parent_id = element.get("parentId")
    if element["id"].strip() == root_id:
        if parent_id is not None:
            faults.append(
                FormFault(f'the root element "{key}" has a parentId', ("elements", key, "parentId"))
            )
        return
    if parent_id is None:
        faults.append(FormFault(f'element "{key}" has no parentId', ("elements", key)))
        return
    parent = elements.get(parent_id.strip())
    at = ("elements", key, "parentId")
    if parent is None or parent["type"] != "container":
        faults.append(FormFault(f'the parent "{parent_id}" of element "{key}" is no container', at))
    elif key not in [c.strip() for c in parent["data"]["children"]]:
        faults.append(FormFault(f'"{parent_id}" is the parent of element "{key}" but has no such child', at))


def _unreached(elements: dict[str, dict[str, Any]], reached: set[str]) -> list[FormFault]:
    """Elements outside the tree: the topmost of each part, since the rest follows from it."""
    outside = [key for key in elements if key not in reached]
    tops = [k for k in outside if str(elements[k].get("parentId", "")).strip() not in outside]
    return [
        FormFault(f'element "{key}" is in no container', ("elements", key)) for key in tops or outside[:1]
    ]
