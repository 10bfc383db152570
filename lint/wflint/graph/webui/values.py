"""What the web UI makes of a literal value when it loads a workflow.

It parses every value without knowing the node's inputs, as the first match in an ordered union of all
value types it can edit (the UI's features/nodes/types/field.ts, ``zStatefulFieldInputInstance``). What
matches nothing is dropped without a warning, and an object that matches nothing else becomes a float
generator, because every member of that type has a default.
"""

from __future__ import annotations

from math import isfinite, isnan
from typing import TYPE_CHECKING, Any

from wflint.graph.ir import Lost

if TYPE_CHECKING:
    from collections.abc import Callable

_SAFE_INTEGER = 2**53 - 1  # JavaScript's largest exact integer
# The parsed type of a value that the UI certainly keeps; big and infinite numbers are looked at again.
PLAIN = frozenset({str, bool, int, float})
_NUMBERS = (int, float)


def too_large(value: Any) -> bool:
    """Whether a number is none in the browser (infinite), or no exact one."""
    return type(value) in _NUMBERS and not -_SAFE_INTEGER <= value <= _SAFE_INTEGER


def lost_value(value: Any, extras: bool) -> Lost | None:
    """What happens to a value on load when it is not kept; None when it is.

    ``extras`` is for ``core_metadata``, the one node type whose undeclared inputs keep any value that
    is no object.
    """
    kind = type(value)
    if kind is str or kind is bool:
        return None
    if kind is int or kind is float:
        return _lost_number(value)
    if kind is list:
        return None if extras or _is_known_list(value) else Lost(value, None)
    if kind is dict:
        return _lost_object(value, extras)
    return None if extras else Lost(value, None)  # null


def is_number(value: Any) -> bool:
    """Whether a value is a finite number to JavaScript."""
    if type(value) is int:
        return -(10**308) < value < 10**308
    return type(value) is float and isfinite(value)


def is_integer(value: Any) -> bool:
    """Whether a value is a number without fraction that JavaScript can hold exactly."""
    return is_number(value) and abs(value) <= _SAFE_INTEGER and value == int(value)


def is_text(value: Any) -> bool:
    """Whether a value is a string of more than blanks."""
    return type(value) is str and bool(value.strip())


def _lost_number(value: float) -> Lost | None:
    if not is_number(value):
        nan = type(value) is float and isnan(value)
        return None if nan else Lost(value, None)  # a NaN and the file does not load at all
    if type(value) is int and int(float(value)) != value:
        return Lost(value, int(float(value)))
    return None


def _is_known_list(value: list[Any]) -> bool:
    return (
        all(is_number(v) for v in value)
        or all(type(v) is str for v in value)
        or all(type(v) is dict and is_text(v.get("image_name")) for v in value)
        or all(
            type(v) is dict and is_model_shaped(v.get("lora")) and is_number(v.get("weight")) for v in value
        )
    )


def is_model_shaped(value: Any) -> bool:
    """Whether a value has the members of a model identifier; that base and type exist is not asked."""
    if type(value) is not dict:
        return False
    return all(type(value.get(k)) is str and value[k] for k in ("key", "hash", "name", "base", "type"))


def _lost_object(value: dict[str, Any], extras: bool) -> Lost | None:
    for member in ("image_name", "video_name", "board_id", "style_preset_id", "system_prompt_id"):
        if is_text(value.get(member)):
            if value.get("type") == "image_generator_images_from_board":
                return Lost(value, {"board_id": value["board_id"]}) if member == "board_id" else None
            return None
    if is_model_shaped(value):
        return None
    if all(is_integer(value.get(c)) and 0 <= value[c] <= 255 for c in "rgba"):
        return None
    for kind, members in _GENERATORS.items():
        if _matches(value, kind, members):
            if value.get("type") == kind:
                return None
            return Lost(value, {"type": kind})
    return None if extras else Lost(value, None)


def _matches(value: dict[str, Any], kind: str, members: dict[str, str]) -> bool:
    if value.get("type", kind) != kind:
        return False
    return all(name not in value or _CHECKS[check](value[name]) for name, check in members.items())


_CHECKS: dict[str, Callable[[Any], bool]] = {
    "number": is_number,
    "integer": is_integer,
    "text": lambda v: type(v) is str,
    "integer?": lambda v: v is None or is_integer(v),
    "numbers?": lambda v: v is None or (type(v) is list and all(is_number(n) for n in v)),
    "count": lambda v: is_integer(v) and v >= 1,
    "id": is_text,
    "category": lambda v: v in ("images", "assets"),
}
# In the union's order. A member may be absent: each has a default or is optional.
_GENERATORS: dict[str, dict[str, str]] = {
    "float_generator_arithmetic_sequence": {
        "start": "number", "step": "number", "count": "integer", "values": "numbers?"
    },
    "float_generator_linear_distribution": {
        "start": "number", "end": "number", "count": "integer", "values": "numbers?"
    },
    "float_generator_random_distribution_uniform": {
        "min": "number", "max": "number", "count": "integer", "seed": "integer?", "values": "numbers?"
    },
    "float_generator_parse_string": {"input": "text", "splitOn": "text", "values": "numbers?"},
    "integer_generator_arithmetic_sequence": {"start": "integer", "step": "integer", "count": "integer"},
    "integer_generator_linear_distribution": {"start": "integer", "end": "integer", "count": "integer"},
    "integer_generator_random_distribution_uniform": {
        "min": "integer", "max": "integer", "count": "integer", "seed": "integer?"
    },
    "integer_generator_parse_string": {"input": "text", "splitOn": "text"},
    "string_generator_parse_string": {"input": "text", "splitOn": "text"},
    "string_generator_dynamic_prompts_combinatorial": {"input": "text", "maxPrompts": "count"},
    "string_generator_dynamic_prompts_random": {"input": "text", "count": "count", "seed": "integer?"},
    "image_generator_images_from_board": {"board_id": "id", "category": "category"},
}  # fmt: skip
