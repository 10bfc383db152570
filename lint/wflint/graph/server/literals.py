"""Whether a literal JSON value is accepted for an input, exactly as InvokeAI's node classes decide it.

:func:`parse` reads a value as pydantic in lax mode does and gives what the node would hold, or a
:class:`LiteralFault`. It is the slow and complete judge; :mod:`wflint.graph.server.literal_fast` compiles
checks from the same types that say yes to ordinary values at once and leave the rest to this one.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from wflint.graph.server.literal_fault import LiteralFault
from wflint.graph.server.literal_models import parse_model
from wflint.graph.server.literal_scalars import (
    PYDANTIC_2_SINCE,
    SIGN_LAST_SINCE,
    TRIMMED_SINCE,
    read_bool,
    read_float,
    read_float_untrimmed,
    read_int,
    read_int_after_sign,
    read_int_untrimmed,
    read_str,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wflint.catalogue.model import Catalogue
    from wflint.catalogue.types import TypeExpr

    Parse = Callable[[Any, TypeExpr, Catalogue, bool], Any]


def explain(value: Any, expected: TypeExpr, catalogue: Catalogue) -> LiteralFault | None:
    """Why InvokeAI refuses the value for an input of that type; None when it accepts it."""
    parsed = parse(value, expected, catalogue)
    return parsed if isinstance(parsed, LiteralFault) else None


def parse(value: Any, expected: TypeExpr, catalogue: Catalogue, coerce: bool = True) -> Any:
    """What InvokeAI makes of the value, or a LiteralFault.

    Nested models become dicts of their parsed members. ``coerce`` is off inside nested models (see
    :func:`read_str`).
    """
    parsers: Mapping[str, Parse] = catalogue.memo.get("literals-parsers") or _choose_parsers(catalogue)
    return parsers[expected.kind](value, expected, catalogue, coerce)


def _choose_parsers(catalogue: Catalogue) -> Mapping[str, Parse]:
    """The readers of the pydantic that the release runs on."""
    chosen: Mapping[str, Parse] = _PARSERS
    if catalogue.release < PYDANTIC_2_SINCE:
        from wflint.graph.server.literal_pydantic1 import parsers

        chosen = parsers(_PARSERS, parse, _numeric_fault)
    elif catalogue.release < TRIMMED_SINCE:
        chosen = {**_PARSERS, "int": _number(read_int_untrimmed), "float": _number(read_float_untrimmed)}
    elif catalogue.release < SIGN_LAST_SINCE:
        chosen = {**_PARSERS, "int": _number(read_int_after_sign)}
    catalogue.memo["literals-parsers"] = chosen
    return chosen


def _number(read: Callable[[Any], Any]) -> Parse:
    def parse_number(value: Any, expected: TypeExpr, _catalogue: Catalogue, _coerce: bool) -> Any:
        found = read(value)
        if found is None:
            return _mismatch(value, expected)
        return _numeric_fault(value, found, expected) or found

    return parse_number


def _mismatch(value: Any, expected: TypeExpr) -> LiteralFault:
    return LiteralFault("null" if value is None else "type", value, expected)


def _any(value: Any, _expected: TypeExpr, _catalogue: Catalogue, _coerce: bool) -> Any:
    return value


def _null(value: Any, expected: TypeExpr, _catalogue: Catalogue, _coerce: bool) -> Any:
    return None if value is None else _mismatch(value, expected)


def _object(value: Any, expected: TypeExpr, _catalogue: Catalogue, _coerce: bool) -> Any:
    return value if isinstance(value, dict) else _mismatch(value, expected)


def _bool(value: Any, expected: TypeExpr, _catalogue: Catalogue, _coerce: bool) -> Any:
    found = read_bool(value)
    return _mismatch(value, expected) if found is None else found


def _numeric_fault(
    value: Any, number: float, expected: TypeExpr, is_multiple: Callable[[float, float], bool] | None = None
) -> LiteralFault | None:
    bounds = expected.bounds
    if not bounds:
        return None
    fault = _limit_fault(value, number, expected)
    if fault is not None:
        return fault
    step = bounds.get("mult")
    if step and not (is_multiple or _is_multiple)(number, step):
        step = int(step) if isinstance(step, float) and step.is_integer() else step
        return LiteralFault("multiple", value, expected, (step, number))
    return None


def _limit_fault(value: Any, number: Any, expected: TypeExpr) -> LiteralFault | None:
    # NaN is within no limit, so the comparisons are written as "not within".
    bounds = expected.bounds
    if "ge" in bounds and not number >= bounds["ge"]:
        return LiteralFault("bound", value, expected, ("ge", bounds["ge"]))
    if "gt" in bounds and not number > bounds["gt"]:
        return LiteralFault("bound", value, expected, ("gt", bounds["gt"]))
    if "le" in bounds and not number <= bounds["le"]:
        return LiteralFault("bound", value, expected, ("le", bounds["le"]))
    if "lt" in bounds and not number < bounds["lt"]:
        return LiteralFault("bound", value, expected, ("lt", bounds["lt"]))
    return None


def _is_multiple(number: float, step: float) -> bool:
    if isinstance(number, int):
        if isinstance(step, float) and step.is_integer():
            step = int(step)
        return number % step == 0
    if not math.isfinite(number):
        return True
    # pydantic leaves room for rounding. No float input of any InvokeAI release has a multiple.
    rest = abs(math.fmod(number, step))
    return min(rest, abs(step - rest)) <= 1e-9 * max(1.0, abs(number) / 1e6)


def _str(value: Any, expected: TypeExpr, _catalogue: Catalogue, coerce: bool) -> Any:
    text = read_str(value, coerce)
    if text is None:
        return _mismatch(value, expected)
    bounds = expected.bounds
    if bounds:
        try:
            text.encode()
        except UnicodeEncodeError:  # a lone surrogate: pydantic cannot measure it
            return _mismatch(value, expected)
        fault = length_fault(text, text, expected)
        if fault is not None:
            return fault
        pattern = bounds.get("pattern")
        if type(pattern) is str and is_quick(pattern, text):
            try:
                if re.search(pattern, text) is None:
                    return LiteralFault("pattern", value, expected, pattern)
            except (re.error, OverflowError):
                pass  # a pattern of Rust's that Python cannot read: nothing can be said
    return text


def is_quick(pattern: str, text: str) -> bool:
    """Whether a search for a pattern surely ends soon: it is a stranger's, as the text is.

    Each repetition may try every length of the text; one of a group may try all ways to divide it.
    """
    if len(pattern) > 200 or re.search(r"\)[*+?{]", pattern):
        return False
    repetitions = sum(pattern.count(sign) for sign in "*+?{")
    return repetitions < 4 and (len(text) + 1) ** (repetitions + 1) <= 10_000_000


def length_fault(value: Any, measured: Any, expected: TypeExpr) -> LiteralFault | None:
    """The fault of a text or list that is too short or too long for its type."""
    length, bounds = len(measured), expected.bounds
    if length < bounds.get("min", 0):
        return LiteralFault("length", value, expected, ("min", bounds["min"], length))
    if "max" in bounds and length > bounds["max"]:
        return LiteralFault("length", value, expected, ("max", bounds["max"], length))
    return None


def _enum(value: Any, expected: TypeExpr, _catalogue: Catalogue, _coerce: bool) -> Any:
    return match_option(value, expected.options, expected)


def match_option(value: Any, options: tuple[Any, ...], expected: TypeExpr) -> Any:
    """The option equal to the value; texts must be texts, numbers and truth values compare by value."""
    kind = type(value)
    if kind is str or value is None:
        if value in options:
            return value
    elif kind in (bool, int, float):
        for option in options:
            if type(option) is not str and option == value:
                return option
    return LiteralFault("option", value, expected, options)


def _ref(value: Any, expected: TypeExpr, catalogue: Catalogue, _coerce: bool) -> Any:
    model = catalogue.model(expected.name)
    if model is None:
        return value  # the catalogue does not describe it: nothing can be said
    if model.options:
        return match_option(value, model.options, expected)
    if model.root is not None:
        return parse(value, model.root, catalogue, False)
    return parse_model(value, model, expected, catalogue, parse)


def _list(value: Any, expected: TypeExpr, catalogue: Catalogue, coerce: bool) -> Any:
    if type(value) is not list:
        return _mismatch(value, expected)
    item_type = expected.args[0]
    if item_type.kind == "any":
        items = value
    else:
        items = []
        for index, item in enumerate(value):
            parsed = parse(item, item_type, catalogue, coerce)
            if isinstance(parsed, LiteralFault):
                return parsed.inside(index)
            items.append(parsed)
    return length_fault(value, value, expected) or items


def _tuple(value: Any, expected: TypeExpr, catalogue: Catalogue, coerce: bool) -> Any:
    if type(value) is not list or len(value) != len(expected.args):
        return _mismatch(value, expected)
    items = []
    for index, item in enumerate(value):
        parsed = parse(item, expected.args[index], catalogue, coerce)
        if isinstance(parsed, LiteralFault):
            return parsed.inside(index)
        items.append(parsed)
    return items


def _dict(value: Any, expected: TypeExpr, catalogue: Catalogue, coerce: bool) -> Any:
    if type(value) is not dict:
        return _mismatch(value, expected)
    items = {}
    for key, item in value.items():
        parsed = parse(item, expected.args[0], catalogue, coerce)
        if isinstance(parsed, LiteralFault):
            return parsed.inside(key)
        items[key] = parsed
    return items


_EXACT: Mapping[type, str] = {int: "int", float: "float", str: "str", bool: "bool"}


def _union(value: Any, expected: TypeExpr, catalogue: Catalogue, coerce: bool) -> Any:
    # pydantic's smart mode: a member of exactly the value's own type wins over those that convert it.
    exact = _EXACT.get(type(value))
    faults: list[tuple[TypeExpr, LiteralFault]] = []
    found: Any = None
    accepted = False
    for member in expected.args:
        parsed = parse(value, member, catalogue, coerce)
        if isinstance(parsed, LiteralFault):
            faults.append((member, parsed))
            continue
        if exact is None or member.kind in (exact, "any"):
            return parsed
        if not accepted:
            found, accepted = parsed, True
    if accepted:
        return found
    return _best_fault(value, expected, faults)


def _best_fault(value: Any, expected: TypeExpr, faults: list[tuple[TypeExpr, LiteralFault]]) -> LiteralFault:
    """The fault of the one member that was meant; a general one where several could be."""
    faults = [(m, f) for m, f in faults if m.kind != "null"]
    if len(faults) == 1:
        return faults[0][1]
    if value is None:
        return _mismatch(value, expected)
    deeper = [f for _, f in faults if f.reason != "type" or f.path]
    if len(deeper) == 1:
        return deeper[0]
    options = [f for f in deeper if f.reason == "option"]
    if options and len(options) == len(faults):
        every = tuple(dict.fromkeys(o for f in options for o in f.detail))
        return LiteralFault("option", value, expected, every)
    return LiteralFault("type", value, expected)


def _bound(value: Any, expected: TypeExpr, catalogue: Catalogue, coerce: bool) -> Any:
    """Limits around a union: they compare the parsed value, and a list cannot be compared at all."""
    parsed = parse(value, expected.args[0], catalogue, coerce)
    if isinstance(parsed, LiteralFault) or parsed is None:
        return parsed
    if isinstance(parsed, list | str) and ("min" in expected.bounds or "max" in expected.bounds):
        return length_fault(value, parsed, expected) or parsed
    if isinstance(parsed, list | dict | str):
        return LiteralFault("bound", value, expected, ("list", None))
    return _limit_fault(value, parsed, expected) or parsed


_PARSERS: Mapping[str, Parse] = {
    "any": _any,
    "null": _null,
    "object": _object,
    "bool": _bool,
    "int": _number(read_int),
    "float": _number(read_float),
    "str": _str,
    "enum": _enum,
    "ref": _ref,
    "list": _list,
    "tuple": _tuple,
    "dict": _dict,
    "union": _union,
    "bound": _bound,
}
