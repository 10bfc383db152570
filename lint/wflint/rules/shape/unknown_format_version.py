"""The target release does not know the workflow's format.

What it does: compares the workflow's format version ("meta.version", not its own "version") with those that
the web UI of the target release reads: up to 1.0.0 before InvokeAI 3.5, up to 2.0.0 before 4.0, up to 3.0.0
before 6.13, up to 4.0.0 since. Older formats are migrated when they are loaded. The form and connectors of
a newer format cannot be read by an older web UI.

Why it is bad: the web UI refuses the file ("Unable to get workflow schema version", or a schema error), and
loads nothing of it. Files from before 3.5 may state no format version at all, which later releases refuse
as well.

How to fix: export the workflow again from the release you use. If the file is of that release and only the
number is wrong, correct the number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Finding, Stage
from wflint.diagnostics.words import listed
from wflint.graph.reading.faults import shown
from wflint.graph.reading.semver import is_node_version
from wflint.graph.webui.profile import FORMATS, profile
from wflint.rules.base import Context, Rule, rejected

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "SH106",
    "the target release does not know the workflow's format",
    workflow=rejected(Stage.LOAD),
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a document, at its format version."""
    if not ctx.is_workflow:
        return
    version = ctx.document.version
    since = FORMATS.get(version or "")
    ui = profile(ctx.catalogue)
    if since is not None and ui.release.at_least(*since):
        return
    if not ui.gate and (version is None or (since is None and is_node_version(version))):
        return  # those releases did not care
    if version is None:
        meta: Any = ctx.document.data.get("meta")
        if (type(meta) is dict and "version" in meta) or (
            "meta" in ctx.document.data and type(meta) is not dict
        ):
            return  # of the wrong type, which is said already
        pointer = ("meta",) if type(meta) is dict else ()
        yield Finding(
            'the format version ("version" in "meta") is missing',
            pointer,
            help=f'add "meta": {{"version": "{ui.format}"}}, or export the workflow again',
            error="Unable to get workflow schema version",
        )
        return
    at = ("meta", "version")
    if since is None:
        known = [v for v, first in FORMATS.items() if ui.release.at_least(*first)]
        message = f"{shown(version)} is not a workflow format of InvokeAI"
        yield Finding(message, at, help=f"write the format of the file: {listed(known, last='or')}")
    else:
        first = ".".join(map(str, since))
        name = ctx.catalogue.name
        yield Finding(
            f"workflow format {version} came with InvokeAI {first}, and {name} cannot read it",
            at,
            help=f"export the workflow from InvokeAI {name}, or load it in {first} or newer",
        )
