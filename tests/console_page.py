"""Commands of pages, run as a reader runs them: by a shell, in a folder, with ``wflint`` on the path."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


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
