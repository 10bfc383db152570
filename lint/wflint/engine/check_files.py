"""A run: many files, their configurations and targets, one report."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from wflint.diagnostics import CheckedFile, Report
from wflint.endings import BASELINE
from wflint.engine.baseline_places import BaselinePlaces, BaselineWish
from wflint.engine.configuration import Wanted
from wflint.engine.files import STDIN, discover, has_cases, is_built
from wflint.engine.selection import Selectors
from wflint.engine.settings import FOUND, Configured, SettingsFinder
from wflint.engine.settle import Showing
from wflint.engine.targets import TargetNotAllowedError, open_wanted
from wflint.engine.work import Done, Job, Plan, check_jobs
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from wflint.engine.baselines import KnownFindings
    from wflint.engine.files import Candidate
    from wflint.engine.suppress import Used


class CheckRequest(NamedTuple):
    """What a command line asks for; ``wanted`` speaks over the configurations.

    ``jobs`` is a number of processes, None leaves it to wflint. ``stdin`` gives the bytes behind the path
    ``-``, ``stdin_name`` what to call it. ``force_exclude`` says whether ``exclude`` holds for files that are
    named, None leaves it to the configurations. ``showing`` is what is told, by severity,
    ``configured`` which configurations count. With ``since``, a git revision, only files that differ from it
    are checked, and those that depend on such files. ``baseline`` is what is wanted of known findings.
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
    configured: Configured = FOUND
    since: str | None = None
    baseline: BaselineWish = BaselineWish()


class Result(NamedTuple):
    """The report, what went wrong beside it (exit code 2), and whether findings fail the run (1).

    ``unchanged`` files are not in it, as they are as they were; ``notes`` is what else there is to say,
    ``jobs`` are the files that were checked, and ``internal`` those of the problems that are wflint's own.
    """

    report: Report
    problems: list[str]
    failed: bool
    unchanged: int = 0
    notes: Sequence[str] = ()
    jobs: Sequence[Job] = ()
    internal: Sequence[str] = ()


class SinceError(Exception):
    """Git cannot say what changed; the text says why."""


def check_files(request: CheckRequest, progress: Callable[[int, int], None] | None = None) -> Result:
    """Check everything a request names.

    ``progress`` is told the number of files done and of all files. Raises ConfigError, TargetError,
    InventoryError, UnknownSelectorError and SinceError before any file is checked (a baseline that cannot be
    used is a ConfigError); a path that cannot be read is one of the problems, and so is a server that a
    configuration names for some files and the user did not allow.
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
    files = discovery.files if request.since is None else planner.changed(request.since, discovery.files)
    jobs = []
    for path, named in files:
        name = request.stdin_name or STDIN if path == STDIN else path
        place = request.stdin_name or "stdin" if path == STDIN else path
        excluded = planner.why_not(path, place) if named else None
        if excluded is not None:
            report.files.append(CheckedFile(name, None, None, "skipped", excluded))
            continue
        jobs.append(Job(path, name, not named or request.skip_unknown, planner.plan(place)))
    baselines = planner.baselines(jobs)
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
    used: set[Used] = set()
    internal: list[str] = []
    widened = jobs if baselines is None else baselines.widened(jobs)
    done: Iterable[Done] = check_jobs(widened, request.jobs, request.stdin, debug=request.debug)
    if baselines is not None:
        done, progress = baselines.over(jobs, done, progress), None
    for number, (job, result) in enumerate(zip(jobs, done, strict=True), 1):
        report.files += result.checked
        problems += result.problems
        if result.internal:
            internal += result.problems
        report.hidden += result.hidden
        used.update(result.used)
        if job.plan.wanted.fail_on is not None:
            report.fail_on[job.name] = job.plan.wanted.fail_on
        if result.diagnostics:
            report.diagnostics += result.diagnostics
            failed = failed or any(job.plan.wanted.fails(d) for d in result.diagnostics)
        if progress is not None:
            progress(number, len(jobs))
    # Otherwise there are files that were not looked at.
    narrowed = request.configured.exclude or request.configured.extend_exclude
    whole = request.since is None and not refused and not narrowed
    if whole and any(settings.path_rules for settings in planner.finder.known()):
        failed = _tell_of_idle(planner, jobs, used, report) or failed
    notes = baselines.notes if baselines is not None else []
    if baselines is None and request.baseline.action == "write":
        notes.append("no baseline written: no file was checked")
    unchanged = len(discovery.files) - len(files)
    return Result(report, problems, failed, unchanged, notes, jobs, internal)


def _tell_of_idle(planner: _Planner, jobs: list[Job], used: set[Used], report: Report) -> bool:
    """Add what is to be said of configurations whose folders were searched; whether it fails the run."""
    from wflint.engine.check import Found
    from wflint.engine.idle_entries import idle_entries, is_searched
    from wflint.engine.locate import locate
    from wflint.engine.settle import settle, tell

    request = planner.request
    failed = False
    for settings in planner.finder.known():
        if not settings.path_rules or not is_searched(settings, request.paths):
            continue
        ran = {plan: plan.running(plan.wanted.options()) for plan in planner.plans()}
        own = [(job.path, ran[job.plan]) for job in jobs if planner.finder.for_file(job.path) is settings]
        document, findings = idle_entries(settings, own, used, images=request.images)
        plan = planner.plan_for(settings.wanted)
        found = [Found(f, ()) for f in findings if f.rule in plan.selection.enabled]
        told = tell(settle([(document, found)], plan.severities), request.showing)
        diagnostics = locate(told.settled)
        report.hidden += told.hidden
        report.diagnostics += diagnostics
        failed = failed or any(plan.wanted.fails(d) for d in diagnostics)
    return failed


# On for documents that a case file stands beside; configurations and the command line speak over it.
_UNDER_TEST = Wanted(layers=(Selectors(extend_select=("unpinned-seed",)),))
# Of a graph that code builds: what the code leaves open for whoever opens the workflow is not forgotten.
_BUILT = Wanted(severity=((("missing-input", "info"),),))


class _Planner:
    """Puts the command line over the configurations; files with equal settings share a plan."""

    def __init__(self, request: CheckRequest) -> None:
        self.request = request
        self.finder = SettingsFinder(request.configured)
        self._plans: dict[Wanted, Plan] = {}

    def plan(self, path: str) -> Plan:
        wanted = self.finder.for_file(path).for_file(path)
        if is_built(path):
            wanted = wanted.over(_BUILT)
        return self.plan_for(wanted.over(_UNDER_TEST) if has_cases(path) else wanted)

    def plan_for(self, configured: Wanted) -> Plan:
        found = self._plans.get(configured)
        if found is None:
            wanted = self.request.wanted.over(configured)
            found = Plan(wanted, wanted.selection(), self.request.showing, wanted.severities())
            self._plans[configured] = found
        return found

    def plans(self) -> list[Plan]:
        return list(self._plans.values())

    def baselines(self, jobs: Iterable[Job]) -> KnownFindings | None:
        """The baselines of the files, and of the folders that are searched; None where there are none."""
        request = self.request
        places = BaselinePlaces(request.baseline)
        governed = {}
        for path, place in ((job.path, self._place(job)) for job in jobs):
            if place is not None and (found := places.of(place, self.finder.for_file(place))) is not None:
                governed[path] = place, found
        whole = request.since is None  # else what is not looked at is there all the same
        folders = [path for path in request.paths if whole and os.path.isdir(path)]
        searched = (os.path.join(folder, "any.json") for folder in folders)
        others = [places.of(place, self.finder.for_file(place)) for place in searched]
        known = [path for path in others if path is not None]
        if not governed and not known and request.baseline.action != "prune":
            return None
        from wflint.engine.baselines import KnownFindings

        return KnownFindings(
            request.baseline,
            governed,
            known,
            showing=request.showing,
            folders=folders,
            excluded=self.excluded,
        )

    def _place(self, job: Job) -> str | None:
        """Where a file is; None for standard input that has no name."""
        return self.request.stdin_name if job.path == STDIN else job.path

    def why_not(self, path: str, place: str) -> str | None:
        """Why a named file is not checked all the same; None when it is."""
        if path == STDIN and self.request.stdin_name is None:
            return None
        if os.path.basename(place) == BASELINE:
            return "a baseline of wflint"
        found = self.finder.for_file(place)
        if found.source is None and not found.exclude:
            return None  # no configuration, here or further up
        from wflint.engine.exclusion import why_excluded

        return why_excluded(self.finder, place, self.request.force_exclude)

    def changed(self, revision: str, files: list[Candidate]) -> list[Candidate]:
        """Those of the files that are to be checked since a revision."""
        from wflint.engine.revisions import GitError
        from wflint.engine.since import Since

        configured = self.request.configured
        try:
            return Since(revision, self.request.paths).only_changed(
                files,
                self.finder.for_file,
                lambda path: self.request.wanted.over(self.finder.for_file(path).for_file(path)),
                found=configured.file is None and not configured.isolated,
                baseline=self.request.baseline.file,
            )
        except GitError as error:
            raise SinceError(str(error)) from None

    def excluded(self, path: str) -> bool:
        return self.finder.for_file(path).leaves_out(path) is not None
