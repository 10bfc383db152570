"""Nodes: versions, prototypes, what is deprecated or internal; both sides of each condition."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.rules.written import fire, graph, workflow
from wflint.catalogue.store import open_release
from wflint.diagnostics.fix import Safety

if TYPE_CHECKING:
    from wflint.diagnostics import Finding

FIXTURES = Path(__file__).parents[2] / "fixtures/rules"


def versions(**given: str) -> list[Finding]:
    """What is said of nodes of those versions."""
    data = workflow(**{node: {"type": node, "version": version} for node, version in given.items()})
    return fire("node-version-mismatch", data)


def test_versions_of_nodes() -> None:
    now = open_release("6.14.2").node("noise")
    assert now is not None
    assert now.version is not None
    major, minor, patch = map(int, now.version.split("."))
    assert versions(noise=now.version) == []
    (newer,) = versions(noise=f"{major}.{minor}.{patch + 1}")
    assert newer.node == "noise"
    said = f"Create Latent Noise is version {major}.{minor}.{patch + 1}, newer than {now.version} of InvokeAI"
    assert newer.message.startswith(said)
    assert "silently lost" in newer.then
    (other,) = versions(noise=f"{major + 1}.{minor}.{patch}")
    assert other.message.endswith(f"but InvokeAI 6.14.2 has {now.version}")
    assert other.help == "delete the node and add it again"
    for odd in ("1", "1.2", "1.2.3.4", "1.2.x", "", "\u0661.0.0", "1.0.1234567890"):
        assert versions(noise=odd) == [], odd


def test_older_nodes_are_one_group() -> None:
    known = [n for n in open_release("6.14.2").nodes() if n.version and not n.version.endswith(".0.0")]
    types = {n.type: f"{n.version.split('.')[0]}.0.0" for n in known if n.version}

    def group(count: int) -> str:
        found = versions(**dict(list(types.items())[:count]))
        assert [f.node for f in found] == list(types)[:count]
        assert all("older than" in f.message for f in found)
        (said,) = {f.group for f in found}
        return said

    first, second = list(types.items())[:2]
    assert group(1) == f"nodes are older than those of InvokeAI 6.14.2: {first[0]} {first[1]}"
    assert group(2).endswith(f": {first[0]} {first[1]} and {second[0]} {second[1]}")
    assert "more" not in group(4)
    assert group(6).endswith(" and 3 more")


def test_nodes_of_another_major_version() -> None:
    noise = {"type": "noise", "version": "9.0.0"}
    data = workflow(a=noise, b=noise, c={**noise, "version": "8.0.0"}, d={"type": "l2i", "version": "9.0.0"})
    found = fire("node-version-mismatch", data)
    assert [f.node for f in found] == ["a", "b", "c", "d"]
    assert len({f.message for f in found}) == 4
    assert [f.group == found[0].group for f in found] == [True, True, False, False]


def classified(word: str, count: int, release: str = "6.14.2") -> list[str]:
    found = [n.type for n in open_release(release).nodes() if n.classification == word]
    assert len(found) >= count
    return found[:count]


@pytest.mark.parametrize("count", [1, 2, 4, 5, 6])
def test_prototypes_in_use(count: int) -> None:
    types = classified("prototype", count)
    found = fire("prototype-node", graph(**{f"n{i}": {"type": t} for i, t in enumerate(types)}))
    assert [(f.node, f.node_type) for f in found] == [(f"n{i}", t) for i, t in enumerate(types)]
    assert len({f.message for f in found}) == count
    (group,) = {f.group for f in found}
    assert all(t in group for t in types[: 4 if count == 4 else 3])
    assert (f" and {count - 3} more" in group) == (count > 4)


def test_deprecated_nodes_of_a_type_are_one_group() -> None:
    (kind,) = classified("deprecated", 1)
    nodes = {node: {"type": kind} for node in "abc"}
    found = fire("deprecated-node", graph(**nodes, i={"type": "integer"}))
    assert [(f.node, f.node_type) for f in found] == [("a", kind), ("b", kind), ("c", kind)]
    assert len({f.message for f in found}) == 3
    assert len({(f.group, f.help, f.then) for f in found}) == 1


def test_internal_nodes_of_a_type_are_one_group() -> None:
    """The web UI writes the node for metadata into graphs itself."""
    nodes = {node: {"type": "core_metadata"} for node in "ab"}
    found = fire("internal-node", workflow(**nodes))
    assert [(f.node, f.pointer[:2]) for f in found] == [("a", ("nodes", 0)), ("b", ("nodes", 1))]
    assert {f.help for f in found} == {"use Metadata (metadata) with Metadata Item (metadata_item)"}
    assert len({f.group for f in found}) == 1
    assert fire("internal-node", graph(**nodes)) == []


def test_an_update_to_another_major_version_is_safe_only_if_the_server_reads_the_same() -> None:
    """FLUX Denoise 3 means what 4 means, but the UI's zeros for its new inputs are not the server's nulls."""
    inputs = ("dype_preset", "dype_scale", "dype_exponent")
    for left_out, safety in ((inputs, Safety.UNSAFE), (inputs[:1], Safety.SAFE)):
        data = json.loads((FIXTURES / "missing-submodel/bad-workflow.json").read_text("utf-8"))
        (node,) = (n["data"] for n in data["nodes"] if n["data"].get("type") == "flux_denoise")
        node["version"] = "3.3.0"
        for name in left_out:
            del node["inputs"][name]
        (found,) = fire("node-version-mismatch", data)
        fix = found.fix() if callable(found.fix) else found.fix
        assert fix is not None
        assert fix.safety is safety
