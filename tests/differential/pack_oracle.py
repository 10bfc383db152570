"""Loads node packs as InvokeAI does and says what became of them: runs inside an InvokeAI environment.

Reads one JSON line with the path of a folder of packs and answers with one: ``failed`` are the packs whose
import raised (name -> the exception), ``nodes`` every node that a pack registered, also those that another
clobbered later, ``types`` what stands in the registry in the end (type -> pack), ``ui_types`` the members of
UIType.

A node's inputs have the annotation that the pack wrote, before InvokeAI adds ``None`` to it.
"""

import enum
import importlib
import inspect
import io
import json
import logging
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("INVOKEAI_ROOT", tempfile.mkdtemp(prefix="wflint-oracle-"))
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
sys.argv = sys.argv[:1]
sys.path.append(str(Path(__file__).parents[2] / "lint" / "wflint" / "catalogue"))

answers, sys.stdout = sys.stdout, io.StringIO()

import invokeai.app.api_app  # noqa: E402, F401 (all of its own nodes, as a server has when it loads packs)
from invokeai.app.invocations import baseinvocation  # noqa: E402
from invokeai.app.invocations.fields import UIType  # noqa: E402
from invokeai.app.invocations.load_custom_nodes import load_custom_nodes  # noqa: E402
from light_route import inspect_release  # noqa: E402
from pydantic_core import to_jsonable_python  # noqa: E402

registry = baseinvocation.InvocationRegistry
ATTRIBUTES = {"id", "type", "is_intermediate", "use_cache", "output_meta"}


def load(folder):
    """InvokeAI's own loader, on a folder of packs."""
    logger = logging.getLogger("packs")
    logger.propagate = False
    failed = {}

    class Listener(logging.Handler):
        def emit(self, record):
            if record.levelno >= logging.ERROR:
                name = record.getMessage().split("node pack ")[1].split(" ")[0]
                failed[name] = type(sys.exc_info()[1]).__name__

    logger.handlers = [Listener()]
    registered = []
    original = registry.register_invocation.__func__

    def register(cls, invocation):
        registered.append(invocation)
        original(cls, invocation)

    registry.register_invocation = classmethod(register)
    load_custom_nodes(Path(folder), logger)
    return failed, registered


def described(node):
    seen = {}
    originals = node._original_model_fields
    inputs = {}
    for name, field in node.model_fields.items():
        if name in ATTRIBUTES:
            continue
        info = originals[name]["field_info"]
        inputs[name] = described_input(info, originals[name]["annotation"], field, seen)
    output = returned(node)
    outputs = {
        name: inspect_release._type(field.annotation, seen)
        for name, field in output.model_fields.items()
        if name not in ATTRIBUTES
    }
    return {
        "type": node.get_type(),
        "pack": node.UIConfig.node_pack,
        "version": node.UIConfig.version,
        "title": node.UIConfig.title,
        "category": node.UIConfig.category,
        "inputs": inputs,
        "output_class": output.__name__,
        "outputs": outputs,
        "enums": {
            name: [member.value for member in cls]
            for name, cls in seen.items()
            if issubclass(cls, enum.Enum) and not cls.__module__.startswith("invokeai.")
        },
    }


def returned(node):
    found = inspect.signature(node.invoke).return_annotation
    return getattr(importlib.import_module(node.__module__), found) if isinstance(found, str) else found


def described_input(info, annotation, field, seen):
    extra = info.json_schema_extra
    stored = inspect_release._bounded(inspect_release._type(annotation, seen), info.metadata)
    found = {"type": stored, "kind": extra["input"], "required": extra.get("orig_required", True)}
    if extra["field_kind"] == "internal":
        found["internal"] = True
    if field.json_schema_extra.get("ui_type"):
        found["ui_type"] = field.json_schema_extra["ui_type"]
    if not found["required"]:
        default = extra.get("orig_default", info.default)
        found["default"] = to_jsonable_python(default, fallback=lambda _: "object")
    return found


print(json.dumps({"ready": True}), file=answers, flush=True)
for line in sys.stdin:
    failed, registered = load(json.loads(line))
    types = {node.get_type(): node.UIConfig.node_pack for node in registry.get_invocation_classes()}
    nodes = []
    for node in registered:
        try:
            nodes.append(described(node))
        except Exception as error:
            told = {"type": node.get_type(), "pack": node.UIConfig.node_pack}
            nodes.append({**told, "error": f"{type(error).__name__}: {error}"})
    answer = {
        "failed": dict(sorted(failed.items())),
        "nodes": sorted((n for n in nodes if n["pack"] != "invokeai"), key=lambda n: (n["type"], n["pack"])),
        "types": {t: p for t, p in sorted(types.items()) if p != "invokeai"},
        "ui_types": {member.name: member.value for member in UIType},
    }
    print(json.dumps(answer), file=answers, flush=True)
