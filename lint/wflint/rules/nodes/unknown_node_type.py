"""A node has a type that this InvokeAI does not have.

What it does: reports every node whose type is not in the catalogue of the target release. Nodes that come
with a community node pack are reported once for the pack, with the types that the file uses.

Why it is bad: the server refuses a graph with such a node ("Input tag ... does not match any of the expected
tags"). The web UI loads the workflow, shows the node as missing, drops its edges and blocks the Invoke
button. Edges and inputs of such a node cannot be judged, so nothing else is reported for them.

How to fix: correct the name (near misses, the names that ComfyUI uses for the task and nodes that a later
release replaced are suggested), install the node pack, or check against a release that has the node. A
catalogue with the nodes of your packs can be pulled from your server (`wflint catalogue pull`), committed and
named under `catalogues` in the configuration.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Related, Stage
from wflint.diagnostics.suggest import did_you_mean
from wflint.release import exact_release
from wflint.rules.base import Context, Rule, rejected
from wflint.rules.shared.survey import survey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node

RULE = Rule(
    "ND101",
    "a node has a type that this InvokeAI does not have",
    graph=rejected(),
    workflow=rejected(Stage.READY),
    when="shared.survey:survey.unknown",
)

# What exporters write as the pack of a node that comes with InvokeAI, or whose pack they do not know.
_NO_PACK = frozenset({"invokeai", "Unknown", "unknown", ""})
_SUGGESTED = 50  # types that get a "did you mean", which costs some milliseconds each


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a node, or a node pack, at the type (the first node's)."""
    unknown = ctx.analysis(survey).unknown
    if not unknown:
        return
    packs: dict[str, list[Node]] = {}
    reasons = _Reasons(ctx)
    for node in unknown:
        pack = node.raw.get("nodePack") if ctx.is_workflow else None
        if isinstance(pack, str) and pack not in _NO_PACK:
            packs.setdefault(pack, []).append(node)
        else:
            yield _core(ctx, node, reasons.reason(node.type))
    for pack, nodes in packs.items():
        yield _pack(ctx, pack, nodes)


def _core(ctx: Context, node: Node, reason: str) -> Finding:
    return Finding(
        f"{ctx.describe(node)}: {reason}. {_consequence(ctx, 'the node')}",
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
        f"{_consequence(ctx, 'its nodes')}; install the pack, and name a catalogue with its nodes under "
        '"catalogues" in the configuration',
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


class _Reasons:
    """Why there is no such node, and what to write instead, worked out once for each type."""

    __slots__ = ("_catalogue", "_flux", "_known", "_release")

    def __init__(self, ctx: Context) -> None:
        self._catalogue = ctx.catalogue
        self._flux = any("flux" in n.type for n in ctx.graph.nodes.values())
        self._known: dict[str, str] = {}
        self._release = f"InvokeAI {ctx.catalogue.name}"

    def reason(self, node_type: str) -> str:
        """The sentence for a type."""
        found = self._known.get(node_type)
        if found is None:
            found = self._known[node_type] = self._work_out(node_type)
        return found

    def _work_out(self, node_type: str) -> str:
        from wflint.catalogue.history import node_presence
        from wflint.rules.nodes._foreign_names import equivalent

        known = equivalent(node_type, self._catalogue)
        instead = self._name(known.types) if known is not None else ""
        lacks = f'{self._release} has no node "{node_type}"'
        if known is not None and known.origin == "comfyui":
            return f"{lacks}, a name from ComfyUI" + (f"; use {instead}" if instead else "")
        presence = node_presence(node_type)
        if presence is not None and _is_older(presence.last, self._catalogue.version):
            what = f"{lacks} any more; the last release with it is {presence.last}"
            return f"{what}. Use {instead} instead" if instead else what
        if presence is not None and _is_older(self._catalogue.version, presence.first):
            return f"{lacks} yet; the first release with it is {presence.first}"
        if instead:
            return f"{lacks}; for this it has {instead}"
        if len(self._known) >= _SUGGESTED:
            return lacks
        return lacks + did_you_mean(node_type, self._catalogue.node_types)

    def _name(self, types: tuple[str, ...]) -> str:
        """InvokeAI's nodes with their titles, which say the family of models; FLUX's first among FLUX."""
        if self._flux:
            types = tuple(sorted(types, key=lambda t: "flux" not in t))
        named = []
        for node_type in types:
            definition = self._catalogue.node(node_type)
            title = definition.title if definition is not None else node_type
            named.append(f'"{node_type}" ({title})' if title != node_type else f'"{node_type}"')
        return " or ".join(filter(None, (", ".join(named[:-1]), named[-1]))) if named else ""


def _is_older(release: str, other: str) -> bool:
    """Whether both are releases, and one older: a catalogue from elsewhere may have any name."""
    one, two = exact_release(release), exact_release(other)
    return one is not None and two is not None and one < two
