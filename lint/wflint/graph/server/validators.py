"""What InvokeAI's node classes check in Python, beyond what their schema shows.

Eighteen classes of InvokeAI 5.15.0 and 6.14.2 (beside the ``metadata_*`` ones) carry pydantic
validators; ``prompt_from_file`` depends on the server's disk and is left out. They are encoded here by
hand, by node type. A catalogue whose overlay lists the validators of its classes decides which nodes
have them; for one without (a saved OpenAPI, a live server) every node type of this table counts.

Validators see parsed values, and only those the graph gives: defaults are never validated, but the
defaults of other inputs take part in a comparison.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, Final

from wflint.graph.server.literal_fault import LiteralFault, show
from wflint.graph.server.literal_models import (
    MUST_DIFFER_UNTIL,
    SPAN_SINCE,
    WEIGHT_CURE,
    bad_weight,
    end_cure,
    ends_early,
    span_words,
)
from wflint.graph.server.literals import parse
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wflint.catalogue.model import Catalogue, InputDef, NodeDef

    Values = Mapping[str, Any]
    Violation = tuple[str, str, str]  # the input at fault, what is wrong with it, what to do


class NodeCheck(NamedTuple):
    """The hand-encoded checks of one node type.

    ``quick`` takes the raw values and says True only when ``judge`` is sure to find nothing. ``judge``
    takes the parsed values. ``before`` replaces the reading of single inputs.
    """

    quick: Callable[[Values], bool]
    judge: Callable[[Values], Violation | None]
    before: Mapping[str, Callable[[Any, InputDef, Catalogue], Any]] = {}


_NUMBERS: Final = frozenset((int, float))


def node_check(definition: NodeDef, catalogue: Catalogue) -> NodeCheck | None:
    """The checks that the class of this node carries in the catalogue's release; None for most nodes."""
    check = _CHECKS.get(definition.type)
    if check is None:
        return None
    weight = _CONTROLS.get(definition.type)
    if weight is not None and catalogue.release < MUST_DIFFER_UNTIL:
        if catalogue.release < SPAN_SINCE:
            return None  # these nodes had no checks of their own yet
        check = _control(weight, differ=True)
    if _EITHER in definition.validators.get("*", ()):
        return _ONE_OF_TWO
    if "validators" in catalogue.overlay:
        return check if definition.validators or definition.type in _FINITE_FIELDS else None
    if definition.type == "segment_anything" and (definition.version or "") < "1.3":
        return None  # the comparison of lengths came with version 1.3.0 of the node
    return check


def may_be_checked(node_type: str) -> bool:
    """Whether the class of such a node carries checks in some release."""
    return node_type in _CHECKS


def read_value(value: Any, definition: InputDef, check: NodeCheck | None, catalogue: Catalogue) -> Any:
    """What the node makes of a literal for one input, or a LiteralFault."""
    if check is not None:
        before = check.before.get(definition.name)
        if before is not None:
            return before(value, definition, catalogue)
    return parse(value, definition.type, catalogue)


def _always(_values: Values) -> bool:
    return True


def _nothing(_values: Values) -> Violation | None:
    return None


# ---- controls: weights between -1 and 2, begin not after end (up to 5.7.1: before it)


def _control(weight: str, *, differ: bool = False) -> NodeCheck:
    def quick(values: Values) -> bool:
        given = values.get(weight, 1)
        begin, end = values.get("begin_step_percent", 0), values.get("end_step_percent", 1)
        return (
            type(given) in _NUMBERS
            and -1 <= given <= 2
            and type(begin) in _NUMBERS
            and type(end) in _NUMBERS
            and (begin < end or (begin == end and not differ))
        )

    def judge(values: Values) -> Violation | None:
        if weight in values:
            bad = bad_weight(values[weight])
            if bad is not None:
                return weight, f"must be between -1 and 2, but is {bad}", WEIGHT_CURE
        early = ends_early(values, differ=differ)
        if early is None:
            return None
        begin, end = early
        least, most, use = span_words(end, differ=differ)
        if "end_step_percent" in values:
            says = f'must be {least} "begin_step_percent" ({begin}), but is {end}'
            return "end_step_percent", says, end_cure(begin, differ=differ)
        says = f'must be {most} "end_step_percent" ({end}), but is {begin}'
        return "begin_step_percent", says, use

    return NodeCheck(quick, judge)


# ---- guidance scale at least 1 (one or a list)


def _cfg_quick(values: Values) -> bool:
    given = values.get("cfg_scale", 1)
    return type(given) in _NUMBERS and given >= 1


def _cfg_judge(values: Values) -> Violation | None:
    given = values.get("cfg_scale", 1)
    for scale in given if isinstance(given, list) else [given]:
        if scale < 1:
            return "cfg_scale", f"must be at least 1, but is {scale}", "use 1 or more"
    return None


_CFG_SCALE: Final = NodeCheck(_cfg_quick, _cfg_judge)


# ---- finite numbers

_FINITE_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "krea2_denoise": ("cfg_scale", "shift"),
    # These two say it with allow_inf_nan, which the schema does not show either.
    "krea2_conditioning_rebalance": ("multiplier",),
    "krea2_seed_variance": ("strength",),
}


def _finite(fields: tuple[str, ...]) -> NodeCheck:
    def quick(values: Values) -> bool:
        # x - x is 0 for finite numbers only; anything else is for the judge.
        return all(type(v := values.get(f, 0)) is int or (type(v) is float and v - v == 0.0) for f in fields)

    def judge(values: Values) -> Violation | None:
        for field in fields:
            given = values.get(field)
            for number in given if isinstance(given, list) else [given]:
                if number is not None and not math.isfinite(number):
                    return field, f"must be a finite number, but is {number}", "use a finite number"
        return None

    return NodeCheck(quick, judge)


# ---- arithmetic


def _integer_math_judge(values: Values) -> Violation | None:
    if "b" not in values:
        return None
    operation, b = values.get("operation", "ADD"), values["b"]
    if operation in ("DIV", "MOD") and b == 0:
        return _no_zero(operation)
    if operation == "EXP" and b < 0:
        return "b", f'cannot be negative when "operation" is "EXP", but is {b}', "use 0 or more"
    return None


def _no_zero(operation: str) -> Violation:
    return "b", f'cannot be 0 when "operation" is "{operation}"', "use another number"


def _float_math_judge(values: Values) -> Violation | None:
    if "b" not in values:
        return None
    operation, a, b = values.get("operation", "ADD"), values.get("a", 1), values["b"]
    if operation == "DIV" and b == 0:
        return _no_zero(operation)
    if operation == "EXP":
        if a == 0 and b < 0:
            return "b", f"cannot be {b}: zero has no negative power", "use 0 or more"
        try:
            power = a**b
        except (OverflowError, ZeroDivisionError):
            return "b", f"is too large: {a} to the power of {b} overflows", "use a smaller number"
        if isinstance(power, complex):
            return "b", f"cannot be {b}: {a} to that power is not a real number", "use a whole number"
    return None


def _math_quick(values: Values) -> bool:
    return "b" not in values or values.get("operation", "ADD") in _HARMLESS


_HARMLESS: Final = ("ADD", "SUB", "MUL")


def _range_quick(values: Values) -> bool:
    start, stop = values.get("start", 0), values.get("stop")
    return type(start) is int and type(stop) is int and start < stop


def _range_judge(values: Values) -> Violation | None:
    if "stop" in values and values["stop"] <= values.get("start", 0):
        start = values.get("start", 0)
        says = f'must be greater than "start" ({start}), but is {values["stop"]}'
        return "stop", says, f"use {start + 1} or more"
    return None


# ---- images


def _panel_quick(values: Values) -> bool:
    return "panel_col_idx" not in values and "panel_row_idx" not in values


def _panel_judge(values: Values) -> Violation | None:
    for field, count in (("panel_col_idx", "num_cols"), ("panel_row_idx", "num_rows")):
        if field in values and values[field] >= values.get(count, 1):
            last = values.get(count, 1) - 1
            says = f'must be less than "{count}" ({last + 1}), but is {values[field]}'
            return (
                field,
                says,
                f'use 0 to {last}, or a larger "{count}"' if last else f'use 0, or a larger "{count}"',
            )
    return None


_FACE_IDS: Final = r"^\d*(,\d+)*$"


def _faces_quick(values: Values) -> bool:
    return bool(values.get("face_ids", "") == "")


def _faces_judge(values: Values) -> Violation | None:
    given = values.get("face_ids", "")
    if re.match(_FACE_IDS, given) is None:
        says = f"must be numbers with commas between them, not {show(given)}"
        return "face_ids", says, 'write them like "1,2,3"'
    return None


def _segment_quick(values: Values) -> bool:
    return values.get("point_lists") is None or values.get("bounding_boxes") is None


def _segment_judge(values: Values) -> Violation | None:
    points, boxes = values.get("point_lists"), values.get("bounding_boxes")
    if points is not None and boxes is not None and len(points) != len(boxes):
        says = f'must have as many items as "bounding_boxes" ({len(boxes)}), but has {len(points)}'
        return "point_lists", says, "give one box for each list of points"
    return None


_EITHER: Final = "check_point_lists_or_bounding_box"  # of segment_anything in 5.3


def _one_quick(values: Values) -> bool:
    return (values.get("point_lists") is None) != (values.get("bounding_boxes") is None)


def _one_judge(values: Values) -> Violation | None:
    if _one_quick(values):
        return None
    if values.get("point_lists") is not None:
        return "point_lists", 'cannot be given beside "bounding_boxes"', "leave one of them out"
    return "point_lists", 'and "bounding_boxes" are both missing; edges do not count', "write one of them"


_ONE_OF_TWO: Final = NodeCheck(_one_quick, _one_judge)
_MOST_IMAGES: Final = 3


def _images_quick(values: Values) -> bool:
    given = values.get("images")
    return not isinstance(given, list) or len(given) <= _MOST_IMAGES


def _listify(value: Any, definition: InputDef, catalogue: Catalogue) -> Any:
    """One image counts as a list of one; the limit of the length then has a list to measure."""
    listed = value if value is None or isinstance(value, list) else [value]
    parsed = parse(listed, definition.type, catalogue)
    if isinstance(parsed, LiteralFault):
        return parsed if listed is value else LiteralFault("type", value, definition.type)
    if isinstance(value, list) and len(value) > _MOST_IMAGES:
        return LiteralFault("length", value, definition.type, ("max", _MOST_IMAGES, len(value)))
    return parsed


_SEEDS: Final = 2**32


def _seed(value: Any, definition: InputDef, catalogue: Catalogue) -> Any:
    """The seed modulo 2^32, before anything else: -1 is a seed, the text "5" is none."""
    if isinstance(value, bool | int | float):
        parsed = parse(value % _SEEDS, definition.type, catalogue)
        if not isinstance(parsed, LiteralFault):
            return parsed
    return LiteralFault("null" if value is None else "type", value, definition.type)


_CONTROLS: Final[Mapping[str, str]] = {
    "controlnet": "control_weight",
    "flux_controlnet": "control_weight",
    "ip_adapter": "weight",
    "flux_ip_adapter": "weight",
    "t2i_adapter": "weight",
}
_CHECKS: Final[Mapping[str, NodeCheck]] = {
    **{node: _control(weight) for node, weight in _CONTROLS.items()},
    # What 3.0 denoised with, and its ONNX pipelines up to 3.7.
    **dict.fromkeys(("t2l", "l2l", "t2l_sdxl", "l2l_sdxl", "t2l_onnx"), _CFG_SCALE),
    "denoise_latents": _CFG_SCALE,
    "denoise_latents_meta": _CFG_SCALE,
    "tiled_multi_diffusion_denoise_latents": _CFG_SCALE,
    **{node: _finite(fields) for node, fields in _FINITE_FIELDS.items()},
    "integer_math": NodeCheck(_math_quick, _integer_math_judge),
    "float_math": NodeCheck(_math_quick, _float_math_judge),
    "range": NodeCheck(_range_quick, _range_judge),
    "image_panel_layout": NodeCheck(_panel_quick, _panel_judge),
    "face_mask_detection": NodeCheck(_faces_quick, _faces_judge),
    "segment_anything": NodeCheck(_segment_quick, _segment_judge),
    "llava_onevision_vllm": NodeCheck(_images_quick, _nothing, {"images": _listify}),
    "noise": NodeCheck(_always, _nothing, {"seed": _seed}),
}
