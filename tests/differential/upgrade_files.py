"""The same for workflow files: what wflint's model of the web UI makes of them, and what a new release says.

The file is the one that the old release's web UI would have written. It is hit when wflint finds an error at
the new release that it had not at the old one, or when what the web UI then sends is refused, fails or has
lost a value.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.differential.upgrade_cases import worse
from wflint.diagnostics import Severity
from wflint.document.load import load_bytes
from wflint.engine.check import check_document
from wflint.graph.convert.decisions import ConversionError
from wflint.graph.convert.to_request import convert_workflow
from wflint.graph.convert.to_workflow import graph_to_workflow
from wflint.rules.registry import all_rules
from wflint.upgrade import change as kinds
from wflint.upgrade.change import Class, Who

if TYPE_CHECKING:
    from tests.differential.upgrade_cases import Case
    from tests.differential.upgrade_trial import Trial
    from wflint.catalogue.model import Catalogue
    from wflint.document import Document
    from wflint.upgrade.change import CatalogueChange

# Of these only some uses break, of any kind; and these say nothing of one input.
SOME = (
    kinds.CHECK_ADDED,
    kinds.INPUT_NARROWED,
    kinds.INPUT_EDGES,
    kinds.TYPE_NARROWED,
    kinds.TYPE_NARROWED_UNEDITED,
    kinds.OUTPUT_RETYPED,
    kinds.OUTPUT_UI_TYPE,
)
_MOST = 200  # files of one change


class FileTrial:
    """The changes of a trial that hit workflow files."""

    def __init__(self, trial: Trial) -> None:
        self.trial = trial

    def run(self) -> None:
        """All of them."""
        for change in self.trial.changes:
            if Who.FILES in change.kind.who and change.kind is not kinds.NODE_ADDED:
                self._judge(change)

    def _judge(self, change: CatalogueChange) -> None:
        trial = self.trial
        files = []
        for case in trial.cases.of(change)[:_MOST]:
            document = None if case.now else self._file(case)
            if document is not None:
                files.append((case, document))
        hits = [(case, self._hit(document, change)) for case, document in files]
        breaking = change.kind.cls is Class.BREAKING
        if change.kind in SOME:
            hits = [one for one in hits if one[1]]
        if breaking and not hits:
            trial.disagree(f"[no file is hit] {change.sentence}")
        for case, hit in hits:
            if not breaking and hit and (trial.breaks_otherwise(change, case) or self._hit_anyhow(change)):
                continue
            trial.figures["file breaking tried" if breaking else "file tried"] += 1
            if bool(hit) == breaking:
                trial.figures["file breaking hit" if breaking else "file right"] += 1
            else:
                trial.disagree(f"[files: {hit or 'not hit'}] {change.kind.id}: {change.sentence}", case)

    def _hit_anyhow(self, change: CatalogueChange) -> bool:
        """Whether every file with the node is hit: the web UI writes all inputs, those too that are gone."""
        return any(
            other.node == change.node and other.kind.cls is Class.BREAKING for other in self.trial.changes
        )

    def _file(self, case: Case) -> Document | None:
        """The file, if the old release's web UI would take it without a complaint."""
        try:
            written = graph_to_workflow(case.graph, self.trial.old)
        except ConversionError:
            return None
        loaded = load_bytes(json.dumps(written.workflow).encode(), "case.json")
        return loaded.documents[0] if loaded.documents else None

    def _hit(self, document: Document, change: CatalogueChange) -> str:
        trial = self.trial
        more = _errors(document, trial.new) - _errors(document, trial.old)
        if more:
            return ", ".join(sorted({rule for rule, _, _ in more}))
        then, now = (_sent(document, catalogue) for catalogue in (trial.old, trial.new))
        lost = _said(then) - _said(now)
        if lost:
            return f"lost {sorted(lost, key=str)[0]}"
        (before,), (after,) = trial.ask(trial.before, [then]), trial.ask(trial.after, [now])
        return worse(before, after)


def _errors(document: Document, catalogue: Catalogue) -> set[tuple[str, Any, Any]]:
    """What wflint finds in it that keeps it from being loaded, sent or run."""
    found = set()
    for finding in check_document(document, catalogue):
        assert finding.rule is not None
        outcome = finding.outcome or all_rules()[finding.rule].rule.outcome(document.kind)
        if outcome is not None and outcome.severity is Severity.ERROR:
            found.add((finding.rule, finding.node, finding.field))
    return found


def _sent(document: Document, catalogue: Catalogue) -> dict[str, Any]:
    return convert_workflow(document, catalogue, with_data=False).graph


def _said(graph: dict[str, Any]) -> set[tuple[Any, ...]]:
    """What a graph says: the values of its nodes' members, and its edges."""
    values = {
        (node["type"], json.dumps(value, sort_keys=True), name if name in ("id", "type") else "")
        for node in graph["nodes"].values()
        for name, value in node.items()
        if value is not None
    }
    return values | {("edge", json.dumps(edge, sort_keys=True)) for edge in graph["edges"]}
