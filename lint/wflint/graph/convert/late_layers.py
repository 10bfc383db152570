"""Layers in which edges are short: what feeds a node stands close before it.

A model loader whose only use is twenty layers to the right has no business at the left end, with its edges
below all that lies between. Finding the shortest edges in all is network simplex; moving nodes one by one
comes near it in linear time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROUNDS: Final = 4


def shortened(layer: Sequence[int], edges: Sequence[tuple[int, int]]) -> list[int]:
    """The layers with nodes moved to where their edges are shorter; each edge still leads to the right.

    ``layer`` are layers by node in which it does; there are as many afterwards. Nodes from which no edge
    leads stay.
    """
    found = list(layer)
    before: list[list[int]] = [[] for _ in layer]
    after: list[list[int]] = [[] for _ in layer]
    for a, b in edges:
        after[a].append(b)
        before[b].append(a)
    order = sorted(range(len(layer)), key=found.__getitem__)
    # All close before what they feed first: a chain moves as one, which no step alone would gain by.
    for node in reversed(order):
        if after[node]:
            found[node] = min(found[child] for child in after[node]) - 1
    for _ in range(_ROUNDS):
        moved = False
        for node in order:
            if len(before[node]) > len(after[node]) > 0:
                moved |= _move(found, node, max(found[parent] for parent in before[node]) + 1)
        for node in reversed(order):
            if len(after[node]) > len(before[node]):
                moved |= _move(found, node, min(found[child] for child in after[node]) - 1)
        if not moved:
            break
    return found


def _move(found: list[int], node: int, layer: int) -> bool:
    moved = found[node] != layer
    found[node] = layer
    return moved
