"""The two figures that are kept: what the start costs, and what a real file costs (``instructions.py``)."""

from __future__ import annotations

import pytest

from tests.bench import instructions

pytestmark = [
    pytest.mark.bench,
    pytest.mark.skipif(instructions.missing() is not None, reason=str(instructions.missing())),
]


def test_start() -> None:
    """``wflint check one.json`` costs at most twice what ``import click`` does, and a little."""
    found = instructions.start()
    assert 0 < found.bare < found.click < found.check
    assert found.ratio <= 2.1, found


@pytest.mark.parametrize("types", [instructions.OF_PACKS, instructions.OF_NOBODY], ids=["packs", "nobody"])
def test_twenty_unknown_types(types: list[str]) -> None:
    """Whose nodes they are is looked up for less than what guessing at their names cost before."""
    assert len(set(types)) == 20
    assert 1 < instructions.unknown(types) <= 1.4


def test_real_files() -> None:
    """A file costs at most five times what reading its JSON does."""
    found = instructions.files()
    assert found.count >= 30
    assert 0 < found.loads < found.again < found.first
    assert found.ratio <= 4.9, found
    assert found.first <= 6.9 * found.loads, found  # imports and definitions of nodes, which later files find
