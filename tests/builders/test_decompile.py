"""From documents to code and back: the same graph, and nothing of the file runs."""

from __future__ import annotations

import ast
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import topologies
from tests.builders.decompiled import canonical, edge_order, loaded, rebuilt, run
from tests.builders.test_workflow import text_to_image
from tests.differential.generate import Generator
from wflint import Workflow
from wflint.builders.decompile import DecompileError, decompile
from wflint.catalogue.store import open_release
from wflint.document import Document, Kind, Source
from wflint.document.load import load_bytes
from wflint.graph.convert.to_workflow import Details, graph_to_workflow
from wflint.graph.ir import UI_ONLY_NODES
from wflint.graph.reading.read import read_document

ROOT = Path(__file__).resolve().parents[2]
RELEASES = ("6.14.2", "5.15.0")
FILES = sorted([*ROOT.glob("workflows/*.workflow.json"), *ROOT.glob("fixtures/workflows/*.json")])


def edge(*ends: str) -> dict[str, Any]:
    return {
        "source": {"node_id": ends[0], "field": ends[1]},
        "destination": {"node_id": ends[2], "field": ends[3]},
    }


def same(graph: dict[str, Any], release: str) -> Workflow:
    catalogue = open_release(release)
    built = rebuilt(graph, catalogue)
    made = built.to_graph()
    assert canonical(made) == canonical({"edges": [], **graph})
    assert edge_order(made) == edge_order({"edges": [], **graph})
    return built


@pytest.mark.parametrize("release", RELEASES)
def test_every_node_type_by_itself_and_with_its_sources(release: str) -> None:
    catalogue = open_release(release)
    strict = 0
    for number, definition in enumerate(catalogue.nodes()):
        if definition.type in UI_ONLY_NODES:
            continue  # no nodes of a graph; test_random_workflows has them
        generator = Generator(catalogue, number)
        generator._add(definition, True, 0)
        built = same({"id": "g", "nodes": generator.nodes, "edges": generator.edges}, release)
        strict += built.strict
    assert strict > 0.8 * len(catalogue.node_types)


@pytest.mark.parametrize("release", RELEASES)
@given(seed=st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_random_graphs(release: str, seed: int) -> None:
    graph = Generator(open_release(release), seed).graph()
    document = Document(Kind.GRAPH, graph, Source("", ""))
    if read_document(document)[1]:
        with pytest.raises(DecompileError):
            decompile(document, open_release(release))
    elif not any(type(n.get("board")) is str for n in graph["nodes"].values()):
        same(graph, release)  # (a board is never a text in a graph: the server refuses it)


@pytest.mark.parametrize("release", RELEASES)
@given(seed=st.integers(0, 2**32))
@settings(max_examples=40, deadline=None)
def test_random_workflows(release: str, seed: int) -> None:
    """Workflows with labels, exposed inputs and forms, with and without all defaults written out."""
    catalogue, rng = open_release(release), random.Random(seed)
    generator, definitions = Generator(catalogue, seed), [*catalogue.nodes()]
    for _ in range(rng.choice((1, 2, 4))):
        generator._add(rng.choice(definitions), True, 0)
    graph = {"nodes": generator.nodes, "edges": generator.edges}
    fields = [(i, f) for i, n in generator.nodes.items() for f in catalogue.node(n["type"]).inputs]  # type: ignore[union-attr]
    details = Details(
        texts={"name": rng.choice(("", "A 'name' with \"quotes\"\n"))},
        labels={i: rng.choice(("Same label", "日本", "import os", "")) for i in generator.nodes},
        node_notes={i: rng.choice(("", '"""\nraise SystemExit')) for i in generator.nodes},
        exposed=rng.sample(fields, min(3, len(fields))),
        defaults=rng.random() < 0.5,
    )
    workflow = graph_to_workflow(graph, catalogue, details).workflow
    built = rebuilt(workflow, catalogue)
    made = built.to_workflow()
    wanted = loaded(workflow, catalogue)
    assert canonical(loaded(made, catalogue)) == canonical(wanted)
    assert edge_order(loaded(made, catalogue)) == edge_order(wanted)
    assert made["exposedFields"] == workflow["exposedFields"]
    assert made.get("form") == workflow.get("form")
    for member in ("name", "notes"):
        assert made[member] == workflow[member]
    texts = {n["id"]: (n["data"]["label"], n["data"]["notes"]) for n in workflow["nodes"]}
    assert {n["id"]: (n["data"]["label"], n["data"]["notes"]) for n in made["nodes"]} == texts


@pytest.mark.parametrize("path", FILES, ids=[p.name for p in FILES])
def test_files(path: Path) -> None:
    catalogue = open_release("6.14.2")
    for document in load_bytes(path.read_bytes(), path.name).documents:
        built = rebuilt(document, catalogue)
        if document.kind is Kind.WORKFLOW:
            from wflint.graph.convert.to_request import convert_workflow

            wanted = convert_workflow(document, catalogue, with_data=False).graph
            made = loaded(built.to_workflow(), catalogue)
            assert canonical(made)[1:] == canonical(wanted)[1:]


def test_builder_code_is_given_back_short() -> None:
    wf = Workflow(target="6.14.2")
    nodes = text_to_image(wf)
    wf.denoise_latents(
        positive_conditioning=[nodes["pos"].conditioning, nodes["neg"].conditioning],
        negative_conditioning=nodes["neg"].conditioning,
        unet=nodes["loader"].unet,
    )
    code = decompile(wf.to_graph(), wf.catalogue)
    assert "id=" not in code  # all ids are those that wflint gives
    assert "collect" not in code  # a list stands for it
    assert 'ModelRef("sdxl", "main")' in code
    assert "is_intermediate" not in code
    assert run(code).to_graph() == wf.to_graph()


def test_form_is_kept() -> None:
    wf = Workflow(target="6.14.2", name="Formal")
    seed, noise = wf.integer(label="Seed", value=1), wf.noise(label="Noise")
    wf.form.heading("Settings")
    with wf.form.row():
        wf.expose(seed.field("value"), "Seed", "Any number")
        with wf.form.column():
            wf.form.text("How large")
            wf.expose(noise.field("width"), settings={"type": "integer-field-config"})
        with wf.form.column():
            pass
    wf.form.divider()
    wf.expose(noise.field("height"), show_description=True)
    made = wf.to_workflow()
    assert rebuilt(made, wf.catalogue).to_workflow() == made


def test_nodes_the_release_does_not_have() -> None:
    graph = {
        "id": "graph",
        "nodes": {"a": {"id": "a", "type": "made-up", "x y": [1, None]}, "b": {"id": "b", "type": "noise"}},
        "edges": [
            {
                "source": {"node_id": "a", "field": "out put"},
                "destination": {"node_id": "b", "field": "seed"},
            },
            {"source": {"node_id": "b", "field": "noise"}, "destination": {"node_id": "gone", "field": "x"}},
        ],
    }
    code = decompile(graph, open_release("6.14.2"))
    assert 'wf.node("made-up"' in code
    assert "strict=False" in code
    assert run(code).to_graph() == graph


def test_ids_are_left_out_behind_a_node_that_is_refused() -> None:
    """All calls are made again without ``strict``, so that each id is known to be one that wflint gives."""
    wf = Workflow(target="6.14.2")
    wf.noise(seed=wf.integer(value=1).value)
    graph = wf.to_graph()
    odd = {"id": "odd", "type": "made-up", "is_intermediate": True, "use_cache": True}
    graph["nodes"] = {"odd": odd, **graph["nodes"]}
    code = decompile(graph, wf.catalogue)
    assert 'strict=False): InvokeAI 6.14.2 has no node "made-up"' in code, "the reason is told"
    assert code.count("id=") == 1  # of the one that is refused
    assert "noise = wf.noise(seed=integer.value)" in code
    assert run(code).to_graph() == graph


def test_an_empty_list_for_a_connection_stays() -> None:
    nodes = {"c": {"id": "c", "type": "collect", "collection": []}, "a": {"id": "a", "type": "add"}}
    built = same({"id": "g", "nodes": nodes, "edges": [edge("a", "value", "c", "item")]}, "6.14.2")
    assert not built.strict


def test_circles_second_edges_and_attributes() -> None:
    nodes = {n: {"id": n, "type": "add", "a": 1, "use_cache": n == "x"} for n in ("x", "y", "z")}
    edges = [
        edge("x", "value", "y", "a"),
        edge("y", "value", "x", "b"),
        edge("z", "value", "y", "b"),
        edge("x", "value", "y", "b"),
        edge("z", "value", "z", "b"),
        edge("z", "value", "x", "is_intermediate"),
    ]
    same({"id": "g", "nodes": nodes, "edges": edges}, "6.14.2")


HOSTILE = [
    '"); import os; os.system("touch pwned")  #',
    "'''\"\"\"\\",
    "a\nraise SystemExit(1)",
    "\r\nraise SystemExit(1)",
    "\u2028raise SystemExit(1)",
    "{__import__('os').system('touch pwned')}",
    "\ud800",
    "\x00",
    "# coding: rot13",
    "__class__",
    "wf",
    "None",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_of_a_file_becomes_code(text: str, tmp_path: Path) -> None:
    node = {"id": text, "type": "string", "value": text, text + "x": {text: [text]}, "label": text}
    odd = {"id": text + "2", "type": text}
    wire = edge(text, text, text + "2", text)
    graph = {"id": text, "nodes": {text: node, text + "2": odd}, "edges": [wire]}
    code = decompile(graph, open_release("6.14.2"), target="6.14.2")
    _only_calls(code)
    assert run(code).to_graph() == graph
    workflow = {
        "meta": {"version": "4.0.0", "category": "user"},
        **dict.fromkeys(("name", "author", "description", "version", "contact", "tags", "notes"), text),
        "exposedFields": [{"nodeId": "n", "fieldName": text}],
        "nodes": [
            {
                "id": "n",
                "type": "invocation",
                "position": {"x": 0, "y": 0},
                "data": {
                    "id": "n",
                    "type": "string",
                    "version": "1.0.1",
                    "label": text,
                    "notes": text,
                    "isOpen": True,
                    "isIntermediate": False,
                    "useCache": True,
                    "inputs": {"value": {"name": "value", "label": text, "description": text, "value": text}},
                },
            },
            {
                "id": "c",
                "type": "notes",
                "position": {"x": 0, "y": 0},
                "data": {"notes": text, "label": text},
            },
        ],
        "edges": [],
        "form": {
            "rootElementId": "root",
            "elements": {
                "root": {"id": "root", "type": "container", "data": {"layout": text, "children": ["h"]}},
                "h": {"id": "h", "type": "heading", "parentId": "root", "data": {"content": text}},
            },
        },
    }
    code = decompile(workflow, open_release("6.14.2"), target=text)
    _only_calls(code)
    script = tmp_path / "script.py"
    script.write_text(decompile(workflow, open_release("6.14.2")), encoding="utf-8")
    done = subprocess.run([sys.executable, str(script)], cwd=tmp_path, capture_output=True, check=True)
    assert json.loads(done.stdout)["nodes"][0]["data"]["label"] == text
    assert [p.name for p in tmp_path.iterdir()] == ["script.py"]


def _only_calls(code: str) -> None:
    """Nothing stands in the code but imports from wflint, calls on what it made, and literals."""
    tree = ast.parse(code)
    allowed = {"Workflow", "ModelRef", "float", "print", "build"}
    assigned = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.module in ("wflint", "typing")
        assert not isinstance(node, ast.Import)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id in allowed
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            assert node.id in allowed | assigned | {"UNSET", "NULL", "__name__", "dict", "str", "Any"}


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"nodes": [], "links": []},
        {"nodes": {"a": 5}, "edges": []},
        {"nodes": {"a": {"id": "b", "type": "noise"}}, "edges": []},
        {"nodes": {}, "edges": [{"source": 1}]},
        {"nodes": {"a": {"id": "a", "type": "noise", "is_intermediate": None}}, "edges": []},
    ],
)
def test_what_has_no_shape_is_refused(data: Any) -> None:
    with pytest.raises(DecompileError):
        decompile(data, open_release("6.14.2"))


@pytest.mark.parametrize("odd", [[], {}, None, 5])
def test_a_note_without_an_id_is_none(odd: Any) -> None:
    data = {"type": "notes", "label": ""}
    nodes = [{"id": i, "type": "notes", "data": {**data, "notes": f"note {i}"}} for i in ("a", odd)]
    code = decompile({"meta": {"version": "4.0.0"}, "nodes": nodes, "edges": []}, open_release("6.14.2"))
    assert code.count("Note: ") == code.count('"note a"') == 1


def test_deep_values() -> None:
    deep: Any = 1
    for _ in range(300):
        deep = [deep]
    with pytest.raises(DecompileError, match="nested too deep"):
        decompile(
            {"nodes": {"a": {"id": "a", "type": "noise", "seed": deep}}, "edges": []}, open_release("6.14.2")
        )


def test_enqueue_bodies() -> None:
    wf = Workflow(target="6.14.2")
    nodes = text_to_image(wf)
    body = wf.to_batch({nodes["noise"].field("seed"): [1, 2]}, runs=3, origin="tests")
    names: dict[str, Any] = {"__name__": "x"}
    exec(decompile(body, wf.catalogue), names)
    assert names["enqueue"]() == body


def test_the_graphs_of_the_web_ui_are_built_strictly() -> None:
    """What the web UI builds itself for every family, builders take without exception."""
    for name in topologies.names():
        assert same(topologies.graph(name), topologies.RELEASE).strict, name
