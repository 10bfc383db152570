"""Running a case: from its file to a verdict, whatever goes wrong on the way."""

from __future__ import annotations

import re
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from wflint.engine.project import inside
from wflint.live.cases.verdict import CaseVerdict, Check
from wflint.live.client.errors import InputError, RunTimeoutError, ServerError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from wflint.live.cases.load import Case
    from wflint.live.cases.pictures import RunPictures
    from wflint.live.cases.request import CaseRequest
    from wflint.live.client.batch_run import Progress
    from wflint.live.client.client import Client
    from wflint.live.client.results import RunResult
    from wflint.live.measure.host import Host
    from wflint.live.measure.log import LogMark
    from wflint.live.measure.memory import Peak

# What a server's log says when a run went wrong although a picture came out: numpy's warning when a decoded
# picture holds NaN (diffusers' VaeImageProcessor), which then comes out black.
LOG_FAULTS = (r"invalid value encountered in cast",)
_LEAST = 5.0  # seconds that a question to the server may take, however little time a case has for its run


class CaseOptions(NamedTuple):
    """``update_goldens`` and ``update_baselines`` replace what is stored by what comes out now. ``artifacts``
    is the folder for the pictures of failures. ``progress`` is told what happens in each run."""

    update_goldens: bool = False
    update_baselines: bool = False
    artifacts: Path | None = None
    progress: Callable[[Progress], None] | None = None


class _Ran(NamedTuple):
    result: RunResult
    ram: Peak
    vram: Peak


class CaseRunner:
    """Runs cases on one server, one after the other. What one case put on the server is removed after it."""

    def __init__(self, server: Client, host: Host, options: CaseOptions = CaseOptions()) -> None:  # noqa: B008
        self.server = server
        self.host = host
        self.options = options

    def run(self, case: Case) -> CaseVerdict:
        """The verdict on a case. Everything that a server, a file or a case can do wrong ends up in it."""
        verdict = CaseVerdict(
            case=case.id,
            file=str(case.file),
            line=case.line,
            workflow=str(case.workflow),
            server=self.server.session.name,
        )
        started = time.monotonic()
        try:
            named = self.server.marked(f"case {case.id}", stays=False)
            with named, self._cleared(verdict), self.server.session.hurried(max(case.table.timeout, _LEAST)):
                self._run(case, verdict)
        except RunTimeoutError as error:
            verdict.checks.append(Check("run", "failed", str(error)))
        except ServerError as error:
            verdict.checks.append(Check("server", "error", str(error)))
        except (InputError, ValueError) as error:  # Batch, Baseline, Outside and PictureError are ValueErrors
            verdict.checks.append(Check("case", "error", str(error)))
        except OSError as error:
            said = f"{error.filename}: {error.strerror}" if error.filename else str(error)
            verdict.checks.append(Check("files", "error", said))
        verdict.seconds = time.monotonic() - started
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
        from wflint.live.cases.pictures import RunPictures
        from wflint.live.cases.request import make_request

        verdict.release, verdict.device = self.server.version, self.host.device
        skip = self._skip(case)
        if skip:
            verdict.checks.append(Check("case", "skipped", skip))
            return
        request = make_request(case, self.server)
        verdict.notes += request.notes
        if request.errors:
            said = "; ".join(f"{d.code} {d.line}" for d in request.errors[:5])
            verdict.checks.append(Check("lint", "failed", said))
            return
        mark = self._mark(case)
        cold, warm = self._measured_runs(case, request)
        ran = [*cold, *warm]
        failed = next((r.result for r in ran if not r.result.ok), None)
        if failed is not None:
            verdict.checks.append(Check("run", "failed", failed.error or f"the run was {failed.status}"))
            self._log(case, mark, verdict)
            return
        verdict.checks.append(Check("run", "passed"))
        pictures = RunPictures(self.server.gallery)
        self._judge(case, request, [r.result for r in ran], pictures, verdict)
        self._spend(case, request, cold, warm, verdict)
        self._effects(case, request, ran[-1].result, pictures, verdict)
        self._log(case, mark, verdict)

    def _skip(self, case: Case) -> str:
        from packaging.specifiers import SpecifierSet

        table = case.table
        if table.releases is not None:
            text = table.releases if re.match(r"\s*[<>=!~]", table.releases) else f"=={table.releases}.*"
            if not SpecifierSet(text).contains(self.server.version, prereleases=True):
                return f"it is for InvokeAI {table.releases}; the server runs {self.server.version}"
        if table.devices and self.host.device not in table.devices:
            return f"it is for {' or '.join(table.devices)}; the server computes on {self.host.device}"
        return ""

    # -- running -----------------------------------------------------------------------------------

    def _measured_runs(self, case: Case, request: CaseRequest) -> tuple[list[_Ran], list[_Ran]]:
        table = case.table
        cold: list[_Ran] = []
        for _ in range(table.time.cold_repeats if table.time.cold is not None else 0):
            self._empty_cache()
            cold.append(self._watched(case, request.body))
            if not cold[-1].result.ok:
                return cold, []
        if not cold and table.time.warm is not None:
            warm_up = self._watched(case, request.body)
            if not warm_up.result.ok:
                return [], [warm_up]
        wanted = table.repeats if table.time.warm is not None or not cold or table.repeats > 1 else 0
        warm: list[_Ran] = []
        for _ in range(wanted):
            warm.append(self._watched(case, request.body))
            if not warm[-1].result.ok:
                break
        return cold, warm

    def _watched(self, case: Case, body: dict[str, Any]) -> _Ran:
        from wflint.live.measure.memory import MemoryWatch, Peak

        with MemoryWatch(self.host) as watch:
            result = self._once(case, body)
        vram = watch.vram
        if vram.value is None and self.host.device != "cpu" and case.table.memory.vram is not None:
            mark = (self.server.model_stats() or {}).get("high_watermark")
            if isinstance(mark, int):
                # Of models alone: what a run needs besides is not in it.
                vram = Peak(mark, f"InvokeAI's model cache, high-water mark, models only ({vram.how})")
        return _Ran(result=result, ram=watch.ram, vram=vram)

    def _once(self, case: Case, body: dict[str, Any]) -> RunResult:
        run, limits = self.server.enqueue(body), case.table
        return self.server.wait(run, limits.timeout, self.options.progress, waiting=limits.wait)

    def _empty_cache(self) -> None:
        self.server.session.call("POST", "/api/v2/models/empty_model_cache", again=True)

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

        options = self.options
        for number, result in enumerate(results):
            shelf = GoldenShelf(
                case,
                self.host.device,
                update=options.update_goldens and number == 0,
                artifacts=options.artifacts,
            )
            found = list(check_outputs(case.table, request, result, pictures))
            if case.table.golden is not None:
                images = [image for image in result.images if image.kind == "image"]
                found += shelf.check(case.table.golden, images, pictures)
            for wanted in case.table.intermediate:
                if wanted.golden is not None:
                    nodes = request.nodes(wanted.node)
                    images = [i for i in result.all_images() if i.node in nodes and i.kind == "image"]
                    found += shelf.check(wanted.golden, images, pictures, wanted.node)
            verdict.notes += [
                f"golden {'written' if p.is_file() else 'removed'}: {p.name}" for p in shelf.written
            ]
            # Repeats are there for the times; of their checks only what went wrong adds something.
            known = {(c.name, c.message) for c in verdict.checks}
            verdict.checks += [
                c for c in found if number == 0 or (c.status != "passed" and (c.name, c.message) not in known)
            ]

    def _spend(
        self, case: Case, request: CaseRequest, cold: list[_Ran], warm: list[_Ran], verdict: CaseVerdict
    ) -> None:
        from wflint.endings import CASE
        from wflint.live.cases.spending import Spending
        from wflint.live.measure.baseline import Baselines

        table = case.table
        stem = case.file.name.removesuffix(CASE)
        name = f"{stem}.baseline.json"
        inside(name, case.file)
        baselines = Baselines(case.file.with_name(name))
        place = (case.id, self.server.version, self.host.device)
        spending = Spending(baselines, place, update=self.options.update_baselines)
        if cold:
            spending.times("cold", table.time.cold, [r.result for r in cold], request)
        if warm:
            kind = "warm" if table.time.warm is not None else "run"
            spending.times(kind, table.time.warm, [r.result for r in warm], request)
        ran = [*cold, *warm]
        spending.memory("memory.ram", table.memory.ram, [r.ram for r in ran])
        spending.memory("memory.vram", table.memory.vram, [r.vram for r in ran])
        verdict.checks += spending.checks
        verdict.measurements += spending.measurements
        if self.options.update_baselines and spending.stored:
            baselines.save()
            verdict.notes.append(f"baselines written: {baselines.path.name}")

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
        lines = [line for line in mark.since() if not any(re.search(p, line) for p in table.ignore)]
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
