"""The type of an input or output, from its annotation.

Types are written as an entry has them: ``int``, ``ImageField``, ``list[float]``, ``float | list[float]``,
``enum`` with options, ``unknown``. Lists of options that change from release to release keep InvokeAI's name.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wflint.catalogue.packs.scan.files import parse
from wflint.catalogue.packs.scan.modules import Expression, Module, Outside, PackClass
from wflint.catalogue.packs.scan.values import UnknownValueError, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wflint.catalogue.packs.scan.core import Core
    from wflint.catalogue.packs.scan.modules import PackSource
    from wflint.catalogue.packs.scan.values import Constants

UNKNOWN: Final = "unknown"
ENUM: Final = "enum"
STEPS: Final = 200_000  # types and members of types, of a whole pack
_DEEPEST: Final = 20  # types in types
_MOST_MEMBERS: Final = 200  # of a union
_LONGEST_TEXT: Final = 2_000  # characters of an annotation that is a text
_SCALARS: Final = frozenset({"int", "float", "str", "bool", "object"})
_LISTS: Final = frozenset({"list", "List", "Sequence", "Iterable", "Collection"})
_TABLES: Final = frozenset({"dict", "Dict", "Mapping"})
_TYPING: Final = frozenset({"typing", "typing_extensions", "collections", "types"})


class Annotation(NamedTuple):
    """A type: its text without ``None``, whether ``None`` is allowed, the options of an ``enum``, and the
    calls (``Field(ge=0)``) that ``Annotated`` adds. ``is_field`` is false for class variables."""

    text: str
    nullable: bool = False
    options: tuple[Any, ...] = ()
    extras: tuple[Expression, ...] = ()
    is_field: bool = True


_ANY: Final = Annotation("any", nullable=True)
_UNKNOWN: Final = Annotation(UNKNOWN)
_NULL: Final = Annotation("", nullable=True)


class Annotations:
    """Reads annotations of one pack."""

    def __init__(self, pack: PackSource, values: Constants, core: Core) -> None:
        self._pack = pack
        self._values = values
        self._core = core
        self._left = STEPS

    @property
    def spent(self) -> bool:
        """Whether the pack has more types than are read."""
        return self._left <= 0

    def read(self, node: ast.expr, module: Module) -> Annotation:
        """The type that an annotation stands for."""
        found = self._read(node, module, 0)
        return found if found.text else Annotation(UNKNOWN, found.nullable)

    def _read(self, node: ast.expr, module: Module, depth: int) -> Annotation:
        self._left -= 1
        if depth > _DEEPEST or self._left <= 0:
            return _UNKNOWN
        if isinstance(node, ast.Constant):
            return self._constant(node, module, depth)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            return self._union(_flat(node), module, depth)
        if isinstance(node, ast.Subscript):
            return self._subscript(node, module, depth)
        if isinstance(node, (ast.Name, ast.Attribute)):
            return self._named(node, module, depth)
        return _UNKNOWN

    def _constant(self, node: ast.Constant, module: Module, depth: int) -> Annotation:
        if node.value is None:
            return _NULL
        if isinstance(node.value, str) and len(node.value) <= _LONGEST_TEXT:
            tree = parse(node.value.strip())
            if isinstance(tree, ast.Module) and len(tree.body) == 1 and isinstance(tree.body[0], ast.Expr):
                return self._read(tree.body[0].value, module, depth + 1)
        return _UNKNOWN

    def _named(self, node: ast.Name | ast.Attribute, module: Module, depth: int) -> Annotation:
        found = self._pack.find(node, module)
        if found is None and isinstance(node, ast.Name):
            return _bare(node.id)
        if isinstance(found, Expression):
            return self._read(found.node, found.module, depth + 1)
        if isinstance(found, PackClass):
            return self._class(found)
        if isinstance(found, Outside):
            return self._outside(found)
        return _UNKNOWN

    def _class(self, cls: PackClass) -> Annotation:
        try:
            members = self._values.members(cls)
            if members is None:
                return Annotation(cls.node.name)
            return Annotation(ENUM, options=tuple(dict.fromkeys(plain(m) for m in members)))
        except UnknownValueError:
            return _UNKNOWN

    def _outside(self, found: Outside) -> Annotation:
        if found.is_invokeai:
            symbol = self._core.symbol(found.name)
            if symbol is not None:
                return Annotation(symbol)
            options = self._core.options(found.name)
            if options is not None:
                return Annotation(ENUM, options=options)
            # Classes begin with a capital and go on with small letters; other names are lists of options.
            return _UNKNOWN if found.name.isupper() or found.name.islower() else Annotation(found.name)
        if found.dotted.partition(".")[0] in _TYPING:
            return _bare(found.name)
        return _UNKNOWN

    def _subscript(self, node: ast.Subscript, module: Module, depth: int) -> Annotation:
        arguments = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        found = self._pack.find(node.value, module)
        if isinstance(found, PackClass):
            return Annotation(found.node.name)  # a generic class: what it is made for does not matter
        name = _typing_name(node.value, found)
        if name == "Optional":
            return self._union([*arguments, ast.Constant(None)], module, depth)
        if name == "Union":
            return self._union(arguments, module, depth)
        if name == "Literal":
            return self._literal(arguments, module, depth)
        if name == "Annotated":
            inner = self._read(arguments[0], module, depth + 1)
            return inner._replace(
                extras=(*inner.extras, *(Expression(module, a) for a in arguments[1:])),
            )
        if name == "ClassVar":
            return _UNKNOWN._replace(is_field=False)
        if name in ("Final", "Required"):
            return self._read(arguments[0], module, depth + 1)
        if name in _LISTS:
            return self._holding("list", arguments[0], module, depth)
        if name in _TABLES:
            return self._holding("dict", arguments[-1], module, depth)
        return _UNKNOWN

    def _holding(self, name: str, node: ast.expr, module: Module, depth: int) -> Annotation:
        inner = self._read(node, module, depth + 1)
        if inner.text in ("", UNKNOWN, ENUM):
            return _UNKNOWN
        nullable = inner.nullable and inner.text != "any"
        return Annotation(f"{name}[{inner.text} | None]" if nullable else f"{name}[{inner.text}]")

    def _union(self, nodes: Sequence[ast.expr], module: Module, depth: int) -> Annotation:
        if len(nodes) > _MOST_MEMBERS:
            return _UNKNOWN
        members = [self._read(node, module, depth + 1) for node in nodes]
        nullable = any(m.nullable for m in members)
        extras = tuple(extra for m in members for extra in m.extras)
        texts = list(dict.fromkeys(m.text for m in members if m.text))
        options = tuple(dict.fromkeys(o for m in members for o in m.options))
        if len(texts) == 1:
            return Annotation(texts[0], nullable, options, extras)
        if not texts:
            return _NULL
        if "any" in texts:
            return _ANY._replace(extras=extras)
        if ENUM in texts or UNKNOWN in texts:
            return Annotation(UNKNOWN, nullable, (), extras)
        return Annotation(" | ".join(texts), nullable, (), extras)

    def _literal(self, arguments: Sequence[ast.expr], module: Module, depth: int) -> Annotation:
        options: list[Any] = []
        symbols: list[str] = []
        for node in arguments:
            symbol = self._symbol_in(node, module)
            if symbol is not None:
                symbols.append(symbol)
                continue
            try:
                options.extend(self._options(node, module, depth + 1))
            except UnknownValueError:
                return _UNKNOWN
        nullable = None in options
        known = tuple(dict.fromkeys(o for o in options if o is not None))
        if symbols:
            return _UNKNOWN if known or len(set(symbols)) > 1 else Annotation(symbols[0], nullable)
        return Annotation(ENUM, nullable, known) if known else _UNKNOWN

    def _options(self, node: ast.expr, module: Module, depth: int) -> list[Any]:
        if isinstance(node, ast.Starred):
            return [plain(value) for value in self._values.evaluate(node.value, module)]
        if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript)):
            # A Literal in a Literal, by name or as it stands.
            inner = self._read(node, module, depth)
            if inner.text == ENUM and (isinstance(node, ast.Subscript) or not self._is_class(node, module)):
                return [*inner.options, *([None] if inner.nullable else [])]
        value = self._values.evaluate(node, module)
        return [plain(v) for v in value] if isinstance(value, tuple) else [plain(value)]

    def _is_class(self, node: ast.expr, module: Module) -> bool:
        return isinstance(self._pack.find(node, module), PackClass)

    def _symbol_in(self, node: ast.expr, module: Module) -> str | None:
        """InvokeAI's list, where it is made of its table: ``tuple(SCHEDULER_MAP.keys())``, as for 3.x."""
        for _ in range(_DEEPEST):
            if isinstance(node, ast.Call):
                if isinstance(node.func, ast.Attribute) and node.func.attr == "keys":
                    node = node.func.value
                    continue
                if len(node.args) != 1:
                    return None
                node = node.args[0]
            elif isinstance(node, ast.Starred):
                node = node.value
            else:
                found = self._pack.find(node, module)
                if isinstance(found, Expression) and isinstance(found.node, ast.Call):
                    node, module = found.node, found.module
                    continue
                return self._core.symbol(found.name) if isinstance(found, Outside) else None
        return None


def _bare(name: str) -> Annotation:
    """A name of Python's own, or of ``typing``, without brackets."""
    if name == "Any":
        return _ANY
    if name in _SCALARS:
        return Annotation(name)
    if name in _LISTS:
        return Annotation("list[any]")
    if name in _TABLES:
        return Annotation("dict[any]")
    if name == "ClassVar":
        return _UNKNOWN._replace(is_field=False)
    return _NULL if name == "NoneType" else _UNKNOWN


def _typing_name(node: ast.expr, found: object) -> str:
    if isinstance(found, Outside):
        return found.name if found.dotted.partition(".")[0] in _TYPING else ""
    return node.id if found is None and isinstance(node, ast.Name) else ""


def _flat(node: ast.expr) -> list[ast.expr]:
    """The members of ``a | b | c``, however many there are."""
    members: list[ast.expr] = []
    todo = [node]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            todo += [node.right, node.left]
        else:
            members.append(node)
    return members
