"""What the server refuses of a workflow that is sent beside a graph, or saved to the library.

The server looks at it loosely (``WorkflowWithoutID`` in InvokeAI's workflow_records_common.py): the web
UI is the one that judges nodes, edges and form.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from wflint.graph.reading.faults import missing, wrong_type

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Finding, Pointer

_TEXTS = ("name", "author", "description", "version", "contact", "tags", "notes")
# The `semver` package's own grammar: three numbers without leading zeros, prerelease, build.
_NUMBER = r"(?:0|[1-9]\d*)"
_LABEL = r"(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)"
_SEMVER = re.compile(
    rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:-{_LABEL}(?:\.{_LABEL})*)?(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?"
)
_LISTS = {"nodes": dict, "edges": dict, "exposedFields": dict}


def record_faults(workflow: Any, at: Pointer, then: str) -> Iterator[Finding]:
    """Faults for which the server refuses the workflow, and with it the whole request."""
    what = "the workflow that is sent along"
    if type(workflow) is not dict:
        yield wrong_type(what, "", "an object or null", workflow, at, then)
        return
    for member in _TEXTS:
        if member not in workflow:
            yield missing(what, member, at, then)
        elif type(workflow[member]) is not str:
            yield wrong_type(what, member, "a text", workflow[member], (*at, member), then)
    for member in _LISTS:
        value = workflow.get(member)
        if member not in workflow:
            yield missing(what, member, at, then)
        elif type(value) is not list:
            yield wrong_type(what, member, "a list", value, (*at, member), then)
        else:
            for i, entry in enumerate(value):
                if type(entry) is not dict:
                    yield wrong_type(
                        f"{member} {i + 1} of {what}", "", "an object", entry, (*at, member, i), then
                    )
                elif member == "exposedFields":
                    for name in ("nodeId", "fieldName"):
                        if type(entry.get(name)) is not str:
                            yield wrong_type(
                                f"exposed field {i + 1} of {what}", name, "a text", entry.get(name),
                                (*at, member, i), then
                            )  # fmt: skip
    form = workflow.get("form")
    if form is not None and type(form) is not dict:
        yield wrong_type(what, "form", "an object or null", form, (*at, "form"), then)
    yield from _meta_faults(workflow, what, at, then)


def _meta_faults(workflow: dict[str, Any], what: str, at: Pointer, then: str) -> Iterator[Finding]:
    meta = workflow.get("meta")
    if "meta" not in workflow:
        yield missing(what, "meta", at, then)
        return
    if type(meta) is not dict:
        yield wrong_type(what, "meta", "an object", meta, (*at, "meta"), then)
        return
    version, category = meta.get("version"), meta.get("category")
    if type(version) is not str or not _SEMVER.fullmatch(version):
        wanted = "a version such as 4.0.0"
        yield wrong_type(f"meta of {what}", "version", wanted, version, (*at, "meta", "version"), then)
    if category not in ("user", "default"):
        wanted = '"user" or "default"'
        yield wrong_type(f"meta of {what}", "category", wanted, category, (*at, "meta", "category"), then)
