"""Entries read from the packs in ``packs_source``, against what InvokeAI 6.14.2 made of them on loading.

tests/differential/test_packs.py asks InvokeAI again.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.catalogue.pack_truth import SOURCES, differences, named_lists, recorded
from wflint.catalogue.packs.scan.entry import Scan, scan_pack

PACKS = sorted(path.name for path in SOURCES.iterdir() if path.is_dir())
# What InvokeAI does not load, and how the entry or a note says so.
NOT_LOADED = {
    "bad_version": "ValueError at import",
    "gone_name": "imports a name that is gone",
    "plain_field": "InvalidFieldError at import",
    "refused_bound": "refused_defaults",
    "refused_default": "refused_defaults",
    "refused_option": "refused_defaults",
    "refused_type": "refused_defaults",
}


def scan(pack: str) -> Scan:
    return scan_pack(str(SOURCES / pack), pack, f"https://example.com/{pack}")


def loaded(pack: str) -> dict[str, Any]:
    """InvokeAI's nodes of a pack, by type. Its name ends at the first dot, as for every module."""
    return {n["type"]: n for n in recorded()["nodes"] if n["pack"] == pack.partition(".")[0]}


@pytest.mark.parametrize("pack", PACKS)
def test_nodes_are_what_invokeai_makes_of_them(pack: str) -> None:
    entry = scan(pack).entry
    lists, ui_types = named_lists("6.14.2"), recorded()["ui_types"]
    theirs = loaded(pack)
    assert theirs.keys() <= entry["nodes"].keys()
    for node_type, node in theirs.items():
        assert list(differences(entry["nodes"][node_type], node, ui_types, lists)) == []


def test_enough_is_compared() -> None:
    assert len(recorded()["nodes"]) >= 30
    inputs = [i for n in recorded()["nodes"] for i in n["inputs"].values()]
    assert len(inputs) > 140


def test_which_packs_load() -> None:
    assert sorted(recorded()["failed"]) == sorted(NOT_LOADED)
    for pack in PACKS:
        refused = scan(pack).entry.get("refused_defaults", [])
        assert bool(refused) == (NOT_LOADED.get(pack) == "refused_defaults"), pack
    assert scan("refused_default").entry["refused_defaults"] == ["wf_refused.image"]
    assert "invokeai.app.invocations.baseinvocation.InputField" in scan("gone_name").invokeai_names


@pytest.mark.parametrize(
    ("pack", "note"),
    [
        ("no_init", "__init__.py: missing, and InvokeAI loads no folder without it"),
        ("_hidden", "_hidden: InvokeAI passes over a folder of that name"),
        ("logging", "logging: InvokeAI passes over a folder of that name"),
    ],
)
def test_folders_that_invokeai_passes_over(pack: str, note: str) -> None:
    assert loaded(pack) == {}
    assert scan(pack).notes == [note]


def test_nothing_else_is_noted() -> None:
    silent = [pack for pack in PACKS if pack not in ("no_init", "_hidden", "logging")]
    assert {pack: notes for pack in silent if (notes := scan(pack).notes)} == {}


def test_nodes_that_invokeai_does_not_have() -> None:
    """A module that nobody imports, a node in the style of 3.0; all others of packs that load are there."""
    only_here = {
        (pack, node_type)
        for pack in PACKS
        if pack not in NOT_LOADED
        for node_type in scan(pack).entry["nodes"].keys() - loaded(pack).keys()
    }
    assert only_here == {
        ("_hidden", "wf_hidden"),
        ("logging", "wf_logging"),
        ("no_init", "wf_no_init"),
        ("not_imported", "wf_unused"),
        ("old_style", "wf_old"),
    }
    marked = scan("not_imported").entry["nodes"]
    assert marked["wf_unused"]["not_imported_by_pack"] is True
    assert "not_imported_by_pack" not in marked["wf_used"]


def test_one_type_of_two_packs() -> None:
    """InvokeAI keeps the one that it loads last; each entry has its own."""
    assert recorded()["types"]["wf_same"] in ("same_type_a", "same_type_b")
    assert scan("same_type_a").entry["nodes"]["wf_same"]["version"] == "1.0.0"
    assert scan("same_type_b").entry["nodes"]["wf_same"]["version"] == "2.0.0"


def test_a_type_of_invokeais_own() -> None:
    assert recorded()["types"]["add"] == "like_core"
    first, last = scan("like_core").entry["nodes"]["add"]["core"]
    assert first == "3.0.0"
    assert last.startswith("7.")


def test_the_style_of_3_0() -> None:
    assert scan("old_style").entry["nodes"] == {
        "wf_old": {
            "version": None,
            "inputs": {
                "image": {"type": "ImageField", "nullable": True, "required": False, "default": None},
                "size": {"type": "int", "ge": 64, "multiple_of": 8, "required": False, "default": 512},
                "mode": {"type": "enum", "options": ["a", "b"], "required": False, "default": "a"},
                "plain": {"type": "float", "required": False, "default": 1.5},
            },
            "output_class": "OldOutput",
            "outputs": {"value": "int"},
            "versions_seen": ["1.0.0"],
        }
    }


def test_prose_stays_out() -> None:
    for pack in PACKS:
        assert "words" not in str(scan(pack).entry)


def test_lists_that_change_from_release_to_release_keep_their_names() -> None:
    inputs = scan("symbols").entry["nodes"]["wf_symbols"]["inputs"]
    assert [inputs[name]["type"] for name in ("scheduler", "flux", "resample")] == [
        "SCHEDULER_NAME_VALUES",
        "FLUX_SCHEDULER_NAME_VALUES",
        "PIL_RESAMPLING_MODES",
    ]
    inherited = scan("core_subclass").entry["nodes"]["wf_denoise_more"]["inputs"]["scheduler"]
    assert inherited["type"] == "SCHEDULER_NAME_VALUES"
    assert "options" not in inherited


def test_lists_that_grow_as_the_pack_loads_are_unknown() -> None:
    assert scan("options").entry["nodes"]["wf_options"]["inputs"]["grown"] == {
        "type": "unknown",
        "required": False,
    }
