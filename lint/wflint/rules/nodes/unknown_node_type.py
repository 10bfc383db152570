"""A node's type does not exist in this InvokeAI.

What it does: reports every node whose type is not in the catalogue of the target release.

Why it is bad: the server refuses a graph with such a node ("Input tag ... does not match any of the expected
tags"). The web UI loads the workflow, shows the node as missing, drops its edges and blocks Invoke. Edges and
inputs of such a node cannot be judged, so nothing else is reported for them.

How to fix: correct the name (the help knows near misses, the names that ComfyUI uses for the task and the
nodes that replaced others), install the node pack, or check against a release that has the node. A catalogue
with the nodes of your packs can be pulled from your server (`wflint catalogue pull`), committed and named
under `catalogues` in the configuration.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Finding, Stage
from wflint.diagnostics.suggest import nearest
from wflint.diagnostics.words import listed, quoted
from wflint.records import NamedTuple
from wflint.release import exact_release
from wflint.rules.base import Context, Rule, rejected
from wflint.rules.shared.releases import release
from wflint.rules.shared.survey import survey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node

RULE = Rule(
    "ND101",
    "a node's type does not exist in this InvokeAI",
    graph=rejected(),
    workflow=rejected(Stage.READY),
    when="shared.survey:survey.unknown",
)

# What exporters write as the pack of a node that comes with InvokeAI, or whose pack they do not know.
_NO_PACK = frozenset({"invokeai", "Unknown", "unknown", ""})
_NAMED = 2  # nodes that a message recommends
_SUGGESTED = 50  # types that get a "did you mean", which costs some milliseconds each


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a node, at its type."""
    unknown = ctx.analysis(survey).unknown
    if not unknown:
        return
    packs: dict[str, list[Node]] = {}
    reasons = _Reasons(ctx)
    mine = release(ctx.catalogue)
    for node in unknown:
        pack = node.raw.get("nodePack") if ctx.is_workflow else None
        if isinstance(pack, str) and pack not in _NO_PACK:
            packs.setdefault(pack, []).append(node)
        else:
            reason = reasons.reason(node.type)
            yield _finding(
                ctx,
                node,
                f"{ctx.describe(node)} {reason.says}",
                group=f"node type {quoted(node.type)} does not exist in {mine}",
                help=reason.cure,
            )
    for pack, nodes in packs.items():
        types = listed(list(dict.fromkeys(n.type for n in nodes)))
        for node in nodes:
            yield _finding(
                ctx,
                node,
                f"{ctx.describe(node)} is from the node pack {quoted(pack)}, which is not in {mine}",
                group=f"node pack {quoted(pack)} is not in {mine}: {types}",
                help="install the node pack; if you have it, add its nodes with `wflint catalogue pull`",
            )


def _finding(ctx: Context, node: Node, message: str, **parts: Any) -> Finding:
    return Finding(message, _type_pointer(ctx, node), node=node.id, node_type=node.type, **parts)


def _type_pointer(ctx: Context, node: Node) -> tuple[str | int, ...]:
    if ctx.is_workflow:
        return (*node.path, "data", "type")
    return (*node.path, "type") if "type" in node.raw else node.path


class _Reason(NamedTuple):
    """What is wrong with a type, to follow the node's name, and what to do."""

    says: str
    cure: str


class _Reasons:
    """Why there is no such node, and what to write instead, worked out once for each type."""

    __slots__ = ("_ctx", "_flux", "_known", "_mine")

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._flux = any("flux" in n.type for n in ctx.graph.nodes.values())
        self._known: dict[str, _Reason] = {}
        self._mine = release(ctx.catalogue)

    def reason(self, node_type: str) -> _Reason:
        """What is said of a type."""
        found = self._known.get(node_type)
        if found is None:
            found = self._known[node_type] = self._work_out(node_type)
        return found

    def _work_out(self, node_type: str) -> _Reason:
        from wflint.catalogue.history import node_presence
        from wflint.rules.nodes._foreign_names import equivalent

        catalogue = self._ctx.catalogue
        known = equivalent(node_type, catalogue)
        instead = self._named(known.types) if known is not None else ""
        if known is not None and known.origin == "comfyui":
            says = f"is a name from ComfyUI, not a node of {self._mine}"
            return _Reason(says, f"use {instead}" if instead else "remove the node")
        presence = node_presence(node_type)
        if presence is not None and _is_older(presence.last, catalogue.version):
            use = f"use {instead}, or InvokeAI {presence.last}" if instead else ""
            use = use or f"use InvokeAI {presence.last}, the last release with it"
            return _Reason(f"no longer exists in {self._mine}", use)
        if presence is not None and _is_older(catalogue.version, presence.first):
            use = f"use InvokeAI {presence.first}, the first release with it"
            return _Reason(f"does not exist yet in {self._mine}", use)
        says = f"does not exist in {self._mine}"
        if instead:
            return _Reason(says, f"use {instead}")
        near = nearest(node_type, catalogue.node_types) if len(self._known) < _SUGGESTED else []
        return _Reason(
            says, f"write {quoted(near[0])}" if near else "correct the name, or install its node pack"
        )

    def _named(self, types: tuple[str, ...]) -> str:
        """InvokeAI's nodes with their titles, which say the family of models; FLUX's first among FLUX."""
        if self._flux:
            types = tuple(sorted(types, key=lambda t: "flux" not in t))
        return listed([self._ctx.names.title(t) for t in types[:_NAMED]], last="or")


def _is_older(release: str, other: str) -> bool:
    """Whether both are releases, and one older: a catalogue from elsewhere may have any name."""
    one, two = exact_release(release), exact_release(other)
    return one is not None and two is not None and one < two
