"""Budgets: what runs took, held against what they may take. What cannot be measured is an error."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from wflint.endings import CASE
from wflint.engine.project import inside
from wflint.live.cases.verdict import Check, Measurement, quantity
from wflint.live.client.errors import InputError
from wflint.live.measure import times
from wflint.live.measure.baseline import Baselines, Stored
from wflint.live.measure.statistics import judge
from wflint.live.measure.times import UnmeasuredError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wflint.live.cases.budgets import Budget
    from wflint.live.cases.load import Case
    from wflint.live.cases.measured_runs import Runs
    from wflint.live.cases.request import CaseRequest
    from wflint.live.cases.schema import CaseTable, Times
    from wflint.live.client.results import RunResult
    from wflint.live.measure.memory import Peak

# What no budget tells apart: the server's clock has milliseconds; an idle server's memory moves by pages of
# its threads and of Python (growth of the same run on InvokeAI 6.14.2 lies within 1 MiB).
_RESOLUTION = {"s": 0.002, "B": 2.0 * 2**20}


class Spending:
    """Collects measurements of a case and holds them to its budgets.

    ``place`` is case, release and device. With ``update`` the baselines become what is measured now.
    """

    def __init__(self, baselines: Baselines, place: tuple[str, str, str], *, update: bool) -> None:
        self._baselines = baselines
        self._place = place
        self._update = update
        self.checks: list[Check] = []
        self.measurements: list[Measurement] = []
        self.stored = False

    def times(
        self, name: str, budgets: Times | None, runs: Sequence[RunResult], request: CaseRequest
    ) -> None:
        """Measure runs of one kind (``cold``, ``warm``, or ``run`` for those without budgets)."""
        self._time(
            f"time.{name}.total", budgets.total if budgets else None, runs, times.total, times.SERVER_CLOCK
        )
        self._time(
            f"time.{name}.queue", budgets.queue if budgets else None, runs, times.queued, times.SERVER_CLOCK
        )
        if budgets is None:
            return
        for node, budget in budgets.node.items():
            title = f"time.{name}.node.{node}"
            try:
                ids = request.nodes(node)
            except InputError as error:
                self.checks.append(Check(title, "error", str(error)))
                continue
            self._time(title, budget, runs, lambda run, ids=ids: times.of_nodes(run, ids), times.EVENTS)  # type: ignore[misc]
        for kind, budget in budgets.type.items():
            title = f"time.{name}.type.{kind}"
            self._time(title, budget, runs, lambda run, kind=kind: times.of_type(run, kind), times.EVENTS)  # type: ignore[misc]

    def _time(
        self,
        name: str,
        budget: Budget | None,
        runs: Sequence[RunResult],
        measure: Callable[[RunResult], float],
        how: str,
    ) -> None:
        try:
            values = tuple(measure(run) for run in runs)
            if not values:
                raise UnmeasuredError("nothing was run for it")
        except UnmeasuredError as error:
            if budget is not None:
                self.checks.append(Check(name, "error", f"cannot be measured: {error}"))
            return
        if len(values) > 1:
            how += f", median of {len(values)} runs"
        if any(times.served_from_cache(run) for run in runs):
            how += ", nodes from InvokeAI's node cache among them"
        self._hold(name, "s", median(values), values, how, budget)

    def memory(self, name: str, budget: Budget | None, peaks: Sequence[Peak]) -> None:
        """Take in the memory of each run; the largest counts."""
        values = tuple(float(p.value) for p in peaks if p.value is not None)
        if len(values) < len(peaks) or not peaks:
            if budget is not None:
                self.checks.append(_unmeasured(name, budget, peaks))
            return
        self._hold(name, "B", max(values), values, peaks[0].how, budget)

    def _hold(
        self, name: str, unit: str, value: float, values: tuple[float, ...], how: str, budget: Budget | None
    ) -> None:
        limit, baseline = None, None
        if budget is not None and budget.absolute is not None:
            limit = budget.absolute
            self._compare(name, unit, value, limit, "", how)
        elif budget is not None:
            limit, baseline = self._relative(name, unit, values, how, budget)
        self.measurements.append(
            Measurement(
                name=name, unit=unit, value=value, values=values, how=how, limit=limit, baseline=baseline
            )
        )

    def _compare(self, name: str, unit: str, value: float, limit: float, of: str, how: str) -> None:
        if value <= limit:
            self.checks.append(Check(name, "passed"))
            return
        said = f"{quantity(value, unit)} is over the budget of {quantity(limit, unit)}{of}; measured by {how}"
        self.checks.append(Check(name, "failed", said))

    def _relative(
        self, name: str, unit: str, values: tuple[float, ...], how: str, budget: Budget
    ) -> tuple[float | None, tuple[float, float] | None]:
        """Hold repeats to the baseline: the limit, and the stored median and noise; None without one."""
        case, release, device = self._place
        if self._update:
            self._baselines.store(case, release, device, name, Stored.of(values))
            self.stored = True
        stored = self._baselines.find(case, release, device, name)
        if stored is None:
            known = self._baselines.known(case)
            there = f"; there are some for {', '.join(known)}" if known else ""
            said = f"there is no baseline for InvokeAI {release} on {device}{there}"
            self.checks.append(Check(name, "error", f"{said}; make it with --update-baselines"))
            return None, None
        found = judge(values, stored.median, stored.band, budget.relative or 0.0, _RESOLUTION[unit])
        if found.outcome == "noisy":
            low, high, lie, may = (
                quantity(v, unit) for v in (min(values), max(values), found.scatter, found.allowed)
            )
            said = (
                f"too noisy to judge: {len(values)} repeats from {low} to {high} scatter by {lie}, and {may} "
                "is the most; repeat it while the machine is quiet"
            )
            self.checks.append(Check(name, "error", said))
        else:
            of = f" (the baseline {budget.text}, and its noise)"
            self._compare(name, unit, median(values), found.limit, of, how)
        return found.limit, (stored.median, stored.band)


def spend(spending: Spending, table: CaseTable, runs: Runs, request: CaseRequest) -> None:
    """Measure the runs of a case, and hold them to its budgets."""
    if runs.cold:
        spending.times("cold", table.time.cold, [ran.result for ran in runs.cold], request)
    if runs.warm:
        kind = "warm" if table.time.warm is not None else "run"
        spending.times(kind, table.time.warm, [ran.result for ran in runs.warm], request)
    for name, budget in table.memory.budgets():
        # Growth is told of runs made for it; where there are none, the others say why.
        ran = runs.grown or runs.measured if name.endswith("growth") else runs.measured
        spending.memory(f"memory.{name}", budget, [one.memory[name] for one in ran])


def baselines_of(case: Case) -> Baselines:
    """The baselines beside a case file. Raises BaselineError, OutsideError, OSError."""
    name = f"{case.file.name.removesuffix(CASE)}.baseline.json"
    inside(name, case.file)
    return Baselines(case.file.with_name(name))


def relative_budgets(table: CaseTable) -> list[str]:
    """The names of the figures that a case holds to its baseline."""
    found: list[tuple[str, Budget | None]] = []
    for kind, budgets in (("cold", table.time.cold), ("warm", table.time.warm)):
        if budgets is not None:
            found += [(f"time.{kind}.total", budgets.total), (f"time.{kind}.queue", budgets.queue)]
            found += [(f"time.{kind}.node.{node}", budget) for node, budget in budgets.node.items()]
            found += [(f"time.{kind}.type.{type_}", budget) for type_, budget in budgets.type.items()]
    found += [(f"memory.{name}", budget) for name, budget in table.memory.budgets()]
    return [name for name, budget in found if budget is not None and budget.relative is not None]


def _unmeasured(name: str, budget: Budget, peaks: Sequence[Peak]) -> Check:
    """The check of memory that cannot be measured: an error, unless what is known of it is too much."""
    least = max((p.at_least for p in peaks if p.at_least is not None), default=None)
    why = next((p.how for p in peaks if p.value is None), "nothing was run for it")
    if least is None:
        return Check(name, "error", f"cannot be measured: {why}")
    models = f"the models alone take {quantity(least, 'B')}"
    if budget.absolute is not None and least > budget.absolute:
        return Check(name, "failed", f"{models}, over the budget of {quantity(budget.absolute, 'B')}")
    return Check(name, "error", f"cannot be measured: {why}; {models}")
