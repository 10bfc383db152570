"""The elements of the form do not fit together.

What it does: checks that the root is a container, that every child exists and names its container as its
parent, and that no element is left over.

Why it is bad: the web UI refuses to load the whole workflow ("Form structure is invalid"), not just the form.

How to fix: correct `parentId` and `children` so that they agree, and remove what is left over. Or remove
the form: the web UI then starts with an empty one. `--fix` corrects what can be meant in one way only,
`--unsafe-fixes` the rest.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Stage
from wflint.rules.base import Context, Rule, rejected
from wflint.rules.form._fixes import structure_fix
from wflint.rules.shared.form import form_state

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "FM102",
    "the elements of the form do not fit together",
    workflow=rejected(Stage.LOAD),
    when="shared.form:form_state.broken",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding for each element that is out of place."""
    said: dict[str, int] = {}
    for fault in ctx.analysis(form_state).broken:
        number = said[fault.reason] = said.get(fault.reason, 0) + 1  # a child may be listed many times
        reason = fault.reason if number == 1 else f"{fault.reason} (place {number})"
        yield Finding(
            reason,
            ("form", *fault.path),
            help=fault.help,
            error="Form structure is invalid",
            fix=partial(structure_fix, ctx, fault),
        )
