"""A matrix for programs (``wflint upgrade --matrix --format json``, schema 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wflint.report.upgrade_json import reason_members
from wflint.version import __version__

if TYPE_CHECKING:
    from wflint.upgrade.matrix import Cell, Matrix, MatrixRow
    from wflint.upgrade.verdict import Strictness


SCHEMA: Final = 1  # rises when a member changes its meaning or goes; new members may come without


def matrix_json(matrix: Matrix, wanted: Strictness) -> dict[str, Any]:
    """All of it. ``cells`` are releases next to one another that are the same to a workflow."""
    return {
        "schema": SCHEMA,
        "tool": "wflint",
        "version": __version__,
        "require": wanted.value,
        "survives": matrix.survives(wanted),
        "releases": list(matrix.releases),
        "judged": matrix.judged,
        "counts": {verdict.value: number for verdict, number in matrix.counts().items()},
        "workflows": [_row(row, wanted) for row in matrix.rows],
    }


def _row(row: MatrixRow, wanted: Strictness) -> dict[str, Any]:
    bad = row.first_bad()
    return {
        "file": row.path,
        "part": row.part or None,
        "from": {"release": row.old or None, "guessed": row.guessed},
        "before": row.before,
        "first_bad": bad[0] if bad is not None else None,
        "cells": [_cell(cell, wanted) for cell in row.cells],
    }


def _cell(cell: Cell, wanted: Strictness) -> dict[str, Any]:
    return {
        "releases": list(cell.releases),
        "verdict": cell.verdict.value,
        "survives": cell.survives(wanted),
        "reasons": [reason_members(reason) for reason in cell.reasons],
    }
