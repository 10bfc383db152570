"""An estimate: rows with their sources, and the ranges they come to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

STAGES = ("text", "preprocess", "denoise", "decode")


class Row(NamedTuple):
    """What one thing takes in graphics memory while its stage runs, in bytes.

    ``stage`` is one of STAGES. ``low`` is the least that has to be on the card at that time, ``high`` the
    whole of it. ``ram`` is what it takes in main memory when kept there. ``stays``: weights, which stay on
    the card as long as there is room; else working memory, which is free again afterwards.
    """

    stage: str
    what: str
    low: float
    high: float
    source: str
    stays: bool = True
    ram: float = 0.0


@dataclass(slots=True)
class Estimate:
    """The memory that a document needs, in bytes.

    ``vram`` and ``ram`` are ranges. Their low end is what its most demanding stage takes when InvokeAI moves
    everything else out of the way; the high end is what all takes at once. ``known`` is False when the
    document names no model whose family is known: the ranges are then zero. ``node`` is the id of the node
    that loads the main model. ``quantisable``: InvokeAI's starter models have a quantised version of a main
    model that is not; ``oversized``: the picture is larger than the family was made for.
    ``unknown`` is what could not be counted, in words; ``pinned`` how much stays in RAM while it denoises.
    """

    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    vram: tuple[int, int] = (0, 0)
    ram: tuple[int, int] = (0, 0)
    node: str = ""
    unknown: list[str] = field(default_factory=list)
    pinned: float = 0.0
    quantisable: bool = False
    oversized: bool = False

    @property
    def known(self) -> bool:
        """Whether there is anything to say."""
        return any(row.stage == "denoise" for row in self.rows)

    def stage(self, name: str) -> list[Row]:
        """The rows of a stage."""
        return [row for row in self.rows if row.stage == name]

    def peak_stage(self) -> str:
        """The stage that decides the low end."""
        return max(STAGES, key=lambda name: sum(row.low for row in self.stage(name)))
