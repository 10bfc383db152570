"""The inventories that a configuration or a command line names, each read once a process."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

from wflint.errors import Error
from wflint.reading import RECORDED, read_bounded

if TYPE_CHECKING:
    from wflint.models.inventory.inventory import Inventory


class InventoryError(Error):
    """A file of models that cannot be used; the text is one line that names it."""


def open_inventory(path: str) -> Inventory:
    """The inventory in a file; rules call it by the file's name. Raises InventoryError.

    A file is read once, and again when it has changed.
    """
    if "://" in path:
        from wflint.net.http import is_url, without_credentials

        if is_url(path):
            pull = f"wflint models pull --server {without_credentials(path)}"
            raise InventoryError(f"--models takes a file; write one with `{pull}`")
    try:
        found = os.stat(path)
        return _read(os.path.abspath(path), found.st_mtime_ns, found.st_size)
    except OSError as error:
        hint = "; write it with `wflint models pull`" if isinstance(error, FileNotFoundError) else ""
        raise InventoryError(f"models file {path}: {error.strerror or error}{hint}") from None
    except ValueError as error:
        raise InventoryError(f"models file {path}: {error}") from None


@cache
def _read(path: str, _changed: int, _size: int) -> Inventory:
    from wflint.models.inventory.lock_file import read_lock_file

    return read_lock_file(read_bounded(path, RECORDED), os.path.basename(path))
