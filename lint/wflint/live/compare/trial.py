"""A case tried on one server: repeats of the same request, nothing judged yet."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from wflint.live.client.errors import InputError, RefusedError, RunTimeoutError, ServerError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.live.cases.load import Case
    from wflint.live.cases.request import CaseRequest
    from wflint.live.client.client import Client
    from wflint.live.client.results import RunResult
    from wflint.live.measure.host import Host

Ended = Literal["ran", "failed", "refused", "unclear"]


@dataclass
class Trial:
    """What repeats of a case gave. ``pictures`` are the gallery's files, a list for each repeat.

    ``seconds`` are those of the repeats (not of the first run, which loads models), ``nodes`` those of each
    node by its shown name; ``memory`` is the most resident memory of the server's process in bytes. ``said``
    is why it is not ``ran``: the server's error, its refusal, or why nothing could be found out.
    """

    release: str
    device: str
    outcome: Ended = "ran"
    said: str = ""
    pictures: list[list[bytes]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    nodes: dict[str, list[float]] = field(default_factory=dict)
    memory: list[int] = field(default_factory=list)
    graph: dict[str, Any] = field(default_factory=dict)


class Trying:
    """A case on its way on one server: ``once`` for each run, ``end`` afterwards. Nothing is raised.

    What goes wrong is in ``trial``, and what is asked later does nothing.
    """

    def __init__(self, case: Case, server: Client, host: Host) -> None:
        self.trial = Trial(server.version, host.device)
        self._case = case
        self._server = server
        self._host = host
        self._request: CaseRequest | None = None
        with self._kept():
            self._prepare()

    def _prepare(self) -> None:
        from wflint.live.cases.request import make_request

        request = make_request(self._case, self._server)
        if request.errors:
            self.trial.outcome = "refused"
            self.trial.said = "; ".join(f"{d.code} {d.message}" for d in request.errors[:3])
            return
        self._request = request
        self.trial.graph = request.body["batch"]["graph"]

    def once(self, *, timed: bool) -> None:
        """Run it; the first run, which loads models, is not ``timed``."""
        if self._request is not None and self.trial.outcome == "ran":
            with self._kept():
                self._run(self._request, timed=timed)

    def _run(self, request: CaseRequest, *, timed: bool) -> None:
        from wflint.live.measure.memory import MemoryWatch

        with MemoryWatch(self._host) as watch:
            result = self._server.wait(self._server.enqueue(request.body), self._case.table.timeout)
        if not result.ok:
            self.trial.outcome, self.trial.said = "failed", result.error or f"the run was {result.status}"
            return
        gallery = self._server.gallery
        self.trial.pictures.append([gallery.content(i) for i in result.images if i.kind == "image"])
        if watch.ram_peak.value is not None:
            self.trial.memory.append(watch.ram_peak.value)
        if timed:
            _note_times(result, request.labels, self.trial)

    def end(self) -> None:
        """Remove what the case put on the server."""
        with self._kept():
            self._server.clean_up()

    @contextmanager
    def _kept(self) -> Iterator[None]:
        trial = self.trial
        try:
            yield
        except RefusedError as error:
            trial.outcome, trial.said = "refused", str(error)
        except RunTimeoutError as error:
            trial.outcome, trial.said = "failed", str(error)
        except (ServerError, InputError, ValueError, OSError) as error:
            trial.outcome, trial.said = "unclear", str(error)


def _note_times(result: RunResult, labels: dict[str, str], trial: Trial) -> None:
    taken = [item.run_seconds for item in result.items if item.run_seconds is not None]
    if taken:
        trial.seconds.append(sum(taken))
    spent: dict[str, float] = {}
    for item in result.items:
        for run in item.nodes:
            if run.seconds is not None:
                name = labels.get(run.node) or run.node_type
                spent[name] = spent.get(name, 0.0) + run.seconds
    for name, seconds in spent.items():
        trial.nodes.setdefault(name, []).append(seconds)
