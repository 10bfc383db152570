"""Forms: the quick look agrees with the full checks, and nothing in a form can make them raise."""

from __future__ import annotations

import copy
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.golden import TARGET
from tests.rules.written import fire, workflow
from wflint.catalogue.store import open_release
from wflint.graph.webui.form_schema import schema_fault
from wflint.rules.shared.form_quick import node_fields
from wflint.rules.shared.form_structure import structure_faults

BODIES: dict[str, Any] = {
    "container": {"layout": "row", "children": []},
    "heading": {"content": "Size"},
    "text": {"content": "Any size works."},
    "node-field": {"fieldIdentifier": {"nodeId": "n", "fieldName": "f"}, "showDescription": True},
}


def random_form(rng: random.Random) -> dict[str, Any]:
    """A right form of a few elements, in which up to two things are then changed."""
    elements: dict[str, Any] = {
        "root": {"id": "root", "type": "container", "data": {"layout": "column", "children": []}}
    }
    for i in range(rng.randint(0, 7)):
        key, kind = f"e{i}", rng.choice([*BODIES, "divider"])
        parent = rng.choice([k for k, e in elements.items() if e["type"] == "container"])
        elements[key] = {"id": key, "parentId": parent, "type": kind}
        if kind in BODIES:
            elements[key]["data"] = copy.deepcopy(BODIES[kind])
        elements[parent]["data"]["children"].append(key)
    form = {"elements": elements, "rootElementId": "root"}
    for _ in range(rng.choice((0, 0, 1, 1, 2))):
        if elements:
            change(rng, form, elements)
    return form


def change(rng: random.Random, form: dict[str, Any], elements: dict[str, Any]) -> None:
    key = rng.choice(list(elements))
    element, any_id = elements[key], rng.choice([*elements, "nowhere"])
    children = element.get("data", {}).get("children")
    what = rng.randrange(9)
    if what == 0:
        del elements[key]
    elif what == 1:
        element["parentId"] = any_id
    elif what == 2:
        element.pop("parentId", None)
    elif what == 3:
        form["rootElementId"] = any_id
    elif what == 4:
        element["id"] = any_id
    elif what == 5:
        elements[f"x{len(elements)}"] = copy.deepcopy(element)
    elif what == 6:
        element["type"] = rng.choice(["header", None, "divider"])
    elif children is not None and what == 7:
        children.append(any_id)
    elif children:
        children.pop()


def test_quick_look_never_misses_a_fault() -> None:
    rng = random.Random(7)
    verdicts = {True: 0, False: 0}
    for _ in range(3000):
        form = random_form(rng)
        fine = schema_fault(form) is None and not structure_faults(form)
        verdicts[fine] += 1
        if node_fields(form) is not None:
            assert fine, form
    assert min(verdicts.values()) > 500


def test_quick_look_lets_ordinary_forms_pass() -> None:
    form: dict[str, Any] = {
        "elements": {
            "root": {"id": "root", "type": "container", "data": {"layout": "column", "children": ["a", "b"]}},
            "a": {"id": "a", "parentId": "root", "type": "node-field", "data": BODIES["node-field"]},
            "b": {"id": "b", "parentId": "root", "type": "divider"},
        },
        "rootElementId": "root",
    }
    assert node_fields(form) == [("n", "f", "a")]


@pytest.mark.parametrize("key", ["a", " a", "a "])
@pytest.mark.parametrize("child", ["a", " a"])
def test_an_element_whose_key_has_blanks_around_is_not_found(key: str, child: str) -> None:
    """The web UI reads ids without them, and keys as they are."""
    root = {"id": "root", "type": "container", "data": {"layout": "column", "children": [child]}}
    element = {"id": key, "parentId": "root", "type": "divider"}
    form = {"elements": {"root": root, key: element}, "rootElementId": "root"}
    assert schema_fault(form) is None
    assert bool(structure_faults(form)) == (key != "a")
    assert (node_fields(form) == []) == (key == child == "a")


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["root", "a", "container", " ", ""]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "elements",
                    "rootElementId",
                    "root",
                    "a",
                    "id",
                    "type",
                    "data",
                    "children",
                    "layout",
                    "parentId",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@settings(max_examples=300, deadline=None)
@given(JSON)
def test_no_form_makes_the_checks_raise(form: Any) -> None:
    fields = node_fields(form)
    fault = schema_fault(form)
    if fault is None:
        structure_faults(form)
    else:
        assert fields is None


def test_a_deep_form_is_walked_without_recursion() -> None:
    depth = 20_000
    elements: dict[str, Any] = {}
    for i in range(depth):
        children = [f"c{i + 1}"] if i + 1 < depth else []
        elements[f"c{i}"] = {
            "id": f"c{i}",
            "type": "container",
            "data": {"layout": "row", "children": children},
        }
        if i:
            elements[f"c{i}"]["parentId"] = f"c{i - 1}"
    form = {"elements": elements, "rootElementId": "c0"}
    assert node_fields(form) == []
    assert structure_faults(form) == []


def test_each_entry_of_a_missing_node_is_told_of_in_one_group() -> None:
    data = workflow(n={"type": "noise", "seed": 1})
    entries = (("gone", "seed"), ("n", "widht"), ("gone", "width"), ("gone", "seed"), ("n", "seed"))
    data["exposedFields"] = [{"nodeId": n, "fieldName": f} for n, f in entries]
    found = fire("exposed-field-missing", data)
    assert [(f.message, f.help, bool(f.group)) for f in found] == [
        ('exposed input "seed" belongs to node "gone", which is missing', "remove the entry", True),
        (
            'exposed input "widht" does not exist in Create Latent Noise',
            'write "width", or remove the entry',
            False,
        ),
        ('exposed input "width" belongs to node "gone", which is missing', "remove the entry", True),
        ('exposed input "seed" belongs to node "gone", which is missing (entry 4)', "remove the entry", True),
    ]
    assert len({f.group for f in found if f.group}) == 1
    assert [f.pointer for f in found] == [("exposedFields", i) for i in range(4)]


def shows(name: str, version: str, **inputs: Any) -> dict[str, Any]:
    """A workflow whose form shows an input of its only node."""
    made = workflow(n={"type": "noise", "version": version, **inputs})
    elements = {
        "root": {"id": "root", "type": "container", "data": {"layout": "column", "children": ["e"]}},
        "e": {
            "id": "e",
            "type": "node-field",
            "parentId": "root",
            "data": {"fieldIdentifier": {"nodeId": "n", "fieldName": name}, "showDescription": True},
        },
    }
    return {**made, "form": {"elements": elements, "rootElementId": "root"}}


@pytest.mark.parametrize(
    ("name", "version", "inputs", "missing"),
    [
        ("width", "current", {"width": 512}, False),
        ("width", "current", {}, True),  # of its own version a node keeps the inputs of the file
        ("width", "1.0.0", {}, False),  # the web UI updates it
        ("wide", "1.0.0", {"wide": 512}, True),
        ("width", "0.9.0", {}, True),  # it cannot update over a major version
        ("wide", "0.9.0", {"wide": 512}, False),
    ],
)
def test_inputs_after_the_update_of_a_node(
    name: str, version: str, inputs: dict[str, Any], missing: bool
) -> None:
    noise = open_release(TARGET).node("noise")
    assert noise is not None
    assert noise.version not in (None, "1.0.0")
    made = shows(name, noise.version or "" if version == "current" else version, **inputs)
    assert bool(fire("form-field-missing", made)) == missing


@pytest.mark.parametrize(
    ("body", "path"),
    [({"content": "x"}, None), ({"content": 7}, ("data", "content")), ({}, ("data",))],
)
@pytest.mark.parametrize("kind", ["heading", "text"])
def test_the_words_of_an_element(kind: str, body: dict[str, Any], path: tuple[str, ...] | None) -> None:
    root = {"id": "root", "type": "container", "data": {"layout": "column", "children": ["e"]}}
    element = {"id": "e", "parentId": "root", "type": kind, "data": body}
    fault = schema_fault({"elements": {"root": root, "e": element}, "rootElementId": "root"})
    assert (fault.path if fault is not None else None) == (path and ("elements", "e", *path))
