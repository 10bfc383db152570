"""The result of one check: files, diagnostics, counts. Every output format derives from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics.levels import Severity
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from wflint.diagnostics.diagnostic import Diagnostic


class CheckedFile(NamedTuple):
    """A file, or one document inside it (``part``). ``status``: checked, skipped or unreadable."""

    file: str
    kind: str | None
    part: str | None
    status: str
    reason: str | None = None  # why it was skipped or could not be read


class Report:
    """Everything one run found; diagnostics are in stable order.

    ``hidden`` is the number of infos that are counted, but not among the diagnostics.
    """

    __slots__ = ("diagnostics", "files", "hidden", "targets")

    def __init__(
        self,
        targets: tuple[str, ...],
        files: list[CheckedFile] | None = None,
        diagnostics: list[Diagnostic] | None = None,
        hidden: int = 0,
    ) -> None:
        self.targets = targets
        self.files = [] if files is None else files
        self.diagnostics = [] if diagnostics is None else diagnostics
        self.hidden = hidden

    @property
    def live(self) -> list[Diagnostic]:
        """The diagnostics that count: what formats show and what exit codes go by."""
        return [d for d in self.diagnostics if d.counts]

    def count(self, severity: Severity) -> int:
        """The number of diagnostics of that severity that count, hidden infos among them."""
        number = sum(1 for d in self.diagnostics if d.severity is severity and d.counts)
        return number + self.hidden if severity is Severity.INFO else number
