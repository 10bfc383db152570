"""Small graphs that use what changes between two releases: as it was right before, and as it is right now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.differential.probes import Probes
from wflint.graph.edges.verdict import verdict
from wflint.graph.ir import UI_ONLY_NODES
from wflint.records import NamedTuple
from wflint.upgrade import change as kinds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.catalogue.model import Catalogue, InputDef, NodeDef
    from wflint.upgrade.change import CatalogueChange

Graph = dict[str, Any]

_VALUES = (kinds.INPUT_NARROWED, kinds.INPUT_WIDENED)
_OUTPUTS = (kinds.OUTPUT_RETYPED, kinds.OUTPUT_OTHER, kinds.OUTPUT_UI_TYPE)
_LEFT_OUT = (kinds.INPUT_ADDED, kinds.INPUT_ADDED_REQUIRED, kinds.INPUT_REQUIRED, kinds.INPUT_DEMANDED)
_GIVEN = (kinds.INPUT_OPTIONAL, kinds.INPUT_NOT_DEMANDED)
_INPUT_IN_UI = (
    kinds.INPUT_UI_TYPE,
    kinds.INPUT_UI_TYPE_SAME,
    kinds.INPUT_HIDDEN,
    kinds.INPUT_SHOWN,
    kinds.MODELS_NARROWED,
    kinds.MODELS_WIDENED,
)
# These are refused without an edge: from which output of which node, and into which input.
_FED = {"collect": ("integer", "value", "item"), "iterate": ("range", "collection", "collection")}


class Case(NamedTuple):
    """One graph about one change: ``now`` says that it uses what is new, else it is of before."""

    graph: Graph
    node: str  # the id of the node that it is about
    now: bool = False


class Cases:
    """The cases of a pair of releases."""

    def __init__(self, old: Catalogue, new: Catalogue) -> None:
        self.old = old
        self.new = new
        self._probes = {id(one): Probes(one) for one in (old, new)}

    def of(self, change: CatalogueChange) -> list[Case]:
        """The cases of a change."""
        if not change.node:
            return [case for node, name in change.used_by for case in self._values(node, name)]
        return list(self._of_node(change))

    def _of_node(self, change: CatalogueChange) -> Iterator[Case]:
        node, name, kind = change.node, change.member, change.kind
        if kind is kinds.NODE_ADDED:
            yield self._alone(self.new, node, now=True)
            return
        before = self._old_input(node, name)
        if kind in _VALUES:
            connected = before is not None and before.kind == "connection"
            yield from self._edges_into(self.old, node, name) if connected else self._values(node, name)
        elif kind in _LEFT_OUT:
            yield self._alone(self.old, node, without=name)
            if kind is kinds.INPUT_ADDED:
                yield from self._used(self.new, node, name, now=True)
        elif kind in _GIVEN:
            yield from self._used(self.old, node, name)
            yield self._alone(self.new, node, without=name, now=True)
        elif kind in (kinds.INPUT_REMOVED, kinds.INPUT_RENAMED) or kind in _INPUT_IN_UI:
            yield from self._used(self.old, node, name)
        elif kind in (kinds.INPUT_NO_CONNECTION, kinds.INPUT_EDGES):
            yield from self._edges_into(self.old, node, name)
        elif kind is kinds.INPUT_NO_VALUE:
            yield self._with_value(self.old, node, name)
        elif kind is kinds.INPUT_FREER:
            yield from self._used(self.old, node, name)
            yield from self._used(self.new, node, name, now=True)
        elif kind in (kinds.OUTPUT_REMOVED, kinds.OUTPUT_RENAMED) or kind in _OUTPUTS:
            yield from self._edges_from(self.old, node, name)
        elif kind is kinds.OUTPUT_ADDED:
            yield self._alone(self.old, node)
            yield from self._edges_from(self.new, node, name, now=True)
        else:
            yield self._alone(self.old, node)
            yield self._full(self.old, node)
            if kind in (kinds.CHECK_ADDED, kinds.CHECK_OTHER):  # what a check wants may be any of the inputs
                inputs = _node(self.old, node).inputs
                yield from (self._with_value(self.old, node, one) for one in inputs)

    def _old_input(self, node: str, name: str) -> InputDef | None:
        definition = self.old.node(node)
        return definition.inputs.get(name) if definition else None

    def _body(self, catalogue: Catalogue, node: str, without: str = "") -> dict[str, Any]:
        definition = catalogue.node(node)
        assert definition is not None
        probes = self._probes[id(catalogue)]
        given = {
            name: probes.typical(item.type)
            for name, item in definition.inputs.items()
            if item.schema_required and name != without
        }
        if "custom_label" in definition.inputs:  # their label's default asks for one
            given["custom_label"] = "x"
        return {"id": "n", "type": node, **given}

    def _alone(self, catalogue: Catalogue, node: str, *, without: str = "", now: bool = False) -> Case:
        body = self._body(catalogue, node, without)
        if node in _FED:
            source, output, name = _FED[node]
            bodies = [{**self._body(catalogue, source), "id": "s"}, body]
            return Case(_graph(*bodies, edges=[_ends(output, name)]), "n", now)
        return Case(_graph(body), "n", now)

    def _full(self, catalogue: Catalogue, node: str) -> Case:
        """Every input that takes a value has one."""
        definition = catalogue.node(node)
        assert definition is not None
        probes = self._probes[id(catalogue)]
        given = {
            name: item.default if item.has_default else probes.typical(item.type)
            for name, item in definition.inputs.items()
            if item.kind != "connection" and not item.internal
        }
        return Case(_graph({**self._body(catalogue, node), **given}), "n")

    def _with_value(self, catalogue: Catalogue, node: str, name: str, *, now: bool = False) -> Case:
        item = _node(catalogue, node).inputs[name]
        value = self._probes[id(catalogue)].typical(item.type)
        return Case(_graph({**self._body(catalogue, node), name: value}), "n", now)

    def _used(self, catalogue: Catalogue, node: str, name: str, *, now: bool = False) -> Iterator[Case]:
        """The input with a value, and with an edge, as it takes them."""
        kind = _node(catalogue, node).inputs[name].kind
        if kind != "connection":
            yield self._with_value(catalogue, node, name, now=now)
        if kind != "direct":
            yield from list(self._edges_into(catalogue, node, name, now=now))[:1]

    def _values(self, node: str, name: str) -> Iterator[Case]:
        """Values about the limits of both releases. What one of them gives is ordinary is used elsewhere."""
        found: dict[str, Case] = {}
        for catalogue in (self.old, self.new):
            body = self._body(self.old, node)
            for value in self._probes[id(catalogue)].of(_node(catalogue, node).inputs[name].type):
                found.setdefault(repr(value), Case(_graph({**body, name: value}), "n"))
        yield from found.values()

    def _edges_into(self, catalogue: Catalogue, node: str, name: str, *, now: bool = False) -> Iterator[Case]:
        """Edges that fit, from an output of every type."""
        seen = set()
        for source, output, type_ in self._outputs():
            if source in ("collect", "iterate"):
                continue  # these want edges of their own
            judged = verdict(catalogue, source, output, node, name)
            if judged is not None and judged.fault is None and type_ not in seen:
                seen.add(type_)
                yield self._edge(catalogue, source, output, node, name, "n", now=now)

    def _edges_from(self, catalogue: Catalogue, node: str, name: str, *, now: bool = False) -> Iterator[Case]:
        """Edges that fit, into an input of every type."""
        seen = set()
        for target, field, type_ in self._inputs():
            if target == "iterate" or (target == "collect" and field != "item"):
                continue  # the server takes there what fails when it arrives; collectors want items too
            judged = verdict(catalogue, node, name, target, field)
            if judged is not None and judged.fault is None and type_ not in seen:
                seen.add(type_)
                yield self._edge(catalogue, node, name, target, field, "s", now=now)

    def _edge(
        self,
        catalogue: Catalogue,
        source: str,
        output: str,
        target: str,
        field: str,
        about: str,
        *,
        now: bool,
    ) -> Case:
        bodies = [{**self._body(catalogue, source), "id": "s"}, self._body(catalogue, target, field)]
        return Case(_graph(*bodies, edges=[_ends(output, field)]), about, now)

    def edges(self) -> Iterator[Case]:
        """Of every type of output and every type of input one edge, where either release takes it."""
        for source, output, _ in _each(self._outputs()):
            for target, field, _ in _each(self._inputs()):
                for catalogue in (self.old, self.new):
                    judged = verdict(catalogue, source, output, target, field)
                    if judged is not None and judged.fault is None:
                        yield self._edge(self.old, source, output, target, field, "n", now=False)
                        break

    def brought(self, case: Case) -> tuple[str, dict[str, Any]]:
        """The node at an edge's end, as type and values, with what the edge brings as a value."""
        (ends,) = case.graph["edges"]
        source, target = case.graph["nodes"]["s"], case.graph["nodes"]["n"]
        output = _node(self.old, source["type"]).outputs[ends["source"]["field"]]
        value = self._probes[id(self.old)].typical(output.type)
        given = {name: one for name, one in target.items() if name not in ("id", "type")}
        return target["type"], {**given, ends["destination"]["field"]: value}

    def probes(self) -> Iterator[tuple[str, str, dict[str, Any], dict[str, Any]]]:
        """Values for every input that both releases have: node type, input, and the body for each release."""
        for definition in self._common():
            later = _node(self.new, definition.type)
            body = self._body(self.old, definition.type)
            more = {**self._body(self.new, definition.type), **body}
            for name, item in definition.inputs.items():
                if name not in later.inputs or item.kind == "connection":
                    continue
                for value in self._probes[id(self.old)].of(item.type):
                    yield definition.type, name, {**body, name: value}, {**more, name: value}

    def _common(self) -> Iterator[NodeDef]:
        for node in self.old.nodes():
            if self.new.node(node.type) is not None and comparable(node.type):
                yield node

    def _outputs(self) -> Iterator[tuple[str, str, object]]:
        for node in self._common():
            later = _node(self.new, node.type)
            for name, item in node.outputs.items():
                if name in later.outputs:
                    yield node.type, name, (item.type, later.outputs[name].type)

    def _inputs(self) -> Iterator[tuple[str, str, object]]:
        for node in self._common():
            later = _node(self.new, node.type)
            for name, item in node.inputs.items():
                if name in later.inputs:
                    yield node.type, name, (item.type, later.inputs[name].type)


def comparable(node_type: str) -> bool:
    """Whether a server can be asked about a node: not of the web UI's own, nor what looks at its disk."""
    return node_type not in UI_ONLY_NODES | {"prompt_from_file", "call_saved_workflow"}


def worse(then: Any, now: Any) -> str:
    """What became of a graph: ``refused``, ``fails``, ``ignored``, or nothing bad."""
    if not now["ok"]:
        return "refused" if then["ok"] else ""
    if not then["ok"]:
        return ""
    for outcome, what in (("fails", "missing"), ("ignored", "ignored")):
        if {tuple(one) for one in now[what]} - {tuple(one) for one in then[what]}:
            return outcome
    return ""


def _each(found: Iterator[tuple[str, str, object]]) -> list[tuple[str, str, object]]:
    """The first of every type. Collectors and the like judge by more than the type."""
    kept: dict[object, tuple[str, str, object]] = {}
    for one in found:
        kept.setdefault((one[2], one[0] in ("collect", "iterate", "if")), one)
    return list(kept.values())


def _node(catalogue: Catalogue, node_type: str) -> NodeDef:
    found = catalogue.node(node_type)
    assert found is not None
    return found


def _ends(output: str, name: str) -> dict[str, Any]:
    return {"source": {"node_id": "s", "field": output}, "destination": {"node_id": "n", "field": name}}


def _graph(*bodies: dict[str, Any], edges: list[dict[str, Any]] | None = None) -> Graph:
    return {"id": "g", "nodes": {body["id"]: body for body in bodies}, "edges": edges or []}
