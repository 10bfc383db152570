"""What a node's inputs may be given beside plain JSON values: outputs, and the words for nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from wflint.builders.errors import BuildError

if TYPE_CHECKING:
    from wflint.builders.node import Node


class Unset(Enum):
    """The type of :data:`UNSET`."""

    UNSET = "UNSET"

    def __repr__(self) -> str:
        return "UNSET"


class Null(Enum):
    """The type of :data:`NULL`."""

    NULL = "NULL"

    def __repr__(self) -> str:
        return "NULL"


UNSET: Final = Unset.UNSET
"""An input that is required and deliberately left open, for whoever opens the workflow to fill."""

NULL: Final = Null.NULL
"""JSON's ``null`` as a value. (``None`` means that the input is not given at all.)"""


class Output:
    """An output of a node, to be given to inputs. The stubs have a subclass for each type of output."""

    __slots__ = ("name", "node")

    def __init__(self, node: Node[Any], name: str) -> None:
        self.node = node
        self.name = name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Output) and other.node is self.node and other.name == self.name

    def __hash__(self) -> int:
        return hash((id(self.node), self.name))

    def __bool__(self) -> bool:
        raise BuildError(f"{self!r} has no value yet; it is known only when InvokeAI runs the workflow")

    def __iter__(self) -> Any:
        raise BuildError(f'{self!r} is one output, not a list; an "iterate" node takes a list apart')

    def __repr__(self) -> str:
        return f"<output {self.node.id}.{self.name}>"


@dataclass(frozen=True, slots=True, repr=False)
class FieldRef:
    """An input of a node: what is exposed, and what batch data fills. Made by ``node.field(name)``."""

    node: Node[Any]
    name: str

    def __repr__(self) -> str:
        return f"<input {self.node.id}.{self.name}>"
