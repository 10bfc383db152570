"""The workflow file of a workflow under construction."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from wflint.builders.emit import is_intermediate, node_values
from wflint.builders.errors import BuildError
from wflint.builders.values import UNSET
from wflint.graph.convert.decisions import ConversionError, Decision
from wflint.graph.convert.to_workflow import Details, graph_to_workflow
from wflint.graph.ir import LINKAGE
from wflint.graph.webui.forms import has_fields
from wflint.graph.webui.template import template_of
from wflint.models.flow.unresolved import is_unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wflint.builders.node import Node
    from wflint.builders.product import Product
    from wflint.models.inventory.inventory import Inventory


def workflow_of(product: Product, inventory: Inventory | None) -> dict[str, Any]:
    """The workflow file. Raises BuildError for what such a file cannot hold."""
    nodes = {n.id: _node(product, n, inventory) for n in product.nodes}
    edges = [
        {
            **({"type": LINKAGE} if e.type == LINKAGE else {}),
            "source": {"node_id": e.source, "field": e.source_field},
            "destination": {"node_id": e.target, "field": e.target_field},
        }
        for e in product._graph.edges
    ]
    form = product.form.to_json()
    details = Details(
        texts={
            "name": product.name,
            "author": product.author,
            "description": product.description,
            "version": product.version,
            "contact": product.contact,
            "tags": product.tags,
            "notes": product.notes,
        },
        labels={n.id: n.label for n in product.nodes if n.label},
        node_notes={n.id: n.notes for n in product.nodes if n.notes},
        exposed=[(f.node.id, f.name) for f in product._exposed],
        form=form if has_fields(form) else None,
    )
    try:
        found, decisions = graph_to_workflow({"nodes": nodes, "edges": edges}, product.catalogue, details)
    except ConversionError as error:
        raise BuildError(str(error)) from None
    if product.strict:
        for decision in decisions:
            if decision.kind == "loss":
                raise BuildError(f"not all of it can be in a workflow file: {_said(decision, nodes)}")
    _describe(product, found)
    return found


def _said(decision: Decision, nodes: Mapping[str, Mapping[str, Any]]) -> str:
    """What cannot be in the file, and why where it is easily told: the web UI takes no empty id."""
    said = decision.text.removesuffix(": left out")
    value = nodes.get(decision.node or "", {}).get(decision.field or "")
    empty = next(_empty_members(value), None)
    return f'{said}, as its "{empty}" is empty' if empty is not None else said


def _empty_members(value: Any) -> Iterator[str]:
    for name, inner in value.items() if isinstance(value, dict) else ():
        if inner == "":
            yield name
        yield from _empty_members(inner)
    for item in value if isinstance(value, list) else ():
        yield from _empty_members(item)


def _node(product: Product, node: Node[Any], inventory: Inventory | None) -> dict[str, Any]:
    found: dict[str, Any] = {"id": node.id, "type": node.type}
    # A model of which not even the name is known is left for the user to pick, as in any template.
    values = node_values(product, node, inventory)
    found |= {n: v for n, v in values.items() if not (is_unresolved(v) and not v.get("name"))}
    if product.defaults:
        _add_defaults(product, node, found)
    usual = node._definition.use_cache if node._definition is not None else True
    said = node.use_cache is not None and node.use_cache is not UNSET
    found["use_cache"] = node.use_cache if said else usual
    if node.is_intermediate is None:
        found["is_intermediate"] = is_intermediate(product, node)
    else:
        found["is_intermediate"] = node.is_intermediate is not UNSET and node.is_intermediate
    return found


def _add_defaults(product: Product, node: Node[Any], found: dict[str, Any]) -> None:
    """The editor has no control for an input without a value. (A default of null cannot be written down.)"""
    template = template_of(product.catalogue, node.type)
    into = product._graph.into
    for name, field in template.items() if template is not None else ():
        if name in found or name in node._open or not field.has_default or field.default is None:
            continue
        if template is not None and template.edits(name) and not into.get((node.id, name)):
            found[name] = copy.deepcopy(field.default)


def _describe(product: Product, workflow: dict[str, Any]) -> None:
    """Write the labels and descriptions of inputs."""
    bodies = {node["id"]: node["data"] for node in workflow["nodes"]}
    for field, (label, description) in product._texts.items():
        instance = bodies[field.node.id]["inputs"].get(field.name) if field.node.id in bodies else None
        if instance is not None:
            instance["label"], instance["description"] = label, description
