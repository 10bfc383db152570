"""The commands of docs/convert.md, run one after the other, print what stands there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "convert.md"
_BLOCK = re.compile(r"```console\n(.*?)```", re.S)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Pictures and old workflows, two of one name among them, and a file that is no document."""
    samples = ROOT / "fixtures" / "workflows"
    here = tmp_path / "here"
    for name, source in {
        "pictures/fox.png": "soft-blank.png",
        "old/first.workflow.json": "format-1.0.0.workflow.json",
        "old/third.json": "format-3.0.0.workflow.json",
    }.items():
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(samples / source, here / name)
    (here / "notes.json").write_text('{"todo": "repaint the fox"}\n', "utf-8")
    tool = tmp_path / "bin" / "wflint"
    tool.parent.mkdir()
    tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m wflint "$@"\n', "utf-8")
    tool.chmod(0o755)
    return here


def run(folder: Path, command: str) -> str:
    env = {**os.environ, "PATH": f"{folder.parent / 'bin'}{os.pathsep}{os.environ['PATH']}", "NO_COLOR": "1"}
    ran = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=True,
    )
    return ran.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are a POSIX shell's")
def test_the_commands_print_what_stands_there(folder: Path, pytestconfig: pytest.Config) -> None:
    def printed(block: re.Match[str]) -> str:
        commands = [line for line in block[1].splitlines() if line.startswith("$ ")]
        return "```console\n" + "".join(f"{c}\n{run(folder, c[2:])}" for c in commands) + "```"

    text = PAGE.read_text("utf-8")
    assert _BLOCK.search(text)
    now = _BLOCK.sub(printed, text)
    if pytestconfig.getoption("--update-golden"):
        PAGE.write_text(now, "utf-8")
    assert now == PAGE.read_text("utf-8"), "run pytest tests/test_convert_page.py --update-golden"
