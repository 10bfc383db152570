"""A textual inversion in a prompt that the model cannot use.

What it does: looks up every `<name>` of a prompt among the textual inversions of the server, according to
the list of models that `--models`, or `models` in the configuration, names. It reports names that the
server does not have, and those made for another family than the text encoder that reads the prompt. Without
such a list the rule is silent, for a prompt tells nothing of the family.

Why it is bad: InvokeAI logs a warning at best and reads the name as plain words. The picture lacks what the
textual inversion was to add.

How to fix: install the textual inversion, write its name as the server spells it, or use one of the right
family.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding
from wflint.rules.base import Context, Rule, silent

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "MD105",
    "a prompt names a textual inversion that has no effect",
    graph=silent(),
    workflow=silent(),
    when="shared.plain:inventory",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding for each name in each prompt."""
    if ctx.options.inventory is None:
        return
    from wflint.rules.models._inversions import unusable

    for node, field, pointer, says in unusable(ctx, ctx.options.inventory):
        yield Finding(
            f"{ctx.describe(node)}: {says}. InvokeAI does not notice: it reads the name as plain words",
            pointer,
            node=node.id,
            node_type=node.type,
            field=field,
        )
