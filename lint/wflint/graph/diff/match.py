"""Which node of one document is which node of another: by id first, then by what they are and do."""

from __future__ import annotations

from collections import deque
from hashlib import blake2b
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping

    from wflint.graph.diff.view import NodeView

_ROUNDS: Final = 3
_MOST_COMPARED: Final = 30  # nodes of a type that are compared one by one
_ALIKE: Final = 0.5  # the share of equal inputs from which two nodes count as one that changed


class _Side(NamedTuple):
    nodes: Mapping[str, NodeView]
    out: dict[str, list[tuple[str, str, str]]]  # node -> (output, target, field)


def match_nodes(before: Mapping[str, NodeView], after: Mapping[str, NodeView]) -> dict[str, str]:
    """The nodes that correspond: id before -> id after. Near linear in nodes and edges.

    In this order: the same id and type; the same type, values, flags and surroundings; the same but for
    flags; the same type and label; the same type and surroundings; the same type and at least half of their
    inputs alike. After each, those of the same type at the same wire of nodes that correspond.
    """
    a, b = _side(before), _side(after)
    found = {i: i for i, node in before.items() if i in after and after[i].type == node.type}
    taken = set(found.values())

    def pair(one: str, other: str) -> None:
        found[one] = other
        taken.add(other)

    if len(found) < min(len(before), len(after)):
        for one, other in (
            (_exact(a).__getitem__, _exact(b).__getitem__),
            (_full(a).__getitem__, _full(b).__getitem__),
            (_label(before), _label(after)),
            (_bare(a).__getitem__, _bare(b).__getitem__),
        ):
            # First what only one node of each has: of nodes that look alike, wires tell which is which.
            for most in (1, len(before)):
                _by_key(a, b, found, taken, pair, one, other, most)
                _along_wires(a, b, found, taken, pair)
        _by_likeness(a, b, found, taken, pair)
        _along_wires(a, b, found, taken, pair)
    return found


def _side(nodes: Mapping[str, NodeView]) -> _Side:
    out: dict[str, list[tuple[str, str, str]]] = {}
    for node in nodes.values():
        for field, state in node.inputs.items():
            for wire in state.wires:
                out.setdefault(wire.node, []).append((wire.output, node.id, field))
    return _Side(nodes, out)


def _label(nodes: Mapping[str, NodeView]) -> Callable[[str], Hashable]:
    return lambda node: (nodes[node].type, nodes[node].label) if nodes[node].label else None


def _by_key(
    a: _Side,
    b: _Side,
    found: Mapping[str, str],
    taken: Iterable[str],
    pair: Callable[[str, str], None],
    key_a: Callable[[str], Hashable],
    key_b: Callable[[str], Hashable],
    most: int,
) -> None:
    """Pair what is left and has a key in common: as many nodes on both sides, and ``most`` at most."""
    left: dict[Hashable, tuple[list[str], list[str]]] = {}
    done = set(taken)
    for node in a.nodes:
        if node not in found and (key := key_a(node)) is not None:
            left.setdefault(key, ([], []))[0].append(node)
    for node in b.nodes:
        if node not in done and (key := key_b(node)) in left:
            left[key][1].append(node)
    for ours, theirs in left.values():
        if len(ours) == len(theirs) <= most:
            for one, other in zip(ours, theirs, strict=True):
                pair(one, other)


def _along_wires(
    a: _Side, b: _Side, found: dict[str, str], taken: set[str], pair: Callable[[str, str], None]
) -> None:
    """Pair nodes of one type that stand at the same wire of a pair, as far as that leads."""
    work = deque(found.items())
    while work:
        one, other = work.popleft()
        for mine, theirs in (*_upstream(a, b, one, other), *_downstream(a, b, one, other)):
            if mine in found or theirs in taken or mine not in a.nodes or theirs not in b.nodes:
                continue
            if a.nodes[mine].type == b.nodes[theirs].type:
                pair(mine, theirs)
                work.append((mine, theirs))


def _upstream(a: _Side, b: _Side, one: str, other: str) -> Iterable[tuple[str, str]]:
    inputs = b.nodes[other].inputs
    for field, state in a.nodes[one].inputs.items():
        fed = inputs[field].wires if field in inputs else ()
        if len(state.wires) == len(fed):
            for wire, their in zip(state.wires, fed, strict=True):
                if wire.output == their.output:
                    yield wire.node, their.node


def _downstream(a: _Side, b: _Side, one: str, other: str) -> Iterable[tuple[str, str]]:
    theirs: dict[tuple[str, str, str], list[str]] = {}
    for output, target, field in b.out.get(other, ()):
        if target in b.nodes:
            theirs.setdefault((output, field, b.nodes[target].type), []).append(target)
    mine: dict[tuple[str, str, str], list[str]] = {}
    for output, target, field in a.out.get(one, ()):
        if target in a.nodes:
            mine.setdefault((output, field, a.nodes[target].type), []).append(target)
    for key, targets in mine.items():
        if len(targets) == len(theirs.get(key, ())):
            yield from zip(targets, theirs[key], strict=True)


def _by_likeness(
    a: _Side, b: _Side, found: Mapping[str, str], taken: Iterable[str], pair: Callable[[str, str], None]
) -> None:
    """Pair what is left of each type, the most alike first."""
    left: dict[str, tuple[list[str], list[str]]] = {}
    done = set(taken)
    for node, view in a.nodes.items():
        if node not in found:
            left.setdefault(view.type, ([], []))[0].append(node)
    for node, view in b.nodes.items():
        if node not in done and view.type in left:
            left[view.type][1].append(node)
    for ours, theirs in left.values():
        ours, theirs = ours[:_MOST_COMPARED], theirs[:_MOST_COMPARED]  # noqa: PLW2901
        scores = [
            (-_likeness(a.nodes[one], b.nodes[other]), i, j, one, other)
            for i, one in enumerate(ours)
            for j, other in enumerate(theirs)
        ]
        used: set[tuple[int, str]] = set()
        for score, _, _, one, other in sorted(scores):
            if -score >= _ALIKE and (0, one) not in used and (1, other) not in used:
                used |= {(0, one), (1, other)}
                pair(one, other)


def _likeness(one: NodeView, other: NodeView) -> float:
    """The share of inputs that stand alike: the same value, or fed by the same output of whatever node."""
    names = one.inputs.keys() | other.inputs.keys()
    if not names:
        return 1.0
    alike = 0
    for name in names:
        x, y = one.inputs.get(name), other.inputs.get(name)
        if x is not None and y is not None and x.text == y.text:
            alike += [w.output for w in x.wires] == [w.output for w in y.wires]
    return alike / len(names)


# -- colours: what tells nodes apart without their ids ------------------------------------------------


def _exact(side: _Side) -> dict[str, str]:
    """By type, label, values, flags, and all of that around it."""
    return _refined(
        side,
        {
            i: _digest(*_own(n), *sorted(f"{k}:{v!r}" for k, v in n.attributes.items()))
            for i, n in side.nodes.items()
        },
    )


def _full(side: _Side) -> dict[str, str]:
    """By type, label, values, and all of that around it."""
    return _refined(side, {i: _digest(*_own(n)) for i, n in side.nodes.items()})


def _own(node: NodeView) -> list[str]:
    return [node.type, node.label, *sorted(f"{f}={s.text}" for f, s in node.inputs.items())]


def _bare(side: _Side) -> dict[str, str]:
    """By type and the wires around it, values aside."""
    return _refined(side, {i: _digest(n.type) for i, n in side.nodes.items()})


def _refined(side: _Side, colours: dict[str, str]) -> dict[str, str]:
    for _ in range(_ROUNDS):
        before = colours
        colours = {}
        for i, node in side.nodes.items():
            parts = [
                f"< {field} {wire.output} {before.get(wire.node, '')}"
                for field, state in node.inputs.items()
                for wire in state.wires
            ]
            parts += [
                f"> {output} {field} {before.get(target, '')}"
                for output, target, field in side.out.get(i, ())
            ]
            colours[i] = _digest(before[i], *sorted(parts))
    return colours


def _digest(*parts: str) -> str:
    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
