"""Runs graphs of nodes without models: runs inside an InvokeAI environment.

Reads one JSON request a line on standard input, ``{"graph": API graph}``, runs it by InvokeAI's own graph
execution, and answers ``{"refused": why}``, or ``{"ran": {node id: [outputs, ...]}, "failed": [node id,
error] | null, "complete": whether the session is over}`` with the outputs of every run of a node. Pictures
are kept in memory; what asks a server or model for more ends the run with the error ``PassedChecksError``.
"""

import io
import json
import os
import resource
import signal
import sys
import tempfile
import warnings
from types import SimpleNamespace

os.environ.setdefault("INVOKEAI_ROOT", tempfile.mkdtemp(prefix="wflint-oracle-"))
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
sys.argv = sys.argv[:1]
warnings.simplefilter("ignore")

answers, sys.stdout = sys.stdout, io.StringIO()  # InvokeAI's own output must not mix with the answers

from invokeai.app.services.session_queue.session_queue_common import Batch  # noqa: E402
from invokeai.app.services.shared.graph import GraphExecutionState  # noqa: E402


class PassedChecksError(Exception):
    """Something was asked for that only a real server or model has."""


class Nothing:
    def __init__(self, **known):
        self.__dict__.update(known)

    def __getattr__(self, name):
        raise PassedChecksError(name)


PICTURES = {}


def load(name, mode=None):
    if name not in PICTURES:
        raise PassedChecksError(name)
    return PICTURES[name].convert(mode) if mode else PICTURES[name].copy()


def save(image, *args, **kwargs):
    image.save(io.BytesIO(), "PNG")
    name = f"{len(PICTURES)}.png"
    PICTURES[name] = image
    return SimpleNamespace(image_name=name, width=image.width, height=image.height)


def dto(name):
    image = load(name)
    return SimpleNamespace(image_name=name, width=image.width, height=image.height)


def base_of(key):
    return SimpleNamespace(base=key)  # the tests name models by their base


def nothing(*args, **kwargs):
    return None


CONTEXT = Nothing(
    images=Nothing(get_pil=load, save=save, get_dto=dto),
    models=Nothing(get_config=base_of),
    logger=Nothing(warning=nothing, info=nothing, debug=nothing, error=nothing),
    util=Nothing(signal_progress=nothing),
)
MOST = 3000  # runs of nodes
MEMORY = 3 * 2**30  # bytes; a range may ask for all there is
SECONDS = 10


class TooLongError(BaseException):
    """A graph has had its time. No ``except Exception`` of a node may take it for a fault."""


def too_long(*args):
    raise TooLongError


def missing(node):
    """The input without which a node does not run: the look of BaseInvocation.invoke_internal."""
    for name, field in type(node).model_fields.items():
        extra = field.json_schema_extra
        if not isinstance(extra, dict) or not extra.get("orig_required") or "orig_default" in extra:
            continue
        if extra.get("input") != "direct" and getattr(node, name) is None:
            return name
    return None


def run(graph):
    PICTURES.clear()
    try:
        graph = Batch(graph=graph, runs=1).graph
        state = GraphExecutionState(graph=graph)
    except Exception as error:
        return {"refused": str(error)[:300]}
    ran = {}
    failed = None
    node = None
    for _ in range(MOST):
        node = None
        try:
            node = state.next()
            if node is None:
                break
            if (name := missing(node)) is not None:
                failed = [state.prepared_source_mapping[node.id], f"MissingInput: {name}"]
                break
            output = node.invoke(CONTEXT)
            state.complete(node.id, output)
        except MemoryError:
            raise
        except Exception as error:
            at = getattr(error, "node", node)
            known = state.prepared_source_mapping.get(at.id) if at is not None else None
            failed = [known, f"{type(error).__name__}: {error}"[:300]]
            break
        ran.setdefault(state.prepared_source_mapping[node.id], []).append(output.model_dump())
    return {"ran": ran, "failed": failed, "complete": state.is_complete()}


def main():
    signal.signal(signal.SIGPROF, too_long)
    with open("/proc/self/statm") as pages:
        held = int(pages.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (held + MEMORY, resource.RLIM_INFINITY))
    print(json.dumps({"ready": True}), file=answers, flush=True)
    for line in sys.stdin:
        signal.setitimer(signal.ITIMER_PROF, SECONDS)  # of the processor
        try:
            made = run(json.loads(line)["graph"])
        except (TooLongError, MemoryError):
            made = {"refused": "too large"}
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        print(json.dumps(made, default=str), file=answers, flush=True)


main()
