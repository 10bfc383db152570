"""A Python of this machine that a release of InvokeAI can be installed with."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from wflint.children import program

if TYPE_CHECKING:
    from collections.abc import Iterator

_ASK = "import sys; print('%d.%d' % sys.version_info[:2])"
_SECONDS = 60.0


def find_python(wanted: str) -> str | None:
    """A Python of a version such as ``3.12``, on the PATH, wflint's own, or one of pyenv; None for none.

    It was asked: where pyenv keeps a version that is not chosen, a ``python3.12`` on the PATH only fails.
    """
    return next((found for found in _candidates(wanted) if version_of(found) == wanted), None)


def version_of(python: str) -> str | None:
    """The version that a Python says it is (``3.12``); None where it does not run."""
    try:
        answer = subprocess.run(
            [python, "-I", "-c", _ASK], capture_output=True, encoding="utf-8", timeout=_SECONDS, check=True
        )
    except (OSError, UnicodeDecodeError, subprocess.SubprocessError):
        return None
    return answer.stdout.strip()


def _candidates(wanted: str) -> Iterator[str]:
    if found := program(f"python{wanted}"):
        yield found
    if "{}.{}".format(*sys.version_info) == wanted:
        yield getattr(sys, "_base_executable", sys.executable)
    yield from _of_pyenv(wanted)


def _of_pyenv(wanted: str) -> Iterator[str]:
    """Those of pyenv, the newest first."""
    root = os.environ.get("PYENV_ROOT") or os.path.join(os.path.expanduser("~"), ".pyenv")
    if not os.path.isabs(root):  # a stranger's folder, seen from the present one
        return
    form = re.compile(re.escape(wanted) + r"\.(\d{1,4})")
    found = [
        (int(match[1]), path)
        for path in _folders(Path(root, "versions"))
        if (match := form.fullmatch(path.name))
    ]
    for _, path in sorted(found, reverse=True):
        yield str(path / "python.exe" if sys.platform == "win32" else path / "bin" / "python")


def _folders(parent: Path) -> list[Path]:
    try:
        return list(parent.iterdir())
    except OSError:
        return []
