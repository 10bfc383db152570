"""What wflint says of a row, as a user would hear it."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from tests.families.parts import records
from wflint.diagnostics import Severity
from wflint.engine.check import Checker
from wflint.engine.examine import examine
from wflint.engine.selection import Selectors, select_rules
from wflint.engine.targets import open_targets
from wflint.models.inventory.inventory import Inventory, ModelRecord
from wflint.rules.options import RuleOptions

if TYPE_CHECKING:
    from tests.families.recipe import Recipe
    from wflint.diagnostics import Diagnostic

RELEASE = "6.14.2"
# What only a list of the server's models can tell.
NEED_INVENTORY = frozenset({"unknown-model-key", "model-record-mismatch", "textual-inversion"})


@cache
def _checker(release: str, inventory: bool) -> Checker:
    options = RuleOptions(inventory=Inventory(ModelRecord(**r) for r in records()) if inventory else None)
    return Checker(open_targets(release, ()), select_rules([Selectors(None, ())]), options)


def diagnostics(recipe: Recipe, *, release: str = RELEASE, inventory: bool = False) -> list[Diagnostic]:
    """The warnings and errors that the rules give for a graph, those that are on by default."""
    checker = _checker(release, inventory)
    found = examine(json.dumps(recipe.graph()).encode(), "row.json", checker).diagnostics
    for crash in checker.crashes:
        raise crash.error
    return [diagnostic for diagnostic in found if diagnostic.severity is not Severity.INFO]


def told(found: list[Diagnostic]) -> list[tuple[str, str]]:
    """Slug and effect of each, sorted."""
    return sorted((diagnostic.slug, str(diagnostic.effect)) for diagnostic in found)
