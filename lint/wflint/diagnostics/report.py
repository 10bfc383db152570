"""The result of one check: files, diagnostics, counts. Every output format derives from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.records import NamedTuple

if TYPE_CHECKING:
    from wflint.diagnostics.diagnostic import Diagnostic
    from wflint.diagnostics.levels import Severity


class CheckedFile(NamedTuple):
    """A file, or one document inside it (``part``). ``status``: checked, skipped or unreadable."""

    file: str
    kind: str | None
    part: str | None
    status: str
    reason: str | None = None  # why it was skipped or could not be read


class Report:
    """Everything one run found; diagnostics are in stable order."""

    __slots__ = ("diagnostics", "files", "targets")

    def __init__(
        self,
        targets: tuple[str, ...],
        files: list[CheckedFile] | None = None,
        diagnostics: list[Diagnostic] | None = None,
    ) -> None:
        self.targets = targets
        self.files = [] if files is None else files
        self.diagnostics = [] if diagnostics is None else diagnostics

    def count(self, severity: Severity) -> int:
        """The number of diagnostics of that severity that are not suppressed."""
        return sum(1 for d in self.diagnostics if d.severity is severity and d.suppressed is None)
