"""``wf.check()``: wflint's own rules over what a builder makes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from wflint.builders.errors import BuildError, CheckError
from wflint.diagnostics.report import fails
from wflint.document import Document, Kind, Source
from wflint.engine.check import Checker
from wflint.engine.configuration import FAIL_ON
from wflint.engine.examine import diagnose

if TYPE_CHECKING:
    from wflint.builders.product import DocumentKind, Product
    from wflint.diagnostics import Diagnostic
    from wflint.rules.options import RuleOptions


def check(
    product: Product, kind: DocumentKind, fail_on: str, options: RuleOptions | None
) -> list[Diagnostic]:
    """The findings, in the order of their places in the JSON that would be written."""
    if fail_on not in FAIL_ON:
        raise BuildError(f'fail_on is {fail_on!r}; give "error", "warning" or "never"')
    text = product.to_json(kind)
    data: Any = json.loads(text)
    checker = Checker((product.catalogue,), None, options)
    document = _document(kind, data, Source(product.name or "workflow", text))
    diagnostics = diagnose(document, checker)
    for crash in checker.crashes:
        raise crash.error
    worst = [d for d in diagnostics if fails(d, fail_on)]
    if worst:
        lines = "\n".join(
            f"  {d.code} {d.slug}: {d.message}" + (f"\n    help: {d.help}" if d.help else "") for d in worst
        )
        raise CheckError(f"{len(worst)} finding{'s' if len(worst) > 1 else ''}:\n{lines}", worst)
    return diagnostics


def _document(kind: DocumentKind, data: Any, source: Source) -> Document:
    if kind == "graph":
        return Document(Kind.GRAPH, data, source)
    if kind == "batch":
        return Document(Kind.BATCH, data["batch"], source, base=("batch",))
    return Document(Kind.WORKFLOW, data, source, version=data["meta"]["version"])
