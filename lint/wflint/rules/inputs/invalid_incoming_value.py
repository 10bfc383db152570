"""A value that an edge brings, known beforehand, is not valid for the input.

What it does: works out what nodes give whose outputs follow from their inputs (primitives, collections,
arithmetic, conversions, texts, ranges, tiles, boxes, sizes of images, `if`, iterate and collect), and judges
what arrives as a literal of that input would be judged: its limits, multiples and options, and what the
node's class checks beyond that. Of iterations and batch items each of the first hundred is judged. What `if`
chooses is judged too: nothing at all where the chosen input is not connected, or something of another type.
Multiples of sizes of noise and of denoise nodes are left to `size-multiple`.

Why it is bad: InvokeAI does not look at such values when it accepts a graph. It sets them when the node's
turn comes, and the run fails there.

How to fix: change the value in the node that the edge comes from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Finding
from wflint.graph.edges.verdict import verdict
from wflint.graph.ir import UI_ONLY_NODES
from wflint.graph.server.node_values import node_judge
from wflint.rules.base import Context, Rule, fails

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wflint.graph.ir import Edge, Node
    from wflint.graph.server.literal_fault import LiteralFault
    from wflint.graph.server.node_values import NodeJudge
    from wflint.models.flow.sizes import Sizes

RULE = Rule(
    "IN108",
    "an edge brings a value that is not valid for the input",
    graph=fails(),
    workflow=fails(),
    when="shared.plain:edges",
)
# Outputs of nodes whose values models/flow/computed knows.
_KNOWABLE = frozenset({
    "value", "collection", "item", "index", "total", "width", "height", "string_1", "string_2",
    "positive_string", "negative_string", "x_left", "y_top", "coords_left", "coords_right", "coords_top",
    "coords_bottom", "overlap_top", "overlap_bottom", "overlap_left", "overlap_right", "bounding_box",
    "tiles", "color", "scheduler", "values",
})  # fmt: skip
_PLAIN = frozenset({"int", "float", "str", "bool"})
_SIDES = frozenset({"width", "height"})
_MOVERS = frozenset({"if", "iterate", "collect"})  # whose own inputs take anything


def check(ctx: Context) -> Iterator[Finding]:
    """One finding an input."""
    graph = ctx.graph
    nodes = graph.nodes
    fed: dict[str, list[str]] = {}
    sources: set[str] = set()
    for edge in graph.edges:
        if edge.source_field in _KNOWABLE and edge.source in nodes:
            fed.setdefault(edge.target, []).append(edge.target_field)
            sources.add(edge.source)
    if not fed or graph.unread_edges:
        return
    from wflint.rules.shared.stages import stages

    sizes = ctx.analysis(stages).sizes
    known = sizes.computed.known
    if not any(known(node_type) for node_type in {nodes[source].type for source in sources}):
        return
    for node_id, fields in fed.items():
        node = nodes.get(node_id)
        if node is not None and not node.lost and node.type not in UI_ONLY_NODES and node.type not in _MOVERS:
            yield from _judged(ctx, sizes, node, dict.fromkeys(fields))


def _judged(ctx: Context, sizes: Sizes, node: Node, fields: Iterable[str]) -> Iterator[Finding]:
    judge = node_judge(node.type, ctx.catalogue)
    if judge is None:
        return
    edges: dict[str, Edge] = {}
    for field in fields:
        edge = sizes.edge(node.id, field)  # of several the one that counts
        source = ctx.graph.nodes.get(edge.source) if edge is not None else None
        if edge is None or source is None or field not in judge.accepts or source.type in UI_ONLY_NODES:
            continue
        if (
            sizes.computed.known(source.type)
            and not (source.type == "collect" and _gathers_things(ctx, sizes, judge, source, edge))
            and not _fits(ctx, judge, source, edge)
            and _holds(ctx, edge, node)
        ):
            edges[field] = edge
    if not edges:
        return
    told: set[str] = set()
    for case in sizes.cases(node, list(edges)):
        for finding in _in_case(ctx, case, node, judge, edges):
            if finding.field not in told:
                told.add(finding.field or "")
                yield finding
        if len(told) == len(edges):
            return


def _gathers_things(ctx: Context, sizes: Sizes, judge: NodeJudge, source: Node, edge: Edge) -> bool:
    """Whether a collect node gathers only what nobody knows beforehand, for an input that minds no length."""
    wanted = judge.definition.inputs[edge.target_field].type
    if judge.check is not None or wanted.bounds or any(part.bounds for part in wanted.args):
        return False
    for field in ("item", "collection"):
        for fed in ctx.graph.into.get((source.id, field), ()):
            giver = ctx.graph.nodes.get(fed.source)
            if giver is None or giver.type in UI_ONLY_NODES or sizes.computed.known(giver.type):
                return False
    return True


def _in_case(
    ctx: Context, sizes: Sizes, node: Node, judge: NodeJudge, edges: dict[str, Edge]
) -> Iterator[Finding]:
    """What one run of the node gets."""
    from wflint.models.flow.computed.known import NEVER, UNKNOWN, Cut, Thing

    brought: dict[str, Any] = {}
    for field, edge in edges.items():
        value = sizes.value(node, field)
        if value is UNKNOWN or value is NEVER or isinstance(value, Cut):
            continue
        if value is None and (field in judge.needed or not judge.accepts[field](None)):
            yield _nothing(ctx, sizes, node, edge, needed=field in judge.needed)
        elif type(value) is Thing:
            if _misfits(ctx, value, node, edge):
                yield _other_thing(ctx, sizes, node, edge, value)
        else:
            brought[field] = value
    if brought:
        yield from _plain(ctx, sizes, node, judge, edges, brought)


def _plain(
    ctx: Context, sizes: Sizes, node: Node, judge: NodeJudge, edges: dict[str, Edge], brought: dict[str, Any]
) -> Iterator[Finding]:
    from wflint.models.flow.computed.inputs import arrives

    arriving: dict[str, Any] = {}
    for name, value in brought.items():
        fit, plain = arrives(value, judge.definition.inputs[name])
        if not fit:
            yield _other_record(ctx, sizes, node, edges[name], value)
        elif plain is not None:
            arriving[name] = plain
    open_inputs = {name for name in node.values if sizes.connected(node, name)} - arriving.keys()
    values = {name: value for name, value in node.values.items() if name not in open_inputs} | arriving
    if not arriving or judge.clean(values):
        return
    from wflint.rules.inputs._words import type_name
    from wflint.rules.shared.origins import origins
    from wflint.rules.shared.stages import BUCKETS

    unknown = any(
        spec.kind != "connection" and name not in arriving and sizes.connected(node, name)
        for name, spec in judge.definition.inputs.items()
    )
    sized = BUCKETS.get(node.type) in ("noise", "flow")
    for name, fault in judge.faults(values):
        if name not in arriving or (fault.reason == "rule" and unknown):
            continue
        if fault.reason == "multiple" and sized and name in _SIDES and sizes.number(node, name) is not None:
            continue
        yield _finding(
            ctx,
            node,
            edges[name],
            f"incoming {ctx.names.input(node, name + fault.part)} {fault.says}",
            related=origins(ctx, sizes, node, name),
            help=_cure(ctx, sizes, node, edges[name], fault),
            error=_error(node, name, fault),
            detail=type_name(fault),
        )


def _cure(ctx: Context, sizes: Sizes, node: Node, edge: Edge, fault: LiteralFault) -> str:
    from wflint.rules.shared.origins import holder

    source = ctx.graph.nodes[edge.source]
    if fault.reason == "type" and not fault.path and source.type in _MOVERS:
        return f"give {ctx.describe(source)} {_wanted(ctx, node, edge)}"
    return f"{fault.help}; change it in {ctx.describe(holder(ctx, sizes, edge))}"


def _wanted(ctx: Context, node: Node, edge: Edge) -> str:
    from wflint.graph.type_words import type_words

    definition = ctx.catalogue.node(node.type)
    assert definition is not None
    return type_words(definition.inputs[edge.target_field].type)


def _finding(ctx: Context, node: Node, edge: Edge, message: str, **more: Any) -> Finding:
    name = edge.target_field
    more.setdefault("error", f"NodeInputError: Node ... has invalid incoming input for {name}")
    at = edge.pointer("target_field")
    return Finding(message, at, node=node.id, node_type=node.type, field=name, **more)


def _nothing(ctx: Context, sizes: Sizes, node: Node, edge: Edge, *, needed: bool) -> Finding:
    """``if`` gives nothing: the input that it chooses is not connected."""
    from wflint.models.flow.computed.movers import CHOSEN
    from wflint.rules.shared.origins import origins

    source = ctx.graph.nodes[edge.source]
    row = sizes.computed.table(source.id).at(sizes.places)
    chosen = row[0].get(CHOSEN) if row and type(row[0]) is dict else None
    called = ctx.names.input(node, edge.target_field)
    if type(chosen) is not str or sizes.edge(source.id, chosen) is not None:
        cure = f"give {ctx.describe(source)} a value"
        message = f"incoming {called} is nothing, and it needs a value"
    else:
        cure = f'connect "{chosen}" of {ctx.describe(source)}, or change its condition'
        message = f'incoming {called} is nothing: "{chosen}" of {ctx.describe(source)} is empty'
    return _finding(ctx, node, edge, message, help=cure, related=origins(ctx, sizes, node, edge.target_field))


def _misfits(ctx: Context, thing: Any, node: Node, edge: Edge) -> bool:
    """Whether something of a class, such as an image, reaches an input that surely takes none of it.

    An edge has been judged by its ends; what is seen through ``if`` and iterate has not.
    """
    source = ctx.graph.nodes[edge.source]
    if source.type not in _MOVERS:
        return False
    judged = verdict(ctx.catalogue, thing.node_type, thing.output, node.type, edge.target_field)
    made = judged.source if judged is not None else None
    return judged is not None and judged.fault == "type" and made is not None and made.kind == "ref"


def _other_thing(ctx: Context, sizes: Sizes, node: Node, edge: Edge, thing: Any) -> Finding:
    definition = ctx.catalogue.node(thing.node_type)
    assert definition is not None
    return _other(ctx, sizes, node, edge, definition.outputs[thing.output].type)


def _other_record(ctx: Context, sizes: Sizes, node: Node, edge: Edge, value: Any) -> Finding:
    from wflint.catalogue.types import TypeExpr
    from wflint.models.flow.computed.known import Record

    inside = next(item for item in value if type(item) is Record) if isinstance(value, list) else value
    return _other(ctx, sizes, node, edge, TypeExpr("ref", name=inside.model))


def _other(ctx: Context, sizes: Sizes, node: Node, edge: Edge, made: Any) -> Finding:
    from wflint.graph.type_words import type_words
    from wflint.rules.shared.origins import origins

    source, wanted = ctx.graph.nodes[edge.source], _wanted(ctx, node, edge)
    message = f"incoming {ctx.names.input(node, edge.target_field)} is {type_words(made)}, not {wanted}"
    cure = f"give {ctx.describe(source)} {wanted}"
    related = origins(ctx, sizes, node, edge.target_field)
    return _finding(ctx, node, edge, message, help=cure, related=related)


def _error(node: Node, name: str, fault: LiteralFault) -> str:
    """What InvokeAI says; some of its checks fall over a list before they can say it."""
    if fault.reason == "bound" and fault.detail[0] == "list":
        return "TypeError: Unable to apply constraint ... to supplied value ..."
    if node.type == "noise" and name == "seed" and type(fault.value) is list:
        return "TypeError: unsupported operand type(s) for %: 'list' and 'int'"
    # A check of the whole node names no input.
    failed = "..." if fault.reason == "rule" else name
    return f"NodeInputError: Node ... has invalid incoming input for {failed}"


def _fits(ctx: Context, judge: NodeJudge, source: Node, edge: Edge) -> bool:
    """Whether whatever the output gives is valid: the input takes every value of that plain type."""
    if judge.check is not None:
        return False
    definition = ctx.catalogue.node(source.type)
    output = definition.outputs.get(edge.source_field) if definition is not None else None
    wanted = judge.definition.inputs[edge.target_field].type
    return (
        output is not None and wanted.kind in _PLAIN and wanted.kind == output.type.kind and not wanted.bounds
    )


def _holds(ctx: Context, edge: Edge, node: Node) -> bool:
    """Whether the value gets there: the server takes the edge, and the web UI does not drop it before."""
    source = ctx.graph.nodes[edge.source]
    judged = verdict(ctx.catalogue, source.type, edge.source_field, node.type, edge.target_field)
    if judged is None:
        return True
    return judged.fault is None and not (ctx.drops_wires and judged.ui_fault is not None)
