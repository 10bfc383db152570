"""Which of the files that were found are to be checked since a revision: those that changed, and those whose
findings may have changed with another file.

A document depends on the case and the recipe with its name, on the configuration that governs it, with what
that one builds on and names (models, catalogues, packs, a target), and on a baseline, beside it or named.
Of a repository within the one that is asked, a submodule too, that one's git knows nothing: all files there
are taken as changed.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from wflint.catalogue.targets import names_file
from wflint.endings import BASELINE, BUILT, case_beside
from wflint.engine.changes import Changes, changes_since
from wflint.engine.files import STDIN
from wflint.engine.settings import FILE_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from wflint.engine.configuration import Settings, Wanted
    from wflint.engine.files import Candidate

_RECIPE: Final = ".py"


class Since:
    """What changed since a revision in the repositories that the paths of a command line are in."""

    def __init__(self, revision: str, paths: Iterable[str]) -> None:
        """Raises GitError for a path in no repository, and where the revision is unknown."""
        found: dict[str, Changes] = {}
        for path in paths:
            folder = os.path.realpath("." if path == STDIN else path)
            while not os.path.isdir(folder):
                folder = os.path.dirname(folder)
            if folder not in found:
                found[folder] = changes_since(revision, folder)
        # The innermost first: a repository within another one that is named too speaks of its own files.
        trees = {changes.top: changes for changes in found.values()}
        self._trees = sorted(trees.values(), key=lambda tree: len(tree.top), reverse=True)
        self._nested: dict[str, bool] = {}

    def changed(self, path: str) -> bool:
        """Whether a file, there or gone, or what it is a link to, differs, or may for all git knows."""
        return self._differs(path) or (os.path.islink(path) and self._differs(os.path.realpath(path)))

    def _differs(self, path: str) -> bool:
        folder = os.path.realpath(os.path.dirname(os.path.abspath(path)))
        tree = next((t for t in self._trees if t.name_of(os.path.join(folder, "any")) is not None), None)
        return tree is not None and (tree.has(path) or self._is_nested(folder, tree.top))

    def _is_nested(self, folder: str, top: str) -> bool:
        """Whether a folder is in a repository within a tree, whatever its ``.git`` holds."""
        walked, nested = [], False
        while len(folder) > len(top) and not nested:
            if folder in self._nested:
                nested = self._nested[folder]
                break
            walked.append(folder)
            nested = os.path.lexists(os.path.join(folder, ".git"))
            folder = os.path.dirname(folder)
        self._nested.update(dict.fromkeys(walked, nested))
        return nested

    def only_changed(
        self,
        files: Sequence[Candidate],
        settings_of: Callable[[str], Settings],
        wanted_of: Callable[[str], Wanted],
        *,
        found: bool,
        baseline: str | None = None,
    ) -> list[Candidate]:
        """The files that are to be checked.

        ``settings_of`` and ``wanted_of`` give the configuration of a file and what holds for it; ``found``
        says that configurations are looked for, so that one that is gone governed files too. A ``baseline``
        that is named holds for all files.
        """
        if baseline is not None and self.changed(baseline):
            return list(files)
        helpers = self._helpers(files)
        folders = self._folders_of_settings() if found else ()
        seen: dict[str, bool] = {}

        def any_changed(names: Iterable[str]) -> bool:
            for name in names:
                if name not in seen:
                    seen[name] = self.changed(name)
            return any(seen[name] for name in names)

        kept = []
        for file in files:
            path = file.path
            if (
                path == STDIN
                or self.changed(path)
                or any_changed([*_beside(path)])
                or any_changed([*_named(settings_of(path), wanted_of(path))])
                or any(_is_below(path, folder) for folder in folders)
                or (any(_is_below(path, folder, own=True) for folder in helpers) and _has_recipe(path))
            ):
                kept.append(file)
        return kept

    def _names(self, *endings: str) -> Iterator[tuple[Changes, str]]:
        for tree in self._trees:
            for name in tree.names:
                if name.endswith(endings):
                    yield tree, name

    def _folders_of_settings(self) -> list[str]:
        """The folders in which a configuration or baseline changed, or is gone."""
        folders = []
        for tree, name in self._names(*FILE_NAMES, BASELINE):
            path = os.path.join(tree.top, name)
            base = os.path.basename(path)
            if base == "pyproject.toml" and not _speaks_of_wflint(tree, name):
                continue
            if base in (*FILE_NAMES, BASELINE):
                folders.append(os.path.dirname(path))
        return folders

    def _helpers(self, files: Iterable[Candidate]) -> list[str]:
        """The folders with a module that changed and is no recipe of one of the files: recipes import it."""
        python = [os.path.join(tree.top, name) for tree, name in self._names(_RECIPE)]
        if not python:
            return []
        recipes = {os.path.realpath(recipe) for file in files for recipe in _recipes(file.path)}
        return [os.path.dirname(path) for path in python if path not in recipes]


def _speaks_of_wflint(tree: Changes, name: str) -> bool:
    """Whether a pyproject.toml has, or had, anything for wflint."""
    from wflint.reading import CONFIGURATION, read_bounded

    try:
        now = read_bounded(os.path.join(tree.top, name), CONFIGURATION)
    except OSError:
        now = b""
    return b"wflint" in now or b"wflint" in (tree.before(name) or b"")


def _beside(path: str) -> Iterator[str]:
    case = case_beside(path)
    if case is not None:
        yield case
    yield from _recipes(path)


def _recipes(path: str) -> Iterator[str]:
    """The names that a document's recipe may have: ``pose.py`` builds ``pose.depth.workflow.json``."""
    for ending in BUILT:
        if path.endswith(ending):
            folder, stem = os.path.split(path.removesuffix(ending))
            while stem:
                yield os.path.join(folder, stem + _RECIPE)
                stem = stem.rpartition(".")[0]
            return


def _has_recipe(path: str) -> bool:
    return any(map(os.path.isfile, _recipes(path)))


def _named(settings: Settings, wanted: Wanted) -> Iterator[str]:
    """The files that say how a document is checked."""
    if settings.source is not None:
        yield settings.source
    yield from settings.extended
    if wanted.models:
        yield wanted.models
    yield from wanted.catalogues
    yield from wanted.packs
    if wanted.target is not None and names_file(wanted.target):
        yield wanted.target


def _is_below(path: str, folder: str, *, own: bool = False) -> bool:
    """Whether a file lies somewhere below a folder; with ``own``, the other way round: whether the folder is
    the file's own or below that."""
    home = os.path.realpath(os.path.dirname(os.path.abspath(path)))
    inner, outer = (folder, home) if own else (home, folder)
    return inner == outer or inner.startswith(os.path.join(outer, ""))
