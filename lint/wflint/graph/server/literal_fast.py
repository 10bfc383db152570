"""Compiled checks that accept ordinary literals at once.

A check says True only for values that ``literals.parse`` accepts; False means that the complete judge has to
look (a number written as text, say). Values of the very JSON type that an input declares are decided here,
which is all of a clean file.
"""

from __future__ import annotations

from _thread import RLock  # as threading has it, without the import
from typing import TYPE_CHECKING, Any, Final

from wflint.graph.server.literal_models import MODEL_CHECKS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wflint.catalogue.model import Catalogue, InputDef, ModelDef
    from wflint.catalogue.types import TypeExpr

    Accept = Callable[[Any], bool]

_INFINITE: Final = float("inf")
_SAFE_INT: Final = 2**1000  # well inside what a float can hold


def compile_accept(definition: InputDef, catalogue: Catalogue) -> Accept:
    """The check of an input. Checks of nested models are compiled once per catalogue."""
    return compile_type(definition.type, catalogue)


def compile_type(expected: TypeExpr, catalogue: Catalogue) -> Accept:
    """The check of a type."""
    kind = expected.kind
    if kind == "int":
        return _int(expected)
    if kind == "float":
        return _float(expected)
    if kind == "str":
        return _never if expected.bounds else _is_str
    if kind == "enum":
        return _enum(expected.options)
    if kind == "list":
        return _list(expected, catalogue)
    if kind == "ref":
        return _ref(expected.name, catalogue)
    if kind == "union":
        return _union(expected, catalogue)
    if kind == "bound":
        return _bound(expected)
    return _FIXED.get(kind, _never)


def _never(_value: Any) -> bool:
    return False


def _is_any(_value: Any) -> bool:
    return True


def _is_int(value: Any) -> bool:
    return type(value) is int


def _is_float(value: Any) -> bool:
    kind = type(value)
    return kind is float or (kind is int and -_SAFE_INT < value < _SAFE_INT)


def _is_str(value: Any) -> bool:
    return type(value) is str


def _is_bool(value: Any) -> bool:
    return type(value) is bool


def _is_null(value: Any) -> bool:
    return value is None


def _is_dict(value: Any) -> bool:
    return type(value) is dict


# Of the scalars that no bound limits.
SCALAR_CHECKS: Final[Mapping[str, Accept]] = {
    "int": _is_int,
    "float": _is_float,
    "str": _is_str,
    "bool": _is_bool,
}
_FIXED: Final = {"any": _is_any, "bool": _is_bool, "null": _is_null, "object": _is_dict}


def _int(expected: TypeExpr) -> Accept:
    bounds = expected.bounds
    if not bounds:
        return _is_int
    low = max(bounds.get("ge", -_INFINITE), bounds.get("gt", -_INFINITE) + 1)
    high = min(bounds.get("le", _INFINITE), bounds.get("lt", _INFINITE) - 1)
    step = bounds.get("mult")
    if step:
        return lambda value: type(value) is int and low <= value <= high and value % step == 0
    return lambda value: type(value) is int and low <= value <= high


def _float(expected: TypeExpr) -> Accept:
    bounds = expected.bounds
    if not bounds:
        return _is_float
    if "mult" in bounds:
        return _never
    least, most = bounds.get("ge", -_SAFE_INT), bounds.get("le", _SAFE_INT)
    if "gt" in bounds or "lt" in bounds:
        low, high = bounds.get("gt", -_SAFE_INT), bounds.get("lt", _SAFE_INT)
        return lambda value: type(value) in _NUMBERS and least <= value <= most and low < value < high
    return lambda value: type(value) in _NUMBERS and least <= value <= most


_NUMBERS: Final = frozenset((int, float))


def _bound(expected: TypeExpr) -> Accept:
    """Limits around a union: a number within them passes where the union has a number."""
    union, bounds = expected.args[0], expected.bounds
    if set(bounds) - {"ge", "le"} or not any(m.kind == "float" and not m.bounds for m in union.args):
        return _never
    low, high = bounds.get("ge", -_SAFE_INT), bounds.get("le", _SAFE_INT)
    nullable = union.nullable
    return lambda value: low <= value <= high if type(value) in _NUMBERS else nullable and value is None


def _enum(options: tuple[Any, ...]) -> Accept:
    texts = frozenset(o for o in options if type(o) is str)
    if len(texts) == len(options):
        return lambda value: type(value) is str and value in texts
    others = frozenset(o for o in options if type(o) is not str)
    return lambda value: value in texts if type(value) is str else type(value) is int and value in others


def _list(expected: TypeExpr, catalogue: Catalogue) -> Accept:
    item = compile_type(expected.args[0], catalogue)
    least, most = expected.bounds.get("min", 0), expected.bounds.get("max", float("inf"))
    if item is _is_any and not expected.bounds:
        return lambda value: type(value) is list
    return lambda value: type(value) is list and least <= len(value) <= most and all(map(item, value))


def _union(expected: TypeExpr, catalogue: Catalogue) -> Accept:
    members = [m for m in expected.args if m.kind != "null"]
    nullable = len(members) < len(expected.args)
    checks = tuple(compile_type(m, catalogue) for m in members)
    if len(checks) == 1:
        only = checks[0]
        return (lambda value: value is None or only(value)) if nullable else only
    if len(checks) == 2:
        first, second = checks
        if nullable:
            return lambda value: value is None or first(value) or second(value)
        return lambda value: first(value) or second(value)
    return lambda value: (nullable and value is None) or any(check(value) for check in checks)


def _ref(name: str, catalogue: Catalogue) -> Accept:
    compiled: dict[str, Accept] = catalogue.cached("literals", lambda _: {})
    found = compiled.get(name)
    if found is None:
        with _COMPILING:
            found = _compile_model(name, catalogue, compiled)
    return found


_COMPILING: Final = RLock()


def _compile_model(name: str, catalogue: Catalogue, compiled: dict[str, Accept]) -> Accept:
    """Compile a model with those in it. Other threads see them when all are finished, as one may lead to
    another that is not."""
    unfinished: dict[str, Accept] = catalogue.cached("literals-unfinished", lambda _: {})
    found = compiled.get(name) or unfinished.get(name)
    if found is not None:
        return found
    outermost = not unfinished
    # A model may refer to itself: until it is compiled, its name leads to the compiled one.
    unfinished[name] = lambda value: compiled[name](value)  # noqa: PLW0108
    try:
        found = unfinished[name] = _model(catalogue.model(name), catalogue)
        if outermost:
            compiled.update(unfinished)
    finally:
        if outermost:
            unfinished.clear()
    return found


def _model(model: ModelDef | None, catalogue: Catalogue) -> Accept:
    if model is None:
        return _is_any
    if model.options:
        return _enum(model.options)
    if model.root is not None:
        return compile_type(model.root, catalogue)
    if model.name in MODEL_CHECKS or model.extra == "forbid":
        return _never
    required = model.required
    checks = {name: compile_type(member, catalogue) for name, member in model.fields.items()}
    if len(required) == 1 and len(checks) == 1:
        ((name, only),) = checks.items()
        return lambda value: type(value) is dict and name in value and only(value[name])

    def accept(value: Any) -> bool:
        if type(value) is not dict:
            return False
        for name in required:
            if name not in value:
                return False
        for name, member in value.items():
            check = checks.get(name)
            if check is not None and not check(member):
                return False
        return True

    return accept
