"""Arithmetic, conversions and ranges of numbers: app/invocations/math.py, collections.py, param_easing.py.

A function here is what its node's ``invoke`` does with inputs that are all known; what it raises, the node
raises.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from wflint.models.flow.computed.known import UNKNOWN, listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    Inputs = Mapping[str, Any]
    Outputs = Mapping[str, Any]

_MOST_BITS = 1024  # of a power; what is larger is not worked out
_EXACT = 2**53  # beyond it numpy and Python part ways
_STEPS = 1000


def add(given: Inputs) -> Outputs:
    """``add``."""
    return {"value": given["a"] + given["b"]}


def subtract(given: Inputs) -> Outputs:
    """``sub``."""
    return {"value": given["a"] - given["b"]}


def multiply(given: Inputs) -> Outputs:
    """``mul``."""
    return {"value": given["a"] * given["b"]}


def divide(given: Inputs) -> Outputs:
    """``div``: a division of floats whose rest is cut off, so that -7 / 2 is -3."""
    return {"value": int(given["a"] / given["b"])}


def integer_math(given: Inputs) -> Outputs:
    """``integer_math``, by its operation."""
    a, b, operation = given["a"], given["b"], given["operation"]
    if operation == "EXP" and abs(a) > 1 and a.bit_length() * b > _MOST_BITS:
        return {}
    return {"value": _WHOLE[operation](a, b)}


_WHOLE: Mapping[str, Any] = {
    "ADD": lambda a, b: a + b,
    "SUB": lambda a, b: a - b,
    "MUL": lambda a, b: a * b,
    "DIV": lambda a, b: int(a / b),
    "EXP": lambda a, b: a**b,
    "MOD": lambda a, b: a % b,
    "ABS": lambda a, b: abs(a),
    "MIN": min,
    "MAX": max,
}


def float_math(given: Inputs) -> Outputs:
    """``float_math``, by its operation."""
    a, b, operation = given["a"], given["b"], given["operation"]
    if operation == "SQRT":
        return {"value": math.sqrt(a) if a >= 0 else math.nan}  # numpy warns, and gives NaN
    return {"value": _REAL[operation](a, b)}


_REAL: Mapping[str, Any] = {
    **{name: _WHOLE[name] for name in ("ADD", "SUB", "MUL", "EXP", "ABS", "MIN", "MAX")},
    "DIV": lambda a, b: a / b,
}


def float_to_int(given: Inputs) -> Outputs:
    """``float_to_int``: halves go to the even neighbour; floor and ceiling give floats."""
    multiple, method = given["multiple"], given["method"]
    if multiple > _EXACT:
        return {}
    quotient = given["value"] / multiple
    if method == "Nearest":
        return {"value": round(quotient) * multiple}
    if method == "Truncate":
        return {"value": int(quotient) * multiple}
    if not math.isfinite(quotient):
        return {"value": quotient * multiple}
    return {"value": float(math.floor(quotient) if method == "Floor" else math.ceil(quotient)) * multiple}


def round_float(given: Inputs) -> Outputs:
    """``round_float``: Python's rounding, half to even in the decimal places."""
    value, decimals = given["value"], given["decimals"]
    if abs(decimals) > _EXACT:
        return {}
    return {"value": round(value, decimals)}


def integer_range(given: Inputs) -> Outputs:
    """``range``."""
    return {"collection": listed(range(given["start"], given["stop"], given["step"]))}


def range_of_size(given: Inputs) -> Outputs:
    """``range_of_size``: so many numbers, whichever way the step goes."""
    start, size, step = given["start"], given["size"], given["step"]
    return {"collection": listed(range(start, start + step * size, step))}


def float_range(given: Inputs) -> Outputs:
    """``float_range``: numpy.linspace, operation by operation."""
    start, stop, count = float(given["start"]), float(given["stop"]), given["steps"]
    if count < 0:
        raise ValueError(f"Number of samples, {count}, must be non-negative.")
    if count > _STEPS:
        return {"collection": UNKNOWN}
    delta, parts = stop - start, count - 1
    if parts < 1:
        made = [0.0 * delta + start] * count
    elif delta / parts == 0:
        made = [i / parts * delta + start for i in range(count)]
    else:
        made = [i * (delta / parts) + start for i in range(count)]
    if count > 1:
        made[-1] = stop
    return {"collection": made}
