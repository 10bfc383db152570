"""Python environments that hold a release of InvokeAI: made once, kept in the cache, shared by processes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wflint.cache import cache_dir, locked
from wflint.children import child, program
from wflint.live.serve.environment_pins import pins_for, resolve_release
from wflint.live.serve.environment_python import find_python, version_of
from wflint.live.serve.errors import SetupError
from wflint.release import index_spelling
from wflint.writing import write_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO

    from wflint.live.serve.environment_pins import Pins

    Progress = Callable[[str], None]

VARIABLE = "WFLINT_INVOKEAI_"
TORCH_INDEX = "WFLINT_TORCH_INDEX"
_MARKER = "wflint-environment.json"  # written last: an environment without it is half made
_ASK_VERSION = "import importlib.metadata as m; print(m.version('invokeai'))"
_TAIL_LINES = 15


@dataclass(frozen=True)
class InvokeAIEnvironment:
    """A Python that can run InvokeAI. ``release`` is what is installed there, not what was asked for."""

    release: str
    python: Path


def _quiet(_line: str) -> None:
    pass


def invokeai_environment(release: str, progress: Progress = _quiet) -> InvokeAIEnvironment:
    """An environment with a release of InvokeAI (``6.14.2``, ``6.14``, ``latest``).

    The variable ``WFLINT_INVOKEAI_6_14_2`` (of 7.0.0a3 ``..._7_0_0a3`` or ``..._7_0_0A3``) names the Python
    of an environment that exists already. Otherwise one is made in the cache directory, with uv where it is
    on the PATH or beside wflint's own Python, else with venv and pip; the next call finds it.
    ``WFLINT_TORCH_INDEX`` is the address of an index (or a folder, or with uv a name such as ``cpu``) that
    torch is taken from instead. Processes that want the same one wait for each other, and for installers that
    a killed one left behind. ``progress`` gets lines of text.

    Raises UnknownReleaseError and SetupError.
    """
    release = resolve_release(release)
    if named := _named(release):
        return _existing(release, *named)
    pins = pins_for(release)
    folder = cache_dir() / "environments" / f"invokeai-{release}"
    lock = folder.with_name(folder.name + ".lock")
    waiting = f"waiting for another wflint that installs InvokeAI {release}"
    with locked(lock, lambda: progress(waiting)) as held:
        if not (folder / _MARKER).is_file() or not python_of(folder).exists():
            if folder.exists():
                progress(f"removing a half-made environment for InvokeAI {release}")
                shutil.rmtree(folder)
            try:
                _make(folder, pins, progress, held)
            except BaseException:  # a full disk among them
                shutil.rmtree(folder, ignore_errors=True)
                raise
    return InvokeAIEnvironment(release, python_of(folder))


def is_installed(release: str) -> bool:
    """Whether an environment for a full release number is there, made by us or named by a variable."""
    if _named(release):
        return True
    folder = cache_dir() / "environments" / f"invokeai-{release}"
    return (folder / _MARKER).is_file() and python_of(folder).exists()


def python_of(folder: Path) -> Path:
    """The Python of a virtual environment."""
    return folder / "Scripts" / "python.exe" if sys.platform == "win32" else folder / "bin" / "python"


def _named(release: str) -> tuple[str, Path] | None:
    """The variable that names an environment for a release, and the Python that it names."""
    name = VARIABLE + release.replace(".", "_")
    for variable in (name, name.upper()):
        if python := os.environ.get(variable):
            return variable, Path(python)
    return None


def _existing(release: str, variable: str, python: Path) -> InvokeAIEnvironment:
    found = _installed(python)
    if found is None:
        has = version_of(str(python))
        what = f"Python {has} without InvokeAI" if has else "not a Python that runs"
        needs = f"; wflint installs InvokeAI {release} with Python {pins_for(release).python}" if has else ""
        raise SetupError(f"{variable} names {python}, which is {what}{needs}")
    if index_spelling(found) != release:
        raise SetupError(f"{variable} names {python}, which has InvokeAI {found}, not {release}")
    return InvokeAIEnvironment(release, python)


def _installed(python: Path) -> str | None:
    """The release of InvokeAI that a Python has; None when it has none, or is no Python."""
    command = [str(python), "-I", "-c", _ASK_VERSION]
    try:
        answer = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=True)
    except (OSError, UnicodeDecodeError, subprocess.SubprocessError):
        return None
    return answer.stdout.strip()


def _make(folder: Path, pins: Pins, progress: Progress, lock: IO[bytes]) -> None:
    progress(f"installing InvokeAI {pins.release} into {folder} (once; 2 to 7 GB, a few minutes)")
    uv = find_uv()
    index = os.environ.get(TORCH_INDEX, "")
    if index and not pins.torch:
        raise SetupError(f"{TORCH_INDEX} is for InvokeAI 6; which torch {pins.release} needs is not known")
    torch = [*pins.torch, *_from_index(index, uv=bool(uv))] if index else []
    base = find_python(pins.python)
    make, install = _with_uv(uv, base, folder, pins) if uv else _with_pip(base, folder, pins, progress)
    # From the cache: in a stranger's repository, its uv.toml would say where packages come from.
    try:
        _run(make, folder.parent, progress, lock)
    except SetupError as error:
        if base is not None:
            raise
        needs = f"InvokeAI {pins.release} needs Python {pins.python}, which is not on this machine"
        raise SetupError(f"{needs}, and uv does not get it: {error.message}", error.details) from None
    if torch:  # alone, and without a date: such an index has none
        pip = [uv, "pip", "install", "--python", str(python_of(folder))] if uv else install[:5]
        _run([*pip, *torch], folder.parent, progress, lock)
    _run(install, folder.parent, progress, lock)
    if _installed(python_of(folder)) != pins.release:
        raise SetupError(f"the installer said it was done, but {folder} has no InvokeAI {pins.release}")
    marker = {"release": pins.release, "requirements": list(pins.requirements), "before": str(pins.before)}
    write_file(folder / _MARKER, json.dumps(marker) + "\n")
    progress(f"installed InvokeAI {pins.release}")


def find_uv() -> str | None:
    """uv on the PATH, else the one that was installed beside wflint (``pip install uv``)."""
    if found := program("uv"):
        return found
    name = "uv.exe" if sys.platform == "win32" else "uv"
    for place in (sysconfig.get_path("scripts"), os.path.dirname(sys.executable)):
        beside = os.path.join(place, name)
        if os.path.isfile(beside) and os.access(beside, os.X_OK):
            return beside
    return None


def _from_index(index: str, *, uv: bool) -> list[str]:
    """The options for an address, a folder of wheels, or a name such as ``cpu`` whose index uv knows.

    Raises SetupError.
    """
    if "://" in index:
        return ["--index-url", index]
    if os.path.isabs(index) and os.path.isdir(index):
        return ["--no-index", "--no-deps", "--find-links", index]
    if uv and index.isalnum():
        return ["--torch-backend", index]
    wanted = "the address of an index or the full path of a folder"
    raise SetupError(f"{TORCH_INDEX}={index} is not {wanted}{'' if uv else '; names such as cpu need uv'}")


def _with_uv(uv: str, base: str | None, folder: Path, pins: Pins) -> tuple[list[str], list[str]]:
    make = [uv, "venv", "--no-project", "--python", base or pins.python, str(folder)]
    install = [uv, "pip", "install", "--python", str(python_of(folder)), *pins.requirements]
    if pins.before:
        install += ["--exclude-newer", f"{pins.before}T00:00:00Z"]
    return make, install


def _with_pip(base: str | None, folder: Path, pins: Pins, progress: Progress) -> tuple[list[str], list[str]]:
    if base is None:
        raise SetupError(
            f"InvokeAI {pins.release} needs Python {pins.python}, which is not on this machine; "
            "install it, or install uv, which brings its own"
        )
    install = [str(python_of(folder)), "-I", "-m", "pip", "install", "--no-input", *pins.requirements]
    if pins.before:
        if _pip_knows_dates(base):
            install += ["--uploaded-prior-to", str(pins.before)]
        else:
            progress("this pip cannot hold libraries back to a date; should InvokeAI not start, install uv")
    return [base, "-I", "-m", "venv", str(folder)], install


def _pip_knows_dates(python: str) -> bool:
    """Whether the pip that comes with a Python has ``--uploaded-prior-to`` (26.0 and later)."""
    ask = "import ensurepip; print(ensurepip.version())"
    answer = subprocess.run([python, "-I", "-c", ask], capture_output=True, encoding="utf-8", check=False)
    major = answer.stdout.partition(".")[0]
    return major.isdigit() and int(major) >= 26


def _run(command: list[str], place: Path, progress: Progress, lock: IO[bytes]) -> None:
    """Run an installer in a folder and pass its lines on. Raises SetupError.

    It has the lock too: should we be killed, it goes on for a while, and nobody is to come in its way.
    """
    options: dict[str, Any] = {} if sys.platform == "win32" else {"pass_fds": (lock.fileno(),)}
    tail: list[str] = []
    environment = {
        k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME")
    }
    try:
        with child(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            env=environment,
            cwd=place,
            **options,
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                if text := line.rstrip():
                    tail = [*tail[1 - _TAIL_LINES :], text]
                    progress("  " + text)
    except OSError as error:
        raise SetupError(f"cannot run {command[0]}: {error.strerror}") from None
    if process.returncode:
        said = f"`{' '.join(command[:4])} ...` ended with exit code {process.returncode}:"
        raise SetupError(said, tail)
