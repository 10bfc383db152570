"""Which findings are told: their outcomes, a fault that a file holds twice, and what is below the floor.

Between the rules and the places: nothing here looks at the text, so that what is only counted costs little.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Effect, Severity
from wflint.records import NamedTuple
from wflint.rules.registry import all_rules

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.diagnostics import Finding, Outcome
    from wflint.document import Document
    from wflint.engine.selection import Selection, Severities
    from wflint.rules.options import RuleOptions

_EFFECTS = (Effect.STALLS, Effect.REJECTED, Effect.FAILS, Effect.SILENT, Effect.ADVICE)  # the worst one first

_OF_INVENTORY = "shared.plain:inventory"  # the look of rules that go by the list of the server's models


class Showing(NamedTuple):
    """What a run tells. Below ``least`` a finding does not count; below ``listed`` it is only counted.

    ``fixes`` asks for what mends them, which some rules work out only then, and ``changes`` for what that
    does to the text, which costs a look at it for each.
    """

    least: Severity = Severity.INFO
    listed: Severity = Severity.INFO
    changes: bool = False
    fixes: bool = True


class Settled(NamedTuple):
    """A finding that is told, with its outcome, and the other documents of the file that hold it too.

    ``suppressed`` says by what it is hidden, None: by nothing.
    """

    document: Document
    finding: Finding
    targets: tuple[str, ...]
    outcome: Outcome
    also: tuple[tuple[Document, Finding], ...] = ()
    suppressed: str | None = None


class Settlement(NamedTuple):
    """What is told of a file, document by document, and how many more findings are only counted."""

    settled: list[Settled]
    hidden: int


def settle(
    found: Iterable[tuple[Document, Iterable[tuple[Finding, tuple[str, ...]]]]], severities: Severities = ()
) -> list[Settled]:
    """The findings of a file's documents with their outcomes, each fault once.

    Raises ValueError for a rule without an outcome.
    """
    settled = []
    documents = 0
    wanted = dict(severities)
    for document, findings in found:
        documents += 1
        usual: dict[str | None, Outcome] = {}  # of each rule, where a finding says nothing else
        for finding, targets in findings:
            outcome = finding.outcome or usual.get(finding.rule)
            if outcome is None:
                outcome = usual[finding.rule] = _outcome(finding, document)
            if wanted and (slug := finding.rule or "") in wanted:
                severity = wanted[slug]
                if severity is None:
                    continue
                outcome = outcome._replace(severity=severity)
            settled.append(Settled(document, finding, targets, outcome))
    return _once(settled) if documents > 1 else settled


def looking(selection: Selection, severities: Severities, options: RuleOptions) -> frozenset[str]:
    """The rules that looked at a file: they are on, and were told what they cannot do without."""
    silent = {slug for slug, severity in severities if severity is None}
    if options.vram is None:
        silent.add("vram-budget")
    if options.policy is None:
        silent |= {slug for slug in selection.enabled if all_rules()[slug].area == "policy"}
    if options.inventory is None:
        silent |= of_inventory()
    return selection.enabled - silent


def of_inventory() -> set[str]:
    """The rules that go by the list of the server's models, and find nothing without one."""
    return {slug for slug, registered in all_rules().items() if registered.rule.when == _OF_INVENTORY}


def running(selection: Selection, severities: Severities, options: RuleOptions) -> frozenset[str]:
    """Those of them that had all their say: with the server's models the rules about models say more."""
    found = looking(selection, severities, options)
    if options.inventory is not None:
        return found
    return frozenset([slug for slug in found if all_rules()[slug].area != "models"])


def tell(settled: Iterable[Settled], showing: Showing) -> Settlement:
    """What is listed of settled findings, and how many more are only counted; what is hidden is listed."""
    least, listed = showing.least.rank, showing.listed.rank
    told = []
    counted = 0
    for one in settled:
        rank = one.outcome.severity.rank
        if rank >= listed or (one.suppressed is not None and rank >= least):
            told.append(one)
        elif rank >= least:
            counted += 1
    return Settlement(told, counted)


def _outcome(finding: Finding, document: Document) -> Outcome:
    rule = all_rules()[finding.rule or ""].rule
    outcome = finding.outcome or rule.outcome(document.kind) or rule.workflow or rule.graph
    if outcome is None:
        raise ValueError(f"rule {finding.rule} states no outcome for a {document.kind} document")
    return outcome


def _once(settled: list[Settled]) -> list[Settled]:
    """A file may hold a graph twice: a picture and a record keep the workflow beside the graph made of it.

    A fault of both is told where its effect is worst, and names the other.
    """
    same: dict[tuple[object, ...], list[Settled]] = {}
    seen: dict[tuple[object, ...], int] = {}
    for one in settled:
        key = _fault(one)
        if key is None:
            continue
        number = seen[(*key, one.document.part)] = seen.get((*key, one.document.part), 0) + 1
        same.setdefault((*key, number), []).append(one)
    told: dict[int, Settled | None] = {}
    for several in same.values():
        if len(several) > 1:
            worst = min(several, key=_badness)
            also = tuple((s.document, s.finding) for s in several if s is not worst)
            told.update({id(s): None for s in several})
            told[id(worst)] = worst._replace(also=also)
    kept = (told.get(id(one), one) for one in settled)
    return [one for one in kept if one is not None]


def _badness(settled: Settled) -> tuple[int, int]:
    outcome = settled.outcome
    return -outcome.severity.rank, _EFFECTS.index(outcome.effect)


def _fault(settled: Settled) -> tuple[object, ...] | None:
    """What makes a fault the same in two documents: the rule with the node and field, or with the edge."""
    finding = settled.finding
    ends = edge_ends(settled.document, finding) or None
    if ends is not None and any(isinstance(end, dict | list) for end in ends):
        ends = None  # no names at all, which a fault of the file's shape says
    if finding.node is None and ends is None:
        return None
    return finding.rule, finding.node, finding.node_type, finding.field, ends


def edge_ends(document: Document, finding: Finding) -> tuple[object, ...]:
    """The four ends of the edge that a finding is about, however the document spells them; else nothing."""
    pointer = finding.pointer
    if "edges" not in pointer[:-1]:
        return ()
    edge: Any = document.data
    try:
        for part in pointer[: pointer.index("edges") + 2]:
            edge = edge[part]
        if type(edge["source"]) is dict:
            source, target = edge["source"], edge["destination"]
            ends = source["node_id"], source["field"], target["node_id"], target["field"]
        else:
            ends = edge["source"], edge["sourceHandle"], edge["target"], edge["targetHandle"]
    except (KeyError, IndexError, TypeError):
        return ()
    return tuple(end if type(end) is str else None for end in ends)  # a list is no key
