"""The file is not valid JSON.

What it does: reports the first place where a file stops being JSON, with line and column, and says what is
wrong there: a trailing comma, a comment, single quotes, a merge conflict, a file that is cut off.

Why it is bad: nothing reads the file. The web UI says that it cannot load the workflow; the server answers
with HTTP 422.

How to fix: correct the place that the message names. The rest of the file is checked once it parses.
"""

from __future__ import annotations

from wflint.diagnostics import Stage
from wflint.rules.base import Rule, rejected

RULE = Rule(
    "SH101",
    "the file is not valid JSON",
    workflow=rejected(Stage.READ),
    graph=rejected(Stage.READ),
)
