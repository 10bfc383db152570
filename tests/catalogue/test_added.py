"""Releases in the user's cache: read like strangers' files, and only where they are named."""

from __future__ import annotations

import hashlib
import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from tests.catalogue.releases_made import facts_of
from wflint.catalogue import history
from wflint.catalogue.added import AddedRelease, DamagedError, added_releases, added_text, read_added
from wflint.catalogue.errors import TargetError
from wflint.catalogue.store import DATA, Store, StoredDefinitions, list_releases, shipped
from wflint.catalogue.targets import find_release, known_releases, names_file, resolve_target

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def later() -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """The facts of 6.14.2 as a later release has them: a node is new, one is gone, one has an input more."""
    nodes, models = facts_of(DATA, "6.14.2")
    del nodes["add"]
    nodes["brighten"] = {**nodes["invert_tensor_mask"], "type": "brighten"}
    inputs = {**nodes["noise"]["inputs"], "grain": {"t": {"t": "float", "ge": 0}, "d": 0.5}}
    nodes["noise"] = {**nodes["noise"], "inputs": inputs}
    return nodes, models, dict(StoredDefinitions(shipped(), "6.14.2").overlay)


@pytest.fixture(scope="module")
def text(later: tuple[dict[str, Any], ...]) -> str:
    """The file of 6.15.0."""
    return added_text(AddedRelease("6.15.0", *later))


@pytest.fixture
def added(cache: Path, text: str) -> Path:
    """A cache with 6.15.0."""
    path = cache / "catalogue" / "6.15.0.json"
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    return cache


def put(cache: Path, version: str, nodes: Any, models: Any, overlay: Any = None) -> Path:
    path = cache / "catalogue" / f"{version}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(added_text(AddedRelease(version, nodes, models, overlay)), "utf-8")
    return path


def versions(target: str) -> list[str]:
    return [catalogue.version for catalogue in resolve_target(target)]


def test_what_is_written_is_read(added: Path, later: tuple[dict[str, Any], ...]) -> None:
    found = read_added(str(added / "catalogue" / "6.15.0.json"), "6.15.0")
    assert (found.nodes, found.models, found.overlay) == later
    (catalogue,) = resolve_target("6.15.0")
    definitions = catalogue.definitions
    assert {t: definitions.load(h) for t, h in definitions.node_types.items()} == later[0]
    assert {n: definitions.load(h) for n, h in definitions.model_names.items()} == later[1]
    assert catalogue.overlay == later[2]
    assert (catalogue.name, catalogue.called) == ("6.15.0", "InvokeAI 6.15.0")


def test_definitions_that_it_shares_are_the_shipped_ones(added: Path) -> None:
    """So that what was judged of one release is judged of the other, and edges compare."""
    new, old = resolve_target("6.15.0")[0].definitions, resolve_target("6.14.2")[0].definitions
    assert new.node_types["denoise_latents"] == old.node_types["denoise_latents"]
    differing = {t for t, h in new.node_types.items() if old.node_types.get(t) != h}
    assert differing == {"brighten", "noise"}


def test_named_it_counts_and_elsewhere_it_does_not(added: Path, later: tuple[dict[str, Any], ...]) -> None:
    """What lies in a cache changes neither `latest` nor a range: they are the same on every machine."""
    put(added, "6.14.3", *later)
    assert added_releases() == ("6.14.3", "6.15.0")
    assert known_releases()[-3:] == ("6.14.3", "6.15.0", "7.0.0a3")
    for target, expected in {
        "latest": ["6.14.2"],
        "6": ["6.14.2"],
        "6.14": ["6.14.2"],
        ">=6.14.1": ["6.14.1", "6.14.2"],
        "6.14.3": ["6.14.3"],
        "6.15": ["6.15.0"],
        "v6.15.0": ["6.15.0"],
        "newest": ["6.15.0"],
        ">=6.14.1,<=newest": ["6.14.1", "6.14.2", "6.14.3", "6.15.0"],
        "<= newest, >6.14.2": ["6.14.3", "6.15.0"],
        ">6.14.2,<6.15,<=newest": ["6.14.3"],
    }.items():
        assert versions(target) == expected, target
    with pytest.raises(TargetError, match=r"6\.15 is not in the catalogue"):
        find_release("6.15")  # what a file of a repository names
    assert not names_file("newest")


def test_without_added_releases(cache: Path) -> None:
    assert versions("newest") == versions("latest") == ["6.14.2"]
    assert versions(">=6.14.1,<=newest") == ["6.14.1", "6.14.2"]
    with pytest.raises(TargetError, match="`wflint catalogue update` adds newer ones"):
        resolve_target("6.15.0")
    assert not cache.exists()


def test_no_home_no_cache(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WFLINT_CACHE", "XDG_CACHE_HOME", "HOME", "USERPROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("os.path.expanduser", lambda path: path)
    assert added_releases() == ()
    assert versions("newest") == ["6.14.2"]


def test_history_goes_on_once_one_was_opened(added: Path) -> None:
    def last(node: str) -> str:
        found = history.node_presence(node)
        assert found is not None
        return found.last

    assert history.node_presence("brighten") is None
    assert (last("add"), last("noise"), list_releases()[-2:]) == ("7.0.0a3", "7.0.0a3", ("6.14.2", "7.0.0a3"))
    resolve_target("newest")
    found = history.node_presence("brighten")
    assert found is not None
    assert found.releases == ("6.15.0",)
    present = history.node_presence("add")
    assert present is not None
    assert "6.15.0" not in present.releases
    assert {"6.14.2", "7.0.0a3"} <= set(present.releases)
    grain = history.field_presence("noise", "inputs", "grain")
    assert grain is not None
    assert grain.releases == ("6.15.0",)
    assert list_releases()[-3:] == ("6.14.2", "6.15.0", "7.0.0a3")


def test_the_shipped_part_of_the_history_is_the_shipped_history(added: Path) -> None:
    before = {t: dict(history._lines(t)) for t in list(history.all_node_types())}
    resolve_target("6.15.0")
    after = {t: {v: n for v, n in history._lines(t).items() if v != "6.15.0"} for t in before}
    assert after == before


def test_a_release_that_wflint_comes_with_is_the_shipped_one(cache: Path) -> None:
    nodes, models = facts_of(DATA, "5.15.0")
    put(cache, "6.14.2", nodes, models)
    assert added_releases() == ()
    assert "add" in resolve_target("6.14.2")[0].node_types
    assert len(resolve_target("6.14.2")[0].node_types) == 309


def test_one_whose_classes_could_not_be_read(cache: Path, later: tuple[dict[str, Any], ...]) -> None:
    """What only classes show is that of the closest release, as for a saved catalogue."""
    put(cache, "6.15.0", later[0], later[1])
    (catalogue,) = resolve_target("6.15.0")
    assert catalogue.overlay["graph_rules"] == later[2]["graph_rules"]
    assert catalogue.dialect == "chained"


def _signed(text: str) -> str:
    head, _, rest = text.partition("\n")
    first = json.loads(head.rstrip(",") + "}")
    first["sha256"] = hashlib.sha256(rest.encode()).hexdigest()
    return json.dumps(first)[:-1] + ",\n" + rest


def _changed(change: Any) -> Any:
    def apply(text: str) -> str:
        head, _, rest = text.partition("\n")
        document = json.loads("{" + rest)
        change(document)
        return _signed(head + "\n" + json.dumps(document)[1:])

    return apply


DAMAGE = {
    "empty": lambda _: "",
    "cut": lambda text: text[: len(text) // 2],
    "another letter": lambda text: text.replace("brighten", "brightem"),
    "no JSON": lambda _: "\x00\xff{",
    "format": lambda text: text.replace('"wflint_added":1', '"wflint_added":2', 1),
    "saved catalogue": lambda text: "{" + text.partition("\n")[2],
    "other release": _changed(lambda d: d.update(version="6.15.1")),
    "no nodes": _changed(lambda d: d.pop("nodes")),
    "node of another kind": _changed(lambda d: d["nodes"].append(3)),
    "name": _changed(lambda d: d["nodes"].append({**d["nodes"][0], "type": 'a"b'})),
    "order": _changed(lambda d: d["nodes"].append({"title": "x", **d["nodes"][0], "type": "x"})),
    "text": _changed(lambda d: d["nodes"][0].update(title=[1])),
    "section": _changed(lambda d: d["overlay"].update(other={})),
    "ancestors": _changed(lambda d: d["overlay"].update(ancestors={"A": "B"})),
    "types": _changed(lambda d: d["overlay"].update(types={"noise": {"inputs": {"a": "no type"}}})),
    "rules": _changed(lambda d: d["overlay"].update(graph_rules=3)),
    "overlay": _changed(lambda d: d.update(overlay=[1])),
    "deep": _changed(lambda d: d["overlay"].update(validators={"a": {"*": [["x"]]}})),
}


@pytest.mark.parametrize("how", DAMAGE)
def test_a_damaged_one_is_one_line(tmp_path: Path, how: str, text: str) -> None:
    path = tmp_path / "6.15.0.json"
    path.write_bytes(DAMAGE[how](text).encode("utf-8", "surrogateescape"))
    with pytest.raises(DamagedError) as caught:
        read_added(str(path), "6.15.0")
    said = str(caught.value)
    assert said.startswith(str(path))
    assert said.endswith("`wflint catalogue update` makes it anew")
    assert "\n" not in said


def test_a_damaged_one_matters_where_it_is_named(added: Path, later: Any) -> None:
    (added / "catalogue" / "6.15.0.json").write_text("{", "utf-8")
    put(added, "6.16.0", *later)
    with pytest.raises(TargetError, match="is of another format"):
        resolve_target("6.15.0")
    assert versions("latest") == ["6.14.2"]
    assert versions("6.16.0") == ["6.16.0"], "the others are there"
    assert "6.15.0" not in list_releases()


@pytest.mark.parametrize("name", ["x.json", "6.15.0.json.new", ".wflint-12.tmp", "update.lock", "-.json"])
def test_other_files_are_no_releases(cache: Path, name: str) -> None:
    (cache / "catalogue").mkdir(parents=True)
    (cache / "catalogue" / name).write_text("{}", "utf-8")
    assert added_releases() == ()


@pytest.mark.skipif(os.name != "posix", reason="pipes have names there")
def test_a_pipe_is_not_read(cache: Path) -> None:
    (cache / "catalogue").mkdir(parents=True)
    os.mkfifo(cache / "catalogue" / "6.15.0.json")
    with pytest.raises(DamagedError, match="is not a regular file"):
        resolve_target("6.15.0")


def test_it_is_read_anew_when_it_changed(added: Path, later: tuple[dict[str, Any], ...]) -> None:
    assert "brighten" in resolve_target("6.15.0")[0].node_types
    nodes = {t: fact for t, fact in later[0].items() if t != "brighten"}
    put(added, "6.15.0", nodes, *later[1:])
    assert "brighten" not in resolve_target("6.15.0")[0].node_types


def test_a_release_in_the_store_asks_no_cache(added: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*_: object) -> None:
        raise AssertionError("the cache was looked at")

    monkeypatch.setattr("wflint.cache.cache_dir", asked)
    monkeypatch.setattr("wflint.catalogue.added.cache_dir", asked)
    for target in ("latest", "6.14.2", "5.15", ">=6.10"):
        assert versions(target)
    assert Store(DATA).releases == shipped().releases
