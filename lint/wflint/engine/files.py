"""Which files a run checks: those named, and what a search of the named directories finds."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from wflint.endings import BASELINE, BATCH, GRAPH, JSON, PICTURES, case_beside
from wflint.reading import CONFIGURATION, UnfitFileError, read_bounded
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from wflint.engine.globs import Globs

STDIN = "-"
EXCLUDED = "excluded by"  # and the configuration that says so: why a named file is not checked


class Candidate(NamedTuple):
    """A file to check. ``named`` files were given on the command line, the others found in a search."""

    path: str
    named: bool


class Discovery(NamedTuple):
    """The files, in stable order and each once; with the reason, paths that could not be read, and links
    that a search leaves out."""

    files: list[Candidate]
    problems: list[tuple[str, str]]
    left_out: list[tuple[str, str]]


def has_cases(path: str) -> bool:
    """Whether a case file with a document's name stands beside it (docs/cases.md)."""
    case = None if path.endswith(PICTURES) else case_beside(path)
    return case is not None and os.path.isfile(case)


def is_built(path: str) -> bool:
    """Whether a graph or body stands beside the code that `wflint build` makes it of: ``x.py``."""
    ending = next((ending for ending in (GRAPH, BATCH) if path.endswith(ending)), None)
    if ending is None:
        return False
    folder, name = os.path.split(path.removesuffix(ending))
    for stem in dict.fromkeys((name, name.rpartition(".")[0])):
        try:
            code = read_bounded(os.path.join(folder, f"{stem}.py"), CONFIGURATION) if stem else b""
        except (OSError, ValueError):
            continue
        if b"wflint" in code and b"def build(" in code:
            return True
    return False


def discover(
    paths: Iterable[str], *, images: bool = False, excluded: Callable[[str], bool] | None = None
) -> Discovery:
    """The files behind the paths of a command line.

    A file is taken as it is; a directory is searched for ``*.json`` (with ``images`` also for pictures),
    leaving out hidden folders, what ``.gitignore`` files name, and what ``excluded`` holds for. Links out of
    the project are left out too: whoever made them does not decide what of the user's is read and shown.
    """
    files: list[Candidate] = []
    left_out: list[tuple[str, str]] = []
    problems: list[tuple[str, str]] = []
    seen: set[str] = set()
    for path in paths:
        if path != STDIN and os.path.isdir(path):
            suffixes = (JSON, *PICTURES) if images else (JSON,)
            found = []
            for name, is_link in _search(path, suffixes, problems, excluded):
                reason = _leads_out(name, path) if is_link else None
                if reason is None:
                    found.append(Candidate(name, False))
                else:
                    left_out.append((name, reason))
        elif path == STDIN or os.path.exists(path):
            found = [Candidate(path, True)]
        else:
            reason = "is a broken symbolic link" if os.path.islink(path) else "no such file or directory"
            problems.append((path, reason))
            continue
        for candidate in found:
            key = os.path.abspath(candidate.path) if candidate.path != STDIN else STDIN
            if key not in seen:
                seen.add(key)
                files.append(candidate)
    left_out = [(name, reason) for name, reason in left_out if os.path.abspath(name) not in seen]
    return Discovery(files, problems, left_out)


def find_named(
    top: str, suffixes: tuple[str, ...], excluded: Callable[[str], bool] | None = None
) -> Iterator[tuple[str, bool]]:
    """Files below a folder by the end of their names, each with whether it is a symbolic link; as
    :func:`discover` searches. What cannot be read is passed over."""
    return _search(top, suffixes, [], excluded)


def _leads_out(link: str, top: str) -> str | None:
    from wflint.engine.project import leads_out

    return leads_out(link, top)


def _search(
    top: str,
    suffixes: tuple[str, ...],
    problems: list[tuple[str, str]],
    excluded: Callable[[str], bool] | None,
) -> Iterator[tuple[str, bool]]:
    """The files under a directory, folders and names sorted, each with whether it is a symbolic link.

    Links to directories are not followed.
    """
    ignores = _Ignores(top, problems)
    start = os.path.normpath(top)
    # Depth first; the second says of a file whether it is a link, None is a folder.
    pending: list[tuple[str, bool | None]] = [("" if start == os.curdir else start, None)]
    while pending:
        path, is_link = pending.pop()
        if is_link is not None:
            yield path, is_link
            continue
        try:
            with os.scandir(path or os.curdir) as entries:
                listed = sorted(entries, key=lambda e: e.name, reverse=True)
        except OSError as error:
            problems.append((path or os.curdir, error.strerror or str(error)))
            continue
        if any(e.name == ".gitignore" for e in listed):
            ignores.read(path)
        for entry in listed:
            inner = os.path.join(path, entry.name)
            if entry.is_dir(follow_symlinks=False):
                if (
                    not entry.name.startswith(".")
                    and not ignores.match(inner, is_folder=True)
                    and not (excluded and excluded(inner + "/"))
                ):
                    pending.append((inner, None))
            elif (
                entry.name.lower().endswith(suffixes)
                and entry.name != BASELINE
                and _is_file(entry)
                and not ignores.match(inner, is_folder=False)
                and not (excluded and excluded(inner))
            ):
                pending.append((inner, entry.is_symlink()))


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # a symbolic link to itself
        return False


class _Ignores:
    """The ``.gitignore`` files that govern a search: from the repository down."""

    def __init__(self, top: str, problems: list[tuple[str, str]]) -> None:
        self._problems = problems
        self._globs: list[tuple[str, Globs]] = []  # folder and slash; outermost first
        above = []
        folder = os.path.abspath(top)
        while not os.path.exists(os.path.join(folder, ".git")):
            parent = os.path.dirname(folder)
            if parent == folder:
                return  # in no repository: only the files met on the way down count
            folder = parent
            above.append(folder)
        for folder in reversed(above):
            self.read(folder)

    def read(self, folder: str) -> None:
        """Take in the ``.gitignore`` of a folder, if there is one that can be read."""
        from wflint.engine.globs import Globs

        path = os.path.join(folder, ".gitignore")
        try:
            text = read_bounded(path, CONFIGURATION).decode("utf-8", "surrogateescape")
            globs = Globs(text.splitlines())
        except (UnfitFileError, ValueError) as error:
            self._problems.append((path, getattr(error, "strerror", None) or str(error)))
        except OSError:
            return
        else:
            self._globs.append((os.path.join(os.path.abspath(folder), ""), globs))

    def match(self, path: str, *, is_folder: bool) -> bool:
        """Whether git would ignore the path: the innermost file that speaks of it decides."""
        if not self._globs:
            return False
        absolute = os.path.abspath(path)
        for prefix, globs in reversed(self._globs):
            if absolute.startswith(prefix):
                relative = absolute[len(prefix) :].replace(os.sep, "/")
                verdict = globs.verdict(relative + "/" if is_folder else relative)
                if verdict is not None:
                    return verdict
        return False
