"""A run: many files, their configurations and targets, one report."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wflint.diagnostics import CheckedFile, Report, Severity
from wflint.engine.files import STDIN, discover, has_cases
from wflint.engine.selection import Selectors
from wflint.engine.settings import SettingsFinder
from wflint.engine.targets import open_targets
from wflint.engine.work import Done, Job, Plan, check_jobs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from wflint.engine.selection import Selection
    from wflint.engine.settings import FileSettings, Settings


class Request(NamedTuple):
    """What a command line asks for; None leaves it to the configuration, or for ``jobs`` to wflint.

    ``stdin`` gives the bytes behind the path ``-``, ``stdin_name`` what to call it. ``models`` is a file of
    models, ``vram`` an amount of memory in bytes.
    """

    paths: tuple[str, ...]
    target: str | None = None
    selectors: Selectors = Selectors()
    fail_on: str | None = None
    images: bool = False
    skip_unknown: bool = False
    jobs: int | None = None
    stdin: Callable[[], bytes] | None = None
    stdin_name: str | None = None
    debug: bool = False
    models: str | None = None
    vram: int | None = None


class Result(NamedTuple):
    """The report, what went wrong beside it (exit code 2), and whether findings fail the run (1)."""

    report: Report
    problems: list[str]
    failed: bool


def run(request: Request, progress: Callable[[int, int], None] | None = None) -> Result:
    """Check everything a request names.

    ``progress`` is told the number of files done and of all files. Raises ConfigError, TargetError,
    InventoryError and UnknownSelectorError before any file is checked; a path that cannot be read is one of
    the problems.
    """
    planner = _Planner(request)
    default = planner.finder.default()
    discovery = discover(request.paths, images=request.images, excluded=planner.excluded)
    report = Report(())
    problems = []
    for path, reason in discovery.problems:
        problems.append(f"{path}: {reason}")
        report.files.append(CheckedFile(path, None, None, "unreadable", reason))
    jobs = []
    for path, named in discovery.files:
        name = request.stdin_name or STDIN if path == STDIN else path
        place = request.stdin_name or "stdin" if path == STDIN else path
        jobs.append(Job(path, name, not named or request.skip_unknown, planner.plan(place)))
    plans = planner.plans() or [planner.plan_for(default, default.for_file("any.json"))]
    names: dict[str, None] = {}
    for plan in plans:  # also finds out here, once, that a target or a file of models is none
        plan.options()
        for catalogue in open_targets(plan.target, plan.catalogues, plan.server):
            names[catalogue.name] = None
    report.targets = tuple(names)
    failed = False
    done: Iterable[Done] = check_jobs(jobs, request.jobs, request.stdin, debug=request.debug)
    for number, (job, result) in enumerate(zip(jobs, done, strict=True), 1):
        report.files += result.checked
        problems += result.problems
        if result.diagnostics:
            report.diagnostics += result.diagnostics
            failed = failed or any(_fails(d.severity, job.plan.fail_on) for d in result.diagnostics)
        if progress is not None:
            progress(number, len(jobs))
    return Result(report, problems, failed)


def _fails(severity: Severity, fail_on: str) -> bool:
    return fail_on != "never" and severity.rank >= Severity(fail_on).rank


# On for documents that a case file stands beside; configurations and the command line speak over it.
_UNDER_TEST = Selectors(extend_select=("unpinned-seed",))


class _Planner:
    """Puts the command line over the configurations; files with equal settings share a plan."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.finder = SettingsFinder()
        self._plans: dict[tuple[object, ...], Plan] = {}
        self._selections: dict[object, Selection] = {}

    def plan(self, path: str) -> Plan:
        settings = self.finder.for_file(path)
        wanted = settings.for_file(path)
        if has_cases(path):
            wanted = wanted._replace(layers=(_UNDER_TEST, *wanted.layers))
        return self.plan_for(settings, wanted)

    def plan_for(self, settings: Settings, wanted: FileSettings) -> Plan:
        key = (settings.source, wanted)
        found = self._plans.get(key)
        if found is None:
            found = self._plans[key] = Plan(
                wanted.target if self.request.target is None else self.request.target,
                settings.catalogues,
                wanted.selection(self.request.selectors),
                self.request.fail_on or settings.fail_on,
                self.request.models or wanted.models,
                self.request.vram or wanted.vram,
                settings.server,
            )
        return found

    def plans(self) -> list[Plan]:
        return list(self._plans.values())

    def excluded(self, path: str) -> bool:
        return self.finder.for_file(path).leaves_out(path)
