"""A suppression hides nothing.

What it does: reports a rule in a `wflint: ignore[...]` that has no finding where the note stands: in a node's
notes at that node, in the workflow's notes anywhere in the file. When the folder of a configuration is
searched, its entries of `suppress` that hide nothing are reported too, and globs of `suppress`,
`per-file-ignores` and `per-path` that match no file. Nothing is said of rules that did not run, nor of those
about models where no list of models is given, nor of `vram-budget` without a budget.

Why it is bad: the fault was corrected, or the suppression stands at another node than the fault does. It
would hide the next fault of that kind.

How to fix: remove the rule from the brackets, or the whole line. Where the configuration says
`notes-suppress = false`, no note is heard: use its `suppress` entries. `--fix` takes the rule
out of a note, and the line where it names no other.
"""

from __future__ import annotations

from wflint.diagnostics import Stage
from wflint.rules.base import Rule, advice

RULE = Rule(
    "SU101",
    "a suppression hides nothing",
    workflow=advice(Stage.LOAD),
    graph=advice(Stage.READ),
)
