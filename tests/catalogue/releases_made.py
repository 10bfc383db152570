"""Releases of InvokeAI that nobody built: wheels that give a schema, and an index of them that ``uv`` asks.

The wheels hold what the light route looks at; ``uv`` is a program of a few lines that lists them, unpacks
them into an environment, and knows no other package. What wflint does with it is all real.
"""

from __future__ import annotations

import json
import os
import sys
import zipfile
from typing import TYPE_CHECKING, Any

from wflint.catalogue.schema_types import REF_PREFIX
from wflint.catalogue.store import Store, StoredDefinitions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_SCALARS = {"int": "integer", "float": "number", "str": "string", "bool": "boolean", "null": "null"}
_BOUNDS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum",
           "mult": "multipleOf", "min": "minLength", "max": "maxLength", "pattern": "pattern"}  # fmt: skip
_NODE = {"version": "version", "category": "category", "class": "classification", "pack": "node_pack"}
_MEMBER = {"d": "default", "k": "input", "hid": "ui_hidden", "ui": "ui_type", "title": "title",
           "mb": "ui_model_base", "mt": "ui_model_type", "mv": "ui_model_variant", "mf": "ui_model_format",
           "scope": "output_scope"}  # fmt: skip
_API = """\
import json
from pathlib import Path
class app:
    def openapi():
        return json.loads(Path(__file__).with_name("openapi.json").read_bytes())
"""
_GRAPH = "class Graph:\n    def validate_self(self): pass\n"
_UV = """\
#!{python} -IS
import json, os, shutil, sys, zipfile
from pathlib import Path
words, wheels = sys.argv[1:], Path({wheels!r})
with Path({log!r}).open("a") as log:
    log.write(json.dumps([words, os.getcwd(), sorted(os.environ), os.environ.get("PIP_INDEX_URL")]) + "\\n")
found = {{path.name.split("-")[1]: path for path in wheels.glob("invokeai-*.whl")}}
def value(option):
    return words[words.index(option) + 1]
if "index" in words:
    if not found:
        sys.exit("ERROR: No matching distribution found for invokeai")
    print(json.dumps({{"name": "invokeai", "versions": list(found)}}))
elif "download" in words:
    wanted = words[-1].partition("==")[2]
    if wanted not in found:
        sys.exit(f"WARNING: other words\\nERROR: No matching distribution found for {{words[-1]}}")
    shutil.copy(found[wanted], value("--dest"))
elif words[0] == "venv":
    program = Path(words[-1]) / "bin" / "python"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\\nPYTHONPATH="{{words[-1]}}/site" exec "{python}" -S "$@"\\n')
    program.chmod(0o755)
elif words[:2] == ["pip", "install"] and words[-1].endswith(".whl"):
    with zipfile.ZipFile(words[-1]) as wheel:
        wheel.extractall(Path(value("--python")).parents[1] / "site")
elif words[:2] == ["pip", "compile"]:
    Path(value("--output-file")).write_text("")
"""


class Index:
    """A package index in a folder, and the ``uv`` that asks it, first on the PATH."""

    def __init__(self, folder: Path) -> None:
        self.wheels = folder / "wheels"
        self.programs = folder / "programs"
        self.log = folder / "uv.log"
        for each in (self.wheels, self.programs):
            each.mkdir(parents=True)
        uv = self.programs / "uv"
        text = _UV.format(python=sys.executable, wheels=str(self.wheels), log=str(self.log))
        uv.write_text(text, "utf-8")
        uv.chmod(0o755)
        self.path = f"{self.programs}{os.pathsep}{os.environ['PATH']}"

    def has(self, version: str, document: Mapping[str, Any], *, application: str = _API) -> None:
        """It has this release now, whose application gives the document."""
        wheel = self.wheels / f"invokeai-{version}-py3-none-any.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr("invokeai/app/api_app.py", application)
            archive.writestr("invokeai/app/openapi.json", json.dumps(document))
            archive.writestr("invokeai/app/invocations/baseinvocation.py", "class BaseInvocation: pass\n")
            archive.writestr("invokeai/app/services/shared/graph.py", _GRAPH)
            metadata = f"Metadata-Version: 2.1\nName: invokeai\nVersion: {version}\n"
            archive.writestr(f"invokeai-{version}.dist-info/METADATA", metadata)

    def calls(self) -> list[tuple[list[str], str, list[str], str | None]]:
        """What uv was called with: its words, the folder, the names of the environment, pip's index."""
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines()]


def facts_of(folder: str, version: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The facts of a release's nodes and models in a store."""
    found = StoredDefinitions(Store(folder), version)
    nodes = {name: found.load(handle) for name, handle in found.node_types.items()}
    return nodes, {name: found.load(handle) for name, handle in found.model_names.items()}


def document_of(nodes: Mapping[str, Any], models: Mapping[str, Any]) -> dict[str, Any]:
    """An OpenAPI document, as InvokeAI has them since 5.10, that says these facts."""
    schemas: dict[str, Any] = {name: _model(fact) for name, fact in models.items()}
    for node_type, fact in nodes.items():
        schemas[f"{node_type} node"], schemas[f"{node_type} output"] = _node(node_type, fact)
    return {"openapi": "3.1.0", "components": {"schemas": schemas}}


def _node(node_type: str, fact: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    node = {written: fact[stored] for stored, written in _NODE.items() if stored in fact}
    node["title"] = fact["title"]
    node["output"] = {"$ref": f"{REF_PREFIX}{node_type} output"}
    node["required"] = [name for name, member in fact["inputs"].items() if member.get("sreq")]
    if fact.get("extra"):
        node["additionalProperties"] = True
    properties = {"type": {"default": node_type}, "use_cache": {"default": fact.get("cache", True)}}
    for name, member in fact["inputs"].items():
        properties[name] = {
            **_member(member),
            "field_kind": "internal" if member.get("int") else "input",
            "orig_required": bool(member.get("req")),
        }
    node["properties"] = properties
    outputs = {name: _member(member) for name, member in fact["outputs"].items()}
    return node, {"properties": {"type": {"default": fact["out"]}, **outputs}}


def _member(member: Mapping[str, Any]) -> dict[str, Any]:
    return {**_type(member["t"]), **{w: member[s] for s, w in _MEMBER.items() if s in member}}


def _model(fact: Mapping[str, Any]) -> dict[str, Any]:
    if "enum" in fact:
        return {"enum": fact["enum"]}
    if "root" in fact:
        return _type(fact["root"])
    found: dict[str, Any] = {"properties": {name: _type(of) for name, of in fact["fields"].items()}}
    found["required"] = fact.get("required", [])
    if "extra" in fact:
        found["additionalProperties"] = fact["extra"] == "allow"
    return found


def _type(stored: Any) -> dict[str, Any]:
    if isinstance(stored, str):
        words = {"any": {}, "object": {"type": "object"}}
        return dict(words[stored]) if stored in words else {"type": _SCALARS[stored]}
    bounds = {_BOUNDS[name]: value for name, value in stored.items() if name in _BOUNDS}
    match stored:
        case {"ref": name}:
            return {"$ref": f"{REF_PREFIX}{name}"}
        case {"union": members}:
            return {"anyOf": [_type(member) for member in members]}
        case {"enum": options}:
            return {"enum": options}
        case {"t": name}:
            return {"type": _SCALARS[name], **bounds}
        case {"list": items}:
            return {"type": "array", "items": _type(items), **bounds}
        case {"dict": values}:
            return {"type": "object", "additionalProperties": _type(values)}
        case {"tuple": items}:
            return {"type": "array", "prefixItems": [_type(item) for item in items]}
        case {"bound": around, "of": inner}:
            # Bare around a union, where they bound numbers.
            written = {n if n in ("ge", "gt", "le", "lt") else _BOUNDS[n]: v for n, v in around.items()}
            return {**_type(inner), **written}
    raise ValueError(stored)
