"""A repository's own index of node packs: what is read, and what is refused in one line."""

from __future__ import annotations

import copy
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from tests.catalogue.conftest import ROOT
from tests.catalogue.test_packs import entry
from wflint.catalogue.packs.facts import definition
from wflint.catalogue.packs.index import PackIndex
from wflint.catalogue.packs.loading import loading
from wflint.catalogue.packs.model import Pack, PackNode
from wflint.catalogue.packs.saved import read_packs
from wflint.catalogue.packs.whose import owner
from wflint.catalogue.store import open_release

if TYPE_CHECKING:
    from pathlib import Path

GOOD: dict[str, Any] = {
    "wflint_packs": 1,
    "packs": [
        {
            **entry("fox", loads={"6.14.2": False}, missing_names={"6.14.2": ["invokeai.gone"]}),
            "listed": "no",
            "kind": "pack",
            "last_commit_date": "2025-01-01",
            "same_history_as": "https://example.org/wolf",
            "refused_defaults": ["tail.long"],
            "nodes": {
                "tail": {
                    "version": "1.0.0",
                    "title": "Tail",
                    "category": None,
                    "inputs": {
                        "long": {"type": "int", "ge": 1, "default": 3, "kind": "any", "ui_type": "Any"},
                        "kind": {"type": "enum", "options": ["a", "b"], "required": True},
                        "more": {"type": "list[float | None]", "min_length": 1},
                    },
                    "outputs": {"out": "ImageField", "which": {"type": "enum", "options": [1]}},
                    "output_class": "ImageOutput",
                    "versions_seen": ["0.9.0", "1.0.0"],
                    "unresolved": ["Base"],
                    "core": ["5.0.0", "6.14.2"],
                }
            },
        }
    ],
}


def read(tmp_path: Path, value: Any) -> list[Pack]:
    path = tmp_path / "packs.json"
    path.write_text(json.dumps(value), "utf-8")
    return read_packs(path)


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    (pack,) = read(tmp_path, GOOD)
    assert (pack.name, pack.own, loading(pack, "6.14.2").why[0].names) == ("fox", True, ("invokeai.gone",))


def test_the_example_of_the_manual(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "packs.md").read_text("utf-8")
    (example,) = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    (pack,) = read(tmp_path, json.loads(example))
    inputs = definition(PackNode(pack, "watermark"), open_release("6.14.2")).inputs
    assert inputs["opacity"].type.full == "float (>= 0, <= 1)"


def changed(*way: str | int, value: Any) -> dict[str, Any]:
    found = copy.deepcopy(GOOD)
    inner: Any = found
    for step in way[:-1]:
        inner = inner[step]
    inner[way[-1]] = value
    return found


PACK: tuple[str | int, ...] = ("packs", 0)
NODE = (*PACK, "nodes", "tail")
INPUT = (*NODE, "inputs", "long")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (changed(*PACK, "nodes", value={"a\n::error::b": 1}), r'node "a\n::error::b" of pack "fox" is not'),
        ([], 'it has no "wflint_packs"'),
        ({"packs": []}, 'it has no "wflint_packs"'),
        ({"wflint_packs": 2, "packs": []}, "format 2: this wflint reads 1"),
        ({"wflint_packs": True, "packs": []}, "format another kind: this wflint reads 1"),
        ({"wflint_packs": {"a": "b" * 9999}, "packs": []}, "format another kind: this wflint reads 1"),
        ({"wflint_packs": 1}, 'its "packs" is not a list'),
        (changed(*PACK, value=3), "pack 1 is not an object"),
        (changed(*PACK, "name", value=""), 'pack 1 has no "name"'),
        (changed(*PACK, "url", value=7), 'pack 1 has no "url"'),
        (changed(*PACK, "nodes", value=[]), 'pack "fox" has "nodes" that are not an object'),
        (changed(*PACK, "listed", value=True), 'has a "listed" that is not a string'),
        (changed(*PACK, "loads", value={"6.14.2": "yes"}), "not true or false"),
        (changed(*PACK, "missing_names", value={"6.14.2": "x"}), '"missing_names" that are not strings'),
        (changed(*PACK, "refused_defaults", value="x"), '"refused_defaults" that are not strings'),
        (changed(*NODE, value=None), 'node "tail" of pack "fox" is not an object'),
        (changed(*NODE, "version", value=1), 'has a "version" that is not a string'),
        (changed(*NODE, "version", value=[]), 'has a "version" that is not a string'),
        (changed(*PACK, "kind", value=[]), 'has a "kind" that is not a string'),
        (changed(*INPUT, "ui_type", value=0), 'has a "ui_type" that is not a string'),
        (changed(*NODE, "versions_seen", value=[1]), '"versions_seen" that are not strings'),
        (changed(*NODE, "core", value=[None, None]), '"core" that are not strings'),
        (changed(*NODE, "inputs", value=[]), '"inputs" that are not an object'),
        (changed(*INPUT, value="int"), 'has an input "long" that is not an object'),
        (changed(*INPUT, "type", value=["int"]), 'input "long" of node "tail" of pack "fox" has no "type"'),
        (changed(*INPUT, "type", value="list[" * 30 + "]" * 30), "has a type that cannot be read"),
        (changed(*INPUT, "ge", value="1"), 'has a "ge" that is not a number'),
        (changed(*INPUT, "multiple_of", value=0), 'has a "multiple_of" that is not above 0'),
        (changed(*NODE, "outputs", "out", value=None), "has no type"),
        (changed(*NODE, "outputs", "which", "options", value=[[]]), '"options" that are not plain values'),
    ],
)
def test_wrong_members_are_refused_in_one_line(tmp_path: Path, value: Any, said: str) -> None:
    with pytest.raises(ValueError, match=r"^[^\n]+$") as refused:
        read(tmp_path, value)
    assert said in str(refused.value)
    assert len(str(refused.value)) < 200


# Where a mutation goes: at each level a number leads on, beginning again where there are no more.
PLACES = st.lists(st.integers(0, 50), min_size=1, max_size=8)
JUNK: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["enum", "list[", "a]b[c", "int | list[str]", "dict[]", "|", "SCHEDULER_NAME_VALUES"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5) | st.just("type"), inner, max_size=3)
    ),
    max_leaves=5,
)


def mutate(value: Any, way: list[int], junk: Any) -> None:
    """Put junk at the place to which the numbers lead."""
    for depth, step in enumerate(way):
        if not isinstance(value, (dict, list)) or not value:
            return
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        key = keys[step % len(keys)]
        if depth == len(way) - 1 or not isinstance(value[key], (dict, list)) or not value[key]:
            value[key] = junk
            return
        value = value[key]


@given(st.lists(st.tuples(PLACES, JUNK), min_size=1, max_size=4))
@settings(max_examples=400, deadline=None)
def test_whatever_is_read_can_be_asked(tmp_path_factory: pytest.TempPathFactory, changes: list[Any]) -> None:
    """A mutated file is refused with a ValueError, or every question has an answer."""
    found = copy.deepcopy(GOOD)
    for way, junk in changes:
        mutate(found, way, junk)
    path = tmp_path_factory.getbasetemp() / "mutated.json"
    path.write_text(json.dumps(found), "utf-8")
    try:
        packs = read_packs(path)
    except ValueError as error:
        event(str(error))
        return
    index = PackIndex(packs)
    for pack in packs:
        for release in ("5.15.0", "6.14.2", "unknown"):
            loading(pack, release)
        for node_type in pack.node_types:
            assert index.find(node_type)
            node = owner(index, node_type, pack.name, "1.0.0").nodes[0]
            described = definition(node, open_release("6.14.2"))
            texts = [item.type.full for item in (*described.inputs.values(), *described.outputs.values())]
            assert "" not in texts
