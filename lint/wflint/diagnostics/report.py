"""The result of one check: files, diagnostics, counts. Every output format derives from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wflint.diagnostics.diagnostic import Diagnostic
    from wflint.diagnostics.levels import Severity


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file, or one document inside it (``part``). ``status``: checked, skipped or unreadable."""

    file: str
    kind: str | None
    part: str | None
    status: str
    reason: str | None = None  # why it was skipped or could not be read


@dataclass(slots=True)
class Report:
    """Everything one run found; diagnostics are in stable order."""

    targets: tuple[str, ...]
    files: list[CheckedFile] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def count(self, severity: Severity) -> int:
        """The number of diagnostics of that severity that are not suppressed."""
        return sum(1 for d in self.diagnostics if d.severity is severity and d.suppressed is None)
