"""All single changes of a module, each under a name that does not move with the lines."""

from __future__ import annotations

import ast
import hashlib
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from tests.mutation.edits import Edit, edits
from tests.mutation.lines import number_groups

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ENTRIES = 3  # of one table: a long one would crowd out the rest
_NO_TABLES = {"__all__", "__slots__"}

MODULE = "<module>"


class Change(NamedTuple):
    """One change. ``number`` finds it again in the same source, ``id`` in a later one.

    ``function`` is the outermost function whose body holds it (qualified name, first line), ``group`` the
    group of statements (see ``lines``), ``statement`` the number of the module's statement; ``function`` and
    ``group`` are None for what runs on import.
    """

    id: str
    file: str
    line: int
    kind: str
    where: str
    shown: str
    number: int
    group: int | None
    function: tuple[str, int] | None
    statement: int

    @property
    def label(self) -> str:
        """The change in one line; with the file it is the name under which a survivor is listed."""
        return f"{self.where}: [{self.kind}] {self.shown}"


class _Place(NamedTuple):
    """Where a node stands: how to put another in its place, and what is around it."""

    replace: Callable[[ast.AST], None]
    where: str
    group: int | None
    function: tuple[str, int] | None
    statement: int


def changes(file: str, source: str) -> list[Change]:
    """The changes of one file, in the order of the text. Of a table's entries only a few, of +-1 one."""
    seen: Counter[str] = Counter()
    found: list[tuple[int, int | None, Change]] = []
    for number, (edit, place) in enumerate(_all_edits(ast.parse(source))):
        shown = edit.shown or f"`{_text(edit.old)}` -> `{_text(edit.new)}`"
        name = f"{file}|{place.where}|{edit.kind}|{shown}"
        seen[name] += 1
        again = seen[name]
        if again > 1:
            shown += f" (no. {again})"
        change = Change(
            id=hashlib.sha256(f"{name}|{again}".encode()).hexdigest()[:12],
            file=file,
            line=getattr(edit.old, "lineno", 1),
            kind=edit.kind,
            where=place.where,
            shown=shown,
            number=number,
            group=place.group,
            function=place.function,
            statement=place.statement,
        )
        found.append((id(edit.old) if edit.choice is not None else -1 - number, edit.choice, change))
    return sorted(_few(found), key=lambda c: c.number)


def changed(source: str, number: int) -> ast.Module:
    """The syntax tree of the source with one change made."""
    tree = ast.parse(source)
    for n, (edit, place) in enumerate(_all_edits(tree)):
        if n == number:
            place.replace(ast.copy_location(edit.new, edit.old))
            return ast.fix_missing_locations(tree)
    raise IndexError(number)


def _few(found: list[tuple[int, int | None, Change]]) -> Iterator[Change]:
    """Of the edits of one node that are alike, the first by hash: so many of a table, one of a number."""
    found.sort(key=lambda f: f[0])
    for _, alike in groupby(found, key=lambda f: f[0]):
        members = sorted((change for _, _, change in alike), key=lambda c: c.id)
        yield from members[: 1 if members[0].kind == "const" else ENTRIES]


def _all_edits(tree: ast.Module) -> Iterator[tuple[Edit, _Place]]:
    number_groups(tree)
    for n, statement in enumerate(tree.body):
        yield from _walk(statement, _Place(_replacer(tree, "body", n), MODULE, None, None, n))


def _walk(node: ast.AST, at: _Place) -> Iterator[tuple[Edit, _Place]]:
    at = at._replace(group=getattr(node, "group", at.group))
    for edit in edits(node):
        yield edit, at if edit.old is node else at._replace(replace=_finder(node, edit.old))
    for field, value in ast.iter_fields(node):
        if not _wanted(node, field, value):
            continue
        inner = _inside(node, at, field)
        if isinstance(value, ast.AST):
            yield from _walk(value, inner._replace(replace=_replacer(node, field)))
        elif isinstance(value, list):
            for n, item in enumerate(value):
                if isinstance(item, ast.AST):
                    yield from _walk(item, inner._replace(replace=_replacer(node, field, n)))


def _inside(node: ast.AST, at: _Place, field: str) -> _Place:
    match node:
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return at._replace(where=name) if at.where == MODULE else at
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            at = at._replace(where=name if at.where == MODULE else f"{at.where}.{name}")
            if at.function is None and field == "body" and not isinstance(node, ast.ClassDef):
                first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
                return at._replace(function=(at.where, first))
    return at


def _wanted(node: ast.AST, field: str, value: object) -> bool:
    """Not what is no behaviour: annotations, decorators, imports for type checkers, what ``zip`` asserts."""
    if field in {"annotation", "returns", "decorator_list", "type_params"}:
        return False
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return False
    if isinstance(node, ast.keyword) and node.arg == "strict":
        return False
    if isinstance(node, ast.Assign) and any(getattr(t, "id", None) in _NO_TABLES for t in node.targets):
        return False
    if isinstance(node, ast.Slice):  # its bounds are changed as bounds
        return not isinstance(value, ast.Constant | ast.UnaryOp)
    if isinstance(node, ast.Subscript) and field == "slice":
        return not isinstance(value, ast.Tuple)  # of types
    return True


def _replacer(parent: ast.AST, field: str, index: int | None = None) -> Callable[[ast.AST], None]:
    def replace(new: ast.AST) -> None:
        if index is None:
            setattr(parent, field, new)
        else:
            getattr(parent, field)[index] = new

    return replace


def _finder(parent: ast.AST, child: ast.AST) -> Callable[[ast.AST], None]:
    """For an edit of a node's child: whichever place it has."""
    for field, value in ast.iter_fields(parent):
        if value is child:
            return _replacer(parent, field)
        if isinstance(value, list):
            for n, item in enumerate(value):
                if item is child:
                    return _replacer(parent, field, n)
    raise LookupError(field)


def _text(node: ast.AST) -> str:
    """The node in one short line."""
    if isinstance(node, ast.Pass):
        return "pass"
    text = " ".join(ast.unparse(ast.fix_missing_locations(node)).split())
    return text if len(text) <= 160 else text[:157] + "..."
