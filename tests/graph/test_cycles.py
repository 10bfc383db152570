"""Circles: against a brute-force search on small graphs, and linear on large ones."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wflint.graph.edges.cycles import acyclic, shortest_cycle, strongly_connected

_NODES = "abcdefg"
graphs = st.dictionaries(st.sampled_from(_NODES), st.lists(st.sampled_from(_NODES), max_size=4), max_size=7)


def reachable(graph: dict[str, list[str]], start: str) -> set[str]:
    found: set[str] = set()
    todo = list(graph.get(start, ()))
    while todo:
        node = todo.pop()
        if node not in found:
            found.add(node)
            todo.extend(graph.get(node, ()))
    return found


@given(graphs)
def test_acyclic_says_what_a_search_says(graph: dict[str, list[str]]) -> None:
    assert acyclic(graph) is not any(n in reachable(graph, n) for n in _NODES)


@given(graphs)
def test_groups_are_the_nodes_that_reach_each_other(graph: dict[str, list[str]]) -> None:
    groups = {frozenset(g) for g in strongly_connected(graph)}
    expected = {
        frozenset(m for m in _NODES if m in reachable(graph, n) and n in reachable(graph, m))
        for n in _NODES
        if n in reachable(graph, n)
    }
    assert groups == {g for g in expected if len(g) > 1}


@given(graphs)
def test_the_shortest_cycle_is_one(graph: dict[str, list[str]]) -> None:
    for group in strongly_connected(graph):
        circle = shortest_cycle(group[0], graph, set(group))
        assert circle[0] == group[0]
        assert all(b in graph[a] for a, b in zip(circle, circle[1:] + circle[:1], strict=True))


def test_a_long_chain_and_a_long_circle_need_no_recursion() -> None:
    chain = {str(i): [str(i + 1)] for i in range(20_000)}
    assert acyclic(chain)
    assert strongly_connected(chain) == []
    chain["19999"] = ["0"]
    assert not acyclic(chain)
    assert [len(g) for g in strongly_connected(chain)] == [20_000]
