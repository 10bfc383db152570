"""One document against catalogues: read it once, run the rules, give the findings that were asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.engine.admit import admit_document
from wflint.engine.selection import Selection
from wflint.graph.reading.read import read_as
from wflint.graph.webui.profile import profile
from wflint.records import NamedTuple
from wflint.rules.base import Context
from wflint.rules.looks import Looks, find_look, wanted
from wflint.rules.options import RuleOptions
from wflint.rules.registry import all_rules
from wflint.rules.shared.survey import survey
from wflint.rules.shared.what_runs import what_runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wflint.catalogue.model import Catalogue
    from wflint.diagnostics import Finding
    from wflint.document import Document, Kind
    from wflint.graph.ir import Graph
    from wflint.graph.reading.mends import BareValue
    from wflint.rules.registry import RegisteredRule


# Of one rule in one document. Nobody reads more, and a file may be made of nothing but faults.
MOST: Final = 1_000
_OF_RUNS: Final = frozenset({"IN", "MD", "PR"})  # areas that speak of what nodes do when they run
_CHARACTERS: Final = 1_000_000  # of the names on the ways to them, which reports repeat


class Checks(NamedTuple):
    """The rules for a kind of document, and what says which of them are worth to be run."""

    rules: list[RegisteredRule]
    looks: Looks


class Found(NamedTuple):
    """A finding with the names of the targets it holds for."""

    finding: Finding
    targets: tuple[str, ...]


class Crash(NamedTuple):
    """A rule (or the reader) that raised: a fault of wflint's own, not of the file."""

    where: str  # the rule's slug, or "reader"
    error: BaseException


class Checker:
    """The rules that are on, against one or more catalogues; kept for all files of a run.

    ``selection`` None means every rule. ``crashes`` collects what raised; a run goes on without it.
    """

    def __init__(
        self,
        catalogues: Sequence[Catalogue],
        selection: Selection | None = None,
        options: RuleOptions | None = None,
    ) -> None:
        self.catalogues = catalogues
        self.selection = selection or _all_own()
        self.crashes: list[Crash] = []
        self.options = options or RuleOptions()
        self._checks: dict[Kind, Checks] = {}

    def check(self, document: Document) -> list[Found]:
        """What is found in a document of InvokeAI's: by its reader, and by the rules that are on."""
        checks = self._checks_for(document.kind)
        enabled = self.selection.enabled
        readings: dict[bool, tuple[Graph, list[Finding]] | None] = {}
        runs = []
        for catalogue in self.catalogues:
            tolerant = profile(catalogue).tolerant
            if tolerant not in readings:
                readings[tolerant] = self._read(document, catalogue)
            read = readings[tolerant]
            if read is None:
                return []
            graph, shape = read
            found = [f for f in shape if f.rule in enabled]
            if found:
                found = _read_by(catalogue, _first(found), document)
                _tell_release(catalogue, found)
            ctx = Context(document, _as_read(graph, document, catalogue), catalogue, self.options)
            self._run(checks, ctx, found)
            if ctx.analysis(survey).unknown:
                self._judge_packs(ctx, found)
            runs.append((catalogue.name, found))
        return _merge(runs)

    def pass_on(self, findings: Iterable[Finding]) -> list[Found]:
        """What is said of a document at the door: whatever was selected, unless it is ignored."""
        targets = tuple(c.name for c in self.catalogues)
        return [Found(f, targets) for f in findings if f.rule not in self.selection.ignored]

    def added(self, findings: Iterable[Finding]) -> list[Found]:
        """What is said of a document besides, by rules that have no checks: those of them that are on."""
        targets = tuple(c.name for c in self.catalogues)
        return [Found(f, targets) for f in findings if f.rule in self.selection.enabled]

    def _read(self, document: Document, catalogue: Catalogue) -> tuple[Graph, list[Finding]] | None:
        try:
            return read_as(document, catalogue)
        except Exception as error:
            self.crashes.append(Crash("reader", error))
            return None

    def _checks_for(self, kind: Kind) -> Checks:
        try:
            return self._checks[kind]
        except KeyError:
            pass
        enabled = self.selection.enabled
        rules = [
            registered
            for slug, registered in all_rules().items()
            if slug in enabled and registered.has_checks and registered.rule.outcome(kind) is not None
        ]
        self._checks[kind] = checks = Checks(rules, Looks(registered.rule for registered in rules))
        return checks

    def _run(self, checks: Checks, ctx: Context, findings: list[Finding]) -> None:
        rules = checks.rules
        try:
            worth = [rules[number] for number in wanted(checks.looks, ctx)]
        except Exception:
            worth = self._one_by_one(rules, ctx)  # a look raises: say which rules have it
        for registered in worth:
            try:
                functions = registered.checks
            except (Exception, SystemExit) as error:
                self.crashes.append(Crash(_called(registered), error))
                continue
            for check in functions:
                try:
                    room = _CHARACTERS
                    said = check(ctx)
                    if registered.rule.code[:2] in _OF_RUNS:
                        said = what_runs(ctx, registered.rule, said)
                    for told, finding in enumerate(said, 1):
                        finding.rule = registered.slug
                        findings.append(finding)
                        if told >= MOST or (room := room - _size(finding)) < 0:
                            findings.append(_more(registered.slug, told))
                            break
                except (Exception, SystemExit) as error:  # a plugin may want to end the process
                    self.crashes.append(Crash(_called(registered), error))

    def _judge_packs(self, ctx: Context, found: list[Finding]) -> None:
        """Nodes that the catalogue does not have, and a community pack has."""
        from wflint.engine.pack_nodes import JUDGING, pack_findings

        checks = self._checks_for(ctx.kind)
        rules = [registered for registered in checks.rules if registered.slug in JUDGING]
        if not rules:
            return

        def run(inner: Context) -> list[Finding]:
            said: list[Finding] = []
            self._run(Checks(rules, Looks(registered.rule for registered in rules)), inner, said)
            return said

        try:
            found += pack_findings(ctx, ctx.analysis(survey).unknown, found, run)
        except Exception as error:
            self.crashes.append(Crash("pack nodes", error))

    def _one_by_one(self, rules: list[RegisteredRule], ctx: Context) -> list[RegisteredRule]:
        worth = []
        for registered in rules:
            try:
                look = find_look(registered.rule)
                if look is None or look(ctx):
                    worth.append(registered)
            except Exception as error:
                self.crashes.append(Crash(registered.slug, error))
        return worth


def _all_own() -> Selection:
    """Every rule of wflint's own."""
    return Selection(frozenset([s for s, r in all_rules().items() if r.plugin is None]), frozenset())


def check_document(
    document: Document, catalogue: Catalogue, options: RuleOptions | None = None
) -> list[Finding]:
    """All findings of all rules in a document, each with its rule's slug set. Raises what a rule raises."""
    _, refused, said = admit_document(document)
    if refused is not None:
        return list(said)
    checker = Checker((catalogue,), None, options)
    found = checker.check(document)
    for crash in checker.crashes:
        raise crash.error
    return [finding for finding, _ in found]


def _called(registered: RegisteredRule) -> str:
    of = f" of the plugin {registered.plugin}" if registered.plugin else ""
    return registered.slug + of


def _size(finding: Finding) -> int:
    """Roughly how long the names are that reports have of a finding."""
    size = (
        len(finding.detail)
        + len(finding.node or "")
        + len(finding.node_type or "")
        + len(finding.field or "")
    )
    for part in finding.pointer:
        if type(part) is str:
            size += len(part)
    for related in finding.related:
        size += len(related.message) + sum([len(part) for part in related.pointer if type(part) is str])
    return size


def _more(slug: str, told: int) -> Finding:
    from wflint.diagnostics import Finding

    message = f"{told:,} findings of {slug} are told of this document; there may be more"
    return Finding(message, (), rule=slug, help="correct these first, or leave the file out with exclude")


def _read_by(catalogue: Catalogue, found: list[Finding], document: Document) -> list[Finding]:
    """The reader's findings as the release's server would make them."""
    from wflint.graph.reading.old_servers import LENIENT_UNTIL, as_read_then

    if catalogue.release < LENIENT_UNTIL:
        return list(as_read_then(found, document.data, catalogue.release))
    return found


def _tell_release(catalogue: Catalogue, found: list[Finding]) -> None:
    """What the reader cannot know, to mend nodes: their versions in the release, what their inputs take."""
    from functools import partial

    from wflint.graph.reading.mends import BareValue, NodeVersion

    for finding in found:
        fix = finding.fix
        if isinstance(fix, NodeVersion):
            definition = catalogue.node(fix.node_type) if fix.node_type is not None else None
            fix.current = definition.version if definition is not None else None
        elif isinstance(fix, BareValue):
            fix.takes = partial(_takes, catalogue, fix)


def _takes(catalogue: Catalogue, fix: BareValue) -> bool:
    from wflint.graph.server.node_values import node_judge

    judge = node_judge(fix.node_type, catalogue) if fix.node_type is not None else None
    accept = judge.ui_accepts.get(fix.name) if judge is not None else None
    return accept is None or fix.value is None or accept(fix.value)


def _first(findings: list[Finding]) -> list[Finding]:
    """Of each rule as many findings as are told."""
    told: dict[str | None, int] = {}
    room: dict[str | None, int] = {}
    kept = []
    for finding in findings:
        rule = finding.rule
        number = told[rule] = told.get(rule, 0) + 1
        left = room.get(rule, _CHARACTERS)
        if number > MOST or left < 0:
            continue
        kept.append(finding)
        left = room[rule] = left - _size(finding)
        if number == MOST or left < 0:
            kept.append(_more(rule or "", number))
    return kept


def _merge(runs: list[tuple[str, list[Finding]]]) -> list[Found]:
    """The same fault under several targets put together, in the words of the last (newest) one.

    The message is no part of what makes two findings the same, because it may name the release.
    """
    if len(runs) == 1:
        (name, found), *_ = runs
        names = (name,)
        return [Found(f, names) for f in found]
    merged: dict[tuple[object, ...], tuple[Finding, list[str]]] = {}
    for name, found in runs:
        count: dict[tuple[object, ...], int] = {}
        for finding in found:
            same = (finding.rule, finding.pointer, finding.occurrence, finding.field, finding.outcome)
            number = count[same] = count.get(same, 0) + 1
            held = merged.get((*same, number))
            merged[(*same, number)] = (finding, [*(held[1] if held else ()), name])
    return [Found(finding, tuple(names)) for finding, names in merged.values()]


def _as_read(graph: Graph, document: Document, catalogue: Catalogue) -> Graph:
    """The graph as that release reads it: a server without loops takes their linkages for ordinary edges."""
    if not graph.links or catalogue.loops or document.kind.value == "workflow":
        return graph
    from wflint.graph.reading.graph import without_links

    return without_links(graph)
