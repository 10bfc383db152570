"""The figures of a comparison, side by side: which limit held the second's, and whether it was over.

A limit stands here only where it decided: a figure whose median lies beyond it, but whose repeats reach into
the first server's, was not called more, and has none.
"""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

from wflint.live.compare.judge import MEMORY, NODE_TIME, RUN_TIME, beyond, most_alike
from wflint.live.measure.statistics import judge, noise_band

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wflint.live.compare.judge import Margin
    from wflint.live.compare.trial import Trial

_NODES: Final = 12  # that cost most
_LEAST: Final = 0.005  # seconds
SHARES: Final = {"s": RUN_TIME, "B": MEMORY}
"""What is not called more than a baseline, by unit: as between two servers."""


class ComparedFigure(NamedTuple):
    """``unit`` is ``s`` or ``B``. ``first`` is the first side's median and noise, ``second`` the repeats on
    the second. Up to ``limit`` both are alike; None where nothing is held to one, or repeats overlap."""

    name: str
    unit: str
    first: tuple[float, float]
    second: tuple[float, ...]
    limit: float | None
    over: bool


def figures(a: Trial, b: Trial) -> Iterator[ComparedFigure]:
    """Of the run, of the nodes that cost most, of memory; those that both sides have."""
    both = [name for name in b.nodes if name in a.nodes and median(b.nodes[name]) >= _LEAST]
    nodes = sorted(both, key=lambda name: -median(b.nodes[name]))[:_NODES]
    of_nodes = RUN_TIME if beyond(a.seconds, b.seconds, RUN_TIME) else NODE_TIME
    rows: list[tuple[str, str, str, Sequence[float], Sequence[float], Margin | None]] = [
        ("time", "seconds", "s", a.seconds, b.seconds, RUN_TIME),
        *((name, f"nodes.{name}", "s", a.nodes[name], b.nodes[name], of_nodes) for name in nodes),
        ("memory of the run", "grown", "B", a.grown, b.grown, MEMORY),
        ("memory of the server", "memory", "B", a.memory, b.memory, None),
        ("video memory", "video", "B", a.video, b.video, None),
    ]
    for name, key, unit, mine, theirs, margin in rows:
        if not (mine and theirs):
            continue
        if a.stored:
            limit, over = against(median(mine), a.bands.get(key, 0.0), theirs, SHARES[unit])
        else:
            limit = None if margin is None else most_alike(mine, theirs, margin)
            over = margin is not None and beyond(mine, theirs, margin)
        if limit is not None and not over and median(theirs) > limit:
            limit = None
        first = (median(mine), a.bands.get(key, noise_band(mine)))
        yield ComparedFigure(name, unit, first, tuple(theirs), limit, over)


def against(middle: float, band: float, values: Sequence[float], margin: Margin) -> tuple[float | None, bool]:
    """Repeats held to a baseline: the limit, None for a single one, and whether they are over it.

    What scatters too much to tell is not.
    """
    if len(values) < 2:
        return None, False
    found = judge(values, middle, band, *margin)
    return found.limit, found.outcome == "over"
