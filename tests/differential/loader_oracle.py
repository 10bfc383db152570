"""Asks InvokeAI's own model loaders what they make of models: runs inside an InvokeAI environment.

Reads one JSON request a line on standard input: ``{"models": [record...], "nodes": [node...], "edges":
[[source, output, target, input]...]}`` with the nodes in the order of the run. A record has key, name, base,
type and format, and what else its class has (variant, expert...); ``pipeline`` says that it has parts of its
own. Each node's own ``invoke`` runs with a context that knows the records and nothing else: what asks for
weights has passed all checks. Answers ``{"error": str | null, "node": id | null}``.
"""

import io
import json
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("INVOKEAI_ROOT", tempfile.mkdtemp(prefix="wflint-oracle-"))
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
sys.argv = sys.argv[:1]

answers, sys.stdout = sys.stdout, io.StringIO()  # InvokeAI's own output must not mix with the answers

from invokeai.app.services.session_queue.session_queue_common import Batch  # noqa: E402, F401, I001
import torch  # noqa: E402
from invokeai.app.invocations.baseinvocation import InvocationRegistry  # noqa: E402
from invokeai.backend.model_manager.configs.base import Config_Base  # noqa: E402
from invokeai.backend.stable_diffusion.diffusion.conditioning_data import (  # noqa: E402
    ConditioningFieldData,
    WanConditioningInfo,
)
from pydantic import TypeAdapter, ValidationError  # noqa: E402

PARTS = ("transformer", "vae", "text_encoder", "tokenizer", "text_encoder_2", "tokenizer_2")


class PassedChecksError(Exception):
    """Something was asked for that only a real model or server has."""


class Nothing:
    def __init__(self, **known):
        self.__dict__.update(known)

    def __getattr__(self, name):
        raise PassedChecksError(name)


def config_of(record):
    """InvokeAI's own class for a record, with the members that the record states."""
    for cls in sorted(Config_Base.CONFIG_CLASSES, key=lambda c: c.__name__):
        fields = cls.model_fields
        defaults = {m: fields[m].default for m in ("type", "format", "base") if m in fields}
        if any(getattr(defaults.get(m), "value", None) != record[m] for m in ("type", "format", "base")):
            continue
        if record["format"] == "sdnq_quantized" and ("submodels" in fields) != record.get("pipeline", False):
            continue
        values = {**defaults, "key": record["key"], "name": record["name"]}
        try:
            for member, value in record.items():
                if member in fields and member not in values:
                    values[member] = TypeAdapter(fields[member].annotation).validate_python(value)
        except ValidationError:
            continue  # the class of another variant
        if record.get("pipeline"):
            values["submodels"] = {TypeAdapter(type(p)).validate_python(p): None for p in PARTS}
        return cls.model_construct(**values)
    raise LookupError(f"InvokeAI has no class for {record}")


def context_of(records):
    configs = {record["key"]: config_of(record) for record in records}

    def get_config(model):
        return configs[model if isinstance(model, str) else model.key]

    def tensor(name):
        return torch.zeros(1, *(int(part) for part in name.split("x")))  # its name is its shape

    words = ConditioningFieldData([WanConditioningInfo(prompt_embeds=torch.zeros(1, 8))])
    return Nothing(
        models=Nothing(
            exists=lambda model: (model if isinstance(model, str) else model.key) in configs,
            get_config=get_config,
            get_absolute_path=lambda config: Path(__file__),
        ),
        logger=Nothing(warning=lambda *args: None, info=lambda *args: None),
        conditioning=Nothing(load=lambda name: words),
        tensors=Nothing(load=tensor),
    )


def run(request):
    context, made = context_of(request["models"]), {}
    for node in request["nodes"]:
        given = {
            field: made[source, output]
            for source, output, target, field in request["edges"]
            if target == node["id"] and (source, output) in made
        }
        cls = InvocationRegistry.get_invocation_for_type(node["type"])
        invocation = cls.model_validate({**node, **given})
        try:
            output = invocation.invoke(context)
        except PassedChecksError:
            continue
        except Exception as error:
            return {"error": f"{type(error).__name__}: {error}", "node": node["id"]}
        for name in type(output).model_fields:
            made[node["id"], name] = getattr(output, name)
    return {"error": None, "node": None}


def main():
    print(json.dumps({"ready": True}), file=answers, flush=True)
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), file=answers, flush=True)


main()
