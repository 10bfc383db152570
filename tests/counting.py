"""Work counted in calls or lines, not in seconds: the same on every machine, however busy it is."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import wflint

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

_OURS = wflint.__path__[0]


def calls(work: Callable[[], object]) -> int:
    """How many functions a piece of work calls, those written in C included."""
    count = 0

    def seen(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def growth(work: Callable[[int], Callable[[], object]], size: int) -> float:
    """How many times the calls of a size are those of twice the size: near 2 is linear, near 4 quadratic.

    ``work`` makes the work of a size ready; only the work itself is counted, and not the first time, which
    imports modules.
    """
    work(2 * size)()
    return calls(work(2 * size)) / calls(work(size))


def lines_run(function: Callable[[], object]) -> int:
    """The lines of wflint's own code that a call runs, each turn of a loop counted."""
    count = 0

    def on_line(_frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        if event == "line":
            count += 1
        return on_line

    def on_call(frame: FrameType, _event: str, _argument: Any) -> Any:
        return on_line if frame.f_code.co_filename.startswith(_OURS) else None

    before = sys.gettrace()
    sys.settrace(on_call)
    try:
        function()
    finally:
        sys.settrace(before)
    return count
