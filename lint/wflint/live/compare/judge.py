"""Two trials of a case, judged: same, within noise, another result, worse, broken."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import zip_longest
from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

from wflint.diagnostics.words import numbered
from wflint.live.cases.verdict import quantity
from wflint.live.compare.logs import unchanging
from wflint.live.images.compare import compare
from wflint.live.images.pixels import PictureError, open_picture
from wflint.live.measure.statistics import noise_band

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wflint.live.compare.trial import Trial

_NODES: Final = 3  # that are told


class Margin(NamedTuple):
    """What is not called more, however little repeats scatter: a ``share`` of the first median, an amount."""

    share: float
    least: float


RUN_TIME: Final = Margin(0.15, 0.1)  # seconds
NODE_TIME: Final = Margin(0.5, 0.25)  # of a node, where the run as a whole is not slower
MEMORY: Final = Margin(0.2, 100.0 * 2**20)


class CompareOutcome(StrEnum):
    """What a case shows on the second server, against the first. Later ones are worse.

    *Skipped* says that the case is not for one of them.
    """

    SKIPPED = "skipped"
    SAME = "same"
    NOISE = "within noise"
    MENDED = "mended"
    OTHER = "other"
    WORSE = "worse"
    BROKEN = "broken"
    UNCLEAR = "unclear"


@dataclass
class Judged:
    """``reasons`` are sentences, ``pair`` the pictures that differ most, of the first and second server.
    ``again`` tells that times or memory alone made it worse, which more repeats may prove or not."""

    outcome: CompareOutcome
    reasons: list[str] = field(default_factory=list)
    pair: tuple[bytes, bytes] | None = None
    again: bool = False

    @property
    def fine(self) -> bool:
        """Whether there is nothing to look at."""
        return RANK[self.outcome] <= RANK[CompareOutcome.MENDED]


def judge(a: Trial, b: Trial, preset: str = "tight") -> Judged:
    """Judge a case by what it gave on the first server and on the second.

    Pictures are the same when every pixel is; within noise when they differ by no more than the preset lets
    pass, or than repeats on one side differ among each other. Times and memory are compared with the scatter
    of the repeats on both sides.
    """
    sides = (("first", a), ("second", b))
    for side, trial in sides:
        if trial.left_out:
            return Judged(CompareOutcome.UNCLEAR, [trial.said])
        if trial.end is not None:
            return Judged(CompareOutcome.UNCLEAR, [f"the {side} server ended: {trial.said}"])
    for side, trial in sides:
        if trial.outcome == "unclear":
            return Judged(CompareOutcome.UNCLEAR, [f"it could not be run on the {side} server: {trial.said}"])
    for side, trial in sides:
        if trial.outcome == "skipped":
            return Judged(CompareOutcome.SKIPPED, [f"not for the {side} server: {trial.said}"])
    if a.outcome != "ran" or b.outcome != "ran":
        return _not_both(a, b)
    if not (a.pictures and b.pictures):
        return Judged(CompareOutcome.UNCLEAR, ["it was not run on both"])
    found = _pictures(a, b, preset)
    worse = [*_slower(a, b), *_larger(a, b)]
    checked = _checked(a, b)
    if worse or checked:
        rank = max(RANK[found.outcome], RANK[CompareOutcome.WORSE])
        outcome = found.outcome if found.outcome is CompareOutcome.OTHER else list(CompareOutcome)[rank]
        found = Judged(outcome, [*found.reasons, *checked, *worse], found.pair, again=bool(worse))
    return found


def _checked(a: Trial, b: Trial) -> list[str]:
    """A sentence where the case's own checks pass on the first server only."""
    if a.checks is None or b.checks is None or not a.checks.ok or b.checks.ok:
        return []
    return [f"its own checks pass on the first server only: {b.checks.reason.splitlines()[0]}"]


def _not_both(a: Trial, b: Trial) -> Judged:
    if a.outcome == "ran":
        return Judged(CompareOutcome.BROKEN, [f"{_VERBS[b.outcome]} on the second server: {b.said}"])
    if b.outcome == "ran":
        return Judged(CompareOutcome.MENDED, [f"{_VERBS[a.outcome]} on the first server only: {a.said}"])
    if (a.outcome, unchanging(a.said)) == (b.outcome, unchanging(b.said)):
        return Judged(CompareOutcome.SAME, [f"{_VERBS[a.outcome]} on both: {a.said}"])
    return Judged(
        CompareOutcome.OTHER, [f"{_VERBS[a.outcome]}: {a.said}", f"now {_VERBS[b.outcome]}: {b.said}"]
    )


_VERBS: Final = {"failed": "it fails", "refused": "it is refused"}


def _pictures(a: Trial, b: Trial, preset: str) -> Judged:
    first, second = a.pictures[0], b.pictures[0]
    if len(first) != len(second):
        said = f"{numbered(len(second), 'image')} came out, not {len(first)}"
        return Judged(CompareOutcome.OTHER, [said])
    if a.pictures == b.pictures:
        return Judged(CompareOutcome.SAME)
    worst = Judged(CompareOutcome.SAME)
    for number, (left, right) in enumerate(zip_longest(first, second), 1):
        found = _picture(left, right, preset, (a.pictures, b.pictures), number - 1)
        if RANK[found.outcome] > RANK[worst.outcome]:
            many = f"image {number}: " if len(first) > 1 else ""
            worst = Judged(found.outcome, [f"{many}{reason}" for reason in found.reasons], (left, right))
    return worst


RANK: Final = {outcome: number for number, outcome in enumerate(CompareOutcome)}


def _picture(
    left: bytes, right: bytes, preset: str, repeats: Sequence[list[list[bytes]]], place: int
) -> Judged:
    try:
        exact = compare(open_picture(right), open_picture(left), "exact")
        if exact.same:
            return Judged(CompareOutcome.SAME)
        named = compare(open_picture(right), open_picture(left), preset)
        if named.same:
            least = exact.metrics.max if exact.metrics else 0
            return Judged(
                CompareOutcome.NOISE, [f"the pixels differ by {numbered(round(least), 'level')} at most"]
            )
        scatter = max(_scatter(side, place) for side in repeats)
    except PictureError as error:
        return Judged(CompareOutcome.UNCLEAR, [f"an image cannot be read: {error}"])
    figures = named.metrics
    if figures is not None and figures.mean <= scatter:
        said = f"the images differ by {figures.mean:.2g} levels in the mean"
        return Judged(CompareOutcome.NOISE, [f"{said}, repeats on one server by {scatter:.2g}"])
    return Judged(CompareOutcome.OTHER, ["the image is another: " + "; ".join(named.faults[:2])])


def _scatter(runs: list[list[bytes]], place: int) -> float:
    """By how many levels in the mean repeats on one server differ from the first, at most."""
    pictures = [open_picture(run[place]) for run in runs if place < len(run)]
    found = [compare(other, pictures[0], "exact").metrics for other in pictures[1:]]
    return max((figures.mean for figures in found if figures is not None), default=0.0)


def _slower(a: Trial, b: Trial) -> list[str]:
    """Sentences on the run, if it is slower, and on the nodes that are, those that cost most first."""
    whole = beyond(a.seconds, b.seconds, RUN_TIME)
    margin = RUN_TIME if whole else NODE_TIME
    slow = {
        name: median(b.nodes[name]) - median(seconds)
        for name, seconds in a.nodes.items()
        if name in b.nodes and beyond(seconds, b.nodes[name], margin)
    }
    worst = sorted(slow, key=lambda name: -slow[name])[:_NODES]
    nodes = [_grew(f'"{name}" took', a.nodes[name], b.nodes[name], "s") for name in worst]
    return [_grew("the run took", a.seconds, b.seconds, "s"), *nodes] if whole else nodes


def _larger(a: Trial, b: Trial) -> list[str]:
    """A sentence where repeats needed more memory, beside what the server had before, and on the nodes.

    The whole of a server's memory says little of a case: it holds what InvokeAI imports, and all models of
    the cases before.
    """
    mine, theirs = [float(m) for m in a.grown], [float(m) for m in b.grown]
    if not beyond(mine, theirs, MEMORY):
        return []
    more = {
        name: median(b.node_grown[name]) - median(grown)
        for name, grown in a.node_grown.items()
        if name in b.node_grown and beyond(grown, b.node_grown[name], MEMORY)
    }
    worst = sorted(more, key=lambda name: -more[name])[:_NODES]
    return [
        _grew("the run needed", mine, theirs, "B", " of memory"),
        *(_grew(f'"{name}" needed', a.node_grown[name], b.node_grown[name], "B") for name in worst),
    ]


def most_alike(a: Sequence[float], b: Sequence[float], margin: Margin) -> float | None:
    """Up to which median of the second the two are alike: by the margin, and by the noise of both."""
    if len(a) < 2 or len(b) < 2:
        return None
    return median(a) + max(margin.share * median(a), margin.least, noise_band(a) + noise_band(b))


def beyond(a: Sequence[float], b: Sequence[float], margin: Margin) -> bool:
    """Whether there is more of it, and in every repeat more than in any of the first server."""
    limit = most_alike(a, b, margin)
    return limit is not None and median(b) > limit and min(b) > max(a)


def _grew(what: str, a: Sequence[float], b: Sequence[float], unit: str, of: str = "") -> str:
    return f"{what} {quantity(median(b), unit)}{of}, not {quantity(median(a), unit)}"
