"""A number that is not valid JSON.

What it does: reports `NaN`, `Infinity` and `-Infinity`, and integers of more than 4,000 digits.

Why it is bad: the browser refuses the whole file for one `NaN`. Python reads it, so that the server accepts
such a graph, but most other programs do not. An integer that long becomes infinite in the browser, which
drops it; the server cannot parse it.

How to fix: write a number. Where an input may be left unset, leave it out. `--fix` corrects positions and
drops numbers that the web UI drops.
"""

from __future__ import annotations

from wflint.diagnostics import Stage
from wflint.rules.base import Rule, advice, rejected

RULE = Rule(
    "SH113",
    "a number that is not valid JSON",
    workflow=rejected(Stage.READ),
    graph=advice(Stage.READ),
)
