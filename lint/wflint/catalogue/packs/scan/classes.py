"""What a class of the pack inherits: from other classes of the pack and from InvokeAI's."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final, NamedTuple

from wflint.catalogue.packs.scan.core import PLAIN_BASES
from wflint.catalogue.packs.scan.modules import Module, Outside, PackClass

if TYPE_CHECKING:
    from wflint.catalogue.packs.scan.core import Core
    from wflint.catalogue.packs.scan.modules import PackSource

_MOST: Final = 200  # classes that one class inherits from; where they are a circle, it ends there
# Bases from Python and pydantic that bring no fields along.
_HARMLESS: Final = frozenset(
    {"object", "Generic", "Protocol", "ABC", "Enum", "StrEnum", "IntEnum", "str", "int"}
)


class Lineage(NamedTuple):
    """A class's bases, itself included, farthest first: the order in which pydantic gathers fields.

    Classes of InvokeAI stand there by their names. ``unresolved`` are bases that neither the pack nor the
    catalogue has.
    """

    classes: tuple[PackClass | str, ...]
    unresolved: tuple[str, ...]

    def inherits(self, name: str) -> bool:
        """Whether a class of InvokeAI of that name is among them."""
        return name in self.classes


class Classes:
    """The lineages of a pack's classes."""

    def __init__(self, pack: PackSource, core: Core) -> None:
        self._pack = pack
        self._core = core

    def lineage(self, cls: PackClass) -> Lineage:
        """Everything that a class inherits from."""
        # Depth first from left to right, of a class met twice the last place: where Python's own order of
        # bases exists, it is this one for all but contrived diamonds.
        order: list[PackClass | str] = []
        unresolved: list[str] = []
        todo: list[PackClass | str] = [cls]
        while todo and len(order) < _MOST:
            current = todo.pop()
            order.append(current)
            if isinstance(current, PackClass):
                bases: list[PackClass | str] = []
                for node in current.node.bases:
                    found, is_known = self._base(node, current.module)
                    if is_known:
                        bases.append(found)
                    elif found not in _HARMLESS:
                        unresolved.append(str(found))
                todo.extend(reversed(bases))
        last: dict[int | str, PackClass | str] = {}
        for each in reversed(order):
            last.setdefault(id(each.node) if isinstance(each, PackClass) else each, each)
        return Lineage(tuple(last.values()), tuple(dict.fromkeys(unresolved)))

    def _base(self, node: ast.expr, module: Module) -> tuple[PackClass | str, bool]:
        """A base, a class of InvokeAI's by its name, and whether it is known what it brings along."""
        if isinstance(node, ast.Subscript):  # Generic[T], Base[int]
            node = node.value
        found = self._pack.find(node, module)
        if isinstance(found, PackClass):
            return found, True
        if not isinstance(found, Outside):
            return node.id if isinstance(node, ast.Name) else "object", False
        if found.is_invokeai:
            return found.name, self._is_known(found.name)
        return found.name, found.name in PLAIN_BASES

    def _is_known(self, name: str) -> bool:
        return (
            name in PLAIN_BASES or self._core.inputs(name) is not None or self._core.outputs(name) is not None
        )
