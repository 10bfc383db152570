"""Workflows by releases: what becomes of each document at each release of a range."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.records import NamedTuple
from wflint.release import release_of
from wflint.upgrade.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wflint.upgrade.verdict import Reason, Strictness

# What a release is left alone for; a file of a newer release does not speak against an older one's upgrade.
GOOD: Final = frozenset({Verdict.FINE, Verdict.UPDATED, Verdict.NEWER})


class Cell(NamedTuple):
    """A verdict that holds for some releases next to one another, to which the document is the same.

    It was judged once, at ``judged``, the first of them. ``meets`` is the most that the document meets there
    as it is; None for nothing.
    """

    releases: tuple[str, ...]
    verdict: Verdict
    reasons: tuple[Reason, ...]
    meets: Strictness | None

    @property
    def judged(self) -> str:
        """The release whose name its reasons may bear."""
        return self.releases[0]

    def survives(self, wanted: Strictness) -> bool:
        """Whether the document, as it is, meets a strictness."""
        return self.meets is not None and self.meets.rank >= wanted.rank


class Held(NamedTuple):
    """A reason, and the releases that it holds at."""

    reason: Reason
    releases: tuple[str, ...]


class Stretch(NamedTuple):
    """Neighbouring releases of one verdict, with everything that is behind it at some of them."""

    releases: tuple[str, ...]
    verdict: Verdict
    reasons: tuple[Held, ...]


class MatrixRow(NamedTuple):
    """One document of a file. ``part`` tells which, empty for the file's only one.

    ``old`` is the release that it was made for, empty where nobody can tell; ``guessed`` says that nobody
    gave it. ``before`` counts the errors that it had there already.
    """

    path: str
    part: str
    old: str
    guessed: bool
    before: int
    cells: tuple[Cell, ...]

    @property
    def name(self) -> str:
        """What reports call it."""
        return f"{self.path} ({self.part})" if self.part else self.path

    def runs(self) -> list[Stretch]:
        """The cells, those of equal verdict joined."""
        found: list[Stretch] = []
        cells: list[Cell] = []
        for cell in self.cells:
            if cells and cells[-1].verdict is not cell.verdict:
                found.append(_joined(cells))
                cells = []
            cells.append(cell)
        if cells:
            found.append(_joined(cells))
        return found

    def at(self, release: str) -> Cell:
        """The cell of a release. Raises StopIteration for one that is not in the range."""
        return next(cell for cell in self.cells if release in cell.releases)

    def first_bad(self) -> tuple[str, Cell] | None:
        """The first release since the document's own that it does not simply go on with, and its cell."""
        own = release_of(self.old) if self.old else None
        for cell in self.cells:
            if cell.verdict in GOOD:
                continue
            for release in cell.releases:
                if own is None or not release_of(release) < own:
                    return release, cell
        return None


class Matrix(NamedTuple):
    """All of it. ``judged`` says how many judgements the cells were made of."""

    releases: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    judged: int

    def survives(self, wanted: Strictness) -> bool:
        """Whether all documents, as they are, meet a strictness at the newest release."""
        return all(row.cells[-1].survives(wanted) for row in self.rows)

    def counts(self) -> dict[Verdict, int]:
        """How many documents have which verdict at the newest release, from good to bad."""
        last = [row.cells[-1].verdict for row in self.rows]
        return {verdict: last.count(verdict) for verdict in Verdict if verdict in last}


def _joined(cells: Sequence[Cell]) -> Stretch:
    held: dict[object, tuple[Reason, list[str]]] = {}
    for cell in cells:
        seen = set()
        for reason in cell.reasons:
            # Of one cause the words may differ in the release alone.
            what: object = reason.blame or reason.text.replace(cell.judged, "")
            key = (reason.verdict, reason.node, reason.field, reason.rule, what)
            if key not in seen:
                held.setdefault(key, (reason, []))[1].extend(cell.releases)
                seen.add(key)
    return Stretch(
        tuple(release for cell in cells for release in cell.releases),
        cells[0].verdict,
        tuple(Held(reason, tuple(releases)) for reason, releases in held.values()),
    )


class Labels:
    """Names of neighbouring releases: ``5.0-5.9`` where all their patches are meant, else the very ones."""

    def __init__(self, releases: Iterable[str]) -> None:
        self._first: dict[str, str] = {}
        self._last: dict[str, str] = {}
        for release in releases:
            self._first.setdefault(minor(release), release)
            self._last[minor(release)] = release

    def __call__(self, releases: Sequence[str]) -> str:
        """What to call them, oldest first."""
        first, last = releases[0], releases[-1]
        if len(releases) == 1:
            return first
        begins = minor(first) if self._first[minor(first)] == first else first
        ends = minor(last) if self._last[minor(last)] == last else last
        if minor(first) == minor(last):
            return begins if begins == ends else f"{first}-{last}"
        return f"{begins}-{ends}"


def minor(release: str) -> str:
    """The minor line of a release: ``6.14`` of ``6.14.2`` and of ``6.14.0rc1``."""
    numbers = release_of(release).numbers
    return ".".join(str(number) for number in (*numbers[:2], 0, 0)[:2])
