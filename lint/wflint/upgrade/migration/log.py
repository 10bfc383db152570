"""What a migration does and does not, as it goes along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics.words import quoted
from wflint.upgrade.migration.step import Left, MigrationStep, StepKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wflint.catalogue.renames import Result
    from wflint.upgrade.migration.draft import DraftNode

_ORDER: tuple[Result, ...] = ("same", "similar", "other")


class StepLog:
    """The steps taken, those withheld, and what is left. ``unsafe``: steps of every result are taken."""

    def __init__(self, *, unsafe: bool) -> None:
        self._unsafe = unsafe
        self.steps: list[MigrationStep] = []
        self.withheld: list[MigrationStep] = []
        self.left: list[Left] = []
        self.numbers: int | None = None  # that nodes of the document would give, once somebody has counted

    def take(
        self,
        kind: StepKind,
        result: Result,
        text: str,
        node: str | None = None,
        field: str | None = None,
        loss: str = "",
    ) -> bool:
        """Note a step; whether it may be taken."""
        may = self._unsafe or result == "same"
        (self.steps if may else self.withheld).append(MigrationStep(kind, result, text, node, field, loss))
        return may

    def leave(self, text: str, help: str, node: str | None = None, field: str | None = None) -> None:  # noqa: A002  # as Left has it
        """Note what somebody has to do."""
        self.left.append(Left(text, help, node, field))


def are_apart(node: DraftNode, names: Mapping[str, str | None], log: StepLog) -> bool:
    """Whether inputs can have new names; not if two that both say something would be one."""
    clash = node.settled(names).clash
    if clash is not None:
        both = " and ".join(quoted(name) for name in clash)
        log.leave(
            f"{node.type} has {both}, which are one input now",
            f"take out one of {both}: they are one input now",
            node.id,
        )
    return clash is None


def worst(results: Iterable[Result]) -> Result:
    """The worst of some results; *same* for none."""
    return max(results, key=_ORDER.index, default="same")
