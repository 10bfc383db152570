"""Asks an environment that has InvokeAI which names it has. Nothing of a pack is run there."""

from __future__ import annotations

import json
import os
import tempfile
from subprocess import DEVNULL, PIPE
from typing import TYPE_CHECKING, NamedTuple

from wflint.children import child

if TYPE_CHECKING:
    from collections.abc import Iterable

# InvokeAI logs to standard output; a name is there when its module can be imported and has it. Importing the
# invocations first avoids circles that InvokeAI itself never runs into.
_PROGRAM = """
import importlib, json, os, sys
names = json.load(sys.stdin)
sys.argv = sys.argv[:1]
answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)
import invokeai.app.invocations
from invokeai.version import __version__
def has(name):
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:end]))
        except ModuleNotFoundError as error:
            if not error.name or not error.name.startswith("invokeai"):
                return True
            continue
        except Exception:
            return True
        for part in parts[end:]:
            if not hasattr(found, part):
                return False
            found = getattr(found, part)
        return True
    return False
missing = [name for name in names if not has(name)]
json.dump({"version": __version__, "missing": missing}, answers)
"""


class Environment(NamedTuple):
    """What an environment answered: its release, and the names that it does not have."""

    version: str
    missing: list[str]


def ask_environment(python: str, names: Iterable[str]) -> Environment:
    """Which of InvokeAI's dotted names the environment of a Python lacks.

    Raises OSError when it cannot be started, ValueError when InvokeAI cannot be imported there.
    """
    with tempfile.TemporaryDirectory() as root:
        variables = {**os.environ, "INVOKEAI_ROOT": root, "CUDA_VISIBLE_DEVICES": ""}
        variables["TORCHINDUCTOR_COMPILE_THREADS"] = "1"  # nothing is compiled: no pool
        # Not in the current folder, which may be the pack's: its modules must not stand in for others.
        command = [python, "-c", _PROGRAM]
        with child(
            command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=variables, cwd=root, encoding="utf-8"
        ) as process:
            said, _ = process.communicate(json.dumps(list(names)))
    if process.returncode != 0:
        raise ValueError(f"InvokeAI cannot be imported with {python}")
    answer = json.loads(said)
    return Environment(answer["version"], answer["missing"])
