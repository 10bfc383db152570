"""The state of a workflow's form, judged once for all rules about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from wflint.rules.form._check_schema import FormFault, schema_fault
from wflint.rules.form._structure import structure_faults

if TYPE_CHECKING:
    from wflint.rules.base import Context


class FormState(NamedTuple):
    """``unreadable``: the UI replaces the form by an empty one. ``broken``: it refuses the workflow."""

    unreadable: FormFault | None
    broken: list[FormFault]

    @property
    def kept(self) -> bool:
        """Whether the web UI goes on with this form."""
        return self.unreadable is None and not self.broken


_GOOD = FormState(None, [])


def form_state(ctx: Context) -> FormState:
    """The analysis itself; call it through ``ctx.analysis(form_state)``. No form is a good form."""
    data: Any = ctx.document.data
    form = data.get("form") if type(data) is dict else None
    if form is None:
        return _GOOD
    unreadable = schema_fault(form)
    if unreadable is not None:
        return FormState(unreadable, [])
    broken = structure_faults(form)
    return FormState(None, broken) if broken else _GOOD
