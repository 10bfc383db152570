"""Nodes of community packs, judged by the index: what is said of them, and that nothing false is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wflint.catalogue.packs.index import shipped_index
from wflint.catalogue.packs.saved import open_index
from wflint.catalogue.store import open_release
from wflint.diagnostics import Confidence
from wflint.engine import pack_nodes
from wflint.engine.check import Checker
from wflint.engine.examine import examine
from wflint.engine.pack_nodes import JUDGING
from wflint.rules.options import RuleOptions

if TYPE_CHECKING:
    from pathlib import Path

    from wflint.diagnostics import Diagnostic

RELEASE = "6.14.2"
# A pack's nodes as they are in the index: a release's schedulers, bounds, a list of images, a model's name.
GRIDS = ("images_to_grids", "1.3.0")
TO_STRING = ("scheduler_to_string", "1.0.1")


def _workflow(*nodes: tuple[str, str, dict[str, Any]], edges: tuple[tuple[str, ...], ...] = ()) -> Any:
    """A workflow of nodes n0, n1 ... (type, version, values), and wires (source, output, target, input)."""
    return {
        **dict.fromkeys(("name", "author", "description", "version", "contact", "tags", "notes"), ""),
        "exposedFields": [],
        "meta": {"category": "user", "version": "3.0.0"},
        "nodes": [_node(f"n{i}", *node) for i, node in enumerate(nodes)],
        "edges": [
            {
                "id": f"e{i}",
                "type": "default",
                **dict(zip(("source", "sourceHandle", "target", "targetHandle"), ends, strict=True)),
            }
            for i, ends in enumerate(edges)
        ],
    }


def _node(node_id: str, node_type: str, version: str, values: dict[str, Any]) -> Any:
    data = {
        "id": node_id,
        "type": node_type,
        "version": version,
        "label": "",
        "notes": "",
        "isOpen": True,
        "isIntermediate": True,
        "useCache": True,
        "inputs": {n: {"name": n, "label": "", "value": v} for n, v in values.items()},
    }
    return {"id": node_id, "type": "invocation", "position": {"x": 0, "y": 0}, "data": data}


def _check(document: Any, release: str = RELEASE, options: RuleOptions | None = None) -> list[Diagnostic]:
    checker = Checker((open_release(release),), None, options)
    found = examine(json.dumps(document).encode(), "x.json", checker).diagnostics
    assert checker.crashes == []
    return [d for d in found if d.slug in JUDGING]


def _said(*args: Any, **options: Any) -> list[tuple[str, str]]:
    return [(d.slug, d.message) for d in _check(*args, **options)]


def test_inputs_and_their_values_are_judged() -> None:
    document = _workflow((*GRIDS, {"columns": 0, "colums": 2}), (*TO_STRING, {"scheduler": "eulerx"}))
    assert _said(document) == [
        ("invalid-value", '"columns" of Images To Grids must be at least 1, but is 0'),
        ("unknown-input", 'Images To Grids has no input "colums" in its pack "XYGrid_nodes"'),
        ("invalid-value", '"scheduler" of Scheduler To String cannot be "eulerx"'),
    ]


def test_edges_are_judged() -> None:
    document = _workflow(
        (*GRIDS, {}),
        (*TO_STRING, {}),
        ("integer", "1.0.1", {}),
        edges=(
            ("n2", "value", "n0", "images"),
            ("n1", "strin", "n0", "rows"),
            ("n0", "collection", "n2", "valu"),
            ("n2", "value", "n0", "columns"),
        ),
    )
    assert _said(document) == [
        ("type-mismatch", '"images" of Images To Grids takes a list of images, but gets an integer'),
        ("unknown-source-field", 'Scheduler To String has no output "strin"'),
        ("unknown-target-field", 'Integer Primitive has no input "valu"'),
    ]


def test_edges_are_judged_behind_connectors_and_collectors() -> None:
    document = _workflow(
        ("integer", "1.0.1", {}),
        ("collect", "1.1.0", {}),
        (*GRIDS, {}),
        edges=(("n0", "value", "n1", "item"), ("n1", "collection", "c", "in"), ("c", "out", "n2", "images")),
    )
    document["nodes"].append(
        {"id": "c", "type": "connector", "position": {"x": 0, "y": 0}, "data": _CONNECTOR}
    )
    assert [slug for slug, _ in _said(document)] == ["ui-accepts-server-refuses"]
    document["nodes"][0]["data"].update(type="blank_image", version="1.2.2")
    document["edges"][0]["sourceHandle"] = "image"
    assert _said(document) == []


_CONNECTOR = {"id": "c", "type": "connector", "label": "", "isOpen": True}


def test_it_is_likely_and_says_why() -> None:
    (found,) = _check(_workflow((*GRIDS, {"columns": 0})))
    assert found.confidence is Confidence.LIKELY
    assert "by the index of node packs: XYGrid_nodes" in found.detail


def test_another_version_is_not_judged() -> None:
    assert _said(_workflow((GRIDS[0], "1.2.0", {"columns": 0, "colums": 2}))) == []


def test_a_node_that_may_have_more_inputs_is_not_judged() -> None:
    hidden = [n for n in _all_nodes() if not n.complete and n.version is not None]
    assert hidden
    for node in hidden:
        assert _said(_workflow((node.type, node.version or "", {"no such input": 1}))) == []


def test_nothing_is_missing() -> None:
    """A pack's node with required inputs, and nothing set: no rule misses them."""
    node = next(n for n in _all_nodes() if any(i["required"] for i in n.facts["inputs"].values()))
    checker = Checker((open_release(RELEASE),))
    document = json.dumps(_workflow((node.type, node.version or "", {}))).encode()
    slugs = {d.slug for d in examine(document, "x.json", checker).diagnostics}
    assert "unknown-node-type" in slugs
    assert not slugs & {"missing-input", "unset-exposed-input"}


def test_a_graph_states_no_version() -> None:
    """A node that had one version only is judged there, and another is not."""
    once = {"id": "a", "type": TO_STRING[0], "scheduler": "eulerx"}
    often = {"id": "b", "type": GRIDS[0], "columns": 0}
    versions = {t: shipped_index().find(t)[0].versions for t in (TO_STRING[0], GRIDS[0])}
    found = _said({"id": "g", "nodes": {"a": once, "b": often}, "edges": []})
    assert len(found) == sum(len(v) == 1 for v in versions.values())


def _all_nodes() -> list[Any]:
    index = shipped_index()
    types = sorted({node_type for pack in index.packs() for node_type in pack.node_types})
    known = open_release(RELEASE).node_types
    return [node for node_type in types if node_type not in known for node in index.find(node_type)]


@pytest.mark.parametrize("release", ["6.14.2", "5.15.0", "3.7.0"])
def test_a_node_with_its_defaults_is_right(release: str) -> None:
    known = open_release(release).node_types
    nodes = [n for n in _all_nodes() if n.type not in known and n.version is not None]
    assert len(nodes) > 600
    for start in range(0, len(nodes), 50):
        some = [
            (n.type, n.version, {k: i["default"] for k, i in n.facts["inputs"].items() if "default" in i})
            for n in nodes[start : start + 50]
        ]
        assert _said(_workflow(*some), release=release) == []


def test_a_value_out_of_its_step_is_found() -> None:
    node = ("instant_character_flux", "1.0.0")
    assert _said(_workflow((*node, {"width": 1024}))) == []
    (only,) = _check(_workflow((*node, {"width": 1023})))
    assert only.slug == "invalid-value"


def test_a_node_that_plainly_fits_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules are not run for it: they would say nothing of it, whatever it is that plainly fits."""
    values = [0, 1, -1, 64, 0.5, -7.5, True, "ON", "", None, 10**400, [], {}]
    nodes = []
    for pack in shipped_index().packs():
        for node_type, facts in pack.node_types.items():
            names = list(facts.get("inputs", {}))[:4]
            given_values = {n: values[(len(nodes) + i) % len(values)] for i, n in enumerate(names)}
            nodes.append((node_type, facts.get("version") or "1.0.0", given_values))
    document = _workflow(*nodes)
    quick = _check(document)
    monkeypatch.setattr(pack_nodes, "_fits", lambda *_: False)
    looked_at = _check(document)
    assert quick == looked_at
    assert len(quick) > 200


def test_a_value_out_of_its_bounds_is_found() -> None:
    """Of every node that is judged, each bounded input."""
    for node in _all_nodes():
        if node.version is None or len(shipped_index().find(node.type)) > 1 or not node.complete:
            continue
        bad = {n: i["ge"] - 1 for n, i in node.facts["inputs"].items() if "ge" in i}
        bad |= {n: "no such option" for n, i in node.facts["inputs"].items() if i["type"] == "enum"}
        found = _check(_workflow((node.type, node.version, bad)))
        assert {d.field for d in found if d.slug == "invalid-value"} == bad.keys(), node.type


def test_a_repository_brings_its_own_facts(tmp_path: Path) -> None:
    facts = {"version": "1.0.0", "inputs": {"n": {"type": "int", "le": 3}}, "outputs": {"out": "int"}}
    own = {"wflint_packs": 1, "packs": [{"name": "ours", "url": "https://x.org/o", "nodes": {"ours": facts}}]}
    (tmp_path / "packs.json").write_text(json.dumps(own))
    options = RuleOptions(packs=open_index((str(tmp_path / "packs.json"),)))
    document = _workflow(("ours", "1.0.0", {"n": 4}), ("ours", "1.0.0", {"m": 1}))
    assert _said(document) == []
    assert _said(document, options=options) == [
        ("invalid-value", '"n" of ours (n0) must be at most 3, but is 4'),
        ("unknown-input", 'ours (n1) has no input "m" in its pack "ours"'),
    ]


@pytest.mark.parametrize("missing", ["inputs", "outputs"])
def test_an_entry_that_only_names_a_node_judges_nothing(missing: str, tmp_path: Path) -> None:
    facts: dict[str, Any] = {"version": "1.0.0", "inputs": {}, "outputs": {}}
    entry = {"name": "ours", "url": "https://x.org/o", "nodes": {"ours": facts}}
    said = []
    for number in range(2):
        (tmp_path / f"{number}.json").write_text(json.dumps({"wflint_packs": 1, "packs": [entry]}))
        options = RuleOptions(packs=open_index((str(tmp_path / f"{number}.json"),)))
        said.append(_said(_workflow(("ours", "1.0.0", {"m": 1})), options=options))
        facts.pop(missing, None)
    assert said == [[("unknown-input", 'ours has no input "m" in its pack "ours"')], []]


_TYPES = st.sampled_from(["integer", "collect", "iterate", "if", "nobody_has_it"]) | st.sampled_from(
    sorted(line.type for line in _all_nodes())
)


@given(st.data())
def test_it_takes_any_graph(data: st.DataObject) -> None:
    """Whatever is joined to packs' nodes: no rule stumbles, and the findings of the facts are likely."""
    types = data.draw(st.lists(_TYPES, min_size=1, max_size=6))
    index = shipped_index()
    nodes = []
    for node_type in types:
        found = index.find(node_type)
        version = (found[0].version if found else None) or "1.0.0"
        names = list(found[0].facts["inputs"])[:3] if found else ["a"]
        values = {name: data.draw(st.none() | st.integers() | st.text(max_size=3)) for name in names}
        nodes.append((node_type, version, values))
    ids = st.sampled_from([f"n{i}" for i in range(len(nodes) + 1)])
    fields = st.sampled_from(["value", "image", "collection", "item", "images", "out"])
    edges = data.draw(st.lists(st.tuples(ids, fields, ids, fields), max_size=8))
    for found in _check(_workflow(*nodes, edges=tuple(edges))):
        if found.detail and "index of node packs" in found.detail:
            assert found.confidence is Confidence.LIKELY
