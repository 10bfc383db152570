"""The values of a node as far as they are certain, and what is said of one that the node fails with."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wflint.models.families.nodes import LORA_SELECTOR
from wflint.models.flow.behind import feeding, repeats
from wflint.models.flow.computed.known import Raised
from wflint.models.flow.sizes import whole

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
    """The values of one node in one of its runs, as far as they are certain; None for those that are not."""

    __slots__ = ("_node", "_sizes", "catalogue")

    def __init__(self, node: Node, sizes: Sizes, catalogue: Catalogue) -> None:
        self._node = node
        self._sizes = sizes
        self.catalogue = catalogue

    def whole(self, field: str) -> int | None:
        """A whole number, also one that comes by an edge from a node that fixes it."""
        value = self._sizes.literal(self._node, field)
        return value if type(value) is int else whole(value)

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
        """Width and height of a bounding box, written down or worked out by a node."""
        value = self._sizes.literal(self._node, field)
        if not isinstance(value, dict):
            return None
        sides = [value.get(name) for name in _BOX]
        x_min, x_max, y_min, y_max = (side if type(side) is int else None for side in sides)
        if x_min is None or x_max is None or y_min is None or y_max is None:
            return None
        return x_max - x_min, y_max - y_min

    def given_loras(self, field: str) -> bool:
        """Whether an input surely gets a LoRA, or null in its place, by the file or by a node."""
        graph = self._sizes.graph
        if not self.is_connected(field):
            value = self._sizes.value(self._node, field)
            return value is None or (type(value) in (list, dict) and bool(value))
        alone = (n for n in feeding(graph, self._node, field) if n.type == LORA_SELECTOR[0])
        return any(not any((node.id, name) in graph.into for name in ("lora", "weight")) for node in alone)

    def names(self, field: str) -> list[str]:
        """The members of an object that is written down."""
        value = self._sizes.literal(self._node, field)
        return [name for name in value if type(name) is str] if type(value) is dict else []

    def written_keys(self) -> list[str]:
        """The keys of the values that a workflow returns, where those are written down."""
        if self.is_connected("values"):
            return []
        value = self._sizes.literal(self._node, "values")
        items = value if type(value) is list else [value]
        keys = [item.get("key") for item in items if type(item) is dict]
        return [key.strip() for key in keys if type(key) is str]

    def returned(self) -> list[tuple[Node, str]]:
        """The values that a workflow returns, with their keys, as far as those are known."""
        found = []
        for node in feeding(self._sizes.graph, self._node, "values"):
            key = self._sizes.literal(node, "key") if node.type == "workflow_return_value" else None
            if type(key) is str and key.strip():
                found.append((node, key.strip()))
        return found

    def repeats(self, node: Node) -> int:
        """How often a node runs, since an iterate node stands before it; 1 where that is not known."""
        return repeats(self._sizes.graph, self._sizes, node)

    def version(self, node_type: str) -> str:
        """The version of a node in the release."""
        definition = self.catalogue.node(node_type)
        return (definition.version if definition is not None else None) or ""

    def failure(self) -> Raised | None:
        """What the node raises with these values, as its own code computes."""
        computed = self._sizes.computed
        if not computed.known(self._node.type):
            return None
        rows = computed.table(self._node.id).at(self._sizes.places)
        return rows[0] if rows and type(rows[0]) is Raised and not rows[0].field else None

    def area(self, field: str) -> int | None:
        """The number of pixels of the image that an edge brings."""
        size = self._sizes.into(self._node.id, field)
        return size[0] * size[1] if size is not None else None
