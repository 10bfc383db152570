"""What the package says to users has the field's words: every string of its source that they may read."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.words import stumbles

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).parents[1] / "lint" / "wflint"

# Strings with such a word that no user reads: (module, string) -> what it is.
NOT_SAID: dict[tuple[str, str], str] = {
    ("picture/png.py", "a PNG needs the pictures extra: pip install 'wflint[pictures]'"): "an extra's name",
}

_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def said(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of the strings in a source that may be shown: all but docstrings.

    Docstrings of commands are shown, as help. What an f-string fills in reads as ``...``.
    """
    tree = ast.parse(source)
    silent = {id(node) for owner in ast.walk(tree) if (node := _docstring(owner)) is not None}
    yield from _texts(tree, silent)


def _docstring(owner: ast.AST) -> ast.Constant | None:
    """The docstring of a module, class or function; None of a command's."""
    if not isinstance(owner, _DOCUMENTED) or not owner.body or ast.get_docstring(owner) is None:
        return None
    if isinstance(owner, ast.FunctionDef) and any(_makes_command(d) for d in owner.decorator_list):
        return None
    first = owner.body[0]
    assert isinstance(first, ast.Expr)
    assert isinstance(first.value, ast.Constant)
    return first.value


def _makes_command(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(called, ast.Attribute) and called.attr in ("command", "group")


def _texts(node: ast.AST, silent: set[int]) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.JoinedStr):
        parts = [v.value if isinstance(v, ast.Constant) else "..." for v in node.values]
        yield node.lineno, "".join(map(str, parts))
        inner: list[ast.AST] = [v for v in node.values if not isinstance(v, ast.Constant)]
    else:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield node.lineno, node.value
        inner = list(ast.iter_child_nodes(node))
    for child in inner:
        yield from _texts(child, silent)


def _module(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=_module)
def test_a_module_says_it_in_the_field_s_words(path: Path) -> None:
    module = _module(path)
    wrong = [
        (line, text, found)
        for line, text in said(path.read_text("utf-8"))
        if (found := stumbles(text.replace("<circle", "<"))) and (module, text) not in NOT_SAID
    ]
    assert wrong == []


def test_what_is_excepted_is_there() -> None:
    for module, text in NOT_SAID:
        assert text in {t for _, t in said((PACKAGE / module).read_text("utf-8"))}
        assert stumbles(text)


def test_what_counts_as_said() -> None:
    source = '''
"""a circle"""
@click.command("x")
def run():
    """Shown: {x}."""
    fail(f'"{name}" is {"no" if x else "one"} more', "a" " picture")
def other():
    """a picture"""
'''
    assert {text for _, text in said(source)} == {
        "x",
        "Shown: {x}.",
        '"..." is ... more',
        "no",
        "one",
        "a picture",
    }
    assert sum(text == "a picture" for _, text in said(source)) == 1  # the one that is no docstring
    assert stumbles("a circle and a picture") == [("picture", "image"), ("circle", "cycle")]
    assert stumbles('"the picture" of theirs') == []
    assert stumbles("ValueError: There are no submodels") == []
