"""A node's version is not a valid version number.

What it does: reports a node of a workflow whose "version" is not three numbers with dots between them.

Why it is bad: with a version such as `1.0` or `1.0.0-beta` the web UI loads nothing of the workflow.

How to fix: write the version that the node has in the release you use: `wflint catalogue show TYPE` prints
it. `--fix` does, if the number is of the same major version.
"""

from __future__ import annotations

from wflint.diagnostics import Stage
from wflint.rules.base import Rule, rejected

RULE = Rule(
    "SH107",
    "a node's version is not a valid version number",
    workflow=rejected(Stage.LOAD),
)
