"""Asks InvokeAI what becomes of values that edges bring: runs inside an InvokeAI environment.

Reads one JSON request a line on standard input, ``{"graph": API graph, "node": id}``, runs InvokeAI's own
graph execution until it has that node ready to run, and answers ``{"error": str | null}``: what went wrong
before. Of the nodes on the way only those run that hold a value or compute one.
"""

import io
import json
import os
import sys
import tempfile

os.environ.setdefault("INVOKEAI_ROOT", tempfile.mkdtemp(prefix="wflint-oracle-"))
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
sys.argv = sys.argv[:1]

answers, sys.stdout = sys.stdout, io.StringIO()  # InvokeAI's own output must not mix with the answers

from invokeai.app.services.session_queue.session_queue_common import Batch  # noqa: E402
from invokeai.app.services.shared.graph import GraphExecutionState  # noqa: E402


def run(request):
    try:
        graph = Batch(graph=request["graph"], runs=1).graph
    except Exception as error:
        return f"refused: {error}"
    state = GraphExecutionState(graph=graph)
    try:
        while (node := state.next()) is not None:
            if state.prepared_source_mapping[node.id] == request["node"]:
                return None
            state.complete(node.id, node.invoke(None))
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "never ready"


def main():
    print(json.dumps({"ready": True}), file=answers, flush=True)
    for line in sys.stdin:
        print(json.dumps({"error": run(json.loads(line))}), file=answers, flush=True)


main()
