"""The file is larger than wflint reads.

What it does: reports a file of more than 32 MiB, an image of more than 256 MiB, an image whose texts unpack
to more than 32 MiB, a text of more than a million values, and a file with more than a thousand documents, of
which it checks the first thousand. In a directory search only a file that looks like one of InvokeAI's is
reported.

Why it is bad: it is not checked. Real workflows have some thousand values: such a file was made to break
something, or by a program that ran wild.

How to fix: split the file, or leave it out with `exclude` in the configuration.
"""

from __future__ import annotations

from wflint.diagnostics import Severity, Stage
from wflint.rules.base import Rule, advice

RULE = Rule(
    "SH116",
    "the file is larger than wflint reads",
    workflow=advice(Stage.READ, Severity.ERROR),
    graph=advice(Stage.READ, Severity.ERROR),
)
