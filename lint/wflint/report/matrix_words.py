"""What the reports of a matrix share: symbols, words, how things are called."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from wflint.diagnostics.words import numbered
from wflint.plain import one_line
from wflint.report.upgrade_words import VERDICTS, sentence
from wflint.upgrade.verdict import Verdict

if TYPE_CHECKING:
    from wflint.upgrade.matrix import Matrix, MatrixRow
    from wflint.upgrade.verdict import Reason

# Each verdict has a symbol of its own: colours alone tell nothing to whom they look alike.
SYMBOLS: Final = {
    Verdict.FINE: "✓",
    Verdict.UPDATED: "↻",
    Verdict.MIGRATED: "→",
    Verdict.OTHER_RESULT: "≠",
    Verdict.BROKEN: "✗",
    Verdict.NEEDS_PACK: "?",
    Verdict.NEWER: "↑",
}
# For terminals without these.
PLAIN: Final = {
    Verdict.FINE: "=",
    Verdict.UPDATED: "u",
    Verdict.MIGRATED: "m",
    Verdict.OTHER_RESULT: "~",
    Verdict.BROKEN: "x",
    Verdict.NEEDS_PACK: "?",
    Verdict.NEWER: "^",
}


def heading(matrix: Matrix) -> str:
    """``3 workflows by 56 releases, 5.0.0 to 6.14.2``."""
    first, last = matrix.releases[0], matrix.releases[-1]
    span = first if first == last else f"{first} to {last}"
    return f"{numbered(len(matrix.rows), 'workflow')} by {numbered(len(matrix.releases), 'release')}, {span}"


def short_names(matrix: Matrix) -> list[str]:
    """What to call each row: without the folder that all files are in."""
    folders = {os.path.dirname(row.path) for row in matrix.rows}
    try:
        common = os.path.commonpath(folders) if len(matrix.rows) > 1 else ""
    except ValueError:  # of different drives, or one without a folder
        common = ""
    cut = len(common.rstrip(os.sep)) + len(os.sep) if common else 0
    return [one_line(row.name[cut:]) for row in matrix.rows]


def summary(matrix: Matrix) -> str:
    """``at 6.14.2: 2 fine, 1 broken``."""
    counted = ", ".join(f"{number} {VERDICTS[verdict]}" for verdict, number in matrix.counts().items())
    return f"at {matrix.releases[-1]}: {counted}" if counted else "no workflow was judged"


def made_for(row: MatrixRow) -> str:
    """The release that it was made for: ``~`` before a guess, ``?`` where nobody can tell."""
    return f"{'~' if row.guessed else ''}{row.old}" if row.old else "?"


def what_to_do(reason: Reason) -> str:
    """A reason with what to do."""
    return f"{sentence(reason)}; {reason.help}" if reason.help else sentence(reason)
