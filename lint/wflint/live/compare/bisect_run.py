"""Bisecting a case over releases that wflint serves, one after the other."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wflint.cache import cache_dir
from wflint.diagnostics.words import numbered
from wflint.live.client.errors import ServerError
from wflint.live.compare.bisect import BisectAnswer, between, bisect
from wflint.live.compare.bisect_kept import KeptTrial, KeptTrials
from wflint.live.compare.bisect_look import VERBS, Sought, compared, ended, placed, unsteady
from wflint.live.compare.bisect_room import LEAST, free, say_room
from wflint.live.compare.explain import changes_between
from wflint.live.serve.environment import invokeai_environment, is_installed
from wflint.live.serve.errors import ServeError, SetupError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from wflint.live.cases.load import Case
    from wflint.live.compare.bisect import Bisected
    from wflint.live.compare.trial import Trial

    Progress = Callable[[str], None]

_LOST: Final = 3  # installations that fail one after the other: it is not the releases


class BisectError(Exception):
    """There is nothing to find: both ends are alike in what is sought."""


class BisectStoppedError(Exception):
    """The search cannot go on now; what was found so far is kept. ``details`` are lines below it."""

    def __init__(self, message: str, details: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.details = tuple(details)


class BisectWishes(NamedTuple):
    """``sought`` None means: the first of verdict, image and time in which the ends differ.

    ``repeats`` after the first run on each release, ``preset`` is what images may differ by. ``models`` is
    ``tiny``, ``none`` or a folder; ``packs`` are node packs that each server loads.
    """

    sought: Sought | None = None
    repeats: int = 1
    preset: str = "tight"
    models: str = "tiny"
    device: str = "auto"
    packs: tuple[Path, ...] = ()


@dataclass
class BisectFound:
    """The outcome. ``notes`` are sentences on what to keep in mind, ``changes`` on what the catalogues show.

    ``steady`` is whether repeats on the good release give one image.
    """

    sought: Sought
    bisected: Bisected
    how: str
    steady: bool = True
    notes: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)


def bisect_case(
    case: Case,
    releases: Sequence[str],
    ends: tuple[str, str],
    wishes: BisectWishes,
    progress: Progress,
    *,
    again: bool = False,
) -> BisectFound:
    """Find the release from which on a case differs from what it gives on the good one.

    ``releases`` are those that may be tried, oldest first, ``ends`` the good and the bad one. What a release
    gives is kept in the cache and not asked again, unless ``again``. Raises BisectError, BisectStoppedError,
    ServeError, OSError, ValueError.
    """
    chosen = between(releases, *ends)
    asking = _Asking(case, wishes, progress, again=again)
    asking.begin(chosen)
    good, bad = (asking.end(release) for release in ends)
    found = unsteady(good.trial, wishes.preset) if good.trial.outcome == "ran" else ""
    steady = not found
    notes = []
    if found:
        notes.append(
            f"not reproducible: on InvokeAI {ends[0]} images differ between repeats ({found}); only what"
            " differs by more is found"
        )
        progress(notes[0])
    sought = _sought(good.trial, bad.trial, ends, wishes)
    progress(f"InvokeAI {ends[0]} and {ends[1]} differ in the {sought.value}")

    def answer(release: str, trial: Trial) -> BisectAnswer:
        seen = placed(sought, good.trial, bad.trial, trial, wishes.preset)
        return BisectAnswer(release, seen.differs, seen.said)

    def ask(release: str) -> BisectAnswer:
        try:
            told = answer(release, asking.of(release).trial)
        except (ServeError, ServerError) as error:
            told = BisectAnswer(release, None, _why(error))
        progress(f"InvokeAI {release} {_SAID[told.bad]}{told.said and ': '}{told.said}")
        return told

    known = [
        answer(release, kept.trial) for release in chosen if (kept := asking.kept.get(release)) is not None
    ]
    bisected = bisect(chosen, ask, known, asking.left)
    last = asking.of(bisected.first_bad).trial
    first = asking.of(bisected.last_good).trial
    if sought is not Sought.TIME and compared(sought, last, bad.trial, wishes.preset).differs:
        what = f"InvokeAI {ends[1]} differs from {bisected.first_bad} too"
        notes.append(f"{what}: it changed again in between (--good {bisected.first_bad} --bad {ends[1]})")
    how = compared(sought, first, last, wishes.preset).said
    graph = first.graph or last.graph
    changes = changes_between(graph, bisected.last_good, bisected.first_bad)
    return BisectFound(sought, bisected, how, steady, notes, changes)


_SAID: Final = {True: "is bad", False: "is good", None: "could not be tried"}


def _why(error: ServeError | ServerError) -> str:
    """An error in a line: of what an installer or a log said, the end, which names the reason."""
    if not isinstance(error, ServeError) or not error.details:
        return str(error)
    return f"{error.message.removesuffix(':')}: {error.details[-1].strip()}"


def _sought(good: Trial, bad: Trial, ends: tuple[str, str], wishes: BisectWishes) -> Sought:
    """In what the ends differ. Raises BisectError where they do not."""
    seen = {each: compared(each, good, bad, wishes.preset) for each in Sought}
    if wishes.sought is None:
        for each in Sought:
            if seen[each].differs:
                return each
        told = "; ".join(dict.fromkeys(f"{each}: {seen[each].said}" for each in Sought))
        raise BisectError(f"nothing to find: InvokeAI {ends[1]} gives what {ends[0]} gives ({told})")
    wanted = seen[wishes.sought]
    if wanted.differs:
        return wishes.sought
    others = [f"--for {each.value}" for each in Sought if seen[each].differs]
    other = f"; they differ otherwise: try {' or '.join(others)}" if others else ""
    if wanted.differs is None:
        raise BisectError(f"nothing to compare: {wanted.said}{other}")
    same = f"the {wishes.sought.value} of the case is the same on InvokeAI {ends[0]} and {ends[1]}"
    raise BisectError(f"nothing to find: {same} ({wanted.said}){other}")


class _Asking:
    """Trials of a case by release: kept ones, else made now."""

    def __init__(self, case: Case, wishes: BisectWishes, progress: Progress, *, again: bool) -> None:
        self._case = case
        self._wishes = wishes
        self._progress = progress
        self._took: list[float] = []
        self._made: set[str] = set()  # by this process, or told of already
        self._lost = 0
        how = {"device": wishes.device, "models": _models(wishes.models)}
        self.kept = KeptTrials(case, how, wishes.packs, repeats=wishes.repeats)
        if again:
            self.kept.forget()

    def begin(self, chosen: Sequence[str]) -> None:
        """Say what is ahead, and find out whether it can be had. Raises BisectStoppedError, OSError."""
        ends = f"InvokeAI {chosen[0]} (good) to {chosen[-1]} (bad)"
        between = numbered(len(chosen) - 2, "release") if len(chosen) > 2 else "nothing to try"
        self._progress(f"{ends}: {between} between")
        new = [release for release in chosen if self.kept.get(release) is None]
        first = sum(release in new for release in (chosen[0], chosen[-1]))
        say_room(new, first + (len(new) - first).bit_length(), self._progress)
        self.kept.prepare()
        for release in {chosen[0], chosen[-1]}.intersection(new):
            self._make_sure(release)

    def _make_sure(self, release: str) -> None:
        """Install one of both ends, before anything works for minutes for the other."""
        self._look_for_room(release)
        try:
            invokeai_environment(release, self._progress)
        except ServeError as error:
            raise BisectStoppedError(error.message, error.details) from None

    def _look_for_room(self, release: str) -> None:
        if not is_installed(release) and (room := free(cache_dir())) < LEAST:
            said = f"{room / 1e9:.1f} GB are free in {cache_dir()}: too little to install InvokeAI {release}"
            raise BisectStoppedError(said, ["`wflint serve cache --clean RELEASE` makes room"])

    def of(self, release: str) -> KeptTrial:
        """What the case gives on a release. Raises BisectStoppedError, ServeError, ServerError, OSError."""
        if (found := self.kept.get(release)) is not None:
            if release not in self._made:
                self._made.add(release)
                self._took.append(found.took)
                self._progress(f"InvokeAI {release} was tried before")
            return found
        self._look_for_room(release)
        begun = time.monotonic()
        try:
            trial = tried_on(release, self._case, self._wishes, self._progress)
        except SetupError as error:
            self._lost += 1
            if self._lost < _LOST:
                raise
            said = f"{_LOST} releases, one after the other, could not be installed: {error.message}"
            raise BisectStoppedError(said, error.details) from None
        self._lost = 0
        found = KeptTrial(trial, time.monotonic() - begun)
        self._took.append(found.took)
        self._made.add(release)
        if trial.outcome not in VERBS:
            raise ServeError(trial.said)
        self.kept.keep(release, found)
        return found

    def end(self, release: str) -> KeptTrial:
        """The same of one of both ends, without which there is no search."""
        try:
            found = self.of(release)
        except (ServeError, ServerError) as error:
            said = f"the case cannot be tried on InvokeAI {release}: {getattr(error, 'message', error)}"
            raise BisectStoppedError(said, getattr(error, "details", ())) from None
        self._progress(f"InvokeAI {release}: {ended(found.trial)}")
        return found

    def left(self, release: str, most: int) -> None:
        """Say what comes, and how long it may take."""
        minutes = most * sum(self._took) / max(1, len(self._took)) / 60
        long = f", about {minutes:.0f} min" if minutes >= 1 else ""
        self._progress(f"next is InvokeAI {release}; {most} more at most{long}")


def tried_on(release: str, case: Case, wishes: BisectWishes, progress: Progress) -> Trial:
    """Serve a release and run the case on it. Raises ServeError, ServerError, OSError."""
    from wflint.live.client.client import Client
    from wflint.live.compare.trial import Trying
    from wflint.live.measure.host import describe_host, is_gone
    from wflint.live.serve.server import InvokeAIServer

    models = None if wishes.models == "none" else wishes.models
    with (
        InvokeAIServer(
            release, models=models, device=wishes.device, packs=wishes.packs, progress=progress
        ) as server,
        Client(server.session()) as client,
    ):
        client.queue.gone = is_gone(server.url, server)
        trying = Trying(case, client, describe_host(client, server))
        try:
            for run in range(wishes.repeats + 1):
                progress(f"InvokeAI {release}: run {run + 1} of {wishes.repeats + 1} of {case.id}")
                trying.once(timed=run > 0)
        finally:
            trying.end()
        return trying.trial


def _models(wanted: str) -> Any:
    """What stands for a folder of models: its files, by name, size and date. Raises FileNotFoundError."""
    if wanted in ("tiny", "none"):
        return wanted
    from pathlib import Path

    from wflint.live.serve.models import find_models

    find_models(Path(wanted))
    root = Path(wanted).resolve()
    files = sorted(path for path in ([root] if root.is_file() else root.rglob("*")) if path.is_file())
    return [(str(path), (found := path.stat()).st_size, found.st_mtime_ns) for path in files]
