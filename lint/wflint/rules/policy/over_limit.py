"""More steps, pixels or batch items than the policy of the repository allows.

What it does: compares numbers with `limits` of the policy: the steps of each node that has some (`steps`),
the longer side of images and latents in pixels (`size`), their area (`pixels`), and the runs that one enqueue
makes (`batch`: the product of the groups of batch data, times "runs"). Values that edges bring are followed
as far as they are certain before anything runs. An image is told where it gets its size, not wherever it
goes.

    [tool.wflint.policy]
    limits = { steps = 60, size = 2048, pixels = 4_200_000, batch = 32 }

Why it is bad: InvokeAI runs it, for as long as it takes; those who keep this repository have set a limit.

How to fix: lower the value, or change the policy with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Finding
from wflint.graph.ir import BATCH_NODES
from wflint.models.families.settings import DENOISE
from wflint.rules.base import Context, Rule
from wflint.rules.policy._declared import AGAINST, THEN, cure
from wflint.rules.shared.stages import stages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node
    from wflint.models.flow.sizes import Sizes
    from wflint.rules.options import Policy

RULE = Rule(
    "PO105",
    "more than the policy allows of steps, pixels or batch items",
    workflow=AGAINST,
    graph=AGAINST,
    when="shared.plain:policy.steps,size,pixels,batch",
)
_CASES = 1_000  # runs of a node that are looked at
_ITEMS = {"image_batch": "images", "string_batch": "strings", "integer_batch": "integers"}


def check_steps(ctx: Context) -> Iterator[Finding]:
    """One finding a node."""
    policy = ctx.options.policy
    if policy is None or policy.steps is None:
        return
    sizes = ctx.analysis(stages).sizes
    for node in ctx.server_nodes():
        facts = DENOISE.get(node.type)
        field = facts.steps if facts is not None else "steps"
        definition = ctx.catalogue.node(node.type)
        if definition is None or field not in definition.inputs:
            continue
        steps = max((view.number(node, field) or 0 for view in _views(sizes, node, field)), default=0)
        if steps > policy.steps:
            message = f"{ctx.names.input(node, field)} is {steps:,}: policy.limits.steps is {policy.steps:,}"
            yield _at(ctx, node, field, message, f"set it to {policy.steps:,} or less")


def check_sizes(ctx: Context) -> Iterator[Finding]:
    """One finding for each node that first makes something too large."""
    policy = ctx.options.policy
    if policy is None or (policy.size is None and policy.pixels is None):
        return
    sizes = ctx.analysis(stages).sizes
    over = {}
    for node in ctx.server_nodes():
        for view in _views(sizes, node):
            size = view.of(node.id) or (view.number(node, "width") or 0, view.number(node, "height") or 0)
            said = _too_large(size, policy)
            if said is not None:
                over[node.id] = said
                break
    fed = {edge.target for edge in ctx.graph.edges if edge.source in over}
    for node_id, said in over.items():
        if node_id not in fed:
            node = ctx.graph.nodes[node_id]
            field = "width" if "width" in node.values else None
            yield _at(ctx, node, field, f"{ctx.describe(node)}: {said}", "choose a smaller size")


def check_batch(ctx: Context) -> Iterator[Finding]:
    """One finding a document."""
    policy = ctx.options.policy
    if policy is None or policy.batch is None:
        return
    number, place = _runs(ctx)
    if number > policy.batch:
        message = f"one enqueue makes {number:,} runs: policy.limits.batch is {policy.batch:,}"
        usual = "take fewer items, or enqueue them in parts"
        yield Finding(message, place, then=THEN, help=cure(ctx, usual))


def _views(sizes: Sizes, node: Node, *fields: str) -> list[Sizes]:
    return sizes.cases(node, fields)[:_CASES]


def _too_large(size: tuple[int, int], policy: Policy) -> str | None:
    width, height = size
    shown = f"{width:,} x {height:,} pixels" if width and height else f"{max(size):,} pixels"
    if policy.size is not None and max(size) > policy.size:
        return f"{shown}: policy.limits.size is {policy.size:,}"
    if policy.pixels is not None and width * height > policy.pixels:
        return f"{shown} are {width * height:,}: policy.limits.pixels is {policy.pixels:,}"
    return None


def _at(ctx: Context, node: Node, field: str | None, message: str, usual: str) -> Finding:
    return Finding(
        message,
        node.input_pointer(field) if field is not None else node.path,
        node=node.id,
        node_type=node.type,
        field=field,
        then=THEN,
        help=cure(ctx, usual),
    )


def _runs(ctx: Context) -> tuple[int, tuple[str | int, ...]]:
    """How many runs one enqueue makes, and where the first of what makes them stands."""
    data: Any = ctx.document.data
    number = 1
    place: tuple[str | int, ...] = ()
    for group in ctx.graph.batch:
        number *= min((len(item.items) for item in group), default=1)
        place = place or (group[0].path if group else ())
    if ctx.is_workflow:
        groups: dict[object, int] = {}
        for node in ctx.graph.nodes.values():
            if node.type not in BATCH_NODES or not ctx.graph.out_of.get(node.id):
                continue
            items = node.values.get(_ITEMS.get(node.type, "floats"))
            name = node.values.get("batch_group_id", "undefined")
            group_id: object = name if type(name) is str and name != "None" else (node.id,)
            length = len(items) if type(items) is list else 1
            groups[group_id] = min(groups.get(group_id, length), length)
            place = place or node.path
        for length in groups.values():
            number *= length
    elif type(data) is dict and type(runs := data.get("runs")) is int and runs > 0 and ctx.kind == "batch":
        number *= runs
        place = place or ("runs",)
    return number, place
