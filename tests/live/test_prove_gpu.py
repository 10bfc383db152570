"""The script that is to be run on a GPU: what it says without one. ``.ci/full`` runs it whole (``--cpu``)."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "lint" / "scripts" / "prove_gpu.sh"


def _path_with(folder: Path, **programs: str) -> str:
    for name, text in programs.items():
        (folder / name).write_text(f"#!/bin/sh\n{text}\n")
        (folder / name).chmod(0o755)
    return f"{folder}:/usr/bin:/bin"


@pytest.mark.skipif(os.name == "nt", reason="a bash script")
@pytest.mark.parametrize("said", ["exit 9", "echo No devices were found", "exit 0"])
def test_without_a_gpu_it_says_so_in_one_line(said: str, tmp_path: Path) -> None:
    path = _path_with(tmp_path, **{"nvidia-smi": said})
    done = subprocess.run(
        ["bash", str(SCRIPT)], capture_output=True, text=True, env={"PATH": path}, check=False
    )
    assert done.returncode == 2
    assert (
        done.stderr
        == "prove_gpu.sh: no NVIDIA GPU here (nvidia-smi lists none); --cpu tries the same way without one\n"
    )
    assert done.stdout == ""


@pytest.mark.skipif(os.name == "nt", reason="a bash script")
def test_a_python_without_invokeai_is_wrong_usage(tmp_path: Path) -> None:
    """Also with a GPU: nothing is installed before it is known."""
    path = _path_with(tmp_path, **{"nvidia-smi": "echo GPU 0: one", "python": "exit 1"})
    done = subprocess.run(
        ["bash", str(SCRIPT), "--python", str(tmp_path / "python"), "--cpu"],
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": path},
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr == f"prove_gpu.sh: {tmp_path / 'python'} has no InvokeAI\n"
