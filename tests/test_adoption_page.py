"""The commands of docs/adoption.md, run one after the other in an old repository, print what stands there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "adoption.md"
_BLOCK = re.compile(r"```console\n(.*?)```", re.S)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with the broken workflows of the README."""
    folder = tmp_path / "old"
    shutil.copytree(ROOT / "fixtures" / "broken", folder / "workflows")
    tool = tmp_path / "bin" / "wflint"
    tool.parent.mkdir()
    tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m wflint "$@"\n', "utf-8")
    tool.chmod(0o755)
    for command in ("init -q", "add -A", "commit -q -m old"):
        run(folder, f"git {command}")
    return folder


def run(folder: Path, command: str) -> str:
    env = {
        **os.environ,
        "PATH": f"{folder.parent / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "NO_COLOR": "1",
        **{f"GIT_{who}_{what}": "t@t" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }
    ran = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert ran.returncode in (0, 1), ran.stdout
    return ran.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are a POSIX shell's")
def test_the_commands_print_what_stands_there(repository: Path, pytestconfig: pytest.Config) -> None:
    def printed(block: re.Match[str]) -> str:
        commands = [line for line in block[1].splitlines() if line.startswith("$ ")]
        return "```console\n" + "".join(f"{c}\n{run(repository, c[2:])}" for c in commands) + "```"

    text = PAGE.read_text("utf-8")
    assert _BLOCK.search(text)
    now = _BLOCK.sub(printed, text)
    if pytestconfig.getoption("--update-golden"):
        PAGE.write_text(now, "utf-8")
    assert now == PAGE.read_text("utf-8"), "run pytest tests/test_adoption_page.py --update-golden"
