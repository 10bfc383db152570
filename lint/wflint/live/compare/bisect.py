"""Which release changed a case: halving the releases between one that is good and one that is bad."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class BisectAnswer(NamedTuple):
    """What a release showed: ``bad`` None where it could not be tried. ``said`` is what, or why not."""

    release: str
    bad: bool | None
    said: str = ""


@dataclass
class Bisected:
    """``last_good`` and ``first_bad`` are neighbours but for ``untried``, which could not be tried.

    ``answers`` are those that led there, in the order of the search: from the good end to the bad one.
    """

    last_good: str
    first_bad: str
    answers: list[BisectAnswer] = field(default_factory=list)
    untried: list[str] = field(default_factory=list)


def bisect(
    releases: Sequence[str],
    ask: Callable[[str], BisectAnswer],
    known: Sequence[BisectAnswer] = (),
    left: Callable[[str, int], None] = lambda _release, _most: None,
) -> Bisected:
    """Find the first bad one of some releases: the first of them is good, the last is bad.

    ``ask`` tries one; ``known`` are answers of before, which are not asked again and narrow the search from
    its start. One that cannot be tried is passed over for its neighbours. ``left`` is told before each
    question how many there are at most, with it. ``releases`` are at least two.
    """
    answers = {answer.release: answer for answer in known if answer.release in releases}
    place = {release: number for number, release in enumerate(releases)}
    bads = [place[a.release] for a in answers.values() if a.bad and place[a.release]]
    high = min([len(releases) - 1, *bads])
    goods = [place[a.release] for a in answers.values() if a.bad is False and place[a.release] < high]
    low = max([0, *goods])
    while True:
        open_ones = [n for n in range(low + 1, high) if releases[n] not in answers]
        if not open_ones:
            break
        middle = (low + high) / 2
        number = min(open_ones, key=lambda n: abs(n - middle))
        left(releases[number], len(open_ones).bit_length())
        answer = ask(releases[number])
        answers[answer.release] = answer
        if answer.bad:
            high = number
        elif answer.bad is False:
            low = number
    told = sorted(answers.values(), key=lambda answer: place[answer.release])
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
