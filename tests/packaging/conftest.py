"""The distributions as they would be published: ``pytest -m package tests/packaging``. Needs uv."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.test_precommit import source_repository

ROOT = Path(__file__).parents[2]
BIN = "Scripts" if sys.platform == "win32" else "bin"


class Built(NamedTuple):
    """What a build made."""

    sdist: Path
    wheel: Path
    said: str


def run(*command: str | Path, cwd: Path = ROOT, **variables: str) -> subprocess.CompletedProcess[str]:
    """A command that has to work; what it said."""
    done = outcome(*command, cwd=cwd, **variables)
    assert done.returncode == 0, f"{[*map(str, command)]}\n{done.stdout}{done.stderr}"
    return done


def outcome(*command: str | Path, cwd: Path = ROOT, **variables: str) -> subprocess.CompletedProcess[str]:
    """A command, whatever becomes of it. Of this environment it sees no packages."""
    env = {**os.environ, "NO_COLOR": "1", "PYTHONUTF8": "1", **variables}
    for name in ("PYTHONPATH", "VIRTUAL_ENV", "PYTEST_ADDOPTS"):
        env.pop(name, None)
    return subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def find_uv() -> str:
    """uv, beside this Python or in the path."""
    found = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
    if found is None:
        pytest.skip("needs uv")
    return found


def build(checkout: Path, out: Path) -> Built:
    """Both distributions of a checkout, the wheel from the source distribution, as publishing makes them."""
    done = run(find_uv(), "build", "--out-dir", out, checkout, SOURCE_DATE_EPOCH="1800000000")
    (sdist,) = out.glob("*.tar.gz")
    (wheel,) = out.glob("*.whl")
    return Built(sdist, wheel, done.stdout + done.stderr)


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This checkout as git sees it, uncommitted work included, in a folder of its own."""
    folder = tmp_path_factory.mktemp("checkout") / "wflint"
    source_repository(folder)
    return folder


@pytest.fixture(scope="session")
def built(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The distributions of the checkout."""
    return build(checkout, tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="session")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment that has the wheel, no extra and nothing else."""
    folder = tmp_path_factory.mktemp("installed") / "env"
    uv = find_uv()
    run(uv, "venv", "--quiet", "--python", sys.executable, folder)
    run(uv, "pip", "install", "--quiet", "--python", folder / BIN / "python", built.wheel)
    return folder / BIN
