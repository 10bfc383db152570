"""Who uses what a module makes on import: tests of functions that look into a table judge the table."""

from __future__ import annotations

import ast
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from tests.mutation.lines import number_groups

if TYPE_CHECKING:
    from collections.abc import Collection

    from tests.mutation.project import Project

Name = tuple[str, str]  # module, name; the name "" is the module itself


class Statement(NamedTuple):
    """A statement of a module: what it binds, and the groups of the functions that it defines."""

    names: set[Name]
    groups: set[int]
    is_function: bool


class Uses:
    """Where each name of a module is used.

    ``groups``: in statements of functions. ``tables``: on import, to make these other names. ``inside``: in
    the bodies of these functions and classes.
    """

    def __init__(self, project: Project, first: dict[str, int], early: Collection[int]) -> None:
        self.groups: dict[Name, set[int]] = defaultdict(set)
        self.tables: dict[Name, set[Name]] = defaultdict(set)
        self.inside: dict[Name, set[Name]] = defaultdict(set)
        self.statements: dict[tuple[str, int], Statement] = {}
        root = project.root / project.source
        for path in project.files():
            file = project.name(path)
            module = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
            tree = ast.parse(path.read_text("utf-8"))
            number_groups(tree)
            reader = _Reader(self, module, tree, first[file])
            for n, statement in enumerate(tree.body):
                self.statements[file, n] = reader.read(statement)
        # Only functions that run on import hand on what they use to tables.
        self.early = {
            name
            for found in self.statements.values()
            if not found.groups.isdisjoint(early)
            for name in found.names
        }

    def of(self, file: str, statement: int) -> set[int]:
        """The groups that use what this statement of the module makes, through however many other tables.

        Of a function: those that use what was made with it on import; its own are not among them.
        """
        start = self.statements[file, statement]
        return self._of([(name, not start.is_function) for name in start.names])

    def of_all(self, file: str) -> set[int]:
        """The groups that use anything that the module makes."""
        return self._of([(n, True) for at, s in self.statements.items() if at[0] == file for n in s.names])

    def names(self, file: str, statement: int) -> set[Name]:
        """The names that this statement binds, and those of all tables that are made of them."""
        start = self.statements[file, statement]
        return {name for name, _ in self._reached([(name, not start.is_function) for name in start.names])}

    def _of(self, stack: list[tuple[Name, bool]]) -> set[int]:
        return {group for name, table in self._reached(stack) if table for group in self.groups[name]}

    def _reached(self, stack: list[tuple[Name, bool]]) -> set[tuple[Name, bool]]:
        seen = set(stack)
        while stack:
            name, _ = stack.pop()
            new = {(table, True) for table in self.tables[name]}
            new |= {(function, False) for function in self.inside[name] & self.early}
            stack += new - seen
            seen |= new
        return seen


class _Reader:
    """Reads one module into ``Uses``."""

    def __init__(self, uses: Uses, module: str, tree: ast.Module, first: int) -> None:
        self.uses = uses
        self.module = module
        self.first = first
        self.imported = _imports(tree)

    def read(self, statement: ast.stmt) -> Statement:
        is_function = isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef)
        found = Statement({(self.module, name) for name in _bound(statement)}, set(), is_function)
        self._walk(statement, None, found)
        return found

    def _walk(self, node: ast.AST, group: int | None, found: Statement) -> None:
        if isinstance(node, ast.stmt) and hasattr(node, "group"):
            group = self.first + node.group
            found.groups.add(group)
        for name in self._names(node):
            if group is not None:
                self.uses.groups[name].add(group)
                self.uses.inside[name] |= found.names
            elif not found.is_function:
                self.uses.tables[name] |= found.names
        for child in ast.iter_child_nodes(node):
            self._walk(child, group, found)

    def _names(self, node: ast.AST) -> list[Name]:
        match node:
            case ast.Name(id=name, ctx=ast.Load()):
                return [self.imported.get(name, (self.module, name))]
            case ast.Attribute(value=ast.Name(id=name), attr=attr) if name in self.imported:
                module, inner = self.imported[name]
                return [(f"{module}.{inner}" if inner else module, attr)]
        return []


def _imports(tree: ast.Module) -> dict[str, Name]:
    """What each imported name stands for, wherever in the module it is imported."""
    found: dict[str, Name] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {alias.asname or alias.name: (node.module, alias.name) for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.asname: (alias.name, "") for alias in node.names if alias.asname}
    return found


def _bound(statement: ast.stmt) -> set[str]:
    """The names that a statement of a module binds."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {statement.name}
    return {n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
