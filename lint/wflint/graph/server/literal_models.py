"""Literals of nested models (ImageField, ModelIdentifierField ...), with what their Python code checks.

The OpenAPI shows members, types and limits of a nested model; six of InvokeAI's check more in Python,
which is encoded here by hand (classes of invokeai/app/invocations in 5.15.0 and 6.14.2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wflint.graph.server.literal_fault import LiteralFault
from wflint.release import Release

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wflint.catalogue.model import Catalogue, ModelDef
    from wflint.catalogue.types import TypeExpr

    Violation = tuple[str, str]  # what is wrong with the object, and what to do
    Parse = Callable[[Any, TypeExpr, Catalogue, bool], Any]


def parse_model(value: Any, model: ModelDef, expected: TypeExpr, catalogue: Catalogue, parse: Parse) -> Any:
    """The members of a nested model as InvokeAI reads them, or the first fault."""
    if type(value) is not dict:
        return LiteralFault("null" if value is None else "type", value, expected, model.required)
    lacking = [name for name in model.required if name not in value]
    if lacking:
        return LiteralFault("member", value, expected, lacking)
    members: dict[str, Any] = {}
    for name, member_type in model.fields.items():
        if name in value:
            parsed = parse(value[name], member_type, catalogue, False)
            if isinstance(parsed, LiteralFault):
                return parsed.inside(name)
            members[name] = parsed
    if model.extra == "forbid":
        for name in value:
            if name not in model.fields:
                return LiteralFault("extra", value, expected, name)
    check = model_check(model, catalogue)
    if check is not None:
        violation = check(members)
        if violation is not None:
            return LiteralFault("rule", value, expected, violation)
    return members


def bad_weight(weights: Any) -> Any:
    """The first control weight, of one or a list, outside -1 to 2 (NaN passes, as in InvokeAI)."""
    for weight in weights if isinstance(weights, list) else [weights]:
        if weight < -1 or weight > 2:
            return weight
    return None


WEIGHT_CURE: Final = "use -1 to 2"


# Read from app/invocations of the releases around: 3.5.1 and 3.6.0, 5.7.1 and 5.7.2.
SPAN_SINCE: Final = Release((3, 6, 0))  # before, only the weight of a ControlField was looked at
MUST_DIFFER_UNTIL: Final = Release((5, 7, 2))  # before, a control that ends where it begins was refused too


def ends_early(members: Mapping[str, Any], *, differ: bool = False) -> tuple[Any, Any] | None:
    """Begin and end of a control that ends before it begins (defaults: from 0 to 1).

    ``differ``: ending where it begins is a fault too.
    """
    begin, end = members.get("begin_step_percent", 0), members.get("end_step_percent", 1)
    return (begin, end) if begin > end or (differ and begin == end) else None


def end_cure(begin: Any, *, differ: bool = False) -> str:
    """What to do about it."""
    if differ:
        return f'use more than {begin} for "end_step_percent", or a smaller "begin_step_percent"'
    return f'use {begin} or more for "end_step_percent", or a smaller "begin_step_percent"'


def span_words(end: Any, *, differ: bool) -> tuple[str, str, str]:
    """How an end compares with its begin, how a begin with its end, and what begin to use."""
    if differ:
        return "more than", "less than", f"use less than {end}"
    return "at least", "at most", f"use {end} or less"


def _weighted(
    weight: str, *, span: bool = True, differ: bool = False
) -> Callable[[Mapping[str, Any]], Violation | None]:
    def check(members: Mapping[str, Any]) -> Violation | None:
        if weight in members:
            bad = bad_weight(members[weight])
            if bad is not None:
                return f'has the "{weight}" {bad}, which is not between -1 and 2', WEIGHT_CURE
        early = ends_early(members, differ=differ) if span else None
        if early is not None:
            begin, end = early
            where = f"at {end}, where it begins" if begin == end else f"at {end}, before it begins at {begin}"
            return (
                f"ends {where}" if differ else f"begins at {begin}, after its end at {end}",
                end_cure(begin, differ=differ),
            )
        return None

    return check


def _bounding_box(members: Mapping[str, Any]) -> Violation | None:
    for axis in "xy":
        low, high = members[f"{axis}_min"], members[f"{axis}_max"]
        if low > high:
            says = f"has its {axis}_min ({low}) beyond its {axis}_max ({high})"
            return says, f'exchange "{axis}_min" and "{axis}_max"'
    return None


def _ideogram_region(members: Mapping[str, Any]) -> Violation | None:
    box = members.get("bbox")
    if box is not None and (box[0] > box[2] or box[1] > box[3]):
        says = "has a box whose minimum lies beyond its maximum"
        return says, 'write "bbox" as [y_min, x_min, y_max, x_max]'
    return None


_CONTROL_FIELDS: Final[Mapping[str, str]] = {
    "ControlField": "control_weight",
    "FluxControlNetField": "control_weight",
    "IPAdapterField": "weight",
    "T2IAdapterField": "weight",
}
MODEL_CHECKS: Mapping[str, Callable[[Mapping[str, Any]], Violation | None]] = {
    "BoundingBoxField": _bounding_box,
    "Ideogram4Region": _ideogram_region,
    **{name: _weighted(weight) for name, weight in _CONTROL_FIELDS.items()},
}


def model_check(
    model: ModelDef, catalogue: Catalogue
) -> Callable[[Mapping[str, Any]], Violation | None] | None:
    """What the model's class checks in Python, unless the catalogue knows that this release's does not."""
    if "model_validators" in catalogue.overlay and not model.validators:
        return None
    weight = _CONTROL_FIELDS.get(model.name)
    if weight is not None and catalogue.release < MUST_DIFFER_UNTIL:
        if not catalogue.release < SPAN_SINCE:
            return _weighted(weight, differ=True)
        return _weighted(weight, span=False) if model.name == "ControlField" else None
    return MODEL_CHECKS.get(model.name)
