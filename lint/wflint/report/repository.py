"""How a hosting service names a file: by its path in the repository, wherever wflint was started.

GitHub and GitLab look a path up from the root of the repository; the names in a report are as they were
given, from the folder that wflint runs in.
"""

from __future__ import annotations

import os

from wflint.engine.files import STDIN
from wflint.engine.project import project_root

IMAGES = (".png", ".webp")


class RepositoryPaths:
    """The paths of files in the repository that the working directory is in, else in their own."""

    def __init__(self) -> None:
        self._root = project_root("any.json")
        self._folders: dict[str, str] = {}

    def __call__(self, file: str) -> str:
        """The path from the root, with slashes; of a file that lies in no repository the whole path."""
        if file == STDIN:
            return file
        folder, name = os.path.split(os.path.abspath(file))
        real = self._folders.get(folder)
        if real is None:
            real = self._folders[folder] = self._in_repository(os.path.realpath(folder))
        path = os.path.join(real, name)
        return path.replace(os.sep, "/") if os.sep != "/" else path

    def _in_repository(self, folder: str) -> str:
        root = self._root
        if not _is_below(folder, root):
            root = project_root(os.path.join(folder, "any.json"))
            if not os.path.lexists(os.path.join(root, ".git")):
                return folder
        return folder[len(root) :].lstrip(os.sep)


def _is_below(folder: str, root: str) -> bool:
    return folder == root or folder.startswith(root.rstrip(os.sep) + os.sep)


def has_lines(file: str) -> bool:
    """Whether a line of a document is a line of its file: that of an image lies in its metadata."""
    return not file.lower().endswith(IMAGES)
