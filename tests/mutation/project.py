"""What is changed and what is tested: ``project.toml``."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tests.mutation.changes import Change, changes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HOME = Path(__file__).parent


class Survivor(NamedTuple):
    """A change that no test notices, with the reason."""

    file: str
    change: str
    reason: str

    @property
    def equivalent(self) -> bool:
        """It changes nothing that anybody could see."""
        return self.reason.startswith("equivalent:")


class Project(NamedTuple):
    """The package and its tests, with paths relative to ``root``.

    ``source`` is what stands on ``sys.path``; ``areas`` are the folders that are changed, by the name under
    which the table counts them; ``percent`` of the changes that are not equivalent must be noticed.
    """

    root: Path
    source: str
    package: str
    tests: tuple[str, ...]
    leave_out: tuple[str, ...]
    areas: dict[str, str]
    percent: float
    survivors: tuple[Survivor, ...]

    def files(self) -> list[Path]:
        """Every module of the package."""
        return sorted((self.root / self.source / self.package).rglob("*.py"))

    def name(self, path: Path) -> str:
        """The path as it is written in lists."""
        return path.relative_to(self.root).as_posix()

    def area(self, file: str) -> str | None:
        """The area that the file belongs to; None if it is not to be changed."""
        return next((name for name, folder in self.areas.items() if file.startswith(folder + "/")), None)

    def changes(self, only: Iterable[str] = ()) -> Iterator[Change]:
        """Every change of the areas, or of those files and folders among them."""
        wanted = tuple(only)
        for path in self.files():
            file = self.name(path)
            if self.area(file) is not None and (not wanted or file.startswith(wanted)):
                yield from changes(file, path.read_text("utf-8"))


def read_project(root: Path, folder: Path = HOME) -> Project:
    """The project whose ``project.toml`` and ``survivors.toml`` lie in the folder."""
    table = tomllib.loads((folder / "project.toml").read_text("utf-8"))
    listed = folder / "survivors.toml"
    survivors = tomllib.loads(listed.read_text("utf-8")) if listed.exists() else {}
    return Project(
        root=root,
        source=table["source"],
        package=table["package"],
        tests=tuple(table["tests"]),
        leave_out=tuple(table["leave_out"]),
        areas=table["areas"],
        percent=table["percent"],
        survivors=tuple(Survivor(**entry) for entry in survivors.get("survivor", ())),
    )


def sample(found: Iterable[Change], size: int) -> list[Change]:
    """So many changes, the same every time: the first by hash. 0 is all of them."""
    ordered = sorted(found, key=lambda change: change.id)
    return ordered[:size] if size else ordered
