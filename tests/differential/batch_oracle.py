"""Asks InvokeAI what becomes of a batch: runs inside an InvokeAI environment.

Reads one JSON request a line on standard input, ``{"batch": {...}}``, and answers one JSON line: ``{"ok":
bool, "error": str | null, "sessions": int, "failed": int}``. ``sessions`` are those that enqueueing makes,
``failed`` those of them that InvokeAI cannot parse again when it takes them from the queue.
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

# The queue's module first needs the invocations, in this order.
import invokeai.app.invocations  # noqa: E402, F401
from invokeai.app.services.session_queue.session_queue_common import (  # noqa: E402
    Batch,
    create_session_nfv_tuples,
    get_session,
)


def parses(session):
    try:
        get_session({"session": session})
    except Exception:
        return False
    return True


def main():
    print(json.dumps({"ready": True}), file=answers, flush=True)
    for line in sys.stdin:
        sys.stdout.seek(0)
        sys.stdout.truncate()
        try:
            batch = Batch(**json.loads(line)["batch"])
            made = [session for _, session, _ in create_session_nfv_tuples(batch, 1000)]
        except Exception as exc:
            answer = {"ok": False, "error": f"{type(exc).__name__}: {exc}"[:400], "sessions": 0, "failed": 0}
        else:
            failed = sum(not parses(session) for session in made)
            answer = {"ok": True, "error": None, "sessions": len(made), "failed": failed}
        print(json.dumps(answer), file=answers, flush=True)


main()
