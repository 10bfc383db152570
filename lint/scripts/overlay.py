"""The overlay of a release: what its OpenAPI document does not show, from the classes and the code."""

from __future__ import annotations

import ast
import hashlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wflint.catalogue.openapi import Facts

# What validating a graph starts from: InvokeAI's own entry and pydantic's validators on the graph.
_ENTRIES = ("validate_self", "is_valid")
_GRAPH_CLASSES = ("Graph", "CollectInvocation", "IterateInvocation", "EdgeConnection", "Edge")


def make_overlay(found: Mapping[str, Any], nodes: Facts, models: Facts) -> dict[str, Any] | None:
    """The sections of a release's overlay (data/README.md lists them); None without class facts."""
    classes = found["classes"]
    if classes is None:
        return None
    return {
        "ancestors": {n: a for n, a in _ancestors(classes).items() if n in models and a},
        "graph_rules": graph_rules(found["graph_source"]),
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


def graph_rules(source: str) -> str:
    """A digest of the code that validates graphs; equal digests mean equal rules.

    Covers what is reachable from ``Graph.validate_self`` inside the module, without docstrings,
    comments and formatting.
    """
    functions, validators = _functions(ast.parse(source))
    reached: set[str] = set()
    queue = [name for name in (*_ENTRIES, *validators) if name in functions]
    while queue:
        name = queue.pop()
        if name in reached:
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
            if used in functions:
                queue.append(used)
    text = "\n".join(ast.unparse(functions[name]) for name in sorted(reached))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _functions(module: ast.Module) -> tuple[dict[str, ast.AST], list[str]]:
    found: dict[str, ast.AST] = {}
    validators: list[str] = []
    for item in module.body:
        if isinstance(item, ast.FunctionDef):
            found[item.name] = _without_docstring(item)
        elif isinstance(item, ast.Assign) and isinstance(item.targets[0], ast.Name):
            found[item.targets[0].id] = item
        elif isinstance(item, ast.ClassDef) and item.name in _GRAPH_CLASSES:
            if item.name != "Graph":
                found[item.name] = _without_docstring(item)
                continue
            for member in item.body:
                if isinstance(member, ast.FunctionDef):
                    found[member.name] = _without_docstring(member)
                    if any("validator" in ast.unparse(d) for d in member.decorator_list):
                        validators.append(member.name)
    return found, validators


def _without_docstring(item: Any) -> ast.AST:
    for node in ast.walk(item):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            first = body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                node.body = body[1:] or [ast.Pass()]
    result: ast.AST = item
    return result
