"""What the server refuses of a workflow that is sent beside a graph, or saved to the library.

The server looks at it loosely (``WorkflowWithoutID`` in InvokeAI's workflow_records_common.py): the web
UI is the one that judges nodes, edges and form.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from wflint.graph.reading.faults import later

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Finding
    from wflint.graph.reading.faults import Place

_TEXTS = ("name", "author", "description", "version", "contact", "tags", "notes")
# The `semver` package's own grammar: three numbers without leading zeros, prerelease, build.
_NUMBER = r"(?:0|[1-9]\d*)"
_LABEL = r"(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)"
_SEMVER = re.compile(
    rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:-{_LABEL}(?:\.{_LABEL})*)?(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?"
)
_REQUIRED = "Field required"
_LISTS = ("nodes", "edges", "exposedFields")


def record_faults(workflow: Any, place: Place) -> Iterator[Finding]:
    """Faults for which the server refuses the workflow at a place, and with it the whole request."""
    if type(workflow) is not dict:
        yield place.unfit("an object or null", workflow)
        return
    for member in _TEXTS:
        if member not in workflow:
            yield place.missing(member, '""', error=_REQUIRED)
        elif type(workflow[member]) is not str:
            yield place.wrong(member, "a string", workflow[member])
    for member in _LISTS:
        if member not in workflow:
            yield place.missing(member, "[]", error=_REQUIRED)
        elif type(workflow[member]) is not list:
            yield place.wrong(member, "a list", workflow[member])
        else:
            yield from _entry_faults(workflow[member], member, place)
    form = workflow.get("form")
    if form is not None and type(form) is not dict:
        yield place.wrong("form", "an object or null", form)
    yield from _meta_faults(workflow, place)


def _entry_faults(entries: list[Any], member: str, place: Place) -> Iterator[Finding]:
    for i, entry in enumerate(entries):
        if type(entry) is not dict:
            yield place.inner(member, i, part=f'entry {i + 1} of "{member}"').unfit("an object", entry)
        elif member == "exposedFields":
            here = place.inner(member, i, part=f"exposed field {i + 1}", several="exposed fields")
            for name in ("nodeId", "fieldName"):
                if type(entry.get(name)) is not str:
                    yield here.unsound(name, "a string", entry)


def _meta_faults(workflow: dict[str, Any], place: Place) -> Iterator[Finding]:
    if "meta" not in workflow:
        yield place.missing("meta", '{"version": "4.0.0", "category": "user"}', error=_REQUIRED)
        return
    meta = workflow["meta"]
    if type(meta) is not dict:
        yield place.wrong("meta", "an object", meta)
        return
    here = place.inner("meta", part='"meta"')
    version, category = meta.get("version"), meta.get("category")
    if type(version) is not str or not _SEMVER.fullmatch(version):
        fix = None if "version" in meta else later("added", here.pointer, "version", "4.0.0", sure=False)
        yield here.wrong("version", "a version such as 4.0.0", version, fix=fix)
    if category not in ("user", "default"):
        fix = None if "category" in meta else later("added", here.pointer, "category", "user")
        yield here.wrong("category", '"user" or "default"', category, fix=fix)
