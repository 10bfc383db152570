"""All rows of the truth table, by name."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

import tests.families

if TYPE_CHECKING:
    from tests.families.row import Row


@cache
def rows() -> dict[str, Row]:
    """The rows of all ``rows_*`` modules beside this one."""
    table: dict[str, Row] = {}
    for module in pkgutil.iter_modules(tests.families.__path__):
        if module.name.startswith("rows_"):
            for row in importlib.import_module(f"tests.families.{module.name}").ROWS:
                assert row.name not in table, f"two rows are called {row.name}"
                table[row.name] = row
    return table
