"""One walk over the inputs of all nodes, shared by the rules about inputs.

For graphs the question is what the server says of each literal and which inputs stop a run; for
workflows also what the web UI does first: it updates nodes when it loads the file, and its readiness
check blocks the Invoke button. Clean nodes cost one quick check per value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.document import Kind
from wflint.graph.ir import UI_ONLY_NODES
from wflint.graph.server.node_values import node_judge
from wflint.graph.webui.profile import profile
from wflint.rules.shared.inputs_record import InputFaults, add_fault

if TYPE_CHECKING:
    from wflint.graph.ir import Edge, Node
    from wflint.graph.server.node_values import NodeJudge
    from wflint.rules.base import Context


def input_faults(ctx: Context) -> InputFaults:
    """The analysis itself; call it through ``ctx.analysis(input_faults)``."""
    faults = InputFaults()
    if ctx.is_workflow:
        _walk_workflow(ctx, faults)
    else:
        _walk_graph(ctx, faults)
    if faults.missing and faults.unknown:
        _pair_slips(faults)
    return faults


def _pair_slips(faults: InputFaults) -> None:
    """A required input set under a wrong name is missing and unknown at once; keep it as missing."""
    from wflint.catalogue.renames import renamed_inputs
    from wflint.diagnostics.suggest import nearest

    lacking: dict[str, list[str]] = {}
    for node, name, _ in faults.missing:
        lacking.setdefault(node.id, []).append(name)
    unknown = []
    for node, name, stage in faults.unknown:
        missing = lacking.get(node.id, ())
        now = renamed_inputs().get((node.type, name))
        near = [now] if now is not None and now in missing else nearest(name, missing)
        if near and (node.id, near[0]) not in faults.slips:
            faults.slips[node.id, near[0]] = name
        else:
            unknown.append((node, name, stage))
    faults.unknown = unknown


def _walk_graph(ctx: Context, faults: InputFaults) -> None:
    graph, catalogue = ctx.graph, ctx.catalogue
    into = graph.into
    judges: dict[str, NodeJudge | None] = catalogue.memo.setdefault("node-judges", {})
    batched: set[tuple[str, str]] | None = None
    for node in graph.nodes.values():
        try:
            judge = judges[node.type]
        except KeyError:
            judge = node_judge(node.type, catalogue)
        if judge is None or node.type in UI_ONLY_NODES:
            continue
        values = node.values
        if not judge.clean(values):
            _graph_values(faults, node, judge)
        for name in judge.demanded:
            if values.get(name) is None:
                _demanded(faults, node, name)
        for name in judge.needed:
            if values.get(name) is None and (node.id, name) not in into:
                if batched is None:
                    batched = {(item.node, item.field) for group in graph.batch for item in group}
                if (node.id, name) not in batched:
                    _missing_at_run(faults, node, name)
    if ctx.kind is not Kind.SESSION:
        for edge in graph.edges:
            target = graph.nodes.get(edge.target)
            if target is not None and edge.target_field in target.values and edge.source in graph.nodes:
                _overridden(ctx, faults, target, edge)


def _demanded(faults: InputFaults, node: Node, name: str) -> None:
    from wflint.diagnostics import Stage

    faults.missing.append((node, name, Stage.ENQUEUE))


def _missing_at_run(faults: InputFaults, node: Node, name: str) -> None:
    from wflint.diagnostics import Stage

    faults.missing.append((node, name, Stage.RUN))


def _graph_values(faults: InputFaults, node: Node, judge: NodeJudge) -> None:
    """The complete judgement of a node that its quick check did not pass."""
    from wflint.diagnostics import Stage
    from wflint.graph.server.ports import is_dynamic_input

    if not judge.definition.extra:
        for name in node.values:
            if name not in judge.accepts and not is_dynamic_input(node.type, name):
                faults.unknown.append((node, name, Stage.ENQUEUE))
    for name, fault in judge.faults(node.values):
        if node.values.get(name) is None and name in judge.demanded:
            continue  # reported as missing
        if not fault.path and _names_model_of_3(node.values.get(name)):
            faults.legacy.append((node, name))
            continue
        add_fault(faults, node, name, fault, Stage.ENQUEUE)


def _names_model_of_3(value: Any) -> bool:
    """Whether a refused literal has the shape of MainModelField and its kin (invocations/model.py of 3.7)."""
    return type(value) is dict and "model_name" in value and "base_model" in value


def _overridden(ctx: Context, faults: InputFaults, node: Node, edge: Edge) -> None:
    """A literal that an edge replaces is surprising when somebody chose it: null and defaults are not."""
    name = edge.target_field
    definition = ctx.catalogue.node(node.type)
    if definition is None or name not in definition.inputs or definition.extra:
        return
    field, value = definition.inputs[name], node.values[name]
    if value is None or (field.has_default and value == field.default) or value in ("", [], {}):
        return
    faults.overridden.append((node, name, edge))


def _walk_workflow(ctx: Context, faults: InputFaults) -> None:
    graph, catalogue = ctx.graph, ctx.catalogue
    tolerant = profile(catalogue).tolerant  # that UI minds values that the server takes
    into = graph.into
    judges: dict[str, NodeJudge | None] = catalogue.memo.setdefault("node-judges", {})
    for node in graph.nodes.values():
        try:
            judge = judges[node.type]
        except KeyError:
            judge = node_judge(node.type, catalogue)
        if judge is None or node.type in UI_ONLY_NODES:
            continue
        values = node.values
        if tolerant or not judge.clean_in_ui(values):
            from wflint.rules.shared.inputs_workflow import workflow_values

            workflow_values(ctx, faults, node, judge)
        if not node.declared.keys() <= judge.accepts.keys():
            from wflint.rules.shared.inputs_workflow import workflow_unknown

            workflow_unknown(faults, node, judge)
        for name in judge.needed:
            if values.get(name) is None and (node.id, name) not in into:
                _missing_in_workflow(ctx, faults, node, judge, name)
        for name in judge.demanded:
            if values.get(name) is None:
                _missing_in_workflow(ctx, faults, node, judge, name)


def _missing_in_workflow(ctx: Context, faults: InputFaults, node: Node, judge: NodeJudge, name: str) -> None:
    from wflint.rules.shared.inputs_workflow import workflow_missing  # a clean file never needs it

    workflow_missing(ctx, faults, node, judge, name)
