"""docs/configuration.md, made of the same keys that the reader of configurations and their schema go by."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from wflint.engine.config_schema import config_schema
from wflint.engine.configuration import keys, path_keys, spelled
from wflint.engine.server_settings import server_keys

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wflint.rules.options import Key

_INTRODUCTION = """\
# The configuration

<!-- Made by lint/scripts/gen_docs.py from the keys in lint/wflint/engine; edit them. -->

wflint reads `[tool.wflint]` of a `pyproject.toml`, or a `wflint.toml`, where the same keys stand at the top,
or all of them below `[tool.wflint]`. The nearest of them up the tree from a checked file governs it; failing
one, the nearest from where wflint runs. `wflint config FILE` shows what holds for a file and where it comes
from, and `wflint schema config` prints the JSON Schema of it. The command line speaks over the
configuration: `--config FILE` takes that one for all files, `--isolated` none (and no baseline).

**Files** are relative to the folder of the configuration that names them, and lie in its project
([security.md](security.md)); what lies elsewhere can only be named on the command line.

**Globs** read like the lines of a `.gitignore`, relative to the folder of the configuration that they stand
in. Those of a configuration that `--config` names, and those of `--exclude` and `--extend-exclude`, are
relative to where wflint runs. Brackets are a set of characters and themselves as well: `My workflow
[v2].json` names the file that is called so, and `My workflow v.json` and `My workflow 2.json` too.
`\\[v2\\]` is only the name.

**`extend`** names a configuration that this one builds on. What is set here speaks over it: of `select`, the
last one counts, `ignore` and `extend-select` join those before them, and so do `per-path` and
`per-file-ignores`. `exclude` takes the place of what the other one excludes, `extend-exclude` joins it. Up
to 20 files may build on each other.

What has no default is not set: documents are checked against the newest stable release of InvokeAI that
wflint knows, with every rule that is on by default.
"""


def config_manual() -> str:
    """The page."""
    schema = config_schema()
    parts = [_INTRODUCTION]
    for field, key in keys().items():
        name = spelled(field)
        parts += _section(name, key, schema["properties"][name], in_path=field in path_keys())
    return "\n".join(parts)


def _section(name: str, key: Key, schema: Mapping[str, Any], *, in_path: bool) -> Iterator[str]:
    yield f"## `{name}`\n"
    about = f"{key.about} May be set in `per-path` too." if in_path else key.about
    yield about + "\n"
    default = f"`{json.dumps(key.default)}`" if key.default is not None else "none"
    yield f"* type: {_type(schema)}\n* default: {default}\n"
    if name == "server":
        for inner, its in server_keys().items():
            yield f"`{spelled(inner)}`: {its.about}\n"
    yield f"```toml\n{name} = {key.example}\n```\n"


def _type(schema: Mapping[str, Any]) -> str:
    """What a value is, in words, by its schema."""
    if "$ref" in schema:
        return "rule (a code, the beginning of one, a name, or ALL)"
    if "enum" in schema:
        *others, last = (f"`{json.dumps(value)}`" for value in schema["enum"])
        return f"{', '.join(others)} or {last}"
    if "anyOf" in schema:
        return " or ".join(_type(each) for each in schema["anyOf"])
    if schema["type"] == "array":
        return f"list of: {_type(schema['items'])}"
    if schema["type"] == "object":
        inner = schema.get("additionalProperties")
        if isinstance(inner, dict):
            return f"table from globs to: {_type(inner)}"
        return f"table with {', '.join(f'`{name}`' for name in schema['properties'])}"
    words = {"string": "string", "boolean": "true or false", "number": "number", "integer": "whole number"}
    return words[schema["type"]]
