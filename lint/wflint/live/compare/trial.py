"""A case tried on one server: repeats of the same request, nothing judged yet."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from wflint.live.client.errors import InputError, RefusedError, RunTimeoutError, ServerError, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from wflint.catalogue.model import Catalogue
    from wflint.live.cases.load import Case
    from wflint.live.cases.request import CaseRequest
    from wflint.live.cases.verdict import CaseVerdict
    from wflint.live.client.batch_run import Progress
    from wflint.live.client.client import Client
    from wflint.live.client.results import RunResult
    from wflint.live.compare.gave import NodeGave
    from wflint.live.measure.host import Host
    from wflint.live.measure.log import LogMark
    from wflint.live.measure.memory import MemoryWatch
    from wflint.live.serve.ends import ServerEnd

Ended = Literal["ran", "failed", "refused", "skipped", "unclear"]


@dataclass
class Trial:
    """What repeats of a case gave. ``pictures`` are the gallery's files, a list for each repeat.

    ``seconds`` are those of the repeats (not of the first run, which loads models), ``nodes`` those of each
    node by its shown name, ``ids`` by its id in the graph, ``types`` those of all nodes of a type. ``memory``
    is the most resident memory of the server's process in bytes, ``grown``
    how much more that was than at the start of the repeat, ``node_grown`` the same of each node; ``video`` is
    the most video memory. ``said`` is why it is not ``ran``: the server's error, its refusal, what it is
    skipped for, or why nothing could be found out. ``log`` are the warnings and errors of the server's log
    meanwhile, ``logged`` those of all its life; None where the log is not here. ``checks`` is the verdict of
    the case itself, where that was asked for, ``gave`` what each node gave in the first run, ``catalogue``
    the server's own nodes. ``end`` is how the server's process ended meanwhile, ``left_out`` tells that the
    case was not run since one of the servers had ended. ``stored`` says that this is no server: the figures
    are medians, with their noise in ``bands`` by name (``seconds``, ``nodes.Denoise``, ``memory``).
    """

    release: str
    device: str
    outcome: Ended = "ran"
    said: str = ""
    pictures: list[list[bytes]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    nodes: dict[str, list[float]] = field(default_factory=dict)
    ids: dict[str, list[float]] = field(default_factory=dict)
    types: dict[str, list[float]] = field(default_factory=dict)
    memory: list[int] = field(default_factory=list)
    grown: list[int] = field(default_factory=list)
    node_grown: dict[str, list[int]] = field(default_factory=dict)
    video: list[int] = field(default_factory=list)
    graph: dict[str, Any] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    gave: dict[str, NodeGave] = field(default_factory=dict)
    log: list[str] | None = None
    logged: list[str] | None = None
    checks: CaseVerdict | None = None
    catalogue: Catalogue | None = None
    first: RunResult | None = None
    end: ServerEnd | None = None
    left_out: bool = False
    stored: bool = False
    bands: dict[str, float] = field(default_factory=dict)

    def named(self, node: str) -> str:
        """A node of its graph in words."""
        from wflint.live.runs.named_nodes import called

        return called(node, self.graph.get("nodes") or {}, self.labels)


class _InVainError(Exception):
    """What is run is of no use any more."""


def left_out(release: str, device: str) -> Trial:
    """The trial of a case that is not run, since one of the servers has ended."""
    return Trial(release, device, "unclear", "not run, since a server had ended", left_out=True)


class Trying:
    """A case on its way on one server: ``once`` for each run, ``end`` afterwards. Nothing is raised.

    What goes wrong is in ``trial``, and what is asked later does nothing. With ``checks`` the case is run by
    its own checks too, before anything else. An ``idle`` one finds out whether the case is for the server,
    and no more. ``other_gone`` tells that the server that this one is compared with has ended: then a run is
    cancelled, since nothing can come of it.
    """

    def __init__(
        self,
        case: Case,
        server: Client,
        host: Host,
        *,
        checks: bool = False,
        idle: bool = False,
        other_gone: Callable[[], bool] = lambda: False,
    ) -> None:
        self.trial = Trial(server.version, host.device)
        self._other_gone = other_gone
        self._case = case
        self._server = server
        self._host = host
        self._request: CaseRequest | None = None
        self._mark: LogMark | None = None
        with self._kept():
            if self._for_this_server() and not idle:
                self._begin_log()
                if checks:
                    self._check()
                self._prepare()

    def _for_this_server(self) -> bool:
        from wflint.live.cases.server_needs import unmet

        reason = unmet(self._case.table, self._host, self._server)
        if reason:
            self.trial.outcome, self.trial.said = "skipped", reason
        return not reason

    def _begin_log(self) -> None:
        from wflint.live.measure.log import LogMark

        if self._host.log is not None:
            self._mark = LogMark(self._host.log)

    def _check(self) -> None:
        from wflint.live.cases.runner import CaseRunner

        self.trial.checks = CaseRunner(self._server, self._host).run(self._case)

    def _prepare(self) -> None:
        from wflint.live.cases.request import make_request

        request = make_request(self._case, self._server)
        if request.errors:
            self.trial.outcome = "refused"
            self.trial.said = "; ".join(f"{d.code} {d.message}" for d in request.errors[:3])
            return
        self._request = request
        self.trial.graph = request.body["batch"]["graph"]
        self.trial.labels = request.labels

    @property
    def going(self) -> bool:
        """Whether there is something to run."""
        return self._request is not None and self.trial.outcome == "ran"

    def once(self, *, timed: bool) -> None:
        """Run it; the first run, which loads models, is not ``timed``."""
        if self._request is not None and self.trial.outcome == "ran":
            with self._kept():
                self._run(self._request, timed=timed)

    def _run(self, request: CaseRequest, *, timed: bool) -> None:
        from wflint.live.measure.memory import MemoryWatch

        table = self._case.table
        with MemoryWatch(self._host) as watch:
            run = self._server.enqueue(request.body)
            result = self._server.wait(run, table.timeout, self._look_around, waiting=table.wait)
        if not result.ok:
            self.trial.outcome, self.trial.said = "failed", result.error or f"the run was {result.status}"
            return
        gallery = self._server.gallery
        pictures = [gallery.content(image) for image in result.images if image.kind == "image"]
        known = self.trial.pictures[:1]
        self.trial.pictures.append(known[0] if known == [pictures] else pictures)  # repeats need no room
        if self.trial.first is None:
            from wflint.live.compare.gave import what_nodes_gave

            self.trial.first = result
            self.trial.gave = what_nodes_gave(result, self._server)
        if timed:
            _note_times(result, request.labels, self.trial)
            _note_memory(result, watch, request.labels, self.trial)

    def _look_around(self, _progress: Progress) -> None:
        if self._other_gone():
            raise _InVainError("cancelled, since the other server had ended")

    def look(self, at: Callable[[Case, Trial, Client], None]) -> None:
        """Let somebody look at it while what it made is still on the server."""
        with self._kept():
            at(self._case, self.trial, self._server)

    def end(self) -> None:
        """Remove what the case put on the server, and read what its log said."""
        with self._kept():
            self._server.clean_up()
        if self._mark is not None:
            from wflint.live.compare.logs import warnings_of

            with self._kept():
                self.trial.log = warnings_of(self._mark.since())

    def give_up(self) -> None:
        """We are being ended: let nothing of it wait or run on."""
        self._server.queue.cancel_all()

    @contextmanager
    def _kept(self) -> Iterator[None]:
        trial = self.trial
        try:
            with self._server.marked(f"case {self._case.id}", stays=False):
                yield
        except RefusedError as error:
            trial.outcome, trial.said = "refused", str(error)
        except RunTimeoutError as error:
            trial.outcome, trial.said = "failed", str(error)
        except ServerError as error:
            if isinstance(error, UnreachableError) and trial.end is None:
                trial.end = self._host.end_of(self._server.session.url)
            trial.outcome, trial.said = "unclear", trial.end.said if trial.end else str(error)
        except (InputError, ValueError, OSError, _InVainError) as error:
            trial.outcome, trial.said = "unclear", str(error)


def _note_times(result: RunResult, labels: dict[str, str], trial: Trial) -> None:
    taken = [item.run_seconds for item in result.items if item.run_seconds is not None]
    if taken:
        trial.seconds.append(sum(taken))
    done = [run for item in result.items for run in item.nodes if run.seconds is not None]
    _sum_up(trial.nodes, [(labels.get(run.node) or run.node_type, run.seconds) for run in done])
    _sum_up(trial.ids, [(run.node, run.seconds) for run in done])
    _sum_up(trial.types, [(run.node_type, run.seconds) for run in done])


def _sum_up(into: dict[str, list[float]], spent: Iterable[tuple[str, float | None]]) -> None:
    sums: dict[str, float] = {}
    for name, seconds in spent:
        sums[name] = sums.get(name, 0.0) + (seconds or 0.0)
    for name, seconds in sums.items():
        into.setdefault(name, []).append(seconds)


def _note_memory(result: RunResult, watch: MemoryWatch, labels: dict[str, str], trial: Trial) -> None:
    peak, curve = watch.ram_peak.value, watch.curve
    if watch.vram_peak.value is not None:
        trial.video.append(watch.vram_peak.value)
    if peak is None or not curve:
        return
    trial.memory.append(peak)
    trial.grown.append(max(peak - curve[0][1], 0))
    grown: dict[str, int] = {}
    for item in result.items:
        for run in item.nodes:
            if run.started is None or run.seconds is None:
                continue
            # Its events arrive a little late: from the last look before it began to the last before its end.
            end = run.started + run.seconds
            before = [memory for when, memory in curve if when <= run.started][-1:]
            within = [memory for when, memory in curve if run.started <= when <= end] or before
            if before and within:
                name = labels.get(run.node) or run.node_type
                grown[name] = max(grown.get(name, 0), max(within) - before[0])
    for name, amount in grown.items():
        trial.node_grown.setdefault(name, []).append(amount)
