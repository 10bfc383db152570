"""Literals of nested models (ImageField, ModelIdentifierField ...), with what their Python code checks.

The OpenAPI shows members, types and limits of a nested model; six of InvokeAI's check more in Python,
which is encoded here by hand (classes of invokeai/app/invocations in 5.15.0 and 6.14.2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wflint.graph.server.literal_fault import LiteralFault

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


def ends_early(members: Mapping[str, Any]) -> tuple[Any, Any] | None:
    """Begin and end of a control that ends before it begins (defaults: from 0 to 1)."""
    begin, end = members.get("begin_step_percent", 0), members.get("end_step_percent", 1)
    return (begin, end) if begin > end else None


def end_cure(begin: Any) -> str:
    """What to do about it."""
    return f'use {begin} or more for "end_step_percent", or a smaller "begin_step_percent"'


def _weighted(weight: str) -> Callable[[Mapping[str, Any]], Violation | None]:
    def check(members: Mapping[str, Any]) -> Violation | None:
        if weight in members:
            bad = bad_weight(members[weight])
            if bad is not None:
                return f'has the "{weight}" {bad}, which is not between -1 and 2', WEIGHT_CURE
        early = ends_early(members)
        if early is not None:
            begin, end = early
            return f"begins at {begin}, after its end at {end}", end_cure(begin)
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


MODEL_CHECKS: Mapping[str, Callable[[Mapping[str, Any]], Violation | None]] = {
    "BoundingBoxField": _bounding_box,
    "ControlField": _weighted("control_weight"),
    "FluxControlNetField": _weighted("control_weight"),
    "IPAdapterField": _weighted("weight"),
    "Ideogram4Region": _ideogram_region,
    "T2IAdapterField": _weighted("weight"),
}


def model_check(
    model: ModelDef, catalogue: Catalogue
) -> Callable[[Mapping[str, Any]], Violation | None] | None:
    """What the model's class checks in Python, unless the catalogue knows that this release's does not."""
    if "model_validators" in catalogue.overlay and not model.validators:
        return None
    return MODEL_CHECKS.get(model.name)
