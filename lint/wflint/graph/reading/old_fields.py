"""The inputs and outputs of nodes in workflows of format 1.0.0 and 2.0.0, which state their types.

The web UI still parses such files by their own schemas before it migrates them (its types/v1/workflowV1.ts
and types/v2/field.ts): what does not fit there makes it refuse the whole file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.graph.reading.faults import missing, shown, wrong_type

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Finding, Pointer

THEN = "the web UI refuses to load the workflow"

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


def old_field_faults(
    body: dict[str, Any], version: str, what: str, at: Pointer, node: str | None, node_type: str | None
) -> Iterator[Finding]:
    """Faults of the inputs and outputs of one node's data; that inputs is an object is known."""
    outputs = body.get("outputs")
    if "outputs" not in body:
        yield missing(what, "outputs", at, THEN, node=node, node_type=node_type)
    elif type(outputs) is not dict:
        where = (*at, "outputs")
        yield wrong_type(what, "outputs", "an object", outputs, where, THEN, node=node, node_type=node_type)
    for side, fields in (
        ("input", body["inputs"] if type(body.get("inputs")) is dict else {}),
        ("output", outputs),
    ):
        for name, field in (fields if type(fields) is dict else {}).items():
            where = (*at, side + "s", name)
            whose = f"{side} {shown(name)} of {what}"
            for found in _field_faults(field, version, side, whose, where):
                found.node, found.node_type, found.field = node, node_type, name
                yield found


def _field_faults(field: Any, version: str, side: str, whose: str, at: Pointer) -> Iterator[Finding]:
    if type(field) is not dict:
        if side == "output":  # of inputs it was said
            yield wrong_type(whose, "", "an object", field, at, THEN)
        return
    for member in ("id", "name") if side == "output" else ("id",):
        value = field.get(member)
        if member not in field:
            yield missing(whose, member, at, THEN)
        elif type(value) is not str or not value.strip():
            yield wrong_type(whose, member, "a text that is not empty", value, (*at, member), THEN)
    if field.get("fieldKind") != side:
        if "fieldKind" in field:
            yield wrong_type(whose, "fieldKind", f'"{side}"', field["fieldKind"], (*at, "fieldKind"), THEN)
        else:
            yield missing(whose, "fieldKind", at, THEN)
    if side == "input":
        label = field.get("label")
        if version == "1.0.0" and "label" not in field:
            yield missing(whose, "label", at, THEN)
        elif type(label) is not str and (version == "1.0.0" or label is not None):
            yield wrong_type(whose, "label", "a text", label, (*at, "label"), THEN)
    yield from _type_faults(field, version, side, whose, at)
    kind = field.get("type")
    if version == "1.0.0" and side == "input" and "value" in field and type(kind) is str:
        from wflint.graph.webui.old_values import fits_v1

        if not fits_v1(kind, field["value"]):
            yield wrong_type(whose, "value", f"of type {kind}", field["value"], (*at, "value"), THEN)


def _type_faults(
    field: dict[str, Any], version: str, side: str, whose: str, at: Pointer
) -> Iterator[Finding]:
    if "type" not in field:
        yield missing(whose, "type", at, THEN)
        return
    kind = field["type"]
    if version == "1.0.0":
        known = type(kind) is str and (kind in _V1_TYPES or (side == "output" and kind in _V1_OUTPUT_ONLY))
        if not known:
            yield wrong_type(whose, "type", "a type that format 1.0.0 knows", kind, (*at, "type"), THEN)
        return
    if type(kind) is not dict:
        wanted = 'an object {"name", "isCollection", "isCollectionOrScalar"}'
        yield wrong_type(whose, "type", wanted, kind, (*at, "type"), THEN)
        return
    if type(kind.get("name")) is not str or not kind["name"]:
        yield wrong_type(f"the type of {whose}", "name", "a text", kind.get("name"), (*at, "type"), THEN)
    for member in ("isCollection", "isCollectionOrScalar"):
        if type(kind.get(member)) is not bool:
            wanted = "true or false"
            yield wrong_type(f"the type of {whose}", member, wanted, kind.get(member), (*at, "type"), THEN)
