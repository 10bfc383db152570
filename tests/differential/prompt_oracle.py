"""Asks compel itself what it makes of prompts: runs inside an InvokeAI environment.

Reads one JSON text a line on standard input and answers ``{"error": str}`` or ``{"prompts": [...], "weights":
[...], "loras": [...]}``. Only compel's parser is imported, without torch. The prompts that take it very long
are not for this program: nobody waits for them.
"""

import importlib.util
import json
import os
import sys

PARSER = "prompt_parser"


def load():
    """compel's module of that name, without the package around it, which imports torch."""
    package = importlib.util.find_spec("compel")
    path = os.path.join(package.submodule_search_locations[0], f"{PARSER}.py")
    spec = importlib.util.spec_from_file_location(PARSER, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[PARSER] = module
    spec.loader.exec_module(module)
    return module


def pieces(prompt):
    return [piece(fragment) for fragment in prompt.children]


def piece(fragment):
    if isinstance(fragment, compel.Fragment):
        return [fragment.text, fragment.weight]
    return [list(map(piece, fragment.original)), list(map(piece, fragment.edited))]


def prompt(found):
    if isinstance(found, compel.Blend):
        return {
            "prompts": list(map(pieces, found.prompts)),
            "weights": found.weights,
            "normal": found.normalize_weights,
        }
    return pieces(found)


def answer(text):
    try:
        whole = parser.parse_conjunction(text)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}
    return {
        "prompts": list(map(prompt, whole.prompts)),
        "weights": whole.weights,
        "loras": [[lora.model, float(lora.weight)] for lora in whole.lora_weights],
    }


if __name__ == "__main__":
    compel = load()
    parser = compel.PromptParser()
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)
