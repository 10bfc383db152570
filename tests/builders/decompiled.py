"""Running decompiled code, and comparing what it builds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from wflint.builders.decompile import decompile
from wflint.document import Document, Kind, Source
from wflint.graph.convert.to_request import convert_workflow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wflint.builders.workflow import Workflow
    from wflint.catalogue.model import Catalogue


def run(code: str) -> Workflow:
    """What the code's ``build()`` gives."""
    names: dict[str, Any] = {"__name__": "decompiled"}
    exec(compile(code, "decompiled.py", "exec"), names)
    built: Workflow = names["build"]()
    return built


def rebuilt(source: Document | Mapping[str, Any], catalogue: Catalogue) -> Workflow:
    return run(decompile(source, catalogue))


def canonical(graph: Mapping[str, Any]) -> tuple[Any, Any, list[str]]:
    """A graph without what has no meaning in it: the order of its edges, unknown members of them.

    The order of the edges into one input, which has a meaning, is kept by ``edge_order``.
    """
    return graph.get("id"), graph["nodes"], sorted(json.dumps(ends(e)) for e in graph["edges"])


def ends(edge: Mapping[str, Any]) -> list[Any]:
    source, target = edge["source"], edge["destination"]
    return [source["node_id"], source["field"], target["node_id"], target["field"]]


def edge_order(graph: Mapping[str, Any]) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """For each input the outputs that feed it, in order."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for edge in graph["edges"]:
        source, output, target, field = ends(edge)
        found.setdefault((target, field), []).append((source, output))
    return found


def loaded(workflow: Any, catalogue: Catalogue) -> dict[str, Any]:
    """The graph that the web UI makes of a workflow file, without the id that it draws by chance."""
    version = workflow["meta"]["version"]
    document = Document(Kind.WORKFLOW, workflow, Source("", ""), version=version)
    graph = convert_workflow(document, catalogue, with_data=False).graph
    return {"nodes": graph["nodes"], "edges": graph["edges"]}
