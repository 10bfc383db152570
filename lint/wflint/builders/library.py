"""The library of workflows: in the wheel, or in the source tree that wflint runs from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wflint.builders.recipe import is_recipe, summary_of
from wflint.shipped import shipped_folder

if TYPE_CHECKING:
    from pathlib import Path


class Entry(NamedTuple):
    """A workflow of the library. ``summary`` is the first line of its docstring."""

    name: str
    path: Path
    summary: str


def library_folder() -> Path | None:
    """Where the library lies; None when this installation has none."""
    return shipped_folder("workflows", "workflows")


def library() -> dict[str, Entry]:
    """The workflows of the library by name, in order. Nothing of them is run."""
    folder = library_folder()
    paths = sorted(folder.glob("*.py")) if folder else []
    return {p.stem: Entry(p.stem, p, summary_of(p)) for p in paths if is_recipe(p)}
