"""An object has the same key twice.

What it does: reports every repetition of a key within one JSON object, at the later place.

Why it is bad: JSON readers, the browser's and Python's alike, keep the last value and silently drop the
earlier one. In a graph the keys of "nodes" are the node ids: where a node was copied and not renamed, the
first of the two is lost, and its edges lead to the other one.

How to fix: rename or remove one of them. `--fix` removes the earlier ones, which readers drop.
"""

from __future__ import annotations

from wflint.diagnostics import Severity, Stage
from wflint.rules.base import Rule, silent

RULE = Rule(
    "SH102",
    "an object has the same key twice",
    workflow=silent(Stage.READ, Severity.ERROR),
    graph=silent(Stage.READ, Severity.ERROR),
)
