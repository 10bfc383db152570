"""The form of a workflow: what the web UI shows to people who only want to use it."""

from __future__ import annotations

import copy
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

from wflint.builders.errors import BuildError
from wflint.builders.ids import slug, unused
from wflint.builders.values import FieldRef

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = "root"
Layout = Literal["row", "column"]


class Form:
    """Elements in the order in which they are added; ``with form.row():`` puts those inside side by side.

    The elements are InvokeAI's: containers (rows and columns), headings, texts, dividers and fields.
    """

    def __init__(self) -> None:
        self._root: list[_Element] = []
        self._open: list[list[_Element]] = [self._root]
        self.layout: Layout = "column"

    def heading(self, text: str) -> None:
        """A heading."""
        self._add(_Element("heading", slug(text), {"content": _text(text)}))

    def text(self, text: str) -> None:
        """A paragraph."""
        self._add(_Element("text", slug(text)[:24], {"content": _text(text)}))

    def divider(self) -> None:
        """A line."""
        self._add(_Element("divider", "", None))

    def field(
        self,
        field: FieldRef,
        *,
        show_description: bool = False,
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        """The control of an input. ``settings`` are the web UI's own, such as a slider's limits."""
        if not isinstance(field, FieldRef):
            raise BuildError(f'{field!r} is not an input; give one, as in node.field("prompt")')
        self._add(_Element("node-field", "", (field, show_description, settings)))

    @contextmanager
    def container(self, layout: Layout = "column") -> Iterator[None]:
        """Elements added inside the ``with`` block stand in a container of their own."""
        if layout not in ("row", "column"):
            raise BuildError(f'{layout!r} is not a layout; a container is a "row" or a "column"')
        inside: list[_Element] = []
        self._add(_Element("container", layout, inside))
        self._open.append(inside)
        try:
            yield
        finally:
            self._open.pop()

    def row(self) -> Any:
        """A container whose elements stand side by side."""
        return self.container("row")

    def column(self) -> Any:
        """A container whose elements stand below each other."""
        return self.container("column")

    def __len__(self) -> int:
        return len(self._root)

    def _add(self, element: _Element) -> None:
        self._open[-1].append(element)

    def to_json(self) -> dict[str, Any]:
        """The form as workflow files hold it. Elements have ids that say what they are."""
        elements: dict[str, Any] = {}
        root = {"id": ROOT, "type": "container", "data": {"layout": self.layout, "children": []}}
        elements[ROOT] = root
        pending: list[tuple[dict[str, Any], list[_Element]]] = [(root, self._root)]
        while pending:
            parent, children = pending.pop()
            for child in children:
                written = child.to_json(elements, parent["id"])
                elements[written["id"]] = written
                parent["data"]["children"].append(written["id"])
                if child.kind == "container":
                    pending.append((written, child.content))
        return {"elements": elements, "rootElementId": ROOT}


class _Element:
    """An element: its kind, a word for its id, and its content (for a container its elements)."""

    __slots__ = ("content", "kind", "word")

    def __init__(self, kind: str, word: str, content: Any) -> None:
        self.kind = kind
        self.word = word
        self.content = content

    def to_json(self, taken: Mapping[str, Any], parent: str) -> dict[str, Any]:
        word = f"{self.content[0].node.id}-{self.content[0].name}" if self.kind == "node-field" else self.word
        found: dict[str, Any] = {
            "id": unused(f"{self.kind}-{word}" if word else self.kind, taken),
            "type": self.kind,
            "parentId": parent,
        }
        if self.kind == "container":
            found["data"] = {"layout": self.word, "children": []}
        elif self.kind == "node-field":
            field, show_description, settings = self.content
            found["data"] = {
                "fieldIdentifier": {"nodeId": field.node.id, "fieldName": field.name},
                "showDescription": show_description,
            }
            if settings is not None:
                found["data"]["settings"] = copy.deepcopy(dict(settings))
        elif self.content is not None:
            found["data"] = dict(self.content)
        return found


def _text(text: str) -> str:
    if not isinstance(text, str):
        raise BuildError(f"{text!r} is not a heading or text; give a string")
    return text
