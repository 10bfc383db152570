"""The file is not a workflow or graph of InvokeAI.

What it does: reports a file that was named on the command line and parses as JSON, but is not a workflow,
graph, enqueue body or session of InvokeAI. Many programs write nodes and edges; the files of ComfyUI, React
Flow, Dify, n8n, networkx, Obsidian and some fifty more are called what they are. What counts as InvokeAI's is
a node type of any of its releases or of a known node pack, a node of the type `invocation`, edge ends with
`node_id` and `field`, or what only its editor and its server write. In a directory search other files are
skipped, and with `--skip-unknown` everywhere.

Why it is bad: InvokeAI refuses it.

How to fix: name another file, or leave this one out, with `exclude` in the configuration or `--skip-unknown`.
"""

from __future__ import annotations

from wflint.diagnostics import Stage
from wflint.rules.base import Rule, rejected

RULE = Rule(
    "SH103",
    "the file is not a workflow or graph of InvokeAI",
    workflow=rejected(Stage.LOAD),
    graph=rejected(Stage.LOAD),
)
