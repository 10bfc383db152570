"""A suppression names no rule that there is.

What it does: reports a `wflint: ignore[...]` in the notes of a workflow or of a node whose brackets name an
unknown rule, or that has no brackets.

Why it is bad: it hides nothing, and whoever wrote it believes that it does.

How to fix: name the rule by its code, its name or a prefix, as in `wflint: ignore[dangling-edge, IN]`.
`wflint rules` lists them all. `--fix` writes the name where only one is spelled nearly so.
"""

from __future__ import annotations

from wflint.diagnostics import Severity, Stage
from wflint.rules.base import Rule, advice

RULE = Rule(
    "SU102",
    "a suppression names no rule that there is",
    workflow=advice(Stage.LOAD, Severity.ERROR),
)
