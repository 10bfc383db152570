"""InvokeAI's own conversion of workflows to graphs. Runs inside an InvokeAI environment, not in ours.

Reads JSON lines. ``{"default_workflows": true}`` is answered with the workflows that InvokeAI ships, as
``{name: workflow}``; ``{"workflow": ..., "graph": ...}`` with ``[theirs, ours, error]``: the graph that its
``build_graph_from_workflow`` makes of the workflow and the given graph, both as its Graph class dumps
them. The builder serves workflows called by others, so it wants one ``workflow_return``; that check is off.
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
    from invokeai.app.services.shared import workflow_graph_builder as builder
    from invokeai.app.services.shared.graph import Graph

    builder._validate_callable_workflow_nodes = lambda nodes: None
    folder = Path(workflow_records.__file__).parent / "default_workflows"
    print(json.dumps({"ready": True}), file=answers, flush=True)
    for line in requests:
        request = json.loads(line)
        if "default_workflows" in request:
            answer = {p.name: json.loads(p.read_text("utf-8")) for p in sorted(folder.glob("*.json"))}
        else:
            answer = _compare(request, builder, Graph)
        print(json.dumps(answer), file=answers, flush=True)


def _compare(request, builder, graph_class):
    try:
        theirs = _dump(builder.build_graph_from_workflow(request["workflow"]))
    except Exception as exc:
        return [None, None, f"{type(exc).__name__}: {exc}"[:300]]
    return [theirs, _dump(graph_class.model_validate(request["graph"])), None]


def _dump(graph):
    dumped = graph.model_dump(mode="json")
    return {"nodes": dumped["nodes"], "edges": dumped["edges"]}


if __name__ == "__main__":
    main()
