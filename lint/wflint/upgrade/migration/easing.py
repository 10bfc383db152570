"""The numbers that ``step_param_easing`` gave: one a step, eased from a value to another.

InvokeAI took the curves from the package easing-functions; these are the formulas that its curves are known
by (Robert Penner's), and tests compare them with what the package gave.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Curve = Callable[[float], float]

MOST: Final = 1_000  # steps: what samplers were trained for
_BACK = 1.70158


def _power(n: int) -> Curve:
    return lambda t: t**n


def _sine(t: float) -> float:
    return 1 - math.cos(t * math.pi / 2)


def _circular(t: float) -> float:
    return 1 - math.sqrt(1 - t * t)


def _exponential(t: float) -> float:
    return 0.0 if t == 0 else 2 ** (10 * (t - 1))


def _elastic(t: float) -> float:
    return math.sin(13 * math.pi / 2 * t) * 2 ** (10 * (t - 1))


def _back(t: float) -> float:
    return t * t * t - t * math.sin(t * math.pi)


def _bounce(t: float) -> float:
    return 1 - _bounce_out(1 - t)


def _bounce_out(t: float) -> float:
    if t < 4 / 11:
        return 121 * t * t / 16
    if t < 8 / 11:
        return 363 / 40 * t * t - 99 / 10 * t + 17 / 5
    if t < 9 / 10:
        return 4356 / 361 * t * t - 35442 / 1805 * t + 16061 / 1805
    return 54 / 5 * t * t - 513 / 25 * t + 268 / 25


_CURVES: Final[dict[str, Curve]] = {
    "Quad": _power(2),
    "Cubic": _power(3),
    "Quartic": _power(4),
    "Quintic": _power(5),
    "Sine": _sine,
    "Circular": _circular,
    "Exponential": _exponential,
    "Elastic": _elastic,
    "Back": _back,
    "Bounce": _bounce,
}


def _curve(name: str) -> Curve | None:
    if name == "Linear":
        return lambda t: t
    for ending in ("InOut", "In", "Out"):
        ease_in = _CURVES.get(name.removesuffix(ending)) if name.endswith(ending) else None
        if ease_in is None:
            continue
        if ending == "In":
            return ease_in
        if ending == "Out":
            return lambda t: 1 - ease_in(1 - t)
        return lambda t: ease_in(2 * t) / 2 if t < 0.5 else 1 - ease_in(2 - 2 * t) / 2
    return None


def _given(values: Mapping[str, Any]) -> dict[str, float] | None:
    """Its numbers, with the defaults of those it lacks; None if some are none."""
    numbers = {"start_value": 0.0, "end_value": 1.0, "start_step_percent": 0.0, "end_step_percent": 1.0}
    steps = values.get("num_steps", 20)
    if type(steps) is not int or not 0 < steps <= MOST:
        return None
    given = {**numbers, **{name: values[name] for name in values if name in _NUMBERS}}
    return given if all(type(v) in (int, float) and abs(v) < 1e15 for v in given.values()) else None


def _part(values: Mapping[str, Any], given: Mapping[str, float]) -> tuple[int, int, int]:
    """How many steps there are, and the first and the last of those that are eased."""
    steps = values.get("num_steps", 20)
    first = round(steps * given["start_step_percent"])
    return steps, first, round((steps - 1) * given["end_step_percent"])


def lacking(values: Mapping[str, Any]) -> list[str]:
    """The inputs that had to say what steps outside the eased part get, and do not: it failed then.

    Steps before and after it got null, which no list of numbers takes.
    """
    given = _given(values)
    if given is None:
        return []
    steps, first, last = _part(values, given)
    found = ["pre_start_value"] if first > 0 and "pre_start_value" not in given else []
    return [*found, "post_end_value"] if last < steps - 1 and "post_end_value" not in given else found


def eased(values: Mapping[str, Any]) -> list[float] | None:
    """The numbers for the values of such a node; what it lacks had a default. None where it failed."""
    given = _given(values)
    if given is None:
        return None
    steps, first, last = _part(values, given)
    name = values.get("easing", "Linear")
    curve = _curve(name) if type(name) is str else None
    if curve is None or first < 0 or last >= steps or last <= first:
        return None
    if lacking(values):
        return None
    before, after = given.get("pre_start_value", 0.0), given.get("post_end_value", 0.0)
    count = last - first + 1
    mirror = values.get("mirror") is True
    most = math.ceil(count / 2) if mirror else count
    if most < 2:
        return None
    start, end = given["start_value"], given["end_value"]
    found = [start + (end - start) * curve(step / (most - 1)) for step in range(most)]
    if mirror:
        found += found[::-1] if count % 2 == 0 else found[-2::-1]
    return [*[before] * first, *found, *[after] * (steps - 1 - last)]


_NUMBERS: Final = frozenset(
    {
        "start_value",
        "end_value",
        "start_step_percent",
        "end_step_percent",
        "pre_start_value",
        "post_end_value",
    }
)
