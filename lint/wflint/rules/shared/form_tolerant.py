"""The form of a workflow as the web UI of InvokeAI 7 reads it: element by element, and never refused.

Read off its parser (tests/differential/bundle_oracle.mjs runs it): an element that it cannot read is left out
with a warning, a form without a container at its root is replaced by an empty one, and nothing asks whether
the elements hang together. They are drawn from the root down, by the lists of children.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from wflint.diagnostics.words import quoted
from wflint.graph.webui.form_elements import reads
from wflint.graph.webui.form_schema import FormFault, element_fault, schema_fault
from wflint.rules.shared.form_structure import structure_faults

_REBUILD: Final = "build the form again in the web UI, or remove it"


class TolerantForm(NamedTuple):
    """``reset``: why the form is replaced by an empty one.

    ``left_out`` are elements that it cannot read, ``loose`` what does not hang together, ``fields`` node,
    field and element id of the node fields.
    """

    reset: FormFault | None
    left_out: list[FormFault]
    loose: list[FormFault]
    fields: list[tuple[str, str, str]]


def read_form(form: Any) -> TolerantForm:
    """What becomes of a form that the file has."""
    elements = form.get("elements") if type(form) is dict else None
    root = form.get("rootElementId") if type(form) is dict else None
    if type(elements) is not dict or type(root) is not str:
        return TolerantForm(schema_fault(form), [], [], [])
    left_out, fields, read = [], [], set()
    for key, element in elements.items():
        if reads(element):
            read.add(key)
            if element["type"] == "node-field":
                at = element["data"]["fieldIdentifier"]
                fields.append((at["nodeId"], at["fieldName"], key))
            continue
        reason = element_fault(key, element) or FormFault(f"form element {quoted(key)} is not readable", ())
        left_out.append(reason._replace(path=("elements", key, *reason.path)))
    if root not in read or elements[root]["type"] != "container":
        where = ("elements", root) if root in elements else ("rootElementId",)
        reset = FormFault(f"root element {quoted(root)} is not a container", where, _REBUILD)
        return TolerantForm(reset, [], [], [])
    loose = structure_faults(form) if schema_fault(form) is None else []
    return TolerantForm(None, left_out, loose, fields)
