"""What Python imports when InvokeAI loads a pack: which of its modules, and which names of InvokeAI's.

InvokeAI imports the ``__init__.py`` of a folder and nothing else; nodes of modules that it does not import,
also by way of others, are not there.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from wflint.catalogue.packs.scan.modules import top_level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.catalogue.packs.scan.modules import Module, PackSource

# A pack that calls one of these imports what it finds as it runs.
_DYNAMIC: Final = frozenset(
    {"import_module", "__import__", "exec", "exec_module", "iter_modules", "walk_packages"}
)


def imported_modules(pack: PackSource) -> set[str] | None:
    """The names of the modules that are imported with the pack; None where its source does not tell."""
    if "" not in pack.modules:
        return None
    found: set[str] = set()
    todo = [""]
    while todo:
        name = todo.pop()
        if name in found or name not in pack.modules:
            continue
        found.add(name)
        parent = name.rpartition(".")[0]
        if parent:
            todo.append(parent)  # a package is imported before its modules
        module = pack.modules[name]
        if _imports_dynamically(module):
            return None
        todo.extend(_imported_by(module, pack))
    return found


def _imports_dynamically(module: Module) -> bool:
    for node in ast.walk(module.source.tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in _DYNAMIC:
                return True
    return False


def _imported_by(module: Module, pack: PackSource) -> Iterator[str]:
    for statement, _ in top_level(module.source.tree.body):
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                name, of_pack = pack.absolute(alias.name)
                if of_pack:
                    yield name
        elif isinstance(statement, ast.ImportFrom):
            name, of_pack = module.imported_from(statement)
            if of_pack:
                yield name
                for alias in statement.names:
                    yield f"{name}.{alias.name}" if name else alias.name


def invokeai_names(pack: PackSource, modules: set[str] | None) -> list[str]:
    """InvokeAI's dotted names without which importing the pack fails.

    Not those under ``try`` or for type checkers, nor those that only a call needs.
    """
    found: set[str] = set()
    for name, module in pack.modules.items():
        if modules is None or name in modules:
            for statement in _surely_run(module.source.tree.body):
                if isinstance(statement, ast.Import):
                    found.update(a.name for a in statement.names)
                elif isinstance(statement, ast.ImportFrom) and not statement.level:
                    names = [f".{a.name}" if a.name != "*" else "" for a in statement.names]
                    found.update(f"{statement.module}{n}" for n in names)
    return sorted(name for name in found if name.partition(".")[0] == "invokeai")


def _surely_run(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in body:
        if isinstance(statement, ast.With):
            yield from (s for s in statement.body if isinstance(s, (ast.Import, ast.ImportFrom)))
        else:
            yield statement
