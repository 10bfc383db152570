"""Fixes of what notes say to wflint: a name out of the brackets, or another in its place.

No note reaches InvokeAI's queue, so that these are safe: the request is the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wflint.diagnostics.fix import replace, safe
from wflint.engine.notes import SAID

if TYPE_CHECKING:
    from collections.abc import Callable

    from wflint.diagnostics.fix import Fix
    from wflint.engine.notes import Remark


def removing(remark: Remark, selector: str) -> Callable[[], Fix | None]:
    """The note without that name, and without the whole line where it was the only one."""
    return lambda: _fix(remark, f"remove {selector} from the note", without(remark.text, selector))


def respelling(remark: Remark, selector: str, right: str) -> Callable[[], Fix | None]:
    """The note with the right name in place of the wrong one."""
    return lambda: _fix(remark, f"write {right}", _edited(remark.text, selector, right))


def without(text: str, selector: str) -> str:
    """The note without the name; a line that said nothing else goes, with the reason that stands behind."""
    return _edited(text, selector, None)


def _fix(remark: Remark, title: str, new: str) -> Fix | None:
    return safe(title, replace(*remark.pointer, value=new)) if new != remark.text else None


def _edited(text: str, selector: str, right: str | None) -> str:
    pieces: list[str] = []
    at = 0
    found = [match for match in re.finditer(SAID, text) if match[1] == "ignore" and match[2]]
    for match in found:
        if match.start() < at:
            continue  # it went with the line
        parts = match[2][1:-1].split(",")
        left = [_put(part, right) if part.strip() == selector else part for part in parts]
        kept = [part for part in left if part.strip()]
        if kept == [part for part in parts if part.strip()]:
            continue
        if kept:
            pieces += (text[at : match.start(2)], f"[{','.join(kept).strip()}]")
            at = match.end(2)
            continue
        before, at = _line_gone(text, at, match)
        pieces.append(before)
    pieces.append(text[at:])
    return "".join(pieces)


def _put(part: str, right: str | None) -> str:
    return "" if right is None else part.replace(part.strip(), right)


def _line_gone(text: str, at: int, match: re.Match[str]) -> tuple[str, int]:
    """What stays before a remark that goes, and where the text goes on behind it."""
    end = text.find("\n", match.end())
    end = len(text) if end < 0 else end
    following = re.compile(SAID).search(text, match.end(), end)
    if following is not None:
        return text[at : match.start()], following.start()
    before = text[at : match.start()]
    line = before.rpartition("\n")[2]
    goes_on = "\n" not in before and at > 0 and text[at - 1] != "\n"  # behind a remark that stays
    if line.strip() or goes_on:
        return before.rstrip(" \t"), end
    before = before[: len(before) - len(line)]
    if end < len(text):
        return before, end + 1
    return before.removesuffix("\n").removesuffix("\r"), end
