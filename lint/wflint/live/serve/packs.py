"""Node packs in a throwaway server: copied into its root, and whether InvokeAI could load them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from wflint.live.serve.errors import PackError
from wflint.writing import write_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_NODES = "nodes"
_OURS = ".wflint-pack"  # in a copy of ours, which the next start replaces or removes
_LEFT_OUT = frozenset({".git", "__pycache__", ".venv", "venv", "node_modules", _OURS})
# InvokeAI's words while it imports packs, the same from 5.0.2 to 6.14.2.
_LOADING = re.compile(r"Loading node pack (.+)")
_FAILED = re.compile(r"Failed to load node pack (.+?)(?: \(may have partially loaded\))?:$")
_RECORD = re.compile(r"::[A-Z]+ --> ")  # in each message of its log, unlike the lines of a traceback


def find_packs(folders: Iterable[Path]) -> list[Path]:
    """The folders as node packs, in full. Raises PackError for one that InvokeAI would pass over."""
    found: dict[str, Path] = {}
    for folder in folders:
        full = folder.absolute()
        full = full if full.name not in ("", "..") else full.resolve()
        if not full.is_dir():
            raise PackError(f"no such folder: {folder}")
        if not (full / "__init__.py").is_file():
            raise PackError(f"{folder} is not a node pack: it has no __init__.py")
        if full.name.startswith(("_", ".")):
            raise PackError(f"{folder}: InvokeAI passes over folders whose names begin with {full.name[0]!r}")
        if other := found.get(module_of(full)):
            raise PackError(f"two node packs are called {module_of(full)}: {other} and {full}")
        found[module_of(full)] = full
    return list(found.values())


def module_of(pack: Path) -> str:
    """The name that InvokeAI imports a pack's folder under."""
    return pack.stem


def place_packs(root: Path, packs: Sequence[Path], progress: Callable[[str], None]) -> None:
    """Copy packs into a server's root; copies of ours from an earlier start go. The user's folders stay as
    they are: InvokeAI would write bytecode into a folder that is linked. Raises PackError and OSError."""
    nodes = root / _NODES
    for old in nodes.iterdir() if nodes.is_dir() else ():
        if (old / _OURS).is_file() and not old.is_symlink():
            shutil.rmtree(old)
    for pack in packs:
        target = nodes / pack.name
        if target.exists() or target.is_symlink():
            raise PackError(f"{target} is there already; wflint does not replace it")
        progress(f"node pack {pack.name}: its code runs in the server ({pack})")
        try:
            shutil.copytree(pack, target, ignore=_ignore, ignore_dangling_symlinks=True)
        except shutil.Error as error:
            shutil.rmtree(target, ignore_errors=True)
            raise PackError(f"cannot copy {pack}:", (f"{e[0]}: {e[2]}" for e in error.args[0][:5])) from None
        write_file(target / _OURS, f"{pack}\n")


def _ignore(folder: str, names: list[str]) -> set[str]:
    here = Path(folder).resolve()
    around = {here, *here.parents}
    return {
        name
        for name in names
        if name in _LEFT_OUT or ((here / name).is_symlink() and (here / name).resolve() in around)
    }


def check_packs(packs: Sequence[Path], log: Sequence[str], python: Path) -> None:
    """Raise PackError for packs that InvokeAI's log of its start does not tell of as loaded."""
    begun = {found[1] for line in log if (found := _LOADING.search(line))}
    for pack in packs:
        name = module_of(pack)
        at = next((n for n, line in enumerate(log) if (f := _FAILED.search(line)) and f[1] == name), None)
        if at is not None:
            traceback = _traceback(log[at + 1 :])
            lines = [*traceback[-8:]]
            if any("ModuleNotFoundError" in line for line in traceback):
                lines.append(f"what it needs beside InvokeAI is installed with: {python} -m pip install NAME")
            raise PackError(f"InvokeAI could not load the node pack {pack.name}:", lines)
        if name not in begun:
            raise PackError(f"InvokeAI did not load the node pack {pack.name}: it has a module of that name")


def loading(packs: Sequence[Path], log: Sequence[str]) -> str:
    """The pack that a server which ended early was loading, "" when it was not."""
    names = [found[1] for line in log if (found := _LOADING.search(line))]
    done = any("Loaded " in line and "node pack" in line for line in log)
    mine = {module_of(pack): pack.name for pack in packs}
    return mine.get(names[-1], "") if names and not done else ""


def _traceback(lines: Sequence[str]) -> list[str]:
    found: list[str] = []
    for line in lines:
        if _RECORD.search(line):
            break
        if line.strip():
            found.append(line.rstrip())
    return found
