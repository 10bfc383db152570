"""Test files that read a table of the package themselves: no function of the package runs for it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.mutation.project import Project
    from tests.mutation.uses import Name


class Readers:
    """The names of the package that each test file reads, also through helpers that it imports."""

    def __init__(self, project: Project) -> None:
        self._names: dict[str, set[Name]] = {}
        self._helpers: dict[str, set[str]] = {}
        for folder in project.tests:
            for path in sorted((project.root / folder).rglob("*.py")):
                self._read(project, path)

    def of(self, names: Iterable[Name]) -> set[str]:
        """The test files that read one of these names."""
        wanted = set(names)
        direct = {file for file, read in self._names.items() if not wanted.isdisjoint(read)}
        found = set(direct)
        while new := {f for f, helpers in self._helpers.items() if not helpers.isdisjoint(found)} - found:
            found |= new
        return found

    def _read(self, project: Project, path: Path) -> None:
        file = project.name(path)
        names: set[Name] = set()
        helpers: set[str] = set()
        tree = ast.parse(path.read_text("utf-8"))
        modules: dict[str, str] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    names.add((node.module, alias.name))
                    modules[alias.asname or alias.name] = f"{node.module}.{alias.name}"
                    helpers |= {_file(node.module), _file(f"{node.module}.{alias.name}")}
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                module = modules.get(node.value.id)
                if module is not None:
                    names.add((module, node.attr))
        self._names[file] = names
        self._helpers[file] = helpers


def _file(module: str) -> str:
    return module.replace(".", "/") + ".py"
