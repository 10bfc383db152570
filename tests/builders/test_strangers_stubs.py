"""Strangers' text in stubs: literals and checked identifiers, never code."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders.strangers import NASTY, NUMBERS, QUICK, TEXT, VALUES
from wflint.builders.source_text import numbered, python_name
from wflint.builders.stubs import module_text, stub_text
from wflint.catalogue.saved import from_document

TYPES = st.recursive(
    st.sampled_from(["int", "float", "str", "bool", "any", "null", "object"])
    | st.fixed_dictionaries({"ref": TEXT})
    | st.fixed_dictionaries({"enum": st.lists(TEXT | NUMBERS, max_size=5)}),
    lambda inner: (
        st.fixed_dictionaries({"list": inner})
        | st.fixed_dictionaries({"union": st.lists(inner, min_size=1, max_size=3)})
        | st.fixed_dictionaries({"dict": inner})
    ),
    max_leaves=4,
)
INPUTS = st.dictionaries(
    TEXT,
    st.fixed_dictionaries(
        {"t": TYPES}, optional={"d": VALUES, "req": st.booleans(), "ui": TEXT, "title": TEXT}
    ),
    max_size=4,
)
OUTPUTS = st.dictionaries(TEXT, st.fixed_dictionaries({"t": TYPES}, optional={"ui": TEXT}), max_size=3)
NODES = st.fixed_dictionaries(
    {"type": TEXT, "inputs": INPUTS, "outputs": OUTPUTS},
    optional={
        "title": TEXT,
        "version": TEXT,
        "class": TEXT,
        "pack": TEXT,
        "out": TEXT,
        "extra": st.booleans(),
    },
)
MODELS = st.fixed_dictionaries(
    {"model": TEXT},
    optional={
        "fields": st.dictionaries(TEXT, TYPES, max_size=3),
        "enum": st.lists(TEXT | NUMBERS, max_size=4),
        "required": st.lists(TEXT, max_size=2),
    },
)


@st.composite
def catalogues(draw: st.DrawFn) -> dict[str, Any]:
    nodes = draw(st.lists(NODES, max_size=4, unique_by=lambda n: n["type"]))
    models = draw(st.lists(MODELS, max_size=4, unique_by=lambda m: m["model"]))
    return {"wflint_catalogue": 1, "version": "6.14.2", "source": None, "nodes": nodes, "models": models}


STATEMENTS = (ast.ImportFrom, ast.ClassDef, ast.FunctionDef, ast.AnnAssign, ast.Assign, ast.Expr)
TYPE_PARTS = (
    ast.Name,
    ast.Subscript,
    ast.BinOp,
    ast.BitOr,
    ast.Constant,
    ast.Tuple,
    ast.Load,
    ast.UnaryOp,
    ast.USub,
)


def assert_stub(text: str) -> ast.Module:
    """Imports of wflint and typing, classes, methods without a body, and annotations; each name once."""
    tree = ast.parse(text)
    assert_declarations(tree.body)
    return tree


def assert_declarations(body: list[ast.stmt]) -> None:
    names: list[str] = []
    for statement in body:
        assert isinstance(statement, STATEMENTS), ast.unparse(statement)
        if isinstance(statement, ast.ImportFrom):
            assert (statement.module or "").split(".")[0] in ("wflint", "typing", "collections")
            names += [each.asname or each.name for each in statement.names]
        elif isinstance(statement, ast.ClassDef):
            names.append(statement.name)
            assert not statement.decorator_list
            assert not statement.keywords
            for base in statement.bases:
                assert_type(base)
            assert_declarations(statement.body)
        elif isinstance(statement, ast.FunctionDef):
            names.append(statement.name)
            assert [ast.unparse(each) for each in statement.decorator_list] in ([], ["property"])
            assert len(statement.body) == 1
            (only,) = statement.body
            assert isinstance(only, ast.Expr)
            assert isinstance(only.value, ast.Constant)
            arguments = statement.args
            every = [
                *arguments.posonlyargs,
                *arguments.args,
                *arguments.kwonlyargs,
                *filter(None, [arguments.kwarg]),
            ]
            for each in [*every, statement]:
                annotation = each.returns if isinstance(each, ast.FunctionDef) else each.annotation
                if annotation is not None:
                    assert_type(annotation)
            for default in [*arguments.defaults, *filter(None, arguments.kw_defaults)]:
                ast.literal_eval(default)
        elif isinstance(statement, ast.AnnAssign):
            assert isinstance(statement.target, ast.Name)
            names.append(statement.target.id)
            assert_type(statement.annotation)
            if statement.value is not None:
                assert ast.unparse(statement.annotation) == "TypeAlias"
                assert_type(statement.value)
        elif isinstance(statement, ast.Assign):
            assert ast.unparse(statement) == "F = TypeVar('F', bound=str, contravariant=True)"
            names.append("F")
        else:
            assert isinstance(statement, ast.Expr)
            assert isinstance(statement.value, ast.Constant)
    assert all(re.fullmatch("[A-Za-z_][A-Za-z0-9_]*", name) for name in names)
    assert len(names) == len(set(names)), names


def assert_type(node: ast.expr) -> None:
    for part in ast.walk(node):
        assert isinstance(part, TYPE_PARTS), ast.unparse(node)


@given(document=catalogues(), target=TEXT)
@QUICK
def test_stubs_declare_and_nothing_else(document: dict[str, Any], target: str) -> None:
    catalogue = from_document(document, "nodes.json")
    tree = assert_stub(stub_text(catalogue, target))
    workflow = tree.body[-1]
    assert isinstance(workflow, ast.ClassDef)
    assert workflow.name == "Workflow"
    methods = {f.name: f for f in workflow.body if isinstance(f, ast.FunctionDef)}
    assert ast.literal_eval(methods["__init__"].args.defaults[0]) == (target or "latest")
    for node in document["nodes"]:
        method = methods.get(python_name(node["type"]) or "")
        if method is not None:
            for argument in method.args.kwonlyargs[: len(node["inputs"])]:
                assert argument.arg in {
                    *node["inputs"],
                    "id",
                    "label",
                    "notes",
                    "is_intermediate",
                    "use_cache",
                    "ignore",
                }
            assert isinstance(method.returns, ast.Subscript)
            if node["inputs"] and not node.get("extra"):
                assert literals(method.returns.slice) == [*node["inputs"]]
            said = ast.literal_eval(method.body[0].value)  # type: ignore[attr-defined]
            assert said.startswith(node.get("title", node["type"]))


def literals(node: ast.expr) -> list[Any]:
    assert isinstance(node, ast.Subscript)
    assert ast.unparse(node.value) == "Literal"
    found = ast.literal_eval(node.slice)
    return list(found) if isinstance(found, tuple) else [found]


@given(document=catalogues(), target=TEXT)
@QUICK
def test_the_module_of_stubs_names_its_target(document: dict[str, Any], target: str) -> None:
    catalogue = from_document(document, "nodes.json")
    tree = ast.parse(module_text(catalogue, target))
    *_, workflow = tree.body
    assert isinstance(workflow, ast.ClassDef)
    init = workflow.body[1]
    assert isinstance(init, ast.FunctionDef)
    (default,) = init.args.defaults
    texts = [c.value for c in ast.walk(default) if isinstance(c, ast.Constant)]
    assert texts == [target]
    calls = {ast.unparse(c) for c in ast.walk(tree) if isinstance(c, ast.Call)}
    assert len(calls) <= 4
    assert not any("os" in call.split("(")[0] for call in calls)
    kinds = {type(s) for s in tree.body}
    assert kinds == {ast.Expr, ast.ImportFrom, ast.ClassDef}


@pytest.mark.parametrize(
    "version", [v for v in NASTY if not re.fullmatch("[0-9A-Za-z][\\w.+-]{0,63}", v, re.A)]
)
def test_a_version_that_is_none_is_refused_and_never_written(version: str) -> None:
    document = {"wflint_catalogue": 1, "version": version, "source": None, "nodes": [], "models": []}
    if version:
        with pytest.raises(ValueError, match="is not a valid release"):
            from_document(document, "nodes.json")
    catalogue = from_document({**document, "version": None}, "nodes.json")
    catalogue.version = version
    assert "(unknown)" in module_text(catalogue, "a.json")
    assert "(unknown)" in stub_text(catalogue)
    assert numbered("6.15.0.dev1+g1a2b") == "6.15.0.dev1+g1a2b"


@pytest.mark.parametrize("place", ["type", "title", "version", "class", "pack", "category", "out"])
def test_a_text_that_is_none_is_a_damaged_catalogue(place: str) -> None:
    node = {"type": "a", "inputs": {}, "outputs": {}, place: 5}
    document = {"wflint_catalogue": 1, "version": None, "nodes": [node], "models": []}
    with pytest.raises(ValueError, match="damaged catalogue"):
        from_document(document, "nodes.json")
