"""What mends inputs: another name, no value, or the nearest value that InvokeAI accepts.

Only asked for findings that are told. A value is offered where one candidate stands out, and InvokeAI's own
reading accepts it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from wflint.diagnostics.fix import Fix, Safety, add, display, remove, replace, safe, unsafe
from wflint.diagnostics.words import elide, quoted
from wflint.graph.server.literal_fault import LiteralFault, show
from wflint.rules.shared.renaming import renaming

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wflint.diagnostics import Pointer
    from wflint.graph.ir import Node
    from wflint.rules.base import Context

_SHOWN: Final = 24  # characters of a value in a title
_LARGEST: Final = 2**63


def other_name(ctx: Context, node: Node, name: str, near: str, *, sure: bool = True) -> Fix:
    """For an input that the node does not have; ``near`` is the free one that was probably meant."""
    edits = renaming(ctx, node, name, near)
    make = unsafe if sure and _taken(ctx, node, name, near) else display
    return make(f"rename it to {quoted(near)}", *edits)


def _taken(ctx: Context, node: Node, name: str, near: str) -> bool:
    """Whether the other input takes the value, or one that mends it."""
    from wflint.graph.server.literals import explain
    from wflint.graph.server.node_values import node_judge

    judge = node_judge(node.type, ctx.catalogue)
    if judge is None or node.values.get(name) is None:
        return True
    value = node.values[name]
    if (judge.ui_accepts if ctx.is_workflow else judge.accepts)[near](value):
        return True
    fault = explain(value, judge.definition.inputs[near].type, ctx.catalogue)
    mended = accepted_value(ctx, node, near, fault) if fault is not None else None
    return fault is None or (mended is not None and mended.safety is not Safety.DISPLAY)


def without_input(ctx: Context, node: Node, name: str) -> Fix:
    """For an input that the node does not have, nor one with such a name.

    What is sent is the same without it. Where the workflow shows it to its user, somebody wants it.
    """
    from wflint.rules.shared.exposed import exposed_inputs

    shown = ctx.is_workflow and (node.id, name) in ctx.analysis(exposed_inputs)
    fix = unsafe if shown else safe
    return fix(f"remove {quoted(name)}", remove(*node.declared_pointer(name)))


def without_value(node: Node, name: str) -> Fix:
    """For a literal of a graph that an edge replaces before the node sees it."""
    return safe(f"remove {elide(show(node.values[name]), _SHOWN)}", remove(*node.input_pointer(name)))


def accepted_value(ctx: Context, node: Node, name: str, fault: LiteralFault) -> Fix | None:
    """For a literal that InvokeAI refuses; None where no value stands out."""
    pointer = (*node.input_pointer(name), *fault.path)
    if not ctx.is_workflow and (node.id, name) in ctx.graph.into and removable(ctx, node, name):
        return without_value(node, name)  # any value would do: the edge brings the one that counts
    if fault.reason == "extra":
        return _without_member(fault, pointer)
    if fault.reason == "member":
        return _opaque(ctx, fault, pointer)
    if fault.reason == "length":
        return _shorter(fault, pointer)
    if fault.reason == "option":
        return _option(ctx, fault, pointer)
    if fault.reason == "rule":
        return _by_rule(ctx, node, name, fault, pointer)
    if fault.reason == "null":
        return _default(ctx, node, name, fault, pointer)
    found = _only(ctx, fault, _candidates(fault))
    return (
        None if found is None else unsafe(_writing(found[0], fault.value), replace(*pointer, value=found[0]))
    )


def removable(ctx: Context, node: Node, name: str) -> bool:
    """Whether a connected input may be left out of a graph, and its edges are all that counts.

    Where the server refuses an edge, somebody may take that out, and the value counts again.
    """
    from wflint.graph.edges.verdict import verdict

    definition = ctx.catalogue.node(node.type)
    field = definition.inputs.get(name) if definition is not None else None
    gathers = node.type in ("collect", "iterate")
    if field is None or gathers or field.schema_required or field.kind == "direct":
        return False
    for edge in ctx.graph.into[node.id, name]:
        source = ctx.graph.nodes.get(edge.source)
        if source is None:
            return False
        judged = verdict(ctx.catalogue, source.type, edge.source_field, node.type, name)
        if judged is None or judged.fault is not None:
            return False
    return True


def _writing(new: Any, old: Any) -> str:
    return f"write {elide(show(new), _SHOWN)} for {elide(show(old), _SHOWN)}"


def _accepts(ctx: Context, fault: LiteralFault, value: Any) -> bool:
    """Whether InvokeAI takes a value where the refused one stands."""
    from wflint.graph.server.literals import parse

    if fault.type is None:
        return False
    # Inside an object a number is no text: only a whole input is read that loosely.
    inside = any(type(part) is str for part in fault.path)
    return not isinstance(parse(value, fault.type, ctx.catalogue, not inside), LiteralFault)


def _only(ctx: Context, fault: LiteralFault, values: Iterable[Any]) -> tuple[Any] | None:
    """The first of the candidates that are accepted, if no other is as near."""
    for value in values:
        if _accepts(ctx, fault, value):
            return (value,)
    return None


def _candidates(fault: LiteralFault) -> Iterator[Any]:
    """Values that are near a refused one, best first; none where two are equally near."""
    value = fault.value
    if fault.reason in ("bound", "multiple"):
        number = _number(value)
        if type(value) is list:
            if len(value) == 1:
                yield value[0]
        elif number is not None and abs(number) <= math.inf:  # math.isnan raises for integers beyond floats
            yield from _near_numbers(fault, number)
    elif fault.reason == "type" and fault.type is not None:
        yield from _other_types(value, fault.type.kind)


def _other_types(value: Any, wanted: str) -> Iterator[Any]:
    """The same thing as a value of another type."""
    kind = type(value)
    if kind is list and len(value) == 1:
        yield value[0]
    if wanted == "bool" and kind is str:
        word = value.strip().casefold()
        if word in _TRUTH:
            yield _TRUTH[word]
        return
    number = _number(value)
    if number is not None and abs(number) < _LARGEST:  # neither NaN nor infinite then
        low = math.floor(number)
        if wanted != "int":
            yield number
        elif number - low != 0.5:
            yield low if number - low < 0.5 else low + 1
    if kind is int or kind is float:
        yield str(value)
    if kind is not list and value is not None:
        yield [value]


_TRUTH: Final = {
    **dict.fromkeys(("1", "on", "t", "true", "y", "yes", "enable", "enabled", "checked"), True),
    **dict.fromkeys(("0", "off", "f", "false", "n", "no", "disable", "disabled", "unchecked"), False),
}


def _number(value: Any) -> float | None:
    if type(value) is int or type(value) is float:
        return value
    if type(value) is str and 0 < len(value) <= 40 and value.isascii():
        try:
            decimals = value.rpartition(",")[2].strip()
            # "0,5" is how half the world writes it; "1,024" may be either.
            return float(value.replace(",", ".", 1)) if len(decimals) != 3 else float(value)
        except ValueError:
            return None
    return None


def _near_numbers(fault: LiteralFault, number: float) -> Iterator[Any]:
    """The nearest number within the limits: a limit itself, or the nearest multiple."""
    assert fault.type is not None
    bounds = _bounds(fault.type)
    step = bounds.get("mult")
    whole = fault.type.kind == "int"
    low, high = _lowest(bounds, whole=whole), _highest(bounds, whole=whole)
    if step and -math.inf < number < math.inf:
        yield from _near_multiples(number, step, low, high)
        return
    for limit, beyond in (
        (low, low is not None and number < low),
        (high, high is not None and number > high),
    ):
        if beyond and limit is not None:
            # A text was read as a number: write a number. The spelling follows the value's own.
            keeps = type(fault.value) is float and not whole
            yield float(limit) if keeps else int(limit) if float(limit).is_integer() else limit


def _bounds(expected: Any) -> dict[str, Any]:
    bounds = dict(expected.bounds or {})
    if expected.kind == "bound":
        bounds.update({k: v for k, v in (expected.args[0].bounds or {}).items() if k not in bounds})
    return bounds


def _lowest(bounds: dict[str, Any], *, whole: bool) -> float | None:
    """The least number allowed; None where there is none, as above 0 among fractions."""
    if "ge" in bounds:
        return bounds["ge"]  # type: ignore[no-any-return]
    return math.floor(bounds["gt"]) + 1 if whole and "gt" in bounds else None


def _highest(bounds: dict[str, Any], *, whole: bool) -> float | None:
    if "le" in bounds:
        return bounds["le"]  # type: ignore[no-any-return]
    return math.ceil(bounds["lt"]) - 1 if whole and "lt" in bounds else None


def _near_multiples(number: float, step: float, low: float | None, high: float | None) -> Iterator[Any]:
    if abs(number) >= _LARGEST:
        return
    below = math.floor(number / step) * step
    if low is not None and below < low:
        below = math.ceil(low / step) * step
    if high is not None and below + step > high and below > high:
        below = math.floor(high / step) * step
    above = below + step if below <= number else below
    if high is not None and above > high:
        above = below
    if above != below and number - below == above - number:
        return  # as near as the other: somebody has to choose
    best = min((below, above), key=lambda one: abs(one - number))
    yield int(best) if float(best).is_integer() else best


def _option(ctx: Context, fault: LiteralFault, pointer: Pointer) -> Fix | None:
    """Another spelling of an option is that option: nothing else could be meant."""
    from wflint.diagnostics.suggest import nearest

    value, options = fault.value, [o for o in fault.detail if type(o) is str]
    if type(value) is not str or len(value) > 48:
        return None
    same = [o for o in options if _folded(o) == _folded(value)]
    near = same or nearest(value, options)
    if not near or (len(same) > 1 and value not in same) or not _accepts(ctx, fault, near[0]):
        return None
    fix = safe if same else unsafe
    return fix(_writing(near[0], value), replace(*pointer, value=near[0]))


def _folded(option: str) -> str:
    """An option without what people vary: capitals, blanks, dashes."""
    return "".join(c for c in option.casefold() if c.isalnum() or c in "+.")


def _default(ctx: Context, node: Node, name: str, fault: LiteralFault, pointer: Pointer) -> Fix | None:
    """null, where the input has a value that it takes by itself."""
    definition = ctx.catalogue.node(node.type)
    field = definition.inputs.get(name) if definition is not None else None
    if (
        field is None
        or fault.path
        or not field.has_default
        or type(field.default) not in (bool, int, float, str)
    ):
        return None
    if not _accepts(ctx, fault, field.default):
        return None
    title = f"write its default {elide(show(field.default), _SHOWN)}"
    return unsafe(title, replace(*pointer, value=field.default))


def _by_rule(ctx: Context, node: Node, name: str, fault: LiteralFault, pointer: Pointer) -> Fix | None:
    """A number that the node's own checks refuse: the nearest of its other numbers, or of small ones."""
    from wflint.graph.server.node_values import node_judge

    judge = node_judge(node.type, ctx.catalogue)
    value = fault.value
    if judge is None or fault.path or type(value) not in (int, float) or not abs(value) < _LARGEST:
        return None
    given = {n: v for n, v in node.values.items() if (node.id, n) not in ctx.graph.into}
    others = {n: given.get(n) for n in judge.definition.inputs if n != name}
    beside: list[Any] = [v for v in others.values() if type(v) in (int, float)]
    near = [*_SMALL, *beside, *(v + 1 for v in beside), *(v - 1 for v in beside)]

    def accepts(number: float) -> bool:
        return not any(n == name for n, _ in judge.faults({**given, name: number}))

    accepted = sorted(filter(accepts, near), key=lambda v: abs(v - value))
    if not accepted or _as_near(accepted, value):
        return None
    new = accepted[0]
    whole = judge.definition.inputs[name].type.kind == "int"
    if accepts(new + (1 if new < value else -1) if whole else (new + value) / 2):
        return None  # what is between them will do as well
    return unsafe(_writing(new, value), replace(*pointer, value=new))


_SMALL: Final = (-1, 0, 1, 2)


def _as_near(accepted: list[Any], value: float) -> bool:
    """Whether another of the sorted values is as near as the first."""
    least = abs(accepted[0] - value)
    return any(v != accepted[0] and abs(v - value) == least for v in accepted)


def _without_member(fault: LiteralFault, pointer: Pointer) -> Fix:
    return unsafe(f"remove {quoted(str(fault.detail))}", remove(*pointer, fault.detail))


def _opaque(ctx: Context, fault: LiteralFault, pointer: Pointer) -> Fix | None:
    """A colour that says nothing of its opacity is meant to be opaque."""
    if fault.detail != ["a"] or not _accepts(ctx, fault, {**fault.value, "a": 255}):
        return None
    return unsafe('add "a": 255, opaque', add(*pointer, "a", value=255))


def _shorter(fault: LiteralFault, pointer: Pointer) -> Fix | None:
    key, limit, length = fault.detail
    if key != "max" or type(fault.value) is not list or length - limit > 1000:
        return None
    count = length - limit
    title = "remove the last item" if count == 1 else f"remove the last {count} items"
    return unsafe(title, *(remove(*pointer, number) for number in range(limit, length)))
