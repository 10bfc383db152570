"""InvokeAI's own verdict on the literals of nodes. Runs inside an InvokeAI environment, not in ours.

Reads a JSON line ``[[node type, values], ...]`` and answers a line of the same length with
``[accepted, error text or null, [missing inputs]]``: whether the node class takes the values, and which
inputs its own check at the start of a run (BaseInvocation.invoke_internal) finds missing.
"""

import json
import os
import sys
import tempfile


class _Ran(Exception):  # noqa: N818
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

    registry = getattr(baseinvocation, "InvocationRegistry", baseinvocation.BaseInvocation)
    missing = (baseinvocation.MissingInputException, baseinvocation.RequiredConnectionException)
    classes = {}
    for cls in registry.get_invocation_classes():
        classes[cls.get_type()] = cls
        cls.invoke = _run

    print(json.dumps({"ready": True}), file=answers, flush=True)
    for line in requests:
        verdicts = [
            _judge(classes[node_type], node_type, values, missing) for node_type, values in json.loads(line)
        ]
        print(json.dumps(verdicts), file=answers, flush=True)


def _judge(cls, node_type, values, missing):
    try:
        node = cls.model_validate({"id": "n", "type": node_type, **values})
    except Exception as exc:
        return [False, f"{type(exc).__name__}: {exc}"[:400], []]
    return [True, None, _missing(node, missing)]


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
