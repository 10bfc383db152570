"""The JSON Schema of a configuration, made of the same keys that its reader goes by.

The reader is stricter in what no schema can say: whether a glob is one, whether an address holds a password
or a file lies outside the project, whether a plugin is there and allowed, and, later, whether targets and
files exist. Of the rules of plugins no schema knows.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from wflint.engine.configuration import SEVERITIES, keys, path_keys, spelled, suppress_keys
from wflint.engine.policy_settings import LARGEST, LIMITS, MOST, TEXTS, policy_keys
from wflint.engine.server_settings import server_keys
from wflint.models.amounts import AMOUNT_PATTERN, NUMBERS_OF_GB
from wflint.rules.registry import AREAS, all_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wflint.rules.options import Key

    Schema = dict[str, Any]

_END = r"$(?!\n)"  # Python's $ also matches before a last line end, that of other languages does not
_TEXT = {"type": "string", "minLength": 1}
_RULE = {"$ref": "#/$defs/rule"}
_ABOUT = (
    "[tool.wflint] in pyproject.toml, or wflint.toml, as JSON values. Globs read like lines of .gitignore; "
    "paths and globs are relative to the folder of the file."
)


def config_schema() -> Schema:
    """The schema of the table ``[tool.wflint]``."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The configuration of wflint",
        "description": _ABOUT,
        **_table({spelled(field): key for field, key in keys().items()}),
        "$defs": {"rule": _rule()},
    }


def _table(known: Mapping[str, Key]) -> Schema:
    properties = {name: _property(key) for name, key in known.items()}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _property(key: Key) -> Schema:
    schema: Schema = {"description": key.about, **_FORMS[key.form](key)}
    if key.default is not None:
        schema["default"] = key.default
    if key.example:
        schema["examples"] = [tomllib.loads(f"value = {key.example}")["value"]]
    return schema


def _server(_key: Key) -> Schema:
    return {**_table(server_keys()), "required": ["url"]}


def _per_path(_key: Key) -> Schema:
    known = {spelled(field): key for field, key in path_keys().items()}
    return {"type": "object", "additionalProperties": _table(known)}


def _suppress(_key: Key) -> Schema:
    entry = _table({spelled(field): key for field, key in suppress_keys().items()})
    for name in ("files", "nodes", "rules"):
        entry["properties"][name] |= {"minItems": 1}
    return _list({**entry, "required": ["rules"]})


def _policy(_key: Key) -> Schema:
    return _table(policy_keys())


def _inner(members: Mapping[str, Schema], *, filled: bool = False) -> Schema:
    least = {"minProperties": 1} if filled else {}
    return {"type": "object", "properties": dict(members), "additionalProperties": False, **least}


def _names(_key: Key) -> Schema:
    return _inner({name: _patterns(_TEXT) for name in ("allow", "forbid")}, filled=True)


def _limits(_key: Key) -> Schema:
    return _inner({name: {"type": "integer", "minimum": 1, "maximum": LARGEST} for name in LIMITS})


def _require(_key: Key) -> Schema:
    of_nodes = _patterns(_TEXT)
    return _inner({"labels": of_nodes, "notes": of_nodes, "texts": _patterns({"enum": list(TEXTS)})})


def _patterns(of: Schema) -> Schema:
    return {**_list(of), "maxItems": MOST}


def _severity(_key: Key) -> Schema:
    return {
        "type": "object",
        "propertyNames": _RULE,
        "additionalProperties": {"enum": list(SEVERITIES)},
    }


_FORMS: dict[str, Callable[[Key], Schema]] = {
    "text": lambda _: _TEXT,
    "target": lambda _: _TEXT,
    "file": lambda _: _TEXT,
    "output": lambda _: {"type": "string"},
    "config": lambda _: _TEXT,
    "files": lambda _: _list(_TEXT),
    "globs": lambda _: _list(_TEXT),
    "rules": lambda _: _list(_RULE),
    "texts": lambda _: _list(_TEXT),
    "plugins": lambda _: _list(_TEXT),
    "severity": _severity,
    "suppress": _suppress,
    "flag": lambda _: {"type": "boolean"},
    "choice": lambda key: {"type": "string", "enum": list(key.choices)},
    "memory": lambda _: _memory(),
    "server": _server,
    "policy": _policy,
    "names": _names,
    "limits": _limits,
    "require": _require,
    "per-path": _per_path,
    "per-file-ignores": lambda _: {"type": "object", "additionalProperties": _list(_RULE)},
}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _memory() -> Schema:
    least, most = NUMBERS_OF_GB
    return {
        "anyOf": [
            {"type": "string", "pattern": rf"^\s*(?=[0-9.]*[1-9]){AMOUNT_PATTERN}\s*{_END}"},
            {"type": "number", "minimum": least, "exclusiveMaximum": most},
        ]
    }


def _rule() -> Schema:
    """A selector of rules: the names that editors may offer, and prefixes of codes in any case of letters."""
    rules = all_rules()
    codes = sorted({r.rule.code for r in rules.values()})
    prefixes = {code[:length] for code in codes for length in range(2, len(code))}
    areas = sorted({code[:2] for code in codes})
    names = {*codes, *prefixes, *(area.upper() for area in AREAS)}
    words = ["ALL", *areas, *AREAS, *codes, *sorted(rules)]
    some = "|".join(_any_case(text) for text in ("ALL", *sorted(names)))
    return {
        "description": "A rule by code or name, several by the prefix of a code or by their area, or ALL.",
        "type": "string",
        "anyOf": [{"enum": words}, {"pattern": f"^(?:{some}){_END}"}],
    }


def _any_case(text: str) -> str:
    return "".join(f"[{c}{c.lower()}]" if c.isalpha() else c for c in text)
