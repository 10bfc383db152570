"""Workflows with faults: random small changes, the same ones for the same seed."""

from __future__ import annotations

import copy
import random
from typing import Any

_MODEL = {"key": "k", "hash": "h", "name": "Some Model", "base": "sd-1", "type": "main"}
_VALUES: list[Any] = [
    *(None, 0, 1, -1, 1.5, 10**20, 1e-7, "x", "", "1", "auto", "none", True, [], {}, [1, 2], ["a"], [[1]]),
    *({"key": "k"}, {"image_name": "a.png"}, {"board_id": "b"}, {"r": 1, "g": 2, "b": 3, "a": 4}, _MODEL),
]
_EMPTY_FORM = {
    "elements": {"root": {"id": "root", "type": "container", "data": {"layout": "column", "children": []}}},
    "rootElementId": "root",
}


def mutated(workflow: dict[str, Any], seed: int) -> dict[str, Any]:
    """A copy of a workflow with one to four changes."""
    rng = random.Random(seed)
    found = copy.deepcopy(workflow)
    for _ in range(rng.choice([1, 1, 2, 4])):
        rng.choice(_CHANGES)(found, rng)
    return found


def _nodes(workflow: dict[str, Any]) -> list[dict[str, Any]]:
    return [n for n in workflow["nodes"] if n["data"].get("inputs")]


def _value(workflow: dict[str, Any], rng: random.Random) -> None:
    inputs = rng.choice(_nodes(workflow))["data"]["inputs"]
    inputs[rng.choice(list(inputs))]["value"] = copy.deepcopy(rng.choice(_VALUES))


def _version(workflow: dict[str, Any], rng: random.Random) -> None:
    node = rng.choice(_nodes(workflow))
    node["data"]["version"] = rng.choice(["1.0.0", "0.9.0", "1.2.0", "2.0.0", "9.0.0", "1.0.9"])


def _no_input(workflow: dict[str, Any], rng: random.Random) -> None:
    inputs = rng.choice(_nodes(workflow))["data"]["inputs"]
    del inputs[rng.choice(list(inputs))]


def _extra_input(workflow: dict[str, Any], rng: random.Random) -> None:
    extra = {"name": "extra", "label": "", "description": "", "value": copy.deepcopy(rng.choice(_VALUES))}
    rng.choice(_nodes(workflow))["data"]["inputs"]["extra"] = extra


def _edge(workflow: dict[str, Any], rng: random.Random) -> None:
    """An edge more, from where one starts to a random node or to where another one ends."""
    edges = workflow["edges"]
    wires = [e for e in edges if e["type"] == "default"]
    if not wires:
        return
    edge = {**rng.choice(wires), "id": f"more-{rng.random()}"}
    if rng.random() < 0.7:
        edge["target"] = rng.choice(workflow["nodes"])["id"]
    other = rng.choice(wires)
    if rng.random() < 0.5:
        edge["target"], edge["targetHandle"] = other["target"], other["targetHandle"]
    edges.insert(rng.randrange(len(edges) + 1), edge)


def _order(workflow: dict[str, Any], rng: random.Random) -> None:
    rng.shuffle(workflow["edges"])


def _member(workflow: dict[str, Any], rng: random.Random) -> None:
    """A member too many or too few."""
    node = rng.choice(workflow["nodes"])
    what = rng.randrange(5)
    if what == 0:
        node["data"][rng.choice(["embedWorkflow", "x"])] = True
    elif what == 1:
        node[rng.choice(["width", "selected"])] = 1
    elif what == 2:
        node.pop("position", None)
    elif what == 3:
        node["data"].pop(rng.choice(["nodePack", "dynamicInputTemplates", "label", "isOpen", "notes"]), None)
    elif workflow["edges"]:
        rng.choice(workflow["edges"])["hidden"] = rng.random() < 0.5


def _form(workflow: dict[str, Any], rng: random.Random) -> None:
    """Inputs exposed, with the form there, empty, or absent."""
    exposed = workflow.setdefault("exposedFields", [])
    for node in rng.sample(_nodes(workflow), min(2, len(_nodes(workflow)))):
        name = rng.choice([*node["data"]["inputs"], "nope"])
        exposed.append({"nodeId": node["id"], "fieldName": name})
    if rng.random() < 0.5:
        workflow.pop("form", None)
    elif rng.random() < 0.5:
        workflow["form"] = copy.deepcopy(_EMPTY_FORM)


_CHANGES = [_value, _value, _value, _version, _no_input, _extra_input, _edge, _edge, _order, _member, _form]
