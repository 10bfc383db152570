"""How the server judges `for` loops, which InvokeAI 7 has: linkages, reserved fields, bodies.

Follows ``Graph._validate_for_loop_linkages``, ``_is_for_connection_valid`` and
``_is_for_return_connection_valid``
of InvokeAI 7.0.0a3 (app/services/shared/graph_validation.py) and the scopes of the outputs of ``for``
(app/invocations/loops.py). A loop's body is what the outputs of one round of ``for`` reach, up to the
``for_return`` that a ``loop_linkage`` edge ties to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.graph.server.reach import Reach
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Edge, Graph, Node

FIELD: Final = "loop_linkage"
FOR: Final = "for"
RETURN: Final = "for_return"
# The outputs of `for`: of one round, and of the whole loop.
ROUND: Final = frozenset({"item", "index", "total", "state"})
FINAL: Final = frozenset({"output_collection", "final_state"})

_RESERVED = "The loop_linkage field must use a loop_linkage edge"
_BAD_LINK = "Invalid loop linkage"
_ONE_LINK = "must have exactly one loop linkage"
_NO_ROUND = "For loop must have at least one iteration output edge"
_NO_RETURN = "For loop body must expose exactly one matching ForReturn"
_OPEN_END = "For loop body paths must terminate at the matching ForReturn"
_ESCAPE = "For loop body paths must not escape before the matching ForReturn"
_NESTED = "Nested For loops require one linked inner For with a matching ForReturn"
_ITERATE = "Iterate nodes inside For loop bodies are unsupported"
_ITERATED = "For loop body does not support iterator-derived external inputs"
_FINAL_INSIDE = "final-scoped For outputs cannot feed the loop body"
_ONE_INPUT = "may have only one {} input edge"
_TWO_LOOPS = "ForReturn must belong to exactly one matching For"


class LoopFault(NamedTuple):
    """Why the server refuses a loop.

    ``reason``: ``reserved`` (an ordinary edge at a linkage field), ``bad-link`` (a linkage between other
    nodes or fields), ``unlinked`` and ``many-links`` (of ``for`` or ``for_return``), ``no-round`` (nothing
    takes what one round gives), ``no-return`` (its ``for_return`` is not reached), ``open-end`` (a
    node of the body
    that does not lead to it), ``escape`` (an edge out of the body), ``final-inside`` (what the whole loop
    gives feeds its own body), ``nested`` (loops within it that do not fit), ``iterate`` (within it),
    ``iterated`` (a value from outside that an iterate node repeats), ``two-loops`` (a
    ``for_return`` at the end
    of several loops) or ``many-inputs``. ``edges`` are those to blame, ``others`` nodes. ``error``
    is what the
    server says.
    """

    node: str
    reason: str
    edges: tuple[Edge, ...] = ()
    others: tuple[str, ...] = ()
    error: str = ""


class NestedBody(NamedTuple):
    """A body that holds loops of its own, in the one shape that the server runs."""

    members: set[str]
    end: str


class Loops:
    """The loops of one graph without cycles."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._types = {node_id: node.type for node_id, node in graph.nodes.items()}
        self._reach = Reach(graph)
        self._ends = {e.source: e.target for e in graph.links}

    # -- what there is --------------------------------------------------------------------------------

    def into(self, node_id: str, field: str | None = None) -> list[Edge]:
        """The edges into a node, or into one of its inputs."""
        if field is not None:
            return [e for e in self._graph.into.get((node_id, field), ()) if e.source in self._types]
        return self._reach.edges_into.get(node_id, [])

    def out(self, node_id: str, fields: frozenset[str] | None = None) -> list[Edge]:
        """The edges out of a node, or out of some of its outputs, that lead to a node."""
        return [
            e
            for e in self._graph.out_of.get(node_id, ())
            if e.target in self._types and (fields is None or e.source_field in fields)
        ]

    def is_a(self, node_id: str, *types: str) -> bool:
        """Whether a node is of one of those types."""
        return self._types.get(node_id) in types

    def reached(self, loop: str) -> set[str]:
        """All that what one round gives can reach."""
        return self._reach.below_all(e.target for e in self.out(loop, ROUND))

    def path(self, first: str, last: str) -> bool:
        """Whether edges lead from one node to another, or both are the same."""
        return self._reach.path(first, last)

    def body(self, loop: str) -> tuple[set[str], str] | None:
        """The nodes between a loop and its end, that included; None when it does not reach its end."""
        reached, end = self.reached(loop), self._ends.get(loop)
        if end is None or end not in reached:
            return None
        return (reached & self._reach.above(end)) | {end}, end

    # -- one loop -----------------------------------------------------------------------------------

    def fault(self, loop: str) -> LoopFault | None:
        """The first reason for which the server refuses a loop that has its linkage."""
        for field in ("collection", "state"):
            if len(edges := self.into(loop, field)) > 1:
                error = "For loop " + _ONE_INPUT.format(field)
                return LoopFault(loop, "many-inputs", tuple(edges[1:]), error=error)
        if not self.out(loop, ROUND):
            return LoopFault(loop, "no-round", error=_NO_ROUND)
        reached = self.reached(loop)
        inner = [n for n in reached if n != loop and self.is_a(n, FOR)]
        members, end = set[str](), ""
        if self.outermost(inner):
            nested = self.nested(loop)
            if nested is None:
                return LoopFault(loop, "nested", others=tuple(self.outermost(inner)), error=_NESTED)
            members, end = nested
        else:
            found = self.body(loop)
            if found is None:
                return LoopFault(loop, "no-return", others=(self._ends[loop],), error=_NO_RETURN)
            members, end = found
        if loose := reached - members:
            last = [n for n in self._in_order(loose) if not self.out(n)]
            return LoopFault(loop, "open-end", others=tuple(last or self._in_order(loose)), error=_OPEN_END)
        return self._of_body(loop, members, end)

    def _of_body(self, loop: str, members: set[str], end: str) -> LoopFault | None:
        iterates = tuple(n for n in self._in_order(members) if self.is_a(n, "iterate"))
        if iterates and not self.iterates_once(loop) and not self.iterates_twice(loop):
            return LoopFault(loop, "iterate", others=iterates, error=_ITERATE)
        for member in self._in_order(members):
            for edge in self.into(member):
                if edge.source == loop or edge.source in members:
                    continue
                if any(self.is_a(n, "iterate") for n in self._reach.above(edge.source) | {edge.source}):
                    return LoopFault(loop, "iterated", (edge,), error=_ITERATED)
        for edge in self.out(loop, FINAL):
            if edge.target in members or self.path(edge.target, end):
                return LoopFault(loop, "final-inside", (edge,), error=_FINAL_INSIDE)
        for member in self._in_order(members - {end}):
            for edge in self.out(member):
                if edge.target not in members:
                    return LoopFault(loop, "escape", (edge,), error=_ESCAPE)
        return None

    def outermost(self, loops: list[str]) -> list[str]:
        """Those loops that none of the others leads to."""
        return [n for n in loops if not any(o != n and self.path(o, n) for o in loops)]

    def _in_order(self, nodes: set[str]) -> list[str]:
        return [n for n in self._types if n in nodes]

    # -- a loop with iterate nodes within -----------------------------------------------------------

    def iterates_once(self, loop: str) -> bool:
        """Whether its body is: prepare, one iterate, work, one collect, whose list is what a round gives."""
        found = self.body(loop)
        if found is None:
            return False
        members, end = found
        iterates = [n for n in members if self.is_a(n, "iterate")]
        collects = [n for n in members if self.is_a(n, "collect")]
        if len(iterates) != 1 or len(collects) != 1 or not self.path(iterates[0], collects[0]):
            return False
        iterate, collect = iterates[0], collects[0]
        lists = self.into(iterate, "collection")
        if len(lists) != 1 or (lists[0].source != loop and lists[0].source not in members):
            return False
        if not self._gives_collected(end, collect) or not self._returns_own_state(end, loop):
            return False
        items = self.into(collect, "item")
        if self.into(collect, "collection") or len(items) != 1 or not self.path(iterate, items[0].source):
            return False
        return all(
            self.path(n, collect) and (self.path(n, iterate) or self.path(iterate, n))
            for n in members - {iterate, collect, end}
        )

    def iterates_twice(self, loop: str) -> bool:
        """Whether its body is exactly: prepare, iterate, prepare, iterate, one node, collect, end."""
        found = self.body(loop)
        if found is None or len(found[0]) != 7:
            return False
        members, end = found
        iterates = [n for n in members if self.is_a(n, "iterate")]
        collects = [n for n in members if self.is_a(n, "collect")]
        if len(iterates) != 2 or len(collects) != 1:
            return False
        collect = collects[0]
        items = self.into(collect, "item")
        if not self._gives_collected(end, collect) or self.into(collect, "collection") or len(items) != 1:
            return False
        first, second = iterates if self.path(iterates[0], iterates[1]) else reversed(iterates)
        lists = [self.into(n, "collection") for n in (first, second)]
        if (
            not self.path(first, second)
            or not self.path(second, collect)
            or [len(e) for e in lists] != [1, 1]
        ):
            return False
        before, between, work = lists[0][0].source, lists[1][0].source, items[0].source
        if before == between or members != {before, first, between, second, work, collect, end}:
            return False
        controls = ("call_saved_workflow", "if", FOR, RETURN, "iterate", "collect")
        if any(self.is_a(n, *controls) for n in (before, between, work)):
            return False
        if any(e[0].source_field != "collection" for e in lists) or self.out(work) != items:
            return False
        return all(
            [(e.source, e.source_field) for e in self.into(node)] == [(source, "item")]
            and self.out(source, frozenset({"item"})) == self.into(node)
            for node, source in ((before, loop), (between, first), (work, second))
        )

    def _gives_collected(self, end: str, collect: str) -> bool:
        given = self.into(end, "output")
        return [(e.source, e.source_field) for e in given] == [(collect, "collection")]

    def _returns_own_state(self, end: str, loop: str) -> bool:
        """Whether nothing but output and condition come from elsewhere than the loop's own state."""
        return all(
            e.target_field in ("output", "continue_condition")
            or (e.target_field == "state" and e.source == loop and e.source_field == "state")
            for e in self.into(end)
        )

    # -- loops within a loop --------------------------------------------------------------------------

    def nested(self, loop: str) -> NestedBody | None:
        """Its body, if that is: prepare, loops beside each other, and what goes on with their results."""
        reached, end = self.reached(loop), self._ends.get(loop)
        returns = {n for n in reached if self.is_a(n, RETURN)}
        if end is None or end not in returns:
            return None
        inner = self.outermost([n for n in reached if n != loop and self.is_a(n, FOR)])
        if not inner:
            return None
        within: set[str] = set()
        for one in inner:
            members = self._within(one, loop, reached, returns)
            if members is None:
                return None
            within |= members
        if returns - within != {end}:
            return None
        given = self.into(end, "output")
        if len(given) != 1 or not self._returns_own_state(end, loop):
            return None
        before = set(inner).union(*(reached & self._reach.above(one) for one in inner))
        after = reached - before - within - {end}
        if not self._goes_on(loop, end, inner, within, after):
            return None
        source = given[0].source
        if source in inner:
            if len(inner) != 1 or given[0].source_field != "output_collection" or after:
                return None
        elif source not in after:
            return None
        if any(self.is_a(n, FOR, "iterate") for n in before - set(inner)):
            return None
        members = before | within | after | {end}
        return NestedBody(members, end) if reached == members else None

    def _within(self, one: str, loop: str, reached: set[str], returns: set[str]) -> set[str] | None:
        """The body of a loop within a loop; None when the server does not run it there."""
        found = self.body(one)
        if found is None or found[1] not in returns:
            return None
        members, end = found
        if any(self.is_a(n, "iterate") for n in members):
            return None
        if any(self.is_a(n, FOR) for n in members):
            deeper = self.nested(one)
            if deeper is None:
                return None
            members = members | deeper.members
        if any(e.source != one and e.source not in members for e in self.into(end, "state")):
            return None
        lists = self.into(one, "collection")
        if len(lists) != 1 or (lists[0].source != loop and lists[0].source not in reached):
            return None
        return members

    def _goes_on(self, loop: str, end: str, inner: list[str], within: set[str], after: set[str]) -> bool:
        """Whether what comes after the inner loops takes their results only, and leads to the end."""
        results = self._reach.below_all(e.target for one in inner for e in self.out(one, FINAL))
        if any(
            e.source != loop and e.source not in after and not (e.source in inner and e.source_field in FINAL)
            for e in self.into(end, "continue_condition")
        ):
            return False
        if not after <= results or any(not self.path(n, end) for n in after):
            return False
        if any(self.is_a(n, FOR, "iterate", RETURN) for n in after):
            return False
        if any(
            e.source in within or (e.source in inner and e.source_field != "output_collection")
            for n in after
            for e in self.into(n)
        ):
            return False
        return all(any(e.target in after or e.target == end for e in self.out(one, FINAL)) for one in inner)


def loop_faults(graph: Graph, *, acyclic: bool = True) -> Iterator[LoopFault]:
    """Every refusal of a loop, those of linkages first. In a graph with a cycle bodies are not looked at."""
    linked: dict[str, list[Edge]] = {}
    meant: set[str] = set()  # tied by an edge of the wrong sort, of which a fault is told already
    for edge in graph.edges:
        if FIELD in (edge.source_field, edge.target_field):
            meant.update((edge.source, edge.target))
            yield LoopFault(edge.target, "reserved", (edge,), error=_RESERVED)
    for edge in graph.links:
        ends = [graph.nodes.get(n) for n in (edge.source, edge.target)]
        if [n and n.type for n in ends] != [FOR, RETURN] or {edge.source_field, edge.target_field} != {FIELD}:
            acyclic = False  # where that loop was meant to end is not known
            yield LoopFault(edge.target, "bad-link", (edge,), error=_BAD_LINK)
            continue
        linked.setdefault(edge.source, []).append(edge)
        linked.setdefault(edge.target, []).append(edge)
    miscounted = [
        n for n in graph.nodes.values() if n.type in (FOR, RETURN) and len(linked.get(n.id, ())) != 1
    ]
    loops_without = any(n.type == FOR and n.id not in linked for n in miscounted)
    for node in miscounted:
        edges = linked.get(node.id, [])
        if edges or not (node.id in meant or (node.type == RETURN and loops_without)):
            yield _miscounted(node, edges)
    if not acyclic or any(n.type == FOR for n in miscounted):
        return
    loops = Loops(graph)
    owners: dict[str, list[str]] = {}
    for node in graph.nodes.values():
        if node.type == FOR:
            fault = loops.fault(node.id)
            if fault is not None:
                yield fault
            if (body := loops.body(node.id)) is not None:
                owners.setdefault(body[1], []).append(node.id)
    yield from _ends(loops, [n.id for n in graph.nodes.values() if n.type == RETURN], owners)


def _miscounted(node: Node, edges: list[Edge]) -> LoopFault:
    what = "For" if node.type == FOR else "ForReturn"
    reason = "many-links" if edges else "unlinked"
    return LoopFault(node.id, reason, tuple(edges[1:]), error=f"{what} ... {_ONE_LINK}")


def _ends(loops: Loops, returns: list[str], owners: dict[str, list[str]]) -> Iterator[LoopFault]:
    for end in returns:
        if len(mine := owners.get(end, ())) > 1:
            yield LoopFault(end, "two-loops", others=tuple(mine), error=_TWO_LOOPS)
        for field in ("output", "state", "continue_condition"):
            if len(edges := loops.into(end, field)) > 1:
                yield LoopFault(
                    end,
                    "many-inputs",
                    tuple(edges[1:]),
                    error="ForReturn may have only one input edge per field",
                )
