"""The target release does not know the workflow's format.

What it does: compares the workflow's format version ("meta.version", not its own "version") with those that
the web UI of the target release reads: up to 1.0.0 before InvokeAI 3.5, up to 2.0.0 before 4.0, up to 3.0.0
before 6.13, up to 4.0.0 since. Older formats are migrated when they are loaded. The form and connectors of
a newer format cannot be read by an older web UI. That of InvokeAI 7 does not look at it.

Why it is bad: the web UI refuses the file ("Unable to get workflow schema version", or a schema error), and
loads nothing of it. Files from before 3.5 may state no format version at all, which later releases refuse
as well.

How to fix: export the workflow again from the release you use. If the file is of that release and only the
number is wrong, correct the number. `--fix` adds a missing number.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Finding, Stage
from wflint.diagnostics.words import listed
from wflint.graph.reading.faults import shown
from wflint.graph.reading.semver import is_node_version
from wflint.graph.webui.profile import FORMATS, profile, states_types
from wflint.rules.base import Context, Rule, rejected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics.fix import Fix

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
    if ui.tolerant:
        return  # it asks for none
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
            fix=partial(_stated, ctx),
        )
        return
    at = ("meta", "version")
    if since is None:
        known = [v for v, first in FORMATS.items() if ui.release.at_least(*first)]
        message = f"{shown(version)} is not a workflow format of InvokeAI"
        cure = f"write the format of the file: {listed(known, last='or')}"
        yield Finding(message, at, help=cure, fix=partial(_padded, version, known))
    else:
        first = ".".join(map(str, since))
        name = ctx.catalogue.name
        yield Finding(
            f"workflow format {version} came with InvokeAI {first}, and {name} cannot read it",
            at,
            help=f"export the workflow from InvokeAI {name}, or load it in {first} or newer",
        )


def _stated(ctx: Context) -> Fix | None:
    """The format that a file without one has by its looks. The newest holds what 3.0.0 does."""
    from wflint.diagnostics.fix import add, safe

    data: Any = ctx.document.data
    written = "2.0.0" if _types_are_objects(data) else "1.0.0" if states_types(ctx.document) else None
    version = written or profile(ctx.catalogue).format
    title = f'add the format version "{version}"'
    if type(data.get("meta")) is dict:
        return safe(title, add("meta", "version", value=version))
    return safe(title, add("meta", value={"version": version, "category": "user"}))


def _types_are_objects(data: Any) -> bool:
    """Whether inputs and outputs state their types as format 2.0.0 does."""
    nodes = data.get("nodes")
    for node in nodes if type(nodes) is list else ():
        body = node.get("data") if type(node) is dict else None
        for side in ("inputs", "outputs"):
            fields = body.get(side) if type(body) is dict else None
            for field in fields.values() if type(fields) is dict else ():
                kind = field.get("type") if type(field) is dict else None
                if type(kind) is dict and "isCollection" in kind:
                    return True
    return False


def _padded(version: str | None, known: list[str]) -> Fix | None:
    """``4.0`` and ``v4`` are ways to spell a format that there is."""
    from wflint.diagnostics.fix import replace, safe

    numbers = (version or "").strip().removeprefix("v").split(".")
    padded = ".".join([*numbers, "0", "0"][:3])
    if len(numbers) > 3 or padded not in known:
        return None
    return safe(f'write "{padded}"', replace("meta", "version", value=padded))
