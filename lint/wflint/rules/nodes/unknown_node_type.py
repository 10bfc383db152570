"""A node has a type that this InvokeAI does not have.

What it does: reports every node whose type is not in the catalogue of the target release. Nodes that come
with a community node pack are reported once for the pack, with the types that the file uses.

Why it is bad: the server refuses a graph with such a node ("Input tag ... does not match any of the expected
tags"). The web UI loads the workflow, shows the node as missing, drops its edges and blocks the Invoke
button. Edges and inputs of such a node cannot be judged, so nothing else is reported for them.

How to fix: correct the name (near misses, the names that ComfyUI uses for the task and nodes that a later
release replaced are suggested), install the node pack, or check against a release that has the node. A
catalogue with the nodes of your packs can be pulled from your server: `wflint catalogue pull`.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Related, Stage
from wflint.diagnostics.suggest import nearest
from wflint.rules.base import Context, Rule, rejected
from wflint.rules.survey import survey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node

RULE = Rule(
    "ND101",
    "a node has a type that this InvokeAI does not have",
    graph=rejected(),
    workflow=rejected(Stage.READY),
)

# What exporters write as the pack of a node that comes with InvokeAI, or whose pack they do not know.
_NO_PACK = frozenset({"invokeai", "Unknown", "unknown", ""})


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a node, or a node pack, at the type (the first node's)."""
    unknown = ctx.analysis(survey).unknown
    if not unknown:
        return
    packs: dict[str, list[Node]] = {}
    for node in unknown:
        pack = node.raw.get("nodePack") if ctx.is_workflow else None
        if isinstance(pack, str) and pack not in _NO_PACK:
            packs.setdefault(pack, []).append(node)
        else:
            yield _core(ctx, node)
    for pack, nodes in packs.items():
        yield _pack(ctx, pack, nodes)


def _core(ctx: Context, node: Node) -> Finding:
    return Finding(
        f"{ctx.describe(node)}: {_reason(ctx, node.type)}. {_consequence(ctx, 'the node')}",
        _type_pointer(ctx, node),
        node=node.id,
        node_type=node.type,
    )


def _pack(ctx: Context, pack: str, nodes: list[Node]) -> Finding:
    counts = Counter(n.type for n in nodes)
    named = [f"{t} ({n} times)" if n > 1 else t for t, n in sorted(counts.items())]
    shown = ", ".join(named[:6]) + (f" and {len(named) - 6} more" if len(named) > 6 else "")
    return Finding(
        f'node pack "{pack}" is not part of InvokeAI {ctx.catalogue.name}; the file uses {shown}. '
        f"{_consequence(ctx, 'its nodes')}; install the pack, or check against a catalogue that has it",
        _type_pointer(ctx, nodes[0]),
        node=nodes[0].id,
        node_type=nodes[0].type,
        related=tuple(Related(_type_pointer(ctx, n), f"{ctx.describe(n)} too") for n in nodes[1:]),
    )


def _type_pointer(ctx: Context, node: Node) -> tuple[str | int, ...]:
    if ctx.is_workflow:
        return (*node.path, "data", "type")
    return (*node.path, "type") if "type" in node.raw else node.path


def _consequence(ctx: Context, what: str) -> str:
    if ctx.is_workflow:
        return f"The web UI keeps {what} as missing and does not invoke the workflow"
    return "InvokeAI refuses the graph"


def _reason(ctx: Context, node_type: str) -> str:
    """Why there is no such node, and what to write instead."""
    from wflint.rules.nodes._foreign_names import equivalent
    from wflint.rules.nodes._history import releases_with

    release = f"InvokeAI {ctx.catalogue.name}"
    lifetime = releases_with(node_type)
    known = equivalent(node_type, ctx.catalogue)
    instead = _instead(ctx, known.types) if known is not None else ""
    if lifetime is not None:
        from packaging.version import InvalidVersion, Version

        first, last = lifetime
        try:
            gone = Version(last) < Version(ctx.catalogue.version)
        except InvalidVersion:  # a catalogue from elsewhere
            gone = True
        if gone:
            what = f'{release} has no node "{node_type}" any more; the last release with it is {last}'
            return f"{what}. Use {instead} instead" if instead else what
        return f'{release} does not have the node "{node_type}" yet; the first release with it is {first}'
    if known is not None and known.origin == "comfyui":
        what = f'"{node_type}" is a node of ComfyUI, not of InvokeAI'
        return (
            f"{what}, which does this with {instead}"
            if instead
            else f"{what}, which has none for the purpose"
        )
    if instead:
        return f'{release} has no node "{node_type}"; for this it has {instead}'
    near = nearest(node_type, ctx.catalogue.node_types)
    if near:
        return f'{release} has no node "{node_type}"; did you mean "{near[0]}"?'
    return f'{release} has no node "{node_type}"'


def _instead(ctx: Context, types: tuple[str, ...]) -> str:
    """InvokeAI's nodes with their titles, which say the family of models; FLUX's first among FLUX nodes."""
    if any("flux" in n.type for n in ctx.graph.nodes.values()):
        types = tuple(sorted(types, key=lambda t: "flux" not in t))
    named = []
    for node_type in types:
        definition = ctx.catalogue.node(node_type)
        title = f" ({definition.title})" if definition is not None and definition.title != node_type else ""
        named.append(f'"{node_type}"{title}')
    return " or ".join(named)
