"""Asks InvokeAI which pairs of output and input fields its server lets one edge join.

Reads one JSON line ``[[source type, field, target type, field], ...]`` and answers a line of the same length
with true, false, or null where InvokeAI has no such field. Runs inside an InvokeAI environment.
"""

import io
import json
import os
import sys
import tempfile

os.environ.setdefault("INVOKEAI_ROOT", tempfile.mkdtemp(prefix="wflint-oracle-"))
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
sys.argv = sys.argv[:1]

answers, sys.stdout = sys.stdout, io.StringIO()

from invokeai.app.invocations.baseinvocation import InvocationRegistry  # noqa: E402
from invokeai.app.services.shared import graph  # noqa: E402

CLASSES = InvocationRegistry.get_invocations_map()


def fields(source, output, target, name):
    """The annotations of both ends, or None."""
    if source not in CLASSES or target not in CLASSES:
        return None
    out = CLASSES[source].get_output_annotation().model_fields.get(output)
    into = CLASSES[target].model_fields.get(name)
    return None if out is None or into is None else (out.annotation, into.annotation)


print(json.dumps({"ready": True}), file=answers, flush=True)
for line in sys.stdin:
    verdicts = []
    for pair in json.loads(line):
        found = fields(*pair)
        try:
            verdicts.append(None if found is None else bool(graph.are_connection_types_compatible(*found)))
        except Exception:
            verdicts.append(False)
    print(json.dumps(verdicts), file=answers, flush=True)
