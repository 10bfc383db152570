"""Whose a file is: other programs' nodes and edges are left alone, InvokeAI's are found, damaged ones too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from wflint.document.load import load_bytes
from wflint.engine.admit import admit

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran

    Wflint = Callable[..., Ran]
    Put = Callable[..., Path]

FOREIGN = Path(__file__).parents[2] / "fixtures" / "foreign"
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (FOREIGN / "README.md").read_text("utf-8").splitlines()
    if line.startswith("| ") and ".json" in line
]


def told(value: Any) -> bool:
    """Whether a search says anything of a file: findings about it, or those of the rules that look at it."""
    raw = value.encode() if type(value) is str else value
    raw = raw if type(raw) is bytes else json.dumps(raw).encode()
    admitted = admit(load_bytes(raw, "a.json"), raw, "a.json", lenient=True)
    return any(each.refused is None or each.findings for each in admitted)


def test_every_file_has_its_row() -> None:
    assert [row[0] for row in ROWS] == sorted(path.name for path in FOREIGN.glob("*.json"))
    assert len({row[1] for row in ROWS} - {"-"}) > 50


def test_a_search_passes_over_all_of_them(wflint: Wflint) -> None:
    ran = wflint("check", "-f", "json", str(FOREIGN))
    assert (ran.code, ran.json["diagnostics"]) == (0, [])
    assert {file["status"] for file in ran.json["files"]} == {"skipped"}
    assert len(ran.json["files"]) == len(ROWS)


def test_so_does_the_hook(wflint: Wflint) -> None:
    ran = wflint("check", "--skip-unknown", *(str(FOREIGN / row[0]) for row in ROWS))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"Nothing checked ({len(ROWS)} skipped), InvokeAI 6.14.2.\n"


@pytest.mark.parametrize(("name", "called"), [row[:2] for row in ROWS])
def test_named_each_is_called_what_it_is(wflint: Wflint, name: str, called: str) -> None:
    ran = wflint("check", "-f", "json", str(FOREIGN / name))
    (finding,) = ran.json["diagnostics"]
    assert (ran.code, finding["slug"]) == (1, "not-a-workflow")
    begins = "this is not an InvokeAI workflow or graph, but " if called == "-" else f"this is {called}, "
    assert finding["message"].startswith(begins)
    assert len(finding["message"]) <= 140
    assert len(finding["help"]) <= 100


NODE_ENDS = {"source": {"node_id": "a", "field": "x"}, "destination": {"node_id": "b", "field": "y"}}
CANVAS = {
    "id": "a",
    "type": "invocation",
    "position": {"x": 0, "y": 0},
    "data": {"id": "a", "type": "my_own"},
}
KNOWN = {"a": {"id": "a", "type": "noise"}}
META = {"version": "3.0.0", "category": "user"}


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({"nodes": {}, "edges": []}, id="a graph to be filled"),
        pytest.param({"nodes": KNOWN, "edges": []}, id="a graph of one known node"),
        pytest.param(
            {"nodes": {**KNOWN, "b": {"id": "b", "type": "my_own"}}, "edges": []}, id="and of another"
        ),
        pytest.param(
            {"nodes": {"a": {"id": "a", "type": "my_own", "is_intermediate": True}}}, id="a graph's"
        ),
        pytest.param({"nodes": {"a": {"id": "a", "type": "my_own"}}, "edges": [NODE_ENDS]}, id="edge ends"),
        pytest.param({"nodes": {"a": {"type": "l2i"}}, "edges": "none"}, id="edges of a wrong type, no ids"),
        pytest.param({"nodes": "many", "edges": [NODE_ENDS]}, id="nodes of a wrong type"),
        pytest.param({"edges": [NODE_ENDS]}, id="no nodes"),
        pytest.param({"nodes": [CANVAS], "edges": []}, id="a canvas node of an unknown pack"),
        pytest.param({"nodes": [{"type": "invocation"}]}, id="a canvas node without anything"),
        pytest.param({"nodes": [1, None, CANVAS], "edges": {}}, id="between what are no nodes"),
        pytest.param(
            {"nodes": [{**CANVAS, "type": "invokation", "data": {"isIntermediate": True}}], "edges": []},
            id="a misspelt canvas node",
        ),
        pytest.param(
            {"nodes": [{**CANVAS, "type": "node", "data": {"type": "l2i", "inputs": {}}}], "edges": []},
            id="a canvas node of another type",
        ),
        pytest.param({"nodes": [], "edges": [], "meta": META}, id="an empty workflow"),
        pytest.param({"nodes": [], "exposedFields": [], "author": ""}, id="without edges and meta"),
        pytest.param(
            {"edges": [], "form": {"elements": {}}, "meta": {"version": "9.0.0"}}, id="without nodes"
        ),
        pytest.param({"nodes": [{"id": "a", "type": "noise"}], "edges": [NODE_ENDS]}, id="a guide's"),
        pytest.param(
            {
                "nodes": [{"id": "a", "type": "compel"}, {"id": "b", "type": "ksampler"}],
                "edges": [{"source": "a", "target": "b"}],
            },
            id="a guide's with edges of an editor",
        ),
        pytest.param({"batch": {"graph": {"nodes": {}}, "runs": 1}}, id="an enqueue body"),
        pytest.param({"prepend": False, "batch": {"runs": 1}}, id="an enqueue body without a graph"),
        pytest.param(
            {"batch": {"data": [[{"node_path": "a", "field_name": "b", "items": []}]]}}, id="batch data"
        ),
        pytest.param({"graph": {"nodes": [CANVAS], "edges": []}}, id="a workflow as a graph"),
        pytest.param(
            {"workflow_id": "w", "opened_at": None, "workflow": {"nodes": [], "edges": []}}, id="a record"
        ),
        pytest.param(
            {"items": [{"workflow_id": "w", "is_public": True, "workflow": {"nodes": [], "edges": []}}]},
            id="a list of records",
        ),
        pytest.param(
            {"item_id": 1, "session": {"graph": {"nodes": {"a": {"id": "a", "type": "own"}}}}}, id="an item"
        ),
        pytest.param({"graph": {"nodes": {}}, "execution_graph": {}}, id="a session"),
        pytest.param([{"nodes": KNOWN, "edges": []}, {"nodes": [], "edges": []}], id="a list of graphs"),
    ],
)
def test_a_search_finds_what_is_invokeais(value: Any) -> None:
    assert told(value)


ROOT = FOREIGN.parents[1]
# JSON among the fixtures that is no document of InvokeAI's.
OTHERS = ("foreign", "families", "http", "prompts", "releases")
NO_DOCUMENTS = ("models.lock.json", "bad-empty.json")


def test_a_search_finds_every_document_that_there_is() -> None:
    paths = [*(ROOT / "fixtures").rglob("*.json"), *(ROOT / "workflows").glob("*.json")]
    ours = [
        path
        for path in paths
        if path.relative_to(ROOT).parts[1] not in OTHERS
        and path.name not in NO_DOCUMENTS
        and (path.parent.name, path.name[:4]) != ("not-a-workflow", "bad-")
    ]
    assert len(ours) > 400
    assert [path for path in ours if not told(path.read_bytes())] == []


STRINGS = [{"id": "e", "source": "a", "target": "b"}]


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({"nodes": [], "edges": []}, id="nothing"),
        pytest.param({"nodes": {}}, id="an empty object"),
        pytest.param({"nodes": {}, "edges": [], "root": None}, id="empty, with a member of its own"),
        pytest.param({"nodes": [{"id": "a", "type": "if"}], "edges": STRINGS}, id="a common word"),
        pytest.param(
            {
                "nodes": [{"id": i, "type": t} for i, t in enumerate(("add_noise", "x", "y", "z"))],
                "edges": [],
            },
            id="one name among others",
        ),
        pytest.param({"nodes": {"a": {"id": "a", "type": "image"}}, "edges": STRINGS}, id="under its id"),
        pytest.param({"nodes": {"a": {"id": "a", "type": "city"}}, "edges": []}, id="shaped as a graph"),
        pytest.param({"nodes": {"a": {"type": "city", "use_cache": True}}, "edges": []}, id="with a cache"),
        pytest.param({"nodes": [{"data": {"useCache": True}}], "edges": STRINGS}, id="with another cache"),
        pytest.param({"graph": {"nodes": {"a": {"id": "a", "type": "city"}}}}, id="within graph"),
        pytest.param({"batch": {"data": [1, 2], "size": 3}}, id="a batch of something"),
        pytest.param({"batch": {"runs": 3}}, id="runs of something"),
        pytest.param({"workflow_id": "w", "workflow": {"nodes": [], "edges": []}}, id="another's record"),
        pytest.param({"session": {"graph": {"nodes": {"a": {}}}}}, id="another's session"),
        pytest.param({"nodes": [{"id": "a"}], "edges": [], "meta": {"version": "1.0.0"}}, id="a version"),
        pytest.param({"nodes": [], "edges": [], "meta": {"category": "user"}}, id="a category"),
        pytest.param({"nodes": [], "edges": [], "form": {"fields": []}, "author": "me"}, id="another form"),
        pytest.param(
            {"edges": [{"source": {"node": "a", "field": "x"}, "target": {"node": "b", "field": "y"}}]},
            id="ends of another kind",
        ),
        pytest.param({"nodes": {"error": "No node", "title": {"a": "Node"}}}, id="texts of a program"),
        pytest.param([{"nodes": [], "edges": []}], id="a list of nothing"),
    ],
)
def test_a_search_passes_over_the_rest(value: Any) -> None:
    assert not told(value)


@pytest.mark.parametrize(
    "text",
    [
        '{"nodes": [{"id": "a", "type": "invocation", "da',
        "{'nodes': {'a': {'id': 'a', 'type': 'denoise_latents'}}, 'edges': []}",
        '{"nodes": {"a": {"id": "a", "type": "l2i",}}, "edges": []}',
        '{"edges": [{"source": {"node_id": "a", "field": "x"}, "destination": ',
        '{edges: [{source: {field: "x", node_id: "a"}}]}',
        '{"meta": {"version": "4.0.0", "category": "user"}, "nodes": [], "edges": [],}',
        '{"exposedFields": [{"nodeId": "a", "fieldName": "b"}',
        '{"nodes": {}, "edges": [',
        '{"nodes": {"a": {"type": "mine", "is_intermediate": True}}}',
        '{"batch": {"data": [[{"node_path": "a", "field_name": "b", "items": [1,]}]]}}',
        '{"invokeai_workflow": "{\\"nodes\\": []',
        '// saved by hand\n{"nodes": {"a": {"id": "a", "type": "blank_image"}}, "edges": []}',
    ],
)
def test_a_broken_one_is_told(text: str) -> None:
    assert told(text)


@pytest.mark.parametrize(
    "text",
    [
        '# settings\n{"server_name": "invokeai-helper", "title": "InvokeAI"}',
        '{"invokeai": {"root": "/data"}, "nodes": true, "edges": [1,]}',
        '{"nodes": [{"id": "a", "type": "input"}], "edges": [{"source": "a", "target": "b"},]}',
        '{\n  // what is drawn\n  "nodes": [], "edges": []\n}',
        '{"properties": {"exposedFields": {"type": "array"}, "node_id": {"type": "string"},}}',
        '{"3": {"inputs": {}, "class_type": "KSampler",}',
        "{name: 'invokeai', nodes: [{type: 'image'}], edges: []}",
        '{"compilerOptions": {"paths": {"@invoke-ai/*": ["x"]},}}',
        "",
    ],
)
def test_a_broken_one_of_another_program_is_not(text: str) -> None:
    assert not told(text)


def test_named_it_is_what_the_user_says_where_nothing_speaks_against_it(wflint: Wflint, put: Put) -> None:
    put("a.json", {"nodes": {"a": {"id": "a", "type": "city"}}, "edges": []})
    slugs = {d["slug"] for d in wflint("check", "-f", "json", "a.json").json["diagnostics"]}
    assert "unknown-node-type" in slugs
    assert "not-a-workflow" not in slugs


def test_types_are_looked_up_only_where_nothing_cheaper_decides(
    wflint: Wflint, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: str) -> bool:
        raise AssertionError

    monkeypatch.setattr("wflint.engine.origin.known_type", fail)
    put("a/workflow.json", {"nodes": [CANVAS], "edges": []})
    put("a/graph.json", {"nodes": {"a": {"id": "a", "type": "city"}}, "edges": [NODE_ENDS]})
    assert len(wflint("check", "-f", "json", "a").json["files"]) == 2
