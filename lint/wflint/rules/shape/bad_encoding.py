"""The file is not proper Unicode text.

What it does: reports bytes that are not UTF-8, with their offset, line and column, and escapes that stand
for half a character (a lone surrogate such as `\\ud83d`). A byte order mark, UTF-16 and UTF-32 are read.

Why it is bad: JSON is UTF-8. The server refuses other bytes ("There was an error parsing the body"); the
browser puts a replacement character in their place, so that a prompt or a name changes. The server accepts
and stores a lone surrogate, but it cannot read it back: the run fails before it starts.

How to fix: save the file as UTF-8, or write the character itself in place of half an escape.
"""

from __future__ import annotations

from wflint.diagnostics import Stage
from wflint.rules.base import Rule, rejected

RULE = Rule(
    "SH111",
    "the file is not proper Unicode text",
    workflow=rejected(Stage.READ),
    graph=rejected(Stage.READ),
)
