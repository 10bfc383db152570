"""A matrix for a terminal of 80 columns: a line or two a workflow, equal releases joined."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Final

from wflint.plain import one_line
from wflint.report.matrix_words import PLAIN, SYMBOLS, heading, made_for, short_names, summary, what_to_do
from wflint.report.upgrade_words import ROLES, VERDICTS, nodes_words, together
from wflint.upgrade.matrix import Labels
from wflint.upgrade.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.report.formats import Paint
    from wflint.upgrade.matrix import Matrix

_WIDTH: Final = 80
_NAME: Final = 34  # columns of the longest name that stands beside its verdicts
_IN: Final = "    "
_REASONS: Final = 3  # of the first bad release


def matrix_text(matrix: Matrix, paint: Paint, *, unicode: bool = True) -> Iterator[str]:
    """Lines: the verdicts of each workflow, what the symbols mean, the first bad release of each."""
    yield f"{heading(matrix)}\n"
    yield "\n"
    symbols = SYMBOLS if unicode else PLAIN
    labels = Labels(matrix.releases)
    names = [_end(name) for name in short_names(matrix)]
    width = max(len(name) for name in names)
    old = max(len(made_for(row)) for row in matrix.rows)
    indent = width + old + 4
    for row, name in zip(matrix.rows, names, strict=True):
        line, used = f"{paint(name.ljust(width), 'path')}  {made_for(row):>{old}}  ", indent
        for run in row.runs():
            piece = f"{symbols[run.verdict]} {labels(run.releases)}"
            if used + len(piece) > _WIDTH:
                yield f"{line.rstrip()}\n"
                line, used = " " * indent, indent
            line += f"{paint(piece, ROLES[run.verdict])}  "
            used += len(piece) + 2
        yield f"{line.rstrip()}\n"
    yield "\n"
    met = {cell.verdict for row in matrix.rows for cell in row.cells}
    for verdict, word in VERDICTS.items():
        if verdict in met:
            yield f"{paint(symbols[verdict], ROLES[verdict])} {word}\n"
    if any(row.guessed for row in matrix.rows):
        yield "~ a guess: the release that a workflow was made for, which --from can say\n"
    yield from _first_bad(matrix, paint)
    yield "\n"
    yield f"{summary(matrix)}\n"


def _first_bad(matrix: Matrix, paint: Paint) -> Iterator[str]:
    bad = [(row, found) for row in matrix.rows if (found := row.first_bad()) is not None]
    if not bad:
        return
    yield "\n"
    yield "first bad release\n"
    for row, (release, cell) in bad:
        yield f"  {paint(one_line(row.name), 'path')}  {paint(release, ROLES[cell.verdict])}\n"
        behind = together(reason for reason in cell.reasons if reason.verdict is not Verdict.UPDATED)
        for same in behind[:_REASONS]:
            told = one_line(what_to_do(same.reason)) + nodes_words(same.nodes)
            yield from (
                f"{line}\n" for line in wrap(told, _WIDTH, initial_indent=_IN, subsequent_indent=_IN + _IN)
            )
        if len(behind) > _REASONS:
            yield paint(f"    and {len(behind) - _REASONS} more; --format json has all", "dim") + "\n"


def _end(name: str) -> str:
    """The end of a name, which tells files apart."""
    return name if len(name) <= _NAME else "\u2026" + name[1 - _NAME :]
