"""Names of nodes: the tables name real nodes, and messages name only what the target has."""

from __future__ import annotations

import json

import pytest

from tests.rules.written import fire, graph, workflow
from tests.work import lines_run
from wflint.catalogue.history import all_node_types
from wflint.catalogue.store import open_release
from wflint.engine.check import Checker
from wflint.engine.examine import examine
from wflint.rules.nodes._foreign_names import _COMFYUI, _PLAIN, _SUCCESSORS, equivalent


def messages(graph: dict[str, object], release: str) -> list[str]:
    found = examine(json.dumps(graph).encode(), "graph.json", Checker([open_release(release)])).diagnostics
    return [d.message for d in found if d.slug == "unknown-node-type"]


def graph_of(*types: str) -> dict[str, object]:
    return {
        "id": "g",
        "nodes": {f"n{i}": {"id": f"n{i}", "type": t} for i, t in enumerate(types)},
        "edges": [],
    }


@pytest.mark.parametrize("table", [_COMFYUI, _PLAIN, _SUCCESSORS], ids=["comfyui", "plain", "successors"])
def test_every_suggested_node_exists_in_some_release(table: dict[str, tuple[str, ...]]) -> None:
    known = all_node_types()
    assert {t for types in table.values() for t in types} <= set(known)


def test_successors_are_of_nodes_that_are_gone() -> None:
    assert set(_SUCCESSORS) <= set(all_node_types())
    assert not set(_SUCCESSORS) & set(open_release("6.14.2").node_types)


@pytest.mark.parametrize("release", ["3.4.0.post2", "4.2.9", "5.15.0", "6.14.2"])
def test_only_nodes_of_the_target_are_suggested(release: str) -> None:
    catalogue = open_release(release)
    for name in (*_COMFYUI, *_PLAIN, *_SUCCESSORS):
        known = equivalent(name, catalogue)
        assert known is not None
        assert set(known.types) <= set(catalogue.node_types)


@pytest.mark.parametrize("name", ["KSampler", "k_sampler", "ksampler", "KSAMPLER"])
def test_spelling_of_foreign_names_does_not_matter(name: str) -> None:
    (message,) = messages(graph_of(name), "6.14.2")
    assert "ComfyUI" in message
    assert '"denoise_latents"' in message


def test_old_release_is_offered_its_own_processor() -> None:
    (message,) = messages(graph_of("canny_edge_preprocessor"), "4.2.9")
    assert '"canny_image_processor"' in message


def test_nodes_of_other_releases_are_dated() -> None:
    gone, ahead = messages(graph_of("canny_image_processor", "wan_denoise"), "6.9.0")
    assert "the last release with it is 5.9.1" in gone
    assert "the first release with it is 6.14.0" in ahead


def test_thousands_of_unknown_types_are_no_burden() -> None:
    def work(count: int) -> int:
        graph = graph_of(*(f"denoise_latent_{i}" for i in range(count)))
        assert len(messages(graph, "6.14.2")) == count
        return lines_run(lambda: messages(graph, "6.14.2"))

    assert work(2000) < 2.2 * work(1000)


def versions(**given: str) -> list[tuple[str | None, int, str]]:
    """What is said of nodes of those versions: node, related places, message."""
    data = workflow(**{node: {"type": node, "version": version} for node, version in given.items()})
    return [(f.node, len(f.related), f.message) for f in fire("node-version-mismatch", data)]


def test_versions_of_nodes() -> None:
    now = open_release("6.14.2").node("noise")
    assert now is not None
    assert now.version is not None
    major, minor, patch = map(int, now.version.split("."))
    assert versions(noise=now.version) == []
    ((node, _, older),) = (
        versions(noise=f"{major}.0.0") if (minor, patch) != (0, 0) else (("noise", 0, "older"),)
    )
    assert (node, "older" in older) == ("noise", True)
    ((node, _, newer),) = versions(noise=f"{major}.{minor}.{patch + 1}")
    assert "newer than InvokeAI" in newer
    assert "takes it down" in newer
    assert newer.startswith("1 node (noise ")
    ((node, related, other),) = versions(noise=f"{major + 1}.{minor}.{patch}")
    assert (node, related) == ("noise", 0)
    assert "does not update a node to another major version" in other
    for odd in ("1", "1.2", "1.2.3.4", "1.2.x", "", "\u0661.0.0", "1.0.1234567890"):
        assert versions(noise=odd) == [], odd


def test_four_older_nodes_are_listed() -> None:
    known = [n for n in open_release("6.14.2").nodes() if n.version and not n.version.endswith(".0.0")]
    types = {n.type: f"{n.version.split('.')[0]}.0.0" for n in known if n.version}

    def listed(count: int) -> str:
        ((_, _, message),) = versions(**dict(list(types.items())[:count]))
        return message

    assert "1 node (" in listed(1)
    assert "updates it when" in listed(1)
    assert "4 nodes (" in listed(4)
    assert "updates them when" in listed(4)
    assert listed(4).count("; ") == 3 + 1
    assert "; and 1 more) are" in listed(5)
    assert "; and 2 more) are" in listed(6)


def test_nodes_of_another_major_version_stand_together() -> None:
    noise = {"type": "noise", "version": "9.0.0"}
    data = workflow(a=noise, b=noise, c={**noise, "version": "8.0.0"}, d={"type": "l2i", "version": "9.0.0"})
    found = fire("node-version-mismatch", data)
    assert [(f.node, [r.pointer[1] for r in f.related]) for f in found] == [("a", [1]), ("c", []), ("d", [])]


def classified(word: str, count: int, release: str = "6.14.2") -> list[str]:
    found = [n.type for n in open_release(release).nodes() if n.classification == word]
    assert len(found) >= count
    return found[:count]


@pytest.mark.parametrize("count", [1, 2, 4, 5, 6])
def test_prototypes_in_use(count: int) -> None:
    types = classified("prototype", count)
    (found,) = fire("prototype-node", graph(**{f"n{i}": {"type": t} for i, t in enumerate(types)}))
    assert (found.node, found.node_type) == ("n0", types[0])
    assert found.message.startswith("prototype node in use" if count == 1 else "prototype nodes in use")
    assert ("change or remove it" in found.message) == (count == 1)
    assert all(t in found.message for t in types[:4])
    assert (f" and {count - 4} more" in found.message) == (count > 4)


def test_one_finding_a_deprecated_type() -> None:
    (kind,) = classified("deprecated", 1)
    nodes = {node: {"type": kind} for node in "abc"}
    (found,) = fire("deprecated-node", graph(**nodes, i={"type": "integer"}))
    assert (found.node, found.node_type) == ("a", kind)
    assert [r.pointer for r in found.related] == [("nodes", "b"), ("nodes", "c")]
    assert all(r.message.endswith(" too") for r in found.related)


def test_one_finding_an_internal_type() -> None:
    """The web UI writes the node for metadata into graphs itself."""
    nodes = {node: {"type": "core_metadata"} for node in "ab"}
    (found,) = fire("internal-node", workflow(**nodes))
    assert (found.node, found.node_type) == ("a", "core_metadata")
    assert [r.pointer[:2] for r in found.related] == [("nodes", 1)]
    assert fire("internal-node", graph(**nodes)) == []
