"""Saved catalogues, and node packs merged into a release."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.catalogue.conftest import extract
from tests.catalogue.test_server import with_community_node
from wflint.catalogue.saved import closest_release, from_document, read_file, to_json, with_extra
from wflint.catalogue.store import list_releases, open_release

if TYPE_CHECKING:
    from pathlib import Path

    from wflint.catalogue.model import Catalogue


def definitions_of(catalogue: Catalogue) -> list[dict[str, Any]]:
    """All that it says of its nodes."""
    load = catalogue.definitions.load
    return [dict(load(handle)) for _, handle in sorted(catalogue.node_types.items())]


def test_round_trip(tmp_path: Path) -> None:
    original = open_release("6.14.2")
    path = tmp_path / "saved.json"
    path.write_text(to_json(original, "http://example"), "utf-8")
    again = read_file(path)
    assert again.version == "6.14.2"
    assert list(again.node_types) == sorted(original.node_types)
    assert definitions_of(again) == definitions_of(original)
    assert again.overlay["validators"] == original.overlay["validators"]
    assert to_json(again, "http://example") == path.read_text("utf-8")
    head = json.loads(path.read_text("utf-8"))
    assert (head["wflint_catalogue"], head["version"], head["source"]) == (1, "6.14.2", "http://example")


def test_lines_are_fit_for_a_diff() -> None:
    """One definition a line."""
    lines = to_json(open_release("5.15.0")).splitlines()
    assert len(lines) == 209 + len(open_release("5.15.0").model_names) + 7


@pytest.mark.parametrize("version", list_releases()[::7])
def test_closest_release_of_itself(version: str) -> None:
    """A release that shares all its definitions with later ones is taken for the newest of them."""
    definitions = open_release(version).definitions
    nodes = {t: dict(definitions.load(h)) for t, h in definitions.node_types.items()}
    models = {t: dict(definitions.load(h)) for t, h in definitions.model_names.items()}
    found = closest_release(nodes, models)
    assert found is not None
    assert definitions_of(open_release(found)) == definitions_of(open_release(version))


def test_nothing_in_common() -> None:
    assert closest_release({"x": {"type": "x", "inputs": {}, "outputs": {}}}, {}) is None


def test_extra_adds_community_nodes_only(tmp_path: Path) -> None:
    path = tmp_path / "pack.json"
    path.write_text(json.dumps(with_community_node()), "utf-8")
    base = open_release("5.15.0")
    merged = with_extra(base, [path])
    assert merged.name == base.name
    assert merged.packs == {"fancy-nodes"}
    assert set(merged.node_types) - set(base.node_types) == {"fancy_add"}
    node = merged.node("fancy_add")
    assert node is not None
    assert (node.pack, list(node.inputs), str(node.outputs["value"].type)) == (
        "fancy-nodes",
        ["a", "b"],
        "int",
    )
    assert merged.node("gemini_image_generation") is None  # InvokeAI's own, of a later release
    assert merged.node("add") is not None
    assert merged.dialect == base.dialect
    assert "fancy_add" in [n.type for n in merged.nodes()]
    assert base.node("fancy_add") is None


def test_extra_brings_its_models(tmp_path: Path) -> None:
    document = with_community_node()
    schemas = document["components"]["schemas"]
    schemas["FancyAddInvocation"]["properties"]["a"] = {
        "$ref": "#/components/schemas/Fancy",
        "field_kind": "input",
    }
    schemas["Fancy"] = {
        "properties": {"kind": {"$ref": "#/components/schemas/FancyKind"}},
        "required": ["kind"],
    }
    schemas["FancyKind"] = {"enum": ["x", "y"]}
    path = tmp_path / "pack.json"
    path.write_text(json.dumps(document), "utf-8")
    merged = with_extra(open_release("6.14.2"), [path])
    kind = merged.model("FancyKind")
    assert kind is not None
    assert kind.options == ("x", "y")
    assert set(merged.model_names) - set(open_release("6.14.2").model_names) == {"Fancy", "FancyKind"}


def test_two_extras_and_none(tmp_path: Path) -> None:
    base = open_release("6.14.2")
    assert with_extra(base, []) is base
    found = from_document(with_community_node(), "server", "6.14.2")
    saved = tmp_path / "a.json"
    saved.write_text(to_json(found, community_only=True), "utf-8")
    other = tmp_path / "b.json"
    other.write_text(saved.read_text("utf-8").replace("fancy", "plain"), "utf-8")
    assert [n["type"] for n in json.loads(saved.read_text("utf-8"))["nodes"]] == ["fancy_add"]
    merged = with_extra(with_extra(base, [saved]), [other])
    assert merged.packs == {"fancy-nodes", "plain-nodes"}
    assert {"fancy_add", "plain_add"} <= merged.node_types.keys()


def test_overlay_types_hold_for_equal_definitions_only() -> None:
    """A server whose node differs from the release's keeps its own types."""
    document = extract("6.14.2")
    strength = document["components"]["schemas"]["Krea2SeedVarianceInvocation"]["properties"]["strength"]
    strength["maximum"] = 1
    node = from_document(document, "server", "6.14.2").node("krea2_seed_variance")
    assert node is not None
    assert node.inputs["strength"].type.bounds == {"ge": 0, "le": 1}


def test_a_whole_file_is_no_extra(tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_text("[]", "utf-8")
    with pytest.raises(ValueError, match="not an OpenAPI document"):
        with_extra(open_release("6.14.2"), [path])
    with pytest.raises(FileNotFoundError):
        with_extra(open_release("6.14.2"), [tmp_path / "gone.json"])
