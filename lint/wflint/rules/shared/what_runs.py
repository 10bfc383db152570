"""Findings of what goes wrong in a run, without those about nodes that never run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Effect, Stage
from wflint.rules.shared.computed import asleep

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wflint.diagnostics import Finding
    from wflint.rules.base import Context, Rule

_IN_A_RUN = frozenset({Effect.FAILS, Effect.SILENT})


def what_runs(ctx: Context, rule: Rule, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings of a rule that are true of a run."""
    for finding in findings:
        outcome = finding.outcome or rule.outcome(ctx.kind)
        if (
            outcome is not None
            and outcome.stage is Stage.RUN
            and outcome.effect in _IN_A_RUN
            and finding.node in ctx.analysis(asleep)
        ):
            continue
        yield finding
