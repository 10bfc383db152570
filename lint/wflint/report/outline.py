"""A document as text of a line per fact, in an order that editing in the web UI does not change.

What git compares line by line when ``wflint diff --textconv`` is its text conversion.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.graph.diff.view import TEXTS
from wflint.plain import one_line
from wflint.report.diff_words import Names, node_inputs, value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.diff.view import View


def outline(view: View) -> Iterator[str]:
    """The lines, each with its newline: nodes by name, then texts, form and batch data."""
    names = Names(view)
    for node_id in sorted(view.nodes, key=lambda node: (view.nodes[node].type, names[node], node)):
        node = view.nodes[node_id]
        yield f"{one_line(names[node_id])}\n"
        yield from (f"    {one_line(line)}\n" for line in node_inputs(node, names))
    if any(view.texts.values()):
        yield "texts\n"
        yield from (
            f"    {text}: {one_line(value(view.texts[text]))}\n" for text in TEXTS if view.texts.get(text)
        )
    if view.fields:
        yield "form\n"
        yield from (f"    {one_line(f'{names[owner]}.{field}')}\n" for owner, field in view.fields)
    if view.batch:
        yield "batch data\n"
        for (owner, field), items in sorted(view.batch.items(), key=lambda item: item[0]):
            yield f"    {one_line(f'{names[owner]}.{field}: {len(items)} values {value(items)}')}\n"
    if view.runs is not None and view.runs != 1:
        yield f"runs: {view.runs}\n"
