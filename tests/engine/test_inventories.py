"""Files of models: what cannot be used is one line, and one that has changed is read again."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from wflint.engine.inventories import InventoryError, open_inventory
from wflint.models.inventory.inventory import Inventory, ModelRecord
from wflint.models.inventory.lock_file import lock_file_text

if TYPE_CHECKING:
    from pathlib import Path

HINT = "write it with `wflint models pull`"


def lock(path: Path, *names: str) -> str:
    records = tuple(ModelRecord(name, name, "sdxl", "main") for name in names)
    path.write_bytes(lock_file_text(Inventory(records)).encode())
    return str(path)


def refused(path: str) -> str:
    with pytest.raises(InventoryError) as caught:
        open_inventory(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_only_a_file_that_is_not_there_is_to_be_written(tmp_path: Path) -> None:
    """Not one that is there and cannot be read: writing would hide what is wrong, or destroy something."""
    gone = refused(str(tmp_path / "gone.json"))
    assert gone.startswith(f"models file {tmp_path / 'gone.json'}: ")
    assert gone.endswith(HINT)
    folder = refused(str(tmp_path))
    assert folder.startswith(f"models file {tmp_path}: ")
    assert HINT not in folder


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_server_is_no_file(scheme: str) -> None:
    said = refused(f"{scheme}://kim:hunter2@localhost:9090")
    assert f"wflint models pull --server {scheme}://localhost:9090" in said


def test_a_file_is_read_once_until_it_changes(tmp_path: Path) -> None:
    path = lock(tmp_path / "models.json", "a")
    first = open_inventory(path)
    assert first.get("a") is not None
    assert open_inventory(path) is first
    changed = os.stat(path).st_mtime_ns
    lock(tmp_path / "models.json", "a", "b")  # larger, in the same moment
    os.utime(path, ns=(changed, changed))
    assert open_inventory(path).get("b") is not None
    lock(tmp_path / "models.json", "a", "c")  # as large, at another time
    os.utime(path, ns=(changed, changed + 10**10))
    assert open_inventory(path).get("c") is not None


def test_what_is_no_file_of_models_says_so(tmp_path: Path) -> None:
    path = tmp_path / "models.json"
    path.write_text("[]")
    assert refused(str(path)).startswith(f"models file {path}: ")
