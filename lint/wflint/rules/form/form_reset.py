"""The web UI cannot read the form and replaces it with an empty one.

What it does: judges the form of a workflow by the schema of the form builder. A workflow without a form is
fine.

Why it is bad: one element that the web UI cannot read, and it silently drops the whole form. All that was
exposed to the user is gone, and the next save writes the empty form.

How to fix: correct the element that the message names, or build the form again in the web UI.
`--unsafe-fixes` corrects the element; `--fix` removes a form of which nothing can be read.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wflint.diagnostics import Finding, Severity, Stage
from wflint.rules.base import Context, Rule, silent
from wflint.rules.form._fixes import reset_fix
from wflint.rules.shared.form import form_state

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = Rule(
    "FM104",
    "the web UI cannot read the form and replaces it with an empty one",
    workflow=silent(Stage.LOAD, Severity.ERROR),
    when="shared.form:form_state.unreadable",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a workflow, at the first part that cannot be read."""
    fault = ctx.analysis(form_state).unreadable
    if fault is not None:
        yield Finding(
            fault.reason,
            ("form", *fault.path),
            help=fault.help,
            then="the web UI silently replaces the whole form with an empty one",
            about="form",
            fix=partial(reset_fix, ctx, fault),
        )
