"""Starting and asking an oracle: InvokeAI's own code in InvokeAI's own environment."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent


def invokeai_python(release: str) -> str:
    """The Python of the environment that has that release; skips the test when none is named.

    The variable is WFLINT_INVOKEAI_6_14_2 for 6.14.2.
    """
    variable = "WFLINT_INVOKEAI_" + release.replace(".", "_").upper()
    python = os.environ.get(variable)
    if not python:
        pytest.skip(f"{variable} names no Python with InvokeAI {release}")
    return python


def _environment() -> dict[str, str]:
    # From bytecode InvokeAI is imported in half the time, and many oracles are started.
    inherited = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {**inherited, "TORCHINDUCTOR_COMPILE_THREADS": "1"}  # no pool, none needs it


class Oracle:
    """A running oracle program that answers JSON lines with JSON lines."""

    def __init__(self, python: str, program: str, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [python, str(HERE / program), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=_environment(),
        )
        first = self._read()
        assert first == {"ready": True}

    def _read(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the oracle stopped with exit code {self._process.wait()}")
        return json.loads(line)

    def ask(self, request: Any) -> Any:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return self._read()

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:  # it has answered all; libraries may go on for long
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
