"""Python's typing algebra over catalogue types, as far as InvokeAI's graph validation uses it.

InvokeAI compares the Python annotations of fields with ``==``, ``typing.get_args``, ``get_origin`` and
``issubclass`` (invokeai/app/services/shared/graph.py). These functions do the same over
:class:`TypeExpr`, including the cases in which Python itself raises ``TypeError``: any exception in the
validation refuses the graph.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.catalogue.types import TypeExpr

if TYPE_CHECKING:
    from collections.abc import Collection

    from wflint.catalogue.model import Catalogue

ANY = TypeExpr("any")
NULL = TypeExpr("null")
_INT, _FLOAT, _STR = TypeExpr("int"), TypeExpr("float"), TypeExpr("str")
_OBJECT = TypeExpr("dict", (ANY,))
_CLASSES = frozenset({"int", "float", "str", "bool", "any", "null", "ref"})
# The only relation among the scalar classes: bool is an int.
_SCALAR_BASES = {"bool": frozenset({"bool", "int"})}


class UnboundTypingError(TypeError):
    """Python's ``issubclass`` would raise TypeError here, and so InvokeAI refuses the graph."""


def unwrap(t: TypeExpr) -> TypeExpr:
    """The annotation without the bounds around it; an object of unknown members is ``dict[str, Any]``."""
    if t.kind == "bound":
        t = t.args[0]
    return _OBJECT if t.kind == "object" else t


def origin(t: TypeExpr) -> str | None:
    """``typing.get_origin``: ``list union enum dict tuple``, None for classes and literal values."""
    return t.kind if t.kind in ("list", "union", "enum", "dict", "tuple") else None


def arguments(t: TypeExpr) -> tuple[TypeExpr, ...]:
    """``typing.get_args``; the values of a ``Literal`` come as types of kind ``value``."""
    if t.kind in ("list", "union", "tuple"):
        return t.args
    if t.kind == "enum":
        return tuple(TypeExpr("value", options=(o,), name=repr(o)) for o in t.options)
    if t.kind == "dict":
        return (_STR, *t.args)
    return ()


def is_any(t: TypeExpr) -> bool:
    """Whether the type is ``Any``, or ``Any`` stands directly inside it (``list[Any]``, ``Any | None``)."""
    return t.kind == "any" or (t.kind != "enum" and ANY in arguments(t))


def is_subclass(a: TypeExpr, b: TypeExpr, catalogue: Catalogue) -> bool:
    """``issubclass(a, b)``. Raises UnboundTypingError where Python raises TypeError."""
    if a.kind not in _CLASSES or b.kind not in _CLASSES:
        raise UnboundTypingError(f"{a} and {b} are not both classes")
    if a == b:
        return True
    if a.kind == "ref" and b.kind == "ref":
        return b.name in catalogue.ancestors(a.name)
    return b.kind in _SCALAR_BASES.get(a.kind, ())


def is_union_subtype(a: TypeExpr, b: TypeExpr) -> bool:
    """Whether every member of ``a`` (or ``a`` itself when it has none) is an argument of ``b``."""
    b_args = arguments(b)
    a_args = arguments(a)
    return all(x in b_args for x in a_args) if a_args else a in b_args


def contains_list(t: TypeExpr) -> bool:
    """Whether the type is a list or a union with a list among its members."""
    return t.kind == "list" or any(x.kind == "list" for x in arguments(t))


def compatible(a: TypeExpr, b: TypeExpr, catalogue: Catalogue) -> bool:
    """Whether the server lets an output of type ``a`` feed an input of type ``b``.

    Releases from 6.12.0 on also take subclasses.
    """
    if a == b or is_any(a) or is_any(b):
        return True
    if a in arguments(b) or b in arguments(a):
        return True
    if a == _INT and b == _FLOAT:
        return True
    if a in (_INT, _FLOAT) and b == _STR:
        return True
    if catalogue.subclasses_fit and a.kind in _CLASSES and b.kind in _CLASSES:
        return is_subclass(a, b, catalogue)
    return is_union_subtype(a, b)


def root_types(types: Collection[TypeExpr], catalogue: Catalogue) -> list[TypeExpr]:
    """The types that are subclasses of no other type in the collection.

    Raises UnboundTypingError when there are several and one of them is no class.
    """
    found = []
    for t in types:
        below = False
        for other in types:
            if other is not t and is_subclass(t, other, catalogue):
                below = True
        if not below:
            found.append(t)
    return found
