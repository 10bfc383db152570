"""The README's regression test, line by line, on a real server; it starts none of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.test_readme import blocks

if TYPE_CHECKING:
    from wflint.live.serve.server import InvokeAIServer

ADDRESS = "http://127.0.0.1:33077"


@pytest.mark.live
@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_an_image_that_changes_fails(server: InvokeAIServer, tmp_path: Path) -> None:
    lines = blocks("sh")[-1].splitlines()
    (serve,) = [line for line in lines if line.startswith("wflint serve")]
    lines.remove(serve)
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}

    def run(line: str) -> subprocess.CompletedProcess[str]:
        command = ["bash", "-c", line.replace(ADDRESS, server.url)]
        return subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)

    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "fox.test.toml").write_text(blocks("toml")[0], "utf-8")
    for line in lines:
        done = run(line)
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
    assert "1 of 1 cases passed" in done.stdout
    recipe = tmp_path / "flows" / "fox.py"
    recipe.write_text(recipe.read_text("utf-8").replace("seed=", "seed=1 + "), "utf-8")
    assert run("wflint build flows").returncode == 0
    changed = run(lines[-1])
    assert changed.returncode == 1, changed.stdout + changed.stderr
    assert "golden" in changed.stdout
