"""Works out what an expression is, where its text alone says so: numbers, texts, lists and tables of a pack.

Only operations that a list of options or a bound is made with. All is counted, so that no source makes it
long.
"""

from __future__ import annotations

import ast
import math
import operator
import sys
from typing import TYPE_CHECKING, Any, Final

from wflint.catalogue.packs.scan.modules import Expression, Module, Outside, PackClass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from wflint.catalogue.packs.scan.modules import PackSource

STEPS: Final = 300_000  # of all expressions of a pack
_STEPS_OF_ONE: Final = 60_000
_DEEPEST: Final = 60
_MOST: Final = 20_000  # members of a list, characters of a text
_LARGEST: Final = 1 << 128
_ENUMS: Final = frozenset({"Enum", "StrEnum", "IntEnum", "Flag", "IntFlag", "str", "int"})

_BINARY: Final[Mapping[type[ast.operator], Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod, ast.Pow: operator.pow,
    ast.LShift: operator.lshift, ast.RShift: operator.rshift, ast.BitOr: operator.or_,
}  # fmt: skip
_CALLS: Final[Mapping[str, Callable[..., Any]]] = {
    "tuple": tuple, "list": list, "sorted": sorted, "set": set, "dict": dict, "reversed": reversed,
    "len": len, "str": str, "int": int, "float": float, "bool": bool, "min": min, "max": max,
    "round": round, "abs": abs, "range": range,
}  # fmt: skip
_METHODS: Final = frozenset(
    {"keys", "values", "items", "lower", "upper", "title", "strip", "split", "join", "copy", "index", "get"}
)
# InvokeAI's and Python's own constants that bounds are made of.
_CONSTANTS: Final[Mapping[str, Any]] = {
    "SEED_MAX": 2**32 - 1,
    "LATENT_SCALE_FACTOR": 8,
}
_GET_ARGS: Final = frozenset({"typing.get_args", "typing_extensions.get_args"})
_OTHERS: Final[Mapping[str, Any]] = {"sys.maxsize": sys.maxsize, "math.pi": math.pi, "math.e": math.e}


class UnknownValueError(Exception):
    """What the expression is cannot be told without running it."""


class Member:
    """A member of an enumeration of the pack."""

    __slots__ = ("name", "value")

    def __init__(self, name: str, value: Any) -> None:
        self.name = name
        self.value = value


class Constants:
    """Works out expressions of one pack."""

    def __init__(self, pack: PackSource) -> None:
        self._pack = pack
        self._left = STEPS
        self._left_of_one = 0

    @property
    def spent(self) -> bool:
        """Whether the pack asked for more than is worked out."""
        return self._left <= 0

    def evaluate(self, node: ast.expr, module: Module) -> Any:
        """The value. Raises UnknownValueError."""
        self._left_of_one = _STEPS_OF_ONE
        try:
            return self._value(node, module, {}, 0)
        except UnknownValueError:
            raise
        except Exception:  # whatever a stranger's arithmetic raises
            raise UnknownValueError from None

    def members(self, cls: PackClass) -> list[Member] | None:
        """The members of an enumeration, or None when the class is none. Raises UnknownValueError."""
        if not self._is_enum(cls):
            return None
        found = []
        for statement in cls.node.body:
            if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
                name = statement.targets[0].id
                if not name.startswith("_"):
                    found.append(Member(name, _member_value(self.evaluate(statement.value, cls.module))))
        return found

    def _is_enum(self, cls: PackClass) -> bool:
        for base in cls.node.bases:
            found = self._pack.find(base, cls.module)
            if isinstance(found, Outside) and found.dotted.startswith("enum.") and found.name in _ENUMS:
                return True
        return False

    def _value(self, node: ast.expr, module: Module, local: Mapping[str, Any], depth: int) -> Any:
        self._left -= 1
        self._left_of_one -= 1
        if depth > _DEEPEST or self._left <= 0 or self._left_of_one <= 0:
            raise UnknownValueError
        value = self._bare_value(node, module, local, depth + 1)
        if isinstance(value, (str, list, tuple, set, dict, range)):
            if len(value) > _MOST:
                raise UnknownValueError
            self._left -= len(value) // 10  # for its memory
            self._left_of_one -= len(value) // 10
        elif isinstance(value, int) and abs(value) > _LARGEST:
            raise UnknownValueError
        return value

    def _bare_value(self, node: ast.expr, module: Module, local: Mapping[str, Any], depth: int) -> Any:
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            items = self._items(node.elts, module, local, depth)
            return tuple(items) if isinstance(node, ast.Tuple) else items
        if isinstance(node, ast.Dict):
            return self._table(node, module, local, depth)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
            value = self._value(node.operand, module, local, depth)
            return -value if isinstance(node.op, ast.USub) else +value
        if isinstance(node, ast.BinOp):
            return self._binary(node, module, local, depth)
        if isinstance(node, ast.JoinedStr):
            return _joined(self._part(part, module, local, depth) for part in node.values)
        if isinstance(node, ast.Subscript):
            return self._value(node.value, module, local, depth)[
                self._value(node.slice, module, local, depth)
            ]
        if isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp)):
            return self._comprehension(node, module, local, depth)
        if isinstance(node, ast.Call):
            return self._call(node, module, local, depth)
        if isinstance(node, ast.Name) and node.id in local:
            return local[node.id]
        if isinstance(node, (ast.Name, ast.Attribute)):
            return self._named(node, module, local, depth)
        raise UnknownValueError

    def _items(
        self, nodes: Iterable[ast.expr], module: Module, local: Mapping[str, Any], depth: int
    ) -> list[Any]:
        items: list[Any] = []
        for node in nodes:
            if isinstance(node, ast.Starred):
                items.extend(self._value(node.value, module, local, depth))
            else:
                items.append(self._value(node, module, local, depth))
        return items

    def _table(self, node: ast.Dict, module: Module, local: Mapping[str, Any], depth: int) -> dict[Any, Any]:
        table: dict[Any, Any] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                table.update(self._value(value, module, local, depth))
                continue
            name = self._value(key, module, local, depth)
            try:
                table[name] = self._value(value, module, local, depth)
            except UnknownValueError:
                table[name] = _UNKNOWN  # its keys may be all that is asked for
        return table

    def _binary(self, node: ast.BinOp, module: Module, local: Mapping[str, Any], depth: int) -> Any:
        left = self._value(node.left, module, local, depth)
        right = self._value(node.right, module, local, depth)
        if isinstance(node.op, (ast.Pow, ast.LShift)) and not (
            isinstance(right, (int, float)) and abs(right) <= 128
        ):
            raise UnknownValueError
        if isinstance(node.op, ast.Mult):
            for times, of in ((left, right), (right, left)):
                if isinstance(of, (str, list, tuple)) and len(of) * int(times) > _MOST:
                    raise UnknownValueError
        if isinstance(node.op, ast.Mod) and isinstance(left, str):
            raise UnknownValueError
        return _BINARY[type(node.op)](left, right)

    def _part(self, part: ast.expr, module: Module, local: Mapping[str, Any], depth: int) -> str:
        if isinstance(part, ast.FormattedValue):
            if part.format_spec is not None or part.conversion != -1:
                raise UnknownValueError
            return _text(self._value(part.value, module, local, depth))
        return _text(self._value(part, module, local, depth))

    def _comprehension(
        self,
        node: ast.ListComp | ast.SetComp | ast.GeneratorExp,
        module: Module,
        local: Mapping[str, Any],
        depth: int,
    ) -> list[Any]:
        first = node.generators[0]
        if len(node.generators) > 1 or first.ifs or not isinstance(first.target, ast.Name):
            raise UnknownValueError
        found = self._pack.find(first.iter, module)
        members = self.members(found) if isinstance(found, PackClass) else None
        items = members if members is not None else self._value(first.iter, module, local, depth)
        return [
            self._value(node.elt, module, {**local, first.target.id: item}, depth) for item in list(items)
        ]

    def _call(self, node: ast.Call, module: Module, local: Mapping[str, Any], depth: int) -> Any:
        function = node.func
        called = self._pack.find(function, module)
        if isinstance(called, Outside) and called.dotted in _GET_ARGS and len(node.args) == 1:
            return self._arguments_of(node.args[0], module, depth)
        if isinstance(function, ast.Name) and function.id in _CALLS and function.id not in module.bound:
            arguments = self._items(node.args, module, local, depth)
            named = {k.arg: self._value(k.value, module, local, depth) for k in node.keywords if k.arg}
            if function.id in ("int", "float", "str") and not all(_is_plain(a) for a in arguments):
                raise UnknownValueError
            value = _CALLS[function.id](*arguments, **named)
            if isinstance(value, range) and len(value) > _MOST:
                raise UnknownValueError
            return list(value) if function.id in ("reversed", "range", "set") else value
        if isinstance(function, ast.Attribute) and function.attr in _METHODS:
            of = self._value(function.value, module, local, depth)
            if not isinstance(of, (str, list, tuple, dict)):
                raise UnknownValueError
            arguments = self._items(node.args, module, local, depth)
            if function.attr == "join" and isinstance(of, str):
                return _joined(text for item in arguments[0] for text in (of, item))[len(of) :]
            value = getattr(of, function.attr)(*arguments)
            return value if isinstance(value, (str, int)) or not isinstance(of, dict) else _listed(value)
        raise UnknownValueError

    def _arguments_of(self, node: ast.expr, module: Module, depth: int) -> Any:
        """``get_args(X)`` of an ``X = Literal[...]``."""
        found = self._pack.find(node, module)
        if not (isinstance(found, Expression) and isinstance(found.node, ast.Subscript)):
            raise UnknownValueError
        of = self._pack.find(found.node.value, found.module)
        if not (isinstance(of, Outside) and of.name == "Literal"):
            raise UnknownValueError
        value = self._value(found.node.slice, found.module, {}, depth)
        return value if isinstance(value, tuple) else (value,)

    def _named(
        self, node: ast.Name | ast.Attribute, module: Module, local: Mapping[str, Any], depth: int
    ) -> Any:
        found = self._pack.find(node, module)
        if isinstance(found, Expression):
            return self._value(found.node, found.module, {}, depth)
        if isinstance(found, Outside):
            return _constant(found)
        if found is not None or not isinstance(node, ast.Attribute):
            raise UnknownValueError
        limit = _integer_limit(node)
        if limit is not None:
            return limit
        owner = None if isinstance(node.value, ast.Call) else self._pack.find(node.value, module)
        if isinstance(owner, PackClass):
            return self._of_class(owner, node.attr, depth)
        of = self._value(node.value, module, local, depth)
        if isinstance(of, Member) and node.attr in ("name", "value"):
            return getattr(of, node.attr)
        raise UnknownValueError

    def _of_class(self, cls: PackClass, name: str, depth: int) -> Any:
        for statement in cls.node.body:
            targets = statement.targets if isinstance(statement, ast.Assign) else ()
            value = statement.value if isinstance(statement, (ast.Assign, ast.AnnAssign)) else None
            if isinstance(statement, ast.AnnAssign):
                targets = [statement.target]
            if value is not None and any(isinstance(t, ast.Name) and t.id == name for t in targets):
                found = self._value(value, cls.module, {}, depth)
                return Member(name, _member_value(found)) if self._is_enum(cls) else found
        raise UnknownValueError


_UNKNOWN: Final = object()


def _member_value(value: Any) -> Any:
    """What a member is that stands with a comma: the only argument of its type, ``str`` or ``int``."""
    return value[0] if isinstance(value, tuple) and len(value) == 1 else value


def plain(value: Any) -> Any:
    """A member of an enumeration as its value. Raises UnknownValueError for what no JSON has."""
    if isinstance(value, Member):
        value = value.value
    if value is None or type(value) in (str, int, bool):
        return value
    if type(value) is float and math.isfinite(value):
        return value
    raise UnknownValueError


def _constant(outside: Outside) -> Any:
    if outside.is_invokeai and outside.name in _CONSTANTS:
        return _CONSTANTS[outside.name]
    if outside.dotted in _OTHERS:
        return _OTHERS[outside.dotted]
    raise UnknownValueError


def _integer_limit(node: ast.Attribute) -> int | None:
    """``np.iinfo(np.uint32).max`` and its kind."""
    call = node.value
    if not (isinstance(call, ast.Call) and len(call.args) == 1 and node.attr in ("min", "max")):
        return None
    called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    kind = call.args[0].attr if isinstance(call.args[0], ast.Attribute) else getattr(call.args[0], "id", "")
    bits = kind.removeprefix("u").removeprefix("int")
    if called != "iinfo" or bits not in ("8", "16", "32", "64"):
        return None
    if kind.startswith("u"):
        return (1 << int(bits)) - 1 if node.attr == "max" else 0
    half = 1 << (int(bits) - 1)
    return half - 1 if node.attr == "max" else -half


def _joined(parts: Iterable[str]) -> str:
    kept: list[str] = []
    length = 0
    for part in parts:
        length += len(part)
        if length > _MOST:
            raise UnknownValueError
        kept.append(part)
    return "".join(kept)


def _text(value: Any) -> str:
    if not _is_plain(value):
        raise UnknownValueError
    return str(value)


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, (str, int, float))


def _listed(value: Any) -> Any:
    return list(value) if not _is_plain(value) else value
