"""A workflow's node has another version than this InvokeAI's.

What it does: compares the version that a workflow states for each node with that of the catalogue. A node of
another major version is reported for each type. Nodes that only differ in the minor or patch number are
reported once a file: quietly when they are older, as a warning when they are newer than the release.

Why it is bad: the web UI updates nodes within a major version without a word: inputs that the release does
not have are removed, new ones get their defaults. That loses settings of a workflow made with a newer
InvokeAI. A node of another major version it does not update ("may require deleting and recreating"): the node
keeps the inputs of its old version, and what they mean may have changed.

How to fix: open the workflow in the web UI of the target release, check the nodes in question (recreate those
of another major version), and save it again. For a workflow from a newer release, target that release.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Related, Severity, Stage
from wflint.rules.base import Context, Rule, advice, silent
from wflint.rules.shared.survey import survey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.ir import Node

RULE = Rule(
    "ND102",
    "a workflow's node has another version than this InvokeAI's",
    workflow=advice(Stage.LOAD, Severity.WARNING),
    when="shared.survey:survey.other_version",
)
_OLDER = advice(Stage.LOAD, Severity.INFO)
_NEWER = silent(Stage.LOAD, Severity.WARNING)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding for each type of another major version, one for all older, one for all newer nodes."""
    differing = ctx.analysis(survey).other_version
    if not differing:
        return
    majors: dict[tuple[str, str], list[Node]] = {}
    older: list[Node] = []
    newer: list[Node] = []
    for node in differing:
        mine = _parts(node.version)
        theirs = _parts(_current(ctx, node))
        if mine is None or theirs is None:
            continue  # not a version: bad-node-version says so
        if mine[0] != theirs[0]:
            majors.setdefault((node.type, node.version or ""), []).append(node)
        elif mine < theirs:
            older.append(node)
        else:
            newer.append(node)
    for nodes in majors.values():
        yield _major(ctx, nodes)
    if newer:
        yield Finding(
            f"{_listing(ctx, newer)} newer than InvokeAI {ctx.catalogue.name}'s. The web UI takes "
            f"{_them(newer)} down to its own version: inputs that this release does not have are lost "
            "without a word",
            (*newer[0].path, "data", "version"),
            node=newer[0].id,
            node_type=newer[0].type,
            outcome=_NEWER,
        )
    if older:
        yield Finding(
            f"{_listing(ctx, older)} older than InvokeAI {ctx.catalogue.name}'s. The web UI updates "
            f"{_them(older)} when it loads the workflow; save it again to keep the file current",
            (*older[0].path, "data", "version"),
            node=older[0].id,
            node_type=older[0].type,
            outcome=_OLDER,
        )


def _major(ctx: Context, nodes: list[Node]) -> Finding:
    first = nodes[0]
    return Finding(
        f"{ctx.describe(first)} is of version {first.version}, InvokeAI {ctx.catalogue.name} has "
        f"{_current(ctx, first)}: the web UI does not update a node to another major version. It keeps the "
        "inputs of the old version, whose meaning may have changed; delete the node and add it again",
        (*first.path, "data", "version"),
        node=first.id,
        node_type=first.type,
        related=tuple(Related((*n.path, "data", "version"), f"{ctx.describe(n)} too") for n in nodes[1:]),
    )


def _current(ctx: Context, node: Node) -> str | None:
    definition = ctx.catalogue.node(node.type)
    return definition.version if definition is not None else None


def _listing(ctx: Context, nodes: list[Node]) -> str:
    """``2 nodes (noise 1.0.2, compel 1.2.0) are``: each type and version once, four at most."""
    names = list(dict.fromkeys(f"{n.type} {n.version}, now {_current(ctx, n)}" for n in nodes))
    shown = "; ".join(names[:4]) + (f"; and {len(names) - 4} more" if len(names) > 4 else "")
    return f"1 node ({shown}) is" if len(nodes) == 1 else f"{len(nodes)} nodes ({shown}) are"


def _them(nodes: list[Node]) -> str:
    return "it" if len(nodes) == 1 else "them"


def _parts(version: str | None) -> tuple[int, ...] | None:
    """The numbers of a three-part version; None when it is none (the web UI then refuses the file)."""
    if version is None:
        return None
    parts = version.split(".")
    if len(parts) != 3 or not all(p.isascii() and p.isdigit() and len(p) < 10 for p in parts):
        return None
    return tuple(int(p) for p in parts)
