"""Which release changed a case: halving the releases between one that is good and one that is bad."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class BisectAnswer(NamedTuple):
    """What a release showed: ``bad`` None where it could not be tried. ``said`` is why."""

    release: str
    bad: bool | None
    said: str = ""


@dataclass
class Bisected:
    """``last_good`` and ``first_bad`` are neighbours but for ``untried``, which could not be tried."""

    last_good: str
    first_bad: str
    answers: list[BisectAnswer] = field(default_factory=list)
    untried: list[str] = field(default_factory=list)


def bisect(
    releases: Sequence[str], ask: Callable[[str], BisectAnswer], known: Sequence[BisectAnswer] = ()
) -> Bisected:
    """Find the first bad one of some releases, oldest first: the first is good, the last is bad.

    ``ask`` tries one; ``known`` are answers of before, which are not asked again. One that cannot be tried
    is passed over for its neighbours. ``releases`` are at least two.
    """
    answers = {answer.release: answer for answer in known}
    told: list[BisectAnswer] = []
    low, high = 0, len(releases) - 1
    while True:
        middle = (low + high) / 2
        open_ones = [
            n for n in range(low + 1, high) if (a := answers.get(releases[n])) is None or a.bad is not None
        ]
        if not open_ones:
            break
        number = min(open_ones, key=lambda n: abs(n - middle))
        release = releases[number]
        answer = answers.get(release) or ask(release)
        answers[release] = answer
        told.append(answer)
        if answer.bad:
            high = number
        elif answer.bad is False:
            low = number
    return Bisected(releases[low], releases[high], told, list(releases[low + 1 : high]))


def between(releases: Sequence[str], good: str, bad: str) -> list[str]:
    """The releases from one to the other, both included, in the order of the search.

    Where the good one is newer, they are turned round: the search is then for the newest bad one.
    Raises ValueError where one is not among them, or both are the same.
    """
    for name in (good, bad):
        if name not in releases:
            raise ValueError(f"InvokeAI {name} is not among the releases that wflint knows")
    first, last = releases.index(good), releases.index(bad)
    if first == last:
        raise ValueError(f"--good and --bad are both {good}")
    return list(releases[first : last + 1]) if first < last else list(releases[last : first + 1])[::-1]
