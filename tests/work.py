"""How much work something is, counted instead of timed: a count is the same on every machine."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import wflint

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

_OURS = wflint.__path__[0]


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
