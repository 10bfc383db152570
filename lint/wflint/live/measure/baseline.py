"""Stored measurements that budgets are relative to, by case, release and device."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, NamedTuple

from wflint.live.measure.statistics import median, noise_band, scatter
from wflint.reading import RECORDED, parse_json, read_bounded
from wflint.writing import write_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_SCHEMA = 1


class Stored(NamedTuple):
    """A measurement of before: its median, and the noise band of its repeats."""

    median: float
    band: float
    repeats: int

    @classmethod
    def of(cls, values: Sequence[float]) -> Stored:
        """That of the repeats of one run."""
        return cls(median(values), noise_band(values), len(values))

    @classmethod
    def of_runs(cls, medians: Sequence[float], ranges: Sequence[tuple[float, float]]) -> Stored:
        """That of several runs, each by the median and the range of its repeats.

        The band holds what runs differ by, and what repeats within an ordinary one of them do: by it both are
        judged later.
        """
        within = median(scatter(pair) for pair in ranges)
        return cls(median(medians), max(noise_band(medians), within), len(medians))


class BaselineError(ValueError):
    """A file of baselines that cannot be used."""


class Baselines:
    """The baselines of one case file, in ``<name>.baseline.json`` beside it.

    Raises BaselineError, OSError.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._data: dict[str, Any] = {}
        if path.is_file():
            try:
                data = parse_json(read_bounded(path, RECORDED))
                self._data = data["cases"]
                if data["schema"] != _SCHEMA or not isinstance(self._data, dict):
                    raise ValueError("unknown schema")
            except (ValueError, KeyError, TypeError):
                raise BaselineError(f"{path} is not a file of baselines; delete it and update") from None

    def find(self, case: str, release: str, device: str, name: str) -> Stored | None:
        """The stored measurement of that name, None when there is none."""
        try:
            value = self._data[case][f"{release} {device}"][name]
            found = Stored(
                median=float(value["median"]), band=float(value["band"]), repeats=int(value["repeats"])
            )
        except (KeyError, TypeError, ValueError, OverflowError):
            return None
        sound = all(math.isfinite(each) and each >= 0 for each in (found.median, found.band))
        return found if sound else None  # over a limit that is not a number nothing ever is

    def known(self, case: str) -> list[str]:
        """Of which releases and devices there are baselines for a case."""
        found = self._data.get(case)
        return sorted(found) if isinstance(found, dict) else []

    def store(self, case: str, release: str, device: str, name: str, found: Stored) -> None:
        """Note a measurement; ``save`` writes it."""
        place = self._data.setdefault(case, {}).setdefault(f"{release} {device}", {})
        place[name] = {
            "median": round(found.median, 4),
            "band": round(found.band, 4),
            "repeats": found.repeats,
        }

    def save(self) -> None:
        """Write the file, whole or not at all. Raises OSError."""
        text = json.dumps({"schema": _SCHEMA, "cases": self._data}, indent=1, sort_keys=True) + "\n"
        write_file(self.path, text)
