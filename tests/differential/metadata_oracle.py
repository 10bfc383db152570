"""Runs graphs of nodes that look for models among metadata: runs inside an InvokeAI environment.

Reads one JSON request a line on standard input, ``{"graph": API graph, "models": [identifier, ...]}`` (those
that the server has), and answers ``{"refused": why}``, or ``{"ran": {node id: outputs}, "failed": [node id,
error] | null}``.
"""

import io
import json
import os
import sys
import tempfile
import warnings
from types import SimpleNamespace
from unittest.mock import MagicMock

os.environ.setdefault("INVOKEAI_ROOT", tempfile.mkdtemp(prefix="wflint-oracle-"))
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
sys.argv = sys.argv[:1]
warnings.simplefilter("ignore")

answers, sys.stdout = sys.stdout, io.StringIO()  # InvokeAI's own output must not mix with the answers

from invokeai.app.services.session_queue.session_queue_common import Batch  # noqa: E402
from invokeai.app.services.shared.graph import GraphExecutionState  # noqa: E402


def server(models):
    by_key = {model["key"]: SimpleNamespace(**model) for model in models}

    def key_of(wanted):
        return wanted if isinstance(wanted, str) else wanted.key

    def search(name=None, type=None):  # noqa: A002  # InvokeAI's own name
        kind = getattr(type, "value", type)
        return [m for m in by_key.values() if m.name == name and m.type == kind]

    context = MagicMock()
    context.models.exists.side_effect = lambda key: key_of(key) in by_key
    context.models.get_config.side_effect = lambda key: by_key[key_of(key)]
    context.models.search_by_attrs.side_effect = search
    return context


def run(graph, models):
    context, ran, failed = server(models), {}, None
    try:
        state = GraphExecutionState(graph=Batch(graph=graph, runs=1).graph)
    except Exception as error:
        return {"refused": str(error)[:300]}
    while True:
        node = None
        try:
            node = state.next()
            if node is None:
                break
            output = node.invoke(context)
            state.complete(node.id, output)
        except Exception as error:
            known = state.prepared_source_mapping.get(node.id) if node is not None else None
            failed = [known, f"{type(error).__name__}: {error}"[:300]]
            break
        ran[state.prepared_source_mapping[node.id]] = output.model_dump(mode="json")
    return {"ran": ran, "failed": failed}


print(json.dumps({"ready": True}), file=answers, flush=True)
for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps(run(request["graph"], request["models"])), file=answers, flush=True)
