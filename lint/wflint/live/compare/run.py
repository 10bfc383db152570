"""Cases on one server after the other, and what differs."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Final, NamedTuple

from wflint.live.compare.explain import silent_between
from wflint.live.compare.judge import CompareOutcome, judge
from wflint.live.compare.sides import opened
from wflint.live.compare.trial import Trying

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from wflint.live.cases.load import Case
    from wflint.live.client.client import Client
    from wflint.live.compare.judge import Judged
    from wflint.live.compare.sides import ServerSide
    from wflint.live.compare.trial import Trial
    from wflint.live.measure.host import Host

_ROOM: Final = 5 * 2**30  # bytes of a server with tiny models at work, and some beside


class Compared(NamedTuple):
    """A case on both servers. ``silent`` are sentences on known changes that may explain another result."""

    case: Case
    a: Trial
    b: Trial
    judged: Judged
    silent: list[str]


class CompareWishes(NamedTuple):
    """``repeats`` after the first run on each side. ``preset`` is what images may differ by.

    ``models`` and ``device`` are for servers that wflint starts.
    """

    repeats: int = 3
    preset: str = "tight"
    models: str = "tiny"
    device: str = "auto"


def compare_servers(
    cases: Sequence[Case],
    sides: tuple[ServerSide, ServerSide],
    wishes: CompareWishes,
    progress: Callable[[str], None],
) -> list[Compared]:
    """Run all cases on both servers; where there is room for both, in turns, run by run.

    In turns, whatever else the machine does slows both. Raises ServerError, ServeError, OSError.
    """
    together = sum(side.served for side in sides) * _ROOM <= available()
    with ExitStack() as stack:
        trials: list[list[Trial]] = []
        for group in (sides,) if together else ((side,) for side in sides):
            servers = [stack.enter_context(_open(side, wishes, progress)) for side in group]
            trials += _tried(cases, servers, wishes.repeats, progress)
            stack.close()
    found = []
    for case, a, b in zip(cases, *trials, strict=True):
        judged = judge(a, b, wishes.preset)
        silent = (
            silent_between(a.graph, a.release, b.release) if judged.outcome is CompareOutcome.OTHER else []
        )
        found.append(Compared(case, a, b, judged, silent))
    return found


def available() -> int:
    """Bytes of memory that programs can have now."""
    import psutil

    return int(psutil.virtual_memory().available)


def _open(
    side: ServerSide, wishes: CompareWishes, progress: Callable[[str], None]
) -> AbstractContextManager[tuple[Client, Host]]:
    return opened(side, models=wishes.models, device=wishes.device, progress=progress)


def _tried(
    cases: Sequence[Case],
    servers: Sequence[tuple[Client, Host]],
    repeats: int,
    progress: Callable[[str], None],
) -> list[list[Trial]]:
    """The trials of each server, in the order of the cases."""
    trials: list[list[Trial]] = [[] for _ in servers]
    names = " and ".join(client.version for client, _ in servers)
    for number, case in enumerate(cases, 1):
        progress(f"{names}: case {number} of {len(cases)}, {case.id}")
        tries = [Trying(case, client, host) for client, host in servers]
        try:
            for run in range(repeats + 1):
                for each in tries:
                    each.once(timed=run > 0)
        finally:
            for each in tries:
                each.end()
        for mine, each in zip(trials, tries, strict=True):
            mine.append(each.trial)
    return trials
