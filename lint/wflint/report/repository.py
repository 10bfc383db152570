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
    """The paths of files in the repository that the working directory is in."""

    def __init__(self) -> None:
        self._root = project_root("any.json")
        self._folders: dict[str, str] = {}

    def __call__(self, file: str) -> str:
        """The path from the root, with slashes; of a file that lies elsewhere the whole path."""
        if file == STDIN:
            return file
        folder, name = os.path.split(os.path.abspath(file))
        real = self._folders.get(folder)
        if real is None:
            real = self._folders[folder] = self._below(os.path.realpath(folder))
        path = os.path.join(real, name)
        return path.replace(os.sep, "/") if os.sep != "/" else path

    def _below(self, folder: str) -> str:
        if folder == self._root:
            return ""
        start = self._root.rstrip(os.sep) + os.sep
        return folder[len(start) :] if folder.startswith(start) else folder


def has_lines(file: str) -> bool:
    """Whether a line of a document is a line of its file: that of an image lies in its metadata."""
    return not file.lower().endswith(IMAGES)
