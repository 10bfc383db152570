"""Where a fault of shape is, carried on the way down, and the findings made there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from wflint.diagnostics import Finding

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.diagnostics import Pointer, Related
    from wflint.diagnostics.fix import Fix

    Mend = Fix | Callable[[], Fix | None] | None

    # A part of a workflow to look at again: which member of the file ("" for its own) and the index there;
    # for an id that an earlier node had ("ids") with that id, and the type and place of the earlier node.
    Odd = tuple[str, int, tuple[str, str | None, Pointer] | None]

FILLED: Final = "a string that is not empty"
BOOLEAN: Final = "true or false"
PACK: Final = "the name of a node pack"
PACK_CURE: Final = 'leave "nodePack" out, or write "invokeai" for a node of InvokeAI itself'

_NAMES: Final = {dict: "an object", list: "a list", str: "a string", bool: BOOLEAN, int: "a number"}
# What the editor itself writes for a member of which nothing is known.
_DEFAULTS: Final = {"isOpen": "true", "isIntermediate": "true", "useCache": "true", "embedWorkflow": "false"}


def later(name: str, *of: Any, **named: Any) -> Callable[[], Fix | None]:
    """A fix of that name in :mod:`wflint.graph.reading.mends`, made when it is asked for: most never are."""

    def make() -> Fix | None:
        from wflint.graph.reading import mends

        fix: Fix | None = getattr(mends, name)(*of, **named)
        return fix

    return make


def type_name(value: Any) -> str:
    """How messages call the type of a JSON value: ``a string``, ``null``, ``a list``."""
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
    return type_name(value).removeprefix("the number ")


class Place:
    """An object of a document in which something may be wrong.

    ``what`` is how messages call it; a function is asked when there is a fault. ``several`` is what many of
    its kind are called, where a slip is likely to be made in all of them. ``node``, ``node_type`` and
    ``field`` are what it is a part of, as far as that is known. Who goes down takes the place along with
    :meth:`inner`, and makes findings there.
    """

    __slots__ = ("_outer", "_what", "field", "node", "node_type", "pointer", "several")

    def __init__(
        self,
        what: str | Callable[[], str],
        pointer: Pointer,
        *,
        several: str = "",
        node: str | None = None,
        node_type: str | None = None,
        field: str | None = None,
        outer: Place | None = None,
    ) -> None:
        self._what = what
        self._outer = outer
        self.pointer = pointer
        self.several = several
        self.node = node
        self.node_type = node_type
        self.field = field

    @property
    def what(self) -> str:
        """What messages call it: ``input "seed" of noise``."""
        own = self._what if isinstance(self._what, str) else self._what()
        return f"{own} of {self._outer.what}" if self._outer is not None else own

    def inner(self, *way: str | int, part: str = "", several: str = "", field: str | None = None) -> Place:
        """What lies below, by the members that lead there: a ``part`` of this, or the same thing."""
        return Place(
            part or self._what,
            (*self.pointer, *way),
            several=several or self.several,
            node=self.node,
            node_type=self.node_type,
            field=field if field is not None else self.field,
            outer=self if part else self._outer,
        )

    def without_type(self) -> Place:
        """The same place for findings that do not name the node's type."""
        inner = self.inner()
        inner.node_type = None
        return inner

    def missing(
        self, member: str, value: str = "", *, add: str = "", error: str = "", fix: Mend = None
    ) -> Finding:
        """A required member is not there. ``value`` is what to write for it, ``add`` says it in words."""
        value = value or _DEFAULTS.get(member, "")
        if fix is None and value:
            fix = later("added_text", self.pointer, member, value)
        return self.finding(
            "missing-member",
            f'"{member}" is missing from {self.what}',
            help=add or (f'add "{member}": {value}' if value else f'add "{member}"'),
            error=error,
            group=self.several and f'"{member}" is missing from several {self.several}',
            fix=fix,
        )

    def wrong(
        self, member: str, wanted: str, value: Any, cure: str = "", *, error: str = "", fix: Mend = None
    ) -> Finding:
        """The value of a member is of another type than InvokeAI wants. ``cure`` is what to do about it."""
        return self._wrong(member, wanted, value, (member,), cure, error, fix=fix)

    def unsound(self, member: str, wanted: str, holder: dict[str, Any]) -> Finding:
        """A member is missing or of another type: one fault, at the object that should have it."""
        return self._wrong(member, wanted, holder.get(member), (), absent=member not in holder)

    def unfit(self, wanted: str, value: Any, cure: str = "", *, fix: Mend = None) -> Finding:
        """The object itself is of another type."""
        message = f"{self.what} is {shown(value, 30)}, not {wanted}"
        return self.finding("wrong-member-type", message, help=cure or f"write {wanted}", fix=fix)

    def _wrong(
        self,
        member: str,
        wanted: str,
        value: Any,
        way: Pointer,
        cure: str = "",
        error: str = "",
        *,
        absent: bool = False,
        fix: Mend = None,
    ) -> Finding:
        if fix is None and not absent:
            fix = later("read_otherwise", self.pointer, member, wanted, value)
        subject = f'"{member}" of {self.what}'
        group = f'"{member}" of several {self.several} is not {wanted}'
        if absent:
            message = f"{subject} is missing"
        elif wanted == FILLED and type(value) is str:
            message, cure = f"{subject} is empty", cure or f'fill in "{member}"'
            group = f'"{member}" of several {self.several} is empty'
        elif wanted == BOOLEAN and type(value) is str:
            message = f"{subject} is the string {shown(value, 30)}, not {wanted}"
            if value.lower() in ("true", "false"):
                cure = cure or f"write {value.lower()} without quotes"
        else:
            message = f"{subject} is {shown(value, 30)}, not {wanted}"
        return self.finding(
            "wrong-member-type",
            message,
            *way,
            help=cure or f"write {wanted}",
            error=error,
            group=group if self.several else "",
            fix=fix,
        )

    def finding(
        self,
        rule: str,
        message: str,
        *way: str | int,
        related: tuple[Related, ...] = (),
        help: str = "",  # noqa: A002  # the part's name, in every format
        then: str = "",
        error: str = "",
        group: str = "",
        fix: Mend = None,
    ) -> Finding:
        """A finding of a rule, here or at what lies below."""
        return Finding(
            message,
            (*self.pointer, *way),
            node=self.node,
            node_type=self.node_type,
            field=self.field,
            related=related,
            rule=rule,
            help=help,
            then=then,
            error=error,
            group=group,
            fix=fix,
        )


def edge_type(
    place: Place, value: Any, known: str = '"default" or "collapsed"', *, fix: Mend = None
) -> Finding:
    """An edge of a type that the web UI does not load, or, from InvokeAI 7 on, that the server refuses."""
    return place.wrong("type", known, value, 'write "default" for an edge that carries a value', fix=fix)
