"""One document against one catalogue: read it, run the rules, give the findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wflint.graph.read import read_document
from wflint.rules.base import Context, Options
from wflint.rules.registry import all_rules

if TYPE_CHECKING:
    from wflint.catalogue.model import Catalogue
    from wflint.diagnostics import Finding
    from wflint.document import Document


def check_document(document: Document, catalogue: Catalogue, options: Options | None = None) -> list[Finding]:
    """All findings in a document, in the order the rules yield them, each with its rule's slug set."""
    graph, findings = read_document(document)
    ctx = Context(document, graph, catalogue, options)
    for slug, registered in all_rules().items():
        if registered.rule.outcome(document.kind) is None:
            continue
        for check in registered.checks:
            for finding in check(ctx):
                finding.rule = slug
                findings.append(finding)
    return findings
