"""A node's type does not exist in this InvokeAI.

What it does: reports every node whose type is not in the catalogue of the target release, and says whose node
it is: a community node pack's (with its address, and whether its newest code loads in that release), one of
another release, a branch or a fork of InvokeAI, or ComfyUI's. wflint has an index of public packs; a
repository adds its own with the key `packs`. Where several packs have the type, what the workflow says of
pack and version decides. A misspelling gets the right name.

Why it is bad: the server refuses a graph with such a node ("Input tag ... does not match any of the expected
tags"). The web UI loads the workflow, shows the node as missing, drops its edges and blocks Invoke.

How to fix: install the pack, or use a release in which it loads; `wflint packs show PACK` tells more of it.
If you have the pack, `wflint catalogue pull` writes its nodes from your server into a file: commit it and
name it under `catalogues` in the configuration, and its nodes are checked like all others. Otherwise correct
the name, replace the node, or check against a release that has it. The fix writes the one name that was
probably meant: unsafe, but for a node that has only been renamed.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Stage
from wflint.diagnostics.words import listed, quoted
from wflint.release import exact_release
from wflint.rules.base import Context, Rule, rejected
from wflint.rules.shared.releases import release
from wflint.rules.shared.survey import survey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics.fix import Fix
    from wflint.graph.ir import Node
    from wflint.rules.nodes._foreign_names import Equivalent
    from wflint.rules.nodes._whose_node import Cause

RULE = Rule(
    "ND101",
    "a node's type does not exist in this InvokeAI",
    graph=rejected(),
    workflow=rejected(Stage.READY),
    when="shared.survey:survey.unknown",
)

_NAMED = 2  # nodes that a message recommends
_COMPARED = 50  # types that are compared with all names for a slip
_LINE = 100  # characters of a message for several findings


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a node, at its type."""
    unknown = ctx.analysis(survey).unknown
    if not unknown:
        return
    causes = _Causes(ctx)
    found = [(node, causes.of(node)) for node in unknown]
    together: dict[tuple[str, str, str], dict[str, None]] = {}
    for _, cause in found:
        together.setdefault(cause.shared, {})[cause.item] = None
    groups = {shared: _group(shared[0], list(items)) for shared, items in together.items()}
    for node, cause in found:
        yield Finding(
            f"{ctx.describe(node)} {cause.says}",
            _type_pointer(ctx, node),
            node=node.id,
            node_type=node.type,
            help=cause.cure,
            then=cause.then,
            detail=cause.detail,
            group=groups[cause.shared],
            fix=partial(_fix, ctx, node, cause.meant) if cause.meant else None,
        )


def _fix(ctx: Context, node: Node, meant: str) -> Fix | None:
    from wflint.rules.nodes._renamed_types import other_type

    return other_type(ctx, node, meant) if "type" in node.raw else None


def _group(about: str, items: list[str]) -> str:
    """What findings have in common, with as many of the items as the line has room for."""
    lists = [listed(items), *(f"{', '.join(items[:n])} and {len(items) - n} more" for n in (2, 1))]
    room = _LINE - len(about)
    return about + next((some for some in lists if len(some) <= room), lists[-1] if items[1:] else lists[0])


def _type_pointer(ctx: Context, node: Node) -> tuple[str | int, ...]:
    if ctx.is_workflow:
        return (*node.path, "data", "type")
    return (*node.path, "type") if "type" in node.raw else node.path


class _Causes:
    """Why there is no such node, and what to do, worked out once for each type, pack and version."""

    __slots__ = ("_compared", "_ctx", "_flux", "_known", "_mine", "_packs")

    def __init__(self, ctx: Context) -> None:
        from wflint.catalogue.packs.index import shipped_index
        from wflint.rules.nodes._whose_node import Packs

        outcome = RULE.outcome(ctx.kind)
        assert outcome is not None, "the rule is for every kind of document"
        self._ctx = ctx
        self._mine = release(ctx.catalogue)
        index = ctx.options.packs or shipped_index()
        self._packs = Packs(index, self._mine, ctx.catalogue, outcome)
        self._flux = any("flux" in n.type for n in ctx.graph.nodes.values())
        self._known: dict[tuple[str, str | None, str | None], Cause] = {}
        self._compared = 0

    def of(self, node: Node) -> Cause:
        """The cause for a node."""
        pack = version = None
        if self._ctx.is_workflow:
            stated = node.raw.get("nodePack")
            pack = stated if isinstance(stated, str) else None
            version = node.version if "version" in node.raw else None
        key = node.type, pack, version
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._work_out(*key)
        return found

    def _work_out(self, node_type: str, pack: str | None, version: str | None) -> Cause:
        from wflint.rules.nodes._whose_node import of_core, said

        whose = self._packs.owner(node_type, pack, version)
        if not whose.nodes:
            named = said(pack)
            if named is not None and not whose.contradicts:
                return self._packs.stranger(node_type, named)
            return self._nobodys(node_type, pack, named)
        which = of_core(whose.nodes, node_type, pack, version)
        cause = self._dated(node_type, "") if which is not None else None
        if cause is None:
            return self._packs.cause(whose, node_type, pack, version)
        return self._packs.also_in(cause, whose.nodes[0]) if which == "either" else cause

    def _nobodys(self, node_type: str, pack: str | None, named: str | None) -> Cause:
        """The cause for a type that no pack has; ``named`` is a known one that the file names."""
        from wflint.rules.nodes._foreign_names import equivalent

        catalogue = self._ctx.catalogue
        known = equivalent(node_type, catalogue)
        instead = self._instead(known) if known is not None else ""
        meant = known.types[0] if known is not None and known.sure else ""
        if known is not None and known.why and not known.types[1:]:
            instead = f"{instead} ({known.why})" if instead else ""
        dated = self._dated(node_type, instead, known.why if known is not None else "")
        if dated is not None:
            dated = dated._replace(meant=meant)
        if named is not None:
            return dated or self._packs.homeless(node_type, named, self._slip(node_type, named))
        if known is not None and known.origin == "comfyui" and pack != "invokeai":
            says = f"is a name from ComfyUI, not a node of {self._mine}"
            cure = f"use {instead}" if instead else "remove the node"
            return self._cause(node_type, says, cure, meant)
        cause = dated or self._packs.unreleased(node_type, instead)
        if cause is not None:
            return cause._replace(meant=meant)
        says = f"does not exist in {self._mine}"
        if instead:
            return self._cause(node_type, says, f"use {instead}", meant)
        if (slip := self._slip(node_type)) is not None:
            return self._cause(node_type, says, f"write {quoted(slip)}", slip)
        cure = "correct the name, or name its pack's nodes in `catalogues` (see `wflint catalogue pull`)"
        return self._cause(node_type, says, cure)

    def _dated(self, node_type: str, instead: str, why: str = "") -> Cause | None:
        """The cause for a type that another release of InvokeAI has; ``why`` it has no successor."""
        from wflint.catalogue.history import node_presence

        presence, mine = node_presence(node_type), self._ctx.catalogue.version
        if presence is not None and _is_older(presence.last, mine):
            use = f"use {instead}, or InvokeAI {presence.last}" if instead else ""
            use = use or (f"{why}, or use InvokeAI {presence.last}" if why else "")
            use = use or f"use InvokeAI {presence.last}, the last release with it"
            return self._cause(node_type, f"no longer exists in {self._mine}", use)
        if presence is not None and _is_older(mine, presence.first):
            use = f"use InvokeAI {presence.first}, the first release with it"
            return self._cause(node_type, f"does not exist yet in {self._mine}", use)
        return None

    def _cause(self, node_type: str, says: str, cure: str, meant: str = "") -> Cause:
        from wflint.rules.nodes._whose_node import Cause

        about = f"node type {quoted(node_type)} does not exist in {self._mine}"
        return Cause(says, cure, about, meant=meant)

    def _slip(self, node_type: str, pack: str | None = None) -> str | None:
        """The node that a type misspells, of the pack that the file names or of InvokeAI."""
        from wflint.diagnostics.suggest import slip

        self._compared += 1
        if self._compared > _COMPARED:
            return None
        return slip(node_type, self._ctx.catalogue.node_types if pack is None else self._packs.types(pack))

    def _instead(self, known: Equivalent) -> str:
        """What to use in place of a node; several that do its work together are named by their types."""
        if known.origin == "gone" and known.types:
            together = " together" if known.types[1:] else ""
            return listed(known.types, most=len(known.types)) + together
        return self._named(known.types)

    def _named(self, types: tuple[str, ...]) -> str:
        """InvokeAI's nodes with their titles, which say the family of models; FLUX's first among FLUX."""
        if self._flux:
            types = tuple(sorted(types, key=lambda t: "flux" not in t))
        return listed([self._ctx.names.title(t) for t in types[:_NAMED]], last="or")


def _is_older(release: str, other: str) -> bool:
    """Whether both are releases, and one older: a catalogue from elsewhere may have any name."""
    one, two = exact_release(release), exact_release(other)
    return one is not None and two is not None and one < two
