"""An edge starts at an output that the node does not have.

What it does: reports every edge whose source field is not an output of its node in the target release.

Why it is bad: in an API graph the server refuses the whole request ("Edge source field ... does not
exist in node ..."). In a workflow the web UI drops the edge when it loads the file; that of
InvokeAI 7 sends it, and the server refuses.

How to fix: use one of the outputs that the node has; `wflint catalogue show NODE` lists them. Names change
between releases: check against the release that the workflow runs on. `--unsafe-fixes` writes the one near
name that fits; `--fix` removes an edge that the web UI drops.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.diagnostics import Severity, Stage
from wflint.rules.base import Context, Rule, rejected, silent
from wflint.rules.edges._fields import SOURCE, missing_fields
from wflint.rules.shared.edges import edge_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wflint.diagnostics import Finding

RULE = Rule(
    "ED102",
    "an edge names an output that the node does not have",
    graph=rejected(),
    workflow=silent(Stage.LOAD, Severity.ERROR),
    when="shared.edges:edge_faults.bad_source",
)


def check(ctx: Context) -> Iterator[Finding]:
    """One finding an edge, at the name of the output."""
    yield from missing_fields(ctx, ctx.analysis(edge_faults).bad_source, SOURCE)
