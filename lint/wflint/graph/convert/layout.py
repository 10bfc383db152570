"""Where nodes go on the canvas: layers from left to right, as the web UI's own "Auto Layout" arranges them.

The layers are longest paths (Sugiyama's method): edges run from left to right, sources stand right before
what they feed, barycentres keep crossings few, and long edges get a lane of their own between the nodes.
All of it is deterministic, near linear in nodes and edges, and safe for circles.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from wflint.graph.convert.late_layers import shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

LAYER_GAP: Final = 100
NODE_GAP: Final = 40
_COMPONENT_GAP: Final = 120
_LANE: Final = 20.0  # the height that an edge takes on its way past a layer
_SWEEPS: Final = 8
_LARGE: Final = 3000  # nodes, lanes and edges beyond which fewer sweeps must do
_SWEEPS_LARGE: Final = 2
_LANES_PER_PART: Final = 4  # at most so many lanes for each node and edge, so that work stays linear


# The way of a long edge past the layers between its ends: left, right and height of each stretch, in pixels.
Lanes = dict[tuple[str, str], list[tuple[float, float, float]]]


def layout(
    sizes: Mapping[str, tuple[float, float]],
    edges: Iterable[tuple[str, str]],
    lanes: Lanes | None = None,
    *,
    late: bool = False,
) -> dict[str, tuple[int, int]]:
    """The top left corners of nodes, in pixels, y downwards, from (0, 0).

    ``sizes`` are width and height by node id; ``edges`` name source and target, and those of other nodes
    are passed over. No two nodes overlap. Parts that no edge joins stand below one another, the largest
    first; nodes without any edge come last, in rows. ``lanes`` is filled with the ways of long edges, by
    their ends; all edges out of a node share theirs. ``late`` puts what feeds a node close before it, however
    far that is from the left, so that edges are short; without it nodes stand as far left as they can.
    """
    ids = list(sizes)
    number = {node: i for i, node in enumerate(ids)}
    joined = {(number[a], number[b]): None for a, b in edges if a in number and b in number and a != b}
    found: dict[str, tuple[int, int]] = {}
    top = widest = 0.0
    parts, singles = _parts(len(ids), joined)
    for members, inner in parts:
        local = {node: i for i, node in enumerate(members)}
        corners, ways = _place(
            [sizes[ids[node]] for node in members], [(local[a], local[b]) for a, b in inner], late=late
        )
        for node, (x, y) in zip(members, corners, strict=True):
            found[ids[node]] = (round(x), round(y + top))
            widest = max(widest, x + sizes[ids[node]][0])
        if lanes is not None:
            for (a, b), way in ways.items():
                ends = ids[members[a]], ids[members[b]]
                lanes[ends] = [(left, right, y + top) for left, right, y in way]
        bottom = max(y + sizes[ids[node]][1] for node, (_, y) in zip(members, corners, strict=True))
        top += bottom + _COMPONENT_GAP
    _rows(found, [(ids[node], *sizes[ids[node]]) for node in singles], top, max(widest, 2000.0))
    return found


def _rows(
    found: dict[str, tuple[int, int]],
    singles: list[tuple[str, float, float]],
    top: float,
    widest: float,
) -> None:
    x = row = 0.0
    for node, width, height in singles:
        if x and x + width > widest:
            x, top, row = 0.0, top + row + NODE_GAP, 0.0
        found[node] = (round(x), round(top))
        x += width + LAYER_GAP
        row = max(row, height)


def _parts(
    count: int, joined: Iterable[tuple[int, int]]
) -> tuple[list[tuple[list[int], list[tuple[int, int]]]], list[int]]:
    """The connected parts (largest first) with their edges, and the nodes without any."""
    root = list(range(count))

    def find(node: int) -> int:
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    joined = list(joined)
    for a, b in joined:
        x, y = find(a), find(b)
        if x != y:
            root[max(x, y)] = min(x, y)
    members: dict[int, list[int]] = {}
    for node in range(count):
        members.setdefault(find(node), []).append(node)
    inner: dict[int, list[tuple[int, int]]] = {}
    for a, b in joined:
        inner.setdefault(find(a), []).append((a, b))
    parts = [(group, inner[key]) for key, group in members.items() if len(group) > 1]
    parts.sort(key=lambda part: -len(part[0]))  # stable: equal ones stay in the file's order
    return parts, [group[0] for group in members.values() if len(group) == 1]


def _place(
    sizes: Sequence[tuple[float, float]], edges: Sequence[tuple[int, int]], *, late: bool
) -> tuple[list[tuple[float, float]], dict[tuple[int, int], list[tuple[float, float, float]]]]:
    """The corners of the nodes of one connected part, and the ways of its long edges."""
    count = len(sizes)
    forward = _without_circles(count, edges)
    layer = shortened(_layers(count, forward), forward) if late else _layers(count, forward)
    heights = [height for _, height in sizes]
    ordered, links, lanes = _with_lanes(count, layer, forward, heights)
    _order(ordered, links, len(heights))
    centres = _heights(ordered, links, heights)
    lefts, widths, left = [], [], 0.0
    for group in ordered:
        lefts.append(left)
        widths.append(max((sizes[node][0] for node in group if node < count), default=0.0))
        left += widths[-1] + LAYER_GAP
    tops = [centres[node] - heights[node] / 2 for node in range(count)]
    highest = min(tops)
    ways = {
        (a, b): [
            (lefts[at], lefts[at] + widths[at], centres[lane] - highest)
            for at, lane in enumerate(lanes[a][: layer[b] - layer[a] - 1], start=layer[a] + 1)
        ]
        for a, b in forward
        if 0 < layer[b] - layer[a] - 1 <= len(lanes.get(a, ()))
    }
    return [(lefts[layer[node]], tops[node] - highest) for node in range(count)], ways


def _without_circles(count: int, edges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The edges with those that close a circle turned round."""
    targets: list[list[int]] = [[] for _ in range(count)]
    fed = [False] * count
    for a, b in edges:
        targets[a].append(b)
        fed[b] = True
    closing: set[tuple[int, int]] = set()
    state = bytearray(count)  # 1 while the walk is below a node, 2 after that
    for start in sorted(range(count), key=fed.__getitem__):
        if state[start]:
            continue
        state[start] = 1
        stack = [(start, iter(targets[start]))]
        while stack:
            node, rest = stack[-1]
            for child in rest:
                if state[child] == 1:
                    closing.add((node, child))
                elif state[child] == 0:
                    state[child] = 1
                    stack.append((child, iter(targets[child])))
                    break
            else:
                state[node] = 2
                stack.pop()
    return list({((b, a) if (a, b) in closing else (a, b)): None for a, b in edges})


def _layers(count: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    """Each node's layer: the longest way to it, and for sources the one before what they feed first."""
    targets: list[list[int]] = [[] for _ in range(count)]
    missing = [0] * count
    for a, b in edges:
        targets[a].append(b)
        missing[b] += 1
    sources = [node for node in range(count) if missing[node] == 0]
    layer = [0] * count
    ready = list(sources)
    for node in ready:
        for child in targets[node]:
            layer[child] = max(layer[child], layer[node] + 1)
            missing[child] -= 1
            if missing[child] == 0:
                ready.append(child)
    for node in sources:
        layer[node] = min((layer[child] for child in targets[node]), default=1) - 1
    return layer


def _with_lanes(
    count: int, layer: Sequence[int], edges: Sequence[tuple[int, int]], heights: list[float]
) -> tuple[list[list[int]], list[tuple[int, int]], dict[int, list[int]]]:
    """The layers' members, the links between neighbours with long edges cut into lanes, and the lanes.

    Lanes are numbered from ``count`` on; their heights are appended to ``heights``.
    """
    ordered: list[list[int]] = [[] for _ in range(max(layer) + 1)]
    for node in range(count):
        ordered[layer[node]].append(node)
    budget = _LANES_PER_PART * (count + len(edges))
    links = []
    lanes: dict[int, list[int]] = {}  # by the node they begin at: its edges share them
    for a, b in edges:
        own = lanes.setdefault(a, [])
        wanted = layer[b] - layer[a] - 1
        if wanted - len(own) > budget:
            continue
        while len(own) < wanted:
            budget -= 1
            lane = len(heights)
            heights.append(_LANE)
            ordered[layer[a] + 1 + len(own)].append(lane)
            links.append((own[-1] if own else a, lane))
            own.append(lane)
        links.append((own[wanted - 1] if wanted else a, b))
    return ordered, list(dict.fromkeys(links)), lanes


def _order(ordered: list[list[int]], links: Sequence[tuple[int, int]], count: int) -> None:
    """Sort each layer so that few links cross: by the mean place of what a node is linked to."""
    before: list[list[int]] = [[] for _ in range(count)]
    after: list[list[int]] = [[] for _ in range(count)]
    for a, b in links:
        after[a].append(b)
        before[b].append(a)
    place = [0.0] * count

    def note(group: list[int]) -> None:
        for i, node in enumerate(group):
            place[node] = i / len(group)

    for group in ordered:
        note(group)
    best = [list(group) for group in ordered]
    fewest = _crossings(ordered, after)
    for sweep in range(_sweeps(ordered, links)):
        if fewest == 0:
            break
        sides = before if sweep % 2 == 0 else after
        for group in ordered if sweep % 2 == 0 else reversed(ordered):
            key = {
                node: sum(place[n] for n in sides[node]) / len(sides[node]) if sides[node] else place[node]
                for node in group
            }
            group.sort(key=key.__getitem__)
            note(group)
        crossings = _crossings(ordered, after)
        if crossings < fewest:
            fewest, best = crossings, [list(group) for group in ordered]
    ordered[:] = best


def _sweeps(ordered: Sequence[Sequence[int]], links: Sequence[object]) -> int:
    return _SWEEPS if len(links) + sum(map(len, ordered)) < _LARGE else _SWEEPS_LARGE


def _crossings(ordered: Sequence[Sequence[int]], after: Sequence[Sequence[int]]) -> int:
    """How often links between neighbouring layers cross (inversions, counted in a Fenwick tree)."""
    total = 0
    for left, right in pairwise(ordered):
        place = {node: i for i, node in enumerate(right)}
        tree = [0] * (len(right) + 1)
        seen = 0
        for node in left:
            ends = sorted(place[child] for child in after[node] if child in place)
            for end in ends:
                at, below = end + 1, 0
                while at:
                    below += tree[at]
                    at &= at - 1
                total += seen - below
            for end in ends:
                at = end + 1
                while at <= len(right):
                    tree[at] += 1
                    at += at & -at
                seen += 1
    return total


def _heights(
    ordered: Sequence[Sequence[int]], links: Sequence[tuple[int, int]], heights: Sequence[float]
) -> list[float]:
    """The y of each node's centre: near what it is linked to, in the order of its layer, apart enough."""
    before: list[list[int]] = [[] for _ in heights]
    after: list[list[int]] = [[] for _ in heights]
    for a, b in links:
        after[a].append(b)
        before[b].append(a)
    centres = [0.0] * len(heights)
    for group in ordered:
        _apart(group, centres, heights)
    for sweep in range(_sweeps(ordered, links)):
        sides = before if sweep % 2 == 0 else after
        for group in ordered if sweep % 2 == 0 else reversed(ordered):
            for node in group:
                if sides[node]:
                    centres[node] = sum(centres[n] for n in sides[node]) / len(sides[node])
            _apart(group, centres, heights)
    return centres


def _apart(group: Sequence[int], centres: list[float], heights: Sequence[float]) -> None:
    """Move the centres of a layer as little as possible so that its nodes stand apart, in their order.

    Least squares with minimal distances is isotonic regression of the centres less their offsets in a
    closed stack: neighbours that violate the order are pooled.
    """
    if not group:
        return
    offsets, offset = [], 0.0
    for i, node in enumerate(group):
        if i:
            offset += (heights[group[i - 1]] + heights[node]) / 2 + NODE_GAP
        offsets.append(offset)
    pools: list[tuple[float, int]] = []  # sum of wishes, members
    for node, offset in zip(group, offsets, strict=True):
        wish, size = centres[node] - offset, 1
        while pools and pools[-1][0] / pools[-1][1] > wish / size:
            total, members = pools.pop()
            wish, size = wish + total, size + members
        pools.append((wish, size))
    i = 0
    for wish, size in pools:
        for _ in range(size):
            centres[group[i]] = wish / size + offsets[i]
            i += 1
