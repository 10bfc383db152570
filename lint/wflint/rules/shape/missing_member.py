"""A member that InvokeAI requires is missing.

What it does: reports objects that lack a required member. In a workflow: "nodes", "edges", "meta", "name"
...; of its nodes "id", "data", "version", "isOpen" ...; of its edges "type", "sourceHandle" ... In a graph:
"type" and "id" of nodes, "node_id" and "field" of edges. In an enqueue body: "graph".

Why it is bad: the web UI checks a workflow against its schema as a whole: one missing member anywhere, and it
loads nothing of the file. The server refuses a graph with "Field required". Where a node lacks its "id", the
server makes up a random one, which then differs from the key ("Node ids must match").

How to fix: add the member. What a graph may leave out ("nodes", "edges", its own "id") is not reported.
`--fix` adds what the web UI itself writes there; a value on which depends what runs comes with
`--unsafe-fixes`.
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
