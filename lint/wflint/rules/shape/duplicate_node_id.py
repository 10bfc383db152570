"""Two nodes have the same id.

What it does: reports a node of a workflow with the id of an earlier node. In a graph, where ids are keys, the
rule `duplicate-key` finds the same fault.

Why it is bad: the web UI loads both, draws edges to the first and sends only the last to the server.

How to fix: give each node its own id, outside and in its "data", and correct the edges. `--fix` keeps the
last node, which is the one that is sent, if both are of one type.
"""

from __future__ import annotations

from wflint.diagnostics import Severity, Stage
from wflint.rules.base import Rule, silent

RULE = Rule(
    "SH108",
    "two nodes have the same id",
    workflow=silent(Stage.LOAD, Severity.ERROR),
    graph=silent(Stage.READ, Severity.ERROR),
)
