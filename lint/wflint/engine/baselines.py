"""The baselines of a run: which file has which, what they hide, and what is written into them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from wflint.diagnostics import Severity
from wflint.diagnostics.words import numbered
from wflint.engine.baseline import Looked, Matched, match, written_anew
from wflint.engine.baseline_file import KnownFinding, KnownFindingsError, read_baseline, write_baseline
from wflint.engine.baseline_places import BaselinePlaces, BaselineWish
from wflint.engine.settle import of_inventory

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

    from wflint.diagnostics import Diagnostic
    from wflint.engine.configuration import Settings
    from wflint.engine.settle import Showing
    from wflint.engine.work import Done, Job, Plan


class KnownFindings:
    """The baselines that a run uses, read before the first file is checked. Raises KnownFindingsError.

    ``governed`` has, by the path of a job, where its file is and its baseline; ``others`` are baselines that
    the ``folders`` of the command line have; ``excluded`` is what no search finds. ``notes`` is what to say
    then.
    """

    def __init__(
        self,
        wish: BaselineWish,
        governed: Mapping[str, tuple[str, str]],
        others: Iterable[str],
        *,
        showing: Showing,
        folders: Iterable[str],
        excluded: Callable[[str], bool] | None = None,
    ) -> None:
        self.notes: list[str] = []
        self._wish = wish
        self._showing = showing
        self._excluded = excluded
        self._governed = governed
        ways = [way(folder) for folder in folders for way in (os.path.abspath, os.path.realpath)]
        self._folders = tuple(os.path.join(way, "") for way in dict.fromkeys(ways))
        own = [baseline for _, baseline in governed.values()]
        self._looking: dict[Plan, frozenset[str]] = {}
        self._running: dict[Plan, frozenset[str]] = {}
        # A folder that has only folders with configurations of their own gets no baseline of no findings.
        others = [path for path in others if wish.action != "write" or not own or os.path.lexists(path)]
        paths = dict.fromkeys([*own, *others])
        self._entries = {path: _read(path, wish) for path in paths}
        if self._wish.action == "prune" and not paths:
            raise KnownFindingsError(f"no baseline to prune; {_WRITES_ONE}")

    def widened(self, jobs: Iterable[Job]) -> list[Job]:
        """The jobs, those with a baseline asked to list what they would only count, and could not match."""
        least = self._showing.least
        showing = self._showing._replace(listed=least)
        return [
            job._replace(plan=job.plan._replace(showing=showing)) if job.path in self._governed else job
            for job in jobs
        ]

    def over(
        self, jobs: Sequence[Job], done: Iterable[Done], progress: Callable[[int, int], None] | None
    ) -> Iterator[Done]:
        """What each file gave, what is known marked; all are checked first, as files may have been renamed.

        Raises KnownFindingsError when a baseline cannot be written.
        """
        results = []
        for number, result in enumerate(done, 1):
            results.append(result)
            if progress is not None:
                progress(number, len(jobs))
        plans = [job.plan for job in {id(job.plan): job for job in jobs}.values()]
        options = {plan: plan.wanted.options() for plan in plans}
        self._looking = {plan: plan.looking(options[plan]) for plan in plans}
        self._running = {plan: plan.running(options[plan]) for plan in plans}
        by_baseline: dict[str, list[int]] = {path: [] for path in self._entries}
        for number, job in enumerate(jobs):
            if job.path in self._governed:
                by_baseline[self._governed[job.path][1]].append(number)
        for path, numbers in by_baseline.items():
            one = _Baseline(path, self._entries[path], self._folders, self._excluded)
            looked = [self._looked(one, jobs[number], results[number]) for number in numbers]
            for number, found in zip(numbers, self._apply(one, looked), strict=True):
                results[number] = self._listed(results[number], found)
        yield from results

    def _looked(self, one: _Baseline, job: Job, done: Done) -> Looked:
        all_severities = self._wish.action != "use" or self._showing.least is Severity.INFO
        # Not read, not fetched, broken as a whole or passed over: no rule saw what is in it.
        unread = any(c.kind is None for c in done.checked)
        return Looked(
            name_in(one.folder, self._governed[job.path][0]),
            done.diagnostics,
            # Rules about models had more to say in a run that knew the models of the server.
            (self._running if one.knew_models else self._looking)[job.plan],
            whole=all_severities and not unread and not done.problems,
        )

    def _apply(self, one: _Baseline, looked: Sequence[Looked]) -> list[list[Diagnostic]]:
        matched = one.match(looked)
        if self._wish.action == "write":
            self.notes.append(one.write(looked))
            return one.match(looked).diagnostics
        if self._wish.action == "prune":
            self.notes.append(one.prune(matched))
        elif matched.stale:
            are, them = ("are", "them") if _number(matched.stale) > 1 else ("is", "it")
            gone = f"{_findings(matched.stale)} in it {are} gone"
            self.notes.append(f"{shown_path(one.path)}: {gone}; --prune-baseline removes {them}")
        return matched.diagnostics

    def _listed(self, done: Done, found: Iterable[Diagnostic]) -> Done:
        """What is told in the end: of infos that count, mostly their number."""
        least = self._showing.listed.rank
        told = list(found)
        kept = [d for d in told if not d.counts or d.severity.rank >= least]
        return done._replace(diagnostics=kept, hidden=done.hidden + len(told) - len(kept))


def without_known(diagnostics: Sequence[Diagnostic], place: str, settings: Settings) -> list[Diagnostic]:
    """Those of one file that no baseline hides, for commands other than check. Raises KnownFindingsError."""
    wish = BaselineWish()
    path = BaselinePlaces(wish).of(place, settings)
    if path is None:
        return list(diagnostics)
    one = _Baseline(path, _read(path, wish), ())
    (told,) = one.match([Looked(name_in(one.folder, place), diagnostics)]).diagnostics
    return [d for d in told if d.counts]


def _read(path: str, wish: BaselineWish) -> list[KnownFinding]:
    shown = shown_path(path)
    if wish.file is None and os.path.islink(path):
        from wflint.engine.project import leads_out

        if reason := leads_out(path):  # nor is what it leads to written over
            raise KnownFindingsError(f"{shown}: not used: it {reason}; --baseline FILE names another")
    try:
        return read_baseline(path, shown)
    except FileNotFoundError:
        if wish.action == "write":
            return []
        raise KnownFindingsError(f"{shown}: no such baseline; {_WRITES_ONE}") from None


class _Baseline:
    """One of them, with what belongs to it."""

    def __init__(
        self,
        path: str,
        entries: list[KnownFinding],
        folders: tuple[str, ...],
        excluded: Callable[[str], bool] | None = None,
    ) -> None:
        self.path = path
        self.folder = os.path.dirname(path)
        self._real_folder = os.path.realpath(self.folder)
        self.entries = entries
        # Whether a list of the server's models was there: these rules find nothing without one.
        self.knew_models = not of_inventory().isdisjoint(entry.rule for entry in entries)
        self._folders = folders
        self._excluded = excluded

    def match(self, looked: Sequence[Looked]) -> Matched:
        return match(self.entries, looked, self._is_gone, self._has_searched, self._copied)

    def write(self, looked: Sequence[Looked]) -> str:
        self.entries = written_anew(self.entries, looked, self._is_gone, self._has_searched, self._copied)
        changed = write_baseline(self.path, shown_path(self.path), self.entries)
        files = numbered(len({entry.path for entry in self.entries}), "file")
        verb = "wrote" if changed else "no change in"
        return f"{verb} {shown_path(self.path)}: {_findings(self.entries)} in {files}"

    def prune(self, matched: Matched) -> str:
        write_baseline(self.path, shown_path(self.path), matched.used)
        told = [f"{_findings(matched.stale)} removed"] if matched.stale else []
        if matched.moved:
            told.append(f"{numbered(len(matched.moved), 'file')} renamed")
        return f"{shown_path(self.path)}: {', '.join(told) or 'nothing to remove'}"

    def _is_gone(self, name: str) -> bool:
        # Another drive or a share is not looked at: on Windows, that alone tells its server who asks.
        if os.path.isabs(name) or os.path.splitdrive(name)[0]:
            return False
        try:
            return not os.path.lexists(os.path.join(self.folder, name))
        except ValueError:  # a null character
            return True

    def _has_searched(self, name: str) -> bool:
        """Whether the run would have come upon the file."""
        return any(
            os.path.normpath(os.path.join(folder, name)).startswith(self._folders)
            for folder in (self.folder, self._real_folder)
        )

    def _copied(self, names: Sequence[str], known: Container[str]) -> Container[str]:
        """Those of the names that a file equals which is not known, and which the run did not look at."""
        if self._has_searched("any.json"):
            return ()
        from wflint.engine.copies import with_copies

        return with_copies(
            self.folder, names, lambda path: name_in(self.folder, path) not in known, self._excluded
        )


def name_in(folder: str, place: str) -> str:
    """What a baseline in the folder calls a file: its path from there, whatever link led to it.

    A link that leads out of the project is a file of its own.
    """
    path = os.path.abspath(place)
    try:
        real, real_folder = os.path.realpath(path), os.path.realpath(folder)
        name = os.path.relpath(path, folder)
        other = os.path.relpath(real, real_folder)
        if other != name and (not _is_above(other) or _of_project(real, real_folder)):
            name = other
    except (ValueError, OSError):  # another drive on Windows, a null character
        name = path
    return name.replace(os.sep, "/")


def _is_above(name: str) -> bool:
    return name.split(os.sep, 1)[0] == os.pardir


def _of_project(path: str, folder: str) -> bool:
    from wflint.engine.project import project_root

    root = project_root(os.path.join(folder, "any"))
    return root != folder and path.startswith(os.path.join(root, ""))


def shown_path(path: str) -> str:
    """A path as messages have it: from where wflint runs, if it lies below."""
    try:
        shown = os.path.relpath(path)
    except ValueError:  # another drive on Windows
        return path
    return path if shown.startswith(os.pardir) else shown


def _findings(entries: Iterable[KnownFinding]) -> str:
    return numbered(_number(entries), "finding")


def _number(entries: Iterable[KnownFinding]) -> int:
    return sum(entry.times for entry in entries)


_WRITES_ONE = "`wflint check --write-baseline` writes one"
