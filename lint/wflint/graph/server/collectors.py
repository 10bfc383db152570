"""How the server judges iterators and collectors: the part of its validation that looks beyond one edge.

Follows ``Graph._validate_special_nodes`` of InvokeAI (app/services/shared/graph.py, from 7 on
graph_validation.py), in two dialects: ``chained`` (compared with 6.14.2), where a collector also takes
collections and collectors may follow one another, and ``classic`` (compared with 5.15.0). Up to 5.6.0
collectors feed neither inputs of any type nor lists of anything, and iterators are the latter; the items
behind an iterator were not looked at yet. From 7 on what an ``if`` node brings is what its branches bring,
and a collector of integers and floats gathers floats.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from wflint.catalogue.types import TypeExpr
from wflint.diagnostics.words import elide
from wflint.graph.server.annotations import (
    ANY,
    UnboundTypingError,
    arguments,
    compatible,
    contains_list,
    is_any,
    is_subclass,
    is_union_subtype,
    origin,
    root_types,
)
from wflint.graph.server.branches import BranchSources, SourceEnd
from wflint.graph.server.ports import input_annotation, output_annotation
from wflint.records import NamedTuple
from wflint.release import Release

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wflint.catalogue.model import Catalogue
    from wflint.graph.ir import Edge, Graph, Node


# What the server says, in both dialects; it also names the node.
_ONE_INPUT = "Iterator may only have one input edge"
_NO_LIST = "Iterator input must be a collection"
_ITEM_TYPE = "Iterator outputs must connect to an input with a matching type"
_GATHERED_TYPE = "Iterator collection type must match all iterator output types"
_NO_COLLECTION = "Collector collection input must be a collection"
_MIXED = "Collector input collection items must be of a single type"
_COLLECTED = "Collector output must connect to a collection input"
_COLLECTED_TYPE = "Collector outputs must connect to a collection input with a matching type"
_FLOAT = TypeExpr("float")
_NUMBERS = frozenset({TypeExpr("int"), _FLOAT})
_OF_VALUES = {kind: TypeExpr(kind.__name__) for kind in (bool, int, float, str)}
# Before it says no more than which node.
_REASONED: Final = Release((5, 6, 1))


class SpecialFault(NamedTuple):
    """Why the server refuses an iterate or collect node.

    ``reason``: ``no-input``, ``many-inputs``, ``not-a-collection``, ``mixed-items``, ``output-type`` or
    ``takes-anything`` (a collector feeds what takes a list of anything, which came with 5.6.1).
    ``edges`` are the edges to blame. ``types`` are those involved: what is given and what is taken, or all
    that are gathered. ``error`` is what the server says.
    """

    node: Node
    reason: str
    edges: tuple[Edge, ...] = ()
    types: tuple[TypeExpr, ...] = ()
    error: str = ""


class SpecialNodes:
    """The iterate and collect nodes of one graph, against one catalogue.

    ``resolvable`` edges are those whose ends the catalogue knows; a node with any other edge is left
    unjudged, since that edge has a finding of its own.
    """

    def __init__(self, graph: Graph, catalogue: Catalogue) -> None:
        self._graph = graph
        self._catalogue = catalogue
        self._chained = catalogue.dialect == "chained"
        self._branches = BranchSources(graph) if catalogue.loops else None  # from 7 on
        self._early = not self._chained and catalogue.release < _REASONED
        self._resolved: dict[str, frozenset[TypeExpr] | None] = {}

    def faults(self) -> Iterator[SpecialFault]:
        """Every refusal, in the order of the nodes."""
        for node in self._graph.nodes.values():
            fault = self.fault(node)
            if fault is not None:
                yield fault

    def fault(self, node: Node) -> SpecialFault | None:
        """Why the server refuses one node; None when it does not, or the node is of another type."""
        if node.type == "iterate":
            found = self._iterate(node)
        else:
            found = self._collect(node) if node.type == "collect" else None
        if found is not None and found.error and self._early:
            what = "iterator" if node.type == "iterate" else "collector"
            return found._replace(error=f"Invalid {what} node {elide(node.id)}")
        return found

    # -- edges and their types ---------------------------------------------------------------------

    def _inputs(self, node_id: str, field: str) -> list[Edge]:
        return self._graph.into.get((node_id, field), [])

    def _outputs(self, node_id: str, field: str) -> list[Edge]:
        return [e for e in self._graph.out_of.get(node_id, ()) if e.source_field == field]

    def _ends(self, edge: Edge) -> tuple[SourceEnd, ...] | None:
        """The outputs behind an edge; None where a branch of an ``if`` node leaves them open."""
        if self._branches is None:
            return (SourceEnd(edge.source, edge.source_field),)
        return self._branches.ends(edge)

    def _type(self, end: SourceEnd) -> TypeExpr | None:
        node = self._graph.nodes.get(end.node)
        definition = self._catalogue.node(node.type) if node is not None else None
        return output_annotation(self._catalogue, definition, end.field) if definition is not None else None

    def _sources(self, edge: Edge) -> list[TypeExpr] | None:
        """The types that an edge may bring: one, but for ``if`` nodes from 7 on. None: one is unknown."""
        ends = self._ends(edge)
        if ends is None:
            return [ANY]
        types = [self._type(end) for end in ends]
        found = list(dict.fromkeys(t for t in types if t is not None))
        if ends[0].node != edge.source and any(map(is_any, found)):
            return [ANY]
        return found if None not in types else None

    def _target(self, edge: Edge) -> TypeExpr | None:
        node = self._graph.nodes.get(edge.target)
        definition = self._catalogue.node(node.type) if node is not None else None
        return input_annotation(definition, edge.target_field) if definition is not None else None

    def _is_collect(self, node_id: str) -> bool:
        node = self._graph.nodes.get(node_id)
        return node is not None and node.type == "collect"

    def _fits(self, a: TypeExpr, b: TypeExpr) -> bool:
        try:
            return compatible(a, b, self._catalogue)
        except UnboundTypingError:
            return False

    # -- iterate -----------------------------------------------------------------------------------

    def _iterate(self, node: Node) -> SpecialFault | None:
        inputs = self._inputs(node.id, "collection")
        if not inputs:
            return SpecialFault(node, "no-input")
        if len(inputs) > 1:
            return SpecialFault(node, "many-inputs", tuple(inputs), error=_ONE_INPUT)
        ends = self._ends(inputs[0])
        sources = [ANY] if ends is None else [self._type(end) for end in ends]
        outputs = self._outputs(node.id, "item")
        targets = [t for e in outputs if (t := self._target(e)) is not None]
        if None in sources or len(targets) != len(outputs):
            return None
        for source in sources:
            if source is None or origin(source) != "list":
                return SpecialFault(node, "not-a-collection", (inputs[0],), (source or ANY,), _NO_LIST)
            item = arguments(source)[0]
            for edge, target in zip(outputs, targets, strict=True):
                if not self._fits(item, target):
                    return SpecialFault(node, "output-type", (edge, inputs[0]), (item, target), _ITEM_TYPE)
        for end in () if self._early else ends or ():
            if self._is_collect(end.node):
                fault = self._iterate_collector(node, inputs[0], end, zip(outputs, targets, strict=True))
                if fault is not None:
                    return fault
        return None

    def _iterate_collector(
        self, node: Node, feed: Edge, collector: SourceEnd, outputs: Iterable[tuple[Edge, TypeExpr]]
    ) -> SpecialFault | None:
        """The items of a collector must fit what the iterator that follows it feeds."""
        if self._chained:
            try:
                known, root = self._collector_root(collector.node)
            except UnboundTypingError:
                return None  # the collector itself has the finding
            if not known or root is None:
                return None  # unknown ends, or a collector without input: findings of their own
            candidates: TypeExpr | None = root
            first: TypeExpr | None = root
        else:
            items = self._inputs(collector.node, "item")
            if not items:
                return None  # the collector has its own finding
            first = self._type(SourceEnd(items[0].source, items[0].source_field))
            if first is None:
                return None
            # The classic dialect compares the tuple of members of a union, which fits nothing but Any.
            candidates = first if origin(first) is None else None
        for edge, target in outputs:
            fits = self._fits(candidates, target) if candidates is not None else is_any(target)
            if not fits:
                given = (candidates or first or ANY, target)
                return SpecialFault(node, "output-type", (edge, feed), given, _GATHERED_TYPE)
        return None

    # -- collect -----------------------------------------------------------------------------------

    def _collect(self, node: Node) -> SpecialFault | None:
        items = self._inputs(node.id, "item")
        collections = self._inputs(node.id, "collection") if self._chained else []
        outputs = self._outputs(node.id, "collection")
        if not items and not collections:
            return SpecialFault(node, "no-input")
        sources = [self._sources(e) for e in (*items, *collections)]
        targets = [t for e in outputs if (t := self._target(e)) is not None]
        if None in sources or len(targets) != len(outputs):
            return None
        for edge, found in zip(collections, sources[len(items) :], strict=True):
            for t in found or ():
                if not (contains_list(t) or is_any(t)):
                    return SpecialFault(node, "not-a-collection", (edge,), (t,), _NO_COLLECTION)
        types = self._collector_types(node.id, items, collections)
        if types is None:
            return None
        if self._chained:
            types = types - {ANY}
        try:
            roots = self._roots(types)
        except UnboundTypingError:
            roots = list(types)
        if len(roots) > 1 or (not roots and not self._chained):
            mixed = tuple(sorted(types, key=str))
            return SpecialFault(node, "mixed-items", (*items, *collections), mixed, _MIXED)
        root = roots[0] if roots else None
        for edge, target in zip(outputs, targets, strict=True):
            if not self._takes_collection(root, target):
                error = _COLLECTED_TYPE if is_any(target) or contains_list(target) else _COLLECTED
                early = self._early and is_any(target)
                reason = "takes-anything" if early else "output-type"
                return SpecialFault(node, reason, (edge,), (_list_of(root), target), error)
        return self._downstream(node, root, outputs) if self._chained else None

    def _takes_collection(self, root: TypeExpr | None, target: TypeExpr) -> bool:
        """Whether an input takes a list of ``root`` (None: of anything) from a collector."""
        if self._early:
            return self._took_collection(root, target)
        if is_any(target):
            return True
        if not contains_list(target):
            return False
        if self._branches is not None:
            return self._takes_items(root, _item_types(target))
        first = arguments(target)[0]
        if root is None:
            return first == ANY
        try:
            return is_union_subtype(root, first) or is_subclass(root, first, self._catalogue)
        except UnboundTypingError:
            return False

    def _takes_items(self, root: TypeExpr | None, items: set[TypeExpr]) -> bool:
        """The same from 7 on: the lists of a union count, wherever they stand in it."""
        if root is None:
            return ANY in items
        for item in items:
            if is_any(item) or is_union_subtype(root, item):
                return True
            for one in arguments(item) if origin(item) == "union" else (item,):
                with suppress(UnboundTypingError):
                    if is_subclass(root, one, self._catalogue):
                        return True
        return False

    def _took_collection(self, root: TypeExpr | None, target: TypeExpr) -> bool:
        """The same up to 5.6.0: nothing but Any itself is Any, so that a list of anything takes no items."""
        if root is None or not contains_list(target):
            return False
        first = arguments(target)[0]
        if is_any(first):
            return root == first
        try:
            return is_union_subtype(root, first) or is_subclass(root, first, self._catalogue)
        except UnboundTypingError:
            return False

    def _downstream(self, node: Node, root: TypeExpr | None, outputs: list[Edge]) -> SpecialFault | None:
        """A collector that feeds another must agree with what that one collects."""
        for edge in outputs:
            if not self._is_collect(edge.target) or edge.target_field != "collection":
                continue
            try:
                known, other = self._collector_root(edge.target)
            except UnboundTypingError:
                return SpecialFault(node, "mixed-items", (edge,))
            if not known or other is None:
                continue
            if (other != ANY) if root is None else not self._fits(root, other):
                ends = (_list_of(root), _list_of(other))
                return SpecialFault(node, "output-type", (edge,), ends, _COLLECTED_TYPE)
        return None

    def _collector_root(self, node_id: str) -> tuple[bool, TypeExpr | None]:
        """(whether all ends are known, the one type a collector gathers: Any when mixed, None when empty)."""
        types = self._resolve(node_id)
        if types is None:
            return False, None
        concrete = types - {ANY}
        if not concrete:
            return True, ANY if types else None
        roots = self._roots(concrete)
        return True, roots[0] if len(roots) == 1 else ANY

    def _roots(self, types: frozenset[TypeExpr]) -> list[TypeExpr]:
        """:func:`root_types`; from 7 on integers among floats are floats."""
        if self._branches is not None and types == _NUMBERS:
            return [_FLOAT]
        return root_types(types, self._catalogue)

    def misfit(self, collector: str, target: TypeExpr) -> TypeExpr | None:
        """What a collector gathers, if it is one branch of an ``if`` node and an input does not take it."""
        items = _item_types(target)
        if not items or ANY in items:
            return None
        try:
            known, root = self._collector_root(collector)
        except UnboundTypingError:
            return None  # the collector itself has the finding
        if not known or root is None or any(self._fits(root, item) for item in items):
            return None
        return root

    def _collectors(self, edge: Edge) -> list[str]:
        """The collectors behind an edge into ``collection``."""
        ends = self._ends(edge) or ()
        return [end.node for end in ends if end.field == "collection" and self._is_collect(end.node)]

    def _resolve(self, node_id: str) -> frozenset[TypeExpr] | None:
        """The types that a collector gathers, through the collectors before it; None when an end is unknown.

        Works on an explicit stack: chains may be as long as the file likes. Cycles end at the node met
        again (they have a finding of their own).
        """
        stack = [node_id]
        visiting: set[str] = set()
        while stack:
            current = stack[-1]
            if current in self._resolved:
                stack.pop()
                continue
            collections = self._inputs(current, "collection")
            waiting = [c for e in collections for c in self._collectors(e) if c not in self._resolved]
            if current not in visiting and waiting:
                visiting.add(current)
                stack.extend(s for s in waiting if s not in visiting)
                continue
            visiting.add(current)
            self._resolved[current] = self._collector_types(
                current, self._inputs(current, "item"), collections, follow=False
            )
            stack.pop()
        return self._resolved[node_id]

    def _collector_types(
        self, node_id: str, items: list[Edge], collections: list[Edge], *, follow: bool = True
    ) -> frozenset[TypeExpr] | None:
        types: set[TypeExpr] = set()
        for edge in items:
            sources = self._sources(edge)
            if sources is None:
                return None
            for t in sources:
                types.update(self._item_type(t))
        for edge in collections:
            ends = self._ends(edge)
            if ends is None:
                types.add(ANY)
            for end in ends or ():
                if self._is_collect(end.node) and end.field == "collection":
                    inner = self._resolve(end.node) if follow else self._resolved.get(end.node, frozenset())
                    if inner is None:
                        return None
                    types |= inner
                    continue
                found = self._type(end)
                if found is None:
                    return None
                types |= _item_types(found)
        return frozenset(types)

    def _item_type(self, t: TypeExpr) -> Iterator[TypeExpr]:
        """The types that one item may have: members of a union, and from 7 on those of a choice's values."""
        if self._branches is None:
            yield from (x for x in ((t,) if origin(t) is None else arguments(t)) if x.kind != "null")
            return
        for one in (t,) if origin(t) in (None, "enum") else arguments(t):
            if one.kind == "enum":
                yield from (_OF_VALUES[type(value)] for value in one.options)
            elif one.kind != "null":
                yield one


def _list_of(item: TypeExpr | None) -> TypeExpr:
    return TypeExpr("list", (item or ANY,))


def _item_types(t: TypeExpr) -> set[TypeExpr]:
    """The types of the items of a list, or of the lists in a union."""
    if is_any(t):
        return {ANY}
    if t.kind == "list":
        return {x for x in t.args if x.kind != "null"}
    found: set[TypeExpr] = set()
    for member in arguments(t):
        if is_any(member):
            found.add(ANY)
        elif member.kind == "list":
            found.update(x for x in member.args if x.kind != "null")
    return found
