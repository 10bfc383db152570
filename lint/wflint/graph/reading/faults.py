"""Where a fault of shape is, carried on the way down, and the findings made there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from wflint.diagnostics import Finding

if TYPE_CHECKING:
    from wflint.diagnostics import Pointer, Related

    # A part of a workflow to look at again: which member of the file ("" for its own) and the index there;
    # for an id that an earlier node had ("ids") with that id, and the type and place of the earlier node.
    Odd = tuple[str, int, tuple[str, str | None, Pointer] | None]

NOT_LOADED: Final = "the web UI refuses to load the workflow"

_NAMES: Final = {dict: "an object", list: "a list", str: "a text", bool: "true or false", int: "a number"}


def type_name(value: Any) -> str:
    """How messages call the type of a JSON value: ``a text``, ``null``, ``a list``."""
    if value is None:
        return "null"
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is int or type(value) is float:
        return f"the number {value!r}" if abs(value) < 1e16 else "a number"
    return _NAMES.get(type(value), type(value).__name__)


def shown(value: Any, limit: int = 40) -> str:
    """A short form of a JSON value for messages; containers are only named."""
    if type(value) is str:
        text = json.dumps(value if len(value) <= limit else value[: limit - 3] + "...", ensure_ascii=False)
        return text.encode("utf-8", "backslashreplace").decode()
    return type_name(value)


class Place:
    """An object of a document in which something may be wrong.

    ``what`` is how messages call it, ``then`` what InvokeAI does with a fault of it; ``node``, ``node_type``
    and ``field`` are what it is a part of, as far as that is known. Who goes down takes the place along with
    :meth:`inner`, and makes findings there.
    """

    __slots__ = ("field", "node", "node_type", "pointer", "then", "what")

    def __init__(
        self,
        what: str,
        pointer: Pointer,
        then: str,
        *,
        node: str | None = None,
        node_type: str | None = None,
        field: str | None = None,
    ) -> None:
        self.what = what
        self.pointer = pointer
        self.then = then
        self.node = node
        self.node_type = node_type
        self.field = field

    def inner(self, *way: str | int, what: str | None = None, field: str | None = None) -> Place:
        """What lies below, by the members that lead there."""
        return Place(
            what if what is not None else self.what,
            (*self.pointer, *way),
            self.then,
            node=self.node,
            node_type=self.node_type,
            field=field if field is not None else self.field,
        )

    def without_type(self) -> Place:
        """The same place for findings that do not name the node's type."""
        return Place(self.what, self.pointer, self.then, node=self.node, field=self.field)

    def missing(self, member: str, hint: str = "", *, then: str | None = None) -> Finding:
        """A required member is not there."""
        text = f'{self.what} has no "{member}": {then or self.then}{hint}'
        return self.finding("missing-member", text)

    def wrong(self, member: str, wanted: str, value: Any, hint: str = "") -> Finding:
        """The value of a member is of another type than InvokeAI wants."""
        text = self._refusal(f'"{member}" of {self.what}', wanted, value, hint)
        return self.finding("wrong-member-type", text, member)

    def unsound(self, member: str, wanted: str, value: Any) -> Finding:
        """A member is missing or of another type: one fault, at the object that should have it."""
        return self.finding("wrong-member-type", self._refusal(f'"{member}" of {self.what}', wanted, value))

    def unfit(self, wanted: str, value: Any, hint: str = "") -> Finding:
        """The object itself is of another type."""
        return self.finding("wrong-member-type", self._refusal(self.what, wanted, value, hint))

    def _refusal(self, subject: str, wanted: str, value: Any, hint: str = "") -> str:
        return f"{subject} is {shown(value)}, but must be {wanted}: {self.then}{hint}"

    def finding(self, rule: str, message: str, *way: str | int, related: tuple[Related, ...] = ()) -> Finding:
        """A finding of a rule, here or at what lies below."""
        return Finding(
            message,
            (*self.pointer, *way),
            node=self.node,
            node_type=self.node_type,
            field=self.field,
            related=related,
            rule=rule,
        )
