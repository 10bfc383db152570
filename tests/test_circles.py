"""Modules do not import one another in a circle, lazily or not: what runs can be read from below to above."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).parents[1] / "lint" / "wflint"
ROOMS = ("live", "net", "document", "catalogue", "cli", "pytest_plugin", "builders", "report", "graph")


def modules(room: str) -> dict[str, Path]:
    """The modules of a room by their names; a package goes by its own."""
    found = {}
    for path in (PACKAGE / room).rglob("*.py"):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def running_imports(node: ast.AST) -> Iterator[str]:
    """Names that imports name, wherever they stand, but for those that only type checkers read."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            for other in child.orelse:
                yield from running_imports(other)
        elif isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            yield from (f"{child.module}.{alias.name}" for alias in child.names)
            yield str(child.module)
        else:
            yield from running_imports(child)


def circle(graph: dict[str, set[str]]) -> list[str]:
    """Modules of one circle, in order; empty where there is none."""
    done: set[str] = set()

    def walk(name: str, way: list[str]) -> list[str]:
        if name in way:
            return way[way.index(name) :]
        if name in done:
            return []
        for other in sorted(graph[name]):
            if found := walk(other, [*way, name]):
                return found
        done.add(name)
        return []

    return next((found for name in graph if (found := walk(name, []))), [])


def imports_within(known: dict[str, Path]) -> dict[str, set[str]]:
    return {
        name: {other for other in running_imports(ast.parse(path.read_text("utf-8"))) if other in known}
        - {name}
        for name, path in known.items()
    }


@pytest.mark.parametrize("room", ROOMS)
def test_no_circle_in(room: str) -> None:
    known = modules(room)
    assert len(known) > 1
    assert circle(imports_within(known)) == []


def test_a_circle_would_be_found(tmp_path: Path) -> None:
    lazy = "def f():\n    from wflint.b import g\n"
    (tmp_path / "a.py").write_text(lazy)
    (tmp_path / "b.py").write_text("import wflint.c\n")
    (tmp_path / "c.py").write_text("from wflint import a\n")
    known = {f"wflint.{name}": tmp_path / f"{name}.py" for name in "abc"}
    assert circle(imports_within(known)) == ["wflint.a", "wflint.b", "wflint.c"]
    (tmp_path / "a.py").write_text(f"if TYPE_CHECKING:\n    import wflint.b\nelse:\n    {'pass'}\n")
    assert circle(imports_within(known)) == []
