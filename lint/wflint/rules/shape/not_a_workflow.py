"""The file is not a workflow or graph of InvokeAI.

What it does: reports a file that was named on the command line and parses as JSON, but is not a workflow,
graph, enqueue body or session of InvokeAI. ComfyUI's files are recognised. In a directory search such files
are skipped, and with `--skip-unknown` everywhere.

Why it is bad: InvokeAI refuses it.

How to fix: name another file, or leave this one out.
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
