"""Asks InvokeAI 7 whether its server takes a graph with loops: runs inside an InvokeAI environment.

Reads one graph a line on standard input and answers one JSON line: what its validation raises, ""
for nothing.
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

import invokeai.app.invocations  # noqa: E402
import invokeai.app.invocations.collections  # noqa: E402
import invokeai.app.invocations.logic  # noqa: E402
import invokeai.app.invocations.loops  # noqa: E402
import invokeai.app.invocations.math  # noqa: E402
import invokeai.app.invocations.primitives  # noqa: E402, F401
from invokeai.app.services.shared.graph import Graph  # noqa: E402

print(json.dumps({"ready": True}), file=answers, flush=True)
for line in sys.stdin:
    sys.stdout.seek(0)
    sys.stdout.truncate()
    try:
        Graph.model_validate(json.loads(line)).validate_self()
    except Exception as exc:
        answer = f"{type(exc).__name__}: {exc}"[:300]
    else:
        answer = ""
    print(json.dumps(answer), file=answers, flush=True)
