"""The web UI cannot read the form and replaces it with an empty one.

What it does: judges the form of a workflow by the schema of the form builder. A workflow without a form is
fine.

Why it is bad: one element that the web UI cannot read, and it silently drops the whole form. All that was
exposed to the user is gone, and the next save writes the empty form. That of InvokeAI 7 leaves out the
element with a warning, and drops the form only if its root is not a container.

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
    when="shared.form:form_state.unreadable,left_out",
)
_LEFT_OUT = silent(Stage.LOAD)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding a workflow, at the first part that cannot be read; from 7 on, one for each element."""
    state = ctx.analysis(form_state)
    for left in state.left_out:
        yield Finding(
            left.reason,
            ("form", *left.path),
            outcome=_LEFT_OUT,
            help=left.help,
            then="the web UI leaves the element out, with a warning, when it loads the workflow",
        )
    fault = state.unreadable
    if fault is not None:
        yield Finding(
            fault.reason,
            ("form", *fault.path),
            help=fault.help,
            then="the web UI silently replaces the whole form with an empty one",
            about="form",
            fix=partial(reset_fix, ctx, fault),
        )
