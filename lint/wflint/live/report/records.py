"""What a run of cases leaves beside its text: the page of a report, and lines in a history."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

    from wflint.live.cases.evidence import Evidence
    from wflint.live.cases.verdict import CaseVerdict
    from wflint.live.history.store import PastResult
    from wflint.live.report.page import ReportedCase, RunReport


_PART: Final = ".case"
_PAST: Final = 30  # runs of a case that its charts show


class RecordError(Exception):
    """A report or history that cannot be written; the text says why."""


class RunRecords:
    """Collects the cases of a run. Where neither is wanted, nothing is collected.

    ``parts`` is a folder into which the cases of the page go instead, for a process that writes the page of
    several (``take``): a file for each as soon as it was run, so that a process that dies takes none along.
    """

    def __init__(self, report: Path | None, history: Path | None, *, parts: Path | None = None) -> None:
        self._parts = parts
        self._report_file = report
        self._history_file = history
        self._began = time.time()
        self._evidence: dict[int, Evidence] = {}  # by the verdict's id, until the verdict is told
        self._verdicts: list[CaseVerdict] = []
        self._page: RunReport | None = None
        if report is not None:
            from wflint.live.report.page import RunReport

            self._page = RunReport("")

    @property
    def wanted(self) -> bool:
        """Whether what there is to look at is needed."""
        return self._page is not None

    def seen(self, verdict: CaseVerdict, evidence: Evidence) -> None:
        """What there is to look at of a case."""
        self._evidence[id(verdict)] = evidence

    def add(self, verdict: CaseVerdict) -> None:
        """A verdict was told."""
        if self._history_file is not None:
            self._verdicts.append(verdict)
        if self._page is not None:
            from wflint.live.cases.evidence import Evidence

            self._page.add(verdict, self._evidence.pop(id(verdict), Evidence()))
            if self._parts is not None:
                self._put_part(self._parts, self._page.cases.pop())

    def _put_part(self, folder: Path, case: ReportedCase) -> None:
        """Leave a case for the process that writes the page. Where it cannot be left, the page lacks it."""
        import os
        import pickle

        from wflint.writing import write_file

        with suppress(OSError):
            write_file(folder / f"{time.time_ns():020}-{os.getpid()}{_PART}", pickle.dumps(case))

    def take(self, folder: Path) -> str:
        """Take in what other processes of this run left; the names of their servers, for ``write``."""
        import pickle

        servers: dict[str, None] = {}
        for file in sorted(folder.glob(f"*{_PART}")):
            case: ReportedCase = pickle.loads(file.read_bytes())
            servers[case[0].server] = None
            if self._page is not None:
                self._page.cases.append(case)
        return ", ".join(servers)

    def write(self, server: str) -> list[str]:
        """Write what was collected of a server by its name; what was written. Raises RecordError."""
        try:
            if self._history_file is not None and self._verdicts:
                self._write_history(self._history_file)
        finally:  # the page, even if the history cannot be written
            told = self._write_page(self._page, server) if self._page is not None and self._page.cases else []
        return told

    def _write_page(self, page: RunReport, server: str) -> list[str]:
        from datetime import UTC, datetime

        from wflint.live.cases.verdict import summary
        from wflint.version import __version__

        assert self._report_file is not None
        when = datetime.fromtimestamp(self._began, UTC).strftime("%Y-%m-%d %H:%M UTC")
        page.title = f"InvokeAI cases: {summary([verdict for verdict, _, _ in page.cases])}"
        page.made = ", ".join(part for part in (when, server, _revision(), f"wflint {__version__}") if part)
        page.past = self._earlier if self._history_file is not None else None
        try:
            files = page.write(self._report_file)
        except OSError as error:
            raise RecordError(f"cannot write {self._report_file}: {error.strerror or error}") from None
        beside = f", with {len(files) - 1} images beside it" if len(files) > 1 else ""
        return [f"report: {self._report_file}{beside}"]

    def _earlier(self, verdict: CaseVerdict) -> list[PastResult]:
        """What the history knows of a case on the same release and device, this run included."""
        from wflint.live.history.errors import HistoryError
        from wflint.live.history.store import History

        if self._history_file is None or not self._history_file.is_file():
            return []
        try:
            return History(self._history_file).of(
                verdict.shown, release=verdict.release, device=verdict.device, last=_PAST
            )
        except HistoryError:  # that it cannot be written was said
            return []

    def _write_history(self, file: Path) -> None:
        from wflint.live.history.errors import HistoryError
        from wflint.live.history.store import History, Stamp
        from wflint.version import __version__

        try:
            History(file).add(self._verdicts, Stamp(self._began, __version__, _revision()))
        except HistoryError as error:
            raise RecordError(str(error)) from None


def _revision() -> str:
    from wflint.engine.revisions import present_revision

    return present_revision()
