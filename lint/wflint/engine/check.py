"""One document against catalogues: read it once, run the rules, give the findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wflint.document import Kind
from wflint.engine.selection import Selection
from wflint.graph.reading.read import read_document
from wflint.rules.base import Context, Options
from wflint.rules.registry import all_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from wflint.catalogue.model import Catalogue
    from wflint.diagnostics import Finding
    from wflint.document import Document

    Checks = tuple[tuple[str, Callable[[Context], Iterable[Finding]]], ...]

FOREIGN = frozenset({Kind.COMFYUI, Kind.UNKNOWN})  # no documents of InvokeAI's: no rules for graphs


class Crash(NamedTuple):
    """A rule (or the reader) that raised: a fault of wflint's own, not of the file."""

    where: str  # the rule's slug, or "reader"
    error: Exception


class Checker:
    """The rules that are on, against one or more catalogues; kept for all files of a run.

    ``selection`` None means every rule. ``crashes`` collects what raised; a run goes on without it.
    """

    def __init__(
        self,
        catalogues: Sequence[Catalogue],
        selection: Selection | None = None,
        options: Options | None = None,
    ) -> None:
        self.catalogues = catalogues
        self.selection = selection or Selection(frozenset(all_rules()), frozenset())
        self.crashes: list[Crash] = []
        self._options = options
        self._checks: dict[Kind, Checks] = {}

    def check(self, document: Document) -> list[tuple[Finding, tuple[str, ...]]]:
        """All findings in a document, each with the names of the targets it holds for."""
        try:
            graph, findings = read_document(document)
        except Exception as error:
            self.crashes.append(Crash("reader", error))
            return []
        catalogues = self.catalogues
        if document.kind in FOREIGN:
            # That a file is no workflow at all is said whatever was selected, unless it is ignored.
            targets = tuple(c.name for c in catalogues)
            return [(f, targets) for f in findings if f.rule not in self.selection.ignored]
        checks = self._checks_for(document.kind)
        if len(catalogues) == 1:
            self._run(checks, Context(document, graph, catalogues[0], self._options), findings)
            if not findings:
                return []
            names = (catalogues[0].name,)
            enabled = self.selection.enabled
            return [(f, names) for f in findings if f.rule in enabled]
        runs = []
        for catalogue in catalogues:
            found = list(findings)
            self._run(checks, Context(document, graph, catalogue, self._options), found)
            runs.append((catalogue.name, found))
        return _merge(runs, self.selection.enabled)

    def _checks_for(self, kind: Kind) -> Checks:
        try:
            return self._checks[kind]
        except KeyError:
            pass
        enabled = self.selection.enabled
        self._checks[kind] = checks = tuple(
            (slug, check)
            for slug, registered in all_rules().items()
            if slug in enabled and registered.rule.outcome(kind) is not None
            for check in registered.checks
        )
        return checks

    def _run(self, checks: Checks, ctx: Context, findings: list[Finding]) -> None:
        for slug, check in checks:
            try:
                for finding in check(ctx):
                    finding.rule = slug
                    findings.append(finding)
            except Exception as error:
                self.crashes.append(Crash(slug, error))


def check_document(document: Document, catalogue: Catalogue, options: Options | None = None) -> list[Finding]:
    """All findings of all rules in a document, each with its rule's slug set. Raises what a rule raises."""
    checker = Checker((catalogue,), None, options)
    found = checker.check(document)
    for crash in checker.crashes:
        raise crash.error
    return [finding for finding, _ in found]


def _merge(
    runs: list[tuple[str, list[Finding]]], enabled: frozenset[str]
) -> list[tuple[Finding, tuple[str, ...]]]:
    """The same fault under several targets put together, in the words of the last (newest) one.

    The message is no part of what makes two findings the same, because it may name the release.
    """
    merged: dict[tuple[object, ...], tuple[Finding, list[str]]] = {}
    for name, findings in runs:
        count: dict[tuple[object, ...], int] = {}
        for finding in findings:
            if finding.rule not in enabled:
                continue
            same = (finding.rule, finding.pointer, finding.occurrence, finding.field, finding.outcome)
            number = count[same] = count.get(same, 0) + 1
            held = merged.get((*same, number))
            names = held[1] if held else []
            merged[(*same, number)] = (finding, [*names, name])
    return [(finding, tuple(names)) for finding, names in merged.values()]
