"""What a bisection looks at: whether a case runs, its images, or its time; each judged on its own."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from wflint.live.cases.verdict import quantity
from wflint.live.compare.judge import CompareOutcome, judge

if TYPE_CHECKING:
    from wflint.live.compare.trial import Trial


class Sought(StrEnum):
    """What may have changed, the most telling first: a case that fails has neither image nor time."""

    VERDICT = "verdict"
    IMAGE = "image"
    TIME = "time"


class Seen(NamedTuple):
    """Whether two trials differ in what is sought; None where nobody can say. ``said`` is how, or why."""

    differs: bool | None
    said: str = ""


def compared(sought: Sought, a: Trial, b: Trial, preset: str) -> Seen:
    """Whether a case gives on one release what it gives on another.

    Images differ beyond ``preset`` and beyond what repeats on either release differ by; times, up or down, by
    what ``wflint compare`` calls slower.
    """
    for trial in (a, b):
        if trial.outcome == "unclear":
            return Seen(None, trial.said)
    if sought is Sought.VERDICT:
        return Seen(_kind(a) != _kind(b), ended(b))
    for trial in (a, b):
        if trial.outcome != "ran":
            return Seen(None, f"{ended(trial)}, so there is no {sought.value}")
    return _images(a, b, preset) if sought is Sought.IMAGE else _times(a, b)


def placed(sought: Sought, good: Trial, bad: Trial, trial: Trial, preset: str) -> Seen:
    """Whether a release in between is bad: for times, whether it is nearer to the bad end than to the good.

    A busy machine makes a run slower; half of what separates both ends does that less easily than a noise
    band.
    """
    if sought is not Sought.TIME or trial.outcome != "ran" or not trial.seconds:
        return compared(sought, good, trial, preset)
    took, fast, slow = (median(each.seconds) for each in (trial, good, bad))
    return Seen(abs(took - slow) < abs(took - fast), f"the run took {quantity(took, 's')}")


def unsteady(trial: Trial, preset: str) -> str:
    """How the images of repeats on one server differ, "" where they do not: a case without a fixed seed."""
    runs = [_only_images(trial, [run]) for run in trial.pictures]
    for run in runs[1:]:
        if (found := judge(runs[0], run, preset)).outcome is CompareOutcome.OTHER:
            return "; ".join(found.reasons).removeprefix("the image is another: ")
    return ""


def ended(trial: Trial) -> str:
    """How the case ended on a release, in words."""
    verb = {"ran": "it runs", "failed": "it fails", "refused": "it is refused"}[trial.outcome]
    return f"{verb}: {trial.said}" if trial.said else verb


def _kind(trial: Trial) -> tuple[str, str]:
    """How it ended, without the words that differ from run to run (names of images, of files)."""
    return (trial.outcome, trial.said.partition(":")[0] if trial.outcome == "failed" else "")


def _images(a: Trial, b: Trial, preset: str) -> Seen:
    found = judge(_only_images(a, a.pictures), _only_images(b, b.pictures), preset)
    said = "; ".join(found.reasons)
    if found.outcome is CompareOutcome.UNCLEAR:
        return Seen(None, said)
    return Seen(found.outcome is CompareOutcome.OTHER, said or "the image is the same")


def _only_images(trial: Trial, runs: list[list[bytes]]) -> Trial:
    return replace(trial, pictures=runs, seconds=[], nodes={}, memory=[])


def _times(a: Trial, b: Trial) -> Seen:
    if len(a.seconds) < 2 or len(b.seconds) < 2:
        return Seen(None, "times need two repeats at least (--repeats)")
    first, second = (replace(trial, pictures=[[]], memory=[]) for trial in (a, b))
    slower = judge(first, second)
    if slower.outcome is CompareOutcome.WORSE:
        return Seen(True, "; ".join(slower.reasons))
    said = f"the run took {quantity(median(b.seconds), 's')}, not {quantity(median(a.seconds), 's')}"
    return Seen(judge(second, first).outcome is CompareOutcome.WORSE, said)
