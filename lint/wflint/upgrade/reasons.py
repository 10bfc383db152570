"""What an upgrade does to a document as it is: the reasons, each with the verdict that it alone would give.

What is told is new at the newer release. Of what the web UI updates by itself, nothing else is asked but
that it does; what it loses then, rules of its own say.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from wflint.catalogue.history import node_presence
from wflint.catalogue.packs.index import plain_name, shipped_index
from wflint.catalogue.packs.whose import names_a_pack, owner
from wflint.catalogue.renames import gone, major_steps
from wflint.diagnostics import Finding, Stage
from wflint.diagnostics.words import elide, listed, quoted
from wflint.document import Kind
from wflint.graph.ir import UI_ONLY_NODES
from wflint.graph.webui.profile import FORMATS, held_version, profile
from wflint.records import NamedTuple
from wflint.release import release_of
from wflint.rules.registry import all_rules
from wflint.upgrade.blame import blame_field, blame_node, blame_search, release_before
from wflint.upgrade.compare import changed_default
from wflint.upgrade.faults import ReleaseFault
from wflint.upgrade.verdict import Blame, Reason, Strictness, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wflint.catalogue.history import Group
    from wflint.catalogue.model import Catalogue
    from wflint.catalogue.packs.index import PackIndex
    from wflint.diagnostics.fix import Fix
    from wflint.document import Document
    from wflint.graph.ir import Graph, Node
    from wflint.upgrade.faults import FaultFinder, Key

_LONGEST_VALUE: Final = 30
_REFUSED: Final = frozenset({Stage.READ, Stage.LOAD})  # nothing can be done with the document then
# What they find of a field that a node does not have, and where it is looked for.
_FIELDS: Final[Mapping[str, Group]] = {
    "unknown-input": "inputs",
    "unknown-target-field": "inputs",
    "unknown-source-field": "outputs",
}


class KnownReason(NamedTuple):
    """A reason, and what knows it again in the document that a migration makes."""

    key: tuple[str, str | None, str | None]
    reason: Reason


class UpgradeCase:
    """A document with two releases, and all that is asked of it more than once."""

    def __init__(
        self,
        document: Document,
        graph: Graph,
        old: Catalogue,
        new: Catalogue,
        finder: FaultFinder,
        index: PackIndex | None = None,
        *,
        guessed: bool = False,
    ) -> None:
        self.document = document
        self.graph = graph
        self.old = old
        self.new = new
        self.index = index or shipped_index()
        self.guessed = guessed
        self.is_workflow = document.kind is Kind.WORKFLOW
        self._finder = finder
        self._stopped: dict[tuple[str | None, str | None], bool] | None = None
        self._faults: dict[int, tuple[Catalogue, dict[Key, ReleaseFault]]] = {}

    def faults(self, catalogue: Catalogue) -> dict[Key, ReleaseFault]:
        """What the rules find at a release."""
        known = self._faults.get(id(catalogue))
        if known is None:
            known = self._faults[id(catalogue)] = catalogue, self._finder.faults(self.document, catalogue)
        return known[1]

    def fix(self, fault: ReleaseFault) -> Fix | None:
        """What mends a fault."""
        return self._finder.fix(fault)

    def is_new(self, key: Key) -> bool:
        """Whether a fault of the new release came with it.

        It did not where the same input stopped the old one already, whichever rule says so: a model that
        nobody chose is a missing input in one release, and a loader without its parts in the next. What
        cannot even be opened is no matter of before where the old release is but a guess.
        """
        fault = self.faults(self.new)[key]
        if self.guessed and fault.stops and fault.outcome.stage in _REFUSED:
            return True
        before = self.faults(self.old).get(key)
        if before is not None and (before.stops or not fault.stops):
            return False
        place = fault.finding.node, fault.finding.field
        if None in place or key[0] in _FIELDS:
            return True
        if self._stopped is None:
            self._stopped = {}
            for each in self.faults(self.old).values():
                if each.stops:
                    at = each.finding.node, each.finding.field
                    self._stopped[at] = self._stopped.get(at, False) or each.outcome.stage in _REFUSED
        refused = self._stopped.get(place)
        return refused is None or (fault.outcome.stage in _REFUSED and not refused)

    def version(self, node: Node, catalogue: Catalogue) -> str | None:
        """That of a node at a release."""
        definition = catalogue.node(node.type)
        return definition.version if definition is not None else None


def reasons(case: UpgradeCase, *, blames: bool = True) -> list[KnownReason]:
    """All of them, in the order of what they are about: the file, its nodes, their fields."""
    return [*_format(case), *_nodes(case), *_versions(case), *_faults(case, blames), *_defaults(case)]


def earlier_faults(case: UpgradeCase) -> list[ReleaseFault]:
    """What was wrong at the old release already, and still is."""
    still = [fault for key, fault in case.faults(case.new).items() if not case.is_new(key)]
    return [*_gone_before(case), *still]


def _gone_before(case: UpgradeCase) -> Iterator[ReleaseFault]:
    """Nodes that neither release has: of a stated old one nothing is new about them."""
    told = {each.reason.node for each in _nodes(case)}
    for node in case.graph.nodes.values():
        if node.id in told or case.new.node(node.type) is not None:
            continue
        outcome = all_rules()["unknown-node-type"].rule.outcome(case.document.kind)
        blame = blame_node(node.type, case.new)
        since = f"was removed in {blame.since}; last good {blame.last_good}" if blame else "is gone"
        if outcome is not None:
            finding = Finding(f"node {elide(node.type)} {since}", node.path, node=node.id)
            yield ReleaseFault(finding, outcome)


def _format(case: UpgradeCase) -> Iterator[KnownReason]:
    """The format of a workflow file, which the web UI brings up to date, or which is newer than it knows."""
    if not case.is_workflow:
        return
    stated, writes = case.document.version, profile(case.new).format
    if stated is None or stated not in FORMATS or stated == writes:
        return
    key = "format", None, None
    if FORMATS[stated] > FORMATS[writes]:
        since = ".".join(map(str, FORMATS[stated]))
        text = f"workflow format {stated} came with InvokeAI {since}"
        yield KnownReason(key, Reason(Verdict.NEWER, text, breaks=Strictness.LOADS))
        return
    yield KnownReason(key, Reason(Verdict.UPDATED, f"format {stated} becomes {writes}"))


def _nodes(case: UpgradeCase) -> Iterator[KnownReason]:
    """Nodes that the new release does not have."""
    unknown = [node for node in case.graph.nodes.values() if case.new.node(node.type) is None]
    foreign = [n for n in unknown if _is_of_pack(case, n) or node_presence(n.type) is None]
    owners = {node.id: _owner(case, node) for node in foreign}
    types: dict[str, dict[str, None]] = {}
    for node in foreign:
        types.setdefault(owners[node.id], {})[elide(node.type)] = None
    for node in unknown:
        key = "node", node.id, None
        presence = None if node.id in owners else node_presence(node.type)
        if presence is None:
            reason = Reason(
                Verdict.NEEDS_PACK,
                f"{owners[node.id]}: {listed(list(types[owners[node.id]]))}",
                "to judge them too, let `--to` name a server that has them, or a catalogue file",
                node.id,
                breaks=Strictness.ACCEPTED,
            )
            yield KnownReason(key, reason)
        elif case.new.release < release_of(presence.first):
            text = f"node {node.type} came with InvokeAI {presence.first}"
            breaks = Strictness.ACCEPTED if case.is_workflow else Strictness.LOADS
            yield KnownReason(key, Reason(Verdict.NEWER, text, node=node.id, breaks=breaks))
        elif case.guessed or case.old.node(node.type) is not None:
            blame = blame_node(node.type, case.new)
            since = f" was removed in {blame.since}" if blame is not None else " is gone"
            row = gone(node.type)
            cure = ""
            if row is not None and row.instead:
                cure = f"use {listed(row.instead, last='or')}: {row.why}"
            elif row is not None:
                cure = f"{row.why}; build it anew"
            breaks = Strictness.ACCEPTED if case.is_workflow else Strictness.LOADS
            text = f"node {node.type}{since}"
            reason = Reason(Verdict.BROKEN, text, cure, node.id, None, blame, "unknown-node-type", breaks)
            yield KnownReason(key, reason)


def _is_of_pack(case: UpgradeCase, node: Node) -> bool:
    """Whether the file says that a node is a pack's, and the pack has it."""
    stated = node.raw.get("nodePack") if case.is_workflow else None
    if not isinstance(stated, str) or not names_a_pack(stated):
        return False
    found = case.index.find(node.type)
    return any(plain_name(each.pack.name) == plain_name(stated) for each in found)


def _owner(case: UpgradeCase, node: Node) -> str:
    """Whose a node is that is none of InvokeAI's, in words that its type ends."""
    raw: Any = node.raw.get("nodePack") if case.is_workflow else None
    stated = raw if isinstance(raw, str) else None
    packs = [each.pack.name for each in owner(case.index, node.type, stated, node.version).nodes]
    names = list(dict.fromkeys(quoted(name) for name in packs))
    if names:
        return f"it needs the pack {listed(names, 3, last='or')}"
    if stated is not None and names_a_pack(stated):
        return f"it needs the pack {quoted(stated)}, which wflint does not know"
    return "in no release of InvokeAI and in no pack that wflint knows"


def _versions(case: UpgradeCase) -> Iterator[KnownReason]:
    """Nodes of another version: what the web UI updates, and what it does not."""
    if not case.is_workflow:
        return
    updated: dict[str, list[str]] = {}
    for node in case.graph.nodes.values():
        own, current = held_version(node, case.new), case.version(node, case.new)
        if own is None or current is None or own == current:
            continue
        mine, theirs = _major(own), _major(current)
        if mine == theirs:
            updated.setdefault(f"{node.type} {own} becomes {current}", []).append(node.id)
        elif mine is not None and theirs is not None and mine > theirs:
            text = f"{node.type} is version {own}, newer than {current}"
            reason = Reason(Verdict.NEWER, text, node=node.id, breaks=Strictness.ACCEPTED)
            yield KnownReason(("major", node.id, None), reason)
        elif mine is not None and theirs is not None and _is_major_new(case, node, theirs):
            yield KnownReason(("major", node.id, None), _major_reason(case, node, own, current, mine, theirs))
    for words, ids in updated.items():
        only = ids[0] if len(ids) == 1 else None
        yield KnownReason(("version", words, None), Reason(Verdict.UPDATED, words, node=only))


def _is_major_new(case: UpgradeCase, node: Node, theirs: int) -> bool:
    then = case.version(node, case.old)
    return then is None or _major(then) != theirs


def _major(version: str) -> int | None:
    first = version.split(".", 1)[0]
    return int(first) if first.isascii() and first.isdigit() and len(first) < 10 else None


def _major_reason(case: UpgradeCase, node: Node, own: str, current: str, mine: int, theirs: int) -> Reason:
    steps = major_steps(node.type, mine, theirs)
    worst = "other" if any(s.result == "other" for s in steps) or not steps else "similar"
    if steps and all(step.result == "same" for step in steps):
        worst = "same"
    what = "; ".join(step.says for step in steps) or "what its inputs mean may have changed"
    text = f"{node.type} {own} is {current} now, which the web UI does not update: {what}"
    # The UI stops at the first of them; those up to the old release are no matter of this upgrade.
    since = next((step.since for step in steps if case.old.release < release_of(step.since)), None)
    blame = Blame(since, release_before(since), None) if since is not None else None
    verdict = Verdict.MIGRATED if worst == "same" else Verdict.OTHER_RESULT
    breaks = None if worst == "same" else Strictness.SAME_IMAGE
    return Reason(verdict, text, "", node.id, None, blame, "node-version-mismatch", breaks)


def _faults(case: UpgradeCase, blames: bool) -> Iterator[KnownReason]:
    seen: set[object] = set()
    alike = Counter(fault.finding.group for fault in case.faults(case.new).values() if fault.finding.group)
    for key, fault in case.faults(case.new).items():
        if not case.is_new(key):
            continue
        slug, finding = key[0], fault.finding
        group = _FIELDS.get(slug)
        if group is not None and finding.node_type and finding.field and case.new.node(finding.node_type):
            blame = blame_field(finding.node_type, group, finding.field, case.new)
            about = "field", finding.node, f"{group}.{finding.field}"
            if about in seen:
                continue
            seen.add(about)
            noun = "input" if group == "inputs" else "output"
            text = f"{noun} {quoted(finding.field)} of {finding.node_type} "
            text += f"was removed in {blame.since}" if blame is not None else "is not there"
            yield KnownReason(about, _reason(case, fault, text, blame, wired=slug != "unknown-input"))
            continue
        blame = _search(case, key) if blames else None
        text = finding.group if alike[finding.group] > 1 else finding.message
        yield KnownReason((slug, finding.node, finding.field), _reason(case, fault, text, blame))


def _search(case: UpgradeCase, key: Key) -> Blame | None:
    stops = case.faults(case.new)[key].stops
    before = case.faults(case.old).get(key)
    if before is not None and (before.stops or not stops):
        return None  # in no release that the file may be of is it right

    def is_wrong(catalogue: Catalogue) -> bool:
        fault = case.faults(catalogue).get(key)
        return fault is not None and (fault.stops or not stops)

    return blame_search(case.old, case.new, is_wrong)


def _reason(
    case: UpgradeCase, fault: ReleaseFault, text: str, blame: Blame | None, *, wired: bool = False
) -> Reason:
    finding, stage = fault.finding, fault.outcome.stage
    code = finding.rule or ""
    if fault.stops:
        verdict = Verdict.BROKEN
        early = stage in (Stage.READ, Stage.LOAD) or (not case.is_workflow and stage is Stage.ENQUEUE)
        breaks = Strictness.LOADS if early else Strictness.ACCEPTED
    elif wired or "edges" in finding.pointer[:1]:
        verdict, breaks = Verdict.BROKEN, Strictness.ACCEPTED
    else:
        verdict, breaks = Verdict.OTHER_RESULT, Strictness.SAME_IMAGE
    return Reason(verdict, text, finding.help, finding.node, finding.field, blame, code, breaks)


def _defaults(case: UpgradeCase) -> Iterator[KnownReason]:
    """Values that the file leaves to InvokeAI, which takes others now."""
    known: dict[str, list[tuple[str, Any, Any]]] = {}
    for node in case.graph.nodes.values():
        if case.is_workflow and node.type in UI_ONLY_NODES:
            continue
        changed = known.get(node.type)
        if changed is None:
            changed = known[node.type] = changed_default(node.type, case.old, case.new)
        for name, was, now in changed:
            if name in node.values or (node.id, name) in case.graph.into:
                continue
            text = (
                f"{quoted(name)} of {node.type} is not set, and is {_shown(now)} instead of {_shown(was)} now"
            )
            cure = f"set it to {_shown(was)}"
            yield KnownReason(
                ("default", node.id, name),
                Reason(Verdict.OTHER_RESULT, text, cure, node.id, name, None, "", Strictness.SAME_IMAGE),
            )


def _shown(value: Any) -> str:
    return elide(json.dumps(value, ensure_ascii=False), _LONGEST_VALUE)
