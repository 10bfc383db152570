"""Files made to break a reader are formatted or left alone, with work that grows no faster than they do."""

from __future__ import annotations

import pytest

from tests import hostile_files
from tests.counting import calls
from tests.formatted import spelled
from wflint.engine.formatting import format_bytes
from wflint.reading import DOCUMENT

SIZE = 60


@pytest.mark.parametrize("strip", [False, True])
@pytest.mark.parametrize("name", hostile_files.SHAPES)
def test_work_grows_with_the_file(name: str, strip: bool) -> None:
    shape = hostile_files.SHAPES[name]

    def cost(size: int) -> int:
        raw = shape(size)
        return calls(lambda: format_bytes(raw, name, strip=strip))

    cost(4 * SIZE)  # imports modules
    small, middle, large = (cost(size) for size in (SIZE, 2 * SIZE, 4 * SIZE))
    assert large - middle <= 2.6 * (middle - small) + 4_000, (small, middle, large)


@pytest.mark.parametrize("name", hostile_files.SHAPES)
def test_nothing_is_lost(name: str) -> None:
    raw = hostile_files.SHAPES[name](200)
    made = format_bytes(raw, name)
    if made.reason is not None:
        assert made.raw is raw
        return
    assert len(made.raw) <= DOCUMENT
    assert spelled(made.raw) == spelled(raw)
    assert format_bytes(made.raw, name).raw == made.raw
