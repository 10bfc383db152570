"""The file's content was not fetched.

What it does: reports files that hold a pointer of Git LFS or git-annex in place of a workflow or an image:
the content is kept elsewhere and has not been fetched. Such a file is named in a directory search and with
`--skip-unknown` too, and counts as skipped.

Why it is bad: nothing of the workflow was checked. InvokeAI cannot read the pointer either.

How to fix: fetch the content with `git lfs pull` (`git annex get`). On CI, let the checkout do so, with
`lfs: true` for actions/checkout.
"""

from __future__ import annotations

from wflint.diagnostics import Severity, Stage
from wflint.rules.base import Rule, rejected

RULE = Rule(
    "SH115",
    "the file's content was not fetched (Git LFS)",
    workflow=rejected(Stage.READ, Severity.WARNING),
    graph=rejected(Stage.READ, Severity.WARNING),
)
