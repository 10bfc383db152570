"""Nodes: versions, prototypes, what is deprecated or internal; both sides of each condition."""

from __future__ import annotations

import pytest

from tests.rules.written import fire, graph, workflow
from wflint.catalogue.store import open_release


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
