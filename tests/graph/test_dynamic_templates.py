"""Templates of inputs that a node makes up: the web UI wants each member, of its type."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from wflint.document.load import load_bytes
from wflint.graph.reading.read import read_document

SAMPLE = Path(__file__).parents[2] / "fixtures" / "workflows" / "format-4.0.0.workflow.json"
TEMPLATE: dict[str, Any] = {
    "name": "extra",
    "title": "Extra",
    "description": "",
    "ui_hidden": False,
    "required": True,
    "fieldKind": "input",
    "input": "any",
    "type": {"name": "StringField", "cardinality": "SINGLE", "batch": False},
}


def faults(template: Any) -> list[tuple[str | None, str]]:
    workflow = json.loads(SAMPLE.read_bytes())
    at = next(i for i, n in enumerate(workflow["nodes"]) if n["type"] == "invocation")
    workflow["nodes"][at]["data"]["dynamicInputTemplates"] = {"extra": template}
    _, found = read_document(load_bytes(json.dumps(workflow).encode(), "x").documents[0])
    where = ("nodes", at, "data", "dynamicInputTemplates", "extra")
    assert [f.pointer for f in found] == [where] * len(found)
    return [(f.rule, f.message) for f in found]


def changed(member: str, value: Any) -> dict[str, Any]:
    template = copy.deepcopy(TEMPLATE)
    *way, last = member.split(".")
    holder = template["type"] if way else template
    if value is None:
        del holder[last]
    else:
        holder[last] = value
    return template


@pytest.mark.parametrize("cardinality", ["SINGLE", "COLLECTION", "SINGLE_OR_COLLECTION"])
@pytest.mark.parametrize("how", ["connection", "direct", "any"])
def test_taken(cardinality: str, how: str) -> None:
    assert faults(changed("type.cardinality", cardinality) | {"input": how}) == []


@pytest.mark.parametrize(
    ("member", "value"),
    [
        (member, value)
        for member, wrong in {
            "name": ("", 7),
            "title": ("", 7),
            "ui_hidden": ("yes",),
            "required": (1,),
            "fieldKind": ("output",),
            "input": ("maybe",),
            "type": ("StringField",),
            "type.name": (7,),
            "type.cardinality": ("MANY",),
            "type.batch": ("no",),
        }.items()
        for value in (None, *wrong)
    ],
)
def test_refused(member: str, value: Any) -> None:
    ((rule, says),) = faults(changed(member, value))
    assert rule == "wrong-member-type"
    assert says.startswith('the template of input "extra" of ')
    assert says.endswith(" is not as the web UI writes it")


@pytest.mark.parametrize("template", [None, 7, [], "a"])
def test_no_template_at_all(template: Any) -> None:
    assert [rule for rule, _ in faults(template)] == ["wrong-member-type"]


def test_the_description_is_not_asked_for() -> None:
    assert faults(changed("description", None)) == []
