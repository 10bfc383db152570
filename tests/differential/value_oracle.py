"""InvokeAI's own verdict on the literals of one node. Runs inside an InvokeAI environment, not in ours.

    python value_oracle.py < requests > answers

A request is a JSON line ``{"type": node type, "values": {...}}``, the answer ``{"accepted": bool,
"error": text or null, "missing": [field, ...]}``: whether the node class takes the values, and which
inputs its own check at the start of a run (BaseInvocation.invoke_internal) finds missing. The first
answer, ``{"ready": version}``, comes before any request.
"""

import json
import os
import sys
import tempfile


class _Ran(Exception):
    """The node's own invoke was reached: nothing was missing."""


def main() -> None:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # InvokeAI logs to standard output
    os.environ["INVOKEAI_ROOT"] = tempfile.mkdtemp(prefix="wflint-oracle-")
    os.environ["CUDA_VISIBLE_DEVICES"] = ""
    requests = sys.stdin
    sys.argv = ["invokeai-web"]

    import invokeai.app.api_app  # noqa: F401  (registers every node class)
    from invokeai.app.invocations import baseinvocation
    from invokeai.version import __version__

    registry = getattr(baseinvocation, "InvocationRegistry", baseinvocation.BaseInvocation)
    missing = (baseinvocation.MissingInputException, baseinvocation.RequiredConnectionException)
    classes = {}
    for cls in registry.get_invocation_classes():
        classes[cls.get_type()] = cls
        cls.invoke = _run

    print(json.dumps({"ready": __version__}), file=answers, flush=True)
    for line in requests:
        request = json.loads(line)
        answer = {"accepted": True, "error": None, "missing": []}
        try:
            node = classes[request["type"]].model_validate({"id": "n", "type": request["type"], **request["values"]})
        except Exception as exc:
            answer.update(accepted=False, error=f"{type(exc).__name__}: {exc}"[:400])
        else:
            answer["missing"] = _missing(node, missing)
        print(json.dumps(answer), file=answers, flush=True)


def _run(self, context):
    raise _Ran


class _Configuration:
    node_cache_size = 0


class _Services:
    configuration = _Configuration()


def _missing(node, missing) -> list:
    """Fill in one missing input after the other until the node would run."""
    found = []
    while True:
        try:
            node.invoke_internal(context=None, services=_Services())
        except _Ran:
            return found
        except missing as exc:
            name = str(exc).split()[-1]  # "Node l2i missing connections for field latents"
            found.append(name)
            object.__setattr__(node, "__dict__", {**node.__dict__, name: object()})


if __name__ == "__main__":
    main()
