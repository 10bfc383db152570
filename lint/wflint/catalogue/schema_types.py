"""From a JSON Schema, as InvokeAI's OpenAPI document has them, to the store's form of a type.

The schema's spelling changed with pydantic and FastAPI (facts checked on every release from 3.0.0):

* references: ``allOf: [{$ref}]`` up to 5.9, ``$ref`` with siblings from 5.10;
* a literal of one value: ``enum`` up to 3.3, ``const`` from 3.4, both from 4.2.4 to 5.9;
* ``null`` in ``anyOf`` only from 3.4 (pydantic 1 had no way to say it);
* bounds are floats in old schemas (``0.0`` for an integer) and integers in newer ones;
* a bound around a whole union is a bare ``ge``/``le``, and only from 5.10;
* a length limit around ``list[X] | X`` nests one ``anyOf`` in another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

REF_PREFIX = "#/components/schemas/"
_SCALARS = {"integer": "int", "number": "float", "string": "str", "boolean": "bool", "null": "null"}
_BOUNDS = {
    "minimum": "ge",
    "exclusiveMinimum": "gt",
    "maximum": "le",
    "exclusiveMaximum": "lt",
    "multipleOf": "mult",
    "minLength": "min",
    "maxLength": "max",
    "minItems": "min",
    "maxItems": "max",
}
_BARE_BOUNDS = ("ge", "gt", "le", "lt")
_LENGTHS = ("minLength", "maxLength", "minItems", "maxItems")


def read_type(schema: Mapping[str, Any]) -> Any:
    """The stored form of a schema's type (see :mod:`wflint.catalogue.types` for the forms)."""
    stored = _bare_type(schema)
    bound = {key: _number(schema[key]) for key in _BARE_BOUNDS if key in schema}
    return {"bound": bound, "of": stored} if bound else stored


def _bare_type(schema: Mapping[str, Any]) -> Any:
    if "$ref" in schema:
        return {"ref": schema["$ref"].removeprefix(REF_PREFIX)}
    if len(schema.get("allOf", ())) == 1:
        return read_type(schema["allOf"][0])
    members = schema.get("anyOf") or schema.get("oneOf")
    if members:
        stored = union([read_type(member) for member in members])
        length = {_BOUNDS[k]: _number(schema[k]) for k in _LENGTHS if k in schema}
        return {"bound": length, "of": stored} if length else stored
    if "const" in schema:
        return {"enum": [schema["const"]]}
    if "enum" in schema:
        return {"enum": [o for o in schema["enum"] if o is None or type(o) in (str, int, float, bool)]}
    kind = schema.get("type")
    bounds = {stored: _number(schema[k]) for k, stored in _BOUNDS.items() if k in schema}
    if "pattern" in schema:
        bounds["pattern"] = _text(schema["pattern"])
    if kind == "array":
        if "prefixItems" in schema:
            return {"tuple": [read_type(item) for item in schema["prefixItems"]]}
        if isinstance(schema.get("items"), list):  # pydantic 1's spelling of a tuple
            return {"tuple": [read_type(item) for item in schema["items"]]}
        return {"list": read_type(schema.get("items", {})), **bounds}
    if kind == "object":
        extra = schema.get("additionalProperties")
        return {"dict": read_type(extra)} if isinstance(extra, dict) else "object"
    if kind in _SCALARS:
        return {"t": _SCALARS[kind], **bounds} if bounds else _SCALARS[kind]
    return "any"


def union(members: list[Any]) -> Any:
    """A union of stored types: nested unions flattened, repeated members dropped, order kept.

    A bound around a union stays around the whole when only null is added to it: null is never bounded.
    """
    bounded = [m for m in members if isinstance(m, dict) and "bound" in m]
    if len(bounded) == 1 and all(m == "null" or m is bounded[0] for m in members):
        return {
            "bound": bounded[0]["bound"],
            "of": union([m["of"] if m is bounded[0] else m for m in members]),
        }
    flat: list[Any] = []
    for member in members:
        for inner in member["union"] if isinstance(member, dict) and "union" in member else [member]:
            if inner not in flat:
                flat.append(inner)
    return flat[0] if len(flat) == 1 else {"union": flat}


def nullable(stored: Any) -> Any:
    """``stored | None``."""
    return stored if stored in ("any", "null") else union([stored, "null"])


def references(stored: Any) -> Iterator[str]:
    """The names of the nested models that a stored type mentions."""
    if not isinstance(stored, dict):
        return
    if "ref" in stored:
        yield stored["ref"]
    for key in ("list", "dict", "of"):
        if key in stored:
            yield from references(stored[key])
    for key in ("union", "tuple"):
        for member in stored.get(key, ()):
            yield from references(member)


def replace_references(stored: Any, names: Mapping[str, Any]) -> Any:
    """The stored type with each reference to one of ``names`` replaced by what stands there."""
    if not isinstance(stored, dict):
        return stored
    if "ref" in stored:
        return names.get(stored["ref"], stored)
    changed = dict(stored)
    for key in ("list", "dict", "of"):
        if key in changed:
            changed[key] = replace_references(changed[key], names)
    if "tuple" in changed:
        changed["tuple"] = [replace_references(member, names) for member in changed["tuple"]]
    if "union" in changed:
        return union([replace_references(member, names) for member in changed["union"]])
    return changed


def _number(value: Any) -> Any:
    """A limit: whole where it can be. Raises TypeError on all else."""
    if type(value) not in (int, float):
        raise TypeError("a limit is a number")
    return int(value) if type(value) is float and value.is_integer() else value


def _text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError("a pattern is a text")
    return value
