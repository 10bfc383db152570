"""`--fix` over sixty mixed files: nothing fixable is left, twice is once, and no request changes unsaid."""

from __future__ import annotations

from functools import cache

import pytest

from tests.fixing.repository import FILES, Repository, differences, mixed_files, refused, told_of
from wflint.engine.mending import fixable

NAMES = sorted(mixed_files())


@cache
def repository() -> Repository:
    return Repository()


def test_there_are_sixty() -> None:
    files = mixed_files()
    assert len(files) == FILES
    assert sum(bool(repository().mend(raw).applied) for raw in files.values()) > 1


@pytest.mark.parametrize("name", NAMES)
def test_nothing_fixable_is_left(name: str) -> None:
    mended = repository().mend(mixed_files()[name])
    assert [d.message for d in repository().look(mended.raw) if fixable(d, unsafe=False)] == []
    assert repository().mend(mended.raw).raw == mended.raw


@pytest.mark.parametrize("name", NAMES)
def test_unsafe_fixes_come_to_an_end_too(name: str) -> None:
    mended = repository().mend(mixed_files()[name], unsafe=True)
    assert repository().mend(mended.raw, unsafe=True).raw == mended.raw


@pytest.mark.parametrize("name", NAMES)
def test_the_request_changes_only_where_it_was_said(name: str) -> None:
    """Of what was not refused: safe fixes change nothing but what InvokeAI would drop or merge anyway."""
    raw = mixed_files()[name]
    mended = repository().mend(raw)
    if not mended.applied or refused(repository().look(raw)):
        return
    said = told_of(mended.applied)
    for before, after in zip(repository().requests(raw), repository().requests(mended.raw), strict=True):
        for place in differences(before, after):
            assert place.nodes & said, (name, place)
