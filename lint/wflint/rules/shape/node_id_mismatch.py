"""A node states two different ids.

What it does: compares a node's id with its key in a graph, or with the id inside its "data" in a workflow.

Why it is bad: the server refuses a graph with "Node ids must match". A workflow loads, and the web UI uses
the outer id; but when another workflow calls it, the server uses the inner one, and the edges lead nowhere.

How to fix: make the two equal. `--fix` keeps the id that edges use, `--unsafe-fixes` the key where they use
both or none.
"""

from __future__ import annotations

from wflint.diagnostics import Stage
from wflint.rules.base import Rule, advice, rejected

RULE = Rule(
    "SH109",
    "a node states two different ids",
    workflow=advice(Stage.LOAD),
    graph=rejected(),
)
