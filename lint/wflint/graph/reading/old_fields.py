"""The inputs and outputs of nodes in workflows of format 1.0.0 and 2.0.0, which state their types.

The web UI still parses such files by their own schemas before it migrates them (its types/v1/workflowV1.ts
and types/v2/field.ts): what does not fit there makes it refuse the whole file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.graph.reading.faults import BOOLEAN, FILLED, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Finding
    from wflint.graph.reading.faults import Place

# The type names of format 1.0.0; one more exists that an input cannot have (it has no schema).
_V1_NAMES = (
    "Any BoardField boolean BooleanCollection BooleanPolymorphic ClipField Collection CollectionItem "
    "ColorCollection ColorField ColorPolymorphic ConditioningCollection ConditioningField "
    "ConditioningPolymorphic ControlCollection ControlField ControlNetModelField ControlPolymorphic "
    "DenoiseMaskField enum float FloatCollection FloatPolymorphic ImageCollection ImageField "
    "ImagePolymorphic integer IntegerCollection IntegerPolymorphic IPAdapterCollection IPAdapterField "
    "IPAdapterModelField IPAdapterPolymorphic LatentsCollection LatentsField LatentsPolymorphic "
    "LoRAModelField MainModelField MetadataField MetadataCollection MetadataItemField "
    "MetadataItemCollection MetadataItemPolymorphic Scheduler SDXLMainModelField "
    "SDXLRefinerModelField string StringCollection StringPolymorphic T2IAdapterCollection "
    "T2IAdapterField T2IAdapterModelField T2IAdapterPolymorphic UNetField VaeField VaeModelField "
)
_V1_TYPES = frozenset(_V1_NAMES.split())
_V1_OUTPUT_ONLY = frozenset({"ONNXModelField"})


def old_field_faults(body: dict[str, Any], version: str, place: Place) -> Iterator[Finding]:
    """Faults of the inputs and outputs of one node's data; that inputs is an object is known."""
    outputs = body.get("outputs")
    if "outputs" not in body:
        yield place.missing("outputs", "{}")
    elif type(outputs) is not dict:
        yield place.wrong("outputs", "an object", outputs)
    for side, fields in (
        ("input", body["inputs"] if type(body.get("inputs")) is dict else {}),
        ("output", outputs),
    ):
        for name, field in (fields if type(fields) is dict else {}).items():
            part = f"{side} {shown(name)}"
            here = place.inner(f"{side}s", name, part=part, several=f"{side}s", field=name)
            yield from _field_faults(field, version, side, here)


def _field_faults(field: Any, version: str, side: str, place: Place) -> Iterator[Finding]:
    if type(field) is not dict:
        if side == "output":  # of inputs it was said
            yield place.unfit("an object", field)
        return
    for member in ("id", "name") if side == "output" else ("id",):
        value = field.get(member)
        if member not in field:
            yield place.missing(member)
        elif type(value) is not str or not value.strip():
            yield place.wrong(member, FILLED, value)
    if field.get("fieldKind") != side:
        if "fieldKind" in field:
            yield place.wrong("fieldKind", f'"{side}"', field["fieldKind"])
        else:
            yield place.missing("fieldKind", f'"{side}"')
    if side == "input":
        label = field.get("label")
        if version == "1.0.0" and "label" not in field:
            yield place.missing("label", '""')
        elif type(label) is not str and (version == "1.0.0" or label is not None):
            yield place.wrong("label", "a string", label)
    yield from _type_faults(field, version, side, place)
    kind = field.get("type")
    if version == "1.0.0" and side == "input" and "value" in field and type(kind) is str:
        from wflint.graph.webui.old_values import fits_v1

        if not fits_v1(kind, field["value"]):
            cure = "write a value of that type, or leave it out"
            yield place.wrong("value", f"a value of type {kind}", field["value"], cure)


def _type_faults(field: dict[str, Any], version: str, side: str, place: Place) -> Iterator[Finding]:
    if "type" not in field:
        yield place.missing("type")
        return
    kind = field["type"]
    if version == "1.0.0":
        known = type(kind) is str and (kind in _V1_TYPES or (side == "output" and kind in _V1_OUTPUT_ONLY))
        if not known:
            yield place.wrong("type", "a type that format 1.0.0 knows", kind)
        return
    if type(kind) is not dict:
        cure = 'write {"name": ..., "isCollection": ..., "isCollectionOrScalar": ...}'
        yield place.wrong("type", "an object", kind, cure)
        return
    inner = place.inner("type", part="the type", several="types")
    if type(kind.get("name")) is not str or not kind["name"]:
        yield inner.unsound("name", FILLED, kind)
    for member in ("isCollection", "isCollectionOrScalar"):
        if type(kind.get(member)) is not bool:
            yield inner.unsound(member, BOOLEAN, kind)
