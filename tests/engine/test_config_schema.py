"""The published schema of a configuration says what the reader of configurations says."""

from __future__ import annotations

import json
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from wflint.engine.config_file import parse_config
from wflint.engine.config_schema import config_schema
from wflint.engine.configuration import ConfigError, Settings, Wanted, keys, path_keys, suppress_keys
from wflint.engine.selection import Selectors
from wflint.engine.server_settings import server_keys
from wflint.rules.options import RuleOptions
from wflint.rules.registry import all_rules

ROOT = Path(__file__).parents[2]


@cache
def published() -> Draft202012Validator:
    data = json.loads((ROOT / "docs" / "schema" / "config.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(data)
    return Draft202012Validator(data)


def toml(value: Any) -> str:
    """A value of JSON as TOML writes it inline."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{toml(key)} = {toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, str):  # TOML's strings are JSON's, but for pairs of surrogates and the last of ASCII
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(value) if isinstance(value, float) else json.dumps(value)


def read(data: dict[str, Any], folder: str = "/nowhere") -> Settings | None:
    """What the reader makes of a configuration; None when it refuses it."""
    text = "".join(f"{toml(key)} = {toml(value)}\n" for key, value in data.items())
    assert tomllib.loads(text) == data
    try:
        return parse_config(text.encode(), f"{folder}/wflint.toml")
    except ConfigError:
        return None


def test_it_is_current() -> None:
    assert published().schema == config_schema()


SERVER = {"url": "https://gpu.lab"}
VALID: list[dict[str, Any]] = [
    {},
    {"target": ">=5.12,<7"},
    {"select": [], "ignore": ["ALL"], "extend-select": ["dangling-edge", "ED101", "ed", "In1", "all"]},
    {"models": "models.lock.json", "vram": "8GB"},
    *({"vram": amount} for amount in ("8", " 8 gb ", "0.5 GiB", "6144mb", "1m", 8, 0.25, 999_999, "1\n")),
    {"fail-on": "never"},
    {"catalogues": ["a.json"], "exclude": ["drafts/", "!kept.json"], "force-exclude": False},
    {"extend": "shared.toml", "extend-exclude": ["old/**", "My workflow [v2].json", "[z-a]"]},
    {"per-path": {"old/**": {"target": "5.15.0", "vram": 4, "ignore": ["ND"]}, "": {}}},
    {"per-file-ignores": {"*.draft.json": ["ND103"], "x": []}},
    {"severity": {"ED": "warning", "edges": "off", "Ed101": "info", "missing-input": "error", "ALL": "info"}},
    {"per-path": {"old/**": {"severity": {"ED": "off"}, "notes-suppress": False}}, "notes-suppress": True},
    {"suppress": []},
    {"policy": {}},
    {"plugins": []},
    {"policy": {"nodes": {"allow": []}, "packs": {"forbid": ["a*"]}, "limits": {"steps": 1, "batch": 10}}},
    {"per-path": {"a": {"policy": {"require": {"labels": ["*"], "texts": ["name"]}, "help": "ask"}}}},
    {"suppress": [{"rules": ["ED101", "edges"]}]},
    {"suppress": [{"files": ["a", "!b"], "nodes": ["Denoise"], "rules": ["ALL"], "reason": "why"}]},
    {"server": SERVER},
    *({"history": file} for file in ("runs.sqlite", "")),
    {"target": "http://gpu:9090", "models": "http:/a.json"},
]
INVALID: list[dict[str, Any]] = [
    {"targt": "6.14"},
    {"fail_on": "error"},
    {"tool": {"wflint": {}}, "target": "6.14.2"},
    {"tool": {"wflint": {}, "other": {}}},
    *({"target": value} for value in ("", 6, 6.14, True, ["6.14"], {})),
    *({key: value} for key in ("models", "extend") for value in ("", ["a"], False)),
    *({key: value} for key in ("select", "ignore", "extend-select") for value in ("ED", [1], [""], ["NOPE"])),
    *({"ignore": [one]} for one in ("ED101\n", "ED1011", "E", "D101", "Dangling-Edge", "\u0131N101", "ED9")),
    *({"vram": value} for value in ("", "0", "0.0GB", "8TB", "8gi", "-8", "1234567", 0, -1, 1_000_000, True)),
    *({"vram": value} for value in ("8 GB of it", "٨GB", "0.1234567", 1e-7, [], {})),
    *({"fail-on": value} for value in ("info", "Error", "", 1)),
    *(
        {key: value}
        for key in ("catalogues", "exclude", "extend-exclude")
        for value in ("a", [""], [1], {"a": 1})
    ),
    *({"history": value} for value in (1, False, ["a"])),
    *({"force-exclude": value} for value in ("false", 0, [])),
    *({"per-path": value} for value in ([], "a", {"a": "6.1"}, {"a": {"targt": "1"}})),
    *(
        {"per-path": {"a": {key: value}}}
        for key, value in (("fail-on", "error"), ("vram", "0"), ("target", ""))
    ),
    *({"per-file-ignores": value} for value in ([], {"a": "ED"}, {"a": ["NOPE"]}, {"a": [1]})),
    *({"severity": value} for value in ([], "error", {"ED": "fatal"}, {"NOPE": "error"}, {"ED": 1})),
    {"severity": {"old/**": {"ED": "off"}}},
    *({"suppress": value} for value in ({}, ["ED"], [{}], [{"rules": []}], [{"rules": "ED"}])),
    *({"suppress": [{"rules": ["ED"], **more}]} for more in ({"files": []}, {"nodes": []}, {"node": ["a"]})),
    {"suppress": [{"rules": ["NOPE"]}]},
    {"notes-suppress": "no"},
    *({"plugins": value} for value in ("studio", [1], [""], {})),
    *({"policy": value} for value in ([], {"node": {}}, {"nodes": ["a"]}, {"nodes": {}}, {"help": ""})),
    *({"policy": {"limits": value}} for value in ([], {"steps": 0}, {"steps": True}, {"step": 1})),
    *({"policy": {"require": value}} for value in (1, {"texts": ["titel"]}, {"labels": [""]})),
    *({"server": value} for value in ("http://gpu", {}, {"url": ""}, {"url": 1}, {**SERVER, "tokn": "x"})),
    *({"server": {**SERVER, "insecure": value}} for value in (True, False, "true")),
    *(
        {"server": {**SERVER, key: "WFLINT_LAB"}}
        for kind in ("token", "password")
        for key in (kind, f"{kind}-env", f"{kind}-file")
    ),
    *({"server": {**SERVER, key: "x"}} for key in ("email", "ca")),
]


@pytest.mark.parametrize("data", VALID, ids=json.dumps)
def test_valid(data: dict[str, Any]) -> None:
    assert [e.message for e in published().iter_errors(data)] == []
    assert read(data) is not None


@pytest.mark.parametrize("data", INVALID, ids=json.dumps)
def test_invalid(data: dict[str, Any]) -> None:
    assert not published().is_valid(data)
    assert read(data) is None


# What only the reader can judge: globs that are none, files and addresses that are no repository's business.
@pytest.mark.parametrize("glob", ["!", "a\\"])
@pytest.mark.parametrize("key", ["exclude", "per-path", "per-file-ignores", "suppress"])
def test_globs_that_are_none(glob: str, key: str) -> None:
    data: dict[str, Any] = {
        key: {
            "exclude": [glob],
            "per-path": {glob: {}},
            "per-file-ignores": {glob: []},
            "suppress": [{"files": [glob], "rules": ["ED"]}],
        }[key]
    }
    assert published().is_valid(data)
    assert read(data) is None


@pytest.mark.parametrize(
    "data",
    [
        {"server": {"url": "http://me:pw@gpu"}},
        {"target": "http://me:pw@gpu"},
        {"per-path": {"a": {"target": "HTTPS://me@gpu"}}},
        {"models": "http://gpu"},
        {"catalogues": ["a.json", "https://gpu"]},
    ],
    ids=json.dumps,
)
def test_addresses_with_passwords_and_in_place_of_files(data: dict[str, Any]) -> None:
    assert published().is_valid(data)
    assert read(data) is None


@pytest.mark.parametrize("file", ["/etc/passwd", "../lock.json", "a\0b", ".git/config"])
@pytest.mark.parametrize("key", ["target", "models", "catalogues", "extend", "history"])
def test_files_elsewhere(file: str, key: str) -> None:
    data: dict[str, Any] = {key: [file] if key == "catalogues" else file}
    assert published().is_valid(data)
    assert read(data) is None


def test_plugins_are_for_the_user_to_allow() -> None:
    data: dict[str, Any] = {"plugins": ["studio"]}
    assert published().is_valid(data)
    assert read(data) is None


NAMES = st.sampled_from(["ED", "ed101", "All", "dangling-edge", "ED1", "SH"])
NEAR_NAMES = st.sampled_from(["NOPE", "", "E"]) | st.text(alphabet="EDINedin0123", max_size=6)
GLOBS = st.text(alphabet="ab*?/.#", max_size=5)
SOME_GLOBS = st.text(alphabet="ab*?/.#", min_size=1, max_size=5)
TEXTS = st.text(min_size=1, max_size=5)
ANY = st.one_of(
    st.booleans(), st.integers(-9, 9), st.text(max_size=3), st.lists(TEXTS, max_size=2), st.just({})
)
AMOUNT = r"\A\s?[0-9]{0,7}\.?[0-9]{0,7}\s?[gGmMiIbBt]{0,3}\s?\Z"
# Names of files that lie beside the configuration.
PLAIN = st.text(alphabet="ab.", min_size=1, max_size=3).filter(lambda name: name != "..")
Strategies = dict[str, st.SearchStrategy[Any]]


def table(known: dict[str, Any], given: Strategies) -> st.SearchStrategy[dict[str, Any]]:
    """Some of the keys."""
    fitting = {name.replace("_", "-"): given[key.form] for name, key in known.items()}
    return st.fixed_dictionaries({}, optional=fitting)


def or_odd(given: st.SearchStrategy[Any], odd: st.SearchStrategy[Any] = ANY) -> st.SearchStrategy[Any]:
    """Mostly the first."""
    return st.integers(0, 19).flatmap(lambda number: given if number else odd)


def more(given: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Now and then with a key that is none."""
    return or_odd(given, st.builds(lambda data, key: {**data, key: 1}, given, PLAIN | NEAR_NAMES))


RULES = or_odd(st.lists(or_odd(NAMES, NEAR_NAMES), max_size=3))
BASIC: Strategies = {
    "text": or_odd(TEXTS),
    "target": or_odd(PLAIN | st.sampled_from(["6.14", ">=5", "latest"])),
    "file": or_odd(PLAIN),
    "output": or_odd(PLAIN | st.just("")),
    "config": or_odd(PLAIN),
    "files": or_odd(st.lists(PLAIN, max_size=2)),
    "globs": or_odd(st.lists(SOME_GLOBS, max_size=2), st.just([""])),
    "rules": RULES,
    "memory": or_odd(
        st.floats(0.001, 99) | st.integers(1, 1_000_000) | st.from_regex(AMOUNT), st.floats(-1, 1) | ANY
    ),
    "choice": or_odd(st.sampled_from(["error", "warning", "never"])),
    "flag": or_odd(st.booleans()),
    "texts": or_odd(st.lists(PLAIN, max_size=2)),
    "plugins": or_odd(st.just([])),
    "severity": or_odd(
        st.dictionaries(NAMES, or_odd(st.sampled_from(["error", "off", "info"])), max_size=3)
        | st.dictionaries(NEAR_NAMES, st.just("error"), max_size=1)
    ),
}
POLICIES = st.fixed_dictionaries(
    {},
    optional={
        "nodes": or_odd(st.dictionaries(st.sampled_from(["allow", "forbid"]), st.lists(TEXTS), min_size=1)),
        "limits": or_odd(st.dictionaries(st.sampled_from(["steps", "size"]), or_odd(st.integers(1, 9)))),
        "require": or_odd(more(st.fixed_dictionaries({}, optional={"notes": or_odd(st.lists(TEXTS))}))),
        "help": or_odd(TEXTS),
    },
)
BASIC["policy"] = or_odd(more(POLICIES))
ENTRIES = more(table(suppress_keys(), {**BASIC, "text": or_odd(PLAIN)}))
SERVERS = table(server_keys(), {**BASIC, "text": or_odd(PLAIN)})
PATHS = st.dictionaries(GLOBS, or_odd(more(table(path_keys(), BASIC))), max_size=2)
TABLES: Strategies = {
    **BASIC,
    "server": or_odd(st.builds(lambda data: {**SERVER, **data}, more(SERVERS)), SERVERS | ANY),
    "per-path": or_odd(PATHS),
    "per-file-ignores": or_odd(st.dictionaries(GLOBS, RULES, max_size=2)),
    "suppress": or_odd(st.lists(or_odd(ENTRIES), max_size=2)),
}
CONFIGURATIONS = more(table(keys(), TABLES))


@given(CONFIGURATIONS)
@example({"vram": 1e-6})
@example({"vram": 0.1234567})
def test_reader_and_schema_agree(data: dict[str, Any]) -> None:
    errors = [e.message for e in published().iter_errors(data)]
    assert (read(data) is not None) == (not errors), errors


def written(text: str) -> list[dict[str, Any]]:
    """The configurations among the TOML blocks of a page."""
    blocks = map(tomllib.loads, re.findall(r"```toml\n(.*?)```", text, re.DOTALL))
    return [block["tool"]["wflint"] for block in blocks if "wflint" in block.get("tool", {})]


@pytest.mark.parametrize("page", ["docs/adoption.md", "docs/live.md", "docs/suppressing.md"])
def test_examples_in_the_documentation(page: str) -> None:
    found = written((ROOT / page).read_text("utf-8"))
    assert found
    for data in found:
        assert [e.message for e in published().iter_errors(data)] == []
        assert read(data) is not None


def test_examples_in_the_help_of_config() -> None:
    """Keys with values of that form, tables included; each example of a key is in the schema too."""
    for name, part in published().schema["properties"].items():
        for value in part.get("examples", ()):
            assert published().is_valid({name: value}), name
            # Plugins are code, read where the user allowed the repository (tests/cli/test_plugins.py).
            assert (read({name: value}) is not None) == (name != "plugins"), name
    server = published().schema["properties"]["server"]["properties"]
    assert {name for name, part in server.items() if "examples" in part} == {"url"}


def test_keys_are_those_of_the_records() -> None:
    """A field that no key sets, or a key that no record holds, would be a setting nobody can give or use."""
    fields = {*Wanted._fields, *Settings._fields, *Selectors._fields, *RuleOptions._fields}
    assert set(keys()) - fields == {"extend", "extend_exclude"}  # which become part of the others
    derived = {"source", "wanted", "layers", "rules", "ignored", "extended", "root", "inventory", "named"}
    assert fields - set(keys()) == derived
    assert all(key.about.endswith(".") for key in (*keys().values(), *server_keys().values()))


def test_every_rule_can_be_named() -> None:
    for slug, registered in all_rules().items():
        for name in (slug, registered.rule.code, registered.rule.code[:3].lower(), registered.rule.code[:2]):
            assert published().is_valid({"ignore": [name]}), name
