"""InvokeAI's own conversion of workflows to graphs. Runs inside an InvokeAI environment, not in ours.

Reads JSON lines. ``{"default_workflows": true}`` is answered with the workflows that InvokeAI ships, as
``{name: workflow}``; ``{"workflow": ..., "graph": ...}`` with ``[theirs, ours, error]``: the graph that its
``build_graph_from_workflow`` makes of the workflow and the given graph, both as its Graph class dumps
them. The builder serves workflows called by others, so it wants one ``workflow_return``; that check is off.
Batch and generator nodes, which it refuses, are taken out before as InvokeAI does itself for such calls.
``{"batch": ...}``, the batch of an enqueue body, is answered with why InvokeAI refuses it, or null.
"""

import json
import os
import sys
import tempfile
from pathlib import Path


def main() -> None:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # InvokeAI logs to standard output
    os.environ["INVOKEAI_ROOT"] = tempfile.mkdtemp(prefix="wflint-oracle-")
    os.environ["CUDA_VISIBLE_DEVICES"] = ""
    requests = sys.stdin
    sys.argv = ["invokeai-web"]

    import invokeai.app.api_app  # noqa: F401  (registers every node class)
    from invokeai.app.services import workflow_records
    from invokeai.app.services.session_queue.session_queue_common import Batch
    from invokeai.app.services.shared.graph import Graph

    build = _builder()
    folder = Path(workflow_records.__file__).parent / "default_workflows"
    print(json.dumps({"ready": True}), file=answers, flush=True)
    for line in requests:
        request = json.loads(line)
        if "default_workflows" in request:
            answer = {p.name: json.loads(p.read_text("utf-8")) for p in sorted(folder.glob("*.json"))}
        elif "batch" in request:
            answer = _refused(request["batch"], Batch)
        else:
            answer = _compare(request, build, Graph)
        print(json.dumps(answer), file=answers, flush=True)


def _builder():
    """InvokeAI's conversion; None in releases before 6.14, which have none."""
    try:
        from invokeai.app.services.session_processor.workflow_call_batch import _build_child_graph_workflow
        from invokeai.app.services.shared import workflow_graph_builder as builder
    except ImportError:
        return None
    builder._validate_callable_workflow_nodes = lambda nodes: None

    def build(workflow):
        nodes = [n for n in workflow["nodes"] if n["type"] == "invocation"]
        generators = {n["id"] for n in nodes if n["data"]["type"].endswith("_generator")}
        return builder.build_graph_from_workflow(_build_child_graph_workflow(workflow, generators))

    return build


def _compare(request, build, graph_class):
    try:
        theirs = _dump(build(request["workflow"]))
    except Exception as exc:
        return [None, None, f"{type(exc).__name__}: {exc}"[:300]]
    return [theirs, _dump(graph_class.model_validate(request["graph"])), None]


def _refused(batch, batch_class):
    try:
        batch_class.model_validate(batch).graph.validate_self()
    except Exception as exc:
        return f"{type(exc).__name__}: {exc}"[:500]
    return None


def _dump(graph):
    dumped = graph.model_dump(mode="json")
    return {"nodes": dumped["nodes"], "edges": dumped["edges"]}


if __name__ == "__main__":
    main()
