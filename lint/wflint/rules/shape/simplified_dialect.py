"""The file mixes a workflow with a graph.

What it does: reports the simplified form that guides and language models write: "nodes" is a list as in a
workflow, but holds `{"id", "type", "data"}` with plain values, and edges name their ends as in a graph.

Why it is bad: nothing of InvokeAI reads it. The web UI refuses to load it, and the server wants "nodes" to
be an object that maps ids to nodes.

How to fix: convert it: `wflint convert FILE --to workflow` makes a workflow for the web UI, `--to batch` what
a program sends: `{"batch": {"graph": {"nodes": {...}, "edges": [...]}, "runs": 1}}`, each node an object with
"id", "type" and its inputs beside them. The other rules judge the file as such a graph.
"""

from __future__ import annotations

from wflint.rules.base import Rule, rejected

RULE = Rule(
    "SH114",
    "the file mixes a workflow with a graph",
    graph=rejected(),
)
