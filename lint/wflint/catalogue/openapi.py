"""From an InvokeAI OpenAPI document to catalogue facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_REF_PREFIX = "#/components/schemas/"
_ATTRIBUTES = frozenset({"id", "type", "is_intermediate", "use_cache"})
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
    "pattern": "pattern",
}


def read_openapi(document: Mapping[str, Any]) -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]]]:
    """The node facts by node type and the nested-model facts by name.

    Raises ValueError when the document is no InvokeAI schema.
    """
    try:
        schemas: Mapping[str, Any] = document["components"]["schemas"]
    except (KeyError, TypeError):
        raise ValueError("not an OpenAPI document: components.schemas is missing") from None
    nodes: dict[str, dict[str, Any]] = {}
    wanted: dict[str, None] = {}
    for schema in schemas.values():
        if isinstance(schema, dict) and schema.get("class") == "invocation":
            fact = _node(schema, schemas)
            nodes[fact["type"]] = fact
            for group in ("inputs", "outputs"):
                for member in fact[group].values():
                    wanted.update(dict.fromkeys(_refs(member["t"])))
    if not nodes:
        raise ValueError("no node definitions in this OpenAPI document: it is not InvokeAI's")
    models: dict[str, dict[str, Any]] = {}
    queue = list(wanted)
    while queue:
        name = queue.pop()
        if name in models or name not in schemas:
            continue
        models[name] = fact = _model(name, schemas[name])
        for member in fact.get("fields", {}).values():
            queue.extend(_refs(member))
        if "root" in fact:
            queue.extend(_refs(fact["root"]))
    return dict(sorted(nodes.items())), dict(sorted(models.items()))


def _node(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> dict[str, Any]:
    properties = schema["properties"]
    required = set(schema.get("required", ()))
    fact: dict[str, Any] = {"type": properties["type"]["default"], "title": schema.get("title", "")}
    for key, stored in (("version", "version"), ("category", "category")):
        if key in schema:
            fact[stored] = schema[key]
    if schema.get("classification", "stable") != "stable":
        fact["class"] = schema["classification"]
    if schema.get("node_pack", "invokeai") != "invokeai":
        fact["pack"] = schema["node_pack"]
    if not properties.get("use_cache", {}).get("default", True):
        fact["cache"] = False
    if schema.get("additionalProperties"):
        fact["extra"] = True
    fact["inputs"] = {
        name: _input(name, prop, required) for name, prop in properties.items() if name not in _ATTRIBUTES
    }
    output_name = schema["output"]["$ref"].removeprefix(_REF_PREFIX)
    output = schemas[output_name]
    fact["out"] = output["properties"]["type"].get("default", "")
    fact["outputs"] = {
        name: _output(prop) for name, prop in output["properties"].items() if name not in ("type", "output_meta")
    }
    return fact


def _input(name: str, prop: Mapping[str, Any], required: set[str]) -> dict[str, Any]:
    fact: dict[str, Any] = {"t": _type(prop)}
    if "default" in prop:
        fact["d"] = prop["default"]
    if prop.get("input", "any") != "any":
        fact["k"] = prop["input"]
    if prop.get("orig_required") and "orig_default" not in prop:
        fact["req"] = True
    if name in required:
        fact["sreq"] = True
    if prop.get("field_kind") == "internal":
        fact["int"] = True
    if prop.get("ui_hidden"):
        fact["hid"] = True
    for key, stored in (
        ("ui_type", "ui"),
        ("ui_model_base", "mb"),
        ("ui_model_type", "mt"),
        ("ui_model_variant", "mv"),
        ("ui_model_format", "mf"),
    ):
        if prop.get(key):
            fact[stored] = prop[key]
    return fact


def _output(prop: Mapping[str, Any]) -> dict[str, Any]:
    fact: dict[str, Any] = {"t": _type(prop)}
    if prop.get("ui_type"):
        fact["ui"] = prop["ui_type"]
    return fact


def _type(schema: Mapping[str, Any]) -> Any:
    stored = _bare_type(schema)
    bound = {key: schema[key] for key in ("ge", "gt", "le", "lt") if key in schema}
    return {"bound": bound, "of": stored} if bound else stored


def _bare_type(schema: Mapping[str, Any]) -> Any:
    if "$ref" in schema:
        return {"ref": schema["$ref"].removeprefix(_REF_PREFIX)}
    if len(schema.get("allOf", ())) == 1:
        return _bare_type(schema["allOf"][0])
    members = schema.get("anyOf") or schema.get("oneOf")
    if members:
        flat: list[Any] = []
        for member in members:
            inner = _type(member)
            flat.extend(inner["union"] if isinstance(inner, dict) and "union" in inner else [inner])
        return {"union": flat}
    if "const" in schema:
        return {"enum": [schema["const"]]}
    if "enum" in schema:
        return {"enum": schema["enum"]}
    kind = schema.get("type")
    bounds = {_BOUNDS[k]: v for k, v in schema.items() if k in _BOUNDS}
    if kind == "array":
        if "prefixItems" in schema:
            return {"tuple": [_type(item) for item in schema["prefixItems"]]}
        return {"list": _type(schema.get("items", {})), **bounds}
    if kind == "object":
        extra = schema.get("additionalProperties")
        return {"dict": _type(extra)} if isinstance(extra, dict) else "object"
    if kind in _SCALARS:
        return {"t": _SCALARS[kind], **bounds} if bounds else _SCALARS[kind]
    return "any"


def _model(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    fact: dict[str, Any] = {"model": name}
    if "enum" in schema:
        fact["enum"] = schema["enum"]
    elif "properties" in schema:
        fact["fields"] = {member: _type(prop) for member, prop in schema["properties"].items()}
        fact["required"] = list(dict.fromkeys(r for r in schema.get("required", ()) if r in schema["properties"]))
        extra = schema.get("additionalProperties")
        if extra is not None:
            fact["extra"] = "forbid" if extra is False else "allow"
    else:
        fact["root"] = _type(schema)
    return fact


def _refs(stored: Any) -> Iterator[str]:
    if isinstance(stored, dict):
        if "ref" in stored:
            yield stored["ref"]
        for key in ("list", "dict", "of"):
            if key in stored:
                yield from _refs(stored[key])
        for key in ("union", "tuple"):
            for member in stored.get(key, ()):
                yield from _refs(member)
