"""A comparison as text for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.plain import one_line
from wflint.report.diff_words import (
    Names,
    attribute_change,
    batch_change,
    counted,
    input_change,
    node_inputs,
)
from wflint.report.formats import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.diff.compare import AttributeChange, Diff
    from wflint.report.formats import Paint


def diff_text(found: Diff, before: str, after: str, paint: Paint = plain) -> Iterator[str]:
    """The lines of a comparison of two files, each with its newline."""
    title = before if before == after else f"{before} -> {after}"
    yield f"{paint(one_line(title), 'path')}: {counted(found)}\n"
    old, new = Names(found.before), Names(found.after)
    for sign, role, nodes, names in (("+", "info", found.added, new), ("-", "error", found.removed, old)):
        for node in nodes:
            yield f"{paint(one_line(f'{sign} {names[node.id]}'), role)}\n"
            yield from (_indented(line) for line in node_inputs(node, names))
    for change in found.changed:
        yield f"{paint(one_line(f'~ {new[change.after.id]}'), 'warning')}\n"
        for attribute in change.attributes:
            yield _attribute(attribute)
        for each in change.inputs:
            x, y = input_change(each, old, new)
            yield _indented(f"{each.field}: {x} -> {y}")
    if found.texts or found.notes:
        yield f"{paint('~ texts', 'warning')}\n"
        yield from map(_attribute, found.texts)
        for note in found.notes:
            yield _attribute(note._replace(name=f"note {note.name}"))
    if found.fields_added or found.fields_removed or found.form:
        yield f"{paint('~ form', 'warning')}\n"
        yield from (_indented(f"+ {new[node]}.{field}") for node, field in found.fields_added)
        yield from (_indented(f"- {old[node]}.{field}") for node, field in found.fields_removed)
        if found.form:
            yield "    other order or other elements\n"
    if found.batch:
        yield f"{paint('~ batch data', 'warning')}\n"
        for batch in found.batch:
            x, y = batch_change(batch)
            yield _indented(f"{new[batch.node]}.{batch.field}: {x} -> {y}")
    if found.renamed:
        yield f"{found.renamed} of the nodes in both have other ids\n"


def _attribute(change: AttributeChange) -> str:
    x, y = attribute_change(change)
    return _indented(f"{change.name}: {x} -> {y}")


def _indented(line: str) -> str:
    return f"    {one_line(line)}\n"
