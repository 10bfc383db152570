"""What a release refuses of a migrated document and can be mended in one way only: that way is taken.

It is what ``wflint check --fix`` does as a safe fix. Everything else that it could mend, the release takes.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from wflint.diagnostics import Effect, Stage
from wflint.diagnostics.fix import Safety
from wflint.document.edit import EditError, edit_text
from wflint.upgrade.migration.step import MigrationStep, StepKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from wflint.diagnostics.fix import Fix
    from wflint.upgrade.migration.step import Migration
    from wflint.upgrade.reasons import UpgradeCase

_ROUNDS: Final = 4  # what was missing may lack something itself
_EARLY: Final = frozenset({Stage.READ, Stage.LOAD})


def mend_refused(
    migration: Migration, after: UpgradeCase, again: Callable[[Migration], UpgradeCase]
) -> tuple[Migration, UpgradeCase]:
    """A migration and the document as it leaves it, mended; ``again`` makes such a document."""
    for _ in range(_ROUNDS):
        fixes = list(_fixes(after))
        if not fixes:
            break
        try:
            text = edit_text(json.dumps(migration.data), [edit for fix in fixes for edit in fix.edits])
            data: Any = json.loads(text)
        except (EditError, ValueError):
            break
        titles = Counter(fix.title for fix in fixes)
        steps = [
            MigrationStep(StepKind.FORMAT, "same", _said(title, count)) for title, count in titles.items()
        ]
        migration = migration._replace(data=data, steps=[*migration.steps, *steps])
        after = again(migration)
    return migration, after


def _fixes(case: UpgradeCase) -> Iterable[Fix]:
    for fault in case.faults(case.new).values():
        outcome = fault.outcome
        if outcome.effect is Effect.REJECTED and outcome.stage in _EARLY:
            fix = case.fix(fault)
            if fix is not None and fix.safety is Safety.SAFE and fix.edits:
                yield fix


def _said(title: str, count: int) -> str:
    return f"what is refused is mended: {title}" + (f" ({count} places)" if count > 1 else "")
