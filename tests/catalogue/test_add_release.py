"""``add_release.py`` on copies of the shipped store: what is taken out comes back byte for byte."""

from __future__ import annotations

import copy
import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.catalogue.conftest import without_newest
from tests.catalogue.releases_made import Index, document_of, facts_of
from wflint.catalogue.store import DATA, Store, StoredDefinitions, shipped

if TYPE_CHECKING:
    from pathlib import Path

GRAPH = "class Graph:\n    def validate_self(self): pass\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The store before 6.14.2 came."""
    without_newest(tmp_path / "store")
    return tmp_path / "store"


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    """What the light route gives of 6.14.2, as far as the store has it: all but the code of graphs."""
    nodes, models = facts_of(DATA, "6.14.2")
    overlay = StoredDefinitions(shipped(), "6.14.2").overlay
    classes: dict[str, Any] = {
        group: {
            t: {n: m["t"] for n, m in fact[group].items()} | overlay["types"].get(t, {}).get(group, {})
            for t, fact in nodes.items()
        }
        for group in ("inputs", "outputs")
    }
    same = ("ancestors", "model_validators", "validators", "node_attributes", "node_config", "output_base")
    classes |= {section: overlay[section] for section in same}
    return {"openapi": document_of(nodes, models), "classes": classes, "graph_sources": [GRAPH]}


def files(folder: Path | str) -> dict[str, bytes]:
    from pathlib import Path

    return {str(p.relative_to(folder)): p.read_bytes() for p in Path(folder).rglob("*") if p.is_file()}


def added(folder: Path, found: dict[str, Any], document: Any = None) -> str:
    from add_release import add
    from store_writer import StoreWriter

    writer = StoreWriter(folder)
    said = add(folder, writer, "6.14.2", found, document)
    writer.write(folder)
    return str(said)


def test_the_newest_comes_back(folder: Path, found: dict[str, Any]) -> None:
    assert files(folder).keys() == files(DATA).keys() - {"releases/6.14.2.json"}
    assert added(folder, found, found["openapi"]) == "6.14.2: added, 309 nodes"
    now, before = files(folder), files(DATA)
    (differing,) = [name for name in before if now.get(name) != before[name]]
    entries = [json.loads(each[differing]) for each in (now, before)]
    for entry in entries:
        # of the whole document, and of code: neither is in the store
        entry["source"].pop("openapi_sha256")
        entry["overlay"].pop("graph_rules")
    assert differing == "releases/6.14.2.json"
    assert json.dumps(entries[0]) == json.dumps(entries[1])


def test_a_document_that_says_otherwise(folder: Path, found: dict[str, Any]) -> None:
    from add_release import FactsDifferError

    other = copy.deepcopy(found["openapi"])
    other["components"]["schemas"]["add node"]["properties"]["a"]["default"] = 7
    before = files(folder)
    with pytest.raises(FactsDifferError, match="the document and the light route"):
        added(folder, found, other)
    assert files(folder) == before


def test_what_is_left_to_people(folder: Path, found: dict[str, Any]) -> None:
    from release_by_hand import by_hand

    changed = copy.deepcopy(found)
    schemas = changed["openapi"]["components"]["schemas"]
    del schemas["add node"]
    del schemas["noise node"]["properties"]["seed"]
    added(folder, changed)
    lines = [*by_hand(Store(folder), "6.14.2")]
    assert lines[:2] == [
        "catalogue/renames.py: a row for the node add, which is gone",
        "catalogue/renames.py: a row for the input seed of noise, which is gone",
    ]
    assert lines[2].startswith("graph validation is other code than in 6.14.1")
    assert any("compare_release.py 6.14.2" in line for line in lines)


def test_what_is_gone_and_has_a_row_is_not_asked_for() -> None:
    from release_by_hand import by_hand

    for version in ("5.10.0", "6.8.1", "6.14.2"):
        assert not [line for line in by_hand(shipped(), version) if "a row for" in line], version


@pytest.mark.skipif(sys.platform == "win32", reason="the uv of these tests is a POSIX script")
def test_the_command(
    folder: Path,
    found: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    import add_release

    index = Index(tmp_path / "index")
    index.has("4.99.0", found["openapi"])
    monkeypatch.setenv("PATH", index.path)
    monkeypatch.setattr(sys, "argv", ["add_release.py", "4.99.0", "4.98.0", "--into", str(folder)])
    assert add_release.main() == 1
    out, err = capsys.readouterr()
    assert out.startswith("4.99.0: added, 309 nodes\nby hand, for 4.99.0:\n  ")
    assert "running" not in out, "what follows from the package's own store stays as it is"
    assert err.startswith("4.98.0: ")
    assert "4.99.0" in Store(folder).releases
