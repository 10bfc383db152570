"""docs/json.md: what wflint writes as JSON, member by member, from the schemas in docs/schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schema"
OWN = ("report", "packs-check", "models", "packs", "baseline")  # what wflint itself writes
OF_INVOKEAI = ("workflow", "graph", "batch")
_DEEPEST = 6


def schema_page() -> str:
    """The page."""
    return "\n".join(_page())


def _page() -> Iterator[str]:
    yield "# JSON that wflint writes\n"
    yield "<!-- Made by lint/scripts/gen_docs.py from docs/schema; edit that. -->\n"
    yield (
        "Each has a JSON Schema, which `wflint schema KIND` prints as well. The configuration's is\n"
        "explained in [configuration.md](configuration.md). Schemas of InvokeAI's documents, for editors: "
        + ", ".join(f"[{kind}](schema/{kind}.schema.json)" for kind in OF_INVOKEAI)
        + ".\n"
    )
    for kind in OWN:
        schema = json.loads((SCHEMAS / f"{kind}.schema.json").read_text("utf-8"))
        yield f"## {kind}\n"
        yield f"{schema['title']} ([schema](schema/{kind}.schema.json)). {schema.get('description', '')}\n"
        rows = [
            f"| `{path}` | {_cell(of)} | {_cell(about)} |\n" for path, of, about in _members(schema, schema)
        ]
        yield "| member | value | meaning |\n| --- | --- | --- |\n" + "".join(rows)


def _members(
    schema: Mapping[str, Any], root: Mapping[str, Any], path: str = ""
) -> Iterator[tuple[str, str, str]]:
    """Every member below a schema: its path, what values it takes, what it means."""
    own = _followed(schema, root)
    for name, member in own.get("properties", {}).items():
        inner = _followed(member, root)
        optional = "" if name in own.get("required", ()) else "?"
        yield f"{path}{name}{optional}", _value(inner, root), inner.get("description", "")
        yield from _below(inner, root, f"{path}{name}")
    if not own.get("properties"):
        yield from _below(own, root, path.rstrip("."))


def _below(schema: Mapping[str, Any], root: Mapping[str, Any], path: str) -> Iterator[tuple[str, str, str]]:
    if path.count(".") >= _DEEPEST:
        return
    for option in schema.get("anyOf", schema.get("oneOf", ())):
        yield from _below(_followed(option, root), root, path)
    if "properties" in schema:
        yield from _members(schema, root, f"{path}." if path else "")
    for key, mark in (("items", "[]"), ("additionalProperties", ".*")):
        of = schema.get(key)
        if isinstance(of, dict):
            yield from _below(_followed(of, root), root, f"{path}{mark}")


def _followed(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema with what its reference says; its own words go first."""
    if "$ref" not in schema:
        return schema
    found: Mapping[str, Any] = root
    for part in schema["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return {**_followed(found, root), **{key: of for key, of in schema.items() if key != "$ref"}}


def _value(schema: Mapping[str, Any], root: Mapping[str, Any]) -> str:
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    if "enum" in schema:
        return ", ".join(f"`{json.dumps(of)}`" for of in schema["enum"])
    options = schema.get("anyOf", schema.get("oneOf"))
    if options:
        return " or ".join(dict.fromkeys(_value(_followed(of, root), root) for of in options))
    types = schema.get("type", "any value")
    told = " or ".join(types) if isinstance(types, list) else types
    if "items" in schema and isinstance(schema["items"], dict) and "array" in told:
        return told.replace("array", f"array of {_value(_followed(schema['items'], root), root)}")
    return str(told)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "\\<")
