"""Runs InvokeAI's nodes that work without models on random values: runs inside an InvokeAI environment.

Reads one JSON request a line on standard input, ``{"type": node type, "seed": number}``, and answers
``{"node": {...} | null, "error": str | null}``: the node with values that its class accepts (null: none were
found), and what its ``invoke`` raised. The context has one picture for every name; what asks for more has not
failed.
"""

import contextlib
import io
import json
import os
import random
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

from invokeai.app.services.session_queue.session_queue_common import Batch  # noqa: E402, F401, I001
from invokeai.app.invocations import baseinvocation  # noqa: E402
from invokeai.app.services.image_files.image_files_common import ImageFileSaveException  # noqa: E402
from PIL import Image  # noqa: E402

SKIPPED = {"id", "type", "is_intermediate", "use_cache", "board", "metadata", "workflow"}
TEXTS = [
    "",
    " ",
    "a",
    "(",
    "a b",
    "fox",
    "/abs",
    "a/../..",
    "a/..",
    "..",
    "C:\\x",
    "\\1",
    "\\d",
    "[a-z]+",
    "{a|b}",
]
NUMBERS = [
    "0",
    "-1",
    "5-3",
    "7-27",
    "7-28",
    "1;2",
    ",",
    "nan" + ",1" * 11,
    "1" + ",1" * 11,
    "1,2",
    "#ff0000",
    "red",
]
WHOLE = [0, 1, -1, 2, 5, -7, 8, 31, 64, 100, 128, 256, 512, 576]
REAL = [0, 1, -1, 0.5, 2.5, -3.7, 100.0]
SIZE = (64, 48)


class PassedChecksError(Exception):
    """Something was asked for that only a real server or model has."""


class TooLongError(BaseException):
    """A node has had its time. No ``except Exception`` of a node or of ``save`` may take it for a fault."""


class Nothing:
    def __init__(self, **known):
        self.__dict__.update(known)

    def __getattr__(self, name):
        raise PassedChecksError(name)


def picture(name, mode=None):
    """A picture with some transparency, so that infills have something to do."""
    image = Image.effect_noise(SIZE, 50).convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(SIZE))
    return image.convert(mode) if mode else image


def save(image, *args, **kwargs):
    """As InvokeAI's own image files do: write a PNG, and say no more than that it did not work."""
    try:
        image.save(io.BytesIO(), "PNG")
    except Exception as error:
        raise ImageFileSaveException from error
    return SAVED


def nothing(*args, **kwargs):
    return None


SAVED = SimpleNamespace(image_name="x.png", width=SIZE[0], height=SIZE[1])
FOLDER = tempfile.mkdtemp(prefix="wflint-outputs-")
CONTEXT = Nothing(
    images=Nothing(get_pil=picture, save=save, get_dto=lambda name: SAVED),
    logger=Nothing(warning=nothing, info=nothing, debug=nothing, error=nothing),
    util=Nothing(signal_progress=nothing),
    tensors=Nothing(save=lambda tensor: "tensor"),
    config=Nothing(get=lambda: Nothing(outputs_path=__import__("pathlib").Path(FOLDER))),
)


def value_for(schema, defs, rng):
    """A random value of a JSON schema."""
    if "$ref" in schema:
        schema = defs[schema["$ref"].rsplit("/", 1)[-1]]
    for several in ("anyOf", "oneOf"):
        if several in schema:
            kinds = [kind for kind in schema[several] if kind.get("type") != "null"] or schema[several]
            return value_for(rng.choice(kinds), defs, rng)
    if "const" in schema or "enum" in schema:
        return schema["const"] if "const" in schema else rng.choice(schema["enum"])
    kind = schema.get("type")
    if kind == "integer":
        step = schema.get("multipleOf", 1)
        low = schema.get("minimum", schema.get("exclusiveMinimum", -10))
        return rng.choice([*WHOLE, low, low + 1, schema.get("default", 0) or 0]) // step * step
    if kind == "number":
        return rng.choice([*REAL, schema.get("minimum", 0), schema.get("maximum", 1)])
    if kind == "array":
        count = max(schema.get("minItems", 0), min(schema.get("maxItems", 3), rng.randrange(4)))
        return [value_for(schema.get("items", {}), defs, rng) for _ in range(count)]
    if kind == "object":
        needed = schema.get("required", [])
        found = schema.get("properties", {})
        return {k: value_for(v, defs, rng) for k, v in found.items() if k in needed or rng.random() < 0.5}
    return {"boolean": rng.random() < 0.5, "string": rng.choice(TEXTS + NUMBERS)}.get(kind)


def node_of(cls, rng):
    schema = cls.model_json_schema()
    for _ in range(60):
        node = {"id": "n", "type": cls.get_type()}
        for name, spec in schema["properties"].items():
            if name in SKIPPED or ("default" in spec and rng.random() < 0.4):
                continue
            if (made := value_for(spec, schema.get("$defs", {}), rng)) is not None:
                node[name] = made
        try:
            return node, cls.model_validate(node)
        except Exception:  # some validators fall over what they are given
            continue
    return None, None


def run(invocation):
    signal.setitimer(
        signal.ITIMER_PROF, 10
    )  # of the processor: how busy the machine is says nothing of a node
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            invocation.invoke(CONTEXT)
    except (PassedChecksError, TooLongError):
        return None
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:300]
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return None


def too_long(*args):
    raise TooLongError


def classes():
    """The node classes by type; the function that lists them has moved."""
    registry = getattr(baseinvocation, "InvocationRegistry", baseinvocation.BaseInvocation)
    return registry.get_invocations_map()


def main():
    signal.signal(signal.SIGPROF, too_long)
    known = classes()
    print(json.dumps({"ready": True}), file=answers, flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        node, invocation = node_of(known[request["type"]], random.Random(request["seed"]))
        answer = {"node": node, "error": run(invocation) if node is not None else None}
        print(json.dumps(answer), file=answers, flush=True)


main()
