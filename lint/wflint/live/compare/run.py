"""Cases on one server after the other, and what differs."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Final, NamedTuple

from wflint.live.compare.explain import explain
from wflint.live.compare.judge import CompareOutcome, judge
from wflint.live.compare.logs import MOST_LINES, all_warnings, only_there, unchanging
from wflint.live.compare.sides import make_sure, opened, own_catalogue
from wflint.live.compare.trial import Trial, Trying, left_out

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from wflint.live.cases.load import Case
    from wflint.live.client.client import Client
    from wflint.live.compare.explain import Because
    from wflint.live.compare.judge import Judged
    from wflint.live.compare.sides import ServerSide
    from wflint.live.measure.host import Host
    from wflint.live.serve.ends import ServerEnd

_ROOM: Final = 5 * 2**30  # bytes of a server with tiny models at work, and some beside
_EXPLAINED: Final = frozenset(CompareOutcome) - {CompareOutcome.SAME, CompareOutcome.SKIPPED}
_AGAIN: Final = 1  # times the repeats, before times or memory alone make a case worse


class Compared(NamedTuple):
    """A case on both servers. ``because`` is what may explain a difference, ``log_new`` warnings that only
    the second server logs, ``log_gone`` those of the first only."""

    case: Case
    a: Trial
    b: Trial
    judged: Judged
    because: list[Because]
    log_new: list[str]
    log_gone: list[str]

    @property
    def quiet(self) -> bool:
        """Whether there is nothing to show of it but its name."""
        return self.judged.fine and not self.log_new and self.judged.outcome is not CompareOutcome.MENDED

    @property
    def left_out(self) -> bool:
        """Whether it was not run, since a server had ended."""
        return self.a.left_out or self.b.left_out


class EndedServer(NamedTuple):
    """Which of the servers ended (0 or 1), its release, how, and during which case."""

    place: int
    release: str
    end: ServerEnd
    case: str


def ended_server(found: Sequence[Compared]) -> EndedServer | None:
    """The server that ended while the cases were run, which is the end of a comparison; None mostly."""
    for each in found:
        for place, trial in enumerate((each.a, each.b)):
            if trial.end is not None:
                return EndedServer(place, trial.release, trial.end, each.case.id)
    return None


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
    *,
    checks: bool = False,
    trials: list[list[Trial]] | None = None,
) -> list[Compared]:
    """Run all cases on both servers; where there is room for both, in turns, run by run.

    In turns, whatever else the machine does slows both. With ``checks`` the cases' own checks are made on
    both, too. ``trials`` is filled as they are made, for whoever is ended meanwhile (``compared``). Raises
    ServerError, ServeError, OSError.
    """
    trials = [] if trials is None else trials
    for side in sides:
        make_sure(side, progress)
    together = sum(side.served for side in sides) * _ROOM <= available()
    with ExitStack() as stack:
        for group in (sides,) if together else ((side,) for side in sides):
            if trials and _has_ended(trials[0]):
                trials.append([left_out(group[0].name, "unknown") for _ in cases])
                break
            servers = [stack.enter_context(_open(side, wishes, progress)) for side in group]
            made: list[list[Trial]] = [[] for _ in servers]
            trials += made
            tried(cases, servers, wishes, progress, checks=checks, trials=made)
            stack.close()
    return compared(cases, trials, wishes)


def available() -> int:
    """Bytes of memory that programs can have now."""
    import psutil

    return int(psutil.virtual_memory().available)


def compared(
    cases: Sequence[Case], trials: Sequence[Sequence[Trial]], wishes: CompareWishes
) -> list[Compared]:
    """The cases judged by the trials of the first and of the second server, as far as there are both."""
    found: list[Compared] = []
    told: list[set[str]] = [set(), set()]
    for case, a, b in zip(cases, *(trials if len(trials) == 2 else ((), ())), strict=False):
        judged = judge(a, b, wishes.preset)
        because = explain(a, b, wishes.preset) if judged.outcome in _EXPLAINED else []
        new = _only(b, a, told[1])
        gone = _only(a, b, told[0])
        found.append(Compared(case, a, b, judged, because, new, gone))
    return found


def _only(mine: Trial, theirs: Trial, told: set[str]) -> list[str]:
    """What one server logged and the other never; once, and only where both logs could be read.

    Many a warning is logged once in the life of a server, at whatever case comes first.
    """
    if mine.log is None or theirs.logged is None or mine.outcome != "ran" or theirs.outcome != "ran":
        return []
    found = [line for line in only_there(mine.log, theirs.logged) if unchanging(line) not in told]
    told.update(unchanging(line) for line in found)
    return found[:MOST_LINES]


def _open(
    side: ServerSide, wishes: CompareWishes, progress: Callable[[str], None]
) -> AbstractContextManager[tuple[Client, Host]]:
    return opened(side, models=wishes.models, device=wishes.device, progress=progress)


def tried(
    cases: Sequence[Case],
    servers: Sequence[tuple[Client, Host]],
    wishes: CompareWishes,
    progress: Callable[[str], None],
    *,
    checks: bool = False,
    before_end: Callable[[Case, Trial, Client], None] | None = None,
    trials: list[list[Trial]] | None = None,
) -> list[list[Trial]]:
    """The trials of each server, in the order of the cases. Once one has ended, nothing is run any more.

    ``before_end`` is told each trial that ran, while what it made is still on its server. ``trials`` is an
    empty list for each server, to be filled.
    """
    trials = [[] for _ in servers] if trials is None else trials
    catalogues = [own_catalogue(client) for client, _ in servers]
    names = " and ".join(client.version for client, _ in servers)
    for number, case in enumerate(cases, 1):
        if any(map(_has_ended, trials)):
            for mine, (client, host) in zip(trials, servers, strict=True):
                mine.append(left_out(client.version, host.device))
            continue
        progress(f"{names}: case {number} of {len(cases)}, {case.id}")
        tries: list[Trying] = []
        try:
            for client, host in servers:
                idle = any(each.trial.outcome == "skipped" for each in tries)
                others = [other.queue.gone for other, _ in servers if other is not client]
                other_gone = _any_of(others)
                tries.append(Trying(case, client, host, checks=checks, idle=idle, other_gone=other_gone))
            _repeat(tries, wishes)
            for each in tries:
                if before_end is not None and each.going:
                    each.look(before_end)
        except KeyboardInterrupt:
            for each in tries:
                each.give_up()
            raise
        finally:
            for each in tries:
                each.end()
        for mine, each, catalogue in zip(trials, tries, catalogues, strict=True):
            each.trial.catalogue = catalogue
            mine.append(each.trial)
    for mine, (_, host) in zip(trials, servers, strict=True):
        with suppress(OSError):
            logged = all_warnings(host.log) if host.log is not None else None
            for trial in mine:
                trial.logged = logged
    return trials


def _any_of(questions: Sequence[Callable[[], bool]]) -> Callable[[], bool]:
    return lambda: any(question() for question in questions)


def _has_ended(trials: Sequence[Trial]) -> bool:
    return bool(trials) and (trials[-1].end is not None or trials[-1].left_out)


def _repeat(tries: Sequence[Trying], wishes: CompareWishes) -> None:
    """All runs of a case. Where times or memory of one of two seem worse, more, before it is said."""
    if any(each.trial.outcome == "skipped" for each in tries):
        return  # for one of them it is not meant, so that there is nothing to compare
    for run in range(wishes.repeats + 1):
        if any(each.trial.end for each in tries):
            return
        for each in tries:
            each.once(timed=run > 0)
    if len(tries) != 2 or not all(each.going for each in tries):
        return
    if not judge(tries[0].trial, tries[1].trial, wishes.preset).again:
        return
    for _ in range(_AGAIN * wishes.repeats):
        for each in tries:
            each.once(timed=True)
