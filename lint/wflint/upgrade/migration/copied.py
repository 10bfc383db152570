"""JSON data that is copied where it is written to, and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wflint.diagnostics import Pointer


class Copied:
    """Data to be changed at pointers; what it was made of never changes.

    A container is copied when it is first written to: what nobody touches stays the very same object, and a
    copy costs what the changes cost.
    """

    def __init__(self, data: Any) -> None:
        self.data = data
        self._owned: dict[int, Any] = {}

    def peek(self, pointer: Pointer) -> Any:
        """What stands at a pointer now, to be read only; None where nothing does."""
        held = self.data
        for part in pointer:
            try:
                held = held[part]
            except (KeyError, IndexError, TypeError):
                return None
        return held

    def own(self, pointer: Pointer) -> Any:
        """The container at a pointer, to be written to: it and those around it are copies from now on."""
        held = self.data = self._mine(self.data)
        for part in pointer:
            mine = self._mine(held[part])
            held[part] = mine
            held = mine
        return held

    def _mine(self, held: Any) -> Any:
        if id(held) in self._owned:
            return held
        mine = held.copy() if type(held) in (dict, list) else held
        self._owned[id(mine)] = mine
        return mine

    def replace(self, pointer: Pointer, value: Any) -> None:
        """Put another container at a pointer."""
        self.own(pointer[:-1])[pointer[-1]] = value
        self._owned[id(value)] = value
