"""Which statements ran: modules that mark, in one array, each group of statements that begins.

A group is what stands straight in a block up to the next branch or loop; only functions have them, for what
stands outside runs on import and says nothing about tests. Cheaper than a tracer, and it works on any Python.
"""

from __future__ import annotations

import ast
from importlib.machinery import PathFinder, SourceFileLoader
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from importlib.machinery import ModuleSpec
    from pathlib import Path
    from types import CodeType, ModuleType

HITS = "_hits_"
_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


def number_groups(tree: ast.Module) -> int:
    """Give each statement in a function its ``group``; returns how many there are."""
    count = 0
    for block in _blocks(tree):
        fresh = True
        for statement in block:
            if fresh and not _is_docstring(statement):
                count += 1
                fresh = False
            statement.group = max(count - 1, 0)  # type: ignore[attr-defined]
            fresh = fresh or hasattr(statement, "body") or hasattr(statement, "cases")
    return count


def marked(source: str, first: int) -> ast.Module:
    """The syntax tree of the source where each group marks itself, counted from ``first``."""
    tree = ast.parse(source)
    number_groups(tree)
    blocks = list(_blocks(tree))
    for block in blocks:
        seen = -1
        for statement in list(block):
            group = statement.group  # type: ignore[attr-defined]
            if group == seen or _is_docstring(statement):
                continue
            seen = group
            mark = ast.parse(f"{HITS}[{first + group}] = 1").body[0]
            for node in ast.walk(mark):
                ast.copy_location(node, statement)
            block.insert(block.index(statement), mark)
    return tree


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _blocks(tree: ast.Module) -> Iterator[list[ast.stmt]]:
    """The blocks of statements of all functions, each list once."""
    stack: list[tuple[ast.AST, bool]] = [(tree, False)]
    while stack:
        node, inside = stack.pop()
        inside = inside or isinstance(node, _FUNCTION)
        for field in ("body", "orelse", "finalbody", "handlers", "cases"):
            inner = getattr(node, field, None)
            if not isinstance(inner, list) or not inner:
                continue
            if inside and isinstance(inner[0], ast.stmt):
                yield inner
            stack += [(child, inside) for child in inner if not isinstance(child, ast.expr)]


class Loader(SourceFileLoader):
    """Loads a module from a syntax tree of our making."""

    def __init__(
        self, name: str, path: str, make: Callable[[str], ast.Module], names: dict[str, Any]
    ) -> None:
        super().__init__(name, path)
        self.make = make
        self.names = names

    def get_code(self, fullname: str) -> CodeType:
        """The code of the tree; nothing is cached."""
        return compile(self.make(self.get_data(self.path).decode()), self.path, "exec")

    def exec_module(self, module: ModuleType) -> None:
        """As ever, with our names among its own."""
        vars(module).update(self.names)
        super().exec_module(module)


class Finder:
    """A hook of ``sys.meta_path`` for the files that it was given makers for."""

    def __init__(self, makers: dict[Path, Callable[[str], ast.Module]], **names: Any) -> None:
        self.makers = {str(path): make for path, make in makers.items()}
        self.packages = {path.parts[-2] for path in makers} | {path.stem for path in makers}
        self.names = names

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module as it would be found, with another loader."""
        if name.rpartition(".")[2] not in self.packages:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is None or spec.origin is None or spec.origin not in self.makers:
            return None
        spec.loader = Loader(name, spec.origin, self.makers[spec.origin], self.names)
        return spec
