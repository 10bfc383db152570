"""A number that JSON does not have.

What it does: reports `NaN`, `Infinity` and `-Infinity`, and integers of more than 4,000 digits.

Why it is bad: the browser refuses the whole file for a `NaN`. Python reads it, so the server accepts such a
graph, but most other programs do not. An endless integer becomes infinite in the browser, which drops it;
the server refuses to parse it.

How to fix: write a number. Where an input may be left unset, leave it out.
"""

from __future__ import annotations

from wflint.diagnostics import Stage
from wflint.rules.base import Rule, advice, rejected

RULE = Rule(
    "SH113",
    "a number that JSON does not have",
    workflow=rejected(Stage.READ),
    graph=advice(Stage.READ),
)
