"""The order of members is read from the web UI's own script: what it picks when it saves, and its schemas."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.differential.oracle import invokeai_python
from wflint.document import Kind
from wflint.graph.convert.member_order import ordered_document

pytestmark = pytest.mark.invokeai


@pytest.fixture(scope="module")
def script() -> str:
    """Both scripts of the UI of 6.14.2."""
    root = Path(invokeai_python("6.14.2")).parents[1]
    (dist,) = root.glob("lib/python*/site-packages/invokeai/frontend/web/dist/assets")
    return "\n".join(p.read_text("utf-8") for p in sorted(dist.glob("*.js")))


def order(members: list[str], *, kind: str = "") -> list[str]:
    """The order that formatting gives members: of a workflow, or of what is in it."""
    mixed = dict.fromkeys(reversed(members), 0)
    workflow: dict[str, object] = {"nodes": [], "edges": []}
    if kind == "edge":
        workflow["edges"] = [mixed]
        found = ordered_document(Kind.WORKFLOW, workflow)["edges"][0]
    elif kind == "node":
        workflow["nodes"] = [mixed]
        found = ordered_document(Kind.WORKFLOW, workflow)["nodes"][0]
    elif kind == "body":
        workflow["nodes"] = [{"type": "invocation", "data": mixed}]
        found = ordered_document(Kind.WORKFLOW, workflow)["nodes"][0]["data"]
    elif kind == "element":
        workflow["form"] = {"elements": {"e": mixed}}
        found = ordered_document(Kind.WORKFLOW, workflow)["form"]["elements"]["e"]
    else:
        found = ordered_document(Kind.WORKFLOW, mixed)
    return list(found)


def test_a_workflow_as_it_is_saved(script: str) -> None:
    (picked,) = set(re.findall(r"=\[((?:`\w+`,)*`exposedFields`(?:,`\w+`)*)\]", script))
    (rest,) = set(re.findall(r"\{\.\.\.[\w$]+\([\w$]+,[\w$]+\),(nodes:\[\],edges:\[\])\}", script))
    members = re.findall(r"`(\w+)`", picked) + re.findall(r"(\w+):", rest)
    assert len(members) == 13
    assert order(members) == members


def test_nodes_and_edges_as_they_are_saved(script: str) -> None:
    (node,) = set(re.findall(r"\.nodes\.push\(\{((?:\w+:\w+,)+position:\w+)\}\)", script))
    members = re.findall(r"(\w+):", node)
    assert members == order(members, kind="node") == ["id", "type", "data", "position"]
    for edge in set(re.findall(r"\.edges\.push\(\{(id:\w+,type:\w+,source:[^}]+)\}\)", script)):
        members = re.findall(r"(\w+):", edge)
        assert order(members, kind="edge") == members
    assert "hidden" in edge or len(members) == 4


def members_of(schema: str) -> list[str]:
    """The members of a schema in the script, without those of what they hold."""
    depth, name, found = 0, "", []
    for char in schema:
        if char in "({[":
            depth += 1
        elif char in ")}]":
            depth -= 1
        elif depth == 0 and char == ":":
            found.append(name)
        name = name + char if char.isalnum() or char == "_" else ""
    return found


def test_the_data_of_a_node_as_it_is_loaded(script: str) -> None:
    schemas = re.findall(r"\(\{(id:[^{}]*?(?:\{[^{}]*\}[^{}]*?)*useCache:\w+\(\))\}\)\.transform", script)
    (members,) = {tuple(members_of(schema)) for schema in schemas}
    assert "dynamicInputTemplates" in members
    assert order(list(members), kind="body") == list(members)


def test_form_elements_as_they_are_loaded(script: str) -> None:
    base = re.search(r"([\w$]+)=[\w$]+\(\{id:[\w$]+,parentId:[\w$]+\.optional\(\),data:[^}]*?\}\)", script)
    assert base is not None
    extended = re.findall(rf"\b{re.escape(base[1])}\.extend\(\{{(type:[^;]*?)\}}\)[,;]", script)
    assert len(extended) >= 4
    members = ["id", "parentId", "data", "type"]  # extending puts new members behind those there are
    assert order(members, kind="element") == members
