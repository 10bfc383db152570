"""What a name in a pack's module stands for: a class of the pack, an expression, something from outside."""

from __future__ import annotations

import ast
import enum
import typing
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wflint.catalogue.packs.scan.files import ParsedFile

# Packs for 3.0 were files in InvokeAI's own folder and import neighbours there: `from .image import X`.
_ABOVE: Final = "invokeai.app.invocations"
# What `from x import *` brings along, of Python's own modules that packs import so.
_KNOWN_STARS: Final = {"typing": frozenset(typing.__all__), "enum": frozenset(enum.__all__)}
_LONGEST_CHAIN: Final = 40  # imports of imports, aliases of aliases


class Expression(NamedTuple):
    """An expression and the module whose names it uses."""

    module: Module
    node: ast.expr


class PackClass(NamedTuple):
    """A class that the pack defines."""

    module: Module
    node: ast.ClassDef


class PackFunction(NamedTuple):
    """A function that the pack defines."""

    module: Module
    node: ast.FunctionDef | ast.AsyncFunctionDef


class Outside(NamedTuple):
    """Something of another package, by its own dotted name; what it is called in the pack does not count."""

    dotted: str

    @property
    def name(self) -> str:
        """The last part."""
        return self.dotted.rpartition(".")[2]

    @property
    def is_invokeai(self) -> bool:
        """Whether it is InvokeAI's."""
        return self.dotted.partition(".")[0] == "invokeai"


class _Imported(NamedTuple):
    module: str  # absolute in the pack, or of another package
    name: str | None  # None for the module itself
    of_pack: bool


class Module:
    """One module: what its top level binds, statements under ``if``, ``try``, ``with`` and ``for`` included.

    A later binding replaces an earlier one, but those of ``else`` and ``except`` only fill in: they are for
    environments where the first way does not work.
    """

    def __init__(self, source: ParsedFile, pack: PackSource) -> None:
        self.source = source
        self.pack = pack
        self.bound: dict[str, _Imported | ast.expr | ast.ClassDef | PackFunction] = {}
        self.stars: list[
            tuple[str, bool]
        ] = []  # modules of `from x import *`, and whether they are the pack's
        self.classes: list[PackClass] = []
        self._rebound, self._mutated = _changed_names(source.tree)  # their first value is not their last
        for statement, second in top_level(source.tree.body):
            self._bind(statement, second)

    def _bind(self, statement: ast.stmt, second: bool) -> None:
        if isinstance(statement, ast.ClassDef):
            self.classes.append(PackClass(self, statement))
            self._set(statement.name, statement, second)
        elif isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            self._set(statement.name, PackFunction(self, statement), second)
        elif isinstance(statement, ast.Assign):
            for target in statement.targets:
                if isinstance(target, ast.Name):
                    self._set(target.id, statement.value, second)
        elif isinstance(statement, ast.AnnAssign):
            if isinstance(statement.target, ast.Name) and statement.value is not None:
                self._set(statement.target.id, statement.value, second)
        elif isinstance(statement, ast.Import):
            for alias in statement.names:
                name, of_pack = self.pack.absolute(alias.name)
                if alias.asname is None and "." in alias.name:
                    head = alias.name.partition(".")[0]
                    self._set(head, _Imported(*_head(name, of_pack, head)), second)
                else:
                    self._set(alias.asname or alias.name, _Imported(name, None, of_pack), second)
        elif isinstance(statement, ast.ImportFrom):
            name, of_pack = self.imported_from(statement)
            for alias in statement.names:
                if alias.name == "*":
                    self.stars.append((name, of_pack))
                else:
                    self._set(alias.asname or alias.name, _Imported(name, alias.name, of_pack), second)

    def _set(
        self, name: str, value: _Imported | ast.expr | ast.ClassDef | PackFunction, second: bool
    ) -> None:
        if isinstance(value, ast.expr) and isinstance(self.bound.get(name), ast.expr):
            self._rebound.add(name)
        if second:
            self.bound.setdefault(name, value)
        else:
            self.bound[name] = value

    def is_sure(self, name: str) -> bool:
        """Whether a name always stands for what it is bound to. Of a type no statement changes a part."""
        is_type = isinstance(self.bound.get(name), ast.Subscript)
        return name not in self._rebound and (is_type or name not in self._mutated)

    def imported_from(self, statement: ast.ImportFrom) -> tuple[str, bool]:
        """The module that a statement imports from, and whether it is the pack's own."""
        if not statement.level:
            return self.pack.absolute(statement.module or "")
        here = self.source.module.split(".") if self.source.module else []
        up = statement.level - (1 if self.source.is_package else 0)
        if up > len(here):
            return f"{_ABOVE}.{statement.module or ''}", False
        parts = here[: len(here) - up] + (statement.module.split(".") if statement.module else [])
        return ".".join(parts), True


def _head(name: str, of_pack: bool, head: str) -> tuple[str, None, bool]:
    return (name.partition(".")[0] if of_pack and name.startswith(f"{head}.") else head, None, False)


class PackSource:
    """All modules of a pack. ``folder`` is the name of its folder, under which InvokeAI imports it."""

    def __init__(self, sources: Sequence[ParsedFile], folder: str) -> None:
        self.folder = folder
        self._names = {source.module for source in sources}
        self.modules = {source.module: Module(source, self) for source in sources}

    def absolute(self, dotted: str) -> tuple[str, bool]:
        """A module by the name in an import without dots, and whether the pack has it.

        Packs import their own modules by the folder's name, or put their folder on the path.
        """
        head, _, rest = dotted.partition(".")
        if head == self.folder and (not rest or rest in self._names):
            return rest, True
        return dotted, dotted != "" and dotted in self._names

    def find(self, node: ast.expr, module: Module) -> Found:
        """What a name, or a name with attributes, stands for; None where nobody can tell."""
        names: list[str] = []
        while isinstance(node, ast.Attribute):
            names.append(node.attr)
            node = node.value
            if len(names) > _LONGEST_CHAIN:
                return None
        if not isinstance(node, ast.Name):
            return None
        found = self.look_up(module, node.id)
        for name in reversed(names):
            if isinstance(found, Module):
                found = self.look_up(found, name)
            elif isinstance(found, Outside):
                found = Outside(f"{found.dotted}.{name}")
            else:
                return None
        return found

    def look_up(self, module: Module, name: str) -> Found:
        """What a module calls by that name, through imports and aliases."""
        for _ in range(_LONGEST_CHAIN):
            bound = module.bound.get(name)
            if isinstance(bound, ast.ClassDef):
                return PackClass(module, bound)
            if isinstance(bound, ast.expr) and not module.is_sure(name):
                return None
            if isinstance(bound, (PackFunction, type(None))):
                return bound or self._by_star(module, name)
            if isinstance(bound, _Imported):
                if not bound.of_pack:
                    return Outside(bound.module if bound.name is None else f"{bound.module}.{bound.name}")
                if bound.name is None:
                    return self.modules.get(bound.module)
                inner = f"{bound.module}.{bound.name}" if bound.module else bound.name
                there = self.modules.get(bound.module)
                if there is None or (bound.name not in there.bound and inner in self.modules):
                    return self.modules.get(inner) or Outside(f"{_ABOVE}.{inner}")
                module, name = there, bound.name
            elif isinstance(bound, ast.Name) and bound.id != name:
                name = bound.id
            elif isinstance(bound, ast.Attribute):
                return self._attribute(bound, module)
            else:
                return Expression(module, bound)
        return None

    def _attribute(self, node: ast.Attribute, module: Module) -> Found:
        head: ast.expr = node
        names = 0
        while isinstance(head, ast.Attribute) and names <= _LONGEST_CHAIN:
            head = head.value
            names += 1
        # Only through an import: `x = x.y` would lead back here.
        if isinstance(head, ast.Name) and isinstance(module.bound.get(head.id), _Imported):
            found = self.find(node, module)
            if found is not None:
                return found
        return Expression(module, node)

    def _by_star(self, module: Module, name: str) -> Found:
        """The name through ``from x import *``; of InvokeAI's modules it may be anything."""
        seen = {module.source.module}
        todo = list(reversed(module.stars))
        outside = None
        while todo and len(seen) <= _LONGEST_CHAIN:
            dotted, of_pack = todo.pop(0)
            if not of_pack:
                if dotted in _KNOWN_STARS and name in _KNOWN_STARS[dotted]:
                    return Outside(f"{dotted}.{name}")
                if dotted.partition(".")[0] == "invokeai":
                    outside = outside or Outside(f"{dotted}.{name}")
                continue
            there = self.modules.get(dotted)
            if there is None or dotted in seen:
                continue
            seen.add(dotted)
            if name in there.bound:
                return self.look_up(there, name)
            todo.extend(there.stars)
        return outside if name[:1].isupper() or name.startswith("invocation") else None


Found = PackClass | PackFunction | Expression | Outside | Module | None


_CHANGES: Final = frozenset(
    {"append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse", "add", "discard"}
    | {"update", "setdefault", "popitem", "difference_update", "intersection_update"}
)


def _changed_names(tree: ast.Module) -> tuple[set[str], set[str]]:
    """Names that a module binds again (``X += 1``), and those whose parts it changes (``X.append(1)``)."""
    rebound: set[str] = set()
    mutated: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            rebound.update(node.names)
        elif isinstance(node, ast.AugAssign):
            rebound.add(getattr(node.target, "id", ""))
        elif isinstance(node, ast.Subscript):
            if not isinstance(node.ctx, ast.Load):
                mutated.add(getattr(node.value, "id", ""))
        elif isinstance(node, ast.Attribute) and node.attr in _CHANGES:
            mutated.add(getattr(node.value, "id", ""))
    return rebound, mutated


def top_level(body: Sequence[ast.stmt]) -> Iterator[tuple[ast.stmt, bool]]:
    """The statements that run when a module is imported, each with whether it is a second choice
    (``else``, ``except``)."""
    todo: list[tuple[ast.stmt, bool]] = [(statement, False) for statement in reversed(body)]
    while todo:
        statement, second = todo.pop()
        if isinstance(statement, (ast.If, ast.For, ast.While)):
            inner = [(s, second) for s in statement.body] + [(s, True) for s in statement.orelse]
        elif isinstance(statement, ast.With):
            inner = [(s, second) for s in statement.body]
        elif isinstance(statement, (ast.Try, ast.TryStar)):
            inner = [(s, second) for s in (*statement.body, *statement.orelse)]
            inner += [(s, True) for handler in statement.handlers for s in handler.body]
            inner += [(s, second) for s in statement.finalbody]
        else:
            yield statement, second
            continue
        todo.extend(reversed(inner))
