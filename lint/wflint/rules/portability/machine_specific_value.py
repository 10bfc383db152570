"""A value that exists on its author's machine only, or that should not leave it.

What it does: searches the texts in a document for absolute paths (prompts from a file, output folders), for
addresses of a local network, for e-mail addresses, and for tokens and passwords, which it shows masked. In
workflows it also reports, as an info, images and boards with the id that one server gave them, and models
that are known by a key alone. Models with a name are not reported: another server finds them by it. Nor are
images in API graphs, which are made for one server anyhow.

Why it is bad: elsewhere the run fails, or the web UI empties the field when it loads the workflow ("Unable
to find image ..., resetting to default"). A token is everybody's once a workflow is shared: images carry the
workflow that made them.

How to fix: choose the value again where the workflow runs, leave it empty and expose the field, or pass it
when running (`wflint run --set`). Revoke a token that was committed or shared. The fix shows how a field is
left empty; it is never applied, since on its own server the value is right.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Finding, Severity, Stage
from wflint.diagnostics.words import elide
from wflint.rules.base import Context, Rule, advice, silent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Pointer
    from wflint.diagnostics.fix import Fix
    from wflint.graph.ir import Node

_ADVICE = advice()
_EMPTIED = silent(Stage.LOAD, Severity.INFO)
RULE = Rule(
    "PT101",
    "a value that exists on its author's machine only",
    workflow=_ADVICE,
    graph=_ADVICE,
    when="shared.plain:objects_or_texts",
)
_ID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(\.[a-z0-9]{3,4})?"
# A cheap look before a text is searched: nearly every text in a workflow has none of these.
_telling = re.compile(r"[\\@:/=]|hf_|sk-|gh[pousr]_|github_pat_|AKIA|eyJ").search
_MOST_TEXTS = 200  # of a list of texts


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a text, and one an input that holds an image, board or model of one server."""
    is_workflow = ctx.is_workflow
    for node in ctx.graph.nodes.values():
        for name, value in node.values.items():
            kind = type(value)
            if kind is str:
                if len(value) > 5 and _telling(value):  # shorter is nothing of the kind
                    yield from _in_text(ctx, node, name, value, node.input_pointer(name))
            elif kind is dict:
                if is_workflow and (said := _in_object(value)):
                    yield _of_object(ctx, node, name, said)
            elif kind is list:
                for number, item in enumerate(value[:_MOST_TEXTS]):
                    if type(item) is str and len(item) > 5 and _telling(item):
                        yield from _in_text(ctx, node, name, item, (*node.input_pointer(name), number))
                    elif type(item) is dict and is_workflow and (said := _in_object(item)):
                        yield _of_object(ctx, node, name, said)
                        break


def _in_text(ctx: Context, node: Node, name: str, value: str, pointer: Pointer) -> Iterator[Finding]:
    from wflint.rules.portability._leftovers import leftovers, shown

    for found in leftovers(value)[:1]:
        number = f" (entry {pointer[-1] + 1})" if type(pointer[-1]) is int else ""  # of a list of texts
        yield Finding(
            f"{ctx.names.input(node, name)}{number} holds {found.what}: {shown(found)}",
            pointer,
            node=node.id,
            node_type=node.type,
            field=name,
            help=_TOKEN_CURE if "token" in found.what else _MAIL_CURE if found.secret else _PLACE_CURE,
            then=_SECRET_THEN if found.secret else _PLACE_THEN,
            group=f"several inputs hold {found.what}",
        )


_SECRET_THEN = "whoever gets the file gets it too"
_TOKEN_CURE = "remove it from the file, and revoke it if the file was shared"
_MAIL_CURE = "remove it from the file"
_PLACE_THEN = "runs as written; on another machine it does not exist"
_PLACE_CURE = "pass it when running (`wflint run --set`), or leave it for the user to choose"


def _in_object(value: dict[str, Any]) -> str | None:
    """What is known to one server only."""
    if "base" not in value:
        for member, what in (("image_name", "an image"), ("video_name", "a video"), ("board_id", "a board")):
            said = value.get(member)
            if type(said) is str and len(said) <= 64 and re.fullmatch(_ID, said):
                return f"{what} that only one server has ({said[:8]}\u2026)"
    elif not value.get("name") and type(key := value.get("key")) is str and key:
        return f"a model by a key that only one server has ({elide(key, 9)})"
    return None


def _of_object(ctx: Context, node: Node, name: str, said: str) -> Finding:
    return Finding(
        f"{ctx.names.input(node, name)} holds {said}",
        node.input_pointer(name),
        node=node.id,
        node_type=node.type,
        field=name,
        outcome=_EMPTIED,
        help="leave the field empty and expose it, or choose again on the other server",
        fix=partial(_emptied, node, name),
        then="on another server the web UI empties the field on load",
        group="several inputs hold images, boards or models that only one server has",
    )


def _emptied(node: Node, name: str) -> Fix:
    from wflint.diagnostics.fix import display, remove

    return display("leave it empty", remove(*node.input_pointer(name)))
