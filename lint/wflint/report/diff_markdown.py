"""A comparison as Markdown, for a comment on a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.report.diff_words import (
    Names,
    attribute_change,
    batch_change,
    counted,
    input_change,
    node_inputs,
)
from wflint.report.markdown import code, row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.diff.compare import Diff


def diff_markdown(found: Diff, before: str, after: str) -> Iterator[str]:
    """The lines of a comparison, each with its newline. Nothing of the files' texts works as Markdown."""
    title = code(before) if before == after else f"{code(before)} → {code(after)}"
    yield from (f"### {title}\n", "\n", f"{counted(found)}\n")
    if found.empty:
        return
    old, new = Names(found.before), Names(found.after)
    for what, nodes, names in (("Added", found.added, new), ("Removed", found.removed, old)):
        for node in nodes:
            yield from ("\n", f"**{what}** {code(names[node.id])}\n", "\n")
            yield from (f"- {code(line)}\n" for line in node_inputs(node, names))
    rows = [
        (new[change.after.id], each.name, *attribute_change(each))
        for change in found.changed
        for each in change.attributes
    ]
    rows += [
        (new[change.after.id], each.field, *input_change(each, old, new))
        for change in found.changed
        for each in change.inputs
    ]
    order = {new[change.after.id]: i for i, change in enumerate(found.changed)}
    rows.sort(key=lambda cells: order[cells[0]])
    rows += [("workflow", each.name, *attribute_change(each)) for each in found.texts]
    rows += [("note", each.name, *attribute_change(each)) for each in found.notes]
    rows += [(new[each.node], f"{each.field} (batch)", *batch_change(each)) for each in found.batch]
    if rows:
        yield from ("\n", "| node | what | before | after |\n", "|---|---|---|---|\n")
        yield from (row(*map(code, cells)) for cells in rows)
    yield from _form(found, old, new)


def _form(found: Diff, old: Names, new: Names) -> Iterator[str]:
    if not (found.fields_added or found.fields_removed or found.form):
        return
    yield from ("\n", "**Form**\n", "\n")
    yield from (f"- added {code(f'{new[node]}.{field}')}\n" for node, field in found.fields_added)
    yield from (f"- removed {code(f'{old[node]}.{field}')}\n" for node, field in found.fields_removed)
    if found.form:
        yield "- other order or other elements\n"
