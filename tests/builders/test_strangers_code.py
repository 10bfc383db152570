"""Strangers' text in Python made of documents: literals and checked identifiers, never code."""

from __future__ import annotations

import ast
import json
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders.decompiled import canonical, edge_order, run
from tests.builders.strangers import LEAVES, NASTY, QUICK, VALUES
from wflint.builders import product
from wflint.builders.decompile import DecompileError, decompile
from wflint.builders.product import Product, method_name
from wflint.builders.source_text import comment, literal, python_name, quoted
from wflint.catalogue.saved import read_file
from wflint.catalogue.store import latest_release
from wflint.document import Document, Kind, Source
from wflint.graph.reading.read import read_document

if TYPE_CHECKING:
    from pathlib import Path
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
        # Blanks around an id are a loss that is told: the web UI reads none, and leaves the node out.
        "id": draw(NAMES.filter(lambda name: name != "" and name == name.strip())),
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
