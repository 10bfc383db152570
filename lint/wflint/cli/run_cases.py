"""The cases that ``wflint run`` finds beside workflows, run and told."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wflint.cli.errors import Failure
from wflint.endings import BATCH, CASE, GRAPH, WORKFLOW

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.cli.run_chosen import Chosen, Tally
    from wflint.cli.run_options import RunWishes
    from wflint.live.cases.planned import Planned
    from wflint.live.cases.verdict import CaseVerdict
    from wflint.live.client.client import Client
    from wflint.live.report.records import RunRecords


_MANY = 5  # cases from which on a report has an end that sums up
_SLOWEST = 3
_LISTED = 20


class CaseWishes(NamedTuple):
    """What the command line says about how cases are run."""

    update_goldens: bool = False
    update_baselines: bool = False
    artifacts: Path | None = None
    log: Path | None = None
    cache: bool = False
    max_failures: int | None = None
    report: Path | None = None
    history: Path | None = None

    @classmethod
    def of(cls, wishes: RunWishes, history: Path | None) -> CaseWishes:
        """Those among the options."""
        artifacts, log, report = (
            Path(p) if p else None for p in (wishes.artifacts, wishes.log, wishes.report)
        )
        return cls(
            update_goldens=wishes.update_goldens,
            update_baselines=wishes.update_baselines,
            artifacts=artifacts,
            log=log,
            cache=wishes.cache,
            max_failures=wishes.max_failures,
            report=report,
            history=history,
        )


def split_named(paths: Iterable[str]) -> tuple[tuple[str, ...], tuple[Path, ...]]:
    """The paths that are documents or folders, and those that are case files."""
    documents, cases = [], []
    for path in paths:
        if path.endswith(CASE) and not Path(path).is_dir():
            cases.append(Path(path))
        else:
            documents.append(path)
    return tuple(documents), tuple(cases)


def split_found(files: Iterable[str], named: Iterable[str]) -> tuple[list[str], list[Path]]:
    """Of files in folders, those to run plainly, and the case files that stand for the others.

    A document that was named is run as it is: whoever names one wants its pictures. A graph or enqueue body
    found beside the workflow that it was built with (``wflint build``) is not run a second time.
    """
    from wflint.live.cases.load import cases_beside

    by_name = set(named)
    plain: list[str] = []
    cases: dict[Path, None] = {}
    for file in without_built(files, by_name):
        case = None if file in by_name else cases_beside(Path(file))
        if case is None:
            plain.append(file)
        else:
            cases[case] = None
    folders = [path for path in map(Path, by_name) if path.is_dir()]
    more, tested = _elsewhere(folders, list(cases), [*by_name])
    return [f for f in plain if f in by_name or os.path.realpath(f) not in tested], [*cases, *more]


def _elsewhere(folders: list[Path], known: list[Path], named: list[str]) -> tuple[list[Path], set[str]]:
    """The other case files of some folders, and the documents that they test: those that say which
    (``workflow = ...``), and those beside an image. One whose workflow is gone is told of."""
    from wflint.cli.output import note
    from wflint.live.cases.coverage import stated_workflows
    from wflint.live.cases.load import CaseError, find_document, load_cases
    from wflint.live.cases.suite import case_files_under

    seen = {os.path.realpath(file) for file in known}
    run_plainly = {os.path.realpath(path) for path in named}
    found: list[Path] = []
    tested: set[str] = set()
    for file in (file for folder in folders for file in case_files_under(folder)):
        beside = find_document(file)
        if os.path.realpath(file) in seen or (beside and os.path.realpath(beside) in run_plainly):
            continue
        seen.add(os.path.realpath(file))
        if beside is None and not any(stated_workflows(file)):
            note(f"{file}: left out: no workflow of its name is beside it, and it names none")
            continue
        found.append(file)
        try:
            tested |= {os.path.realpath(case.workflow) for case in load_cases(file)}
        except (CaseError, OSError):
            continue  # told when its turn comes
    return found, tested


def without_built(files: Iterable[str], kept: Iterable[str] = ()) -> list[str]:
    """The files without graphs and enqueue bodies beside the workflow that they were built with, but for
    those in ``kept``."""
    files, kept = list(files), set(kept)
    workflows = {f.removesuffix(WORKFLOW) for f in files if f.endswith(WORKFLOW)}
    return [
        file
        for file in files
        if file in kept
        or not any(file.endswith(e) and file.removesuffix(e) in workflows for e in (GRAPH, BATCH))
    ]


def run_cases(
    chosen: Chosen, wishes: CaseWishes, server: Client, tally: Tally, *, as_json: bool, quiet: bool
) -> list[CaseVerdict]:
    """Run them, telling each verdict as it comes. Raises ServerError when the server does not answer."""
    from wflint.cli.output import note, write
    from wflint.cli.run_case_display import CaseDisplay, columns
    from wflint.live.cases.result_cache import ResultCache
    from wflint.live.cases.runner import CaseOptions, CaseRunner
    from wflint.live.cases.suite import run_planned
    from wflint.live.cases.verdict import summary
    from wflint.live.measure.host import describe_host
    from wflint.live.report.records import RunRecords

    if not chosen.cases:
        if chosen.with_cases and not as_json:
            write([f"{summary([])}\n"])
        return []
    host = describe_host(server, log=wishes.log)
    base = Path.cwd()
    records = RunRecords(wishes.report, wishes.history)
    display = CaseDisplay(server, len(chosen.cases), base, quiet=quiet, as_json=as_json)
    options = CaseOptions(
        update_goldens=wishes.update_goldens,
        update_baselines=wishes.update_baselines,
        artifacts=wishes.artifacts,
        progress=display,
        sent=display.sent,
        base=base,
        results=ResultCache() if wishes.cache else None,
        seen=records.seen if records.wanted else None,
    )

    def tell(planned: Planned, verdict: CaseVerdict) -> None:
        display.pause()
        tally.count(planned, ok=verdict.ok, skipped=verdict.status == "skipped")
        records.add(verdict)
        if not as_json:
            write([f"{line}\n" for line in verdict.lines(measurements=not quiet, width=columns())])

    runner = CaseRunner(server, host, options)
    ended = False
    try:
        with display:
            verdicts = run_planned(chosen.cases, runner, begin=display.begin, each=tell, enough=tally.enough)
        ended = True
        if wishes.update_baselines and verdicts and not runner.stored_baselines:
            note('no baseline was written: no budget of these cases is relative to one (total = "+20%")')
    finally:  # of what was run, whatever ended it; a file that cannot be written does not take its place
        _write(records, server, alone=ended)
    if not as_json:
        write([f"{line}\n" for line in closing(verdicts, len(chosen.cases), tally.most)])
    return verdicts


def _write(records: RunRecords, server: Client, *, alone: bool) -> None:
    """Write report and history. Raises Failure, but where it is not ``alone`` in ending the run."""
    from wflint.cli.output import complain, note
    from wflint.live.report.records import RecordError

    try:
        for line in records.write(server.session.name):
            note(line)
    except RecordError as error:
        if alone:
            raise Failure(str(error)) from None
        complain(str(error))


def closing(verdicts: list[CaseVerdict], planned: int, most: int | None) -> list[str]:
    """The end of a report: of many cases, those that did not pass and those that took longest; the counts."""
    from wflint.live.cases.verdict import summary

    lines = []
    if len(verdicts) >= _MANY:
        bad = [v.shown for v in verdicts if not v.ok]
        if bad:
            lines.append(f"not passed: {_some(bad)}")
        ran = sorted((v for v in verdicts if not v.cached), key=lambda v: -v.seconds)[:_SLOWEST]
        lines.append(f"slowest: {', '.join(f'{v.shown} {v.seconds:.1f} s' for v in ran if v.seconds >= 0.1)}")
    if len(verdicts) < planned:
        said = f"--max-failures {most}" if most is not None else "it was ended"
        lines.append(f"{planned - len(verdicts)} of {planned} cases not run ({said})")
    return [line for line in lines if not line.endswith(": ")] + [summary(verdicts)]


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return ", ".join(names[:_LISTED]) + more
