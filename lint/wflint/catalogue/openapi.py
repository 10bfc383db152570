"""From an InvokeAI OpenAPI document, of any release from 3.0, to catalogue facts.

What changed over time and is evened out here, so that the facts of two releases differ only where the
nodes do:

* A node is a schema with ``output`` (``class: invocation`` exists only from 3.1). Its outputs are found
  through that reference: ``class: output`` marks nested models too in 3.1 to 3.3 and 4.0 to 4.1.
* The kind of a field (``input``, ``internal``, ``node_attribute``) has no mark before 3.4, is
  ``_field_kind`` in 3.4 and ``field_kind`` from 3.5.
* Required inputs carry ``orig_required`` from 3.4. Earlier the ``required`` list says it: in 3.0 for the
  graph as sent, from 3.1 only ``direct`` inputs are demanded there and the rest when the node runs
  (``BaseInvocation.__init__`` lifts the others).
* Up to 4.2.3 a default of None is not shown, and up to 3.3 neither is that ``null`` is a value: an input
  that is not required and shows no default has the default None, except those whose default a factory
  makes (``collection``: an empty list, ``seed``: a number).
* From 4.2.4 a required input shows ``default: null``; that is InvokeAI's placeholder and no default.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.catalogue.model import default_title
from wflint.catalogue.schema_types import (
    REF_PREFIX,
    nullable,
    read_type,
    references,
    replace_references,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

_ATTRIBUTES = frozenset({"id", "type", "is_intermediate", "use_cache"})
_UNMARKED_INTERNAL = frozenset({"workflow"})  # 3.1 to 3.3 embed the workflow in every node
_NODE_TEXTS = (  # member of the schema, of the fact, and the value that is left out
    ("version", "version", None),
    ("category", "category", None),
    ("classification", "class", "stable"),
    ("node_pack", "pack", "invokeai"),
)
_MODEL_CONSTRAINTS = (
    ("ui_model_base", "mb"),
    ("ui_model_type", "mt"),
    ("ui_model_variant", "mv"),
    ("ui_model_format", "mf"),
)

Facts = dict[str, dict[str, Any]]


def read_openapi(document: Any) -> tuple[Facts, Facts]:
    """The node facts by node type and the nested-model facts by name, both sorted.

    Raises ValueError when the document is no InvokeAI schema.
    """
    try:
        schemas = document["components"]["schemas"]
        found = {n: s for n, s in schemas.items() if isinstance(s, dict) and _is_node(s)}
    except (KeyError, TypeError, AttributeError):
        raise ValueError("not an OpenAPI document: components.schemas is missing") from None
    if not found:
        raise ValueError("no node definitions in this OpenAPI document: it is not InvokeAI's")
    name = ""
    try:
        # A nested graph (the `graph` node of 3.x) holds any node: that union says nothing about a value.
        any_node = dict.fromkeys(found, "object")
        nodes: Facts = {}
        for name, schema in found.items():  # noqa: B007 (named in the error)
            fact = _node(schema, schemas, any_node)
            nodes[fact["type"]] = fact
        name = "nested models"
        models = _models(nodes, schemas, any_node)
    except (KeyError, TypeError, AttributeError, IndexError, RecursionError) as exc:
        raise ValueError(f"{name}: not the shape of an InvokeAI definition ({exc!r})") from None
    return dict(sorted(nodes.items())), dict(sorted(models.items()))


def _is_node(schema: Mapping[str, Any]) -> bool:
    return isinstance(schema.get("output"), dict) and "$ref" in schema["output"] and "properties" in schema


def _node(
    schema: Mapping[str, Any], schemas: Mapping[str, Any], any_node: Mapping[str, Any]
) -> dict[str, Any]:
    properties = schema["properties"]
    node_type = properties["type"]["default"]
    if type(node_type) is not str:
        raise TypeError("a node type is a string")
    fact: dict[str, Any] = {"type": node_type, "title": _node_title(schema)}
    for key, stored, usual in _NODE_TEXTS:
        if type(schema.get(key)) is str and schema[key] != usual:
            fact[stored] = schema[key]
    if properties.get("use_cache", {}).get("default") is False:
        fact["cache"] = False
    if schema.get("additionalProperties"):
        fact["extra"] = True
    required = set(schema.get("required", ()))
    marked = any("field_kind" in p or "_field_kind" in p for p in properties.values())
    read = _input if marked else _input_before_3_4
    lenient = "class" in schema  # 3.0 has no class, and no inputs that only running demands
    fact["inputs"] = {
        name: _without_nodes(read(name, prop, name in required, lenient), any_node)
        for name, prop in properties.items()
        if name not in _ATTRIBUTES
    }
    output = schemas[schema["output"]["$ref"].removeprefix(REF_PREFIX)]
    fact["out"] = output["properties"]["type"].get("default", "")
    fact["outputs"] = {
        name: _without_nodes(_output(name, prop), any_node)
        for name, prop in output["properties"].items()
        if name not in ("type", "output_meta")
    }
    return fact


def _node_title(schema: Mapping[str, Any]) -> str:
    title = schema.get("ui", {}).get("title") or schema.get("title") or ""
    return str(title).replace("Invocation", "")


def _input(name: str, prop: Mapping[str, Any], in_required: bool, _lenient: bool) -> dict[str, Any]:
    required = prop.get("orig_required") is True and "orig_default" not in prop
    fact: dict[str, Any] = {"t": read_type(prop)}
    if "default" in prop:
        if not (required and prop["default"] is None):
            fact["d"] = prop["default"]
    elif not required and not in_required:
        _unshown_default(name, fact)
    if required:
        fact["req"] = True
    if in_required:
        fact["sreq"] = True
    if prop.get("field_kind", prop.get("_field_kind")) == "internal":
        fact["int"] = True
    return _presentation(name, prop, fact)


def _input_before_3_4(name: str, prop: Mapping[str, Any], in_required: bool, lenient: bool) -> dict[str, Any]:
    fact: dict[str, Any] = {"t": read_type(prop)}
    if "default" in prop:
        fact["d"] = prop["default"]
    elif in_required:
        fact["req"] = True
        if not lenient or prop.get("input") == "direct":
            fact["sreq"] = True
    else:
        _unshown_default(name, fact)
        if fact.get("d", False) is None:
            fact["t"] = nullable(fact["t"])
    if name in _UNMARKED_INTERNAL:
        fact["int"] = True
    return _presentation(name, prop, fact)


def _unshown_default(name: str, fact: dict[str, Any]) -> None:
    stored = fact["t"]
    if name == "collection" and isinstance(stored, dict) and "list" in stored:
        fact["d"] = []
    elif not (name == "seed" and isinstance(stored, dict) and stored.get("t") == "int"):
        fact["d"] = None


def _presentation(name: str, prop: Mapping[str, Any], fact: dict[str, Any]) -> dict[str, Any]:
    kind = prop.get("input", "any")
    if kind not in ("any", "direct", "connection"):
        raise TypeError("an input takes values, edges or either")
    if kind != "any":
        fact["k"] = kind
    if prop.get("ui_hidden"):
        fact["hid"] = True
    if prop.get("ui_type"):
        fact["ui"] = str(prop["ui_type"])
    for key, stored in _MODEL_CONSTRAINTS:
        if prop.get(key):
            fact[stored] = prop[key]
    return _titled(name, prop, fact)


def _output(name: str, prop: Mapping[str, Any]) -> dict[str, Any]:
    fact: dict[str, Any] = {"t": read_type(prop)}
    if prop.get("ui_type"):
        fact["ui"] = prop["ui_type"]
    if prop.get("output_scope"):  # 7.0: outputs of a loop, per iteration or after it
        fact["scope"] = prop["output_scope"]
    return _titled(name, prop, fact)


def _titled(name: str, prop: Mapping[str, Any], fact: dict[str, Any]) -> dict[str, Any]:
    title = prop.get("title")
    if type(title) is str and title != default_title(name):
        fact["title"] = title
    return fact


def _without_nodes(fact: dict[str, Any], any_node: Mapping[str, Any]) -> dict[str, Any]:
    fact["t"] = replace_references(fact["t"], any_node)
    return fact


def _models(nodes: Facts, schemas: Mapping[str, Any], any_node: Mapping[str, Any]) -> Facts:
    models: Facts = {}
    queue = [
        name
        for node in nodes.values()
        for group in ("inputs", "outputs")
        for member in node[group].values()
        for name in references(member["t"])
    ]
    while queue:
        name = queue.pop()
        if name in models or name not in schemas:
            continue
        models[name] = fact = _model(name, schemas[name], any_node)
        for member in (*fact.get("fields", {}).values(), fact.get("root")):
            queue.extend(references(member))
    return models


def _model(name: str, schema: Mapping[str, Any], any_node: Mapping[str, Any]) -> dict[str, Any]:
    fact: dict[str, Any] = {"model": name}
    if "enum" in schema:
        fact["enum"] = read_type(schema)["enum"]
    elif "properties" in schema:
        properties = schema["properties"]
        fact["fields"] = {m: replace_references(read_type(p), any_node) for m, p in properties.items()}
        required = [r for r in dict.fromkeys(schema.get("required", ())) if r in properties]
        if required:
            fact["required"] = required
        extra = schema.get("additionalProperties")
        if extra is not None:
            fact["extra"] = "forbid" if extra is False else "allow"
    else:
        fact["root"] = replace_references(read_type(schema), any_node)
    return fact
