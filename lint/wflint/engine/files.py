"""Which files a run checks: those named, and what a search of the named directories finds."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from wflint.endings import JSON, PICTURES, case_beside
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pathspec import GitIgnoreSpec

STDIN = "-"


class Candidate(NamedTuple):
    """A file to check. ``named`` files were given on the command line, the others found in a search."""

    path: str
    named: bool


class Discovery(NamedTuple):
    """The files, in stable order and each once, and the paths that could not be read, with the reason."""

    files: list[Candidate]
    problems: list[tuple[str, str]]


def has_cases(path: str) -> bool:
    """Whether a case file with a document's name stands beside it (docs/cases.md)."""
    case = None if path.endswith(PICTURES) else case_beside(path)
    return case is not None and os.path.isfile(case)


def discover(
    paths: Iterable[str], *, images: bool = False, excluded: Callable[[str], bool] | None = None
) -> Discovery:
    """The files behind the paths of a command line.

    A file is taken as it is; a directory is searched for ``*.json`` (with ``images`` also for pictures),
    leaving out hidden folders, what ``.gitignore`` files name, and what ``excluded`` holds for.
    """
    files: list[Candidate] = []
    problems: list[tuple[str, str]] = []
    seen: set[str] = set()
    for path in paths:
        if path != STDIN and os.path.isdir(path):
            suffixes = (JSON, *PICTURES) if images else (JSON,)
            found = [Candidate(name, False) for name in _search(path, suffixes, problems, excluded)]
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
    return Discovery(files, problems)


def _search(
    top: str,
    suffixes: tuple[str, ...],
    problems: list[tuple[str, str]],
    excluded: Callable[[str], bool] | None,
) -> Iterator[str]:
    """The files under a directory, folders and names sorted; directory links are not followed."""
    ignores = _Ignores(top)

    start = os.path.normpath(top)
    pending: list[tuple[str, bool]] = [("" if start == os.curdir else start, True)]  # depth first
    while pending:
        path, is_folder = pending.pop()
        if not is_folder:
            yield path
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
                    pending.append((inner, True))
            elif (
                entry.name.lower().endswith(suffixes)
                and _is_file(entry)
                and not ignores.match(inner, is_folder=False)
                and not (excluded and excluded(inner))
            ):
                pending.append((inner, False))


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # a symbolic link to itself
        return False


class _Ignores:
    """The ``.gitignore`` files that govern a search: from the repository down."""

    def __init__(self, top: str) -> None:
        self._specs: list[tuple[str, GitIgnoreSpec]] = []  # folder and slash; outermost first
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
        try:
            with open(os.path.join(folder, ".gitignore"), encoding="utf-8", errors="surrogateescape") as file:
                lines = file.read().splitlines()
        except OSError:
            return
        spec = _parse(lines)
        self._specs.append((os.path.join(os.path.abspath(folder), ""), spec))

    def match(self, path: str, *, is_folder: bool) -> bool:
        """Whether git would ignore the path: the innermost file that speaks of it decides."""
        if not self._specs:
            return False
        absolute = os.path.abspath(path)
        for prefix, spec in reversed(self._specs):
            if absolute.startswith(prefix):
                relative = absolute[len(prefix) :].replace(os.sep, "/")
                verdict = spec.check_file(relative + "/" if is_folder else relative).include
                if verdict is not None:
                    return bool(verdict)
        return False


def _parse(lines: list[str]) -> GitIgnoreSpec:
    """The patterns of a ``.gitignore``; like git, lines that are no pattern are passed over."""
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines(lines)
    except ValueError:
        good = []
        for line in lines:
            try:
                GitIgnoreSpec.from_lines([line])
            except ValueError:
                continue
            good.append(line)
        return GitIgnoreSpec.from_lines(good)
