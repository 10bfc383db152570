"""Workflows under construction: nodes, connections, and what InvokeAI says of them, line by line."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from wflint.builders import connect
from wflint.builders.errors import BuildError, UnknownNameError
from wflint.builders.ids import automatic_id, unused
from wflint.builders.literals import identifier, is_finite, plain, wrong_model
from wflint.builders.node import Node, has_input
from wflint.builders.values import UNSET, Output
from wflint.diagnostics.suggest import nearest
from wflint.graph import ir
from wflint.graph.edges.wording import missing_field
from wflint.graph.server.node_values import UI_BOARDS, is_board, node_judge

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wflint.builders.refs import ModelRef
    from wflint.builders.values import Unset
    from wflint.catalogue.model import Catalogue, InputDef, NodeDef
    from wflint.models.inventory.inventory import Inventory

# Keywords of every node method that are no inputs. Where a node has an input of that name (``label`` of the
# metadata nodes), the keyword is the input, and the attribute of the node is set afterwards.
KEYWORDS: Final = ("id", "label", "notes", "ignore", "is_intermediate", "use_cache")
_SEVERAL: Final = frozenset({("collect", "item"), ("collect", "collection")})


class Builder:
    """Nodes and connections for one release of InvokeAI, checked as they are made."""

    def __init__(
        self,
        target: str | Catalogue = "latest",
        *,
        strict: bool = True,
        is_intermediate: bool | Unset | None = None,
        use_cache: bool | Unset | None = None,
    ) -> None:
        self.catalogue = open_target(target)
        self.strict = strict
        self.is_intermediate = is_intermediate
        self.use_cache = use_cache
        self._graph = ir.Graph()
        self._nodes: dict[str, Node[Any]] = {}
        self._numbers: dict[str, int] = {}

    @property
    def nodes(self) -> tuple[Node[Any], ...]:
        """The nodes, in the order in which they were made (collectors made for lists among them)."""
        return tuple(self._nodes.values())

    def node(self, node_type: str, /, **inputs: Any) -> Any:
        """Add a node of any type, community nodes included; what the node methods do, without their types.

        Keywords are inputs, and ``id``, ``label``, ``notes``, ``is_intermediate``, ``use_cache``, ``ignore``
        (rules whose findings at this node are hidden: a line of its notes says so). An input is given a
        value, an output of another node, or a list of outputs, which a collector then gathers. None is as
        good as nothing, ``UNSET`` leaves a required input open. Raises BuildError when InvokeAI would not
        have it so.
        """
        if not isinstance(node_type, str):
            raise BuildError(f"{node_type!r} is not a node type; give its name as a string")
        definition = self.catalogue.node(node_type)
        if definition is None and self.strict:
            from wflint.catalogue.describe import unknown_node

            raise UnknownNameError(unknown_node(self.catalogue, node_type))
        known = definition.inputs if definition is not None else {}
        if self.strict:
            inputs = {name: _given(value, known.get(name)) for name, value in inputs.items()}
        own: dict[str, Any] = {k: inputs.pop(k) for k in KEYWORDS if k in inputs and k not in known}
        node = self._make(node_type, definition, own, inputs)
        nodes_before, edges_before = len(self._nodes), len(self._graph.edges)
        try:
            self._fill(node, definition, inputs)
        except BuildError:
            self._undo(nodes_before, edges_before)
            raise
        return node

    def by_id(self, node_id: str) -> Node[Any]:
        """The node of that id. Raises BuildError."""
        if node_id not in self._nodes:
            near = nearest(str(node_id), self._nodes)
            cure = f'use "{near[0]}"' if near else "`nodes` lists them"
            raise BuildError(f'no node has the id "{node_id}"; {cure}')
        return self._nodes[node_id]

    def edge(self, source: Node[Any] | str, output: str, target: Node[Any] | str, field: str) -> None:
        """Connect two nodes that are there already, by name. Raises BuildError.

        Without ``strict``, ids of nodes that do not exist are taken too, and a second edge into an input.
        """
        ends = [n.id if isinstance(n, Node) else n for n in (source, target)]
        for end in ends:
            if self.strict:
                self.by_id(end)
        if ends[0] in self._nodes and ends[1] in self._nodes:
            self._join(Output(self._nodes[ends[0]], output), self._nodes[ends[1]], field)
        else:
            self._add_edge(ends[0], output, ends[1], field)

    # -- making a node -----------------------------------------------------------------------------

    def _make(
        self, node_type: str, definition: NodeDef | None, own: Mapping[str, Any], inputs: Mapping[str, Any]
    ) -> Node[Any]:
        label, notes = own.get("label") or "", own.get("notes") or ""
        for keyword, text in (("label", label), ("notes", notes)):
            if not isinstance(text, str):
                raise BuildError(f"{keyword} of {node_type} is {text!r}; give a string")
        if own.get("ignore"):
            from wflint.builders.ignoring import with_ignored

            notes = with_ignored(notes, own["ignore"], node_type)
        for keyword in ("is_intermediate", "use_cache"):
            if self.strict and not (own.get(keyword) in (None, UNSET) or isinstance(own[keyword], bool)):
                raise BuildError(f"{keyword} of {node_type} is {own[keyword]!r}; give True or False")
        node: Node[Any] = Node(
            self,
            "",
            node_type,
            definition,
            label=label,
            notes=notes,
            is_intermediate=own.get("is_intermediate", self.is_intermediate),
            use_cache=own.get("use_cache", self.use_cache),
        )
        node.automatic = own.get("id") is None
        values, connected = {}, []
        for name, value in inputs.items():
            if value is None or value is UNSET:
                continue
            if _is_connection(value):
                connected.append(name)
            else:
                values[name] = self._plain(node, name, value)
        node.id = self._id(own.get("id"), node, values, connected)
        return node

    def _id(self, wanted: Any, node: Node[Any], values: Mapping[str, Any], connected: Iterable[str]) -> str:
        if wanted is None:
            return automatic_id(node.type, node.label, values, connected, self._nodes, self._numbers)
        if not isinstance(wanted, str) or (not wanted and self.strict):
            raise BuildError(f"id of {node.type} is {wanted!r}; give a string that is not empty")
        if wanted in self._nodes:
            other = self._nodes[wanted]
            raise BuildError(
                f'id "{wanted}" of {node.type} is taken by another node ({other.type}); give another id'
            )
        return str(wanted)

    def _fill(self, node: Node[Any], definition: NodeDef | None, inputs: Mapping[str, Any]) -> None:
        graph = self._graph
        shadow = ir.Node(node.id, node.type, ("nodes", node.id), {}, node._values, node._values, ())
        shadow.label = node.label
        if definition is not None and self.strict:
            self._names(node, definition, inputs)
        made = [self._take(node, name, value) for name, value in inputs.items()]
        self._nodes[node.id] = node
        graph.nodes[node.id] = shadow
        touched: dict[str, None] = {}
        for name, sources in made:
            for output in sources:
                self._join(output, node, name, last=False)
                touched[output.node.id] = None
        if touched and self.strict:
            connect.judge_special(self, (node.id, *touched))
        if definition is not None and self.strict:
            self._judge(node, definition)

    def _take(self, node: Node[Any], name: str, value: Any) -> tuple[str, list[Output]]:
        """Note a value, or give the outputs that are to be connected; several go through a collector."""
        if value is UNSET:
            node._open.add(name)
        if value is None or value is UNSET:
            return name, []
        if not _is_connection(value):
            node._values[name] = self._plain(node, name, value)
            node._given[name] = value
            return name, []
        outputs = [value] if isinstance(value, Output) else list(value)
        for output in outputs:
            if not isinstance(output, Output):
                raise BuildError(
                    f"{connect.input_name(node, name)} gets a list with outputs and {output!r}; "
                    "a list holds outputs or values, not both"
                )
            if output.node._builder is not self or self._nodes.get(output.node.id) is not output.node:
                raise BuildError(
                    f"{connect.input_name(node, name)} gets {output!r}, which belongs to another workflow; "
                    "use a node of this one"
                )
        if isinstance(value, Output) or (node.type, name) in _SEVERAL:
            return name, outputs
        return name, [self._collect(node, name, outputs)]

    def _collect(self, node: Node[Any], name: str, outputs: list[Output]) -> Output:
        if self.catalogue.node("collect") is None:
            raise BuildError(
                f"{connect.input_name(node, name)} gets several outputs, but InvokeAI {self.catalogue.name} "
                "has no collect node; connect one"
            )
        collect_id = unused(f"{node.id}_{name}", self._nodes)
        collect = self.node("collect", id=collect_id, item=outputs)
        collect.automatic = True
        return Output(collect, "collection")

    def _plain(self, node: Node[Any], name: str, value: Any) -> Any:
        if isinstance(value, Node):
            raise BuildError(
                f"{connect.input_name(node, name)} gets {value!r}, which is a node; give one of its outputs, "
                f"as in .{next(iter(value._definition.outputs), 'value') if value._definition else 'value'}"
            )
        try:
            found = plain(value, partial(self.identify, node, name, None))
            if self.strict and not is_finite(found):
                raise BuildError("JSON has no infinite numbers and no NaN")
            return found
        except BuildError as error:
            raise BuildError(f"{connect.input_name(node, name)} cannot be set: {error}") from None

    def identify(
        self, node: Node[Any], name: str, inventory: Inventory | None, ref: ModelRef, member: str
    ) -> dict[str, Any]:
        """The identifier for a model that is given to an input (or to a ``member`` of its value)."""
        if self.strict and not member:
            wrong = wrong_model(ref, node.type, name, self.catalogue)
            if wrong is not None:
                raise BuildError(wrong)
        return identifier(ref, node.type, name, self.catalogue, inventory, member)

    # -- checks ------------------------------------------------------------------------------------

    def _names(self, node: Node[Any], definition: NodeDef, inputs: Mapping[str, Any]) -> None:
        for name in inputs:
            if not has_input(definition, name):
                raise BuildError(missing_field(node.type, "input", name, list(definition.inputs)).line)
        for field in definition.inputs.values():
            if field.required and not field.has_default and inputs.get(field.name) is None:
                how = "give it a value" if field.kind == "direct" else connect.wanted(field.type)
                raise BuildError(
                    f"{connect.input_name(node, field.name)} is missing; {how}, or write "
                    f"{field.name}=UNSET to leave it to whoever opens the workflow"
                )

    def _judge(self, node: Node[Any], definition: NodeDef) -> None:
        for name in node._values:
            field = definition.inputs.get(name)
            if field is not None and field.kind == "connection":
                where = connect.input_name(node, name)
                raise BuildError(f"{where} takes an output, not a value; {connect.wanted(field.type)}")
        judge = node_judge(node.type, self.catalogue)
        assert judge is not None  # the definition is there
        values = {n: v for n, v in node._values.items() if not _is_ui_board(definition, n, v)}
        if judge.clean(values):
            return
        for name, fault in judge.faults(values):
            raise BuildError(f"{connect.input_name(node, name)} {fault.line}")

    def _join(self, output: Output, target: Node[Any], field: str, *, last: bool = True) -> None:
        """Add an edge; the ``last`` of several has the collectors and iterators at its ends judged."""
        graph, source = self._graph, output.node
        if self.strict:
            connect.judge_connection(output, target, field, self)
            if graph.into.get((target.id, field)) and (target.type, field) not in _SEVERAL:
                where = connect.input_name(target, field)
                raise BuildError(f"{where} has an edge already; remove that with set({field}=None)")
            if source is target or (
                graph.out_of.get(target.id) and connect.reaches(graph, target.id, source.id)
            ):
                ends = connect.input_name(source, output.name), connect.input_name(target, field)
                raise BuildError(f"{ends[0]} -> {ends[1]} would close a cycle; connect another node")
        edge = self._add_edge(source.id, output.name, target.id, field)
        if last and self.strict:
            try:
                connect.judge_special(self, (target.id, source.id))
            except BuildError:
                connect.remove_edge(graph, edge)
                raise

    def _add_edge(self, source: str, output: str, target: str, field: str) -> ir.Edge:
        graph = self._graph
        index = len(graph.edges)
        sort = ir.LINKAGE if output == field == ir.LINKAGE else "default"
        edge = ir.Edge(source, output, target, field, ("edges", index), "graph", index, type=sort)
        graph.edges.append(edge)
        graph.into.setdefault((target, field), []).append(edge)
        graph.out_of.setdefault(source, []).append(edge)
        return edge

    # -- changing it -------------------------------------------------------------------------------

    def _set(self, node: Node[Any], inputs: Mapping[str, Any]) -> None:
        graph, definition = self._graph, node._definition
        if self._nodes.get(node.id) is not node:
            raise BuildError(f"{node!r} belongs to another workflow; use a node of this one")
        fields = definition.inputs if definition is not None else {}
        if self.strict:
            inputs = {name: _given(value, fields.get(name)) for name, value in inputs.items()}
        if definition is not None and self.strict:
            known = {**dict.fromkeys(definition.inputs, UNSET), **inputs}
            self._names(node, definition, known)
        values, given, edges = dict(node._values), dict(node._given), list(graph.edges)
        nodes_before, left_open = len(self._nodes), set(node._open)
        try:
            for name, value in inputs.items():
                node._values.pop(name, None)
                node._given.pop(name, None)
                node._open.discard(name)
                for edge in list(graph.into.get((node.id, name), ())):
                    connect.remove_edge(graph, edge)
                for output in self._take(node, name, value)[1]:
                    self._join(output, node, name)
            if definition is not None and self.strict:
                self._judge(node, definition)
        except BuildError:
            self._undo(nodes_before, 0)
            node._values.clear()
            node._values.update(values)
            node._given, node._open = given, left_open
            graph.edges[:] = edges
            graph.into.clear()
            graph.out_of.clear()
            graph.index()
            raise

    def _undo(self, nodes_before: int, edges_before: int) -> None:
        graph = self._graph
        for edge in graph.edges[edges_before:][::-1]:
            connect.remove_edge(graph, edge)
        while len(self._nodes) > nodes_before:
            node_id, _ = self._nodes.popitem()
            graph.nodes.pop(node_id, None)


def open_target(target: str | Catalogue) -> Catalogue:
    """The one catalogue that a target stands for. Raises BuildError."""
    from wflint.catalogue.model import Catalogue

    if isinstance(target, Catalogue):
        return target
    if not isinstance(target, str):
        raise BuildError(f"{target!r} is not a target; give a release, a file or a URL")
    from wflint.catalogue.errors import TargetError
    from wflint.catalogue.targets import resolve_target

    try:
        found = resolve_target(target, named=True)
    except TargetError as error:
        raise BuildError(str(error)) from None
    if len(found) > 1:
        raise BuildError(
            f"target {target!r} means {len(found)} releases; build for one, such as {found[-1].name!r}, and "
            "check the result against the others"
        )
    return found[0]


def _given(value: Any, field: InputDef | None) -> Any:
    """The value; None for an empty list of outputs, as ``control=[c.control for c in controls]`` may be."""
    empty = isinstance(value, list | tuple) and not value
    return None if empty and field is not None and field.kind == "connection" else value


def _is_connection(value: Any) -> bool:
    if isinstance(value, Output):
        return True
    return isinstance(value, list | tuple) and any(isinstance(item, Output) for item in value)


def _is_ui_board(definition: NodeDef, name: str, value: Any) -> bool:
    """Whether a value is one of the words for boards that only the web UI knows."""
    field = definition.inputs.get(name)
    return type(value) is str and value in UI_BOARDS and field is not None and is_board(field.type)
