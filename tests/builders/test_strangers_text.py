"""Strangers' text in Python that wflint writes: literals and checked identifiers, never code."""

from __future__ import annotations

import ast
import json
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders.decompiled import canonical, edge_order, run
from wflint.builders import product
from wflint.builders.decompile import DecompileError, decompile
from wflint.builders.product import Product, method_name
from wflint.builders.source_text import comment, literal, numbered, python_name, quoted
from wflint.builders.stubs import module_text, stub_text
from wflint.catalogue.saved import from_document, read_file
from wflint.catalogue.store import latest_release
from wflint.document import Document, Kind, Source
from wflint.graph.reading.read import read_document

if TYPE_CHECKING:
    from pathlib import Path

RUN = '__import__("os").abort()'
NASTY = (
    f'"""; {RUN}; """',
    f"'''; {RUN}; '''",
    f'"; {RUN} #',
    f"\n{RUN}\n",
    f"\r{RUN}",
    f"\u2028{RUN}\x85{RUN}\x0c{RUN}",
    f"): ...\n{RUN}\nclass X(",
    f"a: {RUN}",
    f"x] = {RUN}; y: Literal[",
    "\\",
    '\\"',
    "\\'",
    "'\"",
    '"',
    "'",
    '"""',
    "\\N{BULLET}",
    "{0}",
    "%s",
    "",
    " ",
    "\t",
    "\0",
    "\x1b[31m",
    "\ufeff",
    "\ud800",
    "\udc9b",
    "\U000e0001",
    "\u202e",
    "\U000e0100",
    "class",
    "None",
    "True",
    "if",
    "if_",
    "__debug__",
    "__import__",
    "__class__",
    "_",
    "match",
    "print",
    "self",
    "cls",
    "\ufb01",
    "fi",
    "\u212a",
    "K",
    "\u2163",
    "\u0430",
    "a",
    "\xaa",
    "\xe9",
    "\u0435\u0301",
    "x" * 300,
    "9",
    "9a",
    "a-b",
    "a_b",
    "a b",
    "a.b",
    "Any",
    "Literal",
    "Workflow",
    "Node",
    "Product",
    "ModelRef",
    "NULL",
    "UNSET",
    "wf",
    "build",
    "float",
    "Str",
    "F",
    "Output",
    "NodeOutput",
    "Unset",
    "TypedDict",
    "property",
    "inputs",
    "type",
    "id",
    "label",
    "notes",
    "set",
    "out",
    "field",
    "form",
    "catalogue",
    "strict",
    "name",
    "node",
    "edge",
    "item",
    "collection",
    "tags",
    "to_graph",
    "is_intermediate",
    "use_cache",
    "mro",
    "keys",
    "value",
    "string",
    "collect",
    "SourceOutput",
    "latest",
)
TEXT = st.sampled_from(NASTY) | st.text(max_size=8)
NUMBERS = st.sampled_from([0, -1, 10**4000, -(10**4299), True, False, 1.5, -0.0, 1e308, 5e-324])
LEAVES = st.none() | TEXT | NUMBERS
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=5
)
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


QUICK = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
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


# -- documents ---------------------------------------------------------------------------------------


NAMES = st.sampled_from(NASTY) | st.text(max_size=6)
KNOWN = st.sampled_from(
    ["string", "collect", "integer", "image", "if", "if_", "class", "strict", "self", "iterate", "noise"]
)


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, Any]:
    """A graph with strange words everywhere; of what builders keep, so that it can come back."""
    ids = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    fields = st.dictionaries(
        NAMES.filter(lambda n: n not in ("id", "type", "is_intermediate", "use_cache")), VALUES, max_size=4
    )
    nodes = {i: {**draw(fields), "id": i, "type": draw(KNOWN | NAMES.filter(bool))} for i in ids}
    ends = st.tuples(st.sampled_from(ids), NAMES, st.sampled_from(ids), NAMES)
    edges = draw(st.lists(ends, max_size=4, unique=True))
    return {
        "id": draw(NAMES),
        "nodes": nodes,
        "edges": [
            {"source": {"node_id": a, "field": b}, "destination": {"node_id": c, "field": d}}
            for a, b, c, d in edges
        ],
    }


STRANGE: dict[str, Any] = {
    "wflint_catalogue": 1,
    "version": "6.14.2",
    "source": None,
    "models": [],
    "nodes": [
        {
            "type": t,
            "inputs": {**{n: {"t": "any"} for n in NASTY if n not in ("id", "type")}},
            "outputs": {n: {"t": "any"} for n in NASTY},
            "extra": True,
        }
        for t in ("if", "if_", "class", "strict", "self", "\ufb01", "fi", *NASTY[:6])
    ],
}


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue file whose nodes, inputs and outputs have the names."""
    path = tmp_path_factory.mktemp("strange") / "nodes'\n\".json"
    path.write_text(json.dumps(STRANGE), "utf-8")
    return path


CODE = (
    ast.Module,
    ast.Expr,
    ast.ImportFrom,
    ast.alias,
    ast.FunctionDef,
    ast.arguments,
    ast.Return,
    ast.Assign,
    ast.Call,
    ast.keyword,
    ast.Name,
    ast.Load,
    ast.Store,
    ast.Attribute,
    ast.Constant,
    ast.List,
    ast.Dict,
    ast.UnaryOp,
    ast.USub,
    ast.With,
    ast.withitem,
    ast.If,
    ast.Compare,
    ast.Eq,
    ast.Subscript,
    ast.Pass,
    ast.Tuple,
)
CALLED = re.compile(
    r"Workflow|ModelRef|float|build|print|build\(\)\.(to_json|to_batch)|body\['batch'\]\.update"
    r"|wf\.[a-z]\w*|wf\.form\.(row|column|heading|text|divider|field)|\w+\.(out|set|field)",
    re.ASCII,
)


def assert_builds(code: str) -> None:
    """Nothing but calls of builders, with literals."""
    tree = ast.parse(code)
    for node in ast.walk(tree):
        assert isinstance(node, CODE), ast.dump(node)
        if isinstance(node, ast.Call):
            assert CALLED.fullmatch(ast.unparse(node.func)), ast.unparse(node)[:200]
        elif isinstance(node, ast.ImportFrom):
            assert node.module in ("wflint", "typing")
        elif isinstance(node, (ast.Name, ast.keyword)):
            name = node.id if isinstance(node, ast.Name) else node.arg
            assert name is None or name.isascii()


@given(graph=graphs())
@settings(QUICK, max_examples=40)
def test_graphs_come_back(graph: dict[str, Any], target: Path) -> None:
    catalogue = read_file(target)
    document = Document(Kind.GRAPH, graph, Source("", ""))
    if read_document(document)[1]:
        with pytest.raises(DecompileError):
            decompile(document, catalogue)
        return
    code = decompile(document, catalogue)
    assert_builds(code)
    made = run(code).to_graph()
    assert canonical(made) == canonical(graph)
    assert edge_order(made) == edge_order(graph)


@given(data=st.data())
@QUICK
def test_enqueue_bodies_come_back(data: st.DataObject, target: Path) -> None:
    groups = data.draw(
        st.lists(
            st.lists(
                st.fixed_dictionaries(
                    {
                        "node_path": NAMES,
                        "field_name": NAMES,
                        "items": st.lists(LEAVES, min_size=1, max_size=2),
                    }
                ),
                max_size=2,
            ),
            max_size=2,
        )
    )
    graph = {"id": "g", "nodes": {"a": {"id": "a", "type": "string", "value": "x"}}, "edges": []}
    batch = {
        "graph": graph,
        "runs": 2,
        "data": groups,
        "origin": data.draw(NAMES),
        "destination": data.draw(NAMES),
    }
    code = decompile(Document(Kind.BATCH, batch, Source("", "")), read_file(target))
    assert_builds(code)
    names: dict[str, Any] = {"__name__": "decompiled"}
    exec(compile(code, "decompiled.py", "exec"), names)
    made = names["enqueue"]()["batch"]
    assert {k: made[k] for k in ("data", "runs", "origin", "destination")} == {
        k: batch[k] for k in ("data", "runs", "origin", "destination")
    }


@given(data=st.data())
@QUICK
def test_texts_of_workflows_come_back(data: st.DataObject, target: Path) -> None:
    draw = data.draw
    field = {"name": "value", "label": draw(NAMES), "description": draw(NAMES), "value": draw(NAMES)}
    node = {
        "id": draw(NAMES.filter(str.strip)),
        "type": "string",
        "label": draw(NAMES),
        "notes": draw(NAMES),
        "version": "1.0.1",
        "isOpen": True,
        "isIntermediate": True,
        "useCache": True,
        "inputs": {"value": field},
    }
    content = [draw(NAMES), draw(NAMES)]
    root = {"id": "r", "type": "container", "data": {"layout": "column", "children": ["t", "h", "f"]}}
    where = {"nodeId": node["id"], "fieldName": "value"}
    elements = {
        "r": root,
        "t": {"id": "t", "type": "text", "parentId": "r", "data": {"content": content[0]}},
        "h": {"id": "h", "type": "heading", "parentId": "r", "data": {"content": content[1]}},
        "f": {
            "id": "f",
            "type": "node-field",
            "parentId": "r",
            "data": {
                "fieldIdentifier": where,
                "showDescription": True,
                "settings": {"type": draw(NAMES), draw(NAMES): draw(VALUES)},
            },
        },
    }
    texts = {
        name: draw(NAMES) for name in ("name", "author", "description", "version", "contact", "tags", "notes")
    }
    flow = {
        **texts,
        "meta": {"version": "3.0.0", "category": "user"},
        "exposedFields": [where],
        "edges": [],
        "nodes": [
            {"id": node["id"], "type": "invocation", "position": {"x": 0, "y": 0}, "data": node},
            {
                "id": "note",
                "type": "notes",
                "position": {"x": 0, "y": 0},
                "data": {
                    "id": "note",
                    "type": "notes",
                    "label": draw(NAMES),
                    "notes": draw(NAMES),
                    "isOpen": True,
                },
            },
        ],
        "form": {"rootElementId": "r", "elements": elements},
    }
    from wflint.catalogue.store import open_release

    code = decompile(Document(Kind.WORKFLOW, flow, Source("", ""), version="3.0.0"), open_release("6.14.2"))
    assert_builds(code)
    built = run(code)
    made = built.to_workflow()
    assert {name: made[name] for name in texts} == texts
    if node["id"] != "note":
        (again,) = made["nodes"]
        assert again["data"]["inputs"]["value"]["value"] == field["value"]
        assert (again["data"]["label"], again["data"]["notes"]) == (node["label"], node["notes"])
        shown = [
            e["data"].get("content") for e in made["form"]["elements"].values() if "content" in e["data"]
        ]
        assert shown == content


def test_deep_texts_are_refused() -> None:
    """Python's parser has an end; that of a file is later."""
    deep: Any = []
    for _ in range(150):
        deep = [deep]
    graph = {"id": "g", "nodes": {"a": {"id": "a", "type": "string", "value": "x"}}, "edges": []}
    batch = {"graph": graph, "runs": 1, "data": [[{"node_path": "a", "field_name": "b", "items": deep}]]}
    for document in (
        Document(Kind.BATCH, batch, Source("", "")),
        Document(Kind.GRAPH, {**graph, "id": deep}, Source("", "")),
    ):
        with suppress(DecompileError):
            ast.parse(decompile(document, read_file_of_latest()))


def read_file_of_latest() -> Any:
    from wflint.catalogue.store import open_release

    return open_release(latest_release())


@given(value=LEAVES | st.floats())
def test_literals_are_read_back(value: Any) -> None:
    back = eval(literal(value), {"float": float, "__builtins__": {}})
    assert repr(back) == repr(value) if isinstance(value, float) else back == value
    assert literal(value).isprintable()
    if type(value) is str:
        assert ast.literal_eval(quoted(value)) == value
        assert quoted(value).isascii()
        assert "\n" not in comment(value)
        assert comment(value).isascii()


def test_names() -> None:
    assert python_name("if") == "if_"
    assert python_name("if_") is None
    for name in ("None", "\ufb01", "\u212a", "\xe9", "_a", "__debug__", "a b", "", "1a", "a\n"):
        assert python_name(name) is None
    assert method_name("strict") is None
    assert method_name("node") is None
    assert method_name("noise") == "noise"
    own = {name for name in vars(Product(latest_release())) if not name.startswith("_")}
    assert own == product._ATTRIBUTES
