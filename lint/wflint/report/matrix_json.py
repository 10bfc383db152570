"""A matrix for programs (``wflint upgrade --matrix --format json``, schema 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wflint.upgrade.matrix import Cell, Matrix, Row
    from wflint.upgrade.verdict import Reason


def matrix_json(matrix: Matrix) -> dict[str, Any]:
    """All of it. ``cells`` are releases next to one another that are the same to a workflow."""
    return {
        "schema": 1,
        "releases": list(matrix.releases),
        "judged": matrix.judged,
        "counts": {verdict.value: number for verdict, number in matrix.counts().items()},
        "workflows": [_row(row) for row in matrix.rows],
    }


def _row(row: Row) -> dict[str, Any]:
    bad = row.first_bad()
    return {
        "file": row.path,
        "part": row.part or None,
        "made_for": row.old,
        "guessed": row.guessed,
        "errors_before": row.before,
        "first_bad": bad[0] if bad is not None else None,
        "cells": [_cell(cell) for cell in row.cells],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "releases": list(cell.releases),
        "verdict": cell.verdict.value,
        "reasons": [reason_data(reason) for reason in cell.reasons],
    }


def reason_data(reason: Reason) -> dict[str, Any]:
    """One reason."""
    blame = reason.blame
    return {
        "verdict": reason.verdict.value,
        "text": reason.text,
        "help": reason.help or None,
        "node": reason.node,
        "field": reason.field,
        "blame": None
        if blame is None
        else {"since": blame.since, "last_good": blame.last_good, "successor": blame.successor},
    }
