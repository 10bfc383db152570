"""Nodes are laid out for people: none overlap, edges run from left to right, few of them cross."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from wflint.graph.convert.layout import NODE_GAP, layout

EDGES = st.lists(st.tuples(st.integers(0, 14), st.integers(0, 14)), max_size=40)
HEIGHTS = st.lists(st.integers(40, 900), min_size=1, max_size=15)


def sized(*names: str) -> dict[str, tuple[float, float]]:
    return dict.fromkeys(names, (320.0, 200.0))


@given(HEIGHTS, EDGES)
def test_no_two_nodes_overlap(heights: list[int], pairs: list[tuple[int, int]]) -> None:
    sizes = {str(i): (320.0, float(h)) for i, h in enumerate(heights)}
    found = layout(sizes, [(str(a), str(b)) for a, b in pairs])
    assert found.keys() == sizes.keys()
    for one, other in combinations(sizes, 2):
        (ax, ay), (bx, by) = found[one], found[other]
        beside = ax + sizes[one][0] <= bx or bx + sizes[other][0] <= ax
        below = ay + sizes[one][1] <= by or by + sizes[other][1] <= ay
        assert beside or below, (one, other, found)


@given(HEIGHTS, EDGES)
def test_edges_run_from_left_to_right(heights: list[int], pairs: list[tuple[int, int]]) -> None:
    sizes = {str(i): (320.0, float(h)) for i, h in enumerate(heights)}
    forward = [(str(a), str(b)) for a, b in pairs if a < b < len(heights)]
    found = layout(sizes, forward)
    assert all(found[a][0] + sizes[a][0] < found[b][0] for a, b in forward)


@given(HEIGHTS, EDGES)
def test_late_nodes_neither_overlap_nor_turn_edges(heights: list[int], pairs: list[tuple[int, int]]) -> None:
    sizes = {str(i): (320.0, float(h)) for i, h in enumerate(heights)}
    forward = [(str(a), str(b)) for a, b in pairs if a < b < len(heights)]
    found = layout(sizes, forward, late=True)
    assert all(found[a][0] + sizes[a][0] < found[b][0] for a, b in forward)
    for one, other in combinations(sizes, 2):
        (ax, ay), (bx, by) = found[one], found[other]
        beside = ax + sizes[one][0] <= bx or bx + sizes[other][0] <= ax
        assert beside or ay + sizes[one][1] <= by or by + sizes[other][1] <= ay


def test_late_nodes_stand_right_before_what_they_feed() -> None:
    """A chain moves as one: no step of it alone would make an edge shorter."""
    names = [f"n{i}" for i in range(8)]
    edges = [*pairwise(names), ("model", "prompt"), ("prompt", "n7"), ("n0", "early"), ("size", "early")]
    sizes = sized(*names, "model", "prompt", "early", "size")
    found = layout(sizes, edges, late=True)
    assert found["prompt"][0] == found["n6"][0]
    assert found["model"][0] == found["n5"][0]
    assert found["early"][0] == found["n1"][0]
    assert layout(sizes, edges)["model"][0] < found["model"][0]


@given(HEIGHTS, EDGES)
def test_it_is_the_same_every_time(heights: list[int], pairs: list[tuple[int, int]]) -> None:
    sizes = {str(i): (320.0, float(h)) for i, h in enumerate(heights)}
    edges = [(str(a), str(b)) for a, b in pairs]
    assert layout(sizes, edges) == layout(dict(sizes), list(edges))


def test_a_chain_is_a_row() -> None:
    found = layout(sized("a", "b", "c"), [("a", "b"), ("b", "c")])
    assert {y for _, y in found.values()} == {0}
    assert found["a"] < found["b"] < found["c"]


def test_a_source_stands_right_before_what_it_feeds() -> None:
    edges = [("a", "b"), ("b", "c"), ("c", "d"), ("late", "d")]
    found = layout(sized("a", "b", "c", "d", "late"), edges)
    assert found["late"][0] == found["c"][0]


def test_parallel_chains_do_not_cross() -> None:
    """Whatever the order in which the file names them."""
    edges = [("a1", "b2"), ("a2", "b1"), ("b1", "c2"), ("b2", "c1")]
    found = layout(sized("a1", "a2", "b1", "b2", "c1", "c2"), [*edges, ("c1", "end"), ("c2", "end")])
    assert (found["a1"][1] < found["a2"][1]) == (found["b2"][1] < found["b1"][1])
    assert (found["b1"][1] < found["b2"][1]) == (found["c2"][1] < found["c1"][1])


def test_nodes_find_an_order_without_crossings() -> None:
    """One look from the left and one from the right are not enough for it: they take turns."""
    rows = {"a0": "b0 b1 b3 b4", "a1": "b2", "b0": "c2", "b1": "c4", "b2": "c2", "b3": "c3", "b4": "c0"}
    edges = [(a, b) for a, targets in rows.items() for b in targets.split()]
    found = layout(sized(*sorted({name for edge in edges for name in edge})), edges)
    for (a, b), (c, d) in combinations(edges, 2):
        if found[a][0] == found[c][0] and a != c and b != d:
            assert (found[a][1] < found[c][1]) == (found[b][1] < found[d][1]), (a, b, c, d)


def test_parts_that_nothing_joins_stand_apart() -> None:
    found = layout(sized("a", "b", "c", "d", "lone"), [("a", "b"), ("c", "d")])
    assert found["c"][1] >= found["a"][1] + 200 + NODE_GAP
    assert found["lone"][1] >= found["c"][1] + 200 + NODE_GAP


def test_circles_and_edges_to_nowhere_do_no_harm() -> None:
    edges = [("a", "b"), ("b", "a"), ("a", "a"), ("a", "nowhere"), ("b", "c"), ("c", "a")]
    assert layout(sized("a", "b", "c"), edges).keys() == {"a", "b", "c"}
    assert layout({}, edges) == {}


def test_deep_graphs_need_no_recursion() -> None:
    names = [str(i) for i in range(5000)]
    edges = list(pairwise(names)) + [("0", name) for name in names[2:]]
    assert len(layout(sized(*names), edges)) == 5000
