"""Where a project ends: what its configuration and its cases may name, and what they may not.

Both were written by whoever wrote the repository. They may name files of the repository, not the user's
others: a case's uploads are sent to a server, goldens are written. Whatever lies elsewhere is given on the
command line, by the user.
"""

from __future__ import annotations

import os
import re

from wflint.reading import CONFIGURATION, read_bounded

_CONFIGURATION = re.compile(rb"""^\s*\[\s*tool\s*\.\s*["']?wflint\b""", re.MULTILINE)


class OutsideError(ValueError):
    """A file that a configuration or a case must not name; the text names it and the root of the project."""


def project_root(source: str | os.PathLike[str]) -> str:
    """The real path of the project that a configuration or case file belongs to.

    The nearest folder up the tree with ``.git``; in no repository, the folder of the outermost configuration,
    else the file's own. The root of the file system is no project, and outside of a repository neither is
    the user's home with what is above it.
    """
    own = os.path.realpath(os.path.dirname(os.path.abspath(source)))
    home = _home()
    found, folder = own, own
    while (parent := os.path.dirname(folder)) != folder:
        if os.path.lexists(os.path.join(folder, ".git")):
            return folder
        if not (home and _is_below(home, folder)) and _has_configuration(folder):
            found = folder
        folder = parent
    return found


def inside(name: str, source: str | os.PathLike[str], *, only_if_there: bool = False) -> str:
    """The real path of a file that ``source`` names, as seen from its folder; links are followed first.

    Raises OutsideError when that is not below the root of the project, or in a ``.git`` there, whether the
    file exists or not. ``only_if_there`` is for texts that may be a name or not: what does not exist is
    not a name, wherever it would be.
    """
    root, folder = project_root(source), os.path.dirname(os.path.abspath(source))
    path = os.path.join(folder, name)
    try:
        # Another drive or a share is not looked at: on Windows, that alone tells its server who asks.
        near = _drive(path) == _drive(folder)
        real = os.path.realpath(path) if near else path
        allowed = near and _is_below(real, root) and not _is_private(real, root, folder)
        if allowed or (only_if_there and near and not os.path.lexists(real)):
            return real
    except ValueError:  # a null character, or what no file name can be
        if only_if_there:
            return path
    except OSError as error:
        raise OutsideError(f"{name} cannot be looked at: {error.strerror or error}") from None
    cure = "what lies elsewhere can only be named on the command line"
    raise OutsideError(f"{name} is not a file of the project in {root}; {cure}")


def leads_out(path: str | os.PathLike[str], searched: str | None = None) -> str | None:
    """Why a file that nobody named is not read: a symbolic link leads to it, out of its project. Else None.

    The link may be a folder below ``searched``, the folder that the user named. Links that are in no project
    may lead anywhere in there.
    """
    path = os.path.abspath(path)
    link = _first_link(path, searched)
    if link is None:
        return None
    try:
        inside(path, link)
    except OutsideError:
        root = project_root(link)
    else:
        return None
    if searched is not None and not _is_project(root):
        try:
            inside(path, os.path.join(searched, "any"))
        except OutsideError:
            root = os.path.realpath(searched)
        else:
            return None
    return f"is a symbolic link to a file outside of {root}"


def _first_link(path: str, searched: str | None) -> str | None:
    """The outermost symbolic link on the way from a folder to a file, the file itself included."""
    found = path if os.path.islink(path) else None
    if searched is not None:
        top = os.path.abspath(searched)
        while _is_below(path, top) and path != top:
            if os.path.islink(path):
                found = path
            path = os.path.dirname(path)
    return found


def _is_project(folder: str) -> bool:
    return os.path.lexists(os.path.join(folder, ".git")) or _has_configuration(folder)


def _is_below(path: str, folder: str) -> bool:
    path, folder = os.path.normcase(path), os.path.normcase(folder)
    return path == folder or path.startswith(os.path.join(folder, ""))


def _is_private(real: str, root: str, source_folder: str) -> bool:
    """Whether a file below the root is none of the project's: git's own, where tokens are kept, or, in a
    repository of the whole home, the user's hidden ones."""
    if ".git" in os.path.relpath(real, root).casefold().split(os.sep):
        return True
    home = _home()
    if not home or not _is_below(home, root) or not _is_below(real, home):
        return False
    first = os.path.relpath(real, home).split(os.sep)[0]
    return first.startswith(".") and not _is_below(os.path.realpath(source_folder), os.path.join(home, first))


def _home() -> str:
    """The user's home as a real path; empty where there is none."""
    home = os.path.expanduser("~")
    return os.path.realpath(home) if os.path.isabs(home) else ""


def _drive(path: str) -> str:
    return os.path.splitdrive(path)[0].lower()


def _has_configuration(folder: str) -> bool:
    if os.path.isfile(os.path.join(folder, "wflint.toml")):
        return True
    try:
        raw = read_bounded(os.path.join(folder, "pyproject.toml"), CONFIGURATION)
    except OSError:
        return False
    return _CONFIGURATION.search(raw) is not None
