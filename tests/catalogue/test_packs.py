"""The index of node packs: its files, whose node a type is, definitions for a release, a repository's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from index_packs import index_text, packs_text

from wflint.catalogue.packs.facts import SYMBOLS, definition
from wflint.catalogue.packs.index import DATA, PackIndex, shipped_index
from wflint.catalogue.packs.loading import loading
from wflint.catalogue.packs.model import Pack, PackNode
from wflint.catalogue.packs.saved import read_packs
from wflint.catalogue.packs.whose import names_a_pack, owner
from wflint.catalogue.store import list_releases, open_release

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.catalogue.types import TypeExpr

FOLDER = Path(DATA)
STABLE = list_releases(pre_releases=False)
RELEASES = [STABLE[0], "4.2.9", "5.15.0", "6.3.0", "6.14.2", list_releases()[-1]]


def all_nodes() -> Iterator[PackNode]:
    for pack in shipped_index().packs():
        for node_type in pack.node_types:
            yield PackNode(pack, node_type)


def entry(name: str, *types: str, **members: Any) -> dict[str, Any]:
    facts = {"version": "1.0.0", "inputs": {}, "outputs": {}}
    return {
        "name": name,
        "url": f"https://example.org/{name}",
        "nodes": dict.fromkeys(types, facts),
        **members,
    }


def own(*entries: dict[str, Any]) -> PackIndex:
    return PackIndex([Pack(each, own=True) for each in entries])


# -- the files in the wheel ------------------------------------------------------------------------------


def test_the_index_is_current() -> None:
    packs = (FOLDER / "packs.jsonl").read_text("utf-8")
    cure = "run python lint/scripts/index_packs.py"
    assert packs == packs_text(packs), cure
    assert (FOLDER / "types.tsv").read_text("utf-8") == index_text(packs), cure


def test_every_entry_is_one_that_a_repository_may_bring(tmp_path: Path) -> None:
    """One format: what the wheel has passes the reader of files."""
    entries = [json.loads(line) for line in (FOLDER / "packs.jsonl").read_bytes().splitlines()]
    path = tmp_path / "packs.json"
    path.write_text(json.dumps({"wflint_packs": 1, "packs": entries}), "utf-8")
    assert [pack.url for pack in read_packs(path)] == [each["url"] for each in entries]
    assert len({each["url"] for each in entries}) == len(entries)
    names = [each["name"].casefold() for each in entries]
    assert names == sorted(names), "packs are listed in this order"


def test_facts_only() -> None:
    """Names, types, numbers, addresses and dates: no sentence of anybody's."""
    for node in all_nodes():
        for group in ("inputs", "outputs"):
            for facts in node.facts[group].values():
                assert "description" not in facts
                assert "label" not in facts


@pytest.mark.parametrize("release", RELEASES)
def test_definitions_of_every_node(release: str) -> None:
    """Every entry has one in every release; each text of a type is read, symbols as the release has them."""
    catalogue = open_release(release)
    unread = set()
    for node in all_nodes():
        found = definition(node, catalogue)
        assert (found.type, found.version, found.pack) == (node.type, node.version, node.pack.name)
        for name, facts in node.facts["inputs"].items():
            type_ = found.inputs[name].type
            if type_.kind == "any" and facts["type"] not in ("any", "Any"):
                unread.add(facts["type"])
            for ref in type_.references():
                assert ref.isidentifier(), f"{node.type}.{name}: {facts['type']}"
            if facts["type"] in SYMBOLS and release == "6.14.2":
                assert options(type_), f"{node.type}.{name}"
        assert found.outputs.keys() == node.facts["outputs"].keys()
        assert all(i.kind in ("any", "direct", "connection") for i in found.inputs.values())
    if release == "6.14.2":
        assert not unread & {"int", "float", "str", "bool", "ImageField", "LatentsField", "list[int]"}


def options(type_: TypeExpr) -> tuple[Any, ...]:
    found = [t.options for t in (type_, *type_.args) if t.kind == "enum"]
    return found[0] if found else ()


def test_symbols_are_those_of_the_release() -> None:
    """A list of schedulers has other members in another release."""
    (node,) = [
        n
        for n in all_nodes()
        if n.type == "scheduler_to_string" and n.facts["inputs"]["scheduler"]["type"] in SYMBOLS
    ][:1]
    new, old = (
        options(definition(node, open_release(v)).inputs["scheduler"].type) for v in ("6.14.2", "3.5.0")
    )
    assert "euler" in new
    assert "euler" in old
    assert set(new) > set(old)


BOUNDS = {"type": "int", "ge": 1, "lt": 9, "multiple_of": 2}


@pytest.mark.parametrize(
    ("facts", "full"),
    [
        (BOUNDS, "int (>= 1, < 9, a multiple of 2)"),
        ({**BOUNDS, "nullable": True}, "int (>= 1, < 9, a multiple of 2) or null"),
        ({"type": "str", "min_length": 2}, "str (at least 2 long)"),
        ({"type": "list[str]", "max_length": 2}, "list[str] (at most 2 long)"),
        ({"type": "list[int | float] | None"}, "list[int or float] or null"),
        ({"type": "dict[str]"}, "dict[str, str]"),
        ({"type": "float | list[float]", "ge": 0}, "(float or list[float]) (>= 0)"),
        ({"type": "ImageField", "required": True}, "ImageField or null"),
        ({"type": "ImageField", "default": None}, "ImageField or null"),
        ({"type": "NoSuchField"}, "unknown"),  # classes were renamed: nobody knows what that is today
        ({"type": "enum", "options": ["a", 1]}, "one of a, 1"),
        ({"type": "enum"}, "unknown"),
        ({"type": "unknown", "ge": 1}, "unknown"),
        ({"type": "list[" * 20 + "int | str" + "]" * 20}, None),
    ],
)
def test_types(facts: dict[str, Any], full: str | None) -> None:
    pack = Pack({"name": "p", "url": "u", "nodes": {"n": {"inputs": {"x": facts}}}})
    found = definition(PackNode(pack, "n"), open_release("6.14.2")).inputs["x"].type.full
    assert full is None or found == full


def test_classes_of_a_pack_that_loads_are_those_of_the_release() -> None:
    """Its own classes, and what InvokeAI has: nothing else can be in its code."""
    facts = {"n": {"inputs": {"x": {"type": "OwnField"}}}}
    pack = Pack({"name": "p", "url": "u", "loads": {"6.14.2": True}, "nodes": facts})
    found = definition(PackNode(pack, "n"), open_release("6.14.2"))
    assert list(found.inputs["x"].type.references()) == ["OwnField"]


# -- whose node it is ------------------------------------------------------------------------------------


def test_a_type_of_one_pack() -> None:
    found = owner(shipped_index(), "images_to_grids", None, "1.0.0")
    assert [n.pack.name for n in found.nodes] == ["XYGrid_nodes"]
    assert found.judged is None, "its facts are of another version"
    version = found.nodes[0].version
    assert owner(shipped_index(), "images_to_grids", None, version).judged is not None
    assert owner(shipped_index(), "images_to_grids", "invokeai", version).judged is not None


def test_the_pack_that_a_file_names_decides() -> None:
    """By its folder, however that is spelled."""
    index = own(entry("Fox-Nodes", "shared"), entry("other_nodes", "shared"))
    assert len(owner(index, "shared", None, None).nodes) == 2
    for spelled in ("Fox-Nodes", "fox_nodes", "FoxNodes-main", "fox nodes.git"):
        (node,) = owner(index, "shared", spelled, None).nodes
        assert node.pack.name == "Fox-Nodes", spelled
    assert len(owner(index, "shared", "a folder of mine", None).nodes) == 2, "says nothing"


def test_the_version_decides() -> None:
    new = entry("new", "shared")
    new["nodes"] = {
        "shared": {**new["nodes"]["shared"], "version": "2.0.0", "versions_seen": ["1.9.0", "2.0.0"]}
    }
    index = own(entry("old", "shared"), new)
    for version, wanted in (("1.0.0", ["old"]), ("1.9.0", ["new"]), ("3.0.0", ["old", "new"])):
        found = owner(index, "shared", None, version)
        assert [n.pack.name for n in found.nodes] == wanted
    assert owner(index, "shared", None, "2.0.0").judged is not None
    assert owner(index, "shared", None, "1.9.0").judged is None


def test_a_name_that_contradicts_the_index() -> None:
    index = own(entry("a", "one"), entry("b", "two"))
    assert owner(index, "one", "b", None).contradicts
    assert owner(index, "nowhere", "b", None).contradicts
    assert not owner(index, "one", "a", None).contradicts
    assert not owner(index, "one", "unheard-of", None).contradicts
    assert not owner(index, "one", "invokeai", None).contradicts


@pytest.mark.parametrize(
    "name", ["invokeai", "InvokeAI", " invokeai", "invoke-ai", "Unknown", "UNBEKANNT", "", "-", None]
)
def test_what_names_no_pack(name: str | None) -> None:
    assert not names_a_pack(name)
    # Forks of InvokeAI in the index are called so too: they are not what the file means.
    assert not owner(shipped_index(), "xy_expand", name, "1.0.0").contradicts
    assert owner(shipped_index(), "xy_expand", name, "1.0.0").judged is not None


def test_a_repositorys_own_packs_win() -> None:
    theirs = shipped_index().find("images_to_grids")
    mine = entry("XYGrid_nodes", "images_to_grids")
    index = own(mine)
    assert index.find("images_to_grids")[1:] != ()
    assert [n.pack.own for n in index.find("images_to_grids")] == [True, *[False] * len(theirs)]
    for named in (None, "invokeai", "XYGrid_nodes"):
        (node,) = owner(index, "images_to_grids", named, "1.3.0").nodes
        assert node.pack.own
    assert index.named("xygrid-nodes")[0].own
    assert index.has("images_to_grids")
    assert own(entry("fox", "fox")).has("fox")
    assert not shipped_index().has("fox")


def test_a_pack_that_is_brought_twice_is_one() -> None:
    index = own(entry("fox", "fox"), entry("fox", "fox"), entry("wolf", "fox"))
    assert [n.pack.name for n in index.find("fox")] == ["fox", "wolf"]
    assert index.find("fox")[0].pack is next(index.packs()), "the first speaks"


def test_copies_with_one_history_are_one() -> None:
    (pair,) = [p for p in shipped_index().packs() if p.url == "https://github.com/lstein/InvokeAI-Nodes"]
    for node_type in pair.node_types:
        urls = [n.pack.url for n in shipped_index().find(node_type)]
        assert len({pair.url, pair.entry["same_history_as"]} & set(urls)) == 1


def test_the_likeliest_pack_comes_first() -> None:
    for node_type in {n.type for n in all_nodes()}:
        found = shipped_index().find(node_type)
        ranks = [(n.pack.is_fork, n.removed) for n in found]
        assert ranks == sorted(ranks)


@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=4), st.none() | st.text(), st.none() | st.text())
@settings(max_examples=50)
def test_owner_never_invents(names: list[str], pack: str | None, version: str | None) -> None:
    index = own(*(entry(name, "shared") for name in names))
    found = owner(index, "shared", pack, version)
    assert set(found.nodes) <= set(index.find("shared"))
    assert bool(found.nodes) is bool(names)
    assert found.judged is None or found.nodes == (found.judged,)


# -- does it load ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("release", RELEASES)
def test_every_pack_that_does_not_load_has_a_reason(release: str) -> None:
    for pack in shipped_index().packs():
        verdict = loading(pack, release)
        assert bool(verdict.why) is (verdict.loads is not True), pack.url
        assert all(reason.text for reason in verdict.why)


@pytest.mark.parametrize(
    ("loads", "release", "answer"),
    [
        ({}, "6.14.2", None),
        ({"6.14.2": True}, "6.14.2", True),
        ({"5.15.0": True, "6.14.2": True}, "6.3.0", True),
        ({"5.15.0": False, "6.14.2": False}, "6.3.0", False),
        ({"5.15.0": True, "6.14.2": False}, "6.3.0", None),
        ({"5.15.0": True, "6.14.2": True}, "5.14.0", None),
        ({"5.15.0": True, "6.14.2": True}, "7.0.0", None),
        ({"odd": True}, "6.14.2", None),
        ({"5.15.0": True, "6.14.2": True}, "unknown", None),
    ],
)
def test_releases_that_nobody_tried(loads: dict[str, bool], release: str, answer: bool | None) -> None:
    assert loading(Pack(entry("p", loads=loads)), release).loads is answer


def test_forks_are_nothing_to_install() -> None:
    verdict = loading(Pack(entry("p", kind="fork", loads={"6.14.2": True})), "6.14.2")
    assert verdict.loads is False


def test_many_packs_and_many_questions_are_linear() -> None:
    """Nobody walks all packs of a stranger's file for each node of a stranger's workflow."""
    looked = 0

    class Types(dict[str, Any]):
        def __contains__(self, key: object) -> bool:
            nonlocal looked
            looked += 1
            return super().__contains__(key)

    packs = [Pack({**entry(f"p{i}"), "nodes": Types({f"n{i}": {}})}, own=True) for i in range(300)]
    index = PackIndex(packs)
    for i in range(300):
        owner(index, f"n{i}", f"p{i}", None)
        owner(index, f"m{i}", f"p{i}", None)
    assert looked <= 600


def test_a_type_that_a_thousand_packs_claim() -> None:
    """Of a stranger's packs some speak for a type: each node of a file asks for them."""
    index = own(*({**entry("same", "shared"), "url": f"https://example.org/{n}"} for n in range(1000)))
    assert len(index.find("shared")) == len(index.named("same")) == 50
