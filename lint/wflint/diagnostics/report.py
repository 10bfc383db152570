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


def fails(diagnostic: Diagnostic, fail_on: str) -> bool:
    """Whether a diagnostic counts, and is at or above a severity; nothing is for ``never``."""
    if fail_on == "never" or not diagnostic.counts:
        return False
    return diagnostic.severity.rank >= Severity(fail_on).rank


class Report:
    """Everything one run found; diagnostics are in stable order.

    ``hidden`` is the number of infos that are counted, but not among the diagnostics. ``fail_on`` has the
    least severity that fails the run, by file; errors do in files that it does not name.
    """

    __slots__ = ("diagnostics", "fail_on", "files", "hidden", "targets")

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
        self.fail_on: dict[str, str] = {}

    @property
    def findings(self) -> list[Diagnostic]:
        """What is wrong: the diagnostics that nothing hides."""
        return self.live

    @property
    def unreadable(self) -> list[CheckedFile]:
        """The files that could not be checked, each with its reason."""
        return [file for file in self.files if file.status == "unreadable"]

    @property
    def failed(self) -> bool:
        """Whether ``wflint check`` would fail: there are findings that do, or files that are not checked."""
        return any(map(self.fails, self.diagnostics)) or bool(self.unreadable)

    @property
    def live(self) -> list[Diagnostic]:
        """The diagnostics that count: what formats show and what exit codes go by."""
        return [d for d in self.diagnostics if d.counts]

    def listing(self, least: Severity) -> Report:
        """The same report, in which what is less severe is only counted; what is suppressed stays."""
        counted = [d for d in self.diagnostics if d.counts and d.severity.rank < least.rank]
        if not counted:
            return self
        other = Report.__new__(Report)
        for name in Report.__slots__:
            setattr(other, name, getattr(self, name))
        other.diagnostics = [d for d in self.diagnostics if not d.counts or d.severity.rank >= least.rank]
        other.hidden += len(counted)
        return other

    def fails(self, diagnostic: Diagnostic) -> bool:
        """Whether a diagnostic fails the run."""
        return fails(diagnostic, self.fail_on.get(diagnostic.file, "error"))

    def count(self, severity: Severity) -> int:
        """The number of diagnostics of that severity that count, hidden infos among them."""
        number = sum(1 for d in self.diagnostics if d.severity is severity and d.counts)
        return number + self.hidden if severity is Severity.INFO else number
