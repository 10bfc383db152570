"""The library of workflows: in the wheel, or in the source tree that wflint runs from."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from wflint.builders.recipe import is_recipe, summary_of

_PLACES = (
    Path(__file__).parents[1] / "workflows",  # the wheel
    Path(__file__).parents[3] / "workflows",  # a checkout
)


class Entry(NamedTuple):
    """A workflow of the library. ``summary`` is the first line of its docstring."""

    name: str
    path: Path
    summary: str


def library_folder() -> Path | None:
    """Where the library lies; None when this installation has none."""
    return next((place for place in _PLACES if place.is_dir()), None)


def library() -> dict[str, Entry]:
    """The workflows of the library by name, in order. Nothing of them is run."""
    folder = library_folder()
    paths = sorted(folder.glob("*.py")) if folder else []
    return {p.stem: Entry(p.stem, p, summary_of(p)) for p in paths if is_recipe(p)}
