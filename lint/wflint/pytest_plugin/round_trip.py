"""Round trips: what a workflow file becomes in the web UI is the graph that was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from wflint.builders.workflow import Workflow
    from wflint.catalogue.model import Catalogue
    from wflint.document import Document


def lost_in_workflow(workflow: Workflow) -> str | None:
    """What the workflow file of a builder loses of its graph; None when it loses nothing."""
    from wflint.document import Source
    from wflint.document.kinds import documents_in
    from wflint.graph.convert.to_request import convert_workflow

    meant = workflow.to_graph()
    (document,) = documents_in(workflow.to_workflow(), Source(workflow.name or "workflow", ""))
    made = convert_workflow(document, workflow.catalogue).graph
    return _difference(meant, made, workflow.catalogue)


def lost_in_file(path: Path, target: str | None) -> str | None:
    """What a workflow file made of a JSON file's graph loses of that graph; None when it loses nothing.

    Documents of a kind that makes no graph, or of releases whose workflow format is no longer written, lose
    nothing here. ``target`` is the release, None the one configured for the file.
    """
    from wflint.document.load import load_bytes
    from wflint.engine.configuration import Wanted
    from wflint.engine.settings import SettingsFinder
    from wflint.engine.targets import open_wanted
    from wflint.reading import read_document_file

    asked = Wanted(target=target or None, named=True)
    wanted = asked.over(SettingsFinder().for_file(str(path)).for_file(str(path)))
    for catalogue in open_wanted(wanted)[-1:]:
        for document in load_bytes(read_document_file(path), str(path)).documents:
            lost = _lost_in_document(document, catalogue)
            if lost:
                return lost
    return None


def _lost_in_document(document: Document, catalogue: Catalogue) -> str | None:
    from wflint.document import Kind, Source
    from wflint.document.kinds import documents_in
    from wflint.graph.convert.decisions import ConversionError
    from wflint.graph.convert.to_request import convert_workflow
    from wflint.graph.convert.to_workflow import graph_to_workflow
    from wflint.graph.webui.batch_nodes import BatchError

    data: Any = document.data
    try:
        if document.kind is Kind.WORKFLOW:
            meant = convert_workflow(document, catalogue).graph
        elif document.kind is Kind.BATCH:
            meant = data.get("graph")
        elif document.kind is Kind.GRAPH:
            meant = data
        else:
            return None
        if type(meant) is not dict:
            return None
        (again,) = documents_in(graph_to_workflow(meant, catalogue).workflow, Source("workflow", ""))
        return _difference(meant, convert_workflow(again, catalogue).graph, catalogue)
    except (BatchError, ConversionError):
        return None


def _difference(meant: Mapping[str, Any], made: Mapping[str, Any], catalogue: Catalogue) -> str | None:
    from wflint.graph.diff.canonical import canonical

    meant, made = _without_open_models(meant), _without_open_models(made)
    if canonical(meant, catalogue) == canonical(made, catalogue):
        return None
    from wflint.pytest_plugin.differences import differences

    lines = differences(meant, made, catalogue)
    return "\n".join(["the web UI would make another graph of the workflow file:", *lines])


def _without_open_models(graph: Mapping[str, Any]) -> dict[str, Any]:
    """The graph without references to any model at all, which a workflow file leaves open for the user."""
    from wflint.models.flow.unresolved import is_unresolved

    nodes: Any = graph.get("nodes")
    if type(nodes) is not dict:
        return dict(graph)
    open_left = {
        node_id: {k: v for k, v in node.items() if not (is_unresolved(v) and not v.get("name"))}
        for node_id, node in nodes.items()
        if type(node) is dict
    }
    return {**graph, "nodes": {**nodes, **open_left}}
