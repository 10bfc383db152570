"""Running a case: from its file to a verdict, whatever goes wrong on the way."""

from __future__ import annotations

import re
import shlex
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from wflint.live.cases.evidence import Evidence
from wflint.live.cases.shown_names import mirrored, shown_name, shown_path
from wflint.live.cases.verdict import CaseVerdict, Check
from wflint.live.client.errors import InputError, RunTimeoutError, ServerError, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from wflint.live.cases.evidence import CaseLook
    from wflint.live.cases.load import Case
    from wflint.live.cases.measured_runs import Runs
    from wflint.live.cases.pictures import RunPictures
    from wflint.live.cases.request import Body, CaseRequest
    from wflint.live.cases.result_cache import ResultCache
    from wflint.live.client.batch_run import Progress
    from wflint.live.client.client import Client
    from wflint.live.client.results import RunResult
    from wflint.live.measure.host import Host
    from wflint.live.measure.log import LogMark
    from wflint.live.serve.ends import ServerEnd

# What a server's log says when a run went wrong although a picture came out: numpy's warning when a decoded
# picture holds NaN (diffusers' VaeImageProcessor), which then comes out black.
LOG_FAULTS = (r"invalid value encountered in cast",)
_LEAST = 5.0  # seconds that a question to the server may take, however little time a case has for its run


class CaseOptions(NamedTuple):
    """``update_goldens`` and ``update_baselines`` replace what is stored by what comes out now. ``artifacts``
    is the folder for the pictures of failures. ``progress`` is told what happens in each run, and ``sent``
    the request before each. ``base`` is the folder from which cases are named by their paths; without it,
    they have their ids alone. ``results`` are verdicts known from before, for cases that need no run.
    ``seen`` is told each verdict with what there is to look at."""

    update_goldens: bool = False
    update_baselines: bool = False
    artifacts: Path | None = None
    progress: Callable[[Progress], None] | None = None
    sent: Callable[[CaseRequest, Body], None] | None = None
    base: Path | None = None
    results: ResultCache | None = None
    seen: Callable[[CaseVerdict, Evidence], None] | None = None


class CaseRunner:
    """Runs cases on one server, one after the other. What one case put on the server is removed after it.

    ``stored_baselines`` tells whether a baseline was written.
    """

    def __init__(self, server: Client, host: Host, options: CaseOptions = CaseOptions()) -> None:  # noqa: B008
        self.server = server
        self.host = host
        self.options = options
        self.stored_baselines = False
        self._settings: dict[str, Any] | None = None
        self._request: CaseRequest | None = None  # of the case that runs now
        self._end: ServerEnd | None = None  # of the server, as it was told last
        self._evidence = Evidence()  # of the case that runs now
        self._looks: list[CaseLook] = []
        self._marked: LogMark | None = None  # where the log was when the case that runs now began

    def named(self, verdict: CaseVerdict, file: Path) -> CaseVerdict:
        """A verdict on something in a case file, called by its path."""
        verdict.name = shown_name(file, verdict.case, self.options.base)
        return verdict

    def run(self, case: Case) -> CaseVerdict:
        """The verdict on a case. Everything that a server, a file or a case can do wrong ends up in it."""
        verdict = CaseVerdict(
            case=case.id,
            file=str(case.file),
            line=case.line,
            workflow=str(case.workflow),
            server=self.server.session.name,
        )
        self.named(verdict, case.file)
        self._evidence, self._marked = Evidence(), None
        started = time.monotonic()
        try:
            if self._end is not None and self.server.queue.gone():  # each would wait for it
                raise UnreachableError("not run")
            named = self.server.marked(f"case {case.id}", stays=False)
            with named, self._cleared(verdict), self.server.session.hurried(max(case.table.timeout, _LEAST)):
                self._run(case, verdict)
        except RunTimeoutError as error:
            verdict.checks.append(Check("run", "failed", str(error)))
        except ServerError as error:
            end = self.host.end_of(self.server.session.url) if isinstance(error, UnreachableError) else None
            verdict.checks.append(Check("server", "error", end.after(error) if end else str(error)))
            if end is not None and end != self._end:  # once, not again for each case that follows
                verdict.notes += [f"server log: {line}" for line in end.log]
            self._end = end
            self._evidence.log = list(end.log) if end is not None else []
        except (InputError, ValueError) as error:  # Batch, Baseline, Outside and PictureError are ValueErrors
            verdict.checks.append(Check("case", "error", str(error)))
        except OSError as error:
            said = f"{error.filename}: {error.strerror}" if error.filename else str(error)
            verdict.checks.append(Check("files", "error", said))
        verdict.seconds = time.monotonic() - started
        if self.options.seen is not None:
            if self._marked is not None and not self._evidence.log:  # it ended before anybody looked
                with suppress(OSError):  # gone with its server
                    self._evidence.log = self._marked.since()
            self._evidence.command = shlex.join(
                ["wflint", "run", self._shown(case.file), "--server", verdict.server]
            )
            self.options.seen(verdict, self._evidence)
        return verdict

    @contextmanager
    def _cleared(self, verdict: CaseVerdict) -> Iterator[None]:
        try:
            yield
        except KeyboardInterrupt:
            self.server.queue.cancel_all()
            raise
        finally:
            try:
                self.server.clean_up()
            except ServerError as error:
                said = f"what the case put on the server may still be there: {error}"
                verdict.notes.append(f"{said} (`wflint queue clean` removes it)")

    def _run(self, case: Case, verdict: CaseVerdict) -> None:
        from wflint.live.cases.measured_runs import Measurer
        from wflint.live.cases.pictures import RunPictures
        from wflint.live.cases.repeats import check_repeats
        from wflint.live.cases.request import make_request
        from wflint.live.cases.server_needs import unmet

        verdict.release, verdict.device = self.server.version, self.host.device
        skip = unmet(case.table, self.host, self.server)
        if skip:
            verdict.checks.append(Check("case", "skipped", skip))
            return
        self._request = request = make_request(case, self.server)
        verdict.notes += request.notes
        if self.options.seen is not None:  # a server that dies leaves no more than this
            from wflint.live.cases.gathering import asked_of

            self._evidence = asked_of(case, request)
        if case.table.expect is not None:
            self._fail(case, request, verdict)
            return
        if request.errors:
            said = "; ".join(f"{d.code} {d.line}" for d in request.errors[:5])
            verdict.checks.append(Check("lint", "failed", said))
            return
        key = self._key(case, request)
        if key is not None and self._known(key, verdict):
            return
        self._marked = mark = self._mark(case)
        runs = Measurer(self.server, self.host, lambda body: self._once(case, body)).run(
            case.table, request.body
        )
        failed = runs.failed
        pictures = RunPictures(self.server.gallery)
        self._looks = []
        if failed is not None:
            self._gather(case, request, runs, pictures)
            verdict.checks.append(Check("run", "failed", failed.error or f"the run was {failed.status}"))
            self._log(case, mark, verdict)
            return
        verdict.checks.append(Check("run", "passed"))
        measured = [ran.result for ran in runs.measured]
        self._judge(case, request, measured, pictures, verdict)
        same = check_repeats(case, request, self._repeated(case, runs, request.body), pictures)
        verdict.checks += [same] if same is not None else []
        self._spend(case, request, runs, verdict)
        self._gather(case, request, runs, pictures)
        self._effects(case, request, measured[-1], pictures, verdict)
        self._log(case, mark, verdict)
        if key is not None:
            self._keep(key, verdict)

    def _gather(self, case: Case, request: CaseRequest, runs: Runs, pictures: RunPictures) -> None:
        """What there is to look at of the last run, if somebody wants to."""
        if self.options.seen is None:
            return
        from wflint.live.cases.gathering import evidence_of

        last = next(iter(runs.kept[::-1]), None)
        self._evidence = evidence_of(case, request, last, self._looks, pictures)

    def _key(self, case: Case, request: CaseRequest) -> str | None:
        """What the verdict follows from, where it may be known from before."""
        options = self.options
        if options.results is None or options.update_goldens or options.update_baselines:
            return None
        from wflint.live.cases.result_key import result_key, settings_of

        if self._settings is None:
            self._settings = settings_of(self.server)
        return result_key(case, request, self.server, self.host, self._settings)

    def _keep(self, key: str, verdict: CaseVerdict) -> None:
        if self.options.results is None:
            return
        try:
            self.options.results.put(key, verdict)
        except OSError as error:
            verdict.notes.append(f"the result is not kept: {error.filename}: {error.strerror or error}")

    def _known(self, key: str, verdict: CaseVerdict) -> bool:
        kept = self.options.results.get(key) if self.options.results is not None else None
        if kept is not None:
            verdict.checks += kept.checks
            verdict.cached = kept.date
        return kept is not None

    def _fail(self, case: Case, request: CaseRequest, verdict: CaseVerdict) -> None:
        from wflint.live.cases.failures import check_failure, failure_notes, without_words

        assert case.table.expect is not None
        mark = self._mark(case)
        found = check_failure(
            case.table.expect, request, lambda: self._once(case, request.body), case.table.repeats
        )
        verdict.notes += failure_notes(request, found)
        verdict.checks += without_words(found)
        self._log(case, mark, verdict)

    # -- running -----------------------------------------------------------------------------------

    def _once(self, case: Case, body: dict[str, Any]) -> RunResult:
        if self.options.sent is not None and self._request is not None:
            self.options.sent(self._request, body)
        run, limits = self.server.enqueue(body), case.table
        return self.server.wait(run, limits.timeout, self.options.progress, waiting=limits.wait)

    def _repeated(self, case: Case, runs: Runs, body: dict[str, Any]) -> list[RunResult]:
        """All runs of the request; one more where a single one would prove nothing.

        An effect is only seen where the same request gives the same image, and so with a new golden.
        """
        table, results = case.table, [ran.result for ran in runs.kept]
        unproved = bool(table.effect) if table.golden is None else self.options.update_goldens
        if table.reproducible and len(results) == 1 and unproved:
            results.append(self._once(case, body))
        return results

    # -- judging -----------------------------------------------------------------------------------

    def _judge(
        self,
        case: Case,
        request: CaseRequest,
        results: list[RunResult],
        pictures: RunPictures,
        verdict: CaseVerdict,
    ) -> None:
        from wflint.live.cases.goldens import GoldenShelf
        from wflint.live.cases.outputs import check_outputs
        from wflint.live.cases.stored import check_stored

        options = self.options
        artifacts = options.artifacts
        if artifacts is not None:
            artifacts /= mirrored(case.file, options.base)
        for number, result in enumerate(results):
            shelf = GoldenShelf(
                case,
                self.host.device,
                update=options.update_goldens and number == 0,
                artifacts=artifacts,
            )
            found = list(check_outputs(case.table, request, result, pictures))
            found += check_stored(case.table, result, self.server)
            if case.table.golden is not None:
                images = [image for image in result.images if image.kind == "image"]
                found += shelf.check(case.table.golden, images, pictures)
            for wanted in case.table.intermediate:
                if wanted.golden is not None:
                    nodes = request.nodes(wanted.node)
                    images = [i for i in result.all_images() if i.node in nodes and i.kind == "image"]
                    found += shelf.check(wanted.golden, images, pictures, wanted.node)
            self._looks += shelf.looks if number == 0 or not all(look.same for look in shelf.looks) else []
            verdict.notes += [
                f"golden {'written' if p.is_file() else 'removed'}: {self._shown(p)}" for p in shelf.written
            ]
            # Repeats are there for the times; of their checks only what went wrong adds something.
            known = {(c.name, c.message) for c in verdict.checks}
            verdict.checks += [
                c for c in found if number == 0 or (c.status != "passed" and (c.name, c.message) not in known)
            ]

    def _spend(self, case: Case, request: CaseRequest, runs: Runs, verdict: CaseVerdict) -> None:
        from wflint.live.cases.spending import Spending, baselines_of, spend

        table = case.table
        baselines = baselines_of(case)
        place = (case.id, self.server.version, self.host.device)
        spending = Spending(baselines, place, update=self.options.update_baselines)
        spend(spending, table, runs, request)
        verdict.checks += spending.checks
        verdict.measurements += spending.measurements
        if self.options.update_baselines and spending.stored:
            self.stored_baselines = True
            baselines.save()
            verdict.notes.append(f"baselines written: {self._shown(baselines.path)}")

    def _shown(self, path: Path) -> str:
        return path.name if self.options.base is None else shown_path(path, self.options.base)

    def _effects(
        self, case: Case, request: CaseRequest, result: RunResult, pictures: RunPictures, verdict: CaseVerdict
    ) -> None:
        from wflint.live.cases.effects import check_effect

        for effect in case.table.effect:
            verdict.checks.append(
                check_effect(
                    effect, case, self.server, request, result, pictures, lambda body: self._once(case, body)
                )
            )

    # -- the log -----------------------------------------------------------------------------------

    def _mark(self, case: Case) -> LogMark | None:
        from wflint.live.measure.log import LogMark

        return LogMark(self.host.log) if self.host.log is not None else None

    def _log(self, case: Case, mark: LogMark | None, verdict: CaseVerdict) -> None:
        table = case.table.log
        if mark is None:
            if table.fail or table.need:
                said = "cannot be checked: the server's log is not here (serve it with wflint, or name it)"
                verdict.checks.append(Check("log", "error", said))
            return
        self._evidence.log = mark.since()
        lines = [line for line in self._evidence.log if not any(re.search(p, line) for p in table.ignore)]
        faults = [
            Check("log", "failed", f"the server logged: {line.strip()[:300]}")
            for pattern in (*LOG_FAULTS, *table.fail)
            for line in lines
            if re.search(pattern, line)
        ]
        faults += [
            Check("log", "failed", f'nothing that the server logged matches "{pattern}"')
            for pattern in table.need
            if not any(re.search(pattern, line) for line in lines)
        ]
        verdict.checks += faults[:5] or [Check("log", "passed")]
