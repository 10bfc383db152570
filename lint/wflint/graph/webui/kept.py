"""The values that the web UI holds after it loaded a workflow: what it kept of each literal.

``values`` says whether a literal survives; this module gives what survives. Objects are cut down to the
members of the type they matched, whole floats become integers (as in any JavaScript program), and an
object that matched nothing becomes a generator of floats.
"""

from __future__ import annotations

from typing import Any, Final

from wflint.graph.webui.values import is_model_shaped, lost_value

DROPPED: Final = object()
"""Stands for JavaScript's ``undefined``: there is no value."""

_ONE_MEMBER = ("image_name", "video_name", "board_id", "style_preset_id", "system_prompt_id")
_MODEL = ("key", "hash", "name", "base", "type")
# The members and defaults of the generators, in the order in which the UI writes them.
GENERATOR_DEFAULTS: Final[dict[str, dict[str, Any]]] = {
    "float_generator_arithmetic_sequence": {"start": 0, "step": 0.1, "count": 10},
    "float_generator_linear_distribution": {"start": 0, "end": 1, "count": 10},
    "float_generator_random_distribution_uniform": {"min": 0, "max": 1, "count": 10},
    "float_generator_parse_string": {
        "input": "0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1",
        "splitOn": ",",
    },
    "integer_generator_arithmetic_sequence": {"start": 0, "step": 1, "count": 10},
    "integer_generator_linear_distribution": {"start": 0, "end": 10, "count": 10},
    "integer_generator_random_distribution_uniform": {"min": 0, "max": 10, "count": 10},
    "integer_generator_parse_string": {"input": "1,2,3,4,5,6,7,8,9,10", "splitOn": ","},
    "string_generator_parse_string": {"input": "foo,bar,baz,qux", "splitOn": ","},
    "string_generator_dynamic_prompts_combinatorial": {
        "input": "a super {cute|ferocious} {dog|cat}",
        "maxPrompts": 10,
    },
    "string_generator_dynamic_prompts_random": {
        "input": "a super {cute|ferocious} {dog|cat}",
        "count": 10,
    },
    "image_generator_images_from_board": {"category": "images"},
}
_OPTIONAL = {
    "float_generator_arithmetic_sequence": ("values",),
    "float_generator_linear_distribution": ("values",),
    "float_generator_random_distribution_uniform": ("seed", "values"),
    "float_generator_parse_string": ("values",),
    "integer_generator_random_distribution_uniform": ("seed",),
    "string_generator_dynamic_prompts_random": ("seed",),
    "image_generator_images_from_board": ("board_id",),
}


def kept_value(value: Any, extras: bool = False) -> Any:
    """What the UI holds of a literal after loading it; ``DROPPED`` when nothing.

    ``extras`` is for ``core_metadata``, whose undeclared inputs keep any value that is no object.
    """
    lost = lost_value(value, extras)
    if lost is not None:
        if lost.becomes is None:
            return DROPPED
        becomes = lost.becomes
        generator = type(becomes) is dict and "type" in becomes
        return _generator(becomes["type"], value) if generator else becomes
    if type(value) is list:
        return [_item(v) for v in value]
    return _object(value) if type(value) is dict else plain_number(value)


def plain_number(value: Any) -> Any:
    """Numbers as JavaScript writes them: 7.0 is 7."""
    return int(value) if type(value) is float and value.is_integer() and abs(value) < 1e21 else value


def _item(value: Any) -> Any:
    if type(value) is not dict:
        return plain_number(value)
    if "lora" in value and is_model_shaped(value["lora"]) and "weight" in value:
        return {"lora": _model(value["lora"]), "weight": plain_number(value["weight"])}
    return {"image_name": value["image_name"].strip()} if type(value.get("image_name")) is str else value


def _object(value: dict[str, Any]) -> Any:
    for member in _ONE_MEMBER:
        name = value.get(member)
        if type(name) is str and name.strip():
            return {member: name.strip()}
    if is_model_shaped(value):
        return _model(value)
    if all(type(value.get(c)) in (int, float) for c in "rgba"):
        return {c: int(value[c]) for c in "rgba"}
    kind = value.get("type")
    return _generator(kind, value) if type(kind) is str and kind in GENERATOR_DEFAULTS else value


def _model(value: dict[str, Any]) -> dict[str, Any]:
    kept = {m: value[m] for m in _MODEL}
    if "submodel_type" in value:  # null is one of its values, and stays
        kept["submodel_type"] = value["submodel_type"]
    return kept


def _generator(kind: str, value: dict[str, Any]) -> dict[str, Any]:
    members: dict[str, Any] = {"type": kind, **GENERATOR_DEFAULTS[kind]}
    for name in (*GENERATOR_DEFAULTS[kind], *_OPTIONAL.get(kind, ())):
        if name in value:
            members[name] = plain_number(value[name])
    return members
