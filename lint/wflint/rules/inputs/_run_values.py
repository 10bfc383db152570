"""The values of a node as far as they are certain, and what is said of one that the node fails with."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue
    from wflint.graph.ir import Node
    from wflint.models.flow.sizes import Sizes

_BOX = ("x_min", "x_max", "y_min", "y_max")


class Refused(NamedTuple):
    """A value that a node fails with.

    ``says`` is what is wrong, to follow the input's name; ``error`` is InvokeAI's, with "..." for what is
    left out; ``cure`` is what to do.
    """

    field: str
    says: str
    error: str
    cure: str


class Values:
    """The values of one node, as far as they are certain; None for what an edge or a batch brings."""

    __slots__ = ("_node", "_sizes", "catalogue")

    def __init__(self, node: Node, sizes: Sizes, catalogue: Catalogue) -> None:
        self._node = node
        self._sizes = sizes
        self.catalogue = catalogue

    def whole(self, field: str) -> int | None:
        """A whole number, also one that comes by an edge from a node that fixes it."""
        value = self._sizes.literal(self._node, field)
        if type(value) is int:
            return value
        return self._sizes.number(self._node, field)

    def text(self, field: str) -> str | None:
        """A text."""
        value = self._sizes.literal(self._node, field)
        return value if type(value) is str else None

    def is_on(self, field: str) -> bool | None:
        """A flag."""
        value = self._sizes.literal(self._node, field)
        return value if type(value) is bool else None

    def is_connected(self, field: str) -> bool:
        """Whether an edge feeds the input."""
        return self._sizes.connected(self._node, field)

    def is_given(self, field: str) -> bool:
        """Whether an edge or the file gives the input a value."""
        return self.is_connected(field) or self._node.values.get(field) is not None

    def box(self, field: str) -> tuple[int, int] | None:
        """Width and height of a bounding box, written down or made by a node with fixed sides."""
        value = self._sizes.literal(self._node, field)
        if type(value) is dict:
            sides = [value.get(name) for name in _BOX]
        elif (maker := self._sizes.maker(self._node, field)) is not None and maker.type == "bounding_box":
            sides = [self._sizes.number(maker, name) for name in _BOX]
        else:
            return None
        x_min, x_max, y_min, y_max = (side if type(side) is int else None for side in sides)
        if x_min is None or x_max is None or y_min is None or y_max is None:
            return None
        return x_max - x_min, y_max - y_min

    def names(self, field: str) -> list[str]:
        """The members of an object that is written down."""
        value = self._sizes.literal(self._node, field)
        return [name for name in value if type(name) is str] if type(value) is dict else []

    def returned(self) -> list[tuple[Node, str]]:
        """The values that a workflow returns, with their keys, as far as those are known."""
        found = []
        for node in self._sizes.behind(self._node, "values"):
            key = self._sizes.literal(node, "key") if node.type == "workflow_return_value" else None
            if type(key) is str and key.strip():
                found.append((node, key.strip()))
        return found

    def repeats(self, node: Node) -> int:
        """How often a node runs, since an iterate node stands before it; 1 where that is not known."""
        return self._sizes.repeats(node)

    def version(self, node_type: str) -> str:
        """The version of a node in the release."""
        definition = self.catalogue.node(node_type)
        return (definition.version if definition is not None else None) or ""

    def area(self, field: str) -> int | None:
        """The number of pixels of the image that an edge brings."""
        size = self._sizes.into(self._node.id, field)
        return size[0] * size[1] if size is not None else None
