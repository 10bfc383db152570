"""A workflow's node has another version than the node in the target release.

What it does: compares the version that a workflow states for each node with that of the target release. A
node that only differs in the minor or patch number is an info when it is older, and a warning when it is
newer than the release. A node of another major version is a warning.

Why it is bad: the web UI silently updates nodes within a major version: inputs that the release does not have
are removed, new ones get their defaults. That loses settings of a workflow made with a newer InvokeAI, or
with a node pack whose node InvokeAI has taken over since (a warning where the workflow names the pack).
InvokeAI 7 updates older nodes only; a newer one stays as it is, with a warning, and inputs that the release
does not have are not sent. No web UI updates a node of another major version ("may require deleting and
recreating"): the node keeps the inputs of its own version, and what they mean may have changed.

A node of a workflow of format 1.0.0 that states no version is taken for 1.0.0.

How to fix: open the workflow in the web UI of the target release, check the nodes in question (recreate those
of another major version), and save it again. For a workflow from a newer release, target that release. The
fix writes what the web UI's update makes of the node. It is unsafe for another major version and for a
node of a pack.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Confidence, Finding, Severity, Stage
from wflint.diagnostics.words import listed, quoted
from wflint.graph.webui.profile import held_version, profile
from wflint.graph.webui.updating import numbers
from wflint.rules.base import Context, Rule, advice, silent
from wflint.rules.shared.releases import release
from wflint.rules.shared.survey import survey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics.fix import Fix
    from wflint.graph.ir import Node

RULE = Rule(
    "ND102",
    "a workflow's node has another version than the node in the target release",
    workflow=advice(Stage.LOAD, Severity.WARNING),
    when="shared.survey:survey.other_version",
)
_OLDER = advice(Stage.LOAD, Severity.INFO)
_USUAL = ("invokeai", None, "Unknown")  # packs that files state as a rule
_NEWER = silent(Stage.LOAD, Severity.WARNING)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a node, at its version."""
    differing = ctx.analysis(survey).other_version
    if not differing:
        return
    mine = release(ctx.catalogue)
    takes_back = profile(ctx.catalogue).takes_back
    majors: list[tuple[Node, str]] = []
    older: list[tuple[Node, str]] = []
    newer: list[tuple[Node, str]] = []
    taken: list[tuple[Node, str, str]] = []
    for node in differing:
        definition = ctx.catalogue.node(node.type)
        current = definition.version if definition is not None else None
        held = held_version(node, ctx.catalogue)
        if takes_back:
            own, theirs = _parts(held), _parts(current)
        else:
            own, theirs = numbers(held or ""), numbers(current or "")
            if own is None and theirs is not None and current is not None:
                majors.append((node, current))
                continue
            if own == theirs:
                continue
        if own is None or theirs is None or current is None:
            continue  # not a version: bad-node-version says so
        if own[0] != theirs[0]:
            majors.append((node, current))
        elif node.raw.get("nodePack") not in _USUAL and (pack := _pack(ctx, node)):
            taken.append((node, current, pack))
        else:
            (older if own < theirs else newer).append((node, current))
    keeps = "keeps its inputs as they are" if takes_back else "warns, and keeps its inputs as they are"
    for node, current in majors:
        says, harmless = _step(node, current)
        yield _finding(
            ctx,
            node,
            _differs(node, f"but {mine} has {current}"),
            group=f"{ctx.names.title(node.type)} is version {node.version}, but {mine} has {current}",
            then=f"the web UI {keeps}; {says or 'what they mean may have changed'}",
            help=f"write version {current}" if harmless else "delete the node and add it again",
            fix=partial(_update, ctx, node, current, surely=harmless, by_itself=False),
        )
    lost = "silently lost" if takes_back else "not sent"
    for node, current, pack in taken:
        yield _finding(
            ctx,
            node,
            f"is version {node.version} of the node pack {quoted(pack)}; {mine} has its own {current}",
            outcome=_NEWER,
            confidence=Confidence.LIKELY,  # a server that has the pack loads that node instead of InvokeAI's
            group=f"nodes are those of the node pack {quoted(pack)}, but {mine} has its own",
            then=f"the web UI takes InvokeAI's own node; inputs that it lacks are {lost}",
            help="check the node's settings after loading",
            fix=partial(_update, ctx, node, current, surely=False),
        )
    listing = _listing(newer)
    for node, current in newer:
        yield _finding(
            ctx,
            node,
            f"is version {node.version}, newer than {current} of {mine}",
            outcome=_NEWER if takes_back else None,
            group=f"nodes are newer than those of {mine}: {listing}",
            then="the web UI takes the node back to its own version; inputs that it lacks are silently lost"
            if takes_back
            else "the web UI warns and keeps the node; inputs that this release lacks are not sent",
            help="check the node's settings after loading, or target the release that the workflow is from",
            fix=partial(_update, ctx, node, current, surely=True, by_itself=takes_back),
        )
    listing = _listing(older)
    for node, current in older:
        yield _finding(
            ctx,
            node,
            _differs(node, f"older than {current} of {mine}"),
            outcome=_OLDER,
            group=f"nodes are older than those of {mine}: {listing}",
            then="the web UI updates the node when it loads the workflow",
            help="load and save the workflow in the web UI to keep the file current",
            fix=partial(_update, ctx, node, current, surely=True),
        )


def _step(node: Node, current: str) -> tuple[str, bool]:
    """What a known step to another major version means, and whether it changes no image."""
    from wflint.catalogue.renames import major_steps

    own, theirs = _parts(node.version), _parts(current)
    steps = major_steps(node.type, own[0], theirs[0]) if own and theirs else []
    return "; ".join(step.says for step in steps), bool(steps) and all(s.result == "same" for s in steps)


def _pack(ctx: Context, node: Node) -> str | None:
    """The pack of a node that InvokeAI has too, where the file says so and the index agrees."""
    from wflint.catalogue.model import CORE_PACK
    from wflint.catalogue.packs.index import plain_name, shipped_index

    stated = node.raw["nodePack"]
    here = ctx.catalogue.node(node.type)
    if not isinstance(stated, str) or here is None or here.pack != CORE_PACK:
        return None
    for known in (ctx.options.packs or shipped_index()).find(node.type):
        if plain_name(known.pack.name) == plain_name(stated) and node.version in known.versions:
            return known.pack.name
    return None


def _update(ctx: Context, node: Node, version: str, *, surely: bool, by_itself: bool = True) -> Fix | None:
    from wflint.rules.nodes._update import updating

    return updating(ctx, node, version, surely=surely, by_itself=by_itself)


def _finding(ctx: Context, node: Node, says: str, **parts: Any) -> Finding:
    return Finding(
        lambda: f"{ctx.describe(node)} {says}",
        (*node.path, "data", "version"),
        node=node.id,
        node_type=node.type,
        **parts,
    )


def _differs(node: Node, how: str) -> str:
    if "version" in node.raw:
        return f"is version {node.version}, {how}"
    return f"has no version: to the web UI it is {node.version}, {how}"


def _listing(nodes: list[tuple[Node, str]]) -> str:
    """``noise 1.0.2, compel 1.2.0``: each type and version once, four at most."""
    return listed(list(dict.fromkeys(f"{node.type} {node.version}" for node, _ in nodes)))


@lru_cache(maxsize=1024)  # a file has few versions; strangers may write many
def _parts(version: str | None) -> tuple[int, ...] | None:
    """The numbers of a three-part version; None when it is none (the web UI then refuses the file)."""
    if version is None:
        return None
    parts = version.split(".")
    if len(parts) != 3 or not all(p.isascii() and p.isdigit() and len(p) < 10 for p in parts):
        return None
    return tuple(int(p) for p in parts)
