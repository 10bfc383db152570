"""Baselines of cases from what a history has of them, instead of from one run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from wflint.diagnostics.words import numbered
from wflint.live.cases.shown_names import shown_name, shown_path
from wflint.live.cases.spending import baselines_of, relative_budgets
from wflint.live.cases.verdict import quantity
from wflint.live.measure.baseline import Stored

if TYPE_CHECKING:
    from pathlib import Path

    from wflint.live.cases.load import Case
    from wflint.live.history.store import Figure, History
    from wflint.live.measure.baseline import Baselines


class NewBaseline(NamedTuple):
    """What one figure of a case is held to from now on, and was before (None: there was nothing)."""

    name: str
    unit: str
    release: str
    device: str
    now: Stored
    before: Stored | None

    def __str__(self) -> str:
        was = f", was {self._shown(self.before)}" if self.before is not None else ""
        return f"{self.name} on InvokeAI {self.release} and {self.device}: {self._shown(self.now)}{was}"

    def _shown(self, stored: Stored) -> str:
        return f"{quantity(stored.median, self.unit)} and {quantity(stored.band, self.unit)} of noise"

    def as_json(self) -> dict[str, Any]:
        """It for machines, in seconds or bytes."""
        before = self.before._asdict() if self.before is not None else None
        return {**self._asdict(), "now": self.now._asdict(), "before": before}


class FromHistory(NamedTuple):
    """What became of the baselines of a case: those that were written into ``file``, or why none was.

    ``notes`` tell of other releases and devices that have too few results.
    """

    case: str
    file: str
    written: tuple[NewBaseline, ...] = ()
    notes: tuple[str, ...] = ()
    fault: str = ""


def update_from_history(case: Case, history: History, count: int, base: Path) -> FromHistory | None:
    """Make the baselines of a case of its newest ``count`` results on each release and device.

    Of the release and device of its newest result there have to be so many, or nothing is written. None for
    a case that is held to no baseline. Raises BaselineError, OutsideError, OSError, HistoryError.
    """
    names = relative_budgets(case.table)
    if not names:
        return None
    shown = shown_name(case.file, case.id, base)
    baselines = baselines_of(case)
    file = shown_path(baselines.path, base)
    written: list[NewBaseline] = []
    notes: list[str] = []
    places = history.places(shown)
    for number, (release, device) in enumerate(places):
        found = {name: history.figures(shown, release, device, name, count) for name in names}
        scarce = min(names, key=lambda name: len(found[name]))
        if (there := len(found[scarce])) < count:
            said = (
                f"{numbered(there, 'result')} with {scarce} on InvokeAI {release} and {device} can make a "
                f"baseline; {count} are wanted"
            )
            if number == 0:
                return FromHistory(shown, file, fault=said)
            notes.append(said)
            continue
        written += [_store(baselines, case.id, (release, device), found[name]) for name in names]
    if not places:
        return FromHistory(shown, file, fault=f"{history.path} has no results of it")
    baselines.save()
    return FromHistory(shown, file, tuple(written), tuple(notes))


def _store(baselines: Baselines, case: str, place: tuple[str, str], figures: list[Figure]) -> NewBaseline:
    name, unit = figures[0].name, figures[0].unit
    now = Stored.of_runs([f.median for f in figures], [(f.low, f.high) for f in figures])
    before = baselines.find(case, *place, name)
    baselines.store(case, *place, name, now)
    return NewBaseline(name, unit, *place, now, before)
