"""The type of a node's input or output, as the catalogue stores it.

A type mirrors the Python annotation of the field in InvokeAI, as far as the OpenAPI schema shows it:
union members keep their order, bounds stay with the member they constrain. In the store a type is JSON:

==============================  ===================================================================
``"int" "float" "str" "bool"``  the scalars; with bounds ``{"t": "int", "ge": 0, "mult": 8}``
``"any" "null" "object"``       ``typing.Any``, ``None``, an object of unknown members
``{"ref": "ImageField"}``       a nested model (or named enumeration) of the same catalogue
``{"list": T, "min": 1}``       a list, optionally with length limits ``min`` and ``max``
``{"union": [T, ...]}``         a union, in order
``{"enum": [...]}``             a ``Literal`` (strings, integers, ...)
``{"dict": T}``                 string keys, values of T
``{"tuple": [T, ...]}``         a fixed-length array
==============================  ===================================================================

Bounds: ``ge gt le lt mult`` for numbers, ``finite`` (neither infinite nor NaN) for floats, ``min max`` for
the length of strings and lists, ``pattern``. ``{"bound": {...}, "of": T}`` bounds the value as a whole after
it was parsed, unless it is null: ``controlnet.control_weight`` puts ``ge``/``le`` around a union of float and
list of float (a list then makes the comparison itself raise), ``llava_onevision_vllm.images`` limits the
length of a list or single image.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SCALARS: Final = ("int", "float", "str", "bool", "any", "null", "object")
_BOUND_TEXT: Final = {
    "ge": ">= {}",
    "gt": "> {}",
    "le": "<= {}",
    "lt": "< {}",
    "mult": "a multiple of {}",
    "min": "at least {} long",
    "max": "at most {} long",
    "pattern": "matching {}",
    "finite": "finite",
}
_BOUND_KEYS: Final = frozenset(_BOUND_TEXT)


class TypeExpr:
    """One type. ``kind`` is a scalar's name or ``list union enum ref dict tuple bound``.

    ``args`` are the member types (list: one, dict: the value type, bound: the bounded one), ``name`` the
    nested model's name for ``ref``, ``options`` the literals for ``enum``, ``bounds`` the constraints.
    Two types are equal when InvokeAI's annotations are: bounds do not count, the order of a union's
    members and of an enumeration's options does not either.
    """

    __slots__ = ("_signature", "_text", "args", "bounds", "kind", "name", "options")

    def __init__(
        self,
        kind: str,
        args: tuple[TypeExpr, ...] = (),
        *,
        name: str = "",
        options: tuple[Any, ...] = (),
        bounds: dict[str, Any] | None = None,
    ) -> None:
        self.kind = kind
        self.args = args
        self.name = name
        self.options = options
        self.bounds = bounds or {}
        self._signature: object = None  # worked out when it is asked for: most types are never compared
        self._text: str | None = None

    @property
    def signature(self) -> object:
        """What two types have in common that are equal."""
        if self._signature is None:
            self._signature = self._sign()
        return self._signature

    def _sign(self) -> object:
        if self.kind == "union":
            return ("union", frozenset(a.signature for a in self.args))
        if self.kind == "enum":
            return ("enum", frozenset((type(o).__name__, o) for o in self.options))
        if self.kind == "bound":
            return self.args[0].signature
        return (self.kind, self.name, tuple(a.signature for a in self.args))

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, TypeExpr) and self.signature == other.signature)

    def __hash__(self) -> int:
        return hash(self.signature)

    def __repr__(self) -> str:
        return f"TypeExpr({self})"

    def __str__(self) -> str:
        """How messages name the type: ``ImageField``, ``list[float]``, ``int or str``."""
        if self._text is None:
            self._text = self._describe()
        return self._text

    def _describe(self) -> str:
        if self.kind == "ref":
            return self.name
        if self.kind == "list":
            return f"list[{self.args[0]}]"
        if self.kind == "dict":
            return f"dict[str, {self.args[0]}]"
        if self.kind == "tuple":
            return f"tuple[{', '.join(map(str, self.args))}]"
        if self.kind == "union":
            return " or ".join(str(a) for a in self.args if a.kind != "null") or "null"
        if self.kind == "enum":
            return "enum"
        if self.kind == "bound":
            return str(self.args[0])
        return self.kind

    @property
    def full(self) -> str:
        """The type with everything the catalogue knows: bounds, options, null (for manuals and diffs)."""
        if self.kind == "list":
            return f"list[{self.args[0].full}]{self._bounds_text()}"
        if self.kind == "union":
            return " or ".join(a.full for a in self.args)
        if self.kind == "enum":
            return "one of " + ", ".join(str(o) for o in self.options)
        if self.kind == "bound":
            return f"({self.args[0].full}){self._bounds_text()}"
        return f"{self._describe()}{self._bounds_text()}"

    def _bounds_text(self) -> str:
        if not self.bounds:
            return ""
        words = [_BOUND_TEXT[k].format(self.bounds[k]) for k in _BOUND_TEXT if k in self.bounds]
        return f" ({', '.join(words)})"

    def references(self) -> Iterator[str]:
        """The names of the nested models that the type mentions, in order."""
        if self.kind == "ref":
            yield self.name
        for argument in self.args:
            yield from argument.references()

    @property
    def nullable(self) -> bool:
        """Whether ``null`` is a value of this type."""
        if self.kind in ("null", "any"):
            return True
        if self.kind == "enum":
            return None in self.options
        return self.kind in ("union", "bound") and any(a.nullable for a in self.args)


# Types are never changed, and hundreds of inputs have these.
_PLAIN: Final = {name: TypeExpr(name) for name in SCALARS}


_references: dict[str, TypeExpr] = {}


@cache
def _reference(name: str) -> TypeExpr:
    # One object a class, also where two threads ask for it first: edges are judged by identity.
    return _references.setdefault(name, TypeExpr("ref", name=name))


def type_from_json(data: Any) -> TypeExpr:
    """The type that a stored JSON form stands for. Raises ValueError on a form this module does not know."""
    if isinstance(data, str):
        if data not in _PLAIN:
            raise ValueError(f"unknown type {data!r}")
        return _PLAIN[data]
    if "ref" in data:
        return _reference(data["ref"])
    if "union" in data:
        return TypeExpr("union", tuple([type_from_json(a) for a in data["union"]]))
    if "enum" in data:
        return TypeExpr("enum", options=tuple(data["enum"]))
    if "t" in data:
        return TypeExpr(data["t"], bounds=_bounds(data))
    if "list" in data:
        return TypeExpr("list", (type_from_json(data["list"]),), bounds=_bounds(data))
    if "dict" in data:
        return TypeExpr("dict", (type_from_json(data["dict"]),))
    if "tuple" in data:
        return TypeExpr("tuple", tuple(type_from_json(a) for a in data["tuple"]))
    if "bound" in data:
        return TypeExpr("bound", (type_from_json(data["of"]),), bounds=dict(data["bound"]))
    raise ValueError(f"unknown type {data!r}")


def _bounds(data: Mapping[str, Any]) -> dict[str, Any]:
    """What a form says beside its kind."""
    return {k: v for k, v in data.items() if k in _BOUND_KEYS} if len(data) > 1 else {}
