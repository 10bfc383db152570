"""Showing what a suite of cases does: one line drawn over on a terminal, now and then a line elsewhere."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from typing import TYPE_CHECKING, Any, Final

from wflint.cli.heartbeat import LOG_SECONDS, Heartbeat, behind
from wflint.cli.output import draw, note

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from wflint.live.cases.planned import Planned
    from wflint.live.cases.request import CaseRequest
    from wflint.live.client.ahead import Ahead
    from wflint.live.client.batch_run import Progress
    from wflint.live.client.client import Client

_LONGEST: Final = 100  # columns
_SHORTEST: Final = 16  # of a name, or of what is being done


def columns() -> int | None:
    """How wide lines of a report may be: those of the terminal that reads it; None for a file or a pipe."""
    return min(_LONGEST, shutil.get_terminal_size().columns) if sys.stdout.isatty() else None


class CaseDisplay:
    """Is told what a case runner does, and says it on standard error.

    A thread of its own looks at it, since a run that waits in the queue, or loads a model, tells nothing. It
    ends with the block of its ``with``. ``quiet`` says nothing at all.
    """

    def __init__(self, server: Client, total: int, base: Path, *, quiet: bool, as_json: bool) -> None:
        self._server = server
        self._total = total
        self._base = base
        self._quiet = quiet
        self._terminal = sys.stderr.isatty() and not as_json
        self._every = 0.0 if self._terminal else LOG_SECONDS
        self._lock = threading.Lock()
        self._heart = Heartbeat(self._beat)
        self._ended = False
        self._number = 0
        self._name = ""
        self._begun = self._said = time.monotonic()
        self._runs = 0
        self._request: CaseRequest | None = None
        self._graph: dict[str, Any] = {}
        self._ahead: Ahead | None = None  # while a run waits
        self._waits_for: int | None = None
        self._doing = ""
        self._drawn = False

    def __enter__(self) -> Self:
        if not self._quiet:
            self._heart.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._heart.stop()
        with self._lock:
            self._ended = True
            self._erase()

    # -- what happens ------------------------------------------------------------------------------

    def begin(self, planned: Planned) -> None:
        """The next case comes."""
        from wflint.live.cases.shown_names import shown_name

        with self._lock:
            self._number += 1
            self._name = shown_name(planned.file, planned.called, self._base)
            self._begun = time.monotonic()
            self._runs, self._ahead, self._doing = 0, None, "getting ready"

    def sent(self, request: CaseRequest, body: dict[str, Any]) -> None:
        """A run of the case is put into the queue."""
        from wflint.live.client.ahead import Ahead
        from wflint.live.runs.document_run import items_in

        with self._lock:
            self._runs += 1
            self._request, self._graph = request, body["batch"]["graph"].get("nodes") or {}
            self._ahead, self._waits_for = Ahead(self._server, items_in(body)), None
            self._doing = "waiting"

    def __call__(self, progress: Progress) -> None:
        """Something happened in the run."""
        with self._lock:
            if progress.what == "item":
                if progress.status == "in_progress":
                    self._ahead, self._doing = None, "started"
                return
            self._ahead = None
            node = self._graph.get(progress.node) or {}
            label = self._request.labels.get(progress.node) if self._request is not None else None
            self._doing = f"{label or progress.node_type}{_how_far(progress, node.get('steps'))}"

    def pause(self) -> None:
        """Something else is about to be written."""
        with self._lock:
            self._erase()
            self._said = time.monotonic()
            self._doing = ""  # nothing, until the next case begins

    # -- what is shown -----------------------------------------------------------------------------

    def _beat(self) -> None:
        with self._lock:
            ahead, due = self._ahead, time.monotonic() >= self._said + self._every
        if not due:
            return
        number = ahead.ask() if ahead is not None else None  # not under the lock: the run goes on meanwhile
        with self._lock:
            self._waits_for = number if self._ahead is ahead else None
            if not self._ended and self._doing:
                self._show()

    def _show(self) -> None:
        now = time.monotonic()
        head = f"{self._number} of {self._total} cases, "
        doing = self._doing
        if self._ahead is not None and self._waits_for:
            doing = behind(self._waits_for)
        if self._runs > 1:
            doing = f"run {self._runs}, {doing}"
        tail = f" ({now - self._begun:.0f} s)"
        self._said = now
        if not self._terminal:
            note(f"{head}{self._name}: {doing}{tail}")
            return
        # On one line, or it could not be drawn over: the name gives way first, then what is being done.
        room = shutil.get_terminal_size().columns - len(head) - len(tail) - 3
        name = _shortened(self._name, max(_SHORTEST, room - len(doing)))
        line = f"{head}{name}: {doing[: max(_SHORTEST, room - len(name))]}{tail}"
        draw(line[: shutil.get_terminal_size().columns - 1], sys.stderr, erase=True)
        self._drawn = True

    def _erase(self) -> None:
        if self._drawn:
            draw("", sys.stderr, erase=True)
            self._drawn = False


def _how_far(progress: Progress, steps: Any) -> str:
    if progress.fraction is None:
        return f": {progress.message}" if progress.message else ""
    if type(steps) is int and steps > 0:
        return f" {round(progress.fraction * steps)}/{steps}"
    return f" {progress.fraction:.0%}"


def _shortened(name: str, most: int) -> str:
    """A path's end, which tells it from others."""
    return name if len(name) <= most else f"...{name[len(name) - most + 3 :]}"
