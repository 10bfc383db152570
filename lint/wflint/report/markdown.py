"""Strangers' words in Markdown: shown as they stand, never at work."""

from __future__ import annotations

import re

from wflint.plain import one_line

_TICKS = re.compile("`+")
_PIPE = re.compile(r"(\\*)\|")
_ESCAPED = r"\1\1\\|"
# Nothing that would end a link, a cell or a word of a shell, and nothing that a terminal or a browser runs.
_ADDRESS = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9._~:/%+=,-]*")


def code(text: str) -> str:
    """Text that Markdown shows as it stands: a code span with more ticks than are in it."""
    line = one_line(" ".join(text.split())) or " "
    longest = max((len(run) for run in _TICKS.findall(line)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def row(*cells: str) -> str:
    """A line of a table; the cells are Markdown already. A backslash before a pipe would undo its escape."""
    return f"| {' | '.join(_PIPE.sub(_ESCAPED, cell) for cell in cells)} |\n"


def is_address(url: str) -> bool:
    """Whether it is a plain address of the web, which may be a link or be pasted into a shell."""
    return len(url) < 500 and _ADDRESS.fullmatch(url) is not None


def linked(text: str, url: str | None) -> str:
    """The text, as a link where the address is one."""
    shown = code(text)
    return f"[{shown}]({url})" if url is not None and is_address(url) else shown
