"""Whether the elements of a readable form hang together as the web UI wants them to.

The conditions are those of ``validateFormStructure`` in InvokeAI 6.14.2's web UI: a form that fails them
makes it refuse the whole workflow ("Form structure is invalid").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.graph.webui.form_schema import FormFault

if TYPE_CHECKING:
    from wflint.diagnostics import Pointer


def structure_faults(form: dict[str, Any]) -> list[FormFault]:
    """Everything that is out of place, in the order in which the form is walked."""
    elements: dict[str, dict[str, Any]] = form["elements"]
    root_id = form["rootElementId"].strip()
    root = elements.get(root_id)
    if root is None:
        return [FormFault(f'"rootElementId" names no element ("{root_id}")', ("rootElementId",))]
    if root["type"] != "container":
        return [FormFault(f'the root element "{root_id}" is no container', ("elements", root_id))]
    walk = _Walk(elements, root_id)
    walk.down()
    if len(walk.reached) != len(elements):
        walk.faults.extend(_unreached(elements, walk.reached))
    return walk.faults


class _Walk:
    """A walk over everything below the root, which collects what is wrong and what was reached."""

    __slots__ = ("_children", "_elements", "_root_id", "faults", "reached")

    def __init__(self, elements: dict[str, dict[str, Any]], root_id: str) -> None:
        self._elements = elements
        self._root_id = root_id
        self._children: dict[str, frozenset[str]] = {}
        self.faults: list[FormFault] = []
        self.reached = {root_id}

    def down(self) -> None:
        """Visit every element once. The UI recurses, which a container inside itself never ends."""
        elements, reached = self._elements, self.reached
        inside = {self._root_id}
        self._check_parent(self._root_id)
        # Each entry: a container and an iterator over its children.
        stack = [(self._root_id, iter(enumerate(elements[self._root_id]["data"]["children"])))]
        while stack:
            holder, children = stack[-1]
            step = next(children, None)
            if step is None:
                stack.pop()
                inside.discard(holder)
                continue
            i, child = step[0], step[1].strip()
            element = elements.get(child)
            where = ("elements", holder, "data", "children", i)
            if element is None:
                self._fault(f'container "{holder}" has a child "{child}" that is no element', where)
            elif child in inside:
                self._fault(f'container "{child}" is inside itself', where)
            elif child not in reached:
                reached.add(child)
                self._check_parent(child)
                if element["type"] == "container":
                    inside.add(child)
                    stack.append((child, iter(enumerate(element["data"]["children"]))))

    def _check_parent(self, key: str) -> None:
        element = self._elements[key]
        parent_id = element.get("parentId")
        at = ("elements", key, "parentId")
        if element["id"].strip() == self._root_id:
            if parent_id is not None:
                self._fault(f'the root element "{key}" has a parentId', at)
            return
        if parent_id is None:
            self._fault(f'element "{key}" has no parentId', at[:2])
            return
        parent = self._elements.get(parent_id.strip())
        if parent is None or parent["type"] != "container":
            self._fault(f'the parent "{parent_id}" of element "{key}" is no container', at)
        elif key not in self._children_of(parent_id.strip()):
            self._fault(f'"{parent_id}" is the parent of element "{key}" but has no such child', at)

    def _children_of(self, container: str) -> frozenset[str]:
        found = self._children.get(container)
        if found is None:
            children = self._elements[container]["data"]["children"]
            found = self._children[container] = frozenset(c.strip() for c in children)
        return found

    def _fault(self, reason: str, path: Pointer) -> None:
        self.faults.append(FormFault(reason, path))


def _unreached(elements: dict[str, dict[str, Any]], reached: set[str]) -> list[FormFault]:
    """Elements outside the tree: the topmost of each part, since the rest follows from it."""
    outside = [key for key in elements if key not in reached]
    lost = set(outside)
    tops = [k for k in outside if str(elements[k].get("parentId", "")).strip() not in lost]
    return [
        FormFault(f'element "{key}" is in no container', ("elements", key)) for key in tops or outside[:1]
    ]
