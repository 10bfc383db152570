"""Iterators and collectors as the server judges them, in both dialects: one graph for each way through.

What each graph gives was written down from what InvokeAI 6.14.2 (``chained``) and 5.15.0 (``classic``)
answer; ``pytest -m invokeai`` asks them again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.differential.oracle import Oracle, invokeai_python
from wflint.catalogue.store import open_release
from wflint.document import Document, Kind, Source
from wflint.graph.reading.read import read_document
from wflint.graph.server.collectors import SpecialNodes

if TYPE_CHECKING:
    from collections.abc import Iterator

RELEASES = ("6.14.2", "5.15.0")
TYPES = {
    "bool": "boolean",
    "called": "call_saved_workflow",
    "either": "if",
    "int": "integer",
    "other": "integer",
    "str": "string",
    "float": "float",
    "ints": "range",
    "strs": "string_collection",
    "image": "image",
    "control": "controlnet",
    "many": "metadata_to_controlnets",  # ControlField or list[ControlField]
    "c": "collect",
    "d": "collect",
    "e": "collect",
    "it": "iterate",
    "into": "iterate",
    "add": "add",
    "text": "compel",
    "pictures": "image_collection",
    "numbers": "integer_collection",
    "denoise": "denoise_latents",
    "save": "save_image",
}
VALUES: dict[str, dict[str, Any]] = {
    "image": {"image": {"image_name": "a.png"}},
    "control": {
        "image": {"image_name": "a.png"},
        "control_model": {"key": "k", "hash": "h", "name": "n", "base": "sd-1", "type": "controlnet"},
    },
}
# What an end is called where the table below does not say it.
OUTPUTS = {
    **dict.fromkeys(("int", "other", "str", "float", "bool", "either"), "value"),
    **dict.fromkeys(("ints", "strs", "c", "d", "e"), "collection"),
    **dict.fromkeys(("it", "into"), "item"),
    "called": "values",
    "image": "image",
    "control": "control",
    "many": "control_list",
}
INPUTS = {
    **dict.fromkeys(("c", "d", "e"), "item"),
    **dict.fromkeys(("it", "into", "pictures", "numbers"), "collection"),
    "add": "a",
    "text": "prompt",
    "denoise": "control",
    "save": "image",
}
# The edges of a graph | what 6.14.2 refuses: nodes and reasons | what 5.15.0 refuses
TABLE = """
it | it no-input | it no-input
c | c no-input | c no-input
ints -> it, strs -> it | it many-inputs | it many-inputs
int -> it | it not-a-collection | it not-a-collection
ints -> it, it -> add |  |
strs -> it, it -> add | it output-type | it output-type
ints -> it, it -> text |  |
ints -> it, it -> add.nonesuch |  |
ints.nonesuch -> it |  |
ints -> it, it -> c |  |
ints -> it, it -> add, it -> save | it output-type | it output-type
int -> c |  |
int -> c, other -> c |  |
int -> c, str -> c | c mixed-items | c mixed-items
int -> c, float -> c | c mixed-items | c mixed-items
int -> c, image -> c | c mixed-items | c mixed-items
int.nonesuch -> c |  |
int -> c, c -> numbers.nonesuch |  |
int -> c, c -> numbers |  |
str -> c, c -> numbers | c output-type | c output-type
int -> c, c -> add | c output-type | c output-type
int -> c, c -> pictures | c output-type | c output-type
image -> c, c -> pictures |  |
control -> c, c -> denoise |  |
int -> c, c -> denoise | c output-type | c output-type
ints -> c |  |
many -> c | c mixed-items | c mixed-items
many -> c, c -> denoise | c mixed-items | c mixed-items
int -> c, many -> c | c mixed-items | c mixed-items
control -> c, many -> c | c mixed-items | c mixed-items
int -> c, c -> it |  |
int -> c, c -> it, it -> add |  |
int -> c, c -> it, it -> save | it output-type | it output-type
str -> c, c -> it, it -> add, it -> text | it output-type | it output-type
c -> it, it -> add | c no-input | c no-input
int.nonesuch -> c, c -> it, it -> add |  |
many -> c, c -> it, it -> denoise | c mixed-items | c mixed-items, it output-type
many -> c, c -> it, it -> add | c mixed-items | c mixed-items, it output-type
many -> c, c -> it, it -> d | c mixed-items | c mixed-items
int -> c, str -> c, c -> it, it -> add | c mixed-items | c mixed-items
ints -> it, it -> c, c -> into, into -> add |  |
ints -> c.collection |  | c no-input
int -> c.collection | c not-a-collection | c no-input
int -> c, ints -> c.collection |  |
str -> c, ints -> c.collection | c mixed-items |
many -> c.collection |  | c no-input
many -> c.collection, c -> denoise |  | c no-input
many -> c.collection, int -> c | c mixed-items |
many -> c.collection, control -> c |  |
ints.nonesuch -> c.collection, int -> c |  |
c -> d.collection, int -> c |  | d no-input
c -> d.collection, int -> c, str -> d | d mixed-items |
c -> d.collection, int -> c, other -> d |  |
c -> d.collection, int -> c, d -> numbers |  | d no-input
c -> d.collection, int -> c, d -> pictures | d output-type | d no-input
c -> d.collection, int -> c, d -> it, it -> save | it output-type | d no-input
c -> d.collection, int -> c, d -> it, it -> add |  | d no-input
c -> d.collection, int -> c, str.nonesuch -> d |  |
c -> d, int -> c |  |
c -> d.collection, d -> e.collection, int -> c, str -> e | e mixed-items | d no-input
c -> d.collection, d -> e.collection, int -> c, other -> e |  | d no-input
c -> d.collection, e -> d.collection, int -> c, str -> e | d mixed-items | d no-input
c -> d.collection, e -> d.collection, int -> c, other -> e |  | d no-input
c -> d.collection, d -> it, it -> add | c no-input | c no-input, d no-input
ints -> it, it -> c, c -> d.collection, str -> d | c output-type |
ints -> it, it -> c, c -> numbers | c output-type | c output-type
ints -> it, it -> c, c -> pictures | c output-type | c output-type
int.nonesuch -> c, c -> d.collection |  | d no-input
ints.nonesuch -> c.collection, c -> d.collection, int -> d |  | c no-input
either -> c.collection |  | c no-input
either -> c.collection, c -> numbers | c output-type | c no-input
either -> c.collection, int -> c |  |
either -> c.collection, int -> c, c -> numbers |  |
either -> c |  |
either -> c, int -> c |  |
either -> c, c -> numbers | c output-type |
either -> c, c -> it, it -> add |  |
either -> it | it not-a-collection |
ints -> it, it -> c, int -> c |  | c mixed-items
ints -> it, it -> c, int -> c, c -> numbers |  | c mixed-items
ints -> it, it -> c, int -> c, c -> pictures | c output-type | c mixed-items
ints -> it, it -> c, str -> c, int -> c | c mixed-items | c mixed-items
ints -> it, it -> c, int -> c, c -> into, into -> add |  | c mixed-items
ints -> it, it -> c, int -> c, c -> into, into -> save | into output-type | c mixed-items
either -> c, c -> d.collection |  | d no-input
either -> c, c -> d.collection, int -> d | c output-type |
either -> c, int -> c, c -> d.collection, str -> d | d mixed-items |
int -> c, c -> d.collection, either -> d |  |
int -> c, c -> d.collection, either -> d, str -> d | d mixed-items |
called -> c |  |
called -> c, int -> c | c mixed-items |
called -> c.collection |  | c no-input
called -> c, c -> it, it -> add | it output-type |
called -> it | it not-a-collection |
bool -> c, int -> c |  |
bool -> c, int -> c, c -> numbers |  |
bool -> c, c -> numbers |  |
int -> c, str -> d, c -> d.collection, d -> it, it -> add | d mixed-items | it output-type
"""
CASES = {
    edges: (refused, classic)
    for edges, refused, classic in (map(str.strip, line.split("|")) for line in TABLE.strip().splitlines())
}


def graph(edges: str) -> dict[str, Any]:
    """A graph with the edges, and the nodes that they name (a name alone is a node without edges)."""
    names: dict[str, None] = {}
    found = []
    for spec in edges.split(", "):
        ends = [end.partition(".") for end in spec.split(" -> ")]
        names |= dict.fromkeys(node for node, _, _ in ends)
        if len(ends) == 2:
            (source, _, output), (target, _, field) = ends
            found.append(
                {
                    "source": {"node_id": source, "field": output or OUTPUTS[source]},
                    "destination": {"node_id": target, "field": field or INPUTS[target]},
                }
            )
    nodes = {name: {"id": name, "type": TYPES[name], **VALUES.get(name, {})} for name in names}
    return {"id": "g", "nodes": nodes, "edges": found}


def faults(edges: str, release: str) -> str:
    read, findings = read_document(Document(Kind.GRAPH, graph(edges), Source("", "")))
    assert findings == []
    return ", ".join(f"{f.node.id} {f.reason}" for f in SpecialNodes(read, open_release(release)).faults())


@pytest.mark.parametrize("edges", CASES)
@pytest.mark.parametrize("release", RELEASES)
def test_what_is_refused(edges: str, release: str) -> None:
    assert faults(edges, release) == CASES[edges][RELEASES.index(release)]


@pytest.fixture(scope="module", params=RELEASES)
def server(request: pytest.FixtureRequest) -> Iterator[tuple[str, Oracle]]:
    oracle = Oracle(invokeai_python(request.param), "graph_oracle.py")
    yield request.param, oracle
    oracle.close()


@pytest.mark.invokeai
def test_the_server_refuses_the_same(server: tuple[str, Oracle]) -> None:
    release, oracle = server
    known = open_release(release).node_types
    wrong = {}
    for edges, expected in CASES.items():
        asked = graph(edges)
        if "nonesuch" in edges or any(node["type"] not in known for node in asked["nodes"].values()):
            continue  # refused for another reason
        answer = oracle.ask({"batch": {"graph": asked, "runs": 1}})
        if answer["ok"] is bool(expected[RELEASES.index(release)]):
            wrong[edges] = answer
    assert wrong == {}
