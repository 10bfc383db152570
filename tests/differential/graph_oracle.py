"""Asks InvokeAI itself: runs inside an InvokeAI environment and judges graphs as its server does.

Reads one JSON request a line on standard input, ``{"batch": {...}}`` as in an enqueue body, and answers one
JSON line: ``{"ok": bool, "error": str | null, "missing": [[node, field], ...]}``. ``missing`` are the
inputs whose absence makes ``BaseInvocation.invoke_internal`` raise when the graph runs. A request with
``"read": true`` is also told what the server holds of the nodes, ``read``, without what edges bring.
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

from invokeai.app.invocations.fields import Input  # noqa: E402
from invokeai.app.services.session_queue.session_queue_common import Batch  # noqa: E402
from pydantic_core import PydanticUndefined  # noqa: E402


def missing_inputs(graph):
    """The (node, field) pairs that would stop the run, by the rule of invoke_internal."""
    fed = {(e.destination.node_id, e.destination.field) for e in graph.edges}
    found = []
    for node_id, node in graph.nodes.items():
        for name, field in type(node).model_fields.items():
            extra = field.json_schema_extra
            if not extra or callable(extra):
                continue
            if (
                not extra.get("orig_required", True)
                or extra.get("orig_default", PydanticUndefined) is not PydanticUndefined
            ):
                continue
            if extra.get("input") not in (Input.Connection, Input.Any):
                continue
            if (node_id, name) not in fed and getattr(node, name) is None:
                found.append([node_id, name])
    return found


def held(graph):
    """The nodes as the server holds them; inputs that an edge feeds are set by it before the node runs."""
    fed = {(e.destination.node_id, e.destination.field) for e in graph.edges}
    return {
        node_id: {name: value for name, value in node.model_dump().items() if (node_id, name) not in fed}
        for node_id, node in graph.nodes.items()
    }


def main():
    print(json.dumps({"ready": True}), file=answers, flush=True)
    for line in sys.stdin:
        sys.stdout.seek(0)
        sys.stdout.truncate()
        request = json.loads(line)
        try:
            batch = Batch(**request["batch"])
        except Exception as exc:
            answer = {"ok": False, "error": f"{type(exc).__name__}: {exc}"[:600], "missing": []}
        else:
            answer = {"ok": True, "error": None, "missing": missing_inputs(batch.graph)}
            if request.get("read"):
                answer["read"] = held(batch.graph)
        print(json.dumps(answer), file=answers, flush=True)


main()
