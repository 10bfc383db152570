"""Whether the elements of a readable form hang together as the web UI wants them to.

The conditions are those of ``validateFormStructure`` in InvokeAI 6.14.2's web UI: a form that fails them
makes it refuse the whole workflow ("Form structure is invalid").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics.words import quoted
from wflint.graph.webui.form_schema import FormFault

if TYPE_CHECKING:
    from wflint.diagnostics import Pointer


_ROOT = 'write the id of the outermost container as "rootElementId"'


def structure_faults(form: dict[str, Any]) -> list[FormFault]:
    """Everything that is out of place, in the order in which the form is walked."""
    elements: dict[str, dict[str, Any]] = form["elements"]
    root_id = form["rootElementId"].strip()
    root = elements.get(root_id)
    if root is None:
        return [
            FormFault(
                f'"rootElementId" is {quoted(root_id)}, which is not an element of the form',
                ("rootElementId",),
                _ROOT,
            )
        ]
    if root["type"] != "container":
        return [FormFault(f"root element {quoted(root_id)} is not a container", ("elements", root_id), _ROOT)]
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
                reason = f"child {quoted(child)} of form container {quoted(holder)} is missing"
                self._fault(reason, where, f"remove it from the children of {quoted(holder)}")
            elif child in inside:
                reason = f"form container {quoted(child)} is inside itself"
                self._fault(reason, where, f"remove it from the children of {quoted(holder)}", endless=True)
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
                self._fault(f'root element {quoted(key)} has a "parentId"', at, 'remove its "parentId"')
            return
        if parent_id is None:
            reason = f'"parentId" of form element {quoted(key)} is missing'
            self._fault(reason, at[:2], "write the id of its container")
            return
        parent = self._elements.get(parent_id.strip())
        if parent is None or parent["type"] != "container":
            reason = f"parent {quoted(parent_id)} of form element {quoted(key)} is not a container"
            self._fault(reason, at, "write the id of the container that it is in")
        elif key not in self._children_of(parent_id.strip()):
            reason = f"form element {quoted(key)} is not among the children of its parent {quoted(parent_id)}"
            self._fault(reason, at, "add it to those children, or name the container that it is in")

    def _children_of(self, container: str) -> frozenset[str]:
        found = self._children.get(container)
        if found is None:
            children = self._elements[container]["data"]["children"]
            found = self._children[container] = frozenset(c.strip() for c in children)
        return found

    def _fault(self, reason: str, path: Pointer, cure: str, *, endless: bool = False) -> None:
        self.faults.append(FormFault(reason, path, cure, endless))


def _unreached(elements: dict[str, dict[str, Any]], reached: set[str]) -> list[FormFault]:
    """Elements outside the tree: the topmost of each part, since the rest follows from it."""
    outside = [key for key in elements if key not in reached]
    lost = set(outside)
    tops = [k for k in outside if str(elements[k].get("parentId", "")).strip() not in lost]
    cure = "remove it, or add it to the children of a container"
    return [
        FormFault(f"form element {quoted(key)} is not in any container", ("elements", key), cure)
        for key in tops or outside[:1]
    ]
