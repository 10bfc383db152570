"""Which repositories the user allowed to bring code: their configurations may name plugins of rules.

Kept beside the allowed servers, in a file of the user's own: a repository cannot allow itself.
"""

from __future__ import annotations

import json
import os
from typing import Final

from wflint.net.allowed import StoreError, read_private, user_folder, write_private

NAME: Final = "repositories.json"


def repositories_path() -> str | None:
    """Where the file is, or would be. Raises StoreError."""
    folder = user_folder()
    return os.path.join(folder, NAME) if folder is not None else None


def allowed_repositories() -> list[str]:
    """The real paths of the repositories. Raises StoreError."""
    path = repositories_path()
    raw = read_private(path) if path is not None else None
    if raw is None:
        return []
    try:
        found = json.loads(raw)["plugins"]
        if type(found) is not list or not all(type(one) is str for one in found):
            raise ValueError
    except (ValueError, TypeError, KeyError, RecursionError):
        cure = "remove it, and `wflint allow` yours again"
        raise StoreError(f"{path}: this is not a list of allowed repositories; {cure}") from None
    return found


def allow_repository(root: str) -> None:
    """Write down that a repository may name plugins. Raises StoreError."""
    _write({*allowed_repositories(), root})


def forget_repository(root: str) -> bool:
    """Take one off the list; False when it was not on it. Raises StoreError."""
    known = set(allowed_repositories())
    if root not in known:
        return False
    _write(known - {root})
    return True


def _write(known: set[str]) -> None:
    write_private(NAME, (json.dumps({"schema": 1, "plugins": sorted(known)}, indent=2) + "\n").encode())
