"""Lists and objects are nested too deep.

What it does: reports JSON that is nested so deep that Python's parser gives up, at about a thousand levels.

Why it is bad: InvokeAI's server uses the same parser and answers with an error. Workflows need about ten
levels: such a file was made to break something, or by a program that ran wild.

How to fix: remove the nesting.
"""

from __future__ import annotations

from wflint.diagnostics import Stage
from wflint.rules.base import Rule, rejected

RULE = Rule(
    "SH112",
    "lists and objects are nested too deep",
    workflow=rejected(Stage.READ),
    graph=rejected(Stage.READ),
)
