"""What a baseline hides of what a run found: as many findings of a file as were there, and no more.

A finding is known by its file and fingerprint. Of several with one fingerprint those are known first whose
words are in the baseline, so that the one that came later is shown. A file that is new takes over the entries
of one that is gone if most of what is found in it was known there: it was renamed.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from wflint.engine.baseline_file import KnownFinding
from wflint.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping, Sequence

    from wflint.diagnostics import Diagnostic

BASELINE = "baseline"  # why a finding does not count
_NEAR = 20  # files that are gone, looked at for each finding of a new one


class Looked(NamedTuple):
    """A file that was checked. ``path`` is what the baseline calls it.

    ``rules`` are those that really looked at it, None: all; without ``whole`` something was not looked at,
    and nobody can say what is gone.
    """

    path: str
    diagnostics: Sequence[Diagnostic]
    rules: frozenset[str] | None = None
    whole: bool = True

    def judges(self, entry: KnownFinding) -> bool:
        """Whether what the entry knows would have been found."""
        return self.whole and (self.rules is None or entry.rule in self.rules)


class Matched(NamedTuple):
    """The diagnostics of each file, those that were known marked; entries that are used, and that are stale.

    ``moved`` says of files that are gone what they are called now. ``unseen`` are those of the used entries
    that nothing was found for, and nobody looked.
    """

    diagnostics: list[list[Diagnostic]]
    used: list[KnownFinding]
    stale: list[KnownFinding]
    moved: Mapping[str, str]
    unseen: list[KnownFinding]


def match(
    entries: Iterable[KnownFinding],
    looked: Sequence[Looked],
    is_gone: Callable[[str], bool],
    searched: Callable[[str], bool],
    copied: Callable[[Sequence[str], Container[str]], Container[str]] = lambda _names, _known: (),
) -> Matched:
    """Hide what the entries know.

    ``is_gone`` says of a path whether there is no such file any more, ``searched`` whether the run would have
    come upon it: what became of others is not its business. ``copied`` tells of names of new files those that
    some other file equals, known ones and those of the run apart: nobody can say which of them was renamed.
    """
    by_path: dict[str, list[KnownFinding]] = {}
    for entry in entries:
        by_path.setdefault(entry.path, []).append(entry)
    seen = {file.path for file in looked}
    new = [file for file in looked if file.path not in by_path and any(d.counts for d in file.diagnostics)]
    asked = (path for path in by_path if path not in seen and (new or searched(path)))
    gone = {path: by_path[path] for path in asked if is_gone(path)}
    came_from = _renamed(gone, new) if gone and new else {}
    if came_from:
        copies = copied([file.path for file in new], by_path.keys() | seen)
        if any(path in copies for path in came_from):
            came_from = _renamed(gone, [file for file in new if file.path not in copies])
    marked: list[list[Diagnostic]] = []
    used, stale, unseen = [], [], []
    rest: dict[str, dict[KnownFinding, tuple[int, bool]]] = {}  # not needed, and whether somebody looked
    for file in looked:  # one may be there twice, by its name and by that of a link
        known = by_path.get(came_from.get(file.path, file.path), [])
        told, left = _hide(known, file.diagnostics)
        marked.append(told)
        before = rest.get(file.path)
        now = {e: (number, file.judges(e)) for e, number in zip(known, left, strict=True)}
        rest[file.path] = (
            now
            if before is None
            else {e: (min(n, now[e][0]), sure and now[e][1]) for e, (n, sure) in before.items()}
        )
    for path, entries_left in rest.items():
        by_path.pop(came_from.get(path, path), None)
        for entry, (number, sure) in entries_left.items():
            over = number if sure else 0
            if over < entry.times:
                used.append(entry._replace(path=path, times=entry.times - over))
            if over:
                stale.append(entry._replace(times=over))
            elif number:
                unseen.append(entry._replace(path=path, times=number))
    for path, others in by_path.items():
        if path in gone and searched(path):
            stale += others
        else:
            used += others
            unseen += others
    return Matched(marked, used, stale, {old: now for now, old in came_from.items()}, unseen)


def _hide(
    known: Sequence[KnownFinding], diagnostics: Sequence[Diagnostic]
) -> tuple[list[Diagnostic], list[int]]:
    """The diagnostics, those that are known marked, and how often each entry was not needed."""
    if not known:
        return list(diagnostics), []
    left = [entry.times for entry in known]
    exact = {(entry.fingerprint, entry.message): i for i, entry in enumerate(known)}
    alike: dict[str, list[int]] = {}
    for i, entry in enumerate(known):
        alike.setdefault(entry.fingerprint, []).append(i)
    hidden = [False] * len(diagnostics)
    for number, d in enumerate(diagnostics):
        entry_number = exact.get((d.alike, d.message)) if d.counts else None
        if entry_number is not None and left[entry_number]:
            left[entry_number] -= 1
            hidden[number] = True
    for number, d in enumerate(diagnostics):
        if hidden[number] or not d.counts:
            continue
        others = alike.get(d.alike, [])
        while others and not left[others[-1]]:
            others.pop()
        if others:
            left[others[-1]] -= 1
            hidden[number] = True
    return [
        d._replace(suppressed=BASELINE) if hide else d for d, hide in zip(diagnostics, hidden, strict=True)
    ], left


def _renamed(gone: Mapping[str, Sequence[KnownFinding]], new: Sequence[Looked]) -> dict[str, str]:
    """What new files were called: those with the very same findings first, then those with most of them.

    Faults of a whole file are no evidence: every file that is cut off has the same.
    """
    placed = {d.alike for file in new for d in file.diagnostics if d.counts and (d.pointer or d.node)}
    now = {file.path: Counter(d.alike for d in file.diagnostics if d.counts) for file in new}
    now = {path: counts for path, counts in now.items() if not placed.isdisjoint(counts)}
    was: dict[str, Counter[str]] = {}
    for path in sorted(gone):
        counts = was[path] = Counter()
        for entry in gone[path]:
            counts[entry.fingerprint] += entry.times
    found: dict[str, str] = {}
    for key in (
        _signature_and_name,
        _signature,
    ):  # a file that only moved to another folder has its name still
        free: dict[object, list[str]] = {}
        for path in sorted(was.keys() - found.values(), reverse=True):
            free.setdefault(key(path, was[path]), []).append(path)
        for path, counts in now.items():
            if path not in found and (paths := free.get(key(path, counts))):
                found[path] = paths.pop()
    taken = set(found.values())
    rest = {path: counts for path, counts in was.items() if path not in taken}
    left = {p: Counter({f: n for f, n in c.items() if f in placed}) for p, c in now.items() if p not in found}
    return {**found, **_most_alike(left, rest)}


def _signature(_path: str, counts: Counter[str]) -> object:
    return tuple(sorted(counts.items()))


def _signature_and_name(path: str, counts: Counter[str]) -> object:
    return _name(path), *sorted(counts.items())


def _most_alike(now: Mapping[str, Counter[str]], was: Mapping[str, Counter[str]]) -> dict[str, str]:
    """Pairs of which at least half of what the new one has was in the old one, the best first."""
    having: dict[str, list[str]] = {}
    for path, counts in was.items():
        for fingerprint in counts:
            paths = having.setdefault(fingerprint, [])
            if len(paths) < _NEAR:
                paths.append(path)
    pairs = []
    for path, counts in now.items():
        shared: Counter[str] = Counter()
        for fingerprint, number in counts.items():
            for old in having.get(fingerprint, ()):
                shared[old] += min(number, was[old][fingerprint])
        half = counts.total() / 2
        pairs += [(-n, _name(old) != _name(path), path, old) for old, n in shared.items() if n >= half]
    found: dict[str, str] = {}
    taken: set[str] = set()
    for _, _, path, old in sorted(pairs):
        if path not in found and old not in taken:
            found[path] = old
            taken.add(old)
    return found


def _name(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def written_anew(
    entries: Iterable[KnownFinding],
    looked: Sequence[Looked],
    is_gone: Callable[[str], bool],
    searched: Callable[[str], bool],
    copied: Callable[[Sequence[str], Container[str]], Container[str]] = lambda _names, _known: (),
) -> list[KnownFinding]:
    """The entries with all that counts in the files; those of what was not looked at stay."""
    found: dict[tuple[str, str, str, str], int] = {}
    for file in looked:
        counts = Counter(
            (file.path, d.slug, d.alike, d.message)
            for d in file.diagnostics
            if d.suppressed in (None, BASELINE)
        )
        found.update({key: max(number, found.get(key, 0)) for key, number in counts.items()})
    for entry in match(entries, looked, is_gone, searched, copied).unseen:
        found[entry[:-1]] = found.get(entry[:-1], 0) + entry.times
    return [KnownFinding(*key, number) for key, number in found.items()]
