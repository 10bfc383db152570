"""A node that the policy of the repository does not allow.

What it does: compares the type of each node with `nodes` of the policy, where `allow` names all that may be
used and `forbid` what may not. A star stands for anything.

    [tool.wflint.policy]
    nodes = { forbid = ["save_image_to_disk", "*_api_*"] }

Why it is bad: InvokeAI runs it, but those who keep this repository have said that they do not want it.

How to fix: use another node, or change the policy with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding
from wflint.rules.base import Context, Rule
from wflint.rules.policy._declared import AGAINST, THEN, breach, cure

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "PO101",
    "a node that the policy does not allow",
    workflow=AGAINST,
    graph=AGAINST,
    when="shared.plain:policy.nodes",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a node."""
    policy = ctx.options.policy
    if policy is None:
        return
    told: dict[str, str | None] = {}
    for node in ctx.graph.nodes.values():
        if node.type not in told:
            told[node.type] = breach(policy.nodes, "nodes", (node.type,))
        said = told[node.type]
        if said is not None:
            yield Finding(
                f"{ctx.describe(node)}: {said}",
                node.path,
                node=node.id,
                node_type=node.type,
                then=THEN,
                help=cure(ctx, "use another node, or change policy.nodes"),
            )
