"""A member that InvokeAI requires is missing.

What it does: reports objects that lack a required member: "nodes", "edges", "meta", "name" ... of a
workflow, "id", "data", "version", "isOpen" ... of its nodes, "type", "sourceHandle" ... of its edges;
"type" and "id" of a graph's nodes, "node_id" and "field" of its edges; "graph" of an enqueue body.

Why it is bad: the web UI checks a workflow against its schema as a whole, so one missing member anywhere
and it loads nothing of the file. The server refuses a graph with "Field required", and one whose node lacks
an "id" because it makes up a random one that differs from the key.

How to fix: add the member. What a graph may leave out ("nodes", "edges", its own "id") is not reported.
"""

from __future__ import annotations

from wflint.diagnostics import Stage
from wflint.rules.base import Rule, rejected

RULE = Rule(
    "SH104",
    "a required member is missing",
    workflow=rejected(Stage.LOAD),
    graph=rejected(),
)
