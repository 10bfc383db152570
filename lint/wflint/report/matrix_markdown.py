"""A matrix as Markdown: a table with a column for releases that are the same to all workflows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.report.markdown import code, row
from wflint.report.matrix_words import SYMBOLS, heading, made_for, summary, what_to_do
from wflint.report.upgrade_words import VERDICTS, nodes_words, together
from wflint.upgrade.matrix import Labels
from wflint.upgrade.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.upgrade.matrix import Matrix


def matrix_markdown(matrix: Matrix) -> Iterator[str]:
    """Lines: the table, its legend, and what is behind the first bad release of each workflow."""
    columns = list(_columns(matrix))
    labels = Labels(matrix.releases)
    yield f"# {heading(matrix)}\n"
    yield "\n"
    if not matrix.rows:
        yield f"{summary(matrix).capitalize()}.\n"
        return
    yield row("workflow", "made for", *(labels(column) for column in columns), "first bad")
    yield f"|---|---|{':-:|' * len(columns)}---|\n"
    for line in matrix.rows:
        bad = line.first_bad()
        yield row(
            code(line.name),
            made_for(line),
            *(SYMBOLS[line.at(column[0]).verdict] for column in columns),
            bad[0] if bad is not None else "",
        )
    yield "\n"
    met = {cell.verdict for line in matrix.rows for cell in line.cells}
    yield ", ".join(f"{SYMBOLS[v]} {word}" for v, word in VERDICTS.items() if v in met) + ".\n"
    yield "\n"
    yield f"{summary(matrix).capitalize()}.\n"
    for line in matrix.rows:
        bad = line.first_bad()
        if bad is None:
            continue
        yield from ("\n", f"## {code(line.name)} at {bad[0]}\n", "\n")
        for same in together(reason for reason in bad[1].reasons if reason.verdict is not Verdict.UPDATED):
            yield f"- {code(what_to_do(same.reason))}{nodes_words(same.nodes)}\n"


def _columns(matrix: Matrix) -> Iterator[tuple[str, ...]]:
    """Neighbouring releases at which every workflow has the verdict that it has at the others."""
    column: list[str] = []
    before: object = None
    for release in matrix.releases:
        here = [line.at(release).verdict for line in matrix.rows]
        if column and here != before:
            yield tuple(column)
            column = []
        column.append(release)
        before = here
    if column:
        yield tuple(column)
