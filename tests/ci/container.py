"""Plays the recipe of the container: COPY, RUN, ENV and USER do in folders what they say, without an image.

Every stage is a folder. FROM brings no operating system: programs are this machine's, `python` too. Paths of
the image (/opt, /src, /work) are moved below the stage's folder, in RUN, WORKDIR and ENTRYPOINT. A RUN of
`useradd` is not played. USER is, where the tests run as root and there is a Python that others may run; else
it is among the skipped.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
_MOVED = ("/opt", "/src", "/work")


class Instruction(NamedTuple):
    """One line of the recipe: what to do, and with what."""

    name: str
    text: str


def read_recipe(path: Path) -> list[Instruction]:
    """The instructions of a recipe, continued lines joined."""
    text = re.sub(r"\\\n", " ", path.read_text("utf-8"))
    lines = (line.strip() for line in text.splitlines())
    return [Instruction(*line.split(None, 1)) for line in lines if line and not line.startswith("#")]


class Stage:
    """A folder with what a stage has put into it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.workdir = "/"
        self.user: int | None = None
        self.environment: dict[str, str] = {}
        self.entry: list[str] = []
        self.command: list[str] = []
        self.skipped: list[str] = []

    def place(self, path: str) -> Path:
        """Where a path of the image is."""
        return self.folder / os.path.normpath(os.path.join(self.workdir, path)).lstrip("/")

    def moved(self, text: str) -> str:
        """A text with the paths of the image below the stage's folder."""
        return re.sub(rf"(?<![\w.])({'|'.join(_MOVED)})(?=/|\b)", rf"{self.folder}\1", text)

    def run(self, command: list[str], **variables: str) -> subprocess.CompletedProcess[str]:
        """A command in the stage, by its user; of the tests' environment it has the way to programs."""
        (self.folder / "bin").mkdir(exist_ok=True)
        if not os.path.lexists(self.folder / "bin" / "python"):
            (self.folder / "bin" / "python").symlink_to(python())
        ways = os.pathsep.join([str(self.folder / "bin"), "/usr/bin", "/bin"])
        env = {"PATH": ways, "HOME": str(self.folder), **variables}
        env.update(
            {name: self.moved(value).replace("$PATH", ways) for name, value in self.environment.items()}
        )
        workdir = self.place(".")
        workdir.mkdir(parents=True, exist_ok=True)
        who = {} if self.user is None else {"user": self.user, "group": self.user}
        return subprocess.run(
            command,
            cwd=workdir,
            env=env,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            **who,
        )


def build(recipe: Path, context: Path, base: Path, **variables: str) -> Stage:
    """Play a recipe; the last stage. Raises AssertionError where an instruction fails or is not known."""
    stages: dict[str, Stage] = {}
    stage: Stage | None = None
    for name, text in read_recipe(recipe):
        if name == "ARG" and stage is None:
            continue
        if name == "FROM":
            words = text.split()
            stage = Stage(base / f"stage{len(stages)}")
            stages[words[2] if len(words) == 3 else ""] = stage
            continue
        assert stage is not None
        match name:
            case "WORKDIR":
                stage.workdir = text
                stage.place(".").mkdir(parents=True, exist_ok=True)
            case "COPY":
                _copy(text, stage, stages, context)
            case "RUN" if shlex.split(text)[0] == "useradd":
                stage.skipped.append(text)
            case "RUN":
                done = stage.run(["/bin/sh", "-ec", stage.moved(text)], **variables)
                assert done.returncode == 0, f"{text}\n{done.stdout}{done.stderr}"
            case "ENV":
                key, _, value = text.partition("=")
                stage.environment[key] = value
            case "USER":
                if os.geteuid() == 0 and others_may_run(python()):
                    stage.user = int(text)
                else:
                    stage.skipped.append(f"USER {text}")
            case "ENTRYPOINT":
                stage.entry = [stage.moved(word) for word in _words(text)]
            case "CMD":
                stage.command = _words(text)
            case _:
                raise AssertionError(f"not played: {name} {text}")
    assert stage is not None
    return stage


@cache
def python() -> str:
    """A Python that any user may run, and that makes environments; if there is none, that of the tests."""
    asks = "import ensurepip, sys; sys.exit(sys.version_info < (3, 11))"
    for program in (sys.executable, "/usr/bin/python3"):
        if others_may_run(program):
            done = subprocess.run([program, "-c", asks], capture_output=True, check=False)
            if done.returncode == 0:
                return program
    return sys.executable


def others_may_run(program: str) -> bool:
    """Whether a user without rights may run a program: every folder on the way to it is open to all."""
    path = Path(program).resolve()
    return path.exists() and all(each.stat().st_mode & 0o001 for each in (path, *path.parents))


def _words(text: str) -> list[str]:
    import json

    found: list[str] = json.loads(text)
    return found


def _copy(text: str, stage: Stage, stages: dict[str, Stage], context: Path) -> None:
    words = text.split()
    source: Path = context
    if words[0].startswith("--from="):
        other = stages[words.pop(0).removeprefix("--from=")]
        source = other.folder
    *names, to = words
    place = stage.place(to)
    for name in names:
        found = source / name.lstrip("/")
        if found.is_dir():
            shutil.copytree(found, place, symlinks=True, dirs_exist_ok=True)
        else:
            place.mkdir(parents=True, exist_ok=True)
            shutil.copy2(found, place / found.name)
