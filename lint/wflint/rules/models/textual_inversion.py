"""A textual inversion in a prompt that the model cannot use.

What it does: looks up every `<name>` of a prompt among the textual inversions in the list of models that
`--models`, or `models` in the configuration, names. It reports names that are not there, and textual
inversions for another family than the text encoder that reads the prompt, and names that two of them share.
What nobody means as a name, such as `<3 and 5 >`, is left alone. Without such a list the rule finds
nothing, for a prompt does not say its family.

Why it is bad: InvokeAI logs a warning at best, and silently reads the name as plain words. The image lacks
what the textual inversion was to add. With a name that two for one family share, the run fails.

How to fix: install the textual inversion, write its name as the server spells it, or use one of the right
family. `--unsafe-fixes` writes the name that is spelled nearly so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Finding
from wflint.rules.base import Context, Rule, fails, silent

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "MD105",
    "a textual inversion in a prompt has no effect",
    graph=silent(),
    workflow=silent(),
    when="shared.plain:inventory",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding for each name in each prompt."""
    if ctx.options.inventory is None:
        return
    from wflint.rules.models._inversions import unusable

    for found in unusable(ctx, ctx.options.inventory):
        yield Finding(
            f"textual inversion {found.name} in {ctx.names.input(found.node, found.field)} {found.says}",
            found.pointer,
            node=found.node.id,
            node_type=found.node.type,
            field=found.field,
            outcome=fails() if found.error else None,
            error=found.error,
            help=found.cure,
            fix=found.fix,
            then="" if found.error else "InvokeAI silently reads the name as plain words",
        )
