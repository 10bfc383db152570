"""A value that exists on its author's machine only, or that should not leave it.

What it does: looks at the texts in a document for absolute paths (prompts from a file, output folders), for
addresses inside one network, for e-mail addresses, and for tokens and passwords, which it shows masked. In
workflow files it also names, in one quiet finding, pictures and boards that stand there under the id that one
server gave them, and models that are known by a key alone. Model identifiers with a name are left alone: the
model can be found by it. So are pictures in API graphs, which are made for one server anyhow.

Why it is bad: elsewhere the run fails, or the web UI empties the field when it loads the workflow ("Unable
to find image ..., resetting to default"). A token is everybody's once a workflow is shared: pictures carry
the workflow that made them.

How to fix: choose the value again where the workflow runs, leave it empty and expose the field, or pass it
when running (`wflint run --set`). Revoke a token that was committed or shared.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Finding, Severity, Stage
from wflint.rules.base import Context, Rule, advice, silent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Pointer
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
_SHOWN = 3


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a text, and one for all pictures, boards and models."""
    objects: list[tuple[Node, str, str]] = []
    is_workflow = ctx.is_workflow
    for node in ctx.graph.nodes.values():
        for name, value in node.values.items():
            kind = type(value)
            if kind is str:
                if len(value) > 5 and _telling(value):  # shorter is nothing of the kind
                    yield from _in_text(ctx, node, name, value, node.input_pointer(name))
            elif kind is dict:
                if is_workflow and (said := _in_object(value)):
                    objects.append((node, name, said))
            elif kind is list:
                for number, item in enumerate(value[:_MOST_TEXTS]):
                    if type(item) is str and len(item) > 5 and _telling(item):
                        yield from _in_text(ctx, node, name, item, (*node.input_pointer(name), number))
                    elif type(item) is dict and is_workflow and (said := _in_object(item)):
                        objects.append((node, name, said))
                        break
    if objects:
        yield _of_objects(ctx, objects)


def _in_text(ctx: Context, node: Node, name: str, value: str, pointer: Pointer) -> Iterator[Finding]:
    from wflint.rules.portability._leftovers import leftovers, shown

    for found in leftovers(value)[:1]:
        then = (
            "Whoever gets the file has it too"
            if found.secret
            else "On another machine there is no such thing"
        )
        yield Finding(
            f'{ctx.describe(node)}: "{name}" holds {found.what} ({shown(found)}). {then}; '
            f"{_cure(found.secret)}",
            pointer,
            node=node.id,
            node_type=node.type,
            field=name,
        )


def _cure(secret: bool) -> str:
    return "take it out of the file" if secret else "pass it when running, or leave it for the user to choose"


def _in_object(value: dict[str, Any]) -> str | None:
    if "base" not in value:
        for member, what in (("image_name", "picture"), ("video_name", "video"), ("board_id", "board")):
            said = value.get(member)
            if type(said) is str and len(said) <= 64 and re.fullmatch(_ID, said):
                return f"{what} {said}"
    elif not value.get("name") and type(key := value.get("key")) is str and key:
        return f"the model {key if len(key) <= 40 else key[:37] + '...'} without a name"
    return None


def _of_objects(ctx: Context, objects: list[tuple[Node, str, str]]) -> Finding:
    node, name, _ = objects[0]
    listed = "; ".join(f'{ctx.describe(n)} "{field}": {said}' for n, field, said in objects[:_SHOWN])
    more = f"; and {len(objects) - _SHOWN} more" if len(objects) > _SHOWN else ""
    return Finding(
        f"known to one server only: {listed}{more}. On another server the web UI empties the field when it "
        "loads the workflow; leave it empty and expose it, or choose it again there",
        node.input_pointer(name),
        node=node.id,
        node_type=node.type,
        field=name,
        outcome=_EMPTIED,
    )
