"""What ``wflint library`` prints."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.graph.diff.compare import Diff
    from wflint.live.library.library import Library, SyncStep
    from wflint.live.library.matching import SyncEntry

_WIDTH = 14  # of the first column
_LAYOUT = "only positions, the order of things or other looks"


def show_status(both: Library, output_format: str, *, show_diff: bool, quiet: bool) -> None:
    """One line a workflow, and what differs. Raises ServerError."""
    from wflint.cli.output import complain, write, write_json
    from wflint.live.library.ledger import LibraryError
    from wflint.live.library.matching import Standing

    found = []
    counts: Counter[str] = Counter()
    for entry in both.entries:
        counts[entry.standing.value] += 1
        try:
            diff = both.changes(entry)
        except LibraryError as error:
            both.problems.append(str(error))
            diff = None
        if output_format == "json":
            found.append(_entry_json(entry, diff))
        elif not (quiet and entry.standing is Standing.SAME):
            path = entry.file.path if entry.file else None
            write([_line(entry.standing.value, entry, path, _said(entry, diff))])
            if show_diff and diff is not None and not diff.empty:
                write(_diff_lines(entry, diff))
    if output_format == "json":
        write_json(_report("status", both, found, dry_run=False, error=None))
        return
    for problem in both.problems:
        complain(problem)
    if not quiet:
        write([_sum(counts, "no workflows") + "\n"], sys.stderr)


class Shown:
    """Says each step as it is done, in JSON all at the end. ``steps`` are those that were told."""

    def __init__(self, what: str, both: Library, output_format: str, *, dry_run: bool, quiet: bool) -> None:
        self.what = what
        self.both = both
        self.as_json = output_format == "json"
        self.dry_run = dry_run
        self.quiet = quiet
        self.steps: list[SyncStep] = []

    def step(self, step: SyncStep) -> None:
        """One was done."""
        from wflint.cli.output import write

        self.steps.append(step)
        if self.as_json or (self.quiet and step.ok):
            return
        said = step.why
        if step.diff is not None:
            said = f"{said} ({counted(step.diff)})" if said else counted(step.diff)
        write([_line(step.did.value, step.entry, step.path, said)])
        if step.findings:
            from wflint.cli.output import painter
            from wflint.diagnostics import Report
            from wflint.report.formats import Look, render

            report = Report((self.both.server.version,), diagnostics=list(step.findings))
            write(render(report, "text", Look(painter(sys.stderr), False)), sys.stderr)

    def end(self, error: str | None) -> None:
        """All were done, or an error ended it."""
        from wflint.cli.output import complain, write, write_json

        if self.as_json:
            found = [_step_json(step) for step in self.steps]
            write_json(_report(self.what, self.both, found, dry_run=self.dry_run, error=error))
            return
        for problem in self.both.problems:
            complain(problem)
        if not self.quiet:
            counts = Counter(step.did.value for step in self.steps)
            dry = " (nothing was written)" if self.dry_run else ""
            write([f"{_sum(counts, 'all the same')}{dry}\n"], sys.stderr)


def counted(diff: Diff) -> str:
    """A difference in one line, that in looks alone included."""
    from wflint.report.diff_words import counted as words

    return _LAYOUT if diff.empty else words(diff)


def _said(entry: SyncEntry, diff: Diff | None) -> str:
    if entry.copied:
        from wflint.live.library.library import same_id

        return same_id(entry)
    if diff is not None:
        return counted(diff)
    deleted = entry.standing.value.startswith("deleted")
    return "changed since" if deleted and entry.changed else ""


def _line(word: str, entry: SyncEntry, path: str | None, said: str) -> str:
    name = f'"{entry.name}"' + (f" ({entry.record.id})" if entry.record is not None and path is None else "")
    return f"{word:<{_WIDTH}} {path or name}" + (f": {said}" if said else "") + "\n"


def _diff_lines(entry: SyncEntry, diff: Diff) -> Iterator[str]:
    from wflint.cli.output import painter
    from wflint.live.library.matching import Standing
    from wflint.report.diff_text import diff_text

    names = ("server", "here") if entry.standing is Standing.CHANGED_HERE else ("here", "server")
    return (f"    {line}" for line in diff_text(diff, *names, painter(sys.stdout)))


def _sum(counts: Counter[str], none: str) -> str:
    return ", ".join(f"{number} {word}" for word, number in counts.items()) or none


def _report(
    what: str, both: Library, found: list[dict[str, Any]], *, dry_run: bool, error: str | None
) -> str:
    report = {
        "schema": 1,
        "tool": f"wflint library {what}",
        "server": {"url": both.server.session.name, "version": both.server.version},
        "folder": both.folder,
        "dry_run": dry_run,
        "workflows": found,
        "problems": both.problems,
        "error": error,
    }
    return json.dumps(report, indent=2, ensure_ascii=False) + "\n"


def _entry_json(entry: SyncEntry, diff: Diff | None) -> dict[str, Any]:
    from wflint.live.library.matching import Standing

    names = ("server", "here") if entry.standing is Standing.CHANGED_HERE else ("here", "server")
    return {
        "state": entry.standing.value,
        "file": entry.file.path if entry.file else None,
        "copies": [file.path for file in entry.copied],
        "id": entry.record.id if entry.record else None,
        "name": entry.name,
        "diff": _diff_json(diff, *names),
    }


def _step_json(step: SyncStep) -> dict[str, Any]:
    return {
        **_entry_json(step.entry, None),
        "file": step.path,
        "did": step.did.value,
        "why": step.why or None,
        "diff": _diff_json(step.diff, "before", "after"),
        "findings": [
            {"code": d.code, "slug": d.slug, "message": d.message, "help": d.help or None, "node": d.node}
            for d in step.findings
        ],
    }


def _diff_json(diff: Diff | None, before: str, after: str) -> dict[str, Any] | None:
    from wflint.report.diff_json import diff_json

    return None if diff is None else diff_json(diff, before, after)
