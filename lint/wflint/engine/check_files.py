"""A run: many files, their configurations and targets, one report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import CheckedFile, Report
from wflint.engine.configuration import Wanted
from wflint.engine.files import STDIN, discover, has_cases
from wflint.engine.selection import Selectors
from wflint.engine.settings import SettingsFinder
from wflint.engine.settle import Showing
from wflint.engine.targets import TargetNotAllowedError, open_wanted
from wflint.engine.work import Done, Job, Plan, check_jobs
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class CheckRequest(NamedTuple):
    """What a command line asks for; ``wanted`` speaks over the configurations.

    ``jobs`` is a number of processes, None leaves it to wflint. ``stdin`` gives the bytes behind the path
    ``-``, ``stdin_name`` what to call it. ``force_exclude`` says whether ``exclude`` holds for files that are
    named, None leaves it to the configurations. ``showing`` is what is told, by severity.
    """

    paths: tuple[str, ...]
    wanted: Wanted = Wanted()
    images: bool = False
    skip_unknown: bool = False
    jobs: int | None = None
    stdin: Callable[[], bytes] | None = None
    stdin_name: str | None = None
    force_exclude: bool | None = None
    debug: bool = False
    showing: Showing = Showing()


class Result(NamedTuple):
    """The report, what went wrong beside it (exit code 2), and whether findings fail the run (1)."""

    report: Report
    problems: list[str]
    failed: bool


def check_files(request: CheckRequest, progress: Callable[[int, int], None] | None = None) -> Result:
    """Check everything a request names.

    ``progress`` is told the number of files done and of all files. Raises ConfigError, TargetError,
    InventoryError and UnknownSelectorError before any file is checked; a path that cannot be read is one of
    the problems, and so is a server that a configuration names for some files and the user did not allow.
    """
    planner = _Planner(request)
    default = planner.finder.default()
    discovery = discover(request.paths, images=request.images, excluded=planner.excluded)
    report = Report(())
    problems = []
    for path, reason in discovery.problems:
        problems.append(f"{path}: {reason}")
        report.files.append(CheckedFile(path, None, None, "unreadable", reason))
    report.files += [CheckedFile(path, None, None, "skipped", reason) for path, reason in discovery.left_out]
    jobs = []
    for path, named in discovery.files:
        name = request.stdin_name or STDIN if path == STDIN else path
        place = request.stdin_name or "stdin" if path == STDIN else path
        excluded = planner.why_excluded(path, place) if named else None
        if excluded is not None:
            report.files.append(CheckedFile(name, None, None, "skipped", excluded))
            continue
        jobs.append(Job(path, name, not named or request.skip_unknown, planner.plan(place)))
    plans = planner.plans() or [planner.plan_for(default.for_file("any.json"))]
    names: dict[str, None] = {}
    refused: dict[Plan, TargetNotAllowedError] = {}
    for plan in plans:  # also finds out here, once, that a target or a file of models is none
        plan.wanted.options()
        try:
            for catalogue in open_wanted(plan.wanted):
                names[catalogue.name] = None
        except TargetNotAllowedError as error:
            refused[plan] = error
    report.targets = tuple(names)
    if refused:
        if len(refused) == len(plans):
            raise refused[plans[0]]
        problems += dict.fromkeys(map(str, refused.values()))
        report.files += [
            CheckedFile(job.name, None, None, "unreadable", str(refused[job.plan]))
            for job in jobs
            if job.plan in refused
        ]
        jobs = [job for job in jobs if job.plan not in refused]
    failed = False
    done: Iterable[Done] = check_jobs(jobs, request.jobs, request.stdin, debug=request.debug)
    for number, (job, result) in enumerate(zip(jobs, done, strict=True), 1):
        report.files += result.checked
        problems += result.problems
        report.hidden += result.hidden
        if job.plan.wanted.fail_on is not None:
            report.fail_on[job.name] = job.plan.wanted.fail_on
        if result.diagnostics:
            report.diagnostics += result.diagnostics
            failed = failed or any(job.plan.wanted.fails(d) for d in result.diagnostics)
        if progress is not None:
            progress(number, len(jobs))
    return Result(report, problems, failed)


# On for documents that a case file stands beside; configurations and the command line speak over it.
_UNDER_TEST = Wanted(layers=(Selectors(extend_select=("unpinned-seed",)),))


class _Planner:
    """Puts the command line over the configurations; files with equal settings share a plan."""

    def __init__(self, request: CheckRequest) -> None:
        self.request = request
        self.finder = SettingsFinder()
        self._plans: dict[Wanted, Plan] = {}

    def plan(self, path: str) -> Plan:
        wanted = self.finder.for_file(path).for_file(path)
        return self.plan_for(wanted.over(_UNDER_TEST) if has_cases(path) else wanted)

    def plan_for(self, configured: Wanted) -> Plan:
        found = self._plans.get(configured)
        if found is None:
            wanted = self.request.wanted.over(configured)
            found = self._plans[configured] = Plan(wanted, wanted.selection(), self.request.showing)
        return found

    def plans(self) -> list[Plan]:
        return list(self._plans.values())

    def why_excluded(self, path: str, place: str) -> str | None:
        """Why a named file is not checked all the same; None when it is."""
        if path == STDIN and self.request.stdin_name is None:
            return None
        if self.finder.for_file(place).source is None:
            return None  # no configuration, here or further up
        from wflint.engine.exclusion import why_excluded

        return why_excluded(self.finder, place, self.request.force_exclude)

    def excluded(self, path: str) -> bool:
        return self.finder.for_file(path).leaves_out(path)
