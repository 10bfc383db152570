"""A fix: what would mend a fault, as edits of its document, and how safe that is."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from wflint.records import NamedTuple

if TYPE_CHECKING:
    from wflint.diagnostics.pointer import Pointer

END: Final = "-"  # the last part of a pointer that adds to a list: behind its last item


class Safety(StrEnum):
    """Who decides about a fix.

    A *safe* one leaves InvokeAI with the request that it makes of the file today, or the file was refused and
    there is exactly one repair. An *unsafe* one changes what runs, or chooses between repairs. One for
    *display* is an advice with an example: nobody applies it.
    """

    SAFE = "safe"
    UNSAFE = "unsafe"
    DISPLAY = "display"


class Op(StrEnum):
    """What an edit does at its pointer."""

    REMOVE = "remove"  # the member, or the item of a list
    REPLACE = "replace"  # the value
    ADD = "add"  # a member that is not there yet; into a list before that index, or at "-" behind the last
    RENAME = "rename"  # the name of a member; ``value`` is the new one


class Edit(NamedTuple):
    """One change at a pointer. ``value`` is JSON data (of a rename the new name).

    ``occurrence`` counts from 0 among equal keys of one object; None is the one that counts, the last.
    """

    op: Op
    pointer: Pointer
    value: Any = None
    occurrence: int | None = None


class Fix(NamedTuple):
    """Edits that mend a fault together: all of them, or none. ``title`` is an imperative: "remove the edge".

    Pointers are relative to what the finding's are: its document, in a diagnostic the file.
    """

    safety: Safety
    title: str
    edits: tuple[Edit, ...]

    def under(self, base: Pointer) -> Fix:
        """The same fix with pointers that start further up."""
        if not base:
            return self
        edits = [edit._replace(pointer=(*base, *edit.pointer)) for edit in self.edits]
        return self._replace(edits=tuple(edits))


def safe(title: str, *edits: Edit) -> Fix:
    """A fix that InvokeAI would not tell from the file as it is, or the only repair of a refused one."""
    return Fix(Safety.SAFE, title, edits)


def unsafe(title: str, *edits: Edit) -> Fix:
    """A fix that changes what runs, or one of several repairs."""
    return Fix(Safety.UNSAFE, title, edits)


def display(title: str, *edits: Edit) -> Fix:
    """An example of a repair, for people to read."""
    return Fix(Safety.DISPLAY, title, edits)


def remove(*pointer: str | int) -> Edit:
    """Take out what is there."""
    return Edit(Op.REMOVE, pointer)


def replace(*pointer: str | int, value: Any) -> Edit:
    """Put another value there."""
    return Edit(Op.REPLACE, pointer, value)


def add(*pointer: str | int, value: Any) -> Edit:
    """Put something where nothing is."""
    return Edit(Op.ADD, pointer, value)


def rename(*pointer: str | int, to: str) -> Edit:
    """Call a member by another name."""
    return Edit(Op.RENAME, pointer, to)
