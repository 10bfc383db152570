"""A pack's Python files: found below its folder, read and parsed, as much as anybody would write by hand.

Links are not followed out of the folder, and a file that cannot be read or parsed is passed over with a line
that says so: the others still count.
"""

from __future__ import annotations

import ast
import os
import re
import sys
import warnings
from typing import TYPE_CHECKING, Final, NamedTuple

from wflint.reading import MIB, read_bounded

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_FILES: Final = 2_000  # the largest pack known has 150
MOST_BYTES: Final = 16 * MIB  # in all
LONGEST_FILE: Final = 2 * MIB
DEEPEST: Final = 20  # folders in folders
# Folders of an environment or of tools, which may lie in a checkout and hold everybody's modules.
_NOT_THE_PACKS: Final = frozenset({"__pycache__", "node_modules", "site-packages", "venv", "env"})


class ParsedFile(NamedTuple):
    """One parsed file. ``path`` is below the pack's folder, with slashes; ``module`` its dotted name there,
    empty for the pack's own ``__init__.py``."""

    path: str
    module: str
    is_package: bool
    tree: ast.Module


class Files(NamedTuple):
    """What was parsed, and a line for everything that was not."""

    sources: list[ParsedFile]
    problems: list[str]


def read_files(folder: str) -> Files:
    """The pack's modules. Raises OSError when the folder itself cannot be read."""
    root = os.path.realpath(folder)
    os.scandir(root).close()
    files = Files([], [])
    left = MOST_BYTES
    for number, path in enumerate(_find(root, files.problems)):
        shown = os.path.relpath(path, root).replace(os.sep, "/")
        if number == MOST_FILES or left <= 0:
            most = f"{MOST_FILES:,} Python files" if left > 0 else f"{MOST_BYTES // MIB} MiB of Python"
            files.problems.append(f"{shown}: the rest is left out, for a pack has at most {most}")
            break
        try:
            raw = read_bounded(path, min(LONGEST_FILE, left))
        except OSError as error:
            files.problems.append(f"{shown}: left out, it {_why(error)}")
            continue
        left -= len(raw)
        tree = _parse(raw, shown, files.problems)
        if tree is not None:
            module, is_package = _module_name(shown)
            files.sources.append(ParsedFile(shown, module, is_package, tree))
    return files


def _why(error: OSError) -> str:
    text = error.strerror or "is unreadable"
    return text if text.startswith("is ") else f"cannot be read ({text})"


def _find(root: str, problems: list[str]) -> Iterator[str]:
    folders = [(root, 0)]
    while folders:
        folder, depth = folders.pop()
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda e: e.name)
        except OSError:
            problems.append(f"{os.path.relpath(folder, root)}: left out, the folder cannot be read")
            continue
        below = []
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if _is_the_packs(entry):
                    below.append((entry.path, depth + 1))
            elif entry.name.endswith(".py"):
                if entry.is_symlink() and not _is_within(entry.path, root):
                    problems.append(
                        f"{os.path.relpath(entry.path, root)}: left out, it links out of the pack"
                    )
                else:
                    yield entry.path
        if depth < DEEPEST:
            folders.extend(reversed(below))
        elif below:
            problems.append(f"{os.path.relpath(below[0][0], root)}: left out, folders are nested too deep")


def _is_the_packs(folder: os.DirEntry[str]) -> bool:
    return not (
        folder.name.startswith(".")
        or folder.name in _NOT_THE_PACKS
        or os.path.exists(os.path.join(folder.path, "pyvenv.cfg"))
    )


def _is_within(link: str, root: str) -> bool:
    target = os.path.realpath(link)
    return target.startswith(root + os.sep)


def _module_name(path: str) -> tuple[str, bool]:
    parts = path.removesuffix(".py").split("/")
    if parts[-1] == "__init__":
        return ".".join(parts[:-1]), True
    return ".".join(parts), False


def _parse(raw: bytes, shown: str, problems: list[str]) -> ast.Module | None:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")  # letters of comments, mostly
        if not re.match(rb"(?:[^\n]*\n)?\s*#[^\n]*coding[:=]", raw):
            problems.append(f"{shown}: Python refuses to import it, for it is not UTF-8")
    tree = parse(text)
    if isinstance(tree, str):
        problems.append(f"{shown}: left out, {tree}")
        return None
    return tree


def parse(text: str) -> ast.Module | str:
    """The syntax tree of a source, or why there is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a stranger's "\d" is not for whoever reads our messages
            return ast.parse(text)
    except SyntaxError as error:
        where = f" in line {error.lineno}" if error.lineno else ""
        return f"it is not Python that {_PYTHON} can parse (error{where})"
    except ValueError:  # a null character; a number of 5,000 digits
        return f"it is not Python that {_PYTHON} can parse"
    except (RecursionError, MemoryError):
        return "it is nested too deep"


_PYTHON: Final = f"Python {sys.version_info.major}.{sys.version_info.minor}"
