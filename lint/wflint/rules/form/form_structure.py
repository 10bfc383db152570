"""The elements of the form do not fit together.

What it does: checks that the root is a container, that every child exists and names its container as its
parent, and that no element is left over.

Why it is bad: the web UI refuses to load the whole workflow ("Form structure is invalid"), not just the form.
That of InvokeAI 7 loads it and draws the form from its root down: what no container lists is not shown, and a
container inside itself is drawn without end.

How to fix: correct `parentId` and `children` so that they agree, and remove what is left over. Or remove
the form: the web UI then starts with an empty one. `--fix` corrects what can be meant in one way only,
`--unsafe-fixes` the rest.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wflint.diagnostics import Confidence, Finding, Stage
from wflint.graph.webui.profile import profile
from wflint.rules.base import Context, Rule, rejected, silent
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

_KEPT = silent(Stage.LOAD)
_SHOWN = "the web UI loads the form as it is, and shows what its containers list"
_DRAWN = "the web UI loads the form as it is, and drawing it has no end"


def check(ctx: Context) -> Iterator[Finding]:
    """One finding for each element that is out of place."""
    said: dict[str, int] = {}
    tolerant = profile(ctx.catalogue).tolerant
    for fault in ctx.analysis(form_state).broken:
        number = said[fault.reason] = said.get(fault.reason, 0) + 1  # a child may be listed many times
        reason = fault.reason if number == 1 else f"{fault.reason} (place {number})"
        outcome, then = None, ""
        if tolerant:
            outcome, then = _KEPT, _DRAWN if fault.endless else _SHOWN
        yield Finding(
            reason,
            ("form", *fault.path),
            outcome=outcome,
            confidence=Confidence.LIKELY if tolerant and fault.endless else None,  # read, and not drawn
            help=fault.help,
            then=then,
            error="" if tolerant else "Form structure is invalid",
            fix=partial(structure_fix, ctx, fault),
        )
