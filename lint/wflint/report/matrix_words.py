"""What the reports of a matrix share: symbols, words, how things are called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.diagnostics.words import numbered
from wflint.upgrade.verdict import Verdict

if TYPE_CHECKING:
    from wflint.upgrade.matrix import Matrix, Row
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
WORDS: Final = {
    Verdict.FINE: "fine",
    Verdict.UPDATED: "updated by the web UI on load",
    Verdict.MIGRATED: "needs a migration, which wflint has",
    Verdict.OTHER_RESULT: "runs, another result",
    Verdict.BROKEN: "broken",
    Verdict.NEEDS_PACK: "cannot tell: needs a node pack",
    Verdict.NEWER: "the workflow is newer than the release",
}
# For the column of a table.
SHORT: Final = {
    Verdict.FINE: "fine",
    Verdict.UPDATED: "updated",
    Verdict.MIGRATED: "migrated",
    Verdict.OTHER_RESULT: "other result",
    Verdict.BROKEN: "broken",
    Verdict.NEEDS_PACK: "needs pack",
    Verdict.NEWER: "newer",
}
COLOURS: Final = {
    Verdict.FINE: "code",
    Verdict.UPDATED: "info",
    Verdict.MIGRATED: "info",
    Verdict.OTHER_RESULT: "warning",
    Verdict.BROKEN: "error",
    Verdict.NEEDS_PACK: "warning",
    Verdict.NEWER: "dim",
}


def heading(matrix: Matrix) -> str:
    """``3 workflows by 56 releases, 5.0.0 to 6.14.2``."""
    first, last = matrix.releases[0], matrix.releases[-1]
    span = first if first == last else f"{first} to {last}"
    return f"{numbered(len(matrix.rows), 'workflow')} by {numbered(len(matrix.releases), 'release')}, {span}"


def summary(matrix: Matrix) -> str:
    """``at 6.14.2: 2 fine, 1 broken``."""
    counted = ", ".join(f"{number} {SHORT[verdict]}" for verdict, number in matrix.counts().items())
    return f"at {matrix.releases[-1]}: {counted}"


def made_for(row: Row) -> str:
    """The release that it was made for; a guess says so."""
    return f"{row.old} (guessed)" if row.guessed else row.old


def sentence(reason: Reason) -> str:
    """A reason with what to do."""
    return f"{reason.text}; {reason.help}" if reason.help else reason.text
