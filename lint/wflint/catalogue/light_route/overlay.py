"""The overlay of a release: what its OpenAPI document does not show, from the classes and the code."""

from __future__ import annotations

import ast
import hashlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from wflint.catalogue.openapi import Facts

# What validating a graph starts from: InvokeAI's own entry and pydantic's validators on the graph.
_ENTRIES = ("validate_self", "is_valid")
_GRAPH_PARTS = ("CollectInvocation", "IterateInvocation", "EdgeConnection", "Edge")


def make_overlay(found: Mapping[str, Any], nodes: Facts, models: Facts) -> dict[str, Any] | None:
    """The sections of a release's overlay (data/README.md lists them); None without class facts."""
    classes = found["classes"]
    if classes is None:
        return None
    return {
        "ancestors": {n: a for n, a in _ancestors(classes).items() if n in models and a},
        "graph_rules": graph_rules(found["graph_sources"]),
        "model_validators": {
            n: v for n, v in sorted(classes["model_validators"].items()) if v and n in models
        },
        "node_attributes": classes["node_attributes"],
        "node_config": classes["node_config"],
        "output_base": classes["output_base"],
        "types": dict(sorted(_type_differences(classes, nodes))),
        "validators": {n: v for n, v in sorted(classes["validators"].items()) if v},
    }


def _ancestors(classes: Mapping[str, Any]) -> dict[str, list[str]]:
    return {n: [a for a in names if "[" not in a] for n, names in sorted(classes["ancestors"].items())}


def _type_differences(classes: Mapping[str, Any], nodes: Facts) -> Iterator[tuple[str, Any]]:
    """Inputs and outputs whose annotation says something else than the schema."""
    for node_type, fact in nodes.items():
        found: dict[str, Any] = {}
        for group in ("inputs", "outputs"):
            annotated = classes[group][node_type]
            different = {
                name: annotated[name]
                for name, member in fact[group].items()
                if annotated[name] != member["t"]
            }
            if different:
                found[group] = different
        if found:
            yield node_type, found


def graph_rules(sources: Iterable[str]) -> str:
    """A digest of the code that validates graphs; equal digests mean equal rules.

    Covers what is reachable from ``Graph.validate_self`` inside these modules, without docstrings,
    comments and formatting. Raises ValueError when there is no such code.
    """
    functions: dict[str, ast.AST] = {}
    queue = list(_ENTRIES)
    for source in sources:
        queue += _collect(ast.parse(source), functions)
    reached: set[str] = set()
    while queue:
        name = queue.pop()
        if name in reached or name not in functions:
            continue
        reached.add(name)
        for node in ast.walk(functions[name]):
            used = (
                node.id
                if isinstance(node, ast.Name)
                else node.attr
                if isinstance(node, ast.Attribute)
                else ""
            )
            queue.append(used)
    if _ENTRIES[0] not in reached:
        raise ValueError(f"no {_ENTRIES[0]} in the modules that should validate graphs")
    text = "\n".join(ast.unparse(functions[name]) for name in sorted(reached))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _collect(module: ast.Module, functions: dict[str, ast.AST]) -> list[str]:
    """Add a module's functions, constants and graph methods by name; gives pydantic's validators of it."""
    validators: list[str] = []
    for item in module.body:
        if isinstance(item, ast.FunctionDef):
            functions[item.name] = _without_docstring(item)
        elif isinstance(item, ast.Assign) and isinstance(item.targets[0], ast.Name):
            functions[item.targets[0].id] = item
        elif isinstance(item, ast.ClassDef) and item.name in _GRAPH_PARTS:
            functions[item.name] = _without_docstring(item)
        elif isinstance(item, ast.ClassDef) and _validates_graphs(item):
            for member in item.body:
                if isinstance(member, ast.FunctionDef):
                    functions[member.name] = _without_docstring(member)
                    if any("validator" in ast.unparse(d) for d in member.decorator_list):
                        validators.append(member.name)
    return validators


def _validates_graphs(item: ast.ClassDef) -> bool:
    names = {member.name for member in item.body if isinstance(member, ast.FunctionDef)}
    return item.name == "Graph" or _ENTRIES[0] in names


def _without_docstring(item: Any) -> ast.AST:
    for node in ast.walk(item):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            first = body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                node.body = body[1:] or [ast.Pass()]
    result: ast.AST = item
    return result
