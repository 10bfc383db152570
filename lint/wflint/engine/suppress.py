"""Findings that somebody wants hidden: by the notes of a workflow or of a node, or by the configuration.

A finding belongs to a node when it is about the node or one of its inputs or outputs, when it lies inside
the node's own object, and when it is about an edge that begins or ends there. What is hidden is still found:
it is marked, counts no more, and formats that have a word for it say so. What hides nothing is told.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from wflint.diagnostics import Finding
from wflint.diagnostics.suggest import nearest
from wflint.diagnostics.words import quoted
from wflint.document import Kind
from wflint.document.traits import may_speak
from wflint.engine.check import MOST
from wflint.engine.notes import remarks
from wflint.engine.selection import named
from wflint.engine.settle import edge_ends
from wflint.records import NamedTuple
from wflint.rules.registry import all_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from wflint.diagnostics import Pointer
    from wflint.diagnostics.fix import Fix
    from wflint.document import Document
    from wflint.engine.configuration import Hiding, Suppression
    from wflint.engine.notes import Remark
    from wflint.engine.settle import Settled

NOTES, CONFIGURATION = "notes", "configuration"
UNUSED, UNKNOWN = "unused-suppression", "unknown-suppression"  # rules of its own

# (configuration, number of the entry, "rule" or "node", number or name): what hid something.
Used = tuple[str, int, str, "int | str"]


class Suppressed(NamedTuple):
    """All findings, those that are hidden marked; what is to be said of the notes; what was of use."""

    settled: list[Settled]
    said: list[tuple[Document, list[Finding]]]
    used: frozenset[Used]


class Running(NamedTuple):
    """The rules that looked at a file. Of the others nobody knows whether there is something to hide."""

    slugs: frozenset[str]
    crashed: bool = False


def suppress(
    settled: Sequence[Settled], documents: Sequence[Document], hiding: Hiding, running: Running
) -> Suppressed:
    """Mark what is hidden. ``documents`` are all of the file, also those without findings."""
    speaking = [(d, _Notes(remarks(d))) for d in documents if may_speak(d)]
    if not hiding.notes:
        said = [(d, list(_not_heard(notes))) for d, notes in speaking]
        speaking = []
    # A workflow's notes speak for the graph beside it, in a picture or record; of several, each for itself.
    alone = speaking[0][1] if sum(d.kind is Kind.WORKFLOW for d in documents) == 1 and speaking else None
    by_document = {id(d): notes for d, notes in speaking}
    entries = _Entries(hiding.entries)
    marked = []
    for one in settled:
        by = None
        for document, finding in ((one.document, one.finding), *one.also):
            nodes = nodes_of(document, finding)
            notes = by_document.get(id(document), alone)
            if notes is not None and notes.hides(nodes, finding.rule):
                by = by or NOTES
            if entries.hides(document, nodes, finding.rule):
                by = by or CONFIGURATION
        marked.append(one if by is None else one._replace(suppressed=by))
    if hiding.notes:
        unsure = _many(settled)
        said = [(d, list(islice(notes.said(running, unsure), MOST))) for d, notes in speaking]
    return Suppressed(marked, [(d, found) for d, found in said if found], frozenset(entries.used))


def nodes_of(document: Document, finding: Finding) -> list[str]:
    """The ids of the nodes that a finding belongs to: two where it is about an edge."""
    found = [] if finding.node is None else [finding.node]
    found += [end for end in edge_ends(document, finding)[::2] if type(end) is str and end not in found]
    if not found and "nodes" in finding.pointer[:-1]:
        at = finding.pointer.index("nodes") + 1
        place: Any = document.data
        try:
            for part in finding.pointer[: at + 1]:
                place = place[part]
        except (KeyError, IndexError, TypeError):
            return found
        key = finding.pointer[at]
        node_id = key if type(key) is str else place.get("id") if type(place) is dict else None
        if type(node_id) is str:
            found.append(node_id)
    return found


class _Unit:
    """One selector of one remark: it is used, or it is not."""

    __slots__ = ("remark", "selector", "slugs", "used")

    def __init__(self, remark: Remark, selector: str, slugs: frozenset[str]) -> None:
        self.remark = remark
        self.selector = selector
        self.slugs = slugs
        self.used = False


class _Notes:
    """The remarks of one workflow, by the node they stand at and the rules they name."""

    def __init__(self, found: Sequence[Remark]) -> None:
        self.remarks = found
        self._units: list[_Unit] = []
        self._faults: dict[tuple[Pointer, str | None], Remark] = {}
        self._by_place: dict[tuple[str | None, str], list[_Unit]] = {}
        seen: set[tuple[Pointer, str]] = set()
        known: dict[str, frozenset[str] | None] = {}
        for remark in found:
            if remark.selectors is None:
                self._faults.setdefault((remark.pointer, None), remark)
            for selector in remark.selectors or ():
                if (remark.pointer, selector) in seen:
                    continue
                seen.add((remark.pointer, selector))
                if selector not in known:
                    known[selector] = named(selector)
                slugs = known[selector]
                if slugs is None:
                    self._faults[remark.pointer, selector] = remark
                    continue
                unit = _Unit(remark, selector, slugs)
                self._units.append(unit)
                for slug in slugs:
                    self._by_place.setdefault((remark.node, slug), []).append(unit)

    def hides(self, nodes: list[str], slug: str | None) -> bool:
        """Whether a finding of these nodes is hidden; the nearest remark does it, the workflow's own last."""
        hidden = False
        for node in (*nodes, None):
            units = self._by_place.get((node, slug or ""))
            if not units or (node is None and hidden):
                continue
            for unit in units:
                unit.used = True
            del units[1:]  # they are all used now; the next finding need not walk them
            hidden = True
        return hidden

    def said(self, running: Running, unsure: set[str]) -> Iterator[Finding]:
        """What is to be said: of names that no rule has, and of what hides nothing."""
        for (_, selector), remark in self._faults.items():
            yield _unknown(remark, selector)
        if running.crashed:
            return
        for unit in self._units:
            if not unit.used and unit.slugs & running.slugs and not unit.slugs & unsure:
                yield _unused(unit.remark, unit.selector)


class _Entries:
    """The configuration's entries for one file."""

    def __init__(self, entries: Sequence[Suppression]) -> None:
        self.used: set[Used] = set()
        self._by_slug = _by_slug(tuple(entries))
        self._labels: dict[int, dict[str, str]] = {}

    def hides(self, document: Document, nodes: list[str], slug: str | None) -> bool:
        hidden = False
        for entry, number in self._by_slug.get(slug or "", ()):
            names = self._names(entry, document, nodes)
            if names is None:
                continue
            hidden = True
            self.used.add((entry.source, entry.number, "rule", number))
            self.used.update((entry.source, entry.number, "node", name) for name in names)
        return hidden

    def _names(self, entry: Suppression, document: Document, nodes: list[str]) -> set[str] | None:
        """The names in an entry that mean one of the nodes; None where it is not about them."""
        if not entry.nodes:
            return set()
        if not nodes:
            return None
        labels = self._labels.get(id(document))
        if labels is None:
            labels = self._labels[id(document)] = _labels(document)
        known = {*nodes, *(labels[node] for node in nodes if node in labels)}
        return {name for name in known if name in entry.nodes} or None


@lru_cache(maxsize=64)  # the same for most files of a run
def _by_slug(entries: tuple[Suppression, ...]) -> dict[str, list[tuple[Suppression, int]]]:
    """The entries that hide findings of a rule, each with the number of the selector that names it."""
    found: dict[str, list[tuple[Suppression, int]]] = {}
    for entry in entries:
        for number, (_, slugs) in enumerate(entry.rules):
            for slug in slugs:
                found.setdefault(slug, []).append((entry, number))
    return found


def _labels(document: Document) -> dict[str, str]:
    """What the nodes of a workflow are called in the editor, by id."""
    nodes = document.data.get("nodes") if document.kind is Kind.WORKFLOW else None
    found = {}
    for node in nodes if type(nodes) is list else ():
        inner = node.get("data") if type(node) is dict else None
        label = inner.get("label") if type(inner) is dict else None
        if type(label) is str and label and type(node.get("id")) is str:
            found[node["id"]] = label
    return found


def _many(settled: Sequence[Settled]) -> set[str]:
    """Rules that may have had more to say than is told."""
    number: dict[str, int] = {}
    for one in settled:
        slug = one.finding.rule or ""
        number[slug] = number.get(slug, 0) + 1
    return {slug for slug, told in number.items() if told >= MOST}


# -- what is said of the notes -------------------------------------------------------------------------


def _whose(remark: Remark) -> str:
    return "the workflow's notes" if remark.node is None else f"the notes of {quoted(remark.node)}"


def _finding(
    remark: Remark, rule: str, message: str, cure: str, fix: Callable[[], Fix | None] | None = None
) -> Finding:
    return Finding(
        message,
        remark.pointer,
        node=remark.node,
        node_type=remark.node_type,
        field="notes",
        rule=rule,
        then="nothing is hidden",
        help=cure,
        fix=fix,
    )


def _unknown(remark: Remark, selector: str | None) -> Finding:
    if selector is None:
        message = f"a suppression in {_whose(remark)} names no rule"
        return _finding(remark, UNKNOWN, message, "write it as wflint: ignore[dangling-edge] and the reason")
    from wflint.engine.note_fixes import respelling

    near = nearest(selector, all_rules(), count=2)
    cure = f'write "{near[0]}"' if near else "name a rule of `wflint rules`, or remove it"
    message = f"no rule is called {quoted(selector)}, in {_whose(remark)}"
    fix = respelling(remark, selector, near[0]) if len(near) == 1 else None
    return _finding(remark, UNKNOWN, message, cure, fix)


def _unused(remark: Remark, selector: str) -> Finding:
    message = f"ignore[{selector}] in {_whose(remark)} hides nothing"
    from wflint.engine.note_fixes import removing

    cure = f"remove {selector} from the brackets, or the whole line"
    return _finding(remark, UNUSED, message, cure, removing(remark, selector))


def _not_heard(notes: _Notes) -> Iterator[Finding]:
    for remark in {remark.pointer: remark for remark in notes.remarks}.values():
        message = f"a suppression in {_whose(remark)} is not heard"
        cure = "remove it, or set notes-suppress = true for this file in the configuration"
        yield _finding(remark, UNUSED, message, cure)
