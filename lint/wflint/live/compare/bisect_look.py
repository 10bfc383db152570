"""What a bisection looks at: whether a case runs, its images, or its time; each judged on its own."""

from __future__ import annotations

from enum import StrEnum
from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

from wflint.live.cases.verdict import quantity
from wflint.live.compare.judge import CompareOutcome, judge
from wflint.live.compare.trial import Trial
from wflint.live.images.compare import compare
from wflint.live.images.pixels import open_picture

if TYPE_CHECKING:
    from wflint.live.compare.judge import Judged


VERBS: Final = {"ran": "it runs", "failed": "it fails", "refused": "it is refused"}
"""The outcomes of trials that say something of a release."""


class Sought(StrEnum):
    """What may have changed, the most telling first: a case that fails has neither image nor time."""

    VERDICT = "verdict"
    IMAGE = "image"
    TIME = "time"


class BisectSeen(NamedTuple):
    """Whether two trials differ in what is sought; None where nobody can say. ``said`` is how, or why."""

    differs: bool | None
    said: str = ""


def compared(sought: Sought, a: Trial, b: Trial, preset: str) -> BisectSeen:
    """Whether a case gives on one release what it gives on another.

    Images differ beyond ``preset`` and beyond what repeats on either release differ by; times, up or down, by
    what ``wflint compare`` calls slower.
    """
    for trial in (a, b):
        if trial.outcome not in VERBS:
            return BisectSeen(None, trial.said)
    if sought is Sought.VERDICT:
        return BisectSeen(_kind(a) != _kind(b), ended(b))
    for trial in (a, b):
        if trial.outcome != "ran":
            return BisectSeen(None, f"{ended(trial)}, so there is no {sought.value}")
    return _images(a, b, preset) if sought is Sought.IMAGE else _times(a, b)


def placed(sought: Sought, good: Trial, bad: Trial, trial: Trial, preset: str) -> BisectSeen:
    """Whether a release in between is bad: for times, whether it is nearer to the bad end than to the good.

    A busy machine makes a run slower; half of what separates both ends does that less easily than a noise
    band.
    """
    if sought is not Sought.TIME or trial.outcome != "ran":
        return compared(sought, good, trial, preset)
    took, fast, slow = (median(each.seconds) for each in (trial, good, bad))
    return BisectSeen(abs(took - slow) < abs(took - fast), f"the run took {quantity(took, 's')}")


def unsteady(trial: Trial, preset: str) -> str:
    """How the images of repeats on one server differ, "" where they do not: a case without a fixed seed."""
    for run in trial.pictures[1:]:
        found = judge(_with_images(trial, trial.pictures[:1]), _with_images(trial, [run]), preset)
        if found.outcome is CompareOutcome.OTHER:
            return _how(found)
    return ""


def ended(trial: Trial) -> str:
    """How the case ended on a release, in words."""
    verb = VERBS[trial.outcome]
    return f"{verb}: {trial.said}" if trial.said else verb


def _kind(trial: Trial) -> tuple[str, str]:
    """How it ended, without the words that differ from run to run (names of images, of files)."""
    return (trial.outcome, trial.said.partition(":")[0] if trial.outcome == "failed" else "")


def _images(a: Trial, b: Trial, preset: str) -> BisectSeen:
    found = judge(_with_images(a, a.pictures), _with_images(b, b.pictures), preset)
    if found.outcome is CompareOutcome.UNCLEAR:
        return BisectSeen(None, "; ".join(found.reasons))
    return BisectSeen(found.outcome is CompareOutcome.OTHER, _how(found))


def _how(found: Judged) -> str:
    """How images differ: by how much, rather than beyond which of a preset's limits."""
    if found.outcome is CompareOutcome.OTHER and found.pair is not None:
        left, right = map(open_picture, found.pair)
        if (figures := compare(right, left, "exact").metrics) is not None:
            said = found.reasons[0]  # "image 2: the image is another: ..." where there are several
            which = said.partition(": ")[0] + ": " if said.startswith("image ") else ""
            return f"{which}pixels differ by {figures.mean:.3g} of 255 in the mean, {figures.max:.0f} at most"
    return "; ".join(found.reasons) or "the image is the same"


def _with_images(trial: Trial, runs: list[list[bytes]]) -> Trial:
    return Trial(trial.release, trial.device, pictures=runs)


def _with_times(trial: Trial, nodes: dict[str, list[float]]) -> Trial:
    return Trial(trial.release, trial.device, pictures=[[]], seconds=trial.seconds, nodes=nodes)


def _times(a: Trial, b: Trial) -> BisectSeen:
    if len(a.seconds) < 2 or len(b.seconds) < 2:
        return BisectSeen(None, "times need two repeats at least (--repeats)")
    first, second = _with_times(a, {}), _with_times(b, {})
    if judge(first, second).outcome is CompareOutcome.WORSE:
        return BisectSeen(True, "; ".join(judge(_with_times(a, a.nodes), _with_times(b, b.nodes)).reasons))
    said = f"the run took {quantity(median(b.seconds), 's')}, not {quantity(median(a.seconds), 's')}"
    return BisectSeen(judge(second, first).outcome is CompareOutcome.WORSE, said)
