"""The state of a workflow's form, judged once for all rules about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.graph.webui.form_schema import FormFault
from wflint.graph.webui.profile import profile, states_types
from wflint.records import NamedTuple
from wflint.rules.shared.form_quick import node_fields

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wflint.rules.base import Context


class FormState(NamedTuple):
    """``unreadable``: the UI replaces the form by an empty one. ``broken``: it refuses the workflow.

    ``fields`` are node, field and element id of the node fields of a form that the UI keeps. From InvokeAI 7
    on, which refuses none, ``broken`` is what does not hang together, and ``left_out`` are the elements that
    it cannot read.
    """

    unreadable: FormFault | None
    broken: list[FormFault]
    fields: list[tuple[str, str, str]]
    left_out: Sequence[FormFault] = ()


_NO_FORM = "export the workflow again from a release with forms, 5.7 or newer"
_NONE = FormState(None, [], [])


def form_state(ctx: Context) -> FormState:
    """The analysis itself; call it through ``ctx.analysis(form_state)``. No form is a good form."""
    data: Any = ctx.document.data
    form = data.get("form") if ctx.is_workflow and type(data) is dict else None
    if form is None:
        return _NONE
    tolerant = profile(ctx.catalogue).tolerant
    if not tolerant and states_types(ctx.document):
        version = ctx.document.version
        return FormState(FormFault(f"workflow format {version} does not have forms", (), _NO_FORM), [], [])
    fields = node_fields(form)
    if fields is not None:
        return FormState(None, [], fields)
    return _look_tolerantly(form) if tolerant else _look_closely(form)


def _look_tolerantly(form: Any) -> FormState:
    from wflint.rules.shared.form_tolerant import read_form

    read = read_form(form)
    return FormState(read.reset, read.loose, read.fields, read.left_out)


def _look_closely(form: Any) -> FormState:
    from wflint.graph.webui.form_schema import schema_fault
    from wflint.rules.shared.form_structure import structure_faults

    unreadable = schema_fault(form)
    if unreadable is not None:
        return FormState(unreadable, [], [])
    broken = structure_faults(form)
    if broken:
        return FormState(None, broken, [])
    fields = []
    for key, element in form["elements"].items():
        if element["type"] == "node-field":
            at = element["data"]["fieldIdentifier"]
            fields.append((at["nodeId"].strip(), at["fieldName"].strip(), key))
    return FormState(None, [], fields)
