"""A node of a pack that the policy of the repository does not allow.

What it does: compares the pack of each community node with `packs` of the policy. Whose node it is, the
target says, else the file, else wflint's index of packs. InvokeAI's own nodes are of no pack. Where `allow`
names the packs that may be used, a node of which nobody knows the pack is reported too.

    [tool.wflint.policy]
    packs = { allow = ["adapters-linked-nodes"] }

Why it is bad: InvokeAI runs it where the pack is installed; a pack is code, and those who keep this
repository have said which they trust.

How to fix: use nodes of InvokeAI's own or of an allowed pack, or change the policy with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.catalogue.model import CORE_PACK
from wflint.diagnostics import Finding
from wflint.diagnostics.words import quoted
from wflint.rules.base import Context, Rule
from wflint.rules.policy._declared import AGAINST, THEN, breach, cure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node

RULE = Rule(
    "PO102",
    "a node of a pack that the policy does not allow",
    workflow=AGAINST,
    graph=AGAINST,
    when="shared.plain:policy.packs",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a node."""
    policy = ctx.options.policy
    if policy is None:
        return
    told: dict[str, str | None] = {}
    for node in ctx.graph.nodes.values():
        pack = _pack(ctx, node)
        if pack == CORE_PACK:
            continue
        if pack not in told:
            told[pack] = breach(policy.packs, "packs", (pack,))
        said = told[pack]
        if said is not None:
            whose = f"is of {quoted(pack)}" if pack else "is of no pack that is known"
            yield Finding(
                f"{ctx.describe(node)} {whose}: {said}",
                node.path,
                node=node.id,
                node_type=node.type,
                then=THEN,
                help=cure(ctx, "use a node of InvokeAI's own, or change policy.packs"),
            )


def _pack(ctx: Context, node: Node) -> str:
    """The name of the pack that a node is of; empty where nobody knows."""
    definition = ctx.catalogue.node(node.type)
    if definition is not None:
        return definition.pack
    from wflint.catalogue.packs.index import shipped_index
    from wflint.catalogue.packs.whose import names_a_pack, owner

    stated = node.raw.get("nodePack") if ctx.is_workflow else None
    stated = stated if type(stated) is str and names_a_pack(stated) else None
    found = owner(ctx.options.packs or shipped_index(), node.type, stated, node.version)
    return found.nodes[0].pack.name if found.nodes else stated or ""
