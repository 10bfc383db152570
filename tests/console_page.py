"""Pages whose ``console`` blocks are run, one command after the other, and must print what stands there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

BLOCK = re.compile(r"```console\n(.*?)```", re.S)


def put_tool(folder: Path) -> None:
    """A ``wflint`` beside a folder, for the commands that are run in it."""
    tool = folder.parent / "bin" / "wflint"
    tool.parent.mkdir()
    tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m wflint "$@"\n', "utf-8")
    tool.chmod(0o755)


def run(folder: Path, command: str, codes: tuple[int, ...] = (0, 1)) -> str:
    """What a command prints, which must end with one of the codes."""
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
    assert ran.returncode in codes, ran.stdout
    return ran.stdout


def check_page(page: Path, folder: Path, config: pytest.Config, codes: tuple[int, ...] = (0, 1)) -> None:
    """Run the commands of a page; with ``--update-golden`` write what they print into it."""

    def printed(block: re.Match[str]) -> str:
        commands = [line for line in block[1].splitlines() if line.startswith("$ ")]
        return "```console\n" + "".join(f"{c}\n{run(folder, c[2:], codes)}" for c in commands) + "```"

    text = page.read_text("utf-8")
    assert BLOCK.search(text)
    now = BLOCK.sub(printed, text)
    if config.getoption("--update-golden"):
        page.write_text(now, "utf-8")
    assert now == page.read_text("utf-8"), f"docs/{page.name}: run pytest with --update-golden"
